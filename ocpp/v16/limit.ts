import type { Connection, RenderedCall } from '../adapter.ts';
import { failsafeProfile, learnFromRefusal, limitProfile, type Profile, profileV16 } from '../charging-profile.ts';
import type { FailsafeCommand, LimitCommand } from '../events.ts';

/** 1.6 section 5.16. A session without a transaction id of this version throws. */
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
    payload: { ...profileV16(profile) },
    read: (answer) => {
      const status = statusOf(answer);
      if (status === 'Accepted') return 'accepted';
      if (status !== 'Rejected' && status !== 'NotSupported') return undefined;
      learnFromRefusal(profile, known);
      return 'rejected';
    },
  };
}

function statusOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : undefined;
}
