/** A process that writes sessions as fast as it can and prints each id only after it was acknowledged (pipes are synchronous). Its parent kills it. */
import { openSqliteStore } from '../../../src/store/index.ts';

const [file = '', round = '0'] = process.argv.slice(2);
let next = Number(round) * 1_000_000;
const store = await openSqliteStore({ file, randomInt: () => next++, nowMs: () => 0 });
process.stdout.write('open\n');
for (let count = 0; ; count += 8) {
  const starts = Array.from({ length: 8 }, (_, index) =>
    store.sessions
      .start({
        stationId: `S${index}`,
        connectorNumber: 1,
        idToken: 'T',
        startedAtMs: Number(round) * 1e9 + count + index,
        meterStartKwh: 1,
      })
      .then(({ sessionId }) => void process.stdout.write(`${sessionId}\n`)),
  );
  await Promise.all(starts);
}
