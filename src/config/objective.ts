import { z } from 'zod';
import type { ObjectiveKind, ObjectiveWeights } from '../../dispatch/index.ts';
import type { Fault } from './problems.ts';

/** What the slow layer is to want. */
export type Objective = {
  /** `profit`: a kWh earns `revenuePerKwh` and is left where it costs more. `mix`: `weights`. */
  readonly kind: ObjectiveKind | 'profit' | 'mix';
  readonly weights?: ObjectiveWeights;
  readonly revenuePerKwh?: number;
  /** Price steps over every day, ascending by `fromMinute` (0-1439, site time zone); empty = flat. */
  readonly prices: readonly PriceStep[];
  /** Prices of seasons and kinds of days; the first that fits the date goes before `prices`. */
  readonly calendar?: readonly PriceSeason[];
  /** Prices known ahead, from the market; they go before all others while they last. */
  readonly spot?: PriceSeries;
  /** Steps over every day, ascending. */
  readonly carbon?: readonly { readonly fromMinute: number; readonly kgPerKwh: number }[];
  readonly demandCharge?: {
    readonly nodeId: string;
    /** Per kW of the month's highest quarter-hour. */
    readonly pricePerKw: number;
    /** Below this power counts as paid for: what a month takes in any case. 0 = nothing is known. */
    readonly expectedPeakKw: number;
  };
  /** The node whose load `flat` evens out; absent = the first without a parent. */
  readonly flatNodeId?: string;
};

export type PriceStep = { readonly fromMinute: number; readonly pricePerKwh: number };

export type PriceSeason = {
  readonly days: 'every' | 'workday' | 'weekend';
  /** Month x 100 + day, both included; the season may run over new year. */
  readonly fromDate: number;
  readonly toDate: number;
  readonly prices: readonly PriceStep[];
};

/** `pricesPerKwh[k]` holds from startMs + k x stepMs. */
export type PriceSeries = {
  readonly startMs: number;
  readonly stepMs: number;
  readonly pricesPerKwh: readonly number[];
};

const price = z.number().min(-1_000).max(1_000);
const weight = z.number().min(0).max(1_000);
const from = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like "07:30"');
const date = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a month and day like "06-01"');

export const priceShape = { from, pricePerKwh: price };
const prices = z.array(z.strictObject(priceShape)).max(96);
export const calendarShape = {
  days: z.enum(['every', 'workday', 'weekend']).default('every'),
  fromDate: date.default('01-01'),
  toDate: date.default('12-31'),
  prices: prices.min(1),
};
export const spotShape = {
  startsAt: z.iso.datetime({ offset: true, error: 'must be a time like "2026-03-01T00:00:00+08:00"' }),
  stepMinutes: z.number().int().min(5).max(1_440).default(60),
  pricesPerKwh: z.array(price).min(1).max(10_000),
};
export const carbonShape = { from, kgPerKwh: z.number().min(0).max(10) };
export const weightsShape = {
  price: weight.default(0),
  carbon: weight.default(0),
  flat: weight.default(0),
  earliness: weight.default(0.01),
};
export const demandChargeShape = {
  node: z.string(),
  pricePerKw: z.number().min(0).max(100_000),
  expectedPeakKw: z.number().min(0).max(1_000_000).default(0),
};
export const objectiveShape = {
  kind: z.enum(['quick', 'fair', 'cost', 'carbon', 'flat', 'profit', 'mix']).default('fair'),
  prices: prices.default([]),
  weights: z.strictObject(weightsShape).optional(),
  revenuePerKwh: price.optional(),
  calendar: z.array(z.strictObject(calendarShape)).max(24).optional(),
  spot: z.strictObject(spotShape).optional(),
  carbon: z.array(z.strictObject(carbonShape)).max(96).optional(),
  demandCharge: z.strictObject(demandChargeShape).optional(),
  flatNode: z.string().optional(),
};
export type ObjectiveEntry = z.infer<z.ZodObject<typeof objectiveShape>>;

/** In the units of the inside. */
export function toObjective(entry: ObjectiveEntry): Objective {
  const { kind, weights, revenuePerKwh, calendar, spot, carbon, demandCharge, flatNode } = entry;
  return {
    kind,
    prices: steps(entry.prices),
    ...(weights === undefined ? {} : { weights }),
    ...(revenuePerKwh === undefined ? {} : { revenuePerKwh }),
    ...(calendar === undefined
      ? {}
      : {
          calendar: calendar.map(({ days, fromDate, toDate, prices: ofDay }) => ({
            days,
            fromDate: dateNumber(fromDate),
            toDate: dateNumber(toDate),
            prices: steps(ofDay),
          })),
        }),
    ...(spot === undefined
      ? {}
      : {
          spot: {
            startMs: Date.parse(spot.startsAt),
            stepMs: spot.stepMinutes * 60_000,
            pricesPerKwh: spot.pricesPerKwh,
          },
        }),
    ...(carbon === undefined ? {} : { carbon: steps(carbon) }),
    ...(demandCharge === undefined
      ? {}
      : {
          demandCharge: {
            nodeId: demandCharge.node,
            pricePerKw: demandCharge.pricePerKw,
            expectedPeakKw: demandCharge.expectedPeakKw,
          },
        }),
    ...(flatNode === undefined ? {} : { flatNodeId: flatNode }),
  };
}

/** What the shape alone does not tell: steps that begin together, unknown nodes, and a kind without what it needs. */
export function objectiveFaults(entry: ObjectiveEntry, knownNodeIds: ReadonlySet<string>): readonly Fault[] {
  const { kind, calendar = [], carbon = [], demandCharge, flatNode } = entry;
  const path = ['objective'];
  const faults: Fault[] = [
    ...doubled(entry.prices, [...path, 'prices'], 'prices'),
    ...calendar.flatMap((season, k) => doubled(season.prices, [...path, 'calendar', k, 'prices'], 'prices')),
    ...doubled(carbon, [...path, 'carbon'], 'carbon values'),
  ];
  const missing = (needed: string): number =>
    faults.push({ path: [...path, 'kind'], message: `${kind} needs objective.${needed}` });
  if (kind === 'mix' && entry.weights === undefined) missing('weights');
  if (kind === 'profit' && entry.revenuePerKwh === undefined) missing('revenuePerKwh');
  if (kind === 'carbon' && carbon.length === 0) missing('carbon');
  for (const [node, ...at] of [
    [demandCharge?.node, 'demandCharge', 'node'],
    [flatNode, 'flatNode'],
  ] as const) {
    if (node !== undefined && !knownNodeIds.has(node)) {
      faults.push({ path: [...path, ...at], message: `there is no node "${node}"` });
    }
  }
  return faults;
}

function doubled(entries: readonly { readonly from: string }[], path: Fault['path'], what: string): readonly Fault[] {
  return entries.flatMap((entry, index) =>
    entries.findIndex((other) => other.from === entry.from) < index
      ? [{ path: [...path, index, 'from'], message: `two ${what} begin at ${entry.from}` }]
      : [],
  );
}

function steps<Entry extends { readonly from: string }>(
  entries: readonly Entry[],
): (Omit<Entry, 'from'> & { readonly fromMinute: number })[] {
  return entries
    .map(({ from: start, ...rest }) => ({
      fromMinute: Number(start.slice(0, 2)) * 60 + Number(start.slice(3)),
      ...rest,
    }))
    .sort((a, b) => a.fromMinute - b.fromMinute);
}

function dateNumber(text: string): number {
  return Number(text.slice(0, 2)) * 100 + Number(text.slice(3));
}
