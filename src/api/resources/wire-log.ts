import { readFrame, readFrames, type ReadFrame } from '../../wire-log/index.ts';
import { Problem } from '../problems.ts';
import type { RawRoute } from '../route.ts';
import { frameSchema, stationParams, wireLogQuery, wireLogSchema } from '../schemas.ts';
import { type FormatTime, toMsOrAbsent } from '../times.ts';
import { parseParameters } from '../validation.ts';
import type { z } from 'zod';

const tag = 'stations';
const DEFAULT_FRAMES = 200;
const NDJSON = 'application/x-ndjson';

/** Latest frames of one station; its own serving, because the export is no JSON document. */
export const wireLogRoute: RawRoute = {
  method: 'get',
  path: '/api/v1/stations/{stationId}/wire-log',
  operationId: 'getWireLog',
  summary: 'The last messages between a station and the service',
  description:
    'From memory, masked: passwords and keys are left out, tokens are replaced by the same word each. `?format=ndjson` or `Accept: application/x-ndjson` gives one frame a line.',
  tag,
  permission: 'command',
  params: stationParams,
  query: wireLogQuery,
  answer: { status: 200, schema: wireLogSchema, description: 'Oldest first.' },
  serve: ({ request, response }, { wireLog, maskToken, present }) => {
    const { stationId } = parseParameters(stationParams, request.params) as z.output<typeof stationParams>;
    const query = parseParameters(wireLogQuery, { ...request.query }) as z.output<typeof wireLogQuery>;
    const { action, direction, from, limit = DEFAULT_FRAMES } = query;
    const filter = { action, direction, fromMs: toMsOrAbsent(from) };
    const items = readFrames(wireLog.frames(stationId), { filter, maskToken })
      .slice(-limit)
      .map((frame) => presented(frame, present.time));
    const isExport = (query.format ?? (request.accepts(['json', NDJSON]) === NDJSON ? 'ndjson' : 'json')) === 'ndjson';
    if (!isExport) {
      response.json({ stationId, items });
      return;
    }
    response.set(
      'Content-Disposition',
      `attachment; filename="wire-log-${stationId.replaceAll(/[^\w.-]/g, '_')}.ndjson"`,
    );
    response.type(NDJSON).send(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  },
};

/** The same, live. */
export const wireLogTail: RawRoute = {
  method: 'get',
  path: '/api/v1/stations/{stationId}/wire-log/stream',
  operationId: 'followWireLog',
  summary: 'Messages of a station as they come, as server-sent events',
  description: 'One event `frame` for each. A client that does not read is cut off.',
  tag,
  permission: 'command',
  params: stationParams,
  answer: {
    status: 200,
    schema: frameSchema,
    mediaType: 'text/event-stream',
    description: 'Events; the schema is that of their `data`.',
  },
  serve: ({ request, response }, { wireLog, maskToken, present, bounds, realClock, authenticate }) => {
    const { stationId } = parseParameters(stationParams, request.params) as z.output<typeof stationParams>;
    if (wireLog.followers() >= bounds.streamClients)
      throw new Problem('busy', `there are ${bounds.streamClients} streams already`, {
        headers: { 'Retry-After': '10' },
      });
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    // The ids of calls that are not answered yet; an answer comes within a minute, so the last few are enough.
    const actions = new Map<string, string>();
    const unfollow = wireLog.follow(stationId, (raw) => {
      const frame = presented(readFrame(raw, { actions, maskToken }), present.time);
      if (actions.size > MOST_UNANSWERED) actions.delete(actions.keys().next().value ?? '');
      response.write(`event: frame\ndata: ${JSON.stringify(frame)}\n\n`);
      if (response.writableLength > bounds.streamBufferBytes) response.destroy();
    });
    let cancelBeat = (): void => {};
    const beat = (): void => {
      cancelBeat = realClock.after(bounds.streamHeartbeatMs, () => {
        response.write(': still here\n\n');
        // A key that was revoked or has expired must not go on listening.
        authenticate(request, { queryKey: false }).then(beat, () => response.destroy());
      });
    };
    beat();
    response.on('close', () => {
      cancelBeat();
      unfollow();
    });
  },
};

const MOST_UNANSWERED = 64;

function presented({ atMs, ...frame }: ReadFrame, time: FormatTime): z.output<typeof frameSchema> {
  return { ...frame, at: time(atMs) };
}
