import type { IncomingMessage } from 'node:http';

/** What an upgrade asks for, checked before the transport library sees it. */
export type UpgradeRequest = {
  readonly kind: 'asked';
  readonly stationId: string;
  /** In the client's order of preference; empty = none offered. */
  readonly subprotocols: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: Buffer };
};

/** An HTTP answer instead of 101. */
export type Refusal = {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 403 | 404 | 426 | 429 | 503;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set when valid-looking credentials name another station than the path does. */
  readonly mismatchedId?: string;
};

export const UNAUTHORIZED: Refusal = {
  kind: 'refused',
  status: 401,
  headers: { 'WWW-Authenticate': 'Basic realm="OCPP"' },
};

/** The answer to a login that was not accepted (`AuthenticateAnswer`). */
export function refusalOf(answer: 'refused' | 'forbidden' | { readonly retryAfterS: number }): Refusal {
  if (answer === 'refused') return UNAUTHORIZED;
  if (answer === 'forbidden') return refused(403);
  return { ...refused(429), headers: { 'Retry-After': String(Math.max(1, Math.ceil(answer.retryAfterS))) } };
}

const STATION_ID = /^[A-Za-z0-9*\-_=:+|@.]{1,48}$/;
/** Names with a meaning of their own: keys of every object, and path segments that a URL parser swallows. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['__proto__', 'constructor', '.', '..']);
const WEBSOCKET_KEY = /^[+/0-9A-Za-z]{22}==$/;
const TOKENS = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+([ \t]*,[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+)*$/;
const BASIC = /^ *basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/** Pure. The path is `/ocpp/{stationId}`, percent-encoded; a query is ignored. */
export function readUpgradeRequest(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
): UpgradeRequest | Refusal {
  const { headers } = request;
  if (request.method !== 'GET') return refused(400);
  if (headers.upgrade?.toLowerCase() !== 'websocket') return refused(400);
  if (headers['sec-websocket-version'] !== '13') {
    return { ...refused(426), headers: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' } };
  }
  if (!WEBSOCKET_KEY.test(headers['sec-websocket-key'] ?? '')) return refused(400);
  const stationId = readStationId(request.url ?? '');
  if (typeof stationId !== 'string') return stationId;
  const offered = headers['sec-websocket-protocol'];
  if (offered !== undefined && !TOKENS.test(offered)) return refused(400);
  const subprotocols = offered === undefined ? [] : offered.split(',').map((token) => token.trim());
  if (headers.authorization === undefined) return { kind: 'asked', stationId, subprotocols };
  const credentials = readCredentials(headers.authorization, stationId);
  if (credentials === undefined) return UNAUTHORIZED;
  // Valid credentials of another station are no credentials here (OCPP-J 1.6 §6.2).
  if (credentials.username !== stationId) return { ...UNAUTHORIZED, mismatchedId: stationId };
  return { kind: 'asked', stationId, subprotocols, credentials };
}

function readStationId(url: string): string | Refusal {
  const path = url.split('?', 1)[0] ?? '';
  const match = /^\/ocpp\/([^/]+)$/.exec(path);
  if (match?.[1] === undefined) return refused(404);
  let stationId: string;
  try {
    stationId = decodeURIComponent(match[1]);
  } catch {
    return refused(400);
  }
  return STATION_ID.test(stationId) && !RESERVED_IDS.has(stationId) ? stationId : refused(404);
}

/** The user name may contain colons, because an identity may; the password is bytes, not text (1.6 security whitepaper). */
function readCredentials(header: string, stationId: string): { username: string; password: Buffer } | undefined {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const own = Buffer.from(`${stationId}:`);
  if (bytes.subarray(0, own.length).equals(own)) return { username: stationId, password: bytes.subarray(own.length) };
  const colonAt = bytes.indexOf(':');
  if (colonAt < 0) return undefined;
  return { username: bytes.subarray(0, colonAt).toString('latin1'), password: bytes.subarray(colonAt + 1) };
}

function refused(status: Refusal['status']): Refusal {
  return { kind: 'refused', status };
}
