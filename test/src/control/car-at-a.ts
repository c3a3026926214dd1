import type { StationEvent } from '../../../ocpp/index.ts';
import { T0 } from './loop-world.ts';

/** The one connector of the tests of a single car. */
export const AT_A = { stationId: 'A', connectorId: 'A/1' } as const;

/** A car comes to it at `T0`, its register at 100 kWh. */
export const CAR_AT_A: StationEvent = {
  kind: 'session-started',
  ...AT_A,
  atMs: T0,
  sessionId: 'A#1',
  idToken: 'CARD',
  meterStartKwh: 100,
  startedAtMs: T0,
  offline: false,
};
