import type { Clock, LogEntry } from '../../ocpp/index.ts';
import type { Control, ControlView } from '../control/view.ts';
import type { SecurityLog } from '../security/index.ts';
import type { Operations } from '../operations/index.ts';
import type { ApiBounds } from './bounds.ts';
import type { Present } from './present.ts';
import { createStreamState, type StreamState } from './stream-state.ts';

/** One open stream, as the hub sees it. */
export interface StreamClient {
  readonly name: string;
  /** Whether its key has `audit`, as the list of security events asks. */
  readonly seesSecurity: boolean;
  write(text: string): void;
  /** Bytes written and not yet taken by the network. */
  bufferedBytes(): number;
  cut(): void;
}

/**
 * Live state for many clients: what changed is worked out and serialised once. Events have ids `<run>.<number>`; the latest ones are
 * kept, so that a client that was away for a moment gets only what it missed.
 */
export type StreamHub = {
  /** Writes `state`, or what was missed since `lastEventId`. Returns the disconnect, or undefined when there are too many clients. */
  connect(client: StreamClient, lastEventId: string | undefined): (() => void) | undefined;
  clientCount(): number;
  cutCount(): number;
  close(): void;
};

type StreamEvent = { readonly number: number; readonly text: string; readonly isSecurity: boolean };
type Place = { readonly client: StreamClient; readonly allowedBytes: number };

export function createStreamHub({
  control,
  operations,
  securityEvents,
  present,
  realClock,
  newId,
  bounds,
  log,
}: {
  readonly control: Control;
  readonly operations: Pick<Operations, 'onChange'>;
  readonly securityEvents: Pick<SecurityLog, 'onKept'>;
  readonly present: Present;
  readonly realClock: Clock;
  readonly newId: (prefix: string) => string;
  readonly bounds: ApiBounds;
  readonly log: (entry: LogEntry) => void;
}): StreamHub {
  const run = newId('run');
  const places = new Set<Place>();
  const kept: StreamEvent[] = [];
  const state: StreamState = createStreamState(present);
  let keptBytes = 0;
  let lastNumber = 0;
  let cuts = 0;
  let flushedAtMs = 0;
  let cancelFlush: (() => void) | undefined;

  const emit = (event: string, json: string): void => {
    lastNumber += 1;
    const text = frame({ id: `${run}.${lastNumber}`, event, json });
    const isSecurity = event === 'security-event';
    kept.push({ number: lastNumber, text, isSecurity });
    keptBytes += text.length;
    while (kept.length > bounds.streamReplayEvents || (keptBytes > bounds.streamReplayBytes && kept.length > 0)) {
      keptBytes -= kept.shift()?.text.length ?? 0;
    }
    for (const place of places) {
      if (isSecurity && !place.client.seesSecurity) continue;
      if (place.client.bufferedBytes() > place.allowedBytes) cut(place);
      else place.client.write(text);
    }
  };

  const cut = (place: Place): void => {
    places.delete(place);
    cuts += 1;
    log({ level: 'warn', message: `stream of ${place.client.name} cut: ${place.client.bufferedBytes()} bytes behind` });
    place.client.cut();
  };

  const flush = (view: ControlView): void => {
    cancelFlush?.();
    cancelFlush = undefined;
    flushedAtMs = realClock.nowMs();
    emit('delta', state.advance(view));
  };

  const stopTicks = control.onTick(() => {
    if (places.size === 0 || cancelFlush !== undefined) return;
    const elapsedMs = realClock.nowMs() - flushedAtMs;
    // A clock that was set back must not silence the stream.
    const waitMs = elapsedMs < 0 ? 0 : bounds.streamIntervalMs - elapsedMs;
    if (waitMs <= 0) flush(control.view());
    else cancelFlush = realClock.after(waitMs, () => flush(control.view()));
  });

  const stopChanges = operations.onChange(({ atMs, action, subject, actor }) => {
    emit('change', JSON.stringify({ at: present.time(atMs), action, subject, actor }));
  });
  const stopSecurity = securityEvents.onKept((record) =>
    emit('security-event', JSON.stringify(present.securityEvent(record))),
  );

  return {
    connect: (client, lastEventId) => {
      if (places.size >= bounds.streamClients) return undefined;
      // Nobody was told of what happened since the last flush; the new client's state must begin where the next delta begins.
      flush(control.view());
      const missed = missedSince(lastEventId, { run, kept, lastNumber });
      const greeting =
        missed === undefined
          ? frame({ id: `${run}.${lastNumber}`, event: 'state', json: state.full(control.view()) })
          : missed
              .filter(({ isSecurity }) => client.seesSecurity || !isSecurity)
              .map(({ text }) => text)
              .join('');
      client.write(`retry: 2000\n\n${greeting}`);
      const place = { client, allowedBytes: bounds.streamBufferBytes + Buffer.byteLength(greeting) };
      places.add(place);
      return () => void places.delete(place);
    },
    clientCount: () => places.size,
    cutCount: () => cuts,
    close: () => {
      stopTicks();
      stopChanges();
      stopSecurity();
      cancelFlush?.();
      for (const { client } of places) client.cut();
      places.clear();
    },
  };
}

/** Events after that id, or undefined when it is of another run, or too old. */
function missedSince(
  lastEventId: string | undefined,
  {
    run,
    kept,
    lastNumber,
  }: { readonly run: string; readonly kept: readonly StreamEvent[]; readonly lastNumber: number },
): readonly StreamEvent[] | undefined {
  const [, lastRun, digits] = /^(.+)\.(\d{1,15})$/.exec(lastEventId ?? '') ?? [];
  if (lastRun !== run || digits === undefined) return undefined;
  const seen = Number(digits);
  const oldest = kept[0]?.number ?? lastNumber + 1;
  if (seen > lastNumber || seen + 1 < oldest) return undefined;
  return kept.filter(({ number }) => number > seen);
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
function frame({ id, event, json }: { readonly id: string; readonly event: string; readonly json: string }): string {
  return `id: ${id}\nevent: ${event}\ndata: ${json}\n\n`;
}
