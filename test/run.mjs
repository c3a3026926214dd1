// The whole check in one command: servers, build, types, lint, format, tests. Whatever happens, the last line is `N passed, N failed`.
// Arguments go to vitest: npm test -- test/dispatch
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url);
/** Each step counts as one, beside the tests. */
const steps = [
  { name: 'servers', command: 'bash', args: ['test/servers/setup.sh'], needed: true },
  { name: 'build', command: 'npm', args: ['run', '--silent', 'build'], needed: true },
  { name: 'check', command: 'npm', args: ['run', '--silent', 'check'], needed: false },
];

const total = { passed: 0, failed: 0 };
let goOn = true;
for (const { name, command, args, needed } of steps) {
  if (!goOn) break;
  const passed = run(command, args);
  console.log(`${passed ? 'passed' : 'FAILED'}: ${name} (${[command, ...args].join(' ')})`);
  total[passed ? 'passed' : 'failed'] += 1;
  if (needed && !passed) goOn = false;
}
if (goOn) runTests(total);
else console.log('the tests did not run: they need what failed above');
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);

function runTests(total) {
  const dir = mkdtempSync(join(tmpdir(), 'headroom-test-'));
  const file = join(dir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = run('npx', ['vitest', 'run', ...reporters, ...process.argv.slice(2)]);
  const { passed, failed, skipped } = readReport(file);
  rmSync(dir, { recursive: true, force: true });
  total.passed += passed;
  // Errors outside of any test (an unhandled rejection, a crash of the runner) have no line in the report.
  total.failed += failed === 0 && !succeeded ? 1 : failed;
  if (skipped > 0) console.log(`${skipped} tests were skipped; the run above says why`);
}

function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    // A file that cannot even be loaded has no tests, and counts as one.
    const broken = report.testResults.filter(({ status, assertionResults }) => {
      return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
    });
    const count = (status) => tests.filter((test) => test.status === status).length;
    const passed = count('passed');
    const failed = count('failed');
    return { passed, failed: failed + broken.length, skipped: tests.length - passed - failed };
  } catch (error) {
    console.log(`no report from vitest: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run(command, args) {
  // Debian keeps Mosquitto in /usr/sbin, which is not on everybody's path.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) console.log(`${command}: ${error.message}`);
  return status === 0;
}
