import type { Connection, RenderedCall, VersionAdapter } from '../adapter.ts';
import { failsafeProfile, learnFromRefusal, limitProfile, type Profile } from './charging-profile.ts';

/**
 * SetChargingProfile (1.6 section 5.16, 2.0.1 K01): how a limit and a failsafe share go out and how the answer is read. Versions differ in the
 * shape on the wire and in the words of a refusal; any other word is no answer. A limit for a session without a transaction id of the version throws.
 */
export function limitCalls({
  wire,
  refusals,
}: {
  readonly wire: (profile: Profile) => object;
  readonly refusals: readonly string[];
}): Pick<VersionAdapter, 'renderLimit' | 'renderFailsafe'> {
  const render = ({ known }: Connection, profile: Profile): RenderedCall => ({
    action: 'SetChargingProfile',
    payload: { ...wire(profile) },
    read: (answer) => {
      const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
      if (status === 'Accepted') return 'accepted';
      if (typeof status !== 'string' || !refusals.includes(status)) return undefined;
      learnFromRefusal(profile, known);
      return 'rejected';
    },
  });
  return {
    renderLimit: (connection, command) =>
      render(connection, limitProfile(command, { known: connection.known, nowMs: connection.deps.clock.nowMs() })),
    renderFailsafe: (connection, command) => render(connection, failsafeProfile(command, { known: connection.known })),
  };
}
