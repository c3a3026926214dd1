import { floorToStepKw, nextStepKw, type Connector } from '../../dispatch/index.ts';
import type { RowRoom } from './row-room.ts';

/** A car that may charge now, as a rule sees it. */
export type Candidate = {
  readonly index: number;
  readonly connector: Connector;
  readonly arrivalMs: number;
  readonly departureMs: number;
  /** Believed to be still missing. */
  readonly remainingKwh: number;
  readonly deliveredKwh: number;
  /** The most that the rule may tell its charger. */
  readonly mostKw: number;
};

export type RuleInputs = {
  /** In the order of the grid's connectors. */
  readonly candidates: readonly Candidate[];
  readonly room: RowRoom;
  readonly atMs: number;
  readonly periodMs: number;
};

/** Sets powers in `room`, all of them feasible and on the chargers' steps. */
export type Rule = (inputs: RuleInputs) => void;

/** A charger whose steps are finer than this is continuous: published runs search its limit to a hundredth of an ampere. */
const CONTINUOUS_STEP_KW = 1e-3;
const SEARCH_A = 0.01;
const LEVEL_STEPS = 50;

/**
 * One car after the other gets the most that fits, lowest key first (ACN-Sim's SortedSchedulingAlgo; Lee et al., IEEE TSG 2021):
 * from its charger's set the largest that fits, or by bisection.
 */
export function inOrder(keyOf: (candidate: Candidate, inputs: RuleInputs) => number): Rule {
  return (inputs) => {
    const { room } = inputs;
    const queue = inputs.candidates.map((candidate) => ({ candidate, key: keyOf(candidate, inputs) }));
    queue.sort((a, b) => a.key - b.key);
    for (const { candidate } of queue) room.set(candidate.index, largestThatFits(candidate, room));
  };
}

/** Hours a car could still wait if it charged at its charger's rating afterwards. */
export function laxityH({ departureMs, remainingKwh, connector }: Candidate, { atMs }: RuleInputs): number {
  return (departureMs - atMs) / 3_600_000 - remainingKwh / connector.ratingKw;
}

/**
 * Everyone in turn, in order of arrival, gets one step more (1 A where the charger is continuous), until nobody's next step fits
 * (ACN-Sim's RoundRobin). Who was refused once is not asked again. The stored runs with continuous limits end one ampere below the
 * charger's rating, because their list of rates leaves out its end: with that, this rule gives their figures to the digit.
 */
export const inTurns: Rule = ({ candidates, room }) => {
  let queue = candidates.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
  while (queue.length > 0) {
    queue = queue.filter((candidate) => {
      const nextKw = nextTurnKw(candidate, room.powerKw[candidate.index] ?? 0);
      if (nextKw === undefined || !room.fits(candidate.index, nextKw)) return false;
      room.set(candidate.index, nextKw);
      return true;
    });
  }
};

/** The same power for all, as far as each can take it and the rows allow (max-min fair, by progressive filling). */
export const equalShare: Rule = (inputs) => {
  const highest = Math.max(0, ...inputs.candidates.map(({ mostKw }) => mostKw));
  fillByLevel(inputs, { powerKw: ({ mostKw }, level) => Math.min(mostKw, level), from: 0, to: highest });
};

/**
 * Smoothed least laxity first (Nakahira, Chen, Chen, Low: e-Energy 2017): power = clamp(most x (level - laxity + 1), 0, min(most, remaining / period)),
 * laxity in periods, with the highest level that the rows allow.
 */
export const smoothedLeastLaxity: Rule = (inputs) => {
  const periodH = inputs.periodMs / 3_600_000;
  const laxities = new Map(inputs.candidates.map((one) => [one.index, laxityH(one, inputs) / periodH]));
  const values = [...laxities.values()];
  fillByLevel(inputs, {
    powerKw: ({ index, mostKw, remainingKwh }, level) =>
      Math.max(0, Math.min(mostKw, remainingKwh / periodH, mostKw * (level - (laxities.get(index) ?? 0) + 1))),
    from: Math.min(0, ...values) - 1,
    to: Math.max(0, ...values),
  });
};

/**
 * Raises one level for all until a row is full, freezes who cannot rise any more, and goes on with the others; then the steps
 * of the chargers: down, and what is left over in turns, largest loss first.
 */
function fillByLevel(
  { candidates, room }: RuleInputs,
  {
    powerKw,
    from,
    to,
  }: {
    readonly powerKw: (candidate: Candidate, level: number) => number;
    readonly from: number;
    readonly to: number;
  },
): void {
  const wishesKw = new Map<number, number>();
  let free = [...candidates];
  let reached = from;
  while (free.length > 0) {
    let [low, high] = [reached, to];
    const at = (level: number): boolean => {
      for (const candidate of free) room.set(candidate.index, powerKw(candidate, level));
      return room.allHold();
    };
    if (at(to)) low = to;
    else {
      for (let step = 0; step < LEVEL_STEPS; step++) {
        const middle = (low + high) / 2;
        if (at(middle)) low = middle;
        else high = middle;
      }
      at(low);
    }
    reached = low;
    for (const { index } of free) wishesKw.set(index, room.powerKw[index] ?? 0);
    const canRise = free.filter((candidate) => {
      const higherKw = powerKw(candidate, to);
      const nowKw = room.powerKw[candidate.index] ?? 0;
      return higherKw > nowKw + 1e-6 && room.fits(candidate.index, nowKw + 1e-6);
    });
    // A level that cannot rise although everyone alone could: full to the last digit.
    free = reached >= to || canRise.length === free.length ? [] : canRise;
  }
  toSteps(candidates, { room, wishesKw });
}

function toSteps(
  candidates: readonly Candidate[],
  { room, wishesKw }: { readonly room: RowRoom; readonly wishesKw: ReadonlyMap<number, number> },
): void {
  const lossKw = new Map<number, number>();
  for (const { index, connector } of candidates) {
    const wishKw = wishesKw.get(index) ?? 0;
    const stepKw = isContinuous(connector) ? wishKw : floorToStepKw(connector, wishKw);
    lossKw.set(index, wishKw - stepKw);
    room.set(index, stepKw);
  }
  let queue = candidates
    .filter(({ index }) => (lossKw.get(index) ?? 0) > 0)
    .toSorted((a, b) => (lossKw.get(b.index) ?? 0) - (lossKw.get(a.index) ?? 0));
  while (queue.length > 0) {
    queue = queue.filter(({ index, connector, mostKw }) => {
      const nextKw = nextStepKw(connector, room.powerKw[index] ?? 0);
      if (nextKw === undefined || nextKw > mostKw * (1 + 1e-9) || !room.fits(index, nextKw)) return false;
      room.set(index, nextKw);
      return true;
    });
  }
}

function largestThatFits({ index, connector, mostKw }: Candidate, room: RowRoom): number {
  if (isContinuous(connector)) {
    if (room.fits(index, mostKw)) return mostKw;
    let [low, high] = [0, mostKw];
    while (high - low > (SEARCH_A * connector.voltageV) / 1000) {
      const middle = (low + high) / 2;
      if (room.fits(index, middle)) low = middle;
      else high = middle;
    }
    return low;
  }
  for (let powerKw = floorToStepKw(connector, mostKw); powerKw > 0;) {
    if (room.fits(index, powerKw)) return powerKw;
    powerKw = floorToStepKw(connector, powerKw - 1e-3);
  }
  return 0;
}

function nextTurnKw({ connector, mostKw }: Candidate, nowKw: number): number | undefined {
  const nextKw = isContinuous(connector) ? nowKw + connector.voltageV / 1000 : nextStepKw(connector, nowKw);
  return nextKw === undefined || nextKw > mostKw * (1 + 1e-9) ? undefined : nextKw;
}

function isContinuous({ allowedA, stepKw }: Connector): boolean {
  return allowedA === undefined && stepKw !== undefined && stepKw < CONTINUOUS_STEP_KW;
}
