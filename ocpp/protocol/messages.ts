/** The messages of each version as types. The official schemas decide at run time (`validate.ts`); a payload that passed may be read as one of these. */
import type * as V16 from './generated/v16.ts';
import type * as V201 from './generated/v201.ts';
import type * as V21 from './generated/v21.ts';

export type { V16, V201, V21 };

export type ActionV16 = keyof V16.Messages;
export type RequestV16<A extends ActionV16> = V16.Messages[A]['request'];
export type ResponseV16<A extends ActionV16> = V16.Messages[A]['response'];

export type ActionV201 = keyof V201.Messages;
export type RequestV201<A extends ActionV201> = V201.Messages[A]['request'];
export type ResponseV201<A extends ActionV201> = V201.Messages[A]['response'];

export type ActionV21 = keyof V21.Messages;
export type RequestV21<A extends ActionV21> = V21.Messages[A]['request'];
export type ResponseV21<A extends ActionV21> = V21.Messages[A]['response'];

export type SendActionV21 = keyof V21.Sends;

// The schemas of 1.6 name no types.
export type IdTagInfo = ResponseV16<'Authorize'>['idTagInfo'];
export type MeterValueV16 = RequestV16<'MeterValues'>['meterValue'][number];
export type ChargingProfileV16 = RequestV16<'SetChargingProfile'>['csChargingProfiles'];
