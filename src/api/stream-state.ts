import type { ControlView } from '../control/view.ts';
import type { Present } from './present.ts';

/** The last state that was sent, and the step from it to a newer one. */
export type StreamState = {
  /** JSON of `StreamDelta` from the state before to `view`, which becomes the state. */
  advance(view: ControlView): string;
  /** JSON of `StreamState` for `view`. */
  full(view: ControlView): string;
};

/** What was sent of one record: the same object need not be looked at again, the same text need not be sent again. */
type Sent = { readonly source: object; readonly json: string };

export function createStreamState(present: Present): StreamState {
  const parts = [
    part('nodes', (view) => view.nodes, { idOf: ({ nodeId }) => nodeId, present: present.node }),
    part('stations', (view) => view.stations, { idOf: ({ stationId }) => stationId, present: present.stationLive }),
    part('connectors', (view) => view.connectors, {
      idOf: ({ connectorId }) => connectorId,
      present: present.connector,
    }),
    part('sessions', (view) => view.sessions, { idOf: ({ sessionId }) => sessionId, present: present.liveSession }),
    part('alarms', (view) => view.alarms, { idOf: ({ id }) => id, present: present.alarm }),
  ];
  let sentPlanner = '';

  return {
    advance: (view) => {
      const changed: string[] = [];
      const removed: string[] = [];
      for (const { name, advance } of parts) {
        const step = advance(view);
        if (step.changed.length > 0) changed.push(`"${name}":[${step.changed.join(',')}]`);
        if (step.removedIds.length > 0) removed.push(`"${name}":${JSON.stringify(step.removedIds)}`);
      }
      const planner = JSON.stringify(present.planner(view.planner));
      if (planner !== sentPlanner) changed.push(`"planner":${planner}`);
      sentPlanner = planner;
      if (removed.length > 0) changed.push(`"removed":{${removed.join(',')}}`);
      return `{${[moment(view, present), ...changed].join(',')}}`;
    },
    full: (view) => {
      const lists = parts.map(({ name, all }) => `"${name}":[${all(view).join(',')}]`);
      return `{${[moment(view, present), ...lists].join(',')},"planner":${JSON.stringify(present.planner(view.planner))}}`;
    },
  };
}

function moment({ atMs, tick }: ControlView, present: Present): string {
  return `"at":${JSON.stringify(present.time(atMs))},"tick":${JSON.stringify(tick)}`;
}

type Part = {
  readonly name: string;
  readonly advance: (view: ControlView) => {
    readonly changed: readonly string[];
    readonly removedIds: readonly string[];
  };
  readonly all: (view: ControlView) => readonly string[];
};

function part<Record extends object>(
  name: string,
  listOf: (view: ControlView) => readonly Record[],
  { idOf, present }: { readonly idOf: (record: Record) => string; readonly present: (record: Record) => unknown },
): Part {
  let sent = new Map<string, Sent>();
  return {
    name,
    advance: (view) => {
      const next = new Map<string, Sent>();
      const changed: string[] = [];
      for (const record of listOf(view)) {
        const id = idOf(record);
        const before = sent.get(id);
        const json = before?.source === record ? before.json : JSON.stringify(present(record));
        if (json !== before?.json) changed.push(json);
        next.set(id, { source: record, json });
      }
      const removedIds = [...sent.keys()].filter((id) => !next.has(id));
      sent = next;
      return { changed, removedIds };
    },
    all: (view) => listOf(view).map((record) => JSON.stringify(present(record))),
  };
}
