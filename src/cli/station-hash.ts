import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';

/** OCPP security profile 1 asks for at least 16 characters (A00.FR.205); the grid file takes at most 64. */
const PASSWORD_CHARACTERS = { min: 16, max: 64 };
/** The file descriptor of standard input. */
const STANDARD_INPUT = 0;

/** `station hash`: a password as the `passwordHash` of the grid file, so that the file need not be kept secret. Needs no service. */
export function addStationHash(station: Command): void {
  station
    .command('hash')
    .description('print the passwordHash of a station for the grid file')
    .option('--password-file <file>', 'file with the password; default: standard input')
    .option('--json', 'print the hash as JSON')
    .action(async ({ passwordFile, json }: { passwordFile?: string; json?: boolean }) => {
      const { hashPassword } = await import('../store/index.ts');
      const passwordHash = await hashPassword(readPassword(passwordFile), randomBytes);
      console.log(json === true ? JSON.stringify({ passwordHash }) : passwordHash);
    });
}

/** Without the line break at its end. Throws an Error that names the source and the length, never the password. */
function readPassword(file: string | undefined): string {
  const source = file === undefined ? 'standard input' : `--password-file ${file}`;
  const password = readFileSync(file ?? STANDARD_INPUT, 'utf8').trim();
  const { min, max } = PASSWORD_CHARACTERS;
  if (password.length < min || password.length > max)
    throw new Error(`${source}: a station password has ${min} to ${max} characters, got ${password.length}`);
  return password;
}
