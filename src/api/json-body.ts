import type { RequestHandler } from 'express';
import { Problem } from './problems.ts';

/** Cannot stand in a JSON text, so no client can send it. */
const MARK = '\u0000';
/** What other languages write for numbers that JSON does not know, where a value stands. */
const NO_NUMBER = /([:[,]\s*)(-?)(NaN|Infinity)(?=\s*[,}\]])/g;

/**
 * Reads the text of a body (see express.text). NaN and Infinity, which some clients write although JSON has no such numbers, come out as themselves, so
 * that the schema can name the field; anything else that is no JSON object or list is refused as a whole.
 */
export const parseJsonBody: RequestHandler = (request, _response, next) => {
  if (typeof request.body !== 'string') {
    next();
    return;
  }
  const body = parsed(request.body);
  request.body = body;
  next(
    typeof body === 'object' && body !== null ? undefined : new Problem('bad-request', 'the body is not valid JSON'),
  );
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      const marked = text.replace(
        NO_NUMBER,
        (_, before: string, sign: string, name: string) => `${before}"\\u0000${sign}${name}"`,
      );
      return JSON.parse(marked, (_, value: unknown) =>
        typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(1)) : value,
      );
    } catch {
      return undefined;
    }
  }
}
