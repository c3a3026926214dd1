import { WebSocket } from 'ws';

/**
 * The websocket of a station with a filter before its messages. `ws` lets a server choose the class of its sockets; this is the
 * one public place where a message can be taken, replaced or held back before the transport library parses it.
 */
export class StationSocket extends WebSocket {
  #filter: ((data: Buffer, isBinary: boolean) => void) | undefined;

  /** From now on messages go to `filter`, and only `deliver` brings one to the library. */
  filterMessages(filter: (data: Buffer, isBinary: boolean) => void): void {
    this.#filter = filter;
  }

  /** Hands a message to the library as if it had just arrived. */
  deliver(data: Buffer): void {
    super.emit('message', data, false);
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
