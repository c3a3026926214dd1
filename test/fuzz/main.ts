/** `npm run fuzz -- --frames 1000000 --seed 1`: figures on the last lines, failures kept in corpus/. `--record` renews the corpus from the transcripts. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readFound, writeFound } from './corpus.ts';
import { type Failure, fuzz, minimised, replay } from './run.ts';
import { startFuzzSite } from './site.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    record: { type: 'boolean', default: false },
  },
});

/** More would only repeat the first ones. */
const MAX_SAVED = 10;

async function main(): Promise<void> {
  const [frames, seed] = [Number(values.frames), Number(values.seed)];
  console.log(`frames ${frames}, seed ${seed}`);
  const site = await startFuzzSite(8);
  for (const { name, version, frames: before } of readFound()) {
    const faults = await replay(site, version, before);
    console.log(`${name}: ${faults.length === 0 ? 'holds' : faults.join('; ')}`);
    if (faults.length > 0) process.exitCode = 1;
  }
  const failures = new Map<string, Failure & { readonly frames: Failure['station']['history'] }>();
  const startMs = performance.now();
  const figures = await fuzz(site, {
    frames,
    seed,
    onFailure: (failure) => {
      const kind = failure.faults[0]?.replaceAll(/[0-9]+/g, '#') ?? '';
      if (!failures.has(kind) && failures.size < MAX_SAVED)
        failures.set(kind, { ...failure, frames: [...failure.station.history] });
    },
  });
  const seconds = (performance.now() - startMs) / 1_000;
  for (const { station, faults, frames: history } of failures.values()) {
    const fails = async (some: typeof history): Promise<boolean> =>
      (await replay(site, station.version, some)).length > 0;
    const isRepeatable = await fails(history);
    const few = isRepeatable ? await minimised(history, (some) => fails([...some])) : history;
    const [fault = ''] = faults;
    console.log(
      `${station.version}: ${fault}${isRepeatable ? '' : ' (not seen again when its station alone is replayed)'}`,
    );
    if (isRepeatable)
      writeFound(
        { version: station.version, fault, frames: few },
        createHash('sha256').update(fault).digest('hex').slice(0, 8),
      );
    else for (const { text } of few.slice(-15)) console.log(`  ${text.slice(0, 200)}`);
  }
  await site.close();
  const { answers, closed, ...rest } = figures;
  console.log(
    JSON.stringify({
      ...rest,
      seconds: Math.round(seconds * 10) / 10,
      framesPerS: Math.round(figures.frames / seconds),
      failures: failures.size,
      answers: Object.fromEntries(answers),
      closed: Object.fromEntries(closed),
      rssMb: Math.round(process.memoryUsage().rss / 1024 ** 2),
    }),
  );
  if (failures.size > 0) process.exitCode = 1;
}

if (values.record) (await import('./record.ts')).record();
else await main();
