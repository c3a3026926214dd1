import type { Stay } from '../dispatch/index.ts';
import type { ScenarioSession } from './scenario.ts';

/** What a central system sees of a car: no more than its charger shows. */
export type Seen = {
  readonly atMs: number;
  readonly deliveredKwh: number;
  /** It wants no more; absent = unknown, as no. When it has left: whether it took all it wanted. */
  readonly satisfied?: boolean;
};

/** What is believed of a car's stay and need: the inputs of every policy that looks ahead. */
export interface Believe {
  readonly name: string;
  /** As seen at `atMs`, with what was delivered so far. */
  of(
    session: ScenarioSession,
    seen: Seen,
  ): {
    readonly departureMs: number;
    readonly needKwh: number;
    /** What is known beyond the departure; absent = it is certain. */
    readonly stay?: Stay;
  };
  /** The car has left: what it was really like. Only what a central system would see. */
  left(session: ScenarioSession, seen: Seen): void;
}

/** What really happens: no system has it, every published table uses it. */
export const TRUE_INPUTS: Believe = {
  name: 'true',
  of: ({ departureMs, needKwh }) => ({ departureMs, needKwh }),
  left: () => {},
};
