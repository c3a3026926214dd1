/** One live connection per station; the others are refused or replace a dead one. */
export type Member = {
  /** Asks the peer for a sign of life. `done` is called at most once; `false` = none came in time. */
  readonly probe: (done: (alive: boolean) => void) => void;
  /** From here on it speaks for its station. */
  readonly start: () => void;
  /** It never was started, and never will be. */
  readonly refuse: (reason: string) => void;
  /** Ends a started one; must call `Registry.remove`. */
  readonly drop: (reason: string) => void;
};

export class Registry<M extends Member> {
  readonly #entries = new Map<string, Entry<M>>();
  readonly #onDuplicate: (stationId: string, refused: number) => void;
  #closedBecause: string | undefined;

  /** `onDuplicate`: a living station was asked for by `refused` other sockets with its credentials. */
  constructor({ onDuplicate }: { onDuplicate: (stationId: string, refused: number) => void }) {
    this.#onDuplicate = onDuplicate;
  }

  get(stationId: string): M | undefined {
    return this.#entries.get(stationId)?.current;
  }

  *stations(): IterableIterator<readonly [string, M]> {
    for (const [stationId, { current }] of this.#entries) yield [stationId, current];
  }

  /**
   * Starts an authenticated newcomer, now, or when the old connection is gone or found dead; otherwise refuses it.
   * While the old one is probed the latest newcomer waits: of several sockets of one station the last is the living one.
   */
  admit(stationId: string, newcomer: M): void {
    if (this.#closedBecause !== undefined) {
      newcomer.refuse(this.#closedBecause);
      return;
    }
    const entry = this.#entries.get(stationId);
    if (entry === undefined) {
      this.#entries.set(stationId, { current: newcomer, probing: false, refused: 0 });
      newcomer.start();
      return;
    }
    if (entry.challenger !== undefined) {
      entry.refused++;
      entry.challenger.refuse('a newer connection of this station waits');
    }
    entry.challenger = newcomer;
    if (!entry.probing) this.#probe(stationId, entry);
  }

  /** Compare and delete: an old connection that ends late never removes its successor. */
  remove(stationId: string, member: M): void {
    const entry = this.#entries.get(stationId);
    if (entry === undefined) return;
    if (entry.challenger === member) {
      delete entry.challenger;
      return;
    }
    if (entry.current !== member) return;
    this.#entries.delete(stationId);
    if (entry.challenger !== undefined) this.admit(stationId, entry.challenger);
  }

  /** Refuses those that wait and all that come. */
  close(reason: string): void {
    this.#closedBecause = reason;
    for (const { challenger } of this.#entries.values()) challenger?.refuse(reason);
  }

  #probe(stationId: string, entry: Entry<M>): void {
    const probed = entry.current;
    entry.probing = true;
    probed.probe((alive) => {
      // It ended meanwhile, and the challenger has its place.
      if (this.#entries.get(stationId) !== entry) return;
      if (!alive) {
        probed.drop('no sign of life while another connection of this station waited');
        return;
      }
      const { challenger } = entry;
      const refused = entry.refused + (challenger === undefined ? 0 : 1);
      delete entry.challenger;
      entry.refused = 0;
      entry.probing = false;
      challenger?.refuse('this station is connected already');
      if (refused > 0) this.#onDuplicate(stationId, refused);
    });
  }
}

type Entry<M> = { readonly current: M; challenger?: M; probing: boolean; refused: number };
