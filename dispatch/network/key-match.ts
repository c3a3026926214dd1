/**
 * For each of `keys` its place in `before`, or -1. Keys keep their order from one minute to the next but for some that go and some that
 * come, so the place after the last match is tried first; only where that fails a hash table is asked. Of equal keys the last counts.
 */
export function matchKeys(before: Float64Array, keys: Float64Array): Int32Array {
  const places = new Int32Array(keys.length);
  const count = before.length;
  let table: Int32Array | undefined;
  let expected = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    let place = -1;
    if (expected < count && before[expected] === key) place = expected;
    else if (expected + 1 < count && before[expected + 1] === key) place = expected + 1;
    else {
      table ??= tableOf(before);
      place = placeOf(table, before, key);
    }
    places[at] = place;
    if (place >= 0) expected = place + 1;
  }
  return places;
}

/** Open addressing: place + 1, or 0 for an empty cell; at most half full. */
function tableOf(keys: Float64Array): Int32Array {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * keys.length + 2)));
  const mask = table.length - 1;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    let cell = hash(key) & mask;
    while (table[cell] !== 0 && keys[(table[cell] ?? 1) - 1] !== key) cell = (cell + 1) & mask;
    table[cell] = at + 1;
  }
  return table;
}

function placeOf(table: Int32Array, keys: Float64Array, key: number): number {
  const mask = table.length - 1;
  let cell = hash(key) & mask;
  while (table[cell] !== 0) {
    const place = (table[cell] ?? 1) - 1;
    if (keys[place] === key) return place;
    cell = (cell + 1) & mask;
  }
  return -1;
}

function hash(key: number): number {
  const mixed = Math.imul((key | 0) ^ Math.imul((key / 4_294_967_296) | 0, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
