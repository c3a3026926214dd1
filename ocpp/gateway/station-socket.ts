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

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    // The default binaryType hands every message over as one Buffer.
    if (event === 'message' && this.#filter !== undefined) {
      this.#filter(args[0] as Buffer, args[1] as boolean);
      return true;
    }
    return super.emit(event, ...args);
  }
}
