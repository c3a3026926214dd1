export type ControlBounds = {
  readonly tickMs: number;
  readonly leadMs: number;
  readonly planEveryMs: number;
  readonly planAfterChangeMs: number;
  readonly planTimeLimitMs: number;
  readonly planStaleMs: number;
  readonly failsafeRetryMs: number;
  readonly bootGraceMs: number;
  readonly outsiderRetryMs: number;
  readonly ordersAtOnce: number;
  readonly ordersInTurn: number;
  readonly failsafesPerTick: number;
  readonly smallSite: number;
  readonly shownPerTick: number;
  readonly gatherMs: number;
  readonly satisfiedMs: number;
  readonly wakeEveryMs: number;
  readonly wakeForMs: number;
  readonly historyStepMs: number;
  readonly historyPoints: number;
  readonly saveMetersMs: number;
  readonly maxLimitTimings: number;
  readonly maxAlarms: number;
};

/** Every period and size of the control loop, with its reason. */
export const CONTROL_BOUNDS: ControlBounds = {
  /** Fast layer. Chargers take seconds to act; a second keeps the answer well below that. */
  tickMs: 1_000,
  /** A limit must be obeyed before it begins: charger 6-7 s, car 5 s, message and margin. */
  leadMs: 20_000,
  /** Slow layer: at the latest every minute, and after a change not more often than this. */
  planEveryMs: 60_000,
  planAfterChangeMs: 5_000,
  /** An LP that takes longer is of no use to the next minute. */
  planTimeLimitMs: 2_000,
  /** A plan older than this is dropped: the world has moved on. */
  planStaleMs: 600_000,
  /** A failsafe profile without a confirming answer is sent again after this. */
  failsafeRetryMs: 10_000,
  /** After a reconnect without BootNotification the failsafe profile waits this long for one. */
  bootGraceMs: 5_000,
  /** A connector that disobeys, is mute or in quarantine is told its share again this often. */
  outsiderRetryMs: 30_000,
  /** Limits handed to the sockets within the tick that decided them, at about 0.1 ms each ... */
  ordersAtOnce: 64,
  /** ... and in each turn of the event loop after it: whoever waits is served in between, but 10,000 decreases must not wait for 10,000 answers. */
  ordersInTurn: 400,
  /** Failsafe shares in one tick, at about 0.1 ms each: 10,000 that come back at once have theirs within 25 s, and none of them is raised before. */
  failsafesPerTick: 400,
  /** Connectors. Below it every start of a car is decided and shown at once, from it on a tick is shown in a turn of its own ... */
  smallSite: 1_000,
  /** ... and views of this many connectors are made in the time of one tick: those of 10,000 every third second, or half of all work would be for onlookers ... */
  shownPerTick: 4_000,
  /** ... above it the starts of this long, for each 1,000, are decided together: half a second at 10,000, where one tick for each start left no time to answer stations. */
  gatherMs: 50,
  /** A car that takes nothing for this long rests: its share goes to the others ... */
  satisfiedMs: 60_000,
  /** ... and unless it has its goal it is offered the minimum again this often, for this long: it may have slept until its own timer. */
  wakeEveryMs: 900_000,
  wakeForMs: 120_000,
  /** Load curves in memory: 24 h at 10 s. */
  historyStepMs: 10_000,
  historyPoints: 8_640,
  /** Registers of open sessions are written to the store this often. */
  saveMetersMs: 60_000,
  maxLimitTimings: 100,
  maxAlarms: 1_000,
};
