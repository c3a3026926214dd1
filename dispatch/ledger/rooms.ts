import { RowLoads } from '../allocate/index.ts';
import type { GridSnapshot } from '../snapshot.ts';
import { exposureKw, toldKw } from './account.ts';
import type { Account, LedgerBounds } from './account.ts';

/** What the rows have left while the gate grants increases one by one. */
export class Rooms {
  readonly #exposed: Room;
  readonly #openTold: () => Room;
  readonly #granted: { readonly index: number; readonly limitKw: number }[] = [];
  /** What everybody was told: asked for raises within a failsafe share alone, so it is added up for the first of them. */
  #told: Room | undefined;

  /** `accounts` are in the order of `snapshot.grid.connectors`. */
  constructor({ atMs, grid, capacity }: GridSnapshot, accounts: readonly Account[], bounds: LedgerBounds) {
    const remaining = Float64Array.from(capacity, ({ limit, base }) => limit - base);
    const open = (powerOf: typeof exposureKw): Room => {
      const powerKw = new Float64Array(accounts.length);
      for (const [index, account] of accounts.entries()) powerKw[index] = powerOf(account, atMs, bounds);
      return { powerKw, loads: new RowLoads(grid, remaining, powerKw) };
    };
    this.#exposed = open(exposureKw);
    this.#openTold = () => open(toldKw);
  }

  /** What it may draw already, with what was granted to it. */
  exposedKw(index: number): number {
    return this.#exposed.powerKw[index] ?? Number.NaN;
  }

  /** The row that could not bear `limitKw` on connector `index` on top of all others; a lower limit frees nothing. */
  blockedRow(index: number, limitKw: number): number | undefined {
    const { loads, moreKw } = this.#asked(index, limitKw);
    return loads.fits(index, moreKw) ? undefined : loads.blocking(index, moreKw, -1);
  }

  fits(index: number, limitKw: number): boolean {
    const { loads, moreKw } = this.#asked(index, limitKw);
    return loads.fits(index, moreKw);
  }

  /** From now on it may draw `limitKw`. */
  take(index: number, limitKw: number): void {
    this.#granted.push({ index, limitKw });
    raise(this.#exposed, index, limitKw);
    if (this.#told !== undefined) raise(this.#told, index, limitKw);
  }

  #asked(index: number, limitKw: number): { readonly loads: RowLoads; readonly moreKw: number } {
    const moreKw = limitKw - this.exposedKw(index);
    if (moreKw > 0) return { loads: this.#exposed.loads, moreKw };
    const told = this.#toldRoom();
    return { loads: told.loads, moreKw: Math.max(0, limitKw - (told.powerKw[index] ?? Number.NaN)) };
  }

  #toldRoom(): Room {
    if (this.#told !== undefined) return this.#told;
    this.#told = this.#openTold();
    for (const { index, limitKw } of this.#granted) raise(this.#told, index, limitKw);
    return this.#told;
  }
}

type Room = { readonly powerKw: Float64Array; readonly loads: RowLoads };

function raise({ powerKw, loads }: Room, index: number, limitKw: number): void {
  const beforeKw = powerKw[index] ?? 0;
  loads.add(index, Math.max(0, limitKw - beforeKw));
  powerKw[index] = Math.max(beforeKw, limitKw);
}
