import type { Request } from 'express';
import { Problem } from './problems.ts';
import type { RouteFacts } from './route.ts';

/** The etags of If-Match. Weak ones stay as they are and match nothing (RFC 9110, 13.1.1). Throws 428 when it is required and absent. */
export function readIfMatch(request: Request, rule: RouteFacts['ifMatch']): readonly string[] {
  const header = request.get('if-match');
  if (rule === undefined) return [];
  if (header === undefined) {
    if (rule === 'optional') return [];
    throw new Problem('precondition-required', 'send the etag of the version you have seen as If-Match, or `*`');
  }
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.map((tag) => {
    if (tag === '*' || /^W\/"[^"]*"$/.test(tag)) return tag;
    const [, etag] = /^"([^"]+)"$/.exec(tag) ?? [];
    if (etag !== undefined) return etag;
    const detail = 'must be `*` or etags in double quotes';
    throw new Problem('bad-parameter', `If-Match ${detail}`, { errors: [{ parameter: 'If-Match', detail }] });
  });
}
