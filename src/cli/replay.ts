import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { caseDifferences, readCase } from '../../dispatch/index.ts';
import type { DecisionCase } from '../../dispatch/index.ts';

/** `replay`: decides recorded cases again. Exit code 1 when one is decided otherwise now. */
export function addReplay(program: Command, say: (line: string) => void): void {
  program
    .command('replay')
    .description('decide recorded decisions again and tell what differs (see `headroom decision`)')
    .argument('<files...>')
    .action((files: readonly string[]) => {
      for (const file of files) {
        const recorded = caseIn(file);
        const differences = caseDifferences(recorded);
        const { setpoints } = recorded.allocation;
        say(`${file}: ${setpoints.length} setpoints, ${differences.length === 0 ? 'the same' : 'DIFFERENT'}`);
        for (const line of differences) say(`  ${line}`);
        if (differences.length > 0) process.exitCode = 1;
      }
    });
}

function caseIn(file: string): DecisionCase {
  try {
    return readCase(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
