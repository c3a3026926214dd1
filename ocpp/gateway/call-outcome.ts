import type { CallOutcome } from '../ports.ts';
import type { Delivery } from './mailbox.ts';

/** What the caller is told of the end of a delivery. Never throws; an answer that is no object is a failure. */
export function callOutcomeOf(delivery: Delivery): CallOutcome {
  if (delivery.kind === 'not-sent') return { ok: false, code: 'NotSent', detail: delivery.detail };
  if (delivery.kind === 'unknown') return { ok: false, code: 'Unanswered', detail: delivery.detail };
  const { answer } = delivery;
  if (answer.kind === 'error') return { ok: false, code: answer.code, detail: answer.description };
  const { payload } = answer;
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    return { ok: false, code: 'FormationViolation', detail: 'the answer is not an object' };
  }
  return { ok: true, payload: payload as Record<string, unknown> };
}
