/** Every bound of the store, with its reason. */
export const storeBounds = {
  /** Writes that may wait for a commit; beyond it a write is refused instead of eating memory. A storm of 10,000 stations queues about 20,000. */
  queuedWrites: 100_000,
  /** Rows of one transaction: 2,000 rows take about 10 ms, so the event loop (and with it the tick) is never held longer by one commit. */
  rowsPerCommit: 2_000,
  /** How long opening waits for another process to let go of the file: a service that was told to stop flushes in well under this. */
  openBusyTimeoutMs: 1_000,
  /** How long a commit waits for a foreign tool that is writing to the file: it blocks the event loop, so a tick must not notice. */
  busyTimeoutMs: 50,
  /** An answer is replayed to a retried POST this long; clients retry within minutes. */
  idempotencyMs: 24 * 3_600_000,
  /** Largest detail of an audit record kept verbatim, bytes of JSON; a larger one is replaced by its hash and size. */
  auditDetailBytes: 65_536,
  /** Rows per page when the audit chain is verified or rollups are pruned, so that neither holds the event loop. */
  pageRows: 1_000,
  /** Security events kept of one station and in all, about 300 bytes each. */
  securityEventsPerStation: 1_000,
  securityEvents: 100_000,
  /** Signed values kept of one session: begin and end of a register, of its three phases and of a second meter. */
  signedValuesPerSession: 16,
  /** Characters of one: the longest that 2.1 allows (2.0.1: 2,500). An OCMF record has 1,000 to 4,000; 1.6 knows no bound. */
  signedValueChars: 32_768,
  /** Characters of all of one session, so that a station cannot fill the disk by them: two of the longest, each with a key of 2,500. */
  signedCharsPerSession: 71_680,
  /** Longest page of a list. */
  listRows: 1_000,
  /** Tries to find a free 1.6 transaction id; each collides with a chance below 1e-3 even with a million sessions of one station. */
  transactionIdTries: 16,
} as const;
