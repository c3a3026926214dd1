import {
  ALLOCATE_SETTINGS,
  check,
  compileGrid,
  createAllocator,
  exposureKw,
  gate,
  GATE_SETTINGS,
  kwPerA,
  LEDGER_BOUNDS,
  limitAnswered,
  limitSent,
  offerCap,
  openAccount,
  rowCapacities,
  sessionEnded,
  type Account,
  type Allocation,
  type CompiledGrid,
  type ConnectorId,
  type ConnectorSnapshot,
  type Grid,
  type GridEnvelope,
  type GridSnapshot,
  type LedgerBounds,
  type Move,
  type OfferCap,
  type PhaseUse,
  type Plan,
  usedShare,
  withCurrents,
  withUsedShares,
} from '../dispatch/index.ts';
import type { Believe } from './believe.ts';
import type { Policy, PolicyView } from './in-process.ts';
import type { Scenario, ScenarioEvent, ScenarioSession } from './scenario.ts';

/** Watts follow a command by 12-15 s: a limit is obeyed this long before it begins. */
const ENVELOPE_LEAD_MS = 30_000;
/** How far the base load may grow until the watts of a decision have come. */
const BASE_AHEAD_S = 15;
/** A driver who stated nothing: the same as a site's defaults. */
const DEFAULT_NEED_KWH = 15;
const DEFAULT_STAY_MS = 3 * 3_600_000;
/** A charger reports every 10 s. */
const READING_MS = 10_000;
/** The smallest step of a DC charger. */
const DC_STEP_KW = 0.1;

/** What the policy remembers of one car. */
type Guest = {
  readonly session: ScenarioSession;
  readonly registerAtStartKwh: number;
  deliveredKwh: number;
  satisfied: boolean;
  offer: OfferCap;
  phaseUse: PhaseUse | undefined;
  offeredKw: number;
  offeredSinceMs: number;
  admittedSinceMs: number | undefined;
  pausedSinceMs: number | undefined;
};

export type HeadroomOptions = {
  readonly grid: Grid;
  /** Of the scenario: without lag (the periods of published tables) a decision holds at once and for the whole period. */
  readonly chargerLagMs?: Scenario['chargerLagMs'];
  /** What is believed of cars; default what drivers stated. */
  readonly believe?: Believe;
  /** The plan to decide by, asked at each tick; default none. */
  readonly planFor?: (snapshot: GridSnapshot) => Plan | undefined;
  /** Default `headroom`; not the name of the scenario. */
  readonly policyName?: string;
};

/**
 * The fast layer, the gate, the checker and the ledger, as the central system runs them, without the network: every command is acknowledged at once, and no
 * lease runs out. By default without a plan. A `Scenario` has all that is required.
 */
export function headroomPolicy(options: HeadroomOptions): Policy {
  const { grid, chargerLagMs, believe = AS_STATED, planFor, policyName = 'headroom' } = options;
  const { bounds, settings } = chargerLagMs?.mostMs === 0 ? AT_ONCE : AS_REAL;
  const compiled = compileGrid(grid);
  // Configured long ago: no lease of an earlier run can be alive.
  const accounts = grid.connectors.map((connector) => openAccount(connector, { configured: true, atMs: 0, bounds }));
  const known: Known = { compiled, accounts, guests: new Map(), believe, bounds };
  const { allocate } = createAllocator(settings);
  let commands = 0;

  function accept({ connectorId, limitKw }: Move, atMs: number): void {
    const index = compiled.connectorIndex.get(connectorId) ?? -1;
    const account = accounts[index];
    const guest = known.guests.get(connectorId);
    if (account === undefined || guest === undefined) return;
    commands += 1;
    const commandId = String(commands);
    const sent = limitSent(account, { commandId, limitKw, sentAtMs: atMs }, bounds);
    accounts[index] = limitAnswered(sent, { commandId, outcome: 'accepted', atMs }, bounds);
    if (limitKw > 0 && guest.offeredKw === 0) guest.admittedSinceMs = atMs;
    if (limitKw === 0 && guest.offeredKw > 0) guest.pausedSinceMs = atMs;
    if (limitKw !== guest.offeredKw) guest.offeredSinceMs = atMs;
    guest.offeredKw = limitKw;
  }

  /** One tick of the control loop on a photograph. */
  function tick(snapshot: GridSnapshot, allocation: Allocation): readonly Move[] {
    const moves = gate(snapshot, allocation, accounts, { ...GATE_SETTINGS, bounds });
    const checked = check(snapshot, moves, accounts, bounds);
    if (!checked.ok) throw new Error(`${policyName} policy: the checker refused ${JSON.stringify(checked.violations)}`);
    for (const move of checked.moves.moves) accept(move, snapshot.atMs);
    return checked.moves.moves;
  }

  return {
    name: policyName,
    initialKw: (connectorId) => compiled.connectors[compiled.connectorIndex.get(connectorId) ?? -1]?.failsafeKw,
    decide(view) {
      welcome(view, known);
      const seen = photograph(view, known);
      const plan = planFor?.(seen);
      const snapshot = plan === undefined ? seen : { ...seen, plan };
      const allocation = allocate(snapshot);
      const told = new Map<ConnectorId, number>();
      // Where decreases hold at once, what waits for their proof need not wait for the next period.
      for (let round = 0; round < (bounds.actuationMs === 0 ? AT_ONCE_ROUNDS : 1); round += 1) {
        const moves = tick(snapshot, allocation);
        for (const { connectorId, limitKw } of moves) told.set(connectorId, limitKw);
        if (moves.length === 0) break;
      }
      return told;
    },
  };
}

/** What the central system runs with. */
const AS_REAL = { bounds: LEDGER_BOUNDS, settings: ALLOCATE_SETTINGS };
/** Chargers of published tables: no lag, no dwell, and a limit holds until the next (a lease of 30 years). */
const AT_ONCE = {
  bounds: { ...LEDGER_BOUNDS, leaseMs: 1e12, skewMs: 0, actuationMs: 0 },
  settings: { ...ALLOCATE_SETTINGS, dwellOnMs: 0, dwellOffMs: 0 },
};
/** Decreases, increases, and one to see that nothing is left. */
const AT_ONCE_ROUNDS = 3;

const AS_STATED: Believe = {
  name: 'stated',
  of: ({ statedDepartureMs, statedKwh, arrivalMs }) => ({
    departureMs: statedDepartureMs ?? arrivalMs + DEFAULT_STAY_MS,
    needKwh: statedKwh ?? DEFAULT_NEED_KWH,
  }),
  left: () => {},
};

type Known = {
  readonly compiled: CompiledGrid;
  readonly accounts: Account[];
  readonly guests: Map<ConnectorId, Guest>;
  readonly believe: Believe;
  readonly bounds: LedgerBounds;
};

/** Notes who came and who left, and what their cars make of the offers. */
function welcome({ atMs, plugged }: PolicyView, { compiled, accounts, guests, believe }: Known): void {
  const present = new Map(plugged.map((one) => [one.session.connectorId, one]));
  for (const [connectorId, guest] of guests) {
    if (present.get(connectorId)?.session === guest.session) continue;
    guests.delete(connectorId);
    believe.left(guest.session, { atMs, deliveredKwh: guest.deliveredKwh, satisfied: guest.satisfied });
    const index = compiled.connectorIndex.get(connectorId) ?? -1;
    const account = accounts[index];
    if (account !== undefined) accounts[index] = sessionEnded(account);
  }
  for (const [connectorId, { session, reading }] of present) {
    const connector = compiled.connectors[compiled.connectorIndex.get(connectorId) ?? -1];
    if (connector === undefined) continue;
    const guest = guests.get(connectorId);
    if (guest !== undefined) {
      guest.deliveredKwh = reading.registerKwh - guest.registerAtStartKwh;
      guest.satisfied = reading.satisfied;
    }
    if (guest === undefined) {
      guests.set(connectorId, {
        session,
        registerAtStartKwh: reading.registerKwh,
        deliveredKwh: 0,
        satisfied: reading.satisfied,
        offer: { lowSamples: 0 },
        phaseUse: undefined,
        offeredKw: connector.failsafeKw,
        offeredSinceMs: atMs,
        admittedSinceMs: connector.failsafeKw > 0 ? atMs : undefined,
        pausedSinceMs: undefined,
      });
    } else if (atMs % READING_MS < 1000) {
      guest.phaseUse = withCurrents(guest.phaseUse, reading.currentA);
      const share = usedShare(guest.phaseUse, connector.phases.length);
      guest.offer = offerCap(guest.offer, {
        powerKw: reading.powerKw / share,
        offeredKw: guest.offeredKw,
        offeredForMs: atMs - guest.offeredSinceMs,
        minimumKw: connector.minimumKw,
        maximumKw: connector.ratingKw,
        stepKw: kwPerA(connector) ?? DC_STEP_KW,
      });
    }
  }
}

function photograph(view: PolicyView, { compiled, accounts, guests, believe, bounds }: Known): GridSnapshot {
  const { atMs, events, baseLoadKw } = view;
  const baseKw = new Map(
    compiled.nodes.map(({ id, baseLoad }) => [id, baseLoadKw(id) + (baseLoad?.growthKwPerS ?? 0) * BASE_AHEAD_S]),
  );
  return {
    atMs,
    grid: narrowed(compiled, guests),
    capacity: rowCapacities(compiled, {
      envelopes: events.map(envelopeOf),
      baseKw,
      fromMs: atMs,
      toMs: atMs + ENVELOPE_LEAD_MS,
    }),
    connectors: compiled.connectors.map((connector, index): ConnectorSnapshot => {
      const account = accounts[index];
      const guest = guests.get(connector.id);
      const acceptedKw = account?.accepted?.limitKw;
      const base = {
        connectorId: connector.id,
        controllable: true,
        exposureKw: account === undefined ? connector.ratingKw : exposureKw(account, atMs, bounds),
        ...(acceptedKw === undefined ? {} : { acceptedKw }),
      };
      if (guest === undefined) return base;
      const { session, deliveredKwh, satisfied, offer, offeredKw, admittedSinceMs, pausedSinceMs } = guest;
      const { departureMs, needKwh } = believe.of(session, { atMs, deliveredKwh, satisfied });
      return {
        ...base,
        session: {
          sessionId: session.idToken,
          arrivedAtMs: session.arrivalMs,
          departureMs,
          // A car that says it is full wants nothing, whatever its driver stated.
          remainingKwh: satisfied
            ? 0
            : Math.max(0, needKwh - deliveredKwh) / usedShare(guest.phaseUse, connector.phases.length),
          maximumKw: Math.min(connector.ratingKw, offer.capKw ?? connector.ratingKw),
          priority: 1,
          admitted: offeredKw > 0,
          ...(admittedSinceMs === undefined ? {} : { admittedSinceMs }),
          ...(pausedSinceMs === undefined ? {} : { pausedSinceMs }),
        },
      };
    }),
  };
}

/** kW rows count what the present cars can draw of their offers. */
function narrowed(compiled: CompiledGrid, guests: ReadonlyMap<ConnectorId, Guest>): CompiledGrid {
  const shares = new Map<number, number>();
  for (const [connectorId, { phaseUse }] of guests) {
    const index = compiled.connectorIndex.get(connectorId) ?? -1;
    const share = usedShare(phaseUse, compiled.connectors[index]?.phases.length ?? 0);
    if (share < 1) shares.set(index, share);
  }
  return withUsedShares(compiled, shares);
}

/** A scenario's event as the envelope that a grid operator would post. */
export function envelopeOf(
  { nodeId, limitKw, startMs, endMs, mode, reason, atMs }: ScenarioEvent,
  index: number,
): GridEnvelope {
  return {
    id: `scenario-${index + 1}`,
    nodeId,
    direction: 'import',
    source: 'schedule',
    priority: mode === 'emergency' ? 0 : 1,
    mode,
    reason,
    startMs,
    endMs,
    intervals: [{ startMs, endMs, limitKw }],
    status: 'active',
    createdBy: 'scenario',
    createdAtMs: atMs,
    etag: '1',
  };
}
