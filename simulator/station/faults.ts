/** How a station misbehaves; every fault can be switched while it runs. */
export type Faults = {
  /** Answers no call of the central system. */
  readonly silent?: boolean;
  /** Forgets its charging profiles whenever it reconnects, and charges at full power. */
  readonly dropsProfilesOnReconnect?: boolean;
  /** Says Accepted to every charging profile and obeys none. */
  readonly ignoresProfiles?: boolean;
  /** Answers every call this late. */
  readonly ackDelayMs?: number;
  /** Boots once; after a reconnect it goes on as if nothing had happened. */
  readonly noBootAfterReconnect?: boolean;
};
