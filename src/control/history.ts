import type { HistoryPoint } from './view.ts';

/** Load curves of the last hours, one ring a node. */
export class History {
  readonly #stepMs: number;
  readonly #points: number;
  readonly #rings = new Map<string, HistoryPoint[]>();

  constructor({ stepMs, points }: { readonly stepMs: number; readonly points: number }) {
    this.#stepMs = stepMs;
    this.#points = points;
  }

  /** Keeps the point if the last one of this node is a step old. */
  add(nodeId: string, point: HistoryPoint): void {
    const ring = this.#rings.get(nodeId) ?? [];
    const last = ring.at(-1);
    if (last !== undefined && point.atMs - last.atMs < this.#stepMs) return;
    ring.push(point);
    if (ring.length > this.#points) ring.splice(0, ring.length - this.#points);
    this.#rings.set(nodeId, ring);
  }

  /** Oldest first, fromMs <= atMs < toMs. */
  read(nodeId: string, fromMs: number, toMs: number): readonly HistoryPoint[] {
    return (this.#rings.get(nodeId) ?? []).filter((point) => point.atMs >= fromMs && point.atMs < toMs);
  }
}
