import type { RequestHandler } from 'express';
import { type Options, ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { ApiBounds } from './bounds.ts';
import { callerOf } from './caller.ts';
import { Problem } from './problems.ts';

/**
 * Requests per minute, with RateLimit headers (draft 8) and Retry-After. Reads and changes are counted for each key; wrong keys for each
 * address, and only they: a flood of wrong keys never locks out a right one from the same address.
 */
export type RateLimits = {
  readonly reads: RequestHandler;
  readonly changes: RequestHandler;
  readonly failedLogins: RequestHandler;
};

export function createRateLimits(bounds: ApiBounds): RateLimits {
  return {
    reads: perMinute(bounds.readsPerMinute, {
      identifier: 'reads',
      keyGenerator: (_request, response) => callerOf(response).keyId,
    }),
    changes: perMinute(bounds.changesPerMinute, {
      identifier: 'changes',
      keyGenerator: (_request, response) => callerOf(response).keyId,
    }),
    failedLogins: perMinute(bounds.failedLoginsPerMinute, {
      identifier: 'failed-logins',
      keyGenerator: (request) => ipKeyGenerator(request.ip ?? 'unknown'),
    }),
  };
}

function perMinute(
  limit: number,
  { identifier, keyGenerator }: Pick<Options, 'identifier' | 'keyGenerator'>,
): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    identifier,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its checks of the set-up print to the console; the set-up is tested instead.
    validate: false,
    handler: (_request, _response, next) =>
      next(new Problem('rate-limited', `more than ${limit} ${String(identifier)} a minute`)),
  });
}
