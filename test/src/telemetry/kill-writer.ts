import { openTelemetry } from '../../../src/telemetry/index.ts';
import { pointAt, wallClock } from './samples.ts';

/** Writes points until it is killed, and says how far it came. Arguments: directory, first index, and optionally the URL and path of an InfluxDB 1.x. */
const [dir = '', first = '0', url, v1Path] = process.argv.slice(2);
const telemetry = await openTelemetry({
  dir,
  capBytes: 256 * 1024 * 1024,
  clock: wallClock,
  fsyncMs: 20,
  log: () => undefined,
  ...(url === undefined || v1Path === undefined
    ? {}
    : { influx: { url, v1Path, token: 'any', org: 'any', bucket: 'any' } }),
});
let index = Number(first);
setInterval(() => {
  for (let burst = 0; burst < 50; burst += 1) {
    telemetry.write(pointAt(index));
    index += 1;
  }
  process.stdout.write(`${JSON.stringify({ handedOver: index, spooledBytes: telemetry.state().spooledBytes })}\n`);
}, 2);
