export type MisconductDeps = {
  /** It still speaks for its station; what it does later concerns nobody. */
  readonly isLive: () => boolean;
  readonly maxBadFrames: number;
  /** An event of security. `detail` holds nothing of what the station sent. */
  readonly report: (type: MisconductType, detail: string) => void;
  /** The connection is to be closed with 1002. */
  readonly close: () => void;
};
export type MisconductType =
  | 'bad-message'
  | 'bad-frames'
  | 'broken-websocket'
  | 'unread-answers'
  | 'foreign-call'
  | 'unasked-answer'
  | 'malformed-answer';

/**
 * What the station of one connection does against the protocol: told once for each type and connection, so that a flood is one record; so many bad
 * messages that it cannot be an honest mistake end the connection.
 */
export class Misconduct {
  readonly #deps: MisconductDeps;
  #told: readonly MisconductType[] = [];
  #badFrames = 0;

  constructor(deps: MisconductDeps) {
    this.#deps = deps;
  }

  /** A good message: an honest station recovers from a bad one now and then. */
  behaved(): void {
    if (this.#badFrames > 0) this.#badFrames--;
  }

  /** A message that is no RPC, or one that its handler can make nothing of. */
  badMessage(reason: string): void {
    if (!this.#deps.isLive()) return;
    this.#badFrames++;
    this.#tell('bad-message', reason);
    if (this.#badFrames < this.#deps.maxBadFrames) return;
    this.#tell('bad-frames', `closed after ${this.#badFrames} bad messages, the last: ${reason}`);
    this.#deps.close();
  }

  /** An error of the socket; those of the network are nobody's fault. */
  socketFailed(error: Error & { readonly code?: string }): void {
    if (error.code?.startsWith('WS_ERR_') === true) this.#tell('broken-websocket', `closed for ${error.code}`);
  }

  unreadAnswers(waitingBytes: number): void {
    this.#tell('unread-answers', `cut off while ${waitingBytes} bytes of answers wait to be read`);
  }

  /** The code of an answer to one of its calls: whether it was a call that no station sends. */
  refused(code: string): void {
    if (code !== 'NotImplemented' && code !== 'NotSupported') return;
    this.#tell('foreign-call', `${code}: a call that no station of its version sends`);
  }

  /** Dropped: it answers no call of ours. */
  unaskedAnswer(): void {
    this.#tell('unasked-answer', 'an answer to no call of ours was dropped');
  }

  /** It answers a call of ours, and says neither yes nor no in words of OCPP. */
  malformedAnswer(): void {
    this.#tell('malformed-answer', 'an answer that OCPP does not know; it counts as none');
  }

  #tell(type: MisconductType, detail: string): void {
    if (this.#told.includes(type) || !this.#deps.isLive()) return;
    this.#told = [...this.#told, type];
    this.#deps.report(type, detail);
  }
}
