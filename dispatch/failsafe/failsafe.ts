import type { GridEnvelope, NodeId } from '../grid/index.ts';

/**
 * A program that sets limits on a node and has to show that it is alive. While it does not, the node has its failsafe limit:
 * a limit that was lifted by nobody must not be lifted by silence, and silence must not be taken for "no limit".
 */
export type LimitSource = {
  readonly id: string;
  readonly nodeId: NodeId;
  /** Import limit of the node while the source is silent, kW. */
  readonly failsafeKw: number;
  /** Silent for longer than this = lost. */
  readonly heartbeatMs: number;
};

/**
 * init = nothing was heard since the start of this process; controlled = alive, its own limits hold and nothing else; failsafe = lost.
 * In `init` and `failsafe` the failsafe limit holds beside whatever the source had set.
 */
export type SourcePhase = 'init' | 'controlled' | 'failsafe';
export type SourceState = {
  readonly phase: SourcePhase;
  readonly sinceMs: number;
  /** The last heartbeat. */
  readonly heardAtMs?: number;
  /** The first heartbeat of the present unbroken row. */
  readonly aliveSinceMs?: number;
  /** The last limit that it set, changed or ended. */
  readonly wroteAtMs?: number;
};

export type SourceEvent = 'heartbeat' | 'write' | 'time';

/** A source as the process starts: nobody knows what it wanted meanwhile, so it begins in failsafe, whatever it was before. */
export function openSource(atMs: number): SourceState {
  return { phase: 'init', sinceMs: atMs };
}

/**
 * One event, or only time passing. init, failsafe -> controlled: it is alive, and has either written again or been alive for `heartbeatMs`.
 * controlled -> failsafe: no heartbeat for longer than `heartbeatMs`. A limit alone does not show that it is alive.
 * After EEBUS UC LPC (states init, controlled, failsafe), without its way out of failsafe into "unlimited". Pure; times by the service's clock;
 * an event from before the last one changes nothing backwards.
 */
export function advanceSource(
  before: SourceState,
  { heartbeatMs }: Pick<LimitSource, 'heartbeatMs'>,
  event: { readonly kind: SourceEvent; readonly atMs: number },
): SourceState {
  const lapsed = withoutLapsedRow(before, heartbeatMs, event.atMs);
  const told = withEvent(lapsed, event);
  if (told.phase === 'controlled') return told;
  const { sinceMs, heardAtMs, aliveSinceMs, wroteAtMs } = told;
  if (heardAtMs === undefined || aliveSinceMs === undefined) return told;
  const wroteAgain = wroteAtMs !== undefined && wroteAtMs >= sinceMs && wroteAtMs >= aliveSinceMs - heartbeatMs;
  const lasted = heardAtMs - aliveSinceMs >= heartbeatMs;
  return wroteAgain || lasted ? { ...told, phase: 'controlled', sinceMs: event.atMs } : told;
}

/** What its silence imposes on its node now; undefined while it is in control. */
export function failsafeEnvelope(source: LimitSource, state: SourceState): GridEnvelope | undefined {
  if (state.phase === 'controlled') return undefined;
  const { id, nodeId, failsafeKw } = source;
  return {
    id: `failsafe:${id}`,
    nodeId,
    direction: 'import',
    source: `failsafe:${id}`,
    priority: 0,
    mode: 'limit',
    reason: state.phase === 'init' ? `${id} was not heard since the start` : `${id} is silent`,
    startMs: state.sinceMs,
    intervals: [{ startMs: state.sinceMs, limitKw: failsafeKw }],
    status: 'active',
    createdBy: 'failsafe',
    createdAtMs: state.sinceMs,
    etag: `${state.phase}-${state.sinceMs}`,
  };
}

/** A row of heartbeats that ended is forgotten; who was in control then is lost. */
function withoutLapsedRow(before: SourceState, heartbeatMs: number, atMs: number): SourceState {
  const { heardAtMs } = before;
  if (heardAtMs === undefined || atMs - heardAtMs <= heartbeatMs) return before;
  const { aliveSinceMs: _, ...rest } = before;
  return rest.phase === 'controlled' ? { ...rest, phase: 'failsafe', sinceMs: heardAtMs + heartbeatMs } : rest;
}

function withEvent(
  state: SourceState,
  { kind, atMs }: { readonly kind: SourceEvent; readonly atMs: number },
): SourceState {
  if (kind === 'time') return state;
  if (kind === 'write') return { ...state, wroteAtMs: Math.max(atMs, state.wroteAtMs ?? atMs) };
  const heardAtMs = Math.max(atMs, state.heardAtMs ?? atMs);
  return { ...state, heardAtMs, aliveSinceMs: state.aliveSinceMs ?? heardAtMs };
}
