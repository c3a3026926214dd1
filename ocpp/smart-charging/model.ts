/**
 * What a station can do: what it told, what its model is known for, what its site wrote down, and where it stands on the ladder. Lives in
 * `Known`; what holds for the model outlives the connection in the memory of models.
 */
import type { Connection, Known } from '../adapter.ts';
import type { StationEvent } from '../events.ts';
import { quirksOf, type Quirks, type StationModel } from '../quirks/index.ts';
import {
  afterAcceptance,
  afterRefusal,
  isExhausted,
  isOf,
  isSame,
  ladderAt,
  type LeaseForm,
  type ModelFacts,
  type Rung,
  rungAt,
  rungsOf,
} from './ladder.ts';

/** Remembers models across connections and restarts. Both answer at once; writing to disk is their own business. */
export interface ModelMemory {
  /** undefined = no station of this vendor, model and firmware was seen before. */
  recall(this: void, model: StationModel): ModelFacts | undefined;
  /** Adds to what is known; what is not named stays. */
  learn(this: void, model: StationModel, facts: ModelFacts): void;
}

export const CLOCK = {
  // C12: a clock further off cannot be meant, and nobody knows when a lease ends by it.
  plausibleLagMs: 600_000,
} as const;

/** The station has said what it is: what the site and earlier stations know of its model holds from now on. Tells what it changes. */
export function learnModel(connection: Connection): void {
  const { known, deps } = connection;
  const model = modelOf(known);
  if (model === undefined) return;
  known.quirks = quirksOf(deps.quirks ?? [], model);
  delete known.ladder;
  tell(connection);
}

/** Notes what the station told of itself; the next of its model starts with it. */
export function learnFacts(connection: Connection, facts: ModelFacts): void {
  const { known, deps } = connection;
  const model = modelOf(known);
  delete known.ladder;
  if (model !== undefined && Object.keys(facts).length > 0) deps.models?.learn(model, facts);
  tell(connection);
}

/** The step with which to put the next limit. */
export function currentRung({ known, deps }: Pick<Connection, 'known' | 'deps'>): Rung {
  const rungs = rungsFor(known, deps);
  return rungAt(rungs, ladderFor(known, deps, rungs));
}

export function noteRefusal(connection: Connection, rung: Rung): void {
  const { known, deps } = connection;
  const rungs = rungsFor(known, deps);
  known.ladder = afterRefusal(rungs, ladderFor(known, deps, rungs), rung);
  tell(connection, { isRefusal: true });
}

export function noteAcceptance(connection: Connection, rung: Rung): void {
  const { known, deps } = connection;
  const rungs = rungsFor(known, deps);
  const before = ladderFor(known, deps, rungs);
  if (before.refused === 0 && isSame(rungAt(rungs, before), rung)) return;
  known.ladder = afterAcceptance(rungs, before, rung);
  const model = modelOf(known);
  // The end of the ladder may be the trouble of one station or of its clock: the next one of its model begins higher.
  if (model !== undefined && rung.leaseForm !== 'none') deps.models?.learn(model, { rung });
  tell(connection);
}

/** What a quirk says of units, else what the station told, else what its model is known for. */
export function rateUnitsOf({ known, deps }: Pick<Connection, 'known' | 'deps'>): readonly ('A' | 'W')[] | undefined {
  return known.quirks?.rateUnits ?? factsOf(known, deps).rateUnits;
}

/** Tells upwards how limits can be put, when that is news on this connection. */
export function tell(connection: Connection, { isRefusal = false }: { readonly isRefusal?: boolean } = {}): void {
  const { known, deps, stationId, emit } = connection;
  const rungs = rungsFor(known, deps);
  const ladder = ladderFor(known, deps, rungs);
  const { leaseForm, purpose } = rungAt(rungs, ladder);
  const { leaseMs, minimumIntervalMs, keepMinimum } = known.quirks ?? {};
  const capability: Capability = {
    leaseForm,
    isControllable: !isExhausted(rungs, ladder),
    outlivesSession: purpose === 'TxDefaultProfile',
    cause: isClockPlausible(known) ? 'model' : 'clock',
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(minimumIntervalMs === undefined ? {} : { minimumIntervalMs }),
    ...(keepMinimum === undefined ? {} : { keepMinimum }),
  };
  const text = JSON.stringify(capability);
  const repeats = isRefusal && !capability.isControllable;
  if (text === (told.get(known) ?? UNTOLD) && !repeats) return;
  told.set(known, text);
  emit({ kind: 'capability', stationId, atMs: deps.clock.nowMs(), ...capability });
}

type Capability = Omit<Extract<StationEvent, { kind: 'capability' }>, 'kind' | 'stationId' | 'atMs'>;
/** What everybody assumes of a station that told nothing. */
const UNTOLD = JSON.stringify({
  leaseForm: 'expiry' satisfies LeaseForm,
  isControllable: true,
  outlivesSession: false,
  cause: 'model',
} satisfies Capability);
const told = new WeakMap<Known, string>();

/** Whether the end of a lease by the station's clock means anything. */
export function isClockPlausible({ clockLagMs }: Pick<Known, 'clockLagMs'>): boolean {
  return Math.abs(clockLagMs) <= CLOCK.plausibleLagMs;
}

/** Vendor, model and firmware; undefined = it did not say yet. */
export function modelOf({ vendor, model, firmware }: Known): StationModel | undefined {
  if (vendor === undefined || model === undefined) return undefined;
  return { vendor, model, ...(firmware === undefined ? {} : { firmware }) };
}

function rungsFor(known: Known, deps: Connection['deps']): readonly Rung[] {
  const rungs = rungsOf(factsOf(known, deps), quirksFor(known));
  // By a clock that cannot be meant no lease ends: what needs no clock is left.
  return isClockPlausible(known) ? rungs : rungs.filter(({ leaseForm }) => leaseForm === 'none');
}

function ladderFor(known: Known, deps: Connection['deps'], rungs: readonly Rung[]): NonNullable<Known['ladder']> {
  if (known.ladder !== undefined && isOf(rungs, known.ladder)) return known.ladder;
  return ladderAt(rungs, factsOf(known, deps).rung);
}

function quirksFor({ quirks }: Known): Quirks {
  return quirks ?? {};
}

/** What this station told is nearer to the truth than what its model told. */
function factsOf(known: Known, deps: Connection['deps']): ModelFacts {
  const model = modelOf(known);
  const remembered = model === undefined ? undefined : deps.models?.recall(model);
  const { allowedRateUnits, maxStackLevel, maxPeriods } = known;
  return {
    ...remembered,
    ...(allowedRateUnits === undefined ? {} : { rateUnits: allowedRateUnits }),
    ...(maxStackLevel === undefined ? {} : { maxStackLevel }),
    ...(maxPeriods === undefined ? {} : { maxPeriods }),
  };
}
