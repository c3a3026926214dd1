import { type Connection, type Handler, OcppError } from '../adapter.ts';
import type { ActionV201, RequestV201, ResponseV201 } from '../protocol/index.ts';
import { askToBoot, holdUntilAccepted, sessionsLoaded } from '../acceptance.ts';
import { conformingRequest } from '../relaxed-request.ts';

export type Answer<A extends ActionV201> = (
  connection: Connection,
  request: RequestV201<A>,
) => Promise<ResponseV201<A>> | ResponseV201<A>;

/**
 * A handler behind the checks that all share: the schema, the open sessions, acceptance. Before it everything but BootNotification is a
 * SecurityError (2.0.1 B02.FR.09, B03.FR.08); a TransactionEvent waits a moment first, because a station may drop what was refused.
 */
export function route<A extends ActionV201>(action: A, answer: Answer<A>): Handler {
  return (connection, payload) => {
    // What 2.1 has more is for its own handlers; these read what 2.0.1 has.
    const request = conformingRequest(connection, action, payload) as RequestV201<A>;
    const loading = sessionsLoaded(connection);
    const isHeard = connection.known.accepted || action === 'BootNotification';
    return loading === undefined && isHeard ? answer(connection, request) : answerLater(connection, request, loading);
  };

  async function answerLater(
    connection: Connection,
    request: RequestV201<A>,
    loading: Promise<void> | undefined,
  ): Promise<Record<string, unknown>> {
    await loading;
    if (!connection.known.accepted && action !== 'BootNotification') {
      if (action !== 'TransactionEvent') askToBoot(connection);
      if (action !== 'TransactionEvent' || !(await holdUntilAccepted(connection))) {
        throw new OcppError('SecurityError', `${action}: the station has not sent BootNotification`);
      }
    }
    return { ...(await answer(connection, request)) };
  }
}
