import { type ApiKeyOperations, apiKeyOperations } from './api-keys.ts';
import type { Change, OperationsDeps } from './deps.ts';
import { type EnvelopeOperations, envelopeOperations, live } from './envelopes.ts';
import { type GoalOperations, goalOperations } from './goals.ts';
import { type SourceOperations, sourceOperations } from './sources.ts';
import { type ReservationOperations, reservationOperations } from './reservations.ts';
import { type OverrideOperations, overrideOperations } from './overrides.ts';
import { type StationSecurityOperations, stationSecurityOperations } from './station-security.ts';
import { type StationOperations, stationOperations } from './stations.ts';
import { type LocalListOperations, localListOperations } from './local-lists.ts';
import { type TokenOperations, tokenOperations } from './tokens.ts';
import { createWorkplace } from './workplace.ts';

/**
 * Everything people and programs may change, for REST, CLI and MQTT alike. Each operation: validate, keep durably, write the audit,
 * tell the control loop, answer. A refusal is a value; nothing was changed then.
 */
export type Operations = EnvelopeOperations &
  OverrideOperations &
  GoalOperations &
  StationOperations &
  StationSecurityOperations &
  TokenOperations &
  LocalListOperations &
  ReservationOperations &
  SourceOperations &
  ApiKeyOperations & {
    /** At the start, before any charger is released: the stored limits to the control loop. Rejects when the store cannot be read. */
    restoreLimits(): Promise<void>;
    /** Told after each change that is in force. Returns the unsubscribe. */
    onChange(listener: (change: Change) => void): () => void;
  };

export function createOperations(deps: OperationsDeps): Operations {
  const place = createWorkplace(deps);
  return {
    ...envelopeOperations(place),
    ...overrideOperations(place),
    ...goalOperations(place),
    ...stationOperations(place),
    ...stationSecurityOperations(place),
    ...sourceOperations(place),
    ...apiKeyOperations(place),
    ...tokenOperations(place),
    ...localListOperations(place),
    ...reservationOperations(place),
    restoreLimits: async () => {
      const [envelopes, overrides] = await Promise.all([deps.store.envelopes.list(), deps.store.overrides.list()]);
      deps.control.post({ kind: 'envelopes', envelopes: live(envelopes, deps.nowMs()), cause: 'restart' });
      deps.control.post({ kind: 'overrides', overrides: live(overrides, deps.nowMs()) });
    },
    onChange: place.onChange,
  };
}
