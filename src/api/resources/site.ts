import { ok } from '../answers.ts';
import { permissions } from '../roles.ts';
import { route } from '../route.ts';
import { siteSchema } from '../schemas.ts';

export const siteRoutes = [
  route({
    method: 'get',
    path: '/api/v1/site',
    operationId: 'getSite',
    summary: 'Name, time zone, clock, and what this key may do',
    tag: 'site',
    permission: 'read',
    answer: { status: 200, schema: siteSchema, description: 'The site.' },
    handle: ({ caller }, { site, present, nowMs, speed, build }) =>
      ok({
        name: site.name,
        timeZone: site.timeZone,
        now: present.time(nowMs()),
        speed: speed(),
        version: build.version,
        role: caller.role,
        permissions: [...permissions[caller.role]],
        unknownStations: site.unknownStations,
        objective: site.objective.kind,
        defaultEnergyKwh: site.defaults.energyKwh,
        defaultStayMinutes: site.defaults.stayMs / 60_000,
      }),
  }),
];
