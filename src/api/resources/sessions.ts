import { found, ok, valueOf, versioned } from '../answers.ts';
import { actorOf } from '../caller.ts';
import type { ApiContext } from '../deps.ts';
import { may } from '../roles.ts';
import { pageOfRead, readCursor } from '../paging.ts';
import { route } from '../route.ts';
import { goalAnswer, goalPut, sessionDetailSchema, sessionListQuery, sessionPage, sessionParams } from '../schemas.ts';
import type { SessionRecord } from '../../store/index.ts';
import { toMsOrNull } from '../times.ts';

const tag = 'sessions';

export const sessionRoutes = [
  route({
    method: 'get',
    path: '/api/v1/sessions',
    operationId: 'listSessions',
    summary: 'Charging sessions, newest first',
    tag,
    permission: 'read',
    query: sessionListQuery,
    answer: { status: 200, schema: sessionPage, description: 'One page.' },
    handle: async ({ query }, context) => {
      const limit = query.limit ?? context.bounds.defaultPageItems;
      const read = await context.store.sessions.list({
        limit: limit + 1,
        ...(query.state === undefined ? {} : { state: query.state }),
        ...(query.stationId === undefined ? {} : { stationId: query.stationId }),
        ...(query.cursor === undefined ? {} : { after: readCursor(query.cursor) }),
      });
      const page = pageOfRead(read, { limit, idOf: ({ sessionId }) => sessionId });
      return ok({ ...page, items: page.items.map((record) => presented(record, context)) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/sessions/{sessionId}',
    operationId: 'getSession',
    summary: 'One session',
    tag,
    permission: 'read',
    params: sessionParams,
    answer: { status: 200, schema: sessionDetailSchema, description: 'The session.' },
    handle: async ({ params: { sessionId }, caller }, context) => {
      const session = presented(found(await context.store.sessions.get(sessionId), `session ${sessionId}`), context);
      // A record may hold the token of the driver, so it is for those who may read tokens.
      const signed = may(caller.role, 'configure') ? await context.store.sessions.signedValues(sessionId) : [];
      if (signed.length === 0) return versioned(session);
      return versioned({ ...session, signedMeterValues: signed.map(context.present.signedValue) });
    },
  }),
  route({
    method: 'put',
    path: '/api/v1/sessions/{sessionId}/goal',
    operationId: 'setGoal',
    summary: 'State the energy wanted and the departure of a session',
    description: 'Replaces the goal. If-Match may be left out: the last word of a driver wins.',
    tag,
    permission: 'goal',
    params: sessionParams,
    body: goalPut,
    ifMatch: 'optional',
    answer: { status: 200, schema: goalAnswer, description: 'Kept, and whether it looks possible.' },
    handle: async ({ params: { sessionId }, body, caller, ifMatch }, context) => {
      const { session, shortfallKwh } = valueOf(
        await context.operations.setGoal(
          {
            sessionId,
            energyKwh: body.energyKwh,
            departureMs: toMsOrNull(body.departure),
            ifMatch: ifMatch.length === 0 ? undefined : ifMatch,
          },
          actorOf(caller),
        ),
      );
      const { status, headers = {}, body: shown } = versioned(presented(session, context));
      const result = shortfallKwh > 0 ? ('NOT_POSSIBLE' as const) : ('ACCEPTED' as const);
      return {
        status,
        headers,
        body: { result, shortfallKwh: Math.round(shortfallKwh * 1000) / 1000, session: shown },
      };
    },
  }),
];

/** The store knows every session, the control loop the live figures of the open ones. The goal of the store is the newer one. */
function presented(record: SessionRecord, { control, present }: ApiContext) {
  const stored = present.storedSession(record);
  const view =
    record.endedAtMs === undefined
      ? control.view().sessions.find(({ sessionId }) => sessionId === record.sessionId)
      : undefined;
  return view === undefined
    ? stored
    : { ...present.liveSession(view), goal: stored.goal, etag: stored.etag, flags: stored.flags };
}
