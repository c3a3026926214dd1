/** The ladder of the failsafe share: it has no lease, so there is less that a station can refuse. */
import type { Connection } from '../adapter.ts';
import type { Rung } from './ladder.ts';
import { rateUnitsOf } from './model.ts';

export type ShareRung = Pick<Rung, 'unit' | 'withPhases'> & { readonly kind: 'Relative' | 'Absolute' };

/** The step with which to put the share. */
export function currentShareRung(connection: Connection): ShareRung {
  const rungs = shareRungsOf(connection);
  const rung = rungs[(connection.known.shareStep ?? 0) % rungs.length];
  if (rung === undefined) throw new Error('a ladder has at least one step');
  return rung;
}

/** An answer to `rung`. A refusal goes one step down and below the last from the top again: the caller repeats a share seldom. */
export function noteShare(connection: Connection, rung: ShareRung, isAccepted: boolean): void {
  const { known } = connection;
  const rungs = shareRungsOf(connection);
  const index = rungs.findIndex(
    ({ unit, withPhases, kind }) => unit === rung.unit && withPhases === rung.withPhases && kind === rung.kind,
  );
  if (index >= 0) known.shareStep = isAccepted ? index : (index + 1) % rungs.length;
}

/** Unit, phases, kind: from what the specification prefers to what is left. */
function shareRungsOf(connection: Connection): readonly ShareRung[] {
  const isUnitTold = (rateUnitsOf(connection) ?? []).length > 0;
  const units = isUnitTold ? (['preferred'] as const) : (['preferred', 'other'] as const);
  const phases = connection.known.quirks?.withoutPhases === true ? [false] : [true, false];
  const kinds = ['Relative', 'Absolute'] as const;
  return kinds.flatMap((kind) => phases.flatMap((withPhases) => units.map((unit) => ({ kind, withPhases, unit }))));
}
