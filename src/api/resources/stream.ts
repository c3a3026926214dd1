import { Problem } from '../problems.ts';
import { may } from '../roles.ts';
import type { RawRoute } from '../route.ts';
import { streamData } from '../schemas.ts';

/** Server-sent events: `state`, then `delta` and `change`. */
export const streamRoute: RawRoute = {
  method: 'get',
  path: '/api/v1/stream',
  operationId: 'stream',
  summary: 'Live state as server-sent events',
  description:
    'Events: `state` (StreamState) once, then `delta` (StreamDelta) at most four times a second `change` (StreamChange) and `security-event` (SecurityEvent; only to keys with the permission `audit`). A client that comes back with Last-Event-ID gets what it missed, or `state` again. The key may be sent as `?key=`: EventSource cannot set headers.',
  tag: 'stream',
  permission: 'read',
  answer: {
    status: 200,
    schema: streamData,
    mediaType: 'text/event-stream',
    description: 'Events; the schema is that of their `data`.',
  },
  serve: ({ request, response, caller }, { hub, bounds, realClock, authenticate }) => {
    const lastEventId = request.get('last-event-id');
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    let disconnect: (() => void) | undefined;
    const greeting: string[] = [];
    let open = false;
    disconnect = hub.connect(
      {
        name: caller?.name ?? 'nobody',
        seesSecurity: caller !== undefined && may(caller.role, 'audit'),
        write: (text) => void (open ? response.write(text) : greeting.push(text)),
        bufferedBytes: () => response.writableLength,
        cut: () => response.destroy(),
      },
      lastEventId,
    );
    if (disconnect === undefined) {
      throw new Problem('busy', `there are ${bounds.streamClients} streams already`, {
        headers: { 'Retry-After': '10' },
      });
    }
    request.socket.setNoDelay(true);
    response.flushHeaders();
    response.write(greeting.join(''));
    open = true;

    let cancelBeat = (): void => {};
    const beat = (): void => {
      cancelBeat = realClock.after(bounds.streamHeartbeatMs, () => {
        response.write(': still here\n\n');
        // A key that was revoked or has expired must not go on listening.
        authenticate(request, { queryKey: true }).then(beat, () => response.destroy());
      });
    };
    beat();
    response.on('close', () => {
      cancelBeat();
      disconnect?.();
    });
  },
};
