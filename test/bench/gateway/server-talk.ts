import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ServerKind = 'ws' | 'ocpp-rpc' | 'ocpp-rpc strict' | 'headroom';
/** `begin` starts a measured phase, `measure` ends it, after collecting garbage. */
export type ServerQuestion = 'begin' | 'measure';
export type ServerAnswer =
  | { readonly kind: 'listening'; readonly url: string; readonly key?: string }
  | { readonly kind: 'begun' }
  | {
      readonly kind: 'measured';
      /** Longest time that the event loop stood still in the phase. */
      readonly maxDelayMs: number;
      readonly cpuS: number;
      readonly rssBytes: number;
      readonly heapBytes: number;
      readonly limitTimings: readonly {
        readonly envelopeId: string;
        readonly toWireMs: number;
        readonly decreases: number;
      }[];
    };
type Measured = Extract<ServerAnswer, { kind: 'measured' }>;

const HOOK = new URL('../../servers/ts-hook.mjs', import.meta.url).href;

/** A server in a process of its own, as the load sees it. */
export class ServerProcess {
  readonly url: string;
  readonly key: string | undefined;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { url, key }: { readonly url: string; readonly key?: string }) {
    this.#child = child;
    this.url = url;
    this.key = key;
  }

  static async start(kind: ServerKind, stations: number): Promise<ServerProcess> {
    const child = fork(fileURLToPath(new URL('./server-process.ts', import.meta.url)), [kind, String(stations)], {
      execArgv: ['--import', HOOK, '--expose-gc'],
    });
    const answer = await answerOf(child);
    if (answer.kind !== 'listening') throw new Error(`${kind}: said ${answer.kind} before it listened`);
    return new ServerProcess(child, answer);
  }

  async begin(): Promise<void> {
    this.#child.send('begin' satisfies ServerQuestion);
    await answerOf(this.#child);
  }

  async measure(): Promise<Measured> {
    this.#child.send('measure' satisfies ServerQuestion);
    const answer = await answerOf(this.#child);
    if (answer.kind !== 'measured') throw new Error(`expected figures, got ${answer.kind}`);
    return answer;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }
}

async function answerOf(child: ChildProcess): Promise<ServerAnswer> {
  const [answer] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with code ${String(code)}`))),
  ])) as [ServerAnswer];
  return answer;
}
