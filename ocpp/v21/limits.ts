import type { VersionAdapter } from '../adapter.ts';
import { limitCalls } from '../smart-charging/index.ts';
import { noteAccepted, noteSent } from './present-limit.ts';
import { profileV21 } from './profile.ts';

const calls = limitCalls({ wire: profileV21, refusals: ['Rejected'] });

/** As in 2.0.1; what leaves and what is accepted is noted, for stations that pull it (2.1 K28). */
export const limits: Pick<VersionAdapter, 'renderLimit' | 'renderFailsafe'> = {
  renderFailsafe: calls.renderFailsafe,
  renderLimit: (connection, command) => {
    const rendered = calls.renderLimit(connection, command);
    const { known, deps } = connection;
    const { chargingProfile } = rendered.payload as ReturnType<typeof profileV21>;
    const [schedule] = chargingProfile.chargingSchedule;
    const [period, ...later] = schedule?.chargingSchedulePeriod ?? [];
    if (schedule === undefined || period?.limit === undefined) return rendered;
    const present = {
      profileId: chargingProfile.id,
      limit: period.limit,
      rateUnit: schedule.chargingRateUnit,
      // An update is about the one period of a schedule: one of two might lose the period that ends its lease.
      endsAtMs: later.length === 0 ? deps.clock.nowMs() + command.leaseMs : Number.NEGATIVE_INFINITY,
    };
    noteSent(known, present);
    return {
      ...rendered,
      read: (answer) => {
        const outcome = rendered.read(answer);
        if (outcome === 'accepted') noteAccepted(known, present);
        return outcome;
      },
    };
  },
};
