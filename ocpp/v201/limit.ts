import type { Connection, RenderedCall } from '../adapter.ts';
import { failsafeProfile, learnFromRefusal, limitProfile, type Profile, profileV201 } from '../charging-profile.ts';
import type { FailsafeCommand, LimitCommand } from '../events.ts';

/** 2.0.1 K01. */
export function renderLimit(connection: Connection, command: LimitCommand): RenderedCall {
  const { known, deps } = connection;
  return render(connection, limitProfile(command, { known, nowMs: deps.clock.nowMs() }));
}

export function renderFailsafe(connection: Connection, command: FailsafeCommand): RenderedCall {
  return render(connection, failsafeProfile(command, { known: connection.known }));
}

function render({ known }: Connection, profile: Profile): RenderedCall {
  return {
    action: 'SetChargingProfile',
    payload: { ...profileV201(profile) },
    read: (answer) => {
      const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
      if (status === 'Accepted') return 'accepted';
      if (status !== 'Rejected') return undefined;
      learnFromRefusal(profile, known);
      return 'rejected';
    },
  };
}
