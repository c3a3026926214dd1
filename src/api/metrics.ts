import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Control } from '../control/view.ts';
import type { SiteBus } from '../mqtt/port.ts';
import type { DeviationCounts } from '../deviation-counts.ts';
import type { SecurityLog } from '../security/index.ts';
import type { Telemetry } from '../telemetry/port.ts';

/** Prometheus metrics of this process, in a registry of their own. Figures of the site are read when somebody scrapes. */
export type Metrics = {
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
  countRequest(request: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
};

export function createMetrics({
  control,
  telemetry,
  mqtt,
  securityEvents,
  deviations,
  streams,
}: {
  readonly control: Control;
  readonly telemetry: Pick<Telemetry, 'state'>;
  readonly mqtt: Pick<SiteBus, 'state'>;
  readonly securityEvents: Pick<SecurityLog, 'counts'>;
  readonly deviations: Pick<DeviationCounts, 'counts'>;
  readonly streams: { clientCount(): number; cutCount(): number };
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: 'headroom_http_requests_total',
    help: 'REST requests by route and status.',
    labelNames: ['method', 'path', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'headroom_http_request_seconds',
    help: 'Time to answer a REST request.',
    labelNames: ['method', 'path'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5],
    registers,
  });

  const nodeGauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['node'], registers });
  const limitKw = nodeGauge('headroom_node_limit_kw', 'Limit in force, before the margin.');
  const baseLoadKw = nodeGauge('headroom_node_base_load_kw', 'Upper estimate of the base load.');
  const chargingKw = nodeGauge('headroom_node_charging_kw', 'Measured power of the chargers below.');
  const exposureKw = nodeGauge('headroom_node_exposure_kw', 'The most the chargers below may draw.');
  const headroomKw = nodeGauge('headroom_node_headroom_kw', 'Capacity left after margin, base load and exposure.');
  const hotSpotC = nodeGauge('headroom_node_hot_spot_c', 'Believed hot spot of the transformer, degrees Celsius.');
  const ageingRate = nodeGauge('headroom_node_ageing_rate', 'Hours of normal life of the transformer an hour.');
  const lossOfLifeHours = nodeGauge('headroom_node_loss_of_life_hours', 'Hours of normal life since the start.');
  const controlled = new Gauge({
    name: 'headroom_source_controlled',
    help: '1 while the source of limits is alive, 0 while its failsafe limit holds.',
    labelNames: ['source', 'node'],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const stations = new Gauge({ name: 'headroom_stations', help: 'Stations.', labelNames: ['connected'], registers });
  const connectors = new Gauge({
    name: 'headroom_connectors',
    help: 'Connectors by status.',
    labelNames: ['status'],
    registers,
  });
  const alarms = new Gauge({
    name: 'headroom_alarms',
    help: 'Alarms by severity.',
    labelNames: ['severity'],
    registers,
  });
  const sessions = gauge('headroom_sessions_open', 'Open charging sessions.');
  const ticks = gauge('headroom_ticks', 'Ticks of the control loop since the start.');
  const tickMs = gauge('headroom_tick_last_ms', 'Duration of the latest tick.');
  const solveMs = gauge('headroom_planner_solve_ms', 'Duration of the latest solve.');
  const discarded = gauge('headroom_planner_discarded', 'Plans that were late or did not pass the check.');
  const toWireMs = gauge(
    'headroom_limit_to_wire_ms_max',
    'Slowest of the latest limits, from accepted to its last decrease on the wire.',
  );
  const spooled = gauge('headroom_telemetry_spooled_bytes', 'Telemetry that waits on disk.');
  const dropped = gauge('headroom_telemetry_dropped_points', 'Points dropped because the spool was full.');
  const deadLetter = gauge('headroom_telemetry_dead_letter_points', 'Points that the server refused.');
  const mqttConnected = gauge('headroom_mqtt_connected', '1 while the broker is there.');
  const mqttRejected = gauge('headroom_mqtt_rejected_messages', 'Messages that were not understood.');
  const security = new Gauge({
    name: 'headroom_security_events',
    help: 'Security events since the start, by who found out and type; types of vendors are `other`.',
    labelNames: ['source', 'type'],
    registers,
  });
  const deviating = new Gauge({
    name: 'headroom_schema_deviations',
    help: 'Messages let through by a quirk although they broke their schema, since the start.',
    labelNames: ['action', 'deviation'],
    registers,
  });
  const streamClients = gauge('headroom_stream_clients', 'Open event streams.');
  const streamCuts = gauge('headroom_stream_cuts', 'Streams cut because the client was too slow.');

  const collect = (): void => {
    const view = control.view();
    for (const labelled of [
      limitKw,
      baseLoadKw,
      chargingKw,
      exposureKw,
      headroomKw,
      hotSpotC,
      ageingRate,
      lossOfLifeHours,
      controlled,
      stations,
      connectors,
      alarms,
    ])
      labelled.reset();
    for (const node of view.nodes) {
      const labels = { node: node.nodeId };
      if (node.limitKw !== undefined) limitKw.set(labels, node.limitKw);
      if (node.headroomKw !== undefined) headroomKw.set(labels, node.headroomKw);
      baseLoadKw.set(labels, node.baseLoadKw);
      chargingKw.set(labels, node.chargingKw);
      exposureKw.set(labels, node.exposureKw);
      if (node.thermal === undefined) continue;
      hotSpotC.set(labels, node.thermal.hotSpotC);
      ageingRate.set(labels, node.thermal.ageingRate);
      lossOfLifeHours.set(labels, node.thermal.lossOfLifeHours);
    }
    for (const { id, nodeId, phase } of view.sources)
      controlled.set({ source: id, node: nodeId }, phase === 'controlled' ? 1 : 0);
    for (const station of view.stations) stations.inc({ connected: String(station.connected) });
    for (const { status } of view.connectors) connectors.inc({ status });
    for (const { severity } of view.alarms) alarms.inc({ severity });
    sessions.set(view.sessions.length);
    ticks.set(view.tick.count);
    tickMs.set(view.tick.lastMs);
    solveMs.set(view.planner.solveMs ?? 0);
    discarded.set(view.planner.discarded);
    toWireMs.set(Math.max(0, ...view.limitTimings.map(({ toWireMs }) => toWireMs)));
    const { spooledBytes, droppedPoints, deadLetterPoints } = telemetry.state();
    spooled.set(spooledBytes);
    dropped.set(droppedPoints);
    deadLetter.set(deadLetterPoints);
    const { connected, rejectedMessages } = mqtt.state();
    mqttConnected.set(connected ? 1 : 0);
    mqttRejected.set(rejectedMessages);
    for (const { source, type, count } of securityEvents.counts()) security.set({ source, type }, count);
    for (const { action, deviation, count } of deviations.counts()) deviating.set({ action, deviation }, count);
    streamClients.set(streams.clientCount());
    streamCuts.set(streams.cutCount());
  };

  return {
    text: async () => {
      collect();
      return registry.metrics();
    },
    contentType: registry.contentType,
    countRequest: ({ method, path, status, seconds: duration }) => {
      requests.inc({ method, path, status: String(status) });
      seconds.observe({ method, path }, duration);
    },
  };
}
