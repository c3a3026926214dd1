import { z } from 'zod';
import {
  calendarShape,
  carbonShape,
  demandChargeShape,
  objectiveShape,
  priceShape,
  spotShape,
  weightsShape,
} from './objective.ts';
import type { Fault } from './problems.ts';
import { quirkSchema, quirkShape } from './quirks.ts';

/** The shape of the grid file. What belongs together (references, electrical sense) is checked after it, with the same line numbers. */

/** Bounds of numbers: wide enough for a regional grid, narrow enough to catch watts written for kilowatts. */
const ratingKw = z.number().positive().max(1_000_000);
const currentA = z.number().positive().max(100_000);
const margin = z.number().min(0).lt(1);
const voltageV = z.number().min(50).max(500_000);
const phase = z.enum(['L1', 'L2', 'L3']);

/** Also a level of an MQTT topic and of a URL path. */
const nodeId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,47}$/, 'must be 1-48 of A-Z a-z 0-9 _ . : - and begin with a letter or digit');

/** OCPP 2.0.1 part 4, identity of a charging station. */
export const stationId = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{1,48}$/, 'must be 1-48 of A-Z a-z 0-9 * - _ = : + | @ .');

const electricalShape = {
  kind: z.enum(['AC', 'DC']).optional(),
  phases: z.array(phase).min(1).max(3).optional(),
  phaseDeg: z.number().min(-360).max(360).optional(),
  voltageV: voltageV.optional(),
  ratingKw: ratingKw.optional(),
  ratingA: currentA.optional(),
  minimumKw: z.number().min(0).max(1_000_000).optional(),
  protectedKw: z.number().min(0).max(1_000_000).optional(),
  minimumA: z.number().min(0).max(100_000).optional(),
  failsafeKw: z.number().min(0).max(1_000_000).optional(),
  failsafeA: z.number().min(0).max(100_000).optional(),
  allowedA: z.array(z.number().min(0).max(100_000)).min(1).max(200).optional(),
  weight: z.number().positive().max(1_000).optional(),
};
export type Electrical = z.infer<z.ZodObject<typeof electricalShape>>;

const connectorShape = { number: z.number().int().min(1).max(64).optional(), ...electricalShape };

const definitionShape = {
  node: z.string(),
  // `connectors: 2` is a list of two that are alike.
  connectors: z
    .preprocess(
      (value) => (isCount(value) ? Array.from({ length: value }, () => ({})) : value),
      z.array(z.strictObject(connectorShape), 'must be a count from 1 to 64 or a list of connectors').min(1).max(64),
    )
    .default([{}]),
  ...electricalShape,
};
/** Where a station is connected and what its connectors are; also what REST and the command line send for one. */
export const stationDefinitionSchema = z.strictObject(definitionShape);
export type StationDefinition = z.infer<typeof stationDefinitionSchema>;

const stationShape = {
  id: stationId,
  password: z.string().min(16).max(64).optional(),
  passwordHash: z
    .string()
    .regex(/^scrypt\$\d{1,8}\$\d{1,2}\$\d{1,2}\$[\w-]+\$[\w-]+$/, 'must be a hash made by `headroom station hash`')
    .optional(),
  securityProfile: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)], 'must be 0, 1, 2 or 3').optional(),
  planned: z.boolean().default(false),
};
export const stationSchema = z.strictObject({ ...stationShape, ...definitionShape });

const baseLoadShape = {
  source: z.enum(['mqtt', 'fixed']),
  measures: z.enum(['total', 'base']).default('total'),
  maximumKw: z.number().min(0).max(1_000_000),
  growthKwPerS: z.number().min(0).max(100_000).optional(),
};
const phasorRowShape = {
  id: nodeId,
  limitA: currentA,
  coefficients: z.record(z.string(), z.number().min(-100).max(100)),
};
const transformerShape = {
  ratedKva: z.number().positive().max(1_000_000),
  /** Chargers have 0.99, households 0.9 and more. */
  powerFactor: z.number().min(0.5).max(1).default(0.95),
  /** The hottest air that a transformer is rated for (IEC 60076-1): without the site's own, the alarm errs to early. */
  ambientC: z.number().min(-50).max(60).default(40),
};
const nodeShape = {
  id: nodeId,
  kind: z.enum(['substation', 'transformer', 'feeder', 'panel']).default('feeder'),
  parent: z.string().optional(),
  ratingKw: ratingKw.optional(),
  ratingA: currentA.optional(),
  voltageV: voltageV.optional(),
  margin: margin.optional(),
  baseLoad: z.strictObject(baseLoadShape).optional(),
  phasorRows: z.array(z.strictObject(phasorRowShape)).max(64).optional(),
  rampPercentPerMinute: z.number().positive().max(1_000).optional(),
  transformer: z.strictObject(transformerShape).optional(),
};
/** Without `children`: they are walked by hand, so that each node is checked on its own. */
export const nodeSchema = z.strictObject(nodeShape);
export type NodeEntry = z.infer<typeof nodeSchema>;

const defaultsShape = {
  voltageV: voltageV.default(230),
  margin: margin.default(0.05),
  energyKwh: z.number().positive().max(10_000).default(20),
  stayMinutes: z.number().positive().max(43_200).default(240),
  connector: z.strictObject(electricalShape).default({}),
};
const sourceShape = {
  id: nodeId,
  node: z.string(),
  failsafeKw: z.number().min(0).max(1_000_000),
  /** As EEBUS limitation of power consumption (LPC). */
  heartbeatSeconds: z.number().min(10).max(86_400).default(120),
  /** Whoever may publish on the broker may then say that it is alive. */
  mqtt: z.boolean().default(false),
};
const restorationShape = {
  enabled: z.boolean().default(true),
  startSeconds: z.number().min(0).max(3_600).default(600),
  sharePercent: z.number().min(0).max(100).default(20),
  holdMinutes: z.number().min(0).max(240).default(15),
};
const fleetShape = {
  /** https, ftps or sftp, host, port and the beginning of the path. */
  urlAllowList: z
    .array(
      z
        .string()
        .max(512)
        .regex(
          /^(?:https|ftps|sftp):\/\/[^\s@\\#?]+$/i,
          'must be an address like https://fw.example/acme/, without user, query or fragment',
        ),
    )
    .max(100)
    .default([]),
  allowUrlCredentials: z.boolean().default(false),
  allowUnsignedFirmware: z.boolean().default(false),
};
const siteShape = {
  name: z.string().min(1).max(120),
  timeZone: z.string().refine(isTimeZone, 'must be a time zone like Asia/Shanghai').default('Asia/Shanghai'),
  unknownStations: z.enum(['refuse', 'quarantine']).default('refuse'),
  tokens: z.enum(['accept-all', 'list']).default('accept-all'),
  defaults: z.strictObject(defaultsShape).prefault({}),
  objective: z.strictObject(objectiveShape).prefault({}),
  estimates: z.enum(['learned', 'stated']).default('learned'),
  sources: z.array(z.strictObject(sourceShape)).max(100).default([]),
  restoration: z.strictObject(restorationShape).prefault({}),
  fleet: z.strictObject(fleetShape).prefault({}),
  quirks: z.array(quirkSchema).max(500).default([]),
  nodes: z.array(z.unknown()).min(1).max(100_000),
  stations: z.array(z.unknown()).max(100_000).default([]),
};
export const siteSchema = z.strictObject(siteShape);
export type SiteEntry = z.infer<typeof siteSchema>;

/** Keys that may stand at a place, for suggestions. Named by the key above: lists of maps count as their list. */
export function keysAt(path: Fault['path'], top: 'site' | 'node' | 'station'): readonly string[] {
  const name = path.findLast((part) => typeof part === 'string') ?? top;
  return Object.keys(shapes[name] ?? {});
}

const shapes: Readonly<Record<string, object>> = {
  site: siteShape,
  node: { ...nodeShape, children: undefined },
  station: { ...stationShape, ...definitionShape },
  connectors: connectorShape,
  connector: electricalShape,
  baseLoad: baseLoadShape,
  phasorRows: phasorRowShape,
  defaults: defaultsShape,
  objective: objectiveShape,
  sources: sourceShape,
  restoration: restorationShape,
  fleet: fleetShape,
  transformer: transformerShape,
  quirks: quirkShape,
  prices: priceShape,
  calendar: calendarShape,
  spot: spotShape,
  carbon: carbonShape,
  demandCharge: demandChargeShape,
  weights: weightsShape,
};

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 64;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
