#!/usr/bin/env node
import { Command } from 'commander';
import { parseServiceConfig, serviceSettings } from '../config/index.ts';
import { build } from './built.ts';
import { addRemoteCommands } from './remote.ts';
import { addReplay } from './replay.ts';
import { addSimulationCommands } from './simulation.ts';

const say = (line: string): void => console.error(line);

const program = new Command('headroom')
  .description("An OCPP central system that keeps a city's charging inside the grid's headroom")
  .version(build.version)
  .showHelpAfterError()
  .enablePositionalOptions();

const serveCommand = program
  .command('serve')
  .description('run the service for real stations')
  .requiredOption('--config <file>', 'grid file (YAML; see docs/sample-grid.yaml)')
  .option('--json', 'print the addresses as one JSON line when ready')
  .action(async ({ config: gridFile, json, ...flags }: { config: string; json?: boolean }) => {
    const { serve } = await import('./serve.ts');
    await serve(gridFile, parseServiceConfig({ flags, env: process.env }), { say, json: json === true });
  });
for (const { flag, env, help, default: value } of serviceSettings) {
  if (flag !== undefined)
    serveCommand.option(flag, `${help} (${env}${value === undefined ? '' : `; default ${value}`})`);
}

addSimulationCommands(program, say);
addRemoteCommands(program);
addReplay(program, say);

program
  .command('openapi')
  .description('print the OpenAPI 3.1 document of the REST API')
  .option('--json', 'JSON, which is what it prints anyway')
  .action(async () => {
    const { openApiDocument, routes } = await import('../api/index.ts');
    console.log(JSON.stringify(openApiDocument(routes, build.version), null, 2));
  });

try {
  await program.parseAsync();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
