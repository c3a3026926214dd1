import type { Connection, RenderedCall, VersionAdapter } from '../adapter.ts';
import { failsafeProfile, limitProfile, PROFILE, type Profile } from './charging-profile.ts';
import { currentRung, noteAcceptance, noteRefusal, rateUnitsOf, tell } from './model.ts';
import { currentShareRung, noteShare } from './share-ladder.ts';

/** Codes of a CALLERROR that say: not like this. What was sent has not been applied, and another form of it may be. */
const REFUSALS: ReadonlySet<string> = new Set([
  'NotSupported',
  'NotImplemented',
  'FormationViolation',
  'FormatViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'OccurrenceConstraintViolation',
  'TypeConstraintViolation',
]);

/**
 * SetChargingProfile (1.6 section 5.16, 2.0.1 K01): how a limit and a failsafe share go out and how the answer is read. Versions differ in the
 * shape on the wire and in the words of a refusal; any other word is no answer. A refusal goes one step down the ladder. A limit for a session
 * without a transaction id of the version throws.
 */
export function limitCalls({
  wire,
  refusals,
}: {
  readonly wire: (profile: Profile) => object;
  readonly refusals: readonly string[];
}): Pick<VersionAdapter, 'renderLimit' | 'renderFailsafe'> {
  const render = (profile: Profile, learn: (isAccepted: boolean) => void): RenderedCall => ({
    action: 'SetChargingProfile',
    payload: { ...wire(profile) },
    read: (answer) => {
      const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
      if (status === 'Accepted') {
        learn(true);
        return 'accepted';
      }
      if (typeof status !== 'string' || !refusals.includes(status)) return undefined;
      learn(false);
      return 'rejected';
    },
    readError: (code) => {
      if (!REFUSALS.has(code)) return undefined;
      learn(false);
      return 'rejected';
    },
  });
  return {
    renderLimit: (connection, command) => {
      const { known, deps } = connection;
      // Meanwhile another station of the model may have taught something.
      tell(connection);
      const rung = currentRung(connection);
      const rateUnits = rateUnitsOf(connection);
      const profile = limitProfile(command, { known, nowMs: deps.clock.nowMs(), rung, rateUnits });
      return render(profile, (isAccepted) => (isAccepted ? noteAcceptance : noteRefusal)(connection, rung));
    },
    renderFailsafe: (connection, command) => {
      const rung = currentShareRung(connection);
      const profile = failsafeProfile(command, {
        rung,
        rateUnits: rateUnitsOf(connection),
        ...(rung.kind === 'Absolute' ? { sinceMs: yesterdayOf(connection) } : {}),
      });
      return render(profile, (isAccepted) => noteShare(connection, rung, isAccepted));
    },
  };
}

/** A share that began in every station's past. */
function yesterdayOf({ deps, known }: Connection): number {
  return deps.clock.nowMs() - known.clockLagMs - PROFILE.shareBackDateMs;
}
