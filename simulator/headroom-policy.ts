import {
  ALLOCATE_SETTINGS,
  check,
  compileGrid,
  createAllocator,
  exposureKw,
  gate,
  GATE_SETTINGS,
  LEDGER_BOUNDS,
  limitAnswered,
  limitSent,
  openAccount,
  protectedClaims,
  rowCapacities,
  sessionEnded,
  type Allocation,
  type CheckedMoves,
  type ConnectorId,
  type ConnectorSnapshot,
  type Grid,
  type GridEnvelope,
  type GridSnapshot,
  type Move,
  type Plan,
} from '../dispatch/index.ts';
import type { Believe } from './believe.ts';
import { Guests } from './guests.ts';
import type { Policy, PolicyView } from './in-process.ts';
import type { Scenario, ScenarioEvent } from './scenario.ts';

/** Watts follow a command by 12-15 s: a limit is obeyed this long before it begins. */
const ENVELOPE_LEAD_MS = 30_000;
/** How far the base load may grow until the watts of a decision have come. */
const BASE_AHEAD_S = 15;
/** A driver who stated nothing: the same as a site's defaults. */
const DEFAULT_NEED_KWH = 15;
const DEFAULT_STAY_MS = 3 * 3_600_000;

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
  const { bounds, settings, rounds } = chargerLagMs?.mostMs === 0 ? AT_ONCE : AS_REAL;
  const compiled = compileGrid(grid);
  // Configured long ago: no lease of an earlier run can be alive.
  const longAgo = { configured: true, atMs: Number.NEGATIVE_INFINITY, bounds };
  const accounts = grid.connectors.map((connector) => openAccount(connector, longAgo));
  const guests = new Guests(compiled, believe);
  const { allocate } = createAllocator(settings);
  let commands = 0;
  /** What every connector is without a car. */
  const empty = compiled.connectors.map(({ id, failsafeKw }): ConnectorSnapshot => ({
    connectorId: id,
    controllable: true,
    exposureKw: failsafeKw,
  }));

  function photograph({ atMs, events, baseLoadKw }: PolicyView): GridSnapshot {
    const connectors = empty.slice();
    for (const guest of guests.all()) {
      const account = accounts[guest.index];
      const acceptedKw = account?.accepted?.limitKw;
      connectors[guest.index] = {
        connectorId: guest.connector.id,
        controllable: true,
        exposureKw: account === undefined ? guest.connector.ratingKw : exposureKw(account, atMs, bounds),
        ...(acceptedKw === undefined ? {} : { acceptedKw }),
        session: guests.demandOf(guest, atMs),
      };
    }
    const baseKw = new Map(
      compiled.nodes.map(({ id, baseLoad }) => [id, baseLoadKw(id) + (baseLoad?.growthKwPerS ?? 0) * BASE_AHEAD_S]),
    );
    const capacity = rowCapacities(compiled, {
      envelopes: events.map(envelopeOf),
      baseKw,
      fromMs: atMs,
      toMs: atMs + ENVELOPE_LEAD_MS,
      protectedKw: protectedClaims(compiled, connectors),
    });
    return { atMs, grid: guests.grid(), capacity, connectors };
  }

  function accept({ connectorId, limitKw }: Move, atMs: number): void {
    const guest = guests.at(connectorId);
    const account = guest === undefined ? undefined : accounts[guest.index];
    if (account === undefined || guest === undefined) return;
    commands += 1;
    const commandId = String(commands);
    const sent = limitSent(account, { commandId, limitKw, sentAtMs: atMs }, bounds);
    accounts[guest.index] = limitAnswered(sent, { commandId, outcome: 'accepted', atMs }, bounds);
    if (limitKw > 0 && guest.offeredKw === 0) guest.admittedSinceMs = atMs;
    if (limitKw === 0 && guest.offeredKw > 0) guest.pausedSinceMs = atMs;
    if (limitKw !== guest.offeredKw) guest.offeredSinceMs = atMs;
    guest.offeredKw = limitKw;
  }

  /** One tick of the control loop on a photograph. */
  function tick(snapshot: GridSnapshot, allocation: Allocation): CheckedMoves {
    const moves = gate(snapshot, allocation, accounts, { ...GATE_SETTINGS, bounds });
    const checked = check(snapshot, moves, accounts, bounds);
    if (!checked.ok) throw new Error(`${policyName} policy: the checker refused ${JSON.stringify(checked.violations)}`);
    for (const move of checked.moves.moves) accept(move, snapshot.atMs);
    return checked.moves;
  }

  return {
    name: policyName,
    initialKw: (connectorId) => compiled.connectors[compiled.connectorIndex.get(connectorId) ?? -1]?.failsafeKw,
    decide(view) {
      for (const { index } of guests.look(view)) {
        const account = accounts[index];
        if (account !== undefined) accounts[index] = sessionEnded(account);
      }
      const seen = photograph(view);
      const plan = planFor?.(seen);
      const snapshot = plan === undefined ? seen : { ...seen, plan };
      const allocation = allocate(snapshot);
      const told = new Map<ConnectorId, number>();
      for (let round = 0; round < rounds; round += 1) {
        const { moves, deferred } = tick(snapshot, allocation);
        for (const { connectorId, limitKw } of moves) told.set(connectorId, limitKw);
        if (deferred.length === 0 || moves.every((move) => move.kind !== 'decrease')) break;
      }
      return told;
    },
  };
}

/** What the central system runs with. */
const AS_REAL = { bounds: LEDGER_BOUNDS, settings: ALLOCATE_SETTINGS, rounds: 1 };
/** Chargers of published tables: no lag, no dwell, and a limit holds until the next (a lease of 30 years). */
const AT_ONCE = {
  bounds: { ...LEDGER_BOUNDS, leaseMs: 1e12, skewMs: 0, actuationMs: 0 },
  settings: { ...ALLOCATE_SETTINGS, dwellOnMs: 0, dwellOffMs: 0 },
  /** Where decreases hold at once, what waits for their proof need not wait for the next period. */
  rounds: 2,
};

const AS_STATED: Believe = {
  name: 'stated',
  of: ({ statedDepartureMs, statedKwh, arrivalMs }) => ({
    departureMs: statedDepartureMs ?? arrivalMs + DEFAULT_STAY_MS,
    needKwh: statedKwh ?? DEFAULT_NEED_KWH,
  }),
  left: () => {},
};

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
