import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Role } from '../store/index.ts';
import type { ApiContext } from './deps.ts';
import type { Permission } from './roles.ts';

/** Who asks: the name of the key stands in the audit. */
export type Caller = { readonly keyId: string; readonly name: string; readonly role: Role };

export type Input<Params, Query, Body> = {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** Etags of If-Match; empty when the header is absent (only where it is optional). */
  readonly ifMatch: readonly string[];
};

export type Answer<Body> = {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What the table of routes knows of each: enough to serve it and to document it. */
export type RouteFacts = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As in OpenAPI, e.g. `/api/v1/nodes/{nodeId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** `none` = no key needed. */
  readonly permission: Permission | 'none';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Whether If-Match must or may be sent. */
  readonly ifMatch?: 'required' | 'optional';
  /** POST only. `refused`: the answer holds a secret that must not be kept. */
  readonly idempotency?: 'kept' | 'refused';
  /** A request that no rate limit may delay. */
  readonly urgent?: (body: unknown) => boolean;
  readonly answer: {
    readonly status: number;
    readonly schema?: z.ZodType;
    readonly mediaType?: string;
    readonly description: string;
  };
};

export type Route = RouteFacts & {
  readonly handle: (input: Input<unknown, unknown, unknown>, context: ApiContext) => Promise<Answer<unknown>>;
};

/** A route that writes its answer itself: stream, metrics. */
export type RawRoute = RouteFacts & {
  readonly serve: (
    exchange: { readonly request: Request; readonly response: Response; readonly caller: Caller | undefined },
    context: ApiContext,
  ) => Promise<void> | void;
};

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Ties the types of a handler to its schemas; they are checked at the edge before it runs. */
export function route<
  const Answered extends { readonly status: number; readonly schema: z.ZodType; readonly description: string },
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  definition: Omit<RouteFacts, 'params' | 'query' | 'body' | 'answer'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answered;
    readonly handle: (
      input: Input<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
      context: ApiContext,
    ) => Answer<z.output<Answered['schema']>> | Promise<Answer<z.output<Answered['schema']>>>;
  },
): Route {
  const { handle, ...facts } = definition;
  return {
    ...(facts as RouteFacts),
    handle: async (input, context) => handle(input as Input<Parsed<Params>, Parsed<Query>, Parsed<Body>>, context),
  };
}
