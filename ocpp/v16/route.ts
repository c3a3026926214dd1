import { type Connection, type Handler, OcppError } from '../adapter.ts';
import type { ActionV16, RequestV16, ResponseV16 } from '../protocol/index.ts';
import { askToBoot, holdUntilAccepted, sessionsLoaded } from '../acceptance.ts';
import { conformingRequest } from '../relaxed-request.ts';

/**
 * What a message does before the station is accepted (1.6 section 4.2 leaves it open; nothing may change then).
 * answer: it changes nothing anyway. acknowledge: the empty answer, and nothing else. hold: waits a moment for acceptance, then refuses,
 * because a transaction that is acknowledged must be kept.
 */
export type BeforeAcceptance = 'answer' | 'acknowledge' | 'hold';

export type Answer<A extends ActionV16> = (
  connection: Connection,
  request: RequestV16<A>,
) => Promise<ResponseV16<A>> | ResponseV16<A>;

/** A handler behind the checks that all share: the schema, the open sessions, acceptance. */
export function route<A extends ActionV16>(action: A, answer: Answer<A>, before: BeforeAcceptance): Handler {
  return (connection, payload) => {
    const request = conformingRequest(connection, action, payload) as RequestV16<A>;
    const loading = sessionsLoaded(connection);
    const isHeard = connection.known.accepted || action === 'BootNotification';
    return loading === undefined && isHeard ? answer(connection, request) : answerLater(connection, request, loading);
  };

  async function answerLater(
    connection: Connection,
    request: RequestV16<A>,
    loading: Promise<void> | undefined,
  ): Promise<Record<string, unknown>> {
    await loading;
    if (!connection.known.accepted && action !== 'BootNotification') {
      if (before === 'hold') {
        if (!(await holdUntilAccepted(connection))) {
          throw new OcppError('SecurityError', `${action}: the station has not sent BootNotification`);
        }
      } else {
        askToBoot(connection);
        if (before === 'acknowledge') return {};
      }
    }
    return { ...(await answer(connection, request)) };
  }
}
