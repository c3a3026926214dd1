export { type Zone, type Zoning, zonesOf } from './zones.ts';
export { type Parent, parentRequest } from './parent.ts';
export { zoneRequests } from './zone-requests.ts';
export { joinPlans } from './join-plans.ts';
export { fillUp } from './fill-up.ts';
