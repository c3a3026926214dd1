/** Every bound of the telemetry branch, with its reason. */
export const telemetryBounds = {
  /** Power may be lost with this much unsynced: one fdatasync costs about 1 ms, so one a second is free. */
  fsyncMs: 1000,
  /** A smaller spool could not hold what waits in memory after a disk error, three bytes a character. */
  minimumCapBytes: 16 * 1024 * 1024,
  /** One segment is what a full spool loses at once, and what one directory entry costs. */
  maxSegmentBytes: 8 * 1024 * 1024,
  /** The cap is cut in at least this many segments, so that dropping the oldest loses at most 1/16 of it. */
  minSegments: 16,
  /** One record is one upload: below 10 ms of work for the event loop, sent within the time-out on a thin line, far below the client's own buffer. */
  maxRecordLines: 2000,
  maxRecordBytes: 512 * 1024,
  /** Lines that wait in memory for a disk that fails or stalls: about 20 s at 1,000 points/s. Of more the oldest record goes. */
  maxPendingBytes: 4 * 1024 * 1024,
  /** A tag or text longer than this is cut: InfluxDB refuses series keys above 64 kB, and no id of ours is longer. */
  maxTextLength: 1024,
  /** InfluxDB's own default; a server that needs longer is not keeping up and is asked again. */
  requestTimeoutMs: 10_000,
  /** Bodies above it are gzipped: line protocol shrinks by a factor of about ten. */
  gzipThresholdBytes: 1000,
  /** First pause after a failed upload; doubled up to the longest. */
  minRetryMs: 1000,
  maxRetryMs: 30_000,
  /** A longer Retry-After is cut to this, so that a wrong header cannot stop the upload for a day. */
  maxRetryAfterMs: 600_000,
  /** Requests spent to find the lines that a server refuses in one batch; one bad line among 2,000 takes 23. */
  maxRequestsPerBatch: 100,
  /** The dead-letter file turns over at this share of the cap; one older file is kept. */
  deadLetterShare: 1 / 32,
} as const;
