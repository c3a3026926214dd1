import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Scenario } from '../../simulator/index.ts';

type ScenarioFlags = {
  readonly seed: string;
  readonly minutes: string;
  readonly sessions?: string;
  readonly network?: string;
  readonly date?: string;
  readonly capKw?: string;
};

type Say = (line: string) => void;

/** Fast, and slow enough that a message on the wire costs less than a tick of the site's time. */
const DEMO_SPEED = 60;
/** A whole day at a calm pace would take half an hour. */
const REPLAY_SPEED = 400;
/** Beyond it a message on the wire would cost more than half a second of the site's time. */
const HIGHEST_SPEED = 400;

/** `demo` and `simulate`: the only commands that know the simulator. */
export function addSimulationCommands(program: Command, say: Say): void {
  scenarioOptions(program.command('demo'))
    .description('run the whole service with simulated stations over OCPP, and report')
    .option(
      '--speed <n>',
      `virtual seconds per real second, 1-${HIGHEST_SPEED} (default ${DEMO_SPEED}; a replayed day ${REPLAY_SPEED})`,
    )
    .option('--port <port>', 'TCP port of page, REST and stations', '8080')
    .option('--json <file>', 'write the report as JSON')
    .option('--report <file>', 'write the report as a self-contained HTML page', 'headroom-report.html')
    .option('--stay', 'keep the page up after the report')
    .option('--log-level <level>', 'debug, info, warn, error or silent', 'error')
    .action(
      async (
        flags: ScenarioFlags & {
          speed?: string;
          port: string;
          json?: string;
          report: string;
          stay?: boolean;
          logLevel: string;
        },
      ) => {
        const { demo } = await import('./demo.ts');
        const replay = flags.sessions !== undefined;
        await demo({
          scenario: await scenarioOf(flags),
          speed: numberIn('--speed', flags.speed ?? (replay ? REPLAY_SPEED : DEMO_SPEED), {
            min: 1,
            max: HIGHEST_SPEED,
          }),
          port: numberIn('--port', flags.port, { min: 0, max: 65_535 }),
          ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
          htmlFile: flags.report,
          stay: flags.stay === true,
          logLevel: levelOf(flags.logLevel),
          say,
        });
      },
    );

  scenarioOptions(program.command('simulate'))
    .description('run the same scenario in-process on a virtual clock, without OCPP')
    .option('--policy <name>', 'headroom or uncontrolled', 'headroom')
    .option('--json', 'print the result as JSON')
    .action(async (flags: ScenarioFlags & { policy: string; json?: boolean }) => {
      const { headroomPolicy, simulate, UNCONTROLLED } = await import('../../simulator/index.ts');
      const scenario = await scenarioOf(flags);
      if (flags.policy !== 'headroom' && flags.policy !== 'uncontrolled')
        throw new Error(`--policy: must be headroom or uncontrolled, got ${JSON.stringify(flags.policy)}`);
      const {
        series: _,
        sessions,
        ...figures
      } = simulate(scenario, { policy: flags.policy === 'headroom' ? headroomPolicy(scenario) : UNCONTROLLED });
      if (flags.json === true) {
        console.log(JSON.stringify({ scenario: scenario.name, ...figures, sessions: sessions.length }, null, 2));
        return;
      }
      console.log(`${scenario.name}, policy ${figures.policy}`);
      console.log(`  energy delivered        ${figures.energyDeliveredPercent.toFixed(2)} %`);
      console.log(`  sessions fully served   ${figures.sessionsFullyServedPercent.toFixed(1)} %`);
      console.log(`  peak                    ${figures.peakKw.toFixed(1)} kW`);
      console.log(`  above capacity          ${figures.secondsAboveCapacity} s`);
    });
}

function scenarioOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'of everything random', '1')
    .option('--minutes <n>', 'virtual minutes of the district evening, 10-240', '240')
    .option('--sessions <file>', 'replay real sessions: a CSV of ACN-Data (needs --network and --date)')
    .option('--network <file>', 'the site of these sessions: JSON with evses and constraints')
    .option('--date <yyyy-mm-dd>', 'the local day to replay')
    .option('--cap-kw <kW>', "transformer capacity; the site's phase limits scale with it");
}

async function scenarioOf(flags: ScenarioFlags): Promise<Scenario> {
  const { acnScenario, districtScenario } = await import('../../simulator/index.ts');
  const seed = numberIn('--seed', flags.seed, { min: 0, max: 2 ** 31 });
  if (flags.sessions === undefined)
    return districtScenario({ seed, minutes: numberIn('--minutes', flags.minutes, { min: 10, max: 240 }) });
  const missing = (['network', 'date', 'capKw'] as const).filter((name) => flags[name] === undefined);
  const { sessions, network, date, capKw } = flags;
  if (network === undefined || date === undefined || capKw === undefined) {
    throw new Error(
      `--sessions also needs ${missing.map((name) => (name === 'capKw' ? '--cap-kw' : `--${name}`)).join(' and ')}`,
    );
  }
  return acnScenario({
    sessionsCsv: readText('--sessions', sessions),
    network: parseJson('--network', network),
    date,
    capKw: numberIn('--cap-kw', capKw, { min: 0.001, max: 1e6 }),
    seed,
  });
}

function readText(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${flag} ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseJson(flag: string, file: string): unknown {
  const text = readText(flag, file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${flag} ${file}: is no JSON (${String(error)})`, { cause: error });
  }
}

function numberIn(
  flag: string,
  text: string | number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = typeof text === 'number' ? text : text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max))
    throw new Error(`${flag}: must be a number from ${min} to ${max}, got ${JSON.stringify(text)}`);
  return value;
}

function levelOf(text: string): 'debug' | 'info' | 'warn' | 'error' | 'silent' {
  const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
  const level = levels.find((one) => one === text);
  if (level === undefined)
    throw new Error(`--log-level: must be one of ${levels.join(', ')}, got ${JSON.stringify(text)}`);
  return level;
}
