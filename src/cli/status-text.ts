/** The answers of the REST API that `headroom status` shows. */
export type Status = {
  readonly grid: unknown;
  readonly sessions: unknown;
  readonly stations: unknown;
  readonly alarms: unknown;
};

type Node = {
  readonly nodeId: string;
  readonly loadKw: number;
  readonly limitKw?: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly headroomKw?: number;
  readonly envelopeId?: string;
};
type Session = {
  readonly connectorId: string;
  readonly powerKw?: number;
  readonly setpointKw?: number;
  readonly limitedBy?: { readonly text: string };
};

/** A screen of text: nodes, sessions with their reasons, alarms. */
export function statusText({ grid, sessions, stations, alarms }: Status): readonly string[] {
  const nodes = (listOf(grid, 'nodes') as readonly Node[]).map(
    ({ nodeId, loadKw, limitKw, baseLoadKw, chargingKw, headroomKw, envelopeId }) =>
      `${nodeId.padEnd(12)} load ${kw(loadKw)} of ${kw(limitKw)}  base ${kw(baseLoadKw)}  charging ${kw(chargingKw)}  headroom ${kw(headroomKw)}${envelopeId === undefined ? '' : `  (${envelopeId})`}`,
  );
  const open = listOf(sessions, 'items') as readonly Session[];
  const all = listOf(stations, 'items') as readonly { readonly connected: boolean }[];
  const lines = open.map(
    ({ connectorId, powerKw, setpointKw, limitedBy }) =>
      `${connectorId.padEnd(12)} ${kw(powerKw)} of ${kw(setpointKw)}  ${limitedBy?.text ?? ''}`,
  );
  const warnings = (listOf(alarms, 'items') as readonly { readonly severity: string; readonly text: string }[]).map(
    (alarm) => `${alarm.severity}: ${alarm.text}`,
  );
  return [
    ...nodes,
    `${all.filter((one) => one.connected).length} of ${all.length} stations connected, ${open.length} sessions`,
    ...lines,
    ...warnings,
  ];
}

function listOf(answer: unknown, field: string): readonly unknown[] {
  const list: unknown =
    typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[field] : undefined;
  return Array.isArray(list) ? list : [];
}

function kw(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(1)} kW`;
}
