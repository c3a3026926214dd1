import { advanceThermal, ageingRate, hotSpotC, settled } from '../../dispatch/index.ts';
import type { NodeId, ThermalState, Transformer } from '../../dispatch/index.ts';

/** What is believed of a transformer's temperature; nobody measures it. */
export type ThermalView = {
  readonly hotSpotC: number;
  readonly topOilC: number;
  /** Hours of normal life an hour. */
  readonly ageingRate: number;
  /** Hours of normal life since the start of this process. */
  readonly lossOfLifeHours: number;
};

/** The temperature of each watched transformer, from tick to tick. Begins settled at the first load it is told. */
export class Thermals {
  readonly #states = new Map<NodeId, ThermalState>();

  advance(nodeId: NodeId, transformer: Transformer, now: { readonly loadKw: number; readonly atMs: number }): void {
    const before = this.#states.get(nodeId);
    this.#states.set(
      nodeId,
      before === undefined ? settled(transformer, now) : advanceThermal(before, transformer, now),
    );
  }

  viewOf(nodeId: NodeId): ThermalView | undefined {
    const state = this.#states.get(nodeId);
    if (state === undefined) return undefined;
    const hottestC = hotSpotC(state);
    return {
      hotSpotC: hottestC,
      topOilC: state.topOilC,
      ageingRate: ageingRate(hottestC),
      lossOfLifeHours: state.lossOfLifeHours,
    };
  }
}
