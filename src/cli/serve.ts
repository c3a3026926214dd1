import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { monotonicMs, systemClock } from '../clock.ts';
import { parseGridFile } from '../config/index.ts';
import type { ServiceConfig } from '../config/index.ts';
import { createLog } from '../log.ts';
import { startService } from '../service.ts';
import type { Service, ServiceOptions } from '../service.ts';
import { createSolver } from '../solvers/index.ts';
import { build, solverWorkerUrl, webDirectory } from './built.ts';

/**
 * `headroom serve`: the service for real stations, until SIGTERM or SIGINT. Rejects before anything listens when the grid file,
 * a setting or the data folder is not in order.
 */
export async function serve(
  gridFile: string,
  config: ServiceConfig,
  { say, json }: { readonly say: (line: string) => void; readonly json: boolean },
): Promise<void> {
  const security = readSecurityFiles(config);
  const site = parseGridFile(readGridFile(gridFile), gridFile);
  const log = createLog(config.logLevel);
  // Password hashes are inside: nobody else's business.
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const solver = createSolver({
    workerUrl: solverWorkerUrl,
    after: (delayMs, run) => systemClock.after(delayMs, run),
    log,
  });
  let service: Service;
  try {
    service = await startService({
      ...withoutFiles(config),
      ...security,
      site,
      telemetryCapBytes: TELEMETRY_CAP_BYTES,
      clock: systemClock,
      realClock: systemClock,
      monotonicMs,
      speed: () => 1,
      randomBytes,
      solve: solver.solve,
      solveAll: solver.solveAll,
      webDirectory,
      build,
      log,
    });
  } catch (error) {
    await solver.close();
    throw error;
  }
  say(`Headroom ${build.version}: ${site.name}, ${site.stations.length} stations provisioned`);
  say(`page and REST  ${service.url}`);
  say(`stations       ${service.url.replace('http', 'ws')}/ocpp/{stationId}`);
  if (service.tlsPort !== undefined) say(`over TLS       wss://${config.host}:${service.tlsPort}/ocpp/{stationId}`);
  const key = await firstAdminKey(service);
  if (json)
    console.log(
      JSON.stringify({
        url: service.url,
        port: service.port,
        ...(service.tlsPort === undefined ? {} : { tlsPort: service.tlsPort }),
        stations: site.stations.length,
        ...(key === undefined ? {} : { adminKey: key }),
      }),
    );
  if (key !== undefined) say(`admin API key  ${key}   (shown once; only its hash is kept)`);

  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  say('stopping: stations are told to come back, telemetry is flushed');
  await service.close();
  await solver.close();
}

/** An hour of 1,000 points/s at about 100 bytes a point, with room to spare. */
const TELEMETRY_CAP_BYTES = 1024 ** 3;

/** A service without any key could be steered by nobody: the first start makes one. */
async function firstAdminKey(service: Service): Promise<string | undefined> {
  const keys = await service.store.apiKeys.list();
  if (keys.length > 0) return undefined;
  const made = await service.operations.createApiKey(
    { name: 'first-admin', role: 'admin' },
    { name: 'first start', via: 'cli' },
  );
  if (!made.ok) throw new Error(`the first API key could not be made: ${made.refusal.detail}`);
  return made.value.key;
}

function readGridFile(file: string): string {
  return readNamed('--config', file);
}

/** What the files of TLS and of the authority hold. Rejects a file that cannot be read by name, never by content. */
function readSecurityFiles({ tls, stationCa }: ServiceConfig): Pick<ServiceOptions, 'tls' | 'stationCa'> {
  return {
    ...(tls === undefined
      ? {}
      : {
          tls: {
            cert: readNamed('--tls-cert-file', tls.certFile),
            key: readNamed('--tls-key-file', tls.keyFile),
            ...(tls.clientCaFile === undefined
              ? {}
              : { clientCa: readNamed('--tls-client-ca-file', tls.clientCaFile) }),
            port: tls.port,
          },
        }),
    ...(stationCa === undefined
      ? {}
      : {
          stationCa: {
            certPem: readNamed('--station-ca-cert-file', stationCa.certFile),
            keyPem: readNamed('--station-ca-key-file', stationCa.keyFile),
          },
        }),
  };
}

function withoutFiles({
  tls: _tls,
  stationCa: _stationCa,
  ...rest
}: ServiceConfig): Omit<ServiceConfig, 'tls' | 'stationCa'> {
  return rest;
}

function readNamed(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${setting} ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
