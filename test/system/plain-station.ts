import { type ClientOptions, WebSocket } from 'ws';

type Payload = Record<string, unknown>;

/** A station of a few lines: it says what the test says, and keeps what it was told. */
export class PlainStation {
  readonly told: { readonly action: string; readonly payload: Payload }[] = [];
  readonly #socket: WebSocket;
  /** What it does with a call instead of answering it; true = done, no answer. */
  hears: (action: string, payload: Payload) => boolean = () => false;
  readonly #waiting = new Map<string, (answer: unknown) => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(data.toString()));
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static async connect(
    url: string,
    {
      stationId,
      password,
      protocol = 'ocpp1.6',
      tls = {},
    }: {
      readonly stationId: string;
      /** Absent = its certificate is all it has. */
      readonly password?: string | Buffer;
      readonly protocol?: string;
      /** Whom it believes, and what it shows. */
      readonly tls?: Pick<ClientOptions, 'ca' | 'cert' | 'key'>;
    },
  ): Promise<PlainStation> {
    const credentials = Buffer.concat([Buffer.from(`${stationId}:`), Buffer.from(password ?? '')]);
    const headers = password === undefined ? {} : { authorization: `Basic ${credentials.toString('base64')}` };
    const socket = new WebSocket(`${url}/${stationId}`, [protocol], { headers, ...tls });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new PlainStation(socket);
  }

  async call(action: string, payload: Payload): Promise<Payload> {
    this.#count += 1;
    const messageId = `m${this.#count}-${Math.trunc(performance.now())}`;
    const answer = new Promise<unknown>((resolve) => {
      this.#waiting.set(messageId, resolve);
    });
    this.#socket.send(JSON.stringify([2, messageId, action, payload]));
    return (await answer) as Payload;
  }

  /** Any text, whether it is a frame or not. */
  sendRaw(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(text: string): void {
    const [type, messageId, third, fourth] = JSON.parse(text) as [number, string, unknown, unknown];
    if (type === 2) {
      this.told.push({ action: String(third), payload: fourth as Payload });
      if (this.hears(String(third), fourth as Payload)) return;
      const answer = third === 'GetConfiguration' ? { configurationKey: [] } : { status: 'Accepted' };
      this.#socket.send(JSON.stringify([3, messageId, answer]));
      return;
    }
    this.#waiting.get(messageId)?.(third);
    this.#waiting.delete(messageId);
  }
}
