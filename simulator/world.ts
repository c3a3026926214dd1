import type { ConnectorId } from '../dispatch/index.ts';
import { plugIn, socPercent, stepCar, wantedKwh, type Car } from './car.ts';
import {
  createCharger,
  atTerminals,
  MAX_LAG_MS,
  MIN_LAG_MS,
  offerKw,
  phaseA,
  settle,
  tell,
  usableKw,
  type Charger,
} from './charger.ts';
import { createRandom } from './random.ts';
import type { Scenario, ScenarioSession } from './scenario.ts';
import { createTruth, type Draw, type Truth } from './truth.ts';

/** What happened to one car. */
export type SessionResult = {
  readonly connectorId: ConnectorId;
  readonly idToken: string;
  readonly arrivalMs: number;
  readonly departureMs: number;
  readonly needKwh: number;
  readonly deliveredKwh: number;
  /** It has left; until then `deliveredKwh` still grows. */
  readonly left: boolean;
};

/** What a charger's own meter and pilot show. */
export type ConnectorReading = {
  readonly plugged: boolean;
  /** The car wants no more energy. */
  readonly satisfied: boolean;
  readonly powerKw: number;
  /** In the order of its own terminals. */
  readonly currentA: readonly [number, number, number];
  readonly offeredKw: number;
  /** The import register since the scenario began. */
  readonly registerKwh: number;
  readonly socPercent?: number;
};

type Slot = {
  charger: Charger;
  car: Car | undefined;
  session: ScenarioSession | undefined;
  /** The contactor: closed only while a transaction is authorised. */
  closed: boolean;
  registerKwh: number;
  delivered: { readonly session: ScenarioSession; deliveredKwh: number; left: boolean } | undefined;
};

type ConnectorDraw = readonly [ConnectorId, Draw];

export type PlugEvent = { readonly kind: 'plugged' | 'unplugged'; readonly session: ScenarioSession };

/**
 * The physical side of a scenario: cars come and go, chargers follow what they were told, meters turn.
 * Both backends drive it; neither can see more of it than a charger could.
 */
export class World {
  readonly #scenario: Scenario;
  readonly #slots = new Map<ConnectorId, Slot>();
  /** Those with a car: the work of a step is for them alone. */
  readonly #occupied = new Set<Slot>();
  readonly #deliveries: NonNullable<Slot['delivered']>[] = [];
  /** What cars drew in the last step that left at its end: in steps of minutes it counts. */
  #leftNow: ConnectorDraw[] = [];
  readonly #truth: ReturnType<typeof createTruth>;
  #nextArrival = 0;
  #atMs: number;

  /** `startMs`: where its own time begins, by default with the scenario. */
  constructor(scenario: Scenario, startMs: number = scenario.startMs) {
    this.#scenario = scenario;
    this.#atMs = startMs;
    this.#truth = createTruth(scenario.grid);
    const random = createRandom(scenario.seed).fork('charger-lag');
    const { leastMs, mostMs } = scenario.chargerLagMs ?? { leastMs: MIN_LAG_MS, mostMs: MAX_LAG_MS };
    for (const connector of scenario.grid.connectors) {
      const lagMs = Math.round(random.fork(connector.id).between(leastMs, mostMs));
      const charger = createCharger(connector, lagMs);
      this.#slots.set(connector.id, {
        charger,
        car: undefined,
        session: undefined,
        closed: false,
        registerKwh: 0,
        delivered: undefined,
      });
    }
  }

  nowMs(): number {
    return this.#atMs;
  }

  /** Moves everything to `atMs`, and tells who came and went in between. */
  step(atMs: number): readonly PlugEvent[] {
    const stepMs = atMs - this.#atMs;
    if (stepMs <= 0) return [];
    this.#atMs = atMs;
    const events: PlugEvent[] = [];
    this.#leftNow = [];
    for (const slot of this.#occupied) {
      slot.charger = settle(slot.charger, atMs);
      if (slot.car === undefined) continue;
      this.#charge(slot, slot.car, stepMs);
      if (slot.session !== undefined && slot.session.departureMs <= atMs) {
        this.#leftNow.push([slot.charger.connector.id, drawOf(slot.car)]);
        events.push({ kind: 'unplugged', session: slot.session });
        if (slot.delivered !== undefined) slot.delivered.left = true;
        slot.car = undefined;
        slot.session = undefined;
        slot.closed = false;
        this.#occupied.delete(slot);
      }
    }
    this.#arrive(events);
    return events;
  }

  /** Tells a charger a limit, as its own controller does; undefined = none. */
  tell(connectorId: ConnectorId, limitKw: number | undefined): void {
    const slot = this.#slot(connectorId);
    slot.charger = tell(slot.charger, { limitKw, atMs: this.#atMs });
  }

  /** A charger that does not know the least current of its standard offers what it is told down to this. */
  offerDownTo(connectorId: ConnectorId, minimumKw: number): void {
    const slot = this.#slot(connectorId);
    slot.charger = { ...slot.charger, connector: { ...slot.charger.connector, minimumKw } };
  }

  /** A charger that starts a transaction applies its limit before it closes the contactor. */
  close(connectorId: ConnectorId, limitKw: number | undefined): void {
    const slot = this.#slot(connectorId);
    slot.charger = { ...slot.charger, appliedKw: limitKw, told: [] };
    slot.closed = true;
  }

  /** Opens the contactor: the current stops at once. */
  open(connectorId: ConnectorId): void {
    const slot = this.#slot(connectorId);
    slot.closed = false;
    if (slot.car !== undefined) slot.car = { ...slot.car, powerKw: 0 };
  }

  reading(connectorId: ConnectorId): ConnectorReading {
    return readingOf(this.#slot(connectorId));
  }

  /** The cars that are there, in order of arrival, and what their chargers show. */
  plugged(): readonly { readonly session: ScenarioSession; readonly reading: ConnectorReading }[] {
    const found: { readonly session: ScenarioSession; readonly reading: ConnectorReading }[] = [];
    for (const slot of this.#occupied)
      if (slot.session !== undefined) found.push({ session: slot.session, reading: readingOf(slot) });
    return found;
  }

  truth(): Truth {
    const draws = [...this.#leftNow];
    for (const { charger, car } of this.#occupied) {
      if (car !== undefined) draws.push([charger.connector.id, drawOf(car)]);
    }
    return this.#truth({ atMs: this.#atMs, draws, baseLoadKw: this.#scenario.baseLoadKw });
  }

  /** Every car that has arrived so far, in order of arrival. */
  sessions(): readonly SessionResult[] {
    return this.#deliveries.map(({ session, deliveredKwh, left }) => ({
      connectorId: session.connectorId,
      idToken: session.idToken,
      arrivalMs: session.arrivalMs,
      departureMs: session.departureMs,
      needKwh: session.needKwh,
      deliveredKwh,
      left,
    }));
  }

  #charge(slot: Slot, car: Car, stepMs: number): void {
    const { connector, appliedKw } = slot.charger;
    const offeredKw = slot.closed ? offerKw(connector, appliedKw) : 0;
    const next = stepCar(car, { offerKw: usableKw(connector, offeredKw, car), stepMs });
    slot.registerKwh += next.deliveredKwh - car.deliveredKwh;
    if (slot.delivered !== undefined) slot.delivered.deliveredKwh = next.deliveredKwh;
    slot.car = next;
  }

  #arrive(events: PlugEvent[]): void {
    const { sessions } = this.#scenario;
    for (;;) {
      const session = sessions[this.#nextArrival];
      if (session === undefined || session.arrivalMs > this.#atMs) return;
      this.#nextArrival += 1;
      const slot = this.#slot(session.connectorId);
      if (slot.session !== undefined) {
        throw new Error(`scenario ${this.#scenario.name}: two cars at ${session.connectorId} at ${this.#atMs}`);
      }
      slot.session = session;
      this.#occupied.add(slot);
      slot.car = plugIn(session.car, session.needKwh);
      slot.delivered = { session, deliveredKwh: 0, left: false };
      this.#deliveries.push(slot.delivered);
      events.push({ kind: 'plugged', session });
    }
  }

  #slot(connectorId: ConnectorId): Slot {
    const slot = this.#slots.get(connectorId);
    if (slot === undefined) throw new Error(`scenario ${this.#scenario.name}: unknown connector ${connectorId}`);
    return slot;
  }
}

function readingOf({ charger, car, closed, registerKwh }: Slot): ConnectorReading {
  const { connector } = charger;
  const powerKw = car?.powerKw ?? 0;
  const carPhases = car?.spec.phaseCount ?? 3;
  return {
    plugged: car !== undefined,
    satisfied: car !== undefined && wantedKwh(car) === 0,
    powerKw,
    currentA: atTerminals(connector, phaseA(connector, { powerKw, carPhases, gridVoltageV: connector.voltageV })),
    offeredKw: closed ? offerKw(connector, charger.appliedKw) : 0,
    registerKwh,
    ...(car !== undefined && connector.kind === 'DC' ? { socPercent: socPercent(car) } : {}),
  };
}

function drawOf(car: Car): Draw {
  return { powerKw: car.powerKw, carPhases: car.spec.phaseCount };
}
