import { join } from 'node:path';
import { ALLOCATE_SETTINGS, GATE_SETTINGS, LEDGER_BOUNDS } from '../dispatch/index.ts';
import { createCentralSystem, DEFAULT_BOUNDS } from '../ocpp/index.ts';
import type { CentralSystem } from '../ocpp/index.ts';
import { apiBounds, createApi } from './api/index.ts';
import { CONTROL_BOUNDS, ControlLoop } from './control/index.ts';
import { startSiteBus } from './mqtt/index.ts';
import { createAccess } from './access.ts';
import { every } from './clock.ts';
import { createDeviationCounts } from './deviation-counts.ts';
import { createServers } from './listeners.ts';
import { openModelMemory } from './model-memory.ts';
import { createFleet, createOperations, STRICT_RULES, withStoredStations } from './operations/index.ts';
import { createSecurity } from './security/index.ts';
import { openSqliteStore } from './store/index.ts';
import { openTelemetry } from './telemetry/index.ts';
import { createTokenBook } from './tokens/index.ts';
import { createMaskToken, createWireLog, redact, wireLogBounds } from './wire-log/index.ts';
import { createPlanning } from './planning.ts';
import { createRandomInt } from './random-int.ts';
import type { Service, ServiceOptions } from './service-options.ts';
import { keepRollups, publishStates } from './state-out.ts';

export type { Service, ServiceOptions } from './service-options.ts';

const CLOSE_SPREAD_MS = 500;
/** What a crash may forget: from where stations logged in since. */
const NETWORKS_SAVED_MS = 600_000;
const TELEMETRY_CLOSE_MS = 2_000;

/**
 * The composition root of one process: store, telemetry, MQTT, control loop, OCPP and REST, wired by hand.
 * Limits and sessions of an earlier run are in force before the first station is let in.
 * Rejects when the store cannot be opened or the port is taken; nothing listens then.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { clock, log, randomBytes, dataDir } = options;
  const nowMs = (): number => clock.nowMs();
  const randomInt = createRandomInt(randomBytes);
  const newId = (prefix: string): string => `${prefix}-${randomBytes(6).toString('hex')}`;

  const store = await openSqliteStore({ file: join(dataDir, 'headroom.db'), randomInt, nowMs, log });
  const { site, refused } = withStoredStations(options.site, await store.stations.list());
  for (const { stationId, detail } of refused) {
    log({
      level: 'error',
      stationId,
      message: `station ${stationId} no longer fits into the grid and has no share: ${detail}`,
    });
  }
  const telemetry = await openTelemetry({
    dir: join(dataDir, 'spool'),
    capBytes: options.telemetryCapBytes,
    ...(options.influx === undefined ? {} : { influx: options.influx }),
    clock: options.realClock,
    log,
  });
  // Who watches over stations, and what it watches, know each other; nobody is let in before all stand.
  const security = createSecurity({
    store: store.securityEvents,
    clock,
    realNowMs: () => options.realClock.nowMs(),
    randomBytes,
    ...(options.stationCa === undefined ? {} : { stationCa: options.stationCa }),
    records: () => access.records(),
    command: (stationId, command) => gateway.command(stationId, command),
    isConnected: (stationId) => gateway.connected().some((one) => one.stationId === stationId),
    quarantine: (stationId, reason) =>
      background(
        operations.updateStation(
          { stationId, ifMatch: ['*'], state: 'quarantined' },
          { name: `security: ${reason}`, via: 'schedule' },
        ),
        `${stationId} was not put into quarantine`,
      ),
    post: (event) => control.post(event),
    log,
  });
  const access = await createAccess({
    site: options.site,
    store,
    nowMs,
    randomBytes,
    security: {
      guard: security.guard,
      blockedMs: (stationId) => security.blockedMs(stationId),
      minimumProfile: options.minSecurityProfile ?? 0,
      report: (event) => security.report(event),
    },
    log,
  });

  const models = await openModelMemory({ store, nowMs, log });
  const tokens = await createTokenBook({ store, policy: site.tokens ?? 'accept-all', nowMs });
  const ratings = new Map(site.grid.connectors.map(({ id, ratingKw }) => [id, ratingKw]));

  const ledgerBounds = { ...LEDGER_BOUNDS, leaseMs: options.leaseMs };
  const { baseLoads, estimates, planner } = await createPlanning({ site, store, solver: options, log });
  const background = (promise: Promise<unknown>, what: string): void => {
    promise.catch((error: unknown) => log({ level: 'error', message: `${what}: ${String(error)}` }));
  };
  // The control loop and the central system know each other; the loop sends nothing before it is started.
  let central: CentralSystem | undefined;
  const control = new ControlLoop({
    site,
    clock,
    monotonicMs: options.monotonicMs,
    bounds: { ...CONTROL_BOUNDS, tickMs: options.tickMs },
    ledgerBounds,
    // A site that waits for a price must not take what is over before.
    allocateSettings: { ...ALLOCATE_SETTINGS, surplus: ['quick', 'fair'].includes(site.objective.kind) },
    gateSettings: { ...GATE_SETTINGS, bounds: ledgerBounds },
    setLimit: (command) => central?.setLimit(command),
    setFailsafe: (command) => central?.setFailsafe(command),
    planner,
    baseLoads,
    estimates,
    telemetry,
    saveMeters: (meters) => background(store.sessions.saveMeters(meters), 'registers were not saved'),
    saveGoal: (sessionId, goal) =>
      background(store.sessions.setGoal(sessionId, goal), `goal of ${sessionId} was not saved`),
    saveConfigured: (stationId, connectorNumber, failsafeKw) =>
      background(
        access.noteConfigured(stationId, connectorNumber, failsafeKw),
        `failsafe share of ${stationId} was not saved`,
      ),
    saveEscalation: (connectorId, mark) =>
      access
        .noteEscalation(connectorId, mark)
        .catch((error: unknown) =>
          log({ level: 'error', message: `escalation of ${connectorId} was not saved: ${String(error)}` }),
        ),
    callStation: async (stationId, { action, payload }) =>
      (await central?.call(stationId, action, payload)) ?? { ok: false, code: 'NotConnected', detail: 'not started' },
    restorationSeed: randomInt(2 ** 31),
    models,
    log,
    restored: {
      sessions: await store.sessions.listOpen(),
      envelopes: await store.envelopes.list(),
      overrides: await store.overrides.list(),
      isConfigured: access.isConfigured,
      escalationOf: access.escalationOf,
    },
  });
  const deviations = createDeviationCounts();
  const wireLog = createWireLog({ nowMs, bounds: wireLogBounds });
  // Also what was masked before a restart can be compared: the audit has it for years.
  const maskToken = createMaskToken(await store.ownKeys.keep('mask-token', randomBytes(32)));
  const fleet = createFleet({
    store,
    control,
    rules: site.fleet ?? STRICT_RULES,
    clock,
    randomInt,
    newId,
    command: (stationId, command) => gateway.command(stationId, command),
    isOutOfService: (connectorId) => access.escalationOf(connectorId)?.outOfService === true,
    redact: (value) => redact(value, maskToken),
    log,
  });
  await fleet.restore();
  central = createCentralSystem({
    clock,
    randomInt,
    authenticate: access.authenticate,
    authorize: tokens.authorize,
    sessions: store.sessions,
    connectorsOf: access.connectorsOf,
    ...(security.signCertificate === undefined ? {} : { signCertificate: security.signCertificate }),
    trustedProxies: new Set(options.trustedProxies),
    ratingKwOf: (connectorId) => ratings.get(connectorId),
    onEvent: (event) => {
      control.post(event);
      security.note(event);
      fleet.post(event);
      if (event.kind === 'deviation') deviations.note(event);
      if (event.kind === 'session-flagged')
        background(
          store.sessions.flag(event.sessionId, event.flag),
          `flag ${event.flag} of ${event.sessionId} was not saved`,
        );
      if (event.kind === 'reservation')
        background(operations.reservationChanged(event), `reservation ${event.reservationId} was not changed`);
    },
    onFrame: wireLog.write,
    log,
    bounds: DEFAULT_BOUNDS,
    quirks: site.quirks ?? [],
    models,
  });
  const gateway = central;
  const operations = createOperations({
    store,
    control,
    site,
    nowMs,
    newId,
    randomBytes,
    sendCommand: (stationId, command) => gateway.command(stationId, command),
    liftBlock: (stationId) => security.lift(stationId),
    disconnectStation: (stationId, reason) => gateway.disconnect(stationId, reason),
    log,
  });
  operations.onChange((change) => {
    if (change.action.startsWith('token.')) background(tokens.reload(), 'tokens were not reloaded');
    if (change.action.startsWith('station.')) background(access.reload(), 'stations were not reloaded');
  });
  await operations.restoreLimits();

  const mqtt = await startSiteBus({
    ...('url' in options.mqtt ? { url: options.mqtt.url } : { embedded: options.mqtt }),
    nodeIds: site.grid.nodes.map((node) => node.id),
    sourceIds: (site.sources ?? []).filter(({ mqtt }) => mqtt === true).map(({ id }) => id),
    nowMs,
    onHeartbeat: (sourceId) => control.post({ kind: 'heartbeat', sourceId }),
    onMeter: (reading) => control.post({ kind: 'meter', reading }),
    log,
  });
  const stopPublishing = publishStates(control, mqtt);
  const stopRollups = keepRollups({ control, store, background });

  const api = createApi({
    site,
    control,
    operations,
    fleet,
    wireLog,
    maskToken,
    store,
    telemetry,
    mqtt,
    security,
    deviations,
    nowMs,
    speed: options.speed,
    realClock: options.realClock,
    newId,
    log,
    build: options.build,
    bounds: apiBounds,
    ...(options.webDirectory === undefined ? {} : { webDirectory: options.webDirectory }),
  });
  const servers = createServers({
    app: api.app,
    host: options.host,
    port: options.port,
    tls: options.tls,
    onUpgrade: (request, socket, head) => gateway.handleUpgrade(request, socket, head),
    onHandshakeError: (error, remoteAddress) =>
      security.report({
        stationId: 'unknown',
        type: 'tls-handshake-failed',
        detail: `from ${remoteAddress}: ${error.message}`,
      }),
  });
  const stopSaving = every(clock, NETWORKS_SAVED_MS, () =>
    background(access.saveNetworks(), 'networks were not saved'),
  );
  const close = async (): Promise<void> => {
    stopPublishing();
    stopSaving();
    stopRollups();
    api.close();
    await fleet.close();
    await gateway.close(CLOSE_SPREAD_MS);
    await servers.close();
    control.stop();
    await security.close();
    await mqtt.close();
    await access.saveNetworks().catch((error: unknown) => log({ level: 'error', message: String(error) }));
    await telemetry.close(TELEMETRY_CLOSE_MS);
    await store.close();
  };
  control.start();
  security.start();
  let listeners: Awaited<ReturnType<typeof servers.listen>>;
  try {
    listeners = await servers.listen();
  } catch (error) {
    // Otherwise the broker and the control loop would keep the process alive, deaf to stations.
    await close();
    throw error;
  }

  return {
    url: `http://${options.host}:${listeners.port}`,
    ...listeners,
    control,
    operations,
    store,
    central: gateway,
    mqtt,
    close,
  };
}
