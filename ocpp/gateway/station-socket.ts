import { WebSocket } from 'ws';

/**
 * The websocket of a station, whose messages go to one reader. `ws` lets a server choose the class of its sockets; this is the one public
 * place where a message can be taken before the transport library parses it.
 */
export class StationSocket extends WebSocket {
  #filter: ((data: Buffer, isBinary: boolean) => void) | undefined;

  /** From now on messages go to `filter` and to nobody else. */
  filterMessages(filter: (data: Buffer, isBinary: boolean) => void): void {
    this.#filter = filter;
  }

  /** No event of `ws` has more than two arguments. */
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    // The default binaryType hands every message over as one Buffer.
    if (event === 'message' && this.#filter !== undefined) {
      this.#filter(first as Buffer, second as boolean);
      return true;
    }
    return super.emit(event, first, second);
  }
}
