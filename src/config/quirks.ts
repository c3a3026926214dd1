import { z } from 'zod';
import { DEVIATION_NAMES } from '../../ocpp/index.ts';
import type { QuirkRule } from '../../ocpp/index.ts';

/** `quirks:` of the grid file: what is different about the models of a site (ocpp/quirks tells what each does). */
const pattern = z.string().min(1).max(50);
export const quirkShape = {
  /** As in BootNotification, without regard to case; `*` at the end stands for any ending. */
  vendor: pattern.optional(),
  model: pattern.optional(),
  firmware: pattern.optional(),
  keepMinimum: z.boolean().optional(),
  rateUnits: z
    .array(z.enum(['A', 'W']))
    .min(1)
    .max(2)
    .optional(),
  maxStackLevel: z.number().int().min(0).max(1_000).optional(),
  withoutPhases: z.boolean().optional(),
  leaseForm: z.enum(['expiry', 'two-periods', 'none']).optional(),
  leaseSeconds: z.number().int().min(60).max(86_400).optional(),
  minimumIntervalSeconds: z.number().int().min(1).max(3_600).optional(),
  backDateSeconds: z.number().int().min(0).max(3_600).optional(),
  noCompositeSchedule: z.boolean().optional(),
  powerInKw: z.boolean().optional(),
  registerFactor: z.number().positive().max(1_000_000).optional(),
  deviations: z
    .array(z.string().refine((name) => DEVIATION_NAMES.has(name), 'is no deviation that can be let through'))
    .max(64)
    .optional(),
};
export const quirkSchema = z
  .strictObject(quirkShape)
  .refine(
    ({ vendor, model, firmware }) => vendor !== undefined || model !== undefined || firmware !== undefined,
    'must name a vendor, a model or a firmware',
  );

/** In the units of the inside. */
export function toQuirkRule({
  vendor,
  model,
  firmware,
  leaseSeconds,
  minimumIntervalSeconds,
  backDateSeconds,
  ...same
}: z.infer<typeof quirkSchema>): QuirkRule {
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
    quirks: withoutUndefined({
      ...same,
      leaseMs: inMs(leaseSeconds),
      minimumIntervalMs: inMs(minimumIntervalSeconds),
      backDateMs: inMs(backDateSeconds),
    }),
  };
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}
