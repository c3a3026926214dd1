import type { BaseLoadState } from './base-load.ts';
import type { MeteredConnector } from './charger-range.ts';
import { advanceBaseLoad, emptyBaseLoad, withMeterSample } from './base-load.ts';
import type { BaseLoadSource, Connector, PhaseUse } from '../grid/index.ts';
import { PHASES, usedPhases } from '../grid/index.ts';

/** One value for each of L1, L2, L3. */
export type OfPhases<Value> = readonly [Value, Value, Value];
/** The filter of `base-load.ts` once for each phase that a meter tells apart. */
export type PhaseLoadState = OfPhases<BaseLoadState>;

/** A connector below the meter: `MeteredConnector` and what is known of its phases. */
export type PhasedConnector = Omit<MeteredConnector, 'phaseShare'> & {
  readonly connector: Connector;
  readonly phaseUse: PhaseUse | undefined;
};

const NOTHING_SEEN: PhaseLoadState = [emptyBaseLoad, emptyBaseLoad, emptyBaseLoad];

/** Takes a meter sample of three phases. What is no measurement is left out: the phase then ages, and no phase is believed once one is stale. */
export function withPhaseSample(
  states: PhaseLoadState = NOTHING_SEEN,
  {
    atMs,
    takenAtMs,
    phaseKw,
  }: { readonly atMs: number; readonly takenAtMs: number; readonly phaseKw: OfPhases<number> },
): PhaseLoadState {
  const taken = (f: 0 | 1 | 2): BaseLoadState =>
    withMeterSample(states[f], { atMs, takenAtMs, importKw: phaseKw[f] }).state;
  return [taken(0), taken(1), taken(2)];
}

/**
 * One tick: the upper estimate of the base load on each phase, kW; undefined while a phase was not measured for 30 s or is not judged yet: then nothing is
 * known but the node's whole. All of the node's growth and maximum may be on one phase. Of a car whose phases are not proven the least is
 * subtracted that can be on a phase: nothing, so its current counts as base load there. That errs on the safe side; `phasesInOrder` ends it.
 */
export function advancePhaseLoads(
  states: PhaseLoadState,
  {
    atMs,
    source,
    connectors,
  }: { readonly atMs: number; readonly source: BaseLoadSource; readonly connectors: readonly PhasedConnector[] },
): { readonly states: PhaseLoadState; readonly hiKw: OfPhases<number> | undefined } {
  const advance = (f: 0 | 1 | 2): ReturnType<typeof advanceBaseLoad> => {
    const onPhase = connectors.map((one) => ({ ...one, phaseShare: shareOnPhase(one, f) }));
    const exposureKw = onPhase.reduce((sum, one) => sum + one.phaseShare.most * one.exposureKw, 0);
    return advanceBaseLoad(states[f], { atMs, source, connectors: onPhase, exposureKw });
  };
  const [one, two, three] = [advance(0), advance(1), advance(2)];
  const known = [one, two, three].every(
    ({ state, estimate }) => estimate.meter === 'live' && state.judged !== undefined,
  );
  return {
    states: [one.state, two.state, three.state],
    hiKw: known ? [one.estimate.hiKw, two.estimate.hiKw, three.estimate.hiKw] : undefined,
  };
}

const EVEN = { least: 1 / 3, most: 1 / 3 };
const NONE = { least: 0, most: 0 };
const UNKNOWN = { least: 0, most: 1 };

/** How much of a connector's power runs over the grid's phase `f`. */
function shareOnPhase(
  { connector, phaseUse }: PhasedConnector,
  f: 0 | 1 | 2,
): { readonly least: number; readonly most: number } {
  const { kind, phases, phaseDeg } = connector;
  if (phaseDeg !== undefined) return UNKNOWN;
  // A rectifier loads its phases evenly.
  if (kind === 'DC' && phases.length === 0) return EVEN;
  const used = usedPhases(phaseUse, connector) ?? phases;
  const phase = PHASES[f];
  if (phase === undefined || !used.includes(phase)) return NONE;
  const isEven = kind === 'DC' || used.length === 1 || phaseUse?.count === used.length;
  return isEven ? { least: 1 / used.length, most: 1 / used.length } : UNKNOWN;
}
