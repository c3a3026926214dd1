/**
 * The ladder of capability: how a limit is put, from what the specification prefers down to what the poorest station takes. A refusal goes down one
 * step, an acceptance stays; a model's remembered step is where its next station begins. Pure and finite: every step is tried once, then the
 * station counts as uncontrollable until it is asked anew.
 */
import type { Quirks } from '../quirks/index.ts';

/** How a grant above the failsafe share ends by itself in the station; `none` = it does not, so nothing above the share may be granted. */
export type LeaseForm = 'expiry' | 'two-periods' | 'none';

/** What the meter or a refusal told of a lease form. */
export type FormVerdict = 'honoured' | 'ignored' | 'refused';

/** What is known of a model or of one station of it. Everything absent is unknown. */
export type ModelFacts = {
  readonly rateUnits?: readonly ('A' | 'W')[];
  readonly maxStackLevel?: number;
  readonly maxPeriods?: number;
  readonly forms?: { readonly [Form in 'expiry' | 'two-periods']?: FormVerdict };
  /** The step that a station of the model took. */
  readonly rung?: Rung;
};

/** One way to put a limit. */
export type Rung = {
  readonly purpose: 'TxProfile' | 'TxDefaultProfile';
  readonly stackLevel: number;
  /** The unit that suits the connector (A for AC, W for DC), or the other one. */
  readonly unit: 'preferred' | 'other';
  readonly withPhases: boolean;
  readonly leaseForm: LeaseForm;
};

/** Where a station stands: the step it began with, and how many were refused since one was accepted. `rungs` names the ladder that it is about. */
export type Ladder = { readonly rungs: string; readonly start: number; readonly refused: number };

/** Purpose decides before stack level (a TxProfile replaces the default at any level); 1 satisfies stations that look at the level alone. */
const LIMIT_STACK_LEVEL = 1;

/** All steps for a station of which `facts` are known, best first. Never empty, at most 8. */
export function rungsOf(facts: ModelFacts, quirks: Quirks): readonly Rung[] {
  const levels = quirks.maxStackLevel ?? facts.maxStackLevel ?? LIMIT_STACK_LEVEL;
  const form = leaseFormOf(facts, quirks);
  const withPhases = quirks.withoutPhases !== true;
  const top: Rung = {
    purpose: 'TxProfile',
    stackLevel: Math.min(LIMIT_STACK_LEVEL, levels),
    unit: 'preferred',
    withPhases,
    leaseForm: form,
  };
  // Lower levels are harmless, so it stays low from here on.
  const low: Rung = { ...top, stackLevel: 0 };
  const isUnitTold = (quirks.rateUnits ?? facts.rateUnits ?? []).length > 0;
  const steps: Rung[] = [top, low];
  if (!isUnitTold) steps.push({ ...low, unit: 'other' });
  if (withPhases) steps.push({ ...low, withPhases: false });
  if (withPhases && !isUnitTold) steps.push({ ...low, unit: 'other', withPhases: false });
  const other = otherForm(form, facts, quirks);
  if (other !== undefined) steps.push({ ...low, leaseForm: other });
  // It carries the failsafe share as its last period and takes the place of the share's own profile, so it needs no second level.
  if (form !== 'none' && mayUse('two-periods', facts, quirks))
    steps.push({ ...low, purpose: 'TxDefaultProfile', leaseForm: 'two-periods' });
  steps.push({ ...low, leaseForm: 'none' });
  return steps.filter((step, index) => steps.findIndex((other) => isSame(step, other)) === index);
}

/** The form to use where nothing was refused. */
export function leaseFormOf(facts: ModelFacts, quirks: Quirks): LeaseForm {
  if (quirks.leaseForm !== undefined) return quirks.leaseForm;
  if (mayUse('expiry', facts, quirks)) return 'expiry';
  return mayUse('two-periods', facts, quirks) ? 'two-periods' : 'none';
}

/** The form to try after `form` was seen not to end grants. */
export function otherForm(form: LeaseForm, facts: ModelFacts, quirks: Quirks): LeaseForm | undefined {
  if (quirks.leaseForm !== undefined || form === 'none') return undefined;
  const other = form === 'expiry' ? 'two-periods' : 'expiry';
  return mayUse(other, facts, quirks) ? other : undefined;
}

function mayUse(form: 'expiry' | 'two-periods', { forms, maxPeriods }: ModelFacts, quirks: Quirks): boolean {
  if (quirks.leaseForm !== undefined) return quirks.leaseForm === form;
  const verdict = forms?.[form];
  if (verdict === 'ignored' || verdict === 'refused') return false;
  return form === 'expiry' || maxPeriods === undefined || maxPeriods >= 2;
}

/** Where a station begins: at the remembered step if it still is one. */
export function ladderAt(rungs: readonly Rung[], remembered: Rung | undefined): Ladder {
  const found = remembered === undefined ? -1 : rungs.findIndex((one) => isSame(one, remembered));
  return { rungs: nameOf(rungs), start: Math.max(0, found), refused: 0 };
}

/** What was learned of another ladder, before more was known of the station, says nothing of this one. */
export function isOf(rungs: readonly Rung[], ladder: Ladder): boolean {
  return ladder.rungs === nameOf(rungs);
}

function nameOf(rungs: readonly Rung[]): string {
  return rungs
    .map(({ purpose, stackLevel, unit, withPhases, leaseForm }) =>
      [purpose === 'TxProfile' ? 't' : 'd', stackLevel, unit[0], withPhases ? 'n' : '-', leaseForm[0]].join(''),
    )
    .join(' ');
}

/** The step to put the next limit with. Of an exhausted ladder the first one again: the caller asks seldom then. */
export function rungAt(rungs: readonly Rung[], { start, refused }: Omit<Ladder, 'rungs'>): Rung {
  const rung = rungs[(start + refused) % rungs.length];
  if (rung === undefined) throw new Error('a ladder has at least one step');
  return rung;
}

/** A refusal of `rung`: one step down, below the last again from the top, each once. Late refusals of other steps change nothing. */
export function afterRefusal(rungs: readonly Rung[], ladder: Ladder, rung: Rung): Ladder {
  if (isExhausted(rungs, ladder) || !isSame(rungAt(rungs, ladder), rung)) return ladder;
  return { ...ladder, refused: ladder.refused + 1 };
}

export function afterAcceptance(rungs: readonly Rung[], ladder: Ladder, rung: Rung): Ladder {
  const index = rungs.findIndex((one) => isSame(one, rung));
  return index < 0 ? ladder : { ...ladder, start: index, refused: 0 };
}

/** Every step was refused. */
export function isExhausted(rungs: readonly Rung[], { refused }: Pick<Ladder, 'refused'>): boolean {
  return refused >= rungs.length;
}

export function isSame(one: Rung, other: Rung): boolean {
  return (
    one.purpose === other.purpose &&
    one.stackLevel === other.stackLevel &&
    one.unit === other.unit &&
    one.withPhases === other.withPhases &&
    one.leaseForm === other.leaseForm
  );
}
