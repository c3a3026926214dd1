import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from './api-client.ts';
import { pointOfHistory, pointOfNode, withPoint } from './chart-data.ts';
import type { ChartPoint } from './chart-data.ts';
import type { HistoryPoint, Node } from './types.ts';
import { toWire } from './zoned-time.ts';

export type NodeHistory = { readonly points: readonly ChartPoint[]; readonly state: 'loading' | 'known' | 'failed' };

const NONE: readonly ChartPoint[] = [];

type Held = NodeHistory & { readonly about: string };

/** The past of a node from the service, going on with what the stream tells. */
export function useHistory(
  api: ApiClient,
  node: Node,
  { at, hours }: { readonly at: string; readonly hours: number },
): NodeHistory {
  const about = `${node.nodeId} ${hours}`;
  const [held, setHeld] = useState<Held>({ points: NONE, state: 'loading', about });
  const { nodeId } = node;

  useEffect(() => {
    let isLatest = true;
    const from = toWire(Date.parse(at) - hours * 3_600_000);
    const hold = (past: readonly ChartPoint[], state: NodeHistory['state']): void => {
      if (!isLatest) return;
      setHeld((before) => {
        const live = before.about === about ? before.points : NONE;
        return { points: live.reduce(withPoint, past), state, about };
      });
    };
    setHeld({ points: NONE, state: 'loading', about });
    api
      .get<{ readonly points: readonly HistoryPoint[] }>(`nodes/${encodeURIComponent(nodeId)}/history?from=${from}`)
      .then(
        ({ points }) => hold(points.map(pointOfHistory), 'known'),
        () => hold(NONE, 'failed'),
      );
    return () => {
      isLatest = false;
    };
    // `at` moves each second; the past is asked for once a node and range.
  }, [api, about]);

  useEffect(() => {
    setHeld((before) =>
      before.about === about
        ? { ...before, points: withPoint(before.points, pointOfNode(node, Date.parse(at))) }
        : before,
    );
  }, [node, at, about]);

  return held.about === about ? held : { points: NONE, state: 'loading' };
}
