import { type Connector, type GridNode, PHASES } from '../../dispatch/index.ts';
import { type Fault } from './problems.ts';
import type { Electrical, StationDefinition } from './site-schema.ts';

/** IEC 61851-1: the least current that a car may be offered. */
const LEAST_AC_CURRENT_A = 6;
/** Below it fast chargers stop or ignore the limit; a station that can do less says so. */
const LEAST_DC_POWER_KW = 5;

/**
 * The connectors of a station, in the units of the inside. What the connector does not say, its station says, then the file's defaults.
 * Values that contradict each other come back as faults, with paths below the station.
 */
export function connectorsOf(options: {
  readonly stationId: string;
  readonly definition: StationDefinition;
  readonly defaults: Electrical;
  readonly node: GridNode;
}): { readonly connectors: readonly Connector[]; readonly faults: readonly Fault[] } {
  const { stationId, definition, defaults, node } = options;
  const { node: _, connectors: entries, ...ofStation } = definition;
  const common = inherit(defaults, ofStation);
  const connectors: Connector[] = [];
  const faults: Fault[] = [...twiceSaid(ofStation, [])];
  const taken = new Set<number>();
  entries.forEach(({ number = taken.size + 1, ...own }, index) => {
    const path = ['connectors', index];
    if (taken.has(number)) faults.push({ path: [...path, 'number'], message: `connector ${number} is defined twice` });
    taken.add(number);
    const said = inherit(common, own);
    const rotationKnown = own.phases !== undefined || (ofStation.phases !== undefined && said.phases !== undefined);
    const made = connectorOf({ id: `${stationId}/${number}`, stationId, node, said, rotationKnown });
    // A fault that every connector inherits from the station is told once, at the station.
    const at = Object.keys(own).length === 0 ? [] : path;
    const found = [
      ...twiceSaid(own, path),
      ...('id' in made ? [] : made.map(({ key, message }) => ({ path: [...at, key], message }))),
    ];
    for (const fault of found) {
      if (!faults.some((known) => known.message === fault.message && known.path.join('.') === fault.path.join('.')))
        faults.push(fault);
    }
    if ('id' in made) connectors.push(made);
  });
  return { connectors, faults };
}

/** Pairs of which a level says one; saying it again on a level below replaces the other one too. */
const ALTERNATIVES = [
  ['ratingKw', 'ratingA'],
  ['minimumKw', 'minimumA'],
  ['failsafeKw', 'failsafeA'],
  ['phases', 'phaseDeg'],
] as const;

/** `own` over `general`. A level that changes AC to DC (or back) inherits only the weight: amperes of one make no sense for the other. */
function inherit(general: Electrical, own: Electrical): Electrical {
  const changesKind = own.kind !== undefined && own.kind !== (general.kind ?? 'AC');
  if (changesKind) return { ...(general.weight === undefined ? {} : { weight: general.weight }), ...own };
  const kept: Electrical = { ...general };
  for (const [left, right] of ALTERNATIVES) {
    if (own[left] === undefined && own[right] === undefined) continue;
    delete kept[left];
    delete kept[right];
  }
  return { ...kept, ...own };
}

function twiceSaid(level: Electrical, path: Fault['path']): readonly Fault[] {
  return ALTERNATIVES.filter(([left, right]) => level[left] !== undefined && level[right] !== undefined).map(
    ([left, right]) => ({ path: [...path, right], message: `give ${left} or ${right}, not both` }),
  );
}

type KeyFault = { readonly key: string; readonly message: string };

function connectorOf(options: {
  readonly id: Connector['id'];
  readonly stationId: string;
  readonly node: GridNode;
  readonly said: Electrical;
  /** The station itself, not a default for many, says its phases: then their order is that of its terminals. */
  readonly rotationKnown: boolean;
}): Connector | readonly KeyFault[] {
  const { id, stationId, node, said } = options;
  const shielded = said.protectedKw === undefined ? {} : { protectedKw: said.protectedKw };
  const common = { id, stationId, nodeId: node.id, weight: said.weight ?? 1, ...shielded };
  const built = (said.kind ?? 'AC') === 'AC' ? acParts(said, options) : dcParts(said, node);
  if ('faults' in built) return built.faults;
  const { ratingKw, minimumKw, failsafeKw } = built;
  const minimumText = `${tidy(minimumKw)} kW${built.minimumReason}`;
  const faults: KeyFault[] = [];
  if (minimumKw > ratingKw + TINY_KW) {
    faults.push({
      key: keyOf(said, 'minimumKw', 'minimumA'),
      message: `the minimum of ${minimumText} is above the rating of ${tidy(ratingKw)} kW`,
    });
  }
  const failsafeKey = keyOf(said, 'failsafeKw', 'failsafeA');
  if (failsafeKw > 0 && failsafeKw < minimumKw - TINY_KW) {
    faults.push({
      key: failsafeKey,
      message: `the failsafe share must be 0 or at least the minimum of ${minimumText}, got ${tidy(failsafeKw)} kW`,
    });
  }
  if (failsafeKw > ratingKw + TINY_KW) {
    faults.push({
      key: failsafeKey,
      message: `the failsafe share of ${tidy(failsafeKw)} kW is above the rating of ${tidy(ratingKw)} kW`,
    });
  }
  if (faults.length > 0) return faults;
  const { minimumReason: _, ...parts } = built;
  return { ...common, ...parts };
}

/** Rounding of A times V; far below a step of any charger. */
const TINY_KW = 1e-9;

type Parts = Omit<Connector, 'id' | 'stationId' | 'nodeId' | 'weight'> & { readonly minimumReason: string };

function acParts(
  said: Electrical,
  { node, rotationKnown }: { readonly node: GridNode; readonly rotationKnown: boolean },
): Parts | { readonly faults: readonly KeyFault[] } {
  const lineToLine = said.phaseDeg !== undefined;
  if (lineToLine && said.voltageV === undefined) {
    return {
      faults: [
        { key: 'voltageV', message: 'is missing; a line-to-line connector (phaseDeg) needs its line-to-line voltage' },
      ],
    };
  }
  if (said.ratingKw === undefined && said.ratingA === undefined) {
    return { faults: [{ key: 'ratingA', message: 'is missing; give ratingA or ratingKw' }] };
  }
  const phases = lineToLine ? [] : (said.phases ?? PHASES);
  const voltageV = said.voltageV ?? node.voltageV;
  const conductors = lineToLine ? 1 : phases.length;
  const kwOf = (currentA: number) => (currentA * voltageV * conductors) / 1000;
  const faults: KeyFault[] = [];
  if (new Set(phases).size !== phases.length)
    faults.push({ key: 'phases', message: `a phase is named twice: ${phases.join(', ')}` });
  const allowedA = said.allowedA;
  if (allowedA?.some((currentA, index) => index > 0 && currentA <= (allowedA[index - 1] ?? 0))) {
    faults.push({ key: 'allowedA', message: `must ascend, got ${allowedA.join(', ')}` });
  }
  const lowestStepA = allowedA?.find((currentA) => currentA > 0) ?? 0;
  const minimumA = said.minimumA ?? Math.max(LEAST_AC_CURRENT_A, lowestStepA);
  if (faults.length > 0) return { faults };
  return {
    kind: 'AC',
    phases,
    ...(rotationKnown && phases.length > 1 ? { phasesInOrder: true } : {}),
    ...(said.phaseDeg === undefined ? {} : { phaseDeg: said.phaseDeg }),
    voltageV,
    ratingKw: said.ratingKw ?? kwOf(said.ratingA ?? 0),
    minimumKw: said.minimumKw ?? kwOf(minimumA),
    minimumReason: said.minimumKw === undefined ? ` (${minimumA} A × ${voltageV} V × ${conductors})` : '',
    failsafeKw: said.failsafeKw ?? kwOf(said.failsafeA ?? 0),
    ...(allowedA === undefined ? {} : { allowedA: allowedA[0] === 0 ? allowedA : [0, ...allowedA] }),
  };
}

function dcParts(said: Electrical, node: GridNode): Parts | { readonly faults: readonly KeyFault[] } {
  const faults: KeyFault[] = [];
  for (const key of ['ratingA', 'minimumA', 'failsafeA', 'allowedA', 'phaseDeg'] as const) {
    if (said[key] === undefined) continue;
    const inKw = key.replace(/A$/, 'Kw');
    faults.push({
      key,
      message: `does not fit a DC connector${inKw === key || key === 'allowedA' ? '' : `; give ${inKw}`}`,
    });
  }
  if (said.ratingKw === undefined && said.ratingA === undefined)
    faults.push({ key: 'ratingKw', message: 'is missing; a DC connector needs its power at the grid side' });
  if (faults.length > 0 || said.ratingKw === undefined) return { faults };
  return {
    kind: 'DC',
    phases: said.phases ?? PHASES,
    voltageV: said.voltageV ?? node.voltageV,
    ratingKw: said.ratingKw,
    minimumKw: said.minimumKw ?? Math.min(LEAST_DC_POWER_KW, said.ratingKw),
    minimumReason: said.minimumKw === undefined ? ' (default for DC)' : '',
    failsafeKw: said.failsafeKw ?? 0,
  };
}

function keyOf<Left extends keyof Electrical, Right extends keyof Electrical>(
  said: Electrical,
  left: Left,
  right: Right,
): Left | Right {
  return said[left] === undefined && said[right] !== undefined ? right : left;
}

/** At most three decimals. */
export function tidy(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}
