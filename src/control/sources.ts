import { advanceSource, failsafeEnvelope, openSource } from '../../dispatch/index.ts';
import type { GridEnvelope, LimitSource, NodeId, SourceEvent, SourcePhase, SourceState } from '../../dispatch/index.ts';

/** Who set, changed or ended a limit, and where. */
export type LimitWriter = { readonly by: string; readonly nodeId: NodeId };

export type SourceView = LimitSource & {
  readonly phase: SourcePhase;
  readonly sinceMs: number;
  readonly heardAtMs?: number;
};

type Watched = { readonly source: LimitSource; readonly state: SourceState };

/** The programs that set limits, whether each is alive, and what its silence imposes. They begin in failsafe: a restart heard nothing. */
export class Sources {
  readonly #log: (message: string) => void;
  #watched: readonly Watched[];
  #envelopes: readonly GridEnvelope[] = [];

  constructor(
    sources: readonly LimitSource[],
    deps: { readonly atMs: number; readonly log: (message: string) => void },
  ) {
    this.#log = deps.log;
    this.#watched = sources.map((source) => ({ source, state: openSource(deps.atMs) }));
    this.#envelopes = this.#imposed();
  }

  /** A source says that it is alive; whether there is such a source. */
  heartbeat(sourceId: string, atMs: number): boolean {
    this.#advance(atMs, (source) => (source.id === sourceId ? 'heartbeat' : 'time'));
    return this.#watched.some(({ source }) => source.id === sourceId);
  }

  /** A limit was set, changed or ended: new word from the source whose key did it, if the limit is on its own node. */
  wrote({ by, nodeId }: LimitWriter, atMs: number): void {
    this.#advance(atMs, (source) => (by === `rest:${source.id}` && source.nodeId === nodeId ? 'write' : 'time'));
  }

  timePassed(atMs: number): void {
    if (this.#watched.length > 0) this.#advance(atMs, () => 'time');
  }

  /** The failsafe limits in force. */
  envelopes(): readonly GridEnvelope[] {
    return this.#envelopes;
  }

  views(): readonly SourceView[] {
    return this.#watched.map(({ source, state: { phase, sinceMs, heardAtMs } }) => ({
      ...source,
      phase,
      sinceMs,
      ...(heardAtMs === undefined ? {} : { heardAtMs }),
    }));
  }

  #advance(atMs: number, kindOf: (source: LimitSource) => SourceEvent): void {
    let changed = false;
    this.#watched = this.#watched.map(({ source, state: before }) => {
      const state = advanceSource(before, source, { kind: kindOf(source), atMs });
      if (state.phase !== before.phase) {
        changed = true;
        const limit = state.phase === 'controlled' ? 'its own limits hold' : `${source.failsafeKw} kW hold`;
        this.#log(`source ${source.id} of ${source.nodeId}: ${before.phase} -> ${state.phase}; ${limit}`);
      }
      return { source, state };
    });
    if (changed) this.#envelopes = this.#imposed();
  }

  #imposed(): readonly GridEnvelope[] {
    return this.#watched.flatMap(({ source, state }) => failsafeEnvelope(source, state) ?? []);
  }
}
