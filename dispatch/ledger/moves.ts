import type { ConnectorId, NodeId } from '../grid/index.ts';

/** What is to be sent now: the difference between what was decided and what is in force. */
export type Move = {
  readonly connectorId: ConnectorId;
  readonly limitKw: number;
  /** `renewal` repeats the limit in force before its lease ends; `retry` repeats a command without a usable answer. */
  readonly kind: 'decrease' | 'increase' | 'renewal' | 'retry';
};

export type Moves = {
  readonly atMs: number;
  /** Decreases first. */
  readonly moves: readonly Move[];
  /** Increases that wait for proven headroom, and the row they wait for. */
  readonly deferred: readonly { readonly connectorId: ConnectorId; readonly rowId: string; readonly nodeId: NodeId }[];
};

declare const checked: unique symbol;
/** Proof that `check` passed them: nothing else makes one, and only these may be sent. */
export type CheckedMoves = Moves & { readonly [checked]: true };
