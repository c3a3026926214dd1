import { alarmRoutes } from './resources/alarms.ts';
import { allocationRoutes } from './resources/allocations.ts';
import { apiKeyRoutes } from './resources/api-keys.ts';
import { auditRoutes } from './resources/audit.ts';
import { commandRoutes } from './resources/commands.ts';
import { connectorRoutes } from './resources/connectors.ts';
import { envelopeRoutes } from './resources/envelopes.ts';
import { gridRoutes } from './resources/grid.ts';
import { nodeRoutes } from './resources/nodes.ts';
import { localListRoutes } from './resources/local-lists.ts';
import { metricsRoute, operationRoutes } from './resources/operation.ts';
import { overrideRoutes } from './resources/overrides.ts';
import { reservationRoutes } from './resources/reservations.ts';
import { securityRoutes } from './resources/security.ts';
import { sessionRoutes } from './resources/sessions.ts';
import { siteRoutes } from './resources/site.ts';
import { sourceRoutes } from './resources/sources.ts';
import { stationRoutes } from './resources/stations.ts';
import { streamRoute } from './resources/stream.ts';
import { tokenExport, tokenRoutes } from './resources/tokens.ts';
import { whyRoutes } from './resources/why.ts';
import { wireLogRoute, wireLogTail } from './resources/wire-log.ts';
import type { RawRoute, Route } from './route.ts';

/** Every route that is served and documented: there is no other. */
export const routes: readonly (Route | RawRoute)[] = [
  ...siteRoutes,
  ...gridRoutes,
  ...nodeRoutes,
  ...stationRoutes,
  ...securityRoutes,
  ...commandRoutes,
  wireLogRoute,
  wireLogTail,
  ...connectorRoutes,
  ...sessionRoutes,
  ...tokenRoutes,
  tokenExport,
  ...localListRoutes,
  ...reservationRoutes,
  ...envelopeRoutes,
  ...sourceRoutes,
  ...overrideRoutes,
  ...allocationRoutes,
  ...whyRoutes,
  ...alarmRoutes,
  ...auditRoutes,
  ...apiKeyRoutes,
  streamRoute,
  ...operationRoutes,
  metricsRoute,
];
