import { type Connection, OcppError } from '../../adapter.ts';
import type { CommandAnswer } from '../../station-commands.ts';

/**
 * Sends a message of the security whitepaper, and the older message of 1.6 to a station that does not know it, which is noted until it
 * boots. Only NotImplemented and NotSupported say that: after anything else the newer message may have been obeyed.
 */
export async function orOlder(
  { known }: Connection,
  {
    action,
    newer,
    older,
  }: {
    readonly action: string;
    readonly newer: () => Promise<CommandAnswer>;
    readonly older: () => Promise<CommandAnswer>;
  },
): Promise<CommandAnswer> {
  if (known.unknownActions?.has(action) === true) return older();
  try {
    return await newer();
  } catch (error) {
    if (!(error instanceof OcppError) || (error.code !== 'NotImplemented' && error.code !== 'NotSupported'))
      throw error;
    (known.unknownActions ??= new Set()).add(action);
    return older();
  }
}
