import { bindingRows, exposureKw, rowCapacities, strictestLimit } from '../../dispatch/index.ts';
import type {
  Allocation,
  BindingRow,
  CompiledGrid,
  GridEnvelope,
  GridNode,
  LedgerBounds,
  Plan,
  RowCapacity,
} from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Override } from '../store/port.ts';
import type { BaseLoads } from './base-loads.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { ConnectorViews } from './connector-views.ts';
import type { Estimates } from './estimates.ts';
import type { StationRecord } from './station-record.ts';
import type { StationViews } from './station-views.ts';
import type { Thermals } from './thermals.ts';
import type { Alarm, ControlView, LimitTiming, NodeView, PlannerState } from './view.ts';

export type Looked = {
  readonly atMs: number;
  readonly site: SiteConfig;
  readonly grid: CompiledGrid;
  /** In the order of `grid.connectors`. */
  readonly records: readonly ConnectorRecord[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly envelopes: readonly GridEnvelope[];
  readonly overrides: readonly Override[];
  readonly baseLoads: BaseLoads;
  readonly estimates: Estimates;
  readonly allocation: Allocation | undefined;
  readonly plan: Plan | undefined;
  readonly planner: PlannerState;
  readonly alarms: readonly Alarm[];
  readonly limitTimings: readonly LimitTiming[];
  readonly ledgerBounds: LedgerBounds;
  readonly thermals: Thermals;
  readonly connectorViews: ConnectorViews;
  readonly stationViews: StationViews;
  readonly sources: ControlView['sources'];
  readonly restorations: ControlView['restorations'];
  readonly tick: ControlView['tick'];
};

/** The state of the control loop as the outside sees it. */
export function viewOf(looked: Looked): ControlView {
  const { atMs, grid, records, alarms, allocation, plan, planner, limitTimings, tick } = looked;
  const capacity = rowCapacities(grid, {
    envelopes: looked.envelopes,
    baseKw: looked.baseLoads.hiKw(),
    fromMs: atMs,
    toMs: atMs,
  });
  const exposuresKw = records.map(({ account }) => exposureKw(account, atMs, looked.ledgerBounds));
  const reservedKw = records.map(
    (record, index) => shareOf(record, grid.connectors[index]?.phases.length ?? 0) * (exposuresKw[index] ?? 0),
  );
  const bindings = bindingRows({ grid, capacity, reservedKw, atMs, ...(plan === undefined ? {} : { plan }) });
  return {
    atMs,
    // The node of a station is told of by the reasons of its connectors.
    nodes: grid.nodes.flatMap((node, index) =>
      node.kind === 'station' ? [] : nodeView(looked, node, { index, capacity, reservedKw, binding: bindings[index] }),
    ),
    stations: looked.stationViews.look(looked),
    ...looked.connectorViews.look(
      { ...looked, defaults: looked.site.defaults, estimateOf: (record) => looked.estimates.of(record, atMs) },
      exposuresKw,
    ),
    alarms,
    ...(allocation === undefined ? {} : { allocation }),
    ...(plan === undefined ? {} : { plan }),
    planner,
    limitTimings,
    tick,
    sources: looked.sources,
    restorations: looked.restorations,
  };
}

function nodeView(
  looked: Looked,
  node: GridNode,
  {
    index,
    capacity,
    reservedKw,
    binding,
  }: {
    readonly index: number;
    readonly capacity: readonly RowCapacity[];
    /** What the ledger counts of each connector, kW. */
    readonly reservedKw: readonly number[];
    readonly binding: BindingRow | undefined;
  },
): NodeView {
  const { atMs, grid, records, envelopes, baseLoads } = looked;
  const below = grid.connectorsBelowNode[index] ?? new Int32Array();
  let chargingKw = 0;
  let exposedKw = 0;
  for (const one of below) {
    chargingKw += records[one]?.reading?.powerKw ?? 0;
    exposedKw += reservedKw[one] ?? 0;
  }
  const base = baseLoads.viewOf(node.id);
  const envelope = strictestLimit(envelopes, { nodeId: node.id, fromMs: atMs, toMs: atMs });
  const byEnvelope = envelope !== undefined && envelope.limitKw <= (node.ratingKw ?? Infinity);
  const limitKw = byEnvelope ? envelope.limitKw : node.ratingKw;
  const baseLoadKw = base?.hiKw ?? 0;
  const thermal = looked.thermals.viewOf(node.id);
  return {
    nodeId: node.id,
    kind: node.kind,
    ...(node.parentId === undefined ? {} : { parentId: node.parentId }),
    ...(node.ratingKw === undefined ? {} : { ratingKw: node.ratingKw }),
    ...(node.ratingA === undefined ? {} : { ratingA: node.ratingA }),
    margin: node.margin,
    ...(limitKw === undefined ? {} : { limitKw, headroomKw: limitKw * (1 - node.margin) - baseLoadKw - exposedKw }),
    ...(byEnvelope
      ? {
          envelopeId: envelope.envelopeId,
          ...(envelope.untilMs === undefined ? {} : { limitUntilMs: envelope.untilMs }),
        }
      : {}),
    baseLoadKw,
    chargingKw,
    exposureKw: exposedKw,
    meter: base?.meter ?? 'none',
    ...(base?.ageMs === undefined ? {} : { meterAgeMs: base.ageMs }),
    phases: phasesOf(looked, node, { index, capacity }),
    ...(thermal === undefined ? {} : { thermal }),
    ...(binding === undefined ? {} : { binding }),
  };
}

/** Measured load per phase conductor, where the node is rated in A. */
function phasesOf(
  { grid, records }: Looked,
  node: GridNode,
  { index, capacity }: { readonly index: number; readonly capacity: readonly RowCapacity[] },
): NodeView['phases'] {
  const first = grid.tree.firstRow[index] ?? 0;
  return grid.rows.slice(first, grid.tree.firstRow[index + 1]).flatMap((row, k) => {
    const { base = 0, limit = 0 } = capacity[first + k] ?? {};
    if (row.phase === undefined) return [];
    let loadA = base;
    for (const { members, perKw } of row.groups) {
      members.forEach((member, at) => {
        loadA += (perKw[at] ?? 0) * (records[member]?.reading?.powerKw ?? 0);
      });
    }
    return [{ phase: row.phase, loadA, limitA: limit / (1 - node.margin) }];
  });
}
