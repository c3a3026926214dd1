import {
  allocate,
  ALLOCATE_SETTINGS,
  check,
  compileGrid,
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
  type CompiledGrid,
  type ConnectorId,
  type ConnectorSnapshot,
  type Grid,
  type GridEnvelope,
  type GridSnapshot,
  type OfferCap,
  type PhaseUse,
  usedShare,
  withCurrents,
  withUsedShares,
} from '../dispatch/index.ts';
import type { Policy, PolicyView } from './in-process.ts';
import type { ScenarioEvent, ScenarioSession } from './scenario.ts';

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
  offer: OfferCap;
  phaseUse: PhaseUse | undefined;
  offeredKw: number;
  offeredSinceMs: number;
  admittedSinceMs: number | undefined;
  pausedSinceMs: number | undefined;
};

/**
 * The fast layer, the gate, the checker and the ledger, as the central system runs them, without a plan and without the network:
 * every command is acknowledged at once, and no lease runs out.
 */
export function headroomPolicy({ grid }: { readonly grid: Grid }): Policy {
  const compiled = compileGrid(grid);
  // Configured long ago: no lease of an earlier run can be alive.
  const accounts = grid.connectors.map((connector) =>
    openAccount(connector, { configured: true, atMs: 0, bounds: LEDGER_BOUNDS }),
  );
  const guests = new Map<ConnectorId, Guest>();
  let commands = 0;

  function accept(connectorId: ConnectorId, limitKw: number, atMs: number): void {
    const index = compiled.connectorIndex.get(connectorId) ?? -1;
    const account = accounts[index];
    const guest = guests.get(connectorId);
    if (account === undefined || guest === undefined) return;
    commands += 1;
    const commandId = String(commands);
    const sent = limitSent(account, { commandId, limitKw, sentAtMs: atMs }, LEDGER_BOUNDS);
    accounts[index] = limitAnswered(sent, { commandId, outcome: 'accepted', atMs }, LEDGER_BOUNDS);
    if (limitKw > 0 && guest.offeredKw === 0) guest.admittedSinceMs = atMs;
    if (limitKw === 0 && guest.offeredKw > 0) guest.pausedSinceMs = atMs;
    if (limitKw !== guest.offeredKw) guest.offeredSinceMs = atMs;
    guest.offeredKw = limitKw;
  }

  return {
    name: 'headroom',
    initialKw: (connectorId) => compiled.connectors[compiled.connectorIndex.get(connectorId) ?? -1]?.failsafeKw,
    decide(view) {
      welcome(view, { compiled, accounts, guests });
      const snapshot = photograph(view, { compiled, accounts, guests });
      const allocation = allocate(snapshot, ALLOCATE_SETTINGS);
      const moves = gate(snapshot, allocation, accounts, { ...GATE_SETTINGS, bounds: LEDGER_BOUNDS });
      const checked = check(snapshot, moves, accounts, LEDGER_BOUNDS);
      if (!checked.ok) throw new Error(`headroom policy: the checker refused ${JSON.stringify(checked.violations)}`);
      for (const { connectorId, limitKw } of checked.moves.moves) accept(connectorId, limitKw, view.atMs);
      return new Map(checked.moves.moves.map(({ connectorId, limitKw }) => [connectorId, limitKw]));
    },
  };
}

type Known = {
  readonly compiled: CompiledGrid;
  readonly accounts: Account[];
  readonly guests: Map<ConnectorId, Guest>;
};

/** Notes who came and who left, and what their cars make of the offers. */
function welcome({ atMs, plugged }: PolicyView, { compiled, accounts, guests }: Known): void {
  const present = new Map(plugged.map((one) => [one.session.connectorId, one]));
  for (const [connectorId, guest] of guests) {
    if (present.get(connectorId)?.session === guest.session) continue;
    guests.delete(connectorId);
    const index = compiled.connectorIndex.get(connectorId) ?? -1;
    const account = accounts[index];
    if (account !== undefined) accounts[index] = sessionEnded(account);
  }
  for (const [connectorId, { session, reading }] of present) {
    const connector = compiled.connectors[compiled.connectorIndex.get(connectorId) ?? -1];
    if (connector === undefined) continue;
    const guest = guests.get(connectorId);
    if (guest === undefined) {
      guests.set(connectorId, {
        session,
        registerAtStartKwh: reading.registerKwh,
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

function photograph(view: PolicyView, { compiled, accounts, guests }: Known): GridSnapshot {
  const { atMs, plugged, events, baseLoadKw } = view;
  const readings = new Map(plugged.map((one) => [one.session.connectorId, one.reading]));
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
        exposureKw: account === undefined ? connector.ratingKw : exposureKw(account, atMs, LEDGER_BOUNDS),
        ...(acceptedKw === undefined ? {} : { acceptedKw }),
      };
      if (guest === undefined) return base;
      const { session, registerAtStartKwh, offer, offeredKw, admittedSinceMs, pausedSinceMs } = guest;
      const reading = readings.get(connector.id);
      const deliveredKwh = (reading?.registerKwh ?? registerAtStartKwh) - registerAtStartKwh;
      return {
        ...base,
        session: {
          sessionId: session.idToken,
          arrivedAtMs: session.arrivalMs,
          departureMs: session.statedDepartureMs ?? session.arrivalMs + DEFAULT_STAY_MS,
          // A car that says it is full wants nothing, whatever its driver stated.
          remainingKwh:
            reading?.satisfied === true
              ? 0
              : Math.max(0, (session.statedKwh ?? DEFAULT_NEED_KWH) - deliveredKwh) /
                usedShare(guest.phaseUse, connector.phases.length),
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
