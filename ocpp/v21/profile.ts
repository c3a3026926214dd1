import type { RequestV21 } from '../protocol/index.ts';
import { profileV201, type Profile } from '../smart-charging/index.ts';

/** As in 2.0.1 (2.1 K01), and where the station can: it ends by itself that long after the station lost us, and does not come back. */
export function profileV21(profile: Profile): RequestV21<'SetChargingProfile'> {
  const { evseId, chargingProfile } = profileV201(profile);
  const offlineS = profile.lease?.offlineS;
  return {
    evseId,
    chargingProfile: {
      ...chargingProfile,
      ...(offlineS === undefined ? {} : { maxOfflineDuration: offlineS, invalidAfterOfflineDuration: true }),
    },
  };
}
