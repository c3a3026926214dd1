import pino from 'pino';
import type { LogEntry } from '../ocpp/index.ts';

/** One JSON line per entry on standard error, so that a command's own output stays clean. Secrets never reach an entry. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): (entry: LogEntry) => void {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  return ({ level: severity, message, ...rest }) => logger[severity](rest, message);
}
