import type { Response } from 'express';
import type { Actor } from '../operations/index.ts';
import type { Caller } from './route.ts';

/** As the audit names the caller. */
export function actorOf({ name }: Caller): Actor {
  return { name, via: 'rest' };
}

export function rememberCaller(response: Response, caller: Caller): void {
  response.locals['caller'] = caller;
}

/** Throws when the request was not authenticated: a mistake in the order of the middleware. */
export function callerOf(response: Response): Caller {
  const caller = response.locals['caller'] as Caller | undefined;
  if (caller === undefined) throw new Error('a handler that needs a caller ran before authentication');
  return caller;
}
