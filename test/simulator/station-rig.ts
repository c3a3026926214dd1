import { afterEach, expect } from 'vitest';
import type { Connector } from '../../dispatch/index.ts';
import {
  createRandom,
  Station,
  VirtualClock,
  World,
  type Faults,
  type Scenario,
  type StationVersion,
} from '../../simulator/index.ts';
import { TinyCentralSystem } from './tiny-central-system.ts';

export const START_MS = Date.UTC(2026, 5, 15, 9);
export const PASSWORD = 'a-password-of-20-chars';
export const CONNECTOR: Connector = {
  id: 'A01/1',
  stationId: 'A01',
  nodeId: 'F1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
};

export type Rig = {
  readonly clock: VirtualClock;
  readonly central: TinyCentralSystem;
  readonly station: Station;
  readonly world: World;
  /** Lets virtual time pass second by second; sockets get their turn. */
  readonly run: (seconds: number) => Promise<void>;
  /** Runs until it holds, at most 200 virtual seconds. */
  readonly until: (holds: () => boolean) => Promise<void>;
  readonly car: {
    readonly idToken: string;
    readonly needs: { readonly energyKwh: number; readonly departureMs: number; readonly maximumKw: number };
  };
};
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

/** One station with a car that arrives after `arrivalS`, at a tiny central system. */
export async function rig({
  version,
  faults,
  arrivalS = 5,
  connector = CONNECTOR,
}: {
  version: StationVersion;
  faults?: Faults;
  arrivalS?: number;
  connector?: Connector;
}): Promise<Rig> {
  const clock = new VirtualClock(START_MS);
  const central = new TinyCentralSystem(() => clock.nowMs());
  const url = await central.listen();
  const session = {
    connectorId: connector.id,
    arrivalMs: START_MS + arrivalS * 1000,
    departureMs: START_MS + 3_600_000,
    needKwh: 10,
    idToken: 'CARD1',
    car: { batteryKwh: 60, arrivalSocPercent: 30, maximumKw: 11.04, phaseCount: 3, taper: 'ideal' } as const,
  };
  const scenario: Scenario = {
    name: 'one station',
    seed: 1,
    startMs: START_MS,
    endMs: START_MS + 7_200_000,
    timeZone: 'UTC',
    grid: { nodes: [{ id: 'F1', kind: 'feeder', voltageV: 230, margin: 0 }], connectors: [connector] },
    stations: [{ stationId: 'A01', version, password: PASSWORD }],
    sessions: [session],
    baseLoadKw: () => 0,
    events: [],
    capacityNodeId: 'F1',
  };
  const world = new World(scenario);
  const station = new Station({
    url,
    stationId: 'A01',
    version,
    password: PASSWORD,
    connectors: [connector],
    physical: world,
    clock,
    random: createRandom(1),
    ...(faults === undefined ? {} : { faults }),
  });
  const car = { idToken: 'CARD1', needs: { energyKwh: 12, departureMs: session.departureMs, maximumKw: 11.04 } };
  const step = (): void => {
    clock.after(1000, step);
    for (const { kind } of world.step(clock.nowMs())) {
      if (kind === 'plugged') station.plugIn('A01/1', car);
      else station.unplug('A01/1');
    }
    station.step();
  };
  clock.after(1000, step);
  station.start(0);
  open.push({
    stop: async () => {
      await station.stop();
      await central.close();
    },
  });
  const run = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advanceBy(1000);
      // Until the sockets are quiet, so that a slow machine does not make messages late in virtual time.
      let before = -1;
      for (let round = 0; round < 100 && before !== central.traffic; round += 1) {
        before = central.traffic;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
  };
  return {
    clock,
    central,
    station,
    world,
    run,
    car,
    until: async (holds) => {
      for (let second = 0; second < 200 && !holds(); second += 1) await run(1);
      expect(holds(), `within 200 s; heard ${JSON.stringify(central.heard.map(({ action }) => action))}`).toBe(true);
    },
  };
}

/** A limit in A for the running transaction, as the version says it. */
export function txProfile(
  version: StationVersion,
  {
    limitA,
    transactionId,
    leaseS = 180,
    startMs = START_MS,
  }: { limitA: number; transactionId: string; leaseS?: number; startMs?: number },
): Record<string, unknown> {
  const schedule = {
    chargingRateUnit: 'A',
    startSchedule: new Date(startMs).toISOString(),
    duration: leaseS,
    chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA, numberPhases: 3 }],
  };
  const common = { stackLevel: 1, chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Absolute' };
  return version === '1.6'
    ? {
        connectorId: 1,
        csChargingProfiles: {
          chargingProfileId: 11,
          transactionId: Number(transactionId),
          ...common,
          chargingSchedule: schedule,
        },
      }
    : { evseId: 1, chargingProfile: { id: 11, transactionId, ...common, chargingSchedule: [{ id: 1, ...schedule }] } };
}
export function defaultProfile(version: StationVersion, limitA: number): Record<string, unknown> {
  const schedule = {
    chargingRateUnit: 'A',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA, numberPhases: 3 }],
  };
  const common = { stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' };
  return version === '1.6'
    ? { connectorId: 1, csChargingProfiles: { chargingProfileId: 10, ...common, chargingSchedule: schedule } }
    : { evseId: 1, chargingProfile: { id: 10, ...common, chargingSchedule: [{ id: 1, ...schedule }] } };
}
export const started = { '1.6': 'StartTransaction', '2.0.1': 'TransactionEvent', '2.1': 'TransactionEvent' } as const;
export const transactionOf = (station: Station): string => station.evses[0]?.transaction?.transactionId ?? 'none';
