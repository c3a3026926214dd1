import type { LinearProgram } from '../../dispatch/index.ts';
import { randomFrom } from './horizon-world.ts';

export type Car = {
  readonly id: number;
  readonly fromSlot: number;
  /** First slot in which it is gone. */
  readonly untilSlot: number;
  readonly needKwh: number;
  readonly maximumKw: number;
  readonly value: number;
};

/** Absolute slots [firstSlot, firstSlot + slots) of a three-level tree: groups of 10 cars, of 100, all. */
export type NetworkWorld = {
  readonly firstSlot: number;
  readonly slots: number;
  readonly hours: number;
  readonly places: number;
  readonly cars: readonly Car[];
  readonly limitKw: (level: 0 | 1 | 2, group: number, slot: number) => number;
  readonly priceAt: (slot: number) => number;
};

/** Cars at `places` places that are there for some 40 % of the horizon, one after another, in a tree that binds. */
export function networkWorld(seed: number, { places, slots }: { readonly places: number; readonly slots: number }) {
  const random = randomFrom(seed * 7919 + 1);
  const cars: Car[] = [];
  for (let place = 0; place < places; place += 1) {
    const length = Math.max(1, Math.round(slots * (0.2 + 0.4 * random())));
    const fromSlot = Math.floor(random() * Math.max(1, slots - length));
    cars.push(carAt(place, fromSlot, fromSlot + length, random));
  }
  return worldOf({ firstSlot: 0, slots, places, cars, seed });
}

function carAt(id: number, fromSlot: number, untilSlot: number, random: () => number): Car {
  const maximumKw = random() < 0.5 ? 7 : 11;
  const needKwh = Math.min(5 + 40 * random(), ((untilSlot - fromSlot) / 12) * maximumKw * 0.9);
  return { id, fromSlot, untilSlot, needKwh, maximumKw, value: 1 + 2 * random() };
}

function worldOf({
  seed,
  ...rest
}: Omit<NetworkWorld, 'limitKw' | 'priceAt' | 'hours'> & { readonly seed: number }): NetworkWorld {
  const limits = [10 * 4.4, 100 * 3.1, rest.places * 2.6];
  return {
    ...rest,
    hours: 1 / 12,
    limitKw: (level, group, slot) =>
      (limits[level] ?? 0) * (0.7 + 0.3 * Math.sin(seed + group * 1.7 + level + slot * 0.11)),
    priceAt: (slot) => 0.3 + 0.2 * Math.sin(slot / 9 + seed),
  };
}

/** The horizon program of a world, with its shape: power columns slot by slot, three served segments a car. */
export function networkProgram(world: NetworkWorld): LinearProgram {
  const { firstSlot, slots, hours, places, cars } = world;
  const columns: { objective: number; upper: number; hours: number; balance: number; inner: number; key: number }[] =
    [];
  const rowUpper: number[] = cars.map(() => 0);
  const rowLower: number[] = cars.map(() => 0);
  const rowKey: number[] = cars.map(({ id }) => id * 2 ** 20);
  const parentRow: number[] = cars.map(() => -1);
  const groups10 = Math.ceil(places / 10);
  const groups100 = Math.ceil(places / 100);
  for (let slot = firstSlot; slot < firstSlot + slots; slot += 1) {
    const root = rowUpper.length;
    const addRow = (level: 0 | 1 | 2, group: number, parent: number): void => {
      rowUpper.push(world.limitKw(level, group, slot));
      rowLower.push(-Infinity);
      parentRow.push(parent);
      rowKey.push(-(slot * 2 ** 14 + level * 2 ** 12 + group + 1));
    };
    addRow(2, 0, -1);
    for (let group = 0; group < groups100; group += 1) addRow(1, group, root);
    for (let group = 0; group < groups10; group += 1) addRow(0, group, root + 1 + Math.floor(group / 10));
    cars.forEach((car, balance) => {
      if (slot < car.fromSlot || slot >= car.untilSlot) return;
      columns.push({
        objective: -hours * (world.priceAt(slot) + 0.002 * (slot - firstSlot)),
        upper: car.maximumKw,
        hours,
        balance,
        inner: root + 1 + groups100 + Math.floor((car.id % places) / 10),
        key: car.id * 2 ** 20 + slot + 1,
      });
    });
  }
  const powers = columns.length;
  cars.forEach(({ id, needKwh, value }, balance) => {
    [0.5, 0.3, 0.2].forEach((share, segment) => {
      columns.push({
        objective: 1 + value * (1 - 0.25 * segment),
        upper: share * needKwh,
        hours: 1,
        balance,
        inner: -1,
        key: -(id * 4 + segment + 1),
      });
    });
  });
  const columnStart = new Int32Array(columns.length + 1);
  const rowIndex: number[] = [];
  const entry: number[] = [];
  columns.forEach(({ balance, inner }, column) => {
    rowIndex.push(balance);
    entry.push(column < powers ? hours : -1);
    for (let row = inner; row >= 0; row = parentRow[row] ?? -1) {
      rowIndex.push(row);
      entry.push(1);
    }
    columnStart[column + 1] = rowIndex.length;
  });
  return {
    columnCount: columns.length,
    rowCount: rowUpper.length,
    objective: Float64Array.from(columns, ({ objective }) => objective),
    columnLower: new Float64Array(columns.length),
    columnUpper: Float64Array.from(columns, ({ upper }) => upper),
    rowLower: Float64Array.from(rowLower),
    rowUpper: Float64Array.from(rowUpper),
    columnStart,
    rowIndex: Int32Array.from(rowIndex),
    value: Float64Array.from(entry),
    network: {
      balanceRow: Int32Array.from(columns, ({ balance }) => balance),
      capacityRow: Int32Array.from(columns, ({ inner }) => inner),
      parentRow: Int32Array.from(parentRow),
      hours: Float64Array.from(columns, ({ hours: of }) => of),
      columnKey: Float64Array.from(columns, ({ key }) => key),
      rowKey: Float64Array.from(rowKey),
    },
  };
}

/**
 * A day of a site, slot by slot: at each step the cars that are there, with what they still need after the plan's first slot was followed.
 * `powerKw` tells the planned power of the first slot; cars stay 3 to 10 hours, their places are free for up to 6.
 */
export function* rolling(
  seed: number,
  size: { readonly places: number; readonly slots: number; readonly steps: number },
): Generator<NetworkWorld, void, ReadonlyMap<number, number>> {
  const random = randomFrom(seed * 104_729 + 7);
  const all: Car[] = [];
  for (let place = 0; place < size.places; place += 1) {
    let slot = -Math.floor(80 * random());
    for (let visit = 0; slot < size.steps; visit += 1) {
      const leaves = slot + 36 + Math.floor(84 * random());
      all.push(carAt(place + visit * size.places, slot, leaves, random));
      slot = leaves + Math.floor(72 * random());
    }
  }
  const need = new Map(all.map(({ id, needKwh }) => [id, needKwh]));
  for (let step = 0; step < size.steps; step += 1) {
    const cars = all
      .filter(({ id, fromSlot, untilSlot }) => fromSlot <= step && untilSlot > step && (need.get(id) ?? 0) > 0.05)
      .map((car) => ({ ...car, needKwh: need.get(car.id) ?? 0 }));
    const powerKw = yield worldOf({ firstSlot: step, slots: size.slots, places: size.places, cars, seed });
    for (const { id } of cars) need.set(id, Math.max(0, (need.get(id) ?? 0) - (powerKw.get(id) ?? 0) / 12));
  }
}

/** Power of each car in the first slot of a world, from the values of its program. */
export function firstPowers(
  { cars, firstSlot }: NetworkWorld,
  program: LinearProgram,
  x: Float64Array,
): Map<number, number> {
  const powerKw = new Map<number, number>();
  program.network?.columnKey.forEach((key, column) => {
    const car = cars[program.network?.balanceRow[column] ?? -1];
    if (car !== undefined && key === car.id * 2 ** 20 + firstSlot + 1) powerKw.set(car.id, x[column] ?? 0);
  });
  return powerKw;
}
