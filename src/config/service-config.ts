import { isIP } from 'node:net';
import { z } from 'zod';

/** Settings of the service (not of the grid). Each may come as a flag, as `HEADROOM_<NAME>`, or from its default; a flag wins. */
export type ServiceConfig = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** undefined = telemetry stays in the local spool. */
  readonly influx?: {
    readonly url: string;
    readonly token: string;
    readonly org: string;
    readonly bucket: string;
    readonly v1Path?: string;
  };
  readonly mqtt: { readonly url: string } | { readonly host: string; readonly port: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly leaseMs: number;
  readonly tickMs: number;
  /** Files of the listener for stations over TLS; absent = there is none. */
  readonly tls?: {
    readonly certFile: string;
    readonly keyFile: string;
    /** Whose certificates stations may have; absent = none is asked for. */
    readonly clientCaFile?: string;
    readonly port: number;
  };
  /** Files of the authority that signs certificates of stations; absent = none is signed. */
  readonly stationCa?: { readonly certFile: string; readonly keyFile: string };
  /** OCPP security profile below which no station may connect. */
  readonly minSecurityProfile: 0 | 1 | 2 | 3;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
};

export type ServiceSetting = {
  readonly name: SettingName;
  /** Environment variable. */
  readonly env: string;
  /** Flag for commander; undefined for secrets: a command line is seen by every user of the machine. */
  readonly flag?: string;
  readonly default?: string | number;
  /** What it is, its unit, and why the default is what it is. */
  readonly help: string;
};

/** Numbers arrive as text from flags and the environment. */
const whole = (bounds: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(bounds.min).max(bounds.max));
const url = (schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );
const text = z.string().min(1);
const addresses = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .refine((list) => list.every((address) => isIP(address) !== 0), 'must be IP addresses, separated by commas');

const schemas = {
  host: text,
  port: whole({ min: 0, max: 65_535 }),
  dataDir: text,
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  influxUrl: url(['http', 'https']),
  influxToken: text,
  influxOrg: text,
  influxBucket: text,
  influxV1Path: z.string().regex(/^\/.*precision=ms/, 'must be a path like /write?db=headroom&precision=ms'),
  mqttUrl: url(['mqtt', 'mqtts']),
  mqttHost: text,
  mqttPort: whole({ min: 0, max: 65_535 }),
  leaseMs: whole({ min: 60_000, max: 86_400_000 }),
  tickMs: whole({ min: 100, max: 60_000 }),
  tlsCertFile: text,
  tlsKeyFile: text,
  tlsClientCaFile: text,
  tlsPort: whole({ min: 0, max: 65_535 }),
  stationCaCertFile: text,
  stationCaKeyFile: text,
  minSecurityProfile: z.enum(['0', '1', '2', '3']).transform((profile) => Number(profile) as 0 | 1 | 2 | 3),
  trustedProxies: addresses,
};
type SettingName = keyof typeof schemas;

const defaults = {
  host: '127.0.0.1',
  port: '8080',
  dataDir: 'data',
  logLevel: 'info',
  influxToken: '',
  influxOrg: 'headroom',
  influxBucket: 'headroom',
  mqttHost: '127.0.0.1',
  mqttPort: '1883',
  leaseMs: '180000',
  tickMs: '1000',
  tlsPort: '8443',
  minSecurityProfile: '0',
} satisfies Partial<Record<SettingName, string>>;

const help: Readonly<Record<SettingName, string>> = {
  host: 'address to listen on for stations, REST and the page; only this machine until you put TLS in front or choose otherwise',
  port: 'TCP port of stations, REST and the page; 0 = any free one',
  dataDir: 'folder of the store and the telemetry spool; made if missing, one process each',
  logLevel: 'debug, info, warn or error; info has one line per decision that changed something',
  influxUrl: 'InfluxDB (1.8, 2 or 3) or VictoriaMetrics; without it telemetry stays in the local spool',
  influxToken: 'token of InfluxDB; environment only',
  influxOrg: 'organisation in InfluxDB',
  influxBucket: 'bucket in InfluxDB',
  influxV1Path: 'write path of an InfluxDB 1.x, e.g. /write?db=headroom&precision=ms',
  mqttUrl:
    'MQTT 5 broker of the site meters; without it Headroom runs one of its own (3.1.1). Name and password may stand in the URL: then use the environment',
  mqttHost: 'address of the embedded broker; it asks for no password, so only this machine by default',
  mqttPort: 'TCP port of the embedded broker (1883 is that of MQTT); 0 = any free one',
  leaseMs:
    'ms a limit above the failsafe share lives in a charger when nobody renews it; 180 s is the shortest that spares flash memory, and the longest that capacity is held for a silent station',
  tlsCertFile:
    'PEM file with the certificate (and chain) of the port where stations connect over TLS; without it there is none',
  tlsKeyFile: 'PEM file with the key of that certificate; readable by this user alone',
  tlsClientCaFile: 'PEM file with the authority of the certificates of stations (security profile 3)',
  tlsPort: 'TCP port of stations over TLS; 0 = any free one',
  stationCaCertFile:
    'PEM file with the authority that signs certificates of stations, and what stands between it and its root',
  stationCaKeyFile: 'PEM file with the key of that authority; readable by this user alone',
  minSecurityProfile:
    'OCPP security profile below which no station may connect: 2 = only over TLS, 3 = only with a certificate; 0 leaves it to each station',
  trustedProxies: 'addresses of proxies whose X-Forwarded-For is believed, separated by commas; none by default',
  tickMs: 'ms between ticks of the fast layer; chargers take seconds to act, so 1 s is soon enough',
};

const SECRET: ReadonlySet<SettingName> = new Set(['influxToken']);

/** All settings, for the command line and the manual. */
export const serviceSettings: readonly ServiceSetting[] = (Object.keys(schemas) as SettingName[]).map((name) => ({
  name,
  env: `HEADROOM_${kebab(name).replaceAll('-', '_').toUpperCase()}`,
  ...(SECRET.has(name) ? {} : { flag: `--${kebab(name)} <value>` }),
  ...(name in defaults && !SECRET.has(name) ? { default: defaults[name as keyof typeof defaults] } : {}),
  help: help[name],
}));

/**
 * The settings of this process. `flags` has the camel-case names of `serviceSettings`; an empty variable counts as not set.
 * Throws an Error with one line per setting that cannot be used, naming where it came from; values of secrets are not repeated.
 */
export function parseServiceConfig(sources: {
  readonly flags: Readonly<Record<string, string | number | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}): ServiceConfig {
  const problems = unknownVariables(sources.env);
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const setting of serviceSettings) {
    const { name, env } = setting;
    const flag = setting.flag === undefined ? undefined : sources.flags[name];
    const fromEnv = sources.env[env] === '' ? undefined : sources.env[env];
    const raw = flag ?? fromEnv;
    if (raw === undefined) {
      if (name in defaults)
        values[name] = name === 'influxToken' ? '' : schemas[name].parse(defaults[name as keyof typeof defaults]);
      continue;
    }
    const parsed = schemas[name].safeParse(String(raw));
    if (parsed.success) values[name] = parsed.data;
    else {
      const origin = flag === undefined ? env : `--${kebab(name)}`;
      problems.push(
        `${origin}: ${reasonOf(parsed.error)}${isSecret(name) ? '' : `, got ${JSON.stringify(String(raw))}`}`,
      );
    }
  }
  problems.push(...halfGiven(values));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return group(values as Values);
}

/** Settings that are of no use without another. */
const NEEDS: readonly (readonly [SettingName, SettingName])[] = [
  ['tlsCertFile', 'tlsKeyFile'],
  ['tlsKeyFile', 'tlsCertFile'],
  ['tlsClientCaFile', 'tlsCertFile'],
  ['stationCaCertFile', 'stationCaKeyFile'],
  ['stationCaKeyFile', 'stationCaCertFile'],
];

function halfGiven(values: Partial<Record<SettingName, unknown>>): string[] {
  return NEEDS.filter(([one, other]) => values[one] !== undefined && values[other] === undefined).map(
    ([one, other]) => `--${kebab(one)}: needs --${kebab(other)} too`,
  );
}

type Values = {
  readonly [Name in SettingName]:
    | z.infer<(typeof schemas)[Name]>
    | (Name extends keyof typeof defaults ? never : undefined);
};

function group(values: Values): ServiceConfig {
  const { host, port, dataDir, logLevel, leaseMs, tickMs } = values;
  const { influxUrl, influxToken, influxOrg, influxBucket, influxV1Path } = values;
  return {
    host,
    port,
    dataDir,
    logLevel,
    leaseMs,
    tickMs,
    ...(influxUrl === undefined
      ? {}
      : {
          influx: {
            url: influxUrl,
            token: influxToken,
            org: influxOrg,
            bucket: influxBucket,
            ...(influxV1Path === undefined ? {} : { v1Path: influxV1Path }),
          },
        }),
    ...secured(values),
    mqtt: values.mqttUrl === undefined ? { host: values.mqttHost, port: values.mqttPort } : { url: values.mqttUrl },
  };
}

function secured(values: Values): Pick<ServiceConfig, 'tls' | 'stationCa' | 'minSecurityProfile' | 'trustedProxies'> {
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile, tlsPort, stationCaCertFile, stationCaKeyFile } = values;
  return {
    minSecurityProfile: values.minSecurityProfile,
    trustedProxies: values.trustedProxies ?? [],
    ...(tlsCertFile === undefined || tlsKeyFile === undefined
      ? {}
      : {
          tls: {
            certFile: tlsCertFile,
            keyFile: tlsKeyFile,
            ...(tlsClientCaFile === undefined ? {} : { clientCaFile: tlsClientCaFile }),
            port: tlsPort,
          },
        }),
    ...(stationCaCertFile === undefined || stationCaKeyFile === undefined
      ? {}
      : { stationCa: { certFile: stationCaCertFile, keyFile: stationCaKeyFile } }),
  };
}

/** Of the commands that steer a running service; often set in the same shell. */
const CLIENT_KEY = 'HEADROOM_API_KEY';

/** A mistyped variable would be ignored in silence otherwise. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(serviceSettings.map((setting) => setting.env));
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('HEADROOM_') && !known.has(name) && !name.startsWith('HEADROOM_TEST_') && name !== CLIENT_KEY,
    )
    .map((name) => `${name}: there is no such setting`);
}

function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue?.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue?.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue?.message ?? 'cannot be used';
}

/** URLs may carry a password. */
function isSecret(name: SettingName): boolean {
  return SECRET.has(name) || name.endsWith('Url');
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
