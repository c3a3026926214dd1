import type { Evse, Transaction } from './evse.ts';
import type { ProfileFaults } from './faults.ts';
import type { Physical } from './transactions.ts';

/** Of the least current of IEC 61851-1 (6 A): what a charger that does not know it still offers (3 A). */
const BELOW_MINIMUM_SHARE = 0.5;

/** What a faulty charger makes of the limit that its profiles give: pauses that never end, or end with a jump. */
export class Pilot {
  /** Of a running transaction: whether it was paused, and the limit it jumps away from. */
  readonly #paused = new WeakMap<Transaction, { jumpedAtKw: number | undefined }>();

  /** The limit that the pilot shows, kW; undefined = none. */
  limitKw(evse: Evse, saidKw: number | undefined, faults: ProfileFaults): number | undefined {
    const { transaction } = evse;
    if (transaction === undefined) return saidKw;
    const memory = this.#paused.get(transaction);
    if (saidKw === 0) {
      this.#paused.set(transaction, { jumpedAtKw: undefined });
      return 0;
    }
    if (memory === undefined) return saidKw;
    if (faults.neverResumes === true) return 0;
    if (faults.resumesAtFullPower !== true) return saidKw;
    memory.jumpedAtKw ??= saidKw;
    return memory.jumpedAtKw === saidKw ? undefined : saidKw;
  }
}

/** What the chargers offer at least, by their faults. */
export function setMinimum(physical: Physical, evses: readonly Evse[], faults: ProfileFaults): void {
  for (const { connector } of evses) {
    if (connector.kind === 'DC') continue;
    const share = faults.chargesBelowMinimum === true ? BELOW_MINIMUM_SHARE : 1;
    physical.offerDownTo(connector.id, connector.minimumKw * share);
  }
}
