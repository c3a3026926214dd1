import {
  kwPerA,
  offerCap,
  usedPhases,
  usedShare,
  withCurrents,
  withUsedShares,
  type CompiledGrid,
  type Connector,
  type ConnectorId,
  type OfferCap,
  type Phase,
  type PhaseUse,
  type SessionDemand,
} from '../dispatch/index.ts';
import type { Believe } from './believe.ts';
import type { PolicyView } from './in-process.ts';
import type { ScenarioSession } from './scenario.ts';
import type { ConnectorReading } from './world.ts';

/** A charger reports every 10 s. */
const READING_MS = 10_000;
/** The smallest step of a DC charger. */
const DC_STEP_KW = 0.1;

/** What the policy remembers of one car. */
export type Guest = {
  readonly session: ScenarioSession;
  /** Of its connector in the compiled grid. */
  readonly index: number;
  readonly connector: Connector;
  readonly registerAtStartKwh: number;
  /** When it was last seen plugged in. */
  seenAtMs: number;
  deliveredKwh: number;
  satisfied: boolean;
  offer: OfferCap;
  phaseUse: PhaseUse | undefined;
  offeredKw: number;
  offeredSinceMs: number;
  admittedSinceMs: number | undefined;
  pausedSinceMs: number | undefined;
};

/** The cars that are there, and what they make of their offers. The work of a tick grows with them, not with the connectors of the grid. */
export class Guests {
  readonly #compiled: CompiledGrid;
  readonly #believe: Believe;
  readonly #present = new Map<ConnectorId, Guest>();
  #shares: ReadonlyMap<number, number> = new Map();
  #narrowed: CompiledGrid;

  constructor(compiled: CompiledGrid, believe: Believe) {
    this.#compiled = compiled;
    this.#believe = believe;
    this.#narrowed = compiled;
  }

  at(connectorId: ConnectorId): Guest | undefined {
    return this.#present.get(connectorId);
  }

  all(): Iterable<Guest> {
    return this.#present.values();
  }

  /** Notes who came and what the cars do; returns those who have left. */
  look({ atMs, plugged }: PolicyView): readonly Guest[] {
    for (const { session } of plugged) {
      const guest = this.#present.get(session.connectorId);
      if (guest?.session === session) guest.seenAtMs = atMs;
    }
    const left: Guest[] = [];
    for (const guest of this.#present.values()) if (guest.seenAtMs !== atMs) left.push(guest);
    for (const { session, deliveredKwh, satisfied } of left) {
      this.#present.delete(session.connectorId);
      this.#believe.left(session, { atMs, deliveredKwh, satisfied });
    }
    for (const { session, reading } of plugged) {
      const guest = this.#present.get(session.connectorId);
      if (guest === undefined) this.#welcome(session, reading, atMs);
      else watch(guest, reading, atMs);
    }
    return left;
  }

  /** What the allocator is asked to serve. */
  demandOf(guest: Guest, atMs: number): SessionDemand {
    const { session, connector, deliveredKwh, satisfied, offer, offeredKw, admittedSinceMs, pausedSinceMs } = guest;
    const { departureMs, needKwh, stay } = this.#believe.of(session, { atMs, deliveredKwh, satisfied });
    return {
      sessionId: session.idToken,
      arrivedAtMs: session.arrivalMs,
      departureMs,
      // A car that says it is full wants nothing, whatever its driver stated.
      remainingKwh: satisfied ? 0 : Math.max(0, needKwh - deliveredKwh) / shareOf(guest),
      maximumKw: Math.min(connector.ratingKw, offer.capKw ?? connector.ratingKw),
      priority: 1,
      admitted: offeredKw > 0,
      ...(stay === undefined ? {} : { stay }),
      ...(admittedSinceMs === undefined ? {} : { admittedSinceMs }),
      ...(pausedSinceMs === undefined ? {} : { pausedSinceMs }),
    };
  }

  /** Rows count what the present cars can draw of their offers. The same object as long as no car's share changes: allocators keep arrays for a grid. */
  grid(): CompiledGrid {
    const shares = new Map<number, number>();
    for (const guest of this.#present.values()) {
      const share = shareOf(guest);
      if (share < 1) shares.set(guest.index, share);
    }
    // Other conductors than before are not believed at once: between them there is always a tick with the whole share.
    if (isSame(shares, this.#shares)) return this.#narrowed;
    this.#shares = shares;
    this.#narrowed = withUsedShares(this.#compiled, shares, this.#usedPhases());
    return this.#narrowed;
  }

  #usedPhases(): ReadonlyMap<number, readonly Phase[]> {
    const used = new Map<number, readonly Phase[]>();
    for (const { index, connector, phaseUse } of this.#present.values()) {
      const phases = usedPhases(phaseUse, connector);
      if (phases !== undefined) used.set(index, phases);
    }
    return used;
  }

  #welcome(session: ScenarioSession, reading: ConnectorReading, atMs: number): void {
    const index = this.#compiled.connectorIndex.get(session.connectorId) ?? -1;
    const connector = this.#compiled.connectors[index];
    if (connector === undefined) return;
    this.#present.set(session.connectorId, {
      session,
      index,
      connector,
      registerAtStartKwh: reading.registerKwh,
      seenAtMs: atMs,
      deliveredKwh: 0,
      satisfied: reading.satisfied,
      offer: { lowSamples: 0 },
      phaseUse: undefined,
      offeredKw: connector.failsafeKw,
      offeredSinceMs: atMs,
      admittedSinceMs: connector.failsafeKw > 0 ? atMs : undefined,
      pausedSinceMs: undefined,
    });
  }
}

/** Share of its offer that the car can draw. */
function shareOf({ phaseUse, connector }: Guest): number {
  return usedShare(phaseUse, connector.phases.length);
}

function watch(guest: Guest, reading: ConnectorReading, atMs: number): void {
  const { connector } = guest;
  guest.deliveredKwh = reading.registerKwh - guest.registerAtStartKwh;
  guest.satisfied = reading.satisfied;
  if (atMs % READING_MS >= 1000) return;
  guest.phaseUse = withCurrents(guest.phaseUse, reading.currentA);
  guest.offer = offerCap(guest.offer, {
    powerKw: reading.powerKw / shareOf(guest),
    offeredKw: guest.offeredKw,
    offeredForMs: atMs - guest.offeredSinceMs,
    minimumKw: connector.minimumKw,
    maximumKw: connector.ratingKw,
    stepKw: kwPerA(connector) ?? DC_STEP_KW,
  });
}

function isSame(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  if (one.size !== other.size) return false;
  for (const [index, share] of one) if (other.get(index) !== share) return false;
  return true;
}
