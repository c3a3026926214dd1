import type { CommandAnswer } from '../../ocpp/index.ts';
import { generateStationKey, hashPassword, type PasswordRotation, type StationRecord } from '../store/index.ts';
import { certificateNumber } from '../security/index.ts';
import { operationBounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { done, refuse, type Result } from './result.ts';
import type { Workplace } from './workplace.ts';

export type StationSecurityOperations = {
  /**
   * Gives a connected station a new random password, over its connection (AuthorizationKey, BasicAuthPassword). The old one is accepted too until
   * the station has used the new one, or the overlap ends. Refused by the station: nothing has changed. The password is told to nobody else.
   */
  rotatePassword(request: { readonly stationId: string }, actor: Actor): Promise<Result<StationRecord>>;
  /**
   * Withdraws a certificate of a station: from now on it lets nobody in, and its connection is dropped. Without a number, the one it showed last.
   * It needs a new one, or less of a profile and its password.
   */
  withdrawCertificate(
    request: { readonly stationId: string; readonly serialNumber?: string | undefined },
    actor: Actor,
  ): Promise<Result<{ readonly stationId: string; readonly serialNumber: string }>>;
  /** Lets a station in again that was kept out because it came too often. */
  liftReconnectBlock(
    request: { readonly stationId: string },
    actor: Actor,
  ): Promise<Result<{ readonly stationId: string }>>;
};

export function stationSecurityOperations(place: Workplace): StationSecurityOperations {
  const { store, control, nowMs, inTurn, stored, record, randomBytes, sendCommand, liftBlock, disconnectStation } =
    place;

  /** Durable before the station hears of it: whichever password it uses next, it gets in. */
  const begin = (stationId: string, rotation: PasswordRotation, actor: Actor): Promise<Result<StationRecord>> =>
    inTurn(async () => {
      const before = await stored(store.stations.get(stationId));
      if (before === undefined) return refuse('not-found', `no station ${stationId}`);
      if (before.rotation !== undefined)
        return refuse(
          'conflict',
          `station ${stationId} has a new password already that it has not used yet; reset it first, or give it a password by hand`,
        );
      const atMs = nowMs();
      const begun = (record: StationRecord): StationRecord => ({ ...record, rotation, updatedAtMs: atMs });
      const station = (await stored(store.stations.update(stationId, begun))) ?? begun(before);
      await record({ action: 'station.password-rotation', subject: stationId, actor, detail: { stationId } });
      return done(station);
    });

  const finish = (
    stationId: string,
    { answer, passwordHash }: { readonly answer: CommandAnswer; readonly passwordHash: string },
    actor: Actor,
  ): Promise<Result<StationRecord>> =>
    inTurn(async () => {
      const before = await stored(store.stations.get(stationId));
      if (before === undefined) return refuse('not-found', `no station ${stationId}`);
      // It has used the new password meanwhile, or an operator gave it another one.
      if (before.rotation?.passwordHash !== passwordHash) return done(before);
      const status = statusOf(answer);
      const finished = withStatus({ passwordHash, status, atMs: nowMs() });
      const station = (await stored(store.stations.update(stationId, finished))) ?? finished(before);
      const detail = { stationId, status: status ?? 'refused' };
      await record({ action: 'station.password-rotation', subject: stationId, actor, detail });
      if (status !== undefined) return done(station);
      const reason = answer.detail === undefined ? answer.status : `${answer.status}, ${answer.detail}`;
      return refuse('conflict', `station ${stationId} did not take the new password (${reason}); the old one holds`);
    });

  return {
    rotatePassword: async ({ stationId }, actor) => {
      const station = control.view().stations.find((one) => one.stationId === stationId);
      if (station?.connected !== true || station.version === undefined)
        return refuse('conflict', `station ${stationId} is not connected: a password is written over its connection`);
      const password = generateStationKey(randomBytes);
      const startedAtMs = nowMs();
      const passwordHash = await hashPassword(password, randomBytes);
      const begun = await begin(
        stationId,
        {
          passwordHash,
          status: 'sending',
          startedAtMs,
          overlapEndsAtMs: startedAtMs + operationBounds.passwordOverlapMs,
        },
        actor,
      );
      if (!begun.ok) return begun;
      const name = station.version === '1.6' ? 'AuthorizationKey' : 'SecurityCtrlr.BasicAuthPassword';
      const answer = await sendCommand(stationId, { kind: 'write-settings', values: [{ name, value: password }] });
      return finish(stationId, { answer, passwordHash }, actor);
    },

    withdrawCertificate: ({ stationId, serialNumber }, actor) =>
      inTurn(async () => {
        const before = await stored(store.stations.get(stationId));
        if (before === undefined) return refuse('not-found', `no station ${stationId}`);
        const named = serialNumber ?? before.certificate?.serialNumber;
        if (named === undefined)
          return refuse('conflict', `station ${stationId} has shown no certificate yet; name its serial number`);
        const number = certificateNumber(named);
        const withdrawn = before.withdrawnCertificates ?? [];
        if (withdrawn.length >= operationBounds.maxWithdrawnCertificates && !withdrawn.includes(number))
          return refuse(
            'too-many',
            `${withdrawn.length} certificates of station ${stationId} are withdrawn; disable it`,
          );
        await stored(store.stations.update(stationId, (record) => withoutCertificate(record, number)));
        const detail = { stationId, serialNumber: number };
        await record({ action: 'station.withdraw-certificate', subject: stationId, actor, detail });
        // Last, so that a login that was under way meanwhile is dropped too.
        if (isShown(before, number)) disconnectStation(stationId, 'its certificate was withdrawn');
        return done(detail);
      }),

    liftReconnectBlock: async ({ stationId }, actor) => {
      if (!liftBlock(stationId)) return refuse('not-found', `station ${stationId} is not kept out`);
      await record({ action: 'station.lift-block', subject: stationId, actor, detail: { stationId } });
      return done({ stationId });
    },
  };
}

/** The rotation to that password, once the station has answered; another one, or none, stays as it is. */
function withStatus({
  passwordHash,
  status,
  atMs,
}: {
  readonly passwordHash: string;
  readonly status: PasswordRotation['status'] | undefined;
  readonly atMs: number;
}): (before: StationRecord) => StationRecord {
  return (before) => {
    const { rotation, ...rest } = before;
    if (rotation?.passwordHash !== passwordHash) return before;
    return { ...rest, updatedAtMs: atMs, ...(status === undefined ? {} : { rotation: { ...rotation, status } }) };
  };
}

function isShown({ certificate }: StationRecord, number: string): boolean {
  return certificate !== undefined && certificateNumber(certificate.serialNumber) === number;
}

function withoutCertificate(before: StationRecord, number: string): StationRecord {
  const { certificate: _, ...rest } = before;
  const withdrawnCertificates = [...new Set([...(before.withdrawnCertificates ?? []), number])];
  // One that is withdrawn is not renewed.
  return { ...(isShown(before, number) ? rest : before), withdrawnCertificates };
}

/** undefined = the station surely has its old password. */
function statusOf({ status }: CommandAnswer): PasswordRotation['status'] | undefined {
  if (status === 'accepted' || status === 'scheduled') return 'written';
  return status === 'unanswered' ? 'unanswered' : undefined;
}
