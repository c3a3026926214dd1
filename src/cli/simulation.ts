import type { Command } from 'commander';
import { numberIn, oneOf } from './flags.ts';
import type { RunFlags } from './simulate-run.ts';
import { scenarioOf, scenarioOptions, type ScenarioFlags } from './simulate-scenario.ts';

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
          logLevel: oneOf('--log-level', flags.logLevel, ['debug', 'info', 'warn', 'error', 'silent']),
          say,
        });
      },
    );

  scenarioOptions(program.command('simulate'))
    .description('run a scenario in-process on a virtual clock, without OCPP; exactly repeatable')
    .option('--policy <name>', 'headroom, headroom-plan, uncontrolled, or a baseline: fcfs, edf, llf, ...', 'headroom')
    .option('--inputs <kind>', 'what is believed of the cars: true, stated (by drivers) or learned', 'stated')
    .option('--step <seconds>', 'physics and decisions; default 1, a city 60')
    .option('--out <file>', 'sessions and series: .json, or .csv or .parquet (two files)')
    .option('--series <nodes>', 'nodes of the series, separated by commas, or all; default the capacity node')
    .option('--json', 'print the result as JSON')
    .action(async (flags: RunFlags) => {
      const { runSimulation } = await import('./simulate-run.ts');
      await runSimulation(flags, { say, print: (text) => console.log(text) });
    });
}
