type Payload = Record<string, unknown>;

/** What one station keeps of each kind; the oldest goes first. */
const MAX_NOTES = 100;

export type NoteKind = 'display-message' | 'monitor' | 'der-control' | 'tariff' | 'network-profile';

/** What a station keeps by id and tells when asked, without any effect on charging. */
export class Notes {
  readonly #notes = new Map<NoteKind, Map<string, Payload>>();

  /** Whether it replaced one of the same id. */
  keep(kind: NoteKind, id: string | number, note: Payload): boolean {
    const notes = this.#notes.get(kind) ?? new Map<string, Payload>();
    this.#notes.set(kind, notes);
    const replaced = notes.delete(String(id));
    notes.set(String(id), note);
    const oldest = notes.keys().next().value;
    if (notes.size > MAX_NOTES && oldest !== undefined) notes.delete(oldest);
    return replaced;
  }

  /** Oldest first. */
  all(kind: NoteKind): readonly Payload[] {
    return [...(this.#notes.get(kind)?.values() ?? [])];
  }

  get(kind: NoteKind, id: string | number): Payload | undefined {
    return this.#notes.get(kind)?.get(String(id));
  }

  /** Whether there was one. */
  remove(kind: NoteKind, id: string | number): boolean {
    return this.#notes.get(kind)?.delete(String(id)) === true;
  }
}
