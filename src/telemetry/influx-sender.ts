import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { HttpError, InfluxDB, RequestTimedOutError } from '@influxdata/influxdb-client';

import { telemetryBounds } from './bounds.ts';

/** Where the points go. With `v1Path`, e.g. `/write?db=headroom&precision=ms`, an InfluxDB 1.x; the precision must be ms. */
export type InfluxServer = {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  readonly v1Path?: string;
};

/**
 * stored: the server has all lines. refused: it will never take these lines as they are.
 * later: it could not answer, or what is wrong can be put right there (token, missing bucket, load): the same lines are worth another try.
 */
export type SendOutcome =
  | { readonly kind: 'stored' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number };

/** Port to a time-series server. Never rejects. One call at a time. */
export interface LineSender {
  send(lines: readonly string[]): Promise<SendOutcome>;
  /** Cuts the connection; a call under way ends with `later`. */
  close(): void;
}

/** Sends through the InfluxDB client, one request a call; retries, their pauses and their bounds are the caller's. */
export function createInfluxSender(
  server: InfluxServer,
  { nowMs, requestTimeoutMs }: { readonly nowMs: () => number; readonly requestTimeoutMs: number },
): LineSender {
  const agentOptions = { keepAlive: true, maxSockets: 1 };
  const agent = server.url.startsWith('https:') ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  let answered: (outcome: SendOutcome) => void = () => undefined;
  const writeApi = new InfluxDB({
    url: server.url,
    token: server.token,
    timeout: requestTimeoutMs,
    transportOptions: { agent },
  }).getWriteApi(server.org, server.bucket, 'ms', {
    // Never reached: only our flush() sends. A batch that the client cut by itself would be answered unnoticed.
    batchSize: 2 * telemetryBounds.maxRecordLines,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: telemetryBounds.gzipThresholdBytes,
    writeSuccess: () => answered({ kind: 'stored' }),
    // A promise back means "dealt with": without it the client writes to the console.
    writeFailed: (error) => {
      // The client leaves the timed-out request on its socket, which would block the only one.
      if (error instanceof RequestTimedOutError) agent.destroy();
      answered(outcomeOf(error, nowMs()));
      return Promise.resolve();
    },
  });
  if (server.v1Path !== undefined) writeApi.path = server.v1Path;
  const closed: SendOutcome = { kind: 'later', reason: 'the connection was closed' };
  let open = true;
  return {
    send: (lines) =>
      new Promise((resolve) => {
        // A disposed client answers nothing at all.
        if (!open) return resolve(closed);
        answered = resolve;
        writeApi.writeRecords([...lines]);
        void writeApi.flush();
      }),
    close: () => {
      open = false;
      writeApi.dispose();
      agent.destroy();
      answered(closed);
    },
  };
}

/** 400, 413 and 422 speak about the lines. All others, 401 and 404 included, are put right at the server, and the spool keeps the lines until then. */
function outcomeOf(error: Error, nowMs: number): SendOutcome {
  if (!(error instanceof HttpError)) return { kind: 'later', reason: error.message };
  const reason = `${error.statusCode} ${oneLine(error.body ?? error.message)}`;
  if ([400, 413, 422].includes(error.statusCode)) return { kind: 'refused', reason };
  const retryAfterMs = readRetryAfter(error.headers?.['retry-after'], nowMs);
  return { kind: 'later', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** RFC 9110, 10.2.3: seconds or a date. The client itself takes the seconds for milliseconds. */
function readRetryAfter(header: string | string[] | undefined, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), telemetryBounds.maxRetryAfterMs) : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
