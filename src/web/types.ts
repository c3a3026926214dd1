/** The resources of the public REST API, as far as the page shows them. Names and units are those of /openapi.json. */

export type LimitedBy = {
  readonly kind:
    | 'node'
    | 'own-maximum'
    | 'no-demand'
    | 'override'
    | 'plan'
    | 'unproven-headroom'
    | 'not-controllable'
    | 'step';
  readonly nodeId?: string;
  readonly phase?: string;
  readonly envelopeId?: string;
  readonly overrideId?: string;
  readonly until?: string;
  readonly text: string;
};

export type Site = {
  readonly name: string;
  readonly timeZone: string;
  readonly now: string;
  readonly speed: number;
  readonly version: string;
  readonly role: string;
  readonly permissions: readonly string[];
};

export type Node = {
  readonly nodeId: string;
  readonly kind: string;
  readonly parentId?: string;
  readonly ratingKw?: number;
  readonly ratingA?: number;
  readonly margin: number;
  readonly limitKw?: number;
  readonly envelopeId?: string;
  readonly limitUntil?: string;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly loadKw: number;
  readonly loadingPercent?: number;
  readonly exposureKw: number;
  readonly headroomKw?: number;
  readonly meter: 'live' | 'stale' | 'fixed' | 'none';
  readonly meterAgeSeconds?: number;
  readonly phases: readonly { readonly phase: string; readonly loadA: number; readonly limitA?: number }[];
  readonly binding?: {
    readonly unit: 'kW' | 'A';
    readonly phase?: string;
    readonly capacity: number;
    readonly free: number;
    readonly envelopeId?: string;
    readonly until?: string;
  };
};

export type Station = {
  readonly stationId: string;
  readonly nodeId?: string;
  readonly connected: boolean;
  readonly quarantined: boolean;
  readonly version?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly lastHeardAt?: string;
  /** Why its rating counts in the ledger. */
  readonly distrust?: string;
  /** How limits can be put to it; absent = by expiry, as far as is known. */
  readonly capability?: { readonly leaseForm: 'expiry' | 'two-periods' | 'none'; readonly controllable: boolean };
};

export type Connector = {
  readonly connectorId: string;
  readonly stationId: string;
  readonly nodeId?: string;
  readonly kind: 'AC' | 'DC';
  readonly status:
    | 'available'
    | 'preparing'
    | 'charging'
    | 'suspended-ev'
    | 'suspended-evse'
    | 'finishing'
    | 'reserved'
    | 'unavailable'
    | 'faulted'
    | 'unknown';
  readonly ratingKw: number;
  readonly failsafeKw: number;
  readonly setpointKw?: number;
  readonly commandedKw?: number;
  readonly acceptedKw?: number;
  readonly powerKw?: number;
  readonly exposureKw: number;
  readonly limitedBy?: LimitedBy;
  readonly price?: {
    readonly worthPerKwh?: number;
    readonly rowsPerKwh: number;
    readonly rows: readonly { readonly nodeId: string; readonly pricePerKwh: number }[];
  };
  readonly override?: Override;
};

export type Override = {
  readonly overrideId: string;
  readonly limitKw: number;
  readonly reason: string;
  readonly end: string | null;
  readonly createdBy: string;
  readonly etag: string;
};

export type Session = {
  readonly sessionId: string;
  readonly connectorId: string;
  readonly idToken: string;
  readonly startedAt: string;
  readonly goal: { readonly energyKwh?: number; readonly departure?: string };
  readonly energyGoalKwh?: number;
  readonly departure?: string;
  readonly deliveredKwh?: number;
  readonly remainingKwh?: number;
  readonly socPercent?: number;
  readonly setpointKw?: number;
  readonly powerKw?: number;
  readonly limitedBy?: LimitedBy;
  readonly shortfallKwh?: number;
};

export type Alarm = {
  readonly alarmId: string;
  readonly severity: 'warning' | 'critical';
  readonly since: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
};

export type Envelope = {
  readonly envelopeId: string;
  readonly nodeId: string;
  readonly mode: string;
  readonly reason: string;
  readonly start: string;
  readonly end: string | null;
  readonly intervals: readonly {
    readonly start: string;
    readonly end: string | null;
    readonly limitKw: number | null;
  }[];
  readonly status: 'scheduled' | 'active' | 'expired' | 'ended';
  readonly createdBy: string;
  readonly etag: string;
};

export type HistoryPoint = {
  readonly at: string;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly limitKw?: number;
};

export type StreamState = {
  readonly at: string;
  readonly nodes: readonly Node[];
  readonly stations: readonly Station[];
  readonly connectors: readonly Connector[];
  readonly sessions: readonly Session[];
  readonly alarms: readonly Alarm[];
};

export type StreamDelta = Partial<StreamState> & {
  readonly at: string;
  readonly removed?: Partial<Record<'nodes' | 'stations' | 'connectors' | 'sessions' | 'alarms', readonly string[]>>;
};

/** Whether the service controls, and which of its parts are not in order. */
export type Ready = { readonly ok: boolean; readonly degraded: readonly string[] };

export type GoalAnswer = { readonly result: 'ACCEPTED' | 'NOT_POSSIBLE'; readonly shortfallKwh: number };

export type Problem = {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
};
