/** A site meter's message on `headroom/v1/nodes/{nodeId}/meter`, validated. */
export type MeterReading = {
  readonly nodeId: string;
  /** Receive time by the service's clock. */
  readonly receivedAtMs: number;
  /** The meter's own time: tells how much longer than others this message was on its way. */
  readonly measuredAtMs: number;
  /** Net import at the node; negative when it exports. */
  readonly importKw: number;
  /** Share of each phase where the meter knows it. */
  readonly phaseKw?: readonly [number, number, number];
};

export interface SiteBus {
  /** Retained state out, e.g. `nodes/T1/state`; latest value wins, nothing is queued while the broker is away. */
  publishState(topicSuffix: string, payload: Readonly<Record<string, unknown>>): void;
  state(): {
    readonly connected: boolean;
    readonly url: string;
    readonly lastError?: string;
    readonly rejectedMessages: number;
  };
  close(): Promise<void>;
}
