import { createScorekeeper, fleetScenario, startFleet } from '../../simulator/index.ts';
import { createClient } from '../../src/cli/client.ts';
import { scenarioClock } from '../../src/cli/scenario-service.ts';
import { spawnTs } from '../servers/spawn-ts.ts';

/**
 * `npm run bench:stations -- [stations] [seconds]`: real OCPP stations in this process against the service in another, in real time. In the second half limits are
 * set and ended over REST every ten seconds. Prints one line of JSON; needs `npm run build` (the solver's worker).
 */
const stations = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 120);
const scenario = fleetScenario({ stations, seed: 1 });
const child = spawnTs(new URL('./service-process.ts', import.meta.url), [String(stations)]);
const lines: string[] = [];
let wake: () => void = () => undefined;
let text = '';
child.stdout.on('data', (chunk: Buffer) => {
  text += chunk.toString();
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
    lines.push(text.slice(0, end));
    text = text.slice(end + 1);
  }
  wake();
});
async function nextLine(): Promise<string> {
  for (;;) {
    const line = lines.shift();
    if (line !== undefined) return line;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const { url, key } = JSON.parse(await nextLine()) as { url: string; key: string };
const clock = scenarioClock(scenario, 1);
const scorekeeper = createScorekeeper(scenario);
const fleet = startFleet({
  scenario,
  url: `${url.replace('http', 'ws')}/ocpp`,
  clock,
  randomSeed: 1,
  connectSpreadMs: 10_000,
  onStep: (truth) => scorekeeper.record(truth, 1_000),
});
clock.start();
await sleep((seconds * 1000) / 2);

const client = createClient({ url, key, fetch });
const root = scenario.capacityNodeId;
for (let leftS = seconds / 2; leftS >= 10; leftS -= 10) {
  const ratingKw = scenario.grid.nodes.find((node) => node.id === root)?.ratingKw ?? 0;
  const envelope = (await client.send('POST', '/api/v1/envelopes', {
    nodeId: root,
    limitKw: ratingKw * 0.6,
    mode: 'emergency',
    reason: 'bench',
  })) as { envelopeId: string; etag: string };
  await sleep(5_000);
  await client.send('DELETE', `/api/v1/envelopes/${envelope.envelopeId}`, undefined, {
    'if-match': `"${envelope.etag}"`,
  });
  await sleep(5_000);
}
child.kill('SIGTERM');
const { ticksMs, limitTimings, ...rest } = JSON.parse(await nextLine()) as {
  ticksMs: number[];
  limitTimings: { toWireMs: number; decreases: number }[];
};
await fleet.stop();
clock.stop();
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 10) / 10;
const toWire = limitTimings.map((timing) => timing.toWireMs);
console.log(
  JSON.stringify({
    bench: 'stations',
    stations,
    seconds,
    ...rest,
    ticks: ticksMs.length,
    tickMsP50: round(percentile(ticksMs, 0.5)),
    tickMsP99: round(percentile(ticksMs, 0.99)),
    tickMsMax: round(Math.max(...ticksMs)),
    limits: toWire.length,
    decreasesPerLimit: limitTimings.map((timing) => timing.decreases),
    limitToWireMsP50: round(percentile(toWire, 0.5)),
    limitToWireMsP99: round(percentile(toWire, 0.99)),
    secondsAboveCapacity: scorekeeper.score(fleet.sessionsResult()).secondsAboveCapacity,
  }),
);
process.exit(0);
