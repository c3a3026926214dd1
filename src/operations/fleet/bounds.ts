/** Every bound of fleet operations, with its reason. */
export const fleetBounds = {
  /** Stations that are asked at the same time, of all commands together: a call takes up to 5 s, and limits go before it in each mailbox. */
  inFlight: 64,
  /** Commands that are under way; a person cannot follow more. */
  openCommands: 100,
  /** Stations or connectors of one command: a city has some 10,000 stations with two connectors. */
  targets: 50_000,
  /** What is kept of ended ones. */
  keptCommands: 1_000,
  keptTargets: 200_000,
  /** A station's answer that is kept word by word, bytes of JSON: a whole 1.6 configuration has some 8 kB. */
  resultBytes: 16_384,
  /** Items of a report that are kept: a full 2.0.1 inventory has some 500 variables. */
  reportItems: 500,
  /** Parts of a report that may come before its answer. */
  earlyReportParts: 32,
  detailCharacters: 300,
  /** A station that has just come back boots, reports its states and gets its limits first. */
  afterConnectMs: 10_000,
  /** Stations that come back together are not asked together. */
  afterConnectSpreadMs: 10_000,
  /** From the hour it was due: a night for the download over a mobile network, and the wait for the last car. */
  firmwareMs: 24 * 3_600_000,
  logMs: 2 * 3_600_000,
  reportMs: 10 * 60_000,
  /** Between tries of a store that failed. */
  storeRetryMs: 5_000,
  urlCharacters: 512,
  /** Between two resets: 20 a second come back, a tenth of what the gateway admits. */
  resetGapMs: 50,
  /** Five downloads a second begin; the file server is not ours. */
  firmwareGapMs: 200,
} as const;
