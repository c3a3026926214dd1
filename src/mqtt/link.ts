/** The way to a broker: an external one over TCP, or the embedded one. */
export interface Link {
  /** Retained, QoS 0, at most once; false when it could not be handed over now. */
  publish(topic: string, payload: string): boolean;
  state(): { readonly connected: boolean; readonly url: string; readonly lastError?: string };
  close(): Promise<void>;
}

/** What a link tells. None of these may throw. */
export type LinkEvents = {
  readonly onMessage: (message: {
    readonly topic: string;
    readonly payload: Buffer;
    readonly retained: boolean;
  }) => void;
  /** Each time the broker can be reached (again). */
  readonly onConnected: () => void;
  readonly onTrouble: (message: string) => void;
};
