import { createStore } from './store.ts';
import type { Store } from './store.ts';
import type { SecurityEvent } from './fleet-types.ts';
import type { Alarm, Connector, Node, Session, Station, StreamDelta, StreamState } from './types.ts';

/** Everything the stream has told, by id. */
export type Live = {
  /** Time of the service (a simulation has its own); undefined = nothing heard yet. */
  readonly at: string | undefined;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly stations: ReadonlyMap<string, Station>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly alarms: ReadonlyMap<string, Alarm>;
};

/** `lastEventAtMs` is of the browser's clock. */
export type Connection = { readonly state: 'connecting' | 'live' | 'lost'; readonly lastEventAtMs: number };

export type LiveFeed = {
  readonly live: Store<Live>;
  readonly connection: Store<Connection>;
  /** What the stream has told since the page was opened, newest first, at most 200. */
  readonly securityEvents: Store<readonly SecurityEvent[]>;
  /** Counts the changes that people made: fetch lists again when it moves. */
  readonly changes: Store<number>;
  close(): void;
};

const EMPTY: Live = {
  at: undefined,
  nodes: new Map(),
  stations: new Map(),
  connectors: new Map(),
  sessions: new Map(),
  alarms: new Map(),
};
/** The list of the service has the older ones. */
const SECURITY_EVENTS = 200;
const RETRY_MS = 2_000;
/** The service tells something each tick (1 s). After so long a silence the connection is dead, whatever the browser believes of it. */
export const SILENCE_MS = 10_000;

/** Follows the stream for as long as the page is open; after a loss or a silence it connects again by itself. */
export function followStream(key: string): LiveFeed {
  const live = createStore<Live>(EMPTY);
  const connection = createStore<Connection>({ state: 'connecting', lastEventAtMs: Date.now() });
  const changes = createStore(0);
  const securityEvents = createStore<readonly SecurityEvent[]>([]);
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const heard = (): void => {
    connection.set({ state: 'live', lastEventAtMs: Date.now() });
    listenFor(SILENCE_MS);
  };
  const lose = (): void => connection.set({ ...connection.get(), state: 'lost' });
  const listenFor = (patienceMs: number): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      lose();
      source?.close();
      connect();
    }, patienceMs);
  };

  function connect(): void {
    clearTimeout(retry);
    listenFor(SILENCE_MS);
    source = new EventSource(`api/v1/stream?key=${encodeURIComponent(key)}`);
    source.addEventListener('state', (event) => {
      live.set(stateOf(JSON.parse(event.data as string) as StreamState));
      changes.set(changes.get() + 1);
      heard();
    });
    source.addEventListener('delta', (event) => {
      live.set(applied(live.get(), JSON.parse(event.data as string) as StreamDelta));
      heard();
    });
    source.addEventListener('change', () => {
      changes.set(changes.get() + 1);
      heard();
    });
    source.addEventListener('security-event', (event) => {
      const told = JSON.parse(event.data as string) as SecurityEvent;
      securityEvents.set([told, ...securityEvents.get()].slice(0, SECURITY_EVENTS));
      heard();
    });
    source.addEventListener('error', () => {
      lose();
      // A refused stream (a restarted service, a revoked key) is closed for good by the browser.
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      clearTimeout(silence);
      retry = setTimeout(connect, RETRY_MS);
    });
  }
  connect();
  return {
    live,
    connection,
    changes,
    securityEvents,
    close: () => {
      clearTimeout(retry);
      clearTimeout(silence);
      source?.close();
    },
  };
}

/** The clock of the service now: it goes on between two events, `speed` times as fast as ours. */
export function serviceNowMs(
  {
    at,
    lastEventAtMs,
    speed,
  }: { readonly at: string | undefined; readonly lastEventAtMs: number; readonly speed: number },
  browserNowMs: number,
): number {
  return at === undefined ? browserNowMs : Date.parse(at) + Math.max(0, browserNowMs - lastEventAtMs) * speed;
}

function stateOf(state: StreamState): Live {
  return {
    at: state.at,
    nodes: new Map(state.nodes.map((one) => [one.nodeId, one])),
    stations: new Map(state.stations.map((one) => [one.stationId, one])),
    connectors: new Map(state.connectors.map((one) => [one.connectorId, one])),
    sessions: new Map(state.sessions.map((one) => [one.sessionId, one])),
    alarms: new Map(state.alarms.map((one) => [one.alarmId, one])),
  };
}

/** The state with whole records replaced and the removed ones gone; maps that did not change stay the same object. */
export function applied(before: Live, delta: StreamDelta): Live {
  const { at, nodes, stations, connectors, sessions, alarms, removed = {} } = delta;
  return {
    at,
    nodes: merged(before.nodes, nodes, { gone: removed.nodes, idOf: (one) => one.nodeId }),
    stations: merged(before.stations, stations, { gone: removed.stations, idOf: (one) => one.stationId }),
    connectors: merged(before.connectors, connectors, { gone: removed.connectors, idOf: (one) => one.connectorId }),
    sessions: merged(before.sessions, sessions, { gone: removed.sessions, idOf: (one) => one.sessionId }),
    alarms: merged(before.alarms, alarms, { gone: removed.alarms, idOf: (one) => one.alarmId }),
  };
}

function merged<Item>(
  before: ReadonlyMap<string, Item>,
  changed: readonly Item[] | undefined,
  { gone, idOf }: { readonly gone: readonly string[] | undefined; readonly idOf: (item: Item) => string },
): ReadonlyMap<string, Item> {
  if (changed === undefined && gone === undefined) return before;
  const after = new Map(before);
  for (const item of changed ?? []) after.set(idOf(item), item);
  for (const id of gone ?? []) after.delete(id);
  return after;
}
