/** Every bound of the REST API, with its reason. Tests shorten the times. */
export type ApiBounds = {
  readonly bodyBytes: number;
  readonly readsPerMinute: number;
  readonly changesPerMinute: number;
  readonly failedLoginsPerMinute: number;
  readonly defaultPageItems: number;
  readonly historyDays: number;
  readonly staleTickMs: number;
  readonly streamClients: number;
  readonly streamBufferBytes: number;
  readonly streamIntervalMs: number;
  readonly streamHeartbeatMs: number;
  readonly streamReplayEvents: number;
  readonly streamReplayBytes: number;
};

export const apiBounds: ApiBounds = {
  /** A thousand intervals of an envelope fit; nothing legitimate is larger. */
  bodyBytes: 100_000,
  /** Twenty a second for each key: a page that polls everything, and a script or two. */
  readsPerMinute: 1200,
  /** Two a second for each key: faster toggling wears out contactors and tells of a broken script. Emergencies are exempt. */
  changesPerMinute: 120,
  /** Wrong keys per minute and address; keys have 256 bits, so this only keeps the noise down. */
  failedLoginsPerMinute: 10,
  defaultPageItems: 100,
  /** One minute a point: a week is 10,080 points, about a megabyte. */
  historyDays: 7,
  /** The tick is 1 s; ten missed ones are not jitter. Real time. */
  staleTickMs: 10_000,
  /** Browsers of a control room, several tabs each. */
  streamClients: 100,
  /** A client that is so far behind is cut off and comes back with Last-Event-ID. */
  streamBufferBytes: 4_000_000,
  /** Four a second is as fast as people read. */
  streamIntervalMs: 250,
  /** Below the 30-60 s after which proxies cut a silent connection. */
  streamHeartbeatMs: 15_000,
  /** A minute at four a second: longer gaps start again with the full state. */
  streamReplayEvents: 256,
  streamReplayBytes: 8_000_000,
};
