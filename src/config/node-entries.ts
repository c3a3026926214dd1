import type { Connector, GridNode } from '../../dispatch/index.ts';
import { type Fault, faultsOfSchema, type Path, type Placed } from './problems.ts';
import { keysAt, type NodeEntry, nodeSchema, type SiteEntry } from './site-schema.ts';

/** Deeper is no grid but a loop of YAML aliases. */
const MAXIMUM_DEPTH = 32;

/** All nodes, nested or not, in the order of the file; `children` stands for `parent` of each child. */
export function walkNodes(
  list: unknown,
  faults: Fault[],
): { readonly entries: readonly Placed<NodeEntry>[]; readonly knownIds: ReadonlySet<string> } {
  const entries: Placed<NodeEntry>[] = [];
  const knownIds = new Set<string>();
  const walk = (items: readonly unknown[], path: Path, parent: string | undefined, depth: number): void => {
    items.forEach((item, index) => {
      const at = [...path, index];
      if (typeof item !== 'object' || item === null || Array.isArray(item)) {
        faults.push({ path: at, message: 'must be a map of keys and values (a node)' });
        return;
      }
      const { children, ...fields } = item as Record<string, unknown>;
      if (typeof fields['id'] === 'string') knownIds.add(fields['id']);
      const parsed = nodeSchema.safeParse(fields);
      if (parsed.success) {
        const said = parsed.data.parent;
        if (parent !== undefined && said !== undefined && said !== parent) {
          faults.push({
            path: [...at, 'parent'],
            message: `is ${said}, but the node stands among the children of ${parent}`,
          });
        }
        if (
          parsed.data.rampPercentPerMinute !== undefined &&
          (parsed.data.ratingKw ?? parsed.data.ratingA) === undefined
        )
          faults.push({
            path: [...at, 'rampPercentPerMinute'],
            message: 'is a share of the rating; give ratingKw or ratingA',
          });
        entries.push({ entry: parent === undefined ? parsed.data : { ...parsed.data, parent }, path: at });
      } else {
        faults.push(
          ...faultsOfSchema({
            issues: parsed.error.issues,
            value: fields,
            path: at,
            keysAt: (inner) => keysAt(inner, 'node'),
          }),
        );
      }
      if (children === undefined || children === null) return;
      if (!Array.isArray(children)) faults.push({ path: [...at, 'children'], message: 'must be a list' });
      else if (depth === MAXIMUM_DEPTH)
        faults.push({ path: [...at, 'children'], message: `nodes are nested deeper than ${MAXIMUM_DEPTH}` });
      else walk(children, [...at, 'children'], typeof fields['id'] === 'string' ? fields['id'] : '?', depth + 1);
    });
  };
  if (Array.isArray(list)) walk(list, ['nodes'], undefined, 1);
  return { entries, knownIds };
}

/** In the units of the inside. */
export function toGridNode(entry: NodeEntry, defaults: SiteEntry['defaults']): GridNode {
  const { id, kind, parent, ratingKw, ratingA, baseLoad, phasorRows, transformer, rampPercentPerMinute } = entry;
  return {
    id,
    kind,
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(ratingKw === undefined ? {} : { ratingKw }),
    ...(ratingA === undefined ? {} : { ratingA }),
    voltageV: entry.voltageV ?? defaults.voltageV,
    margin: entry.margin ?? defaults.margin,
    ...(rampPercentPerMinute === undefined ? {} : { rampPercentPerMinute }),
    ...(transformer === undefined ? {} : { transformer }),
    ...(baseLoad === undefined
      ? {}
      : {
          baseLoad: {
            kind: baseLoad.source === 'mqtt' ? ('meter' as const) : ('fixed' as const),
            measures: baseLoad.measures,
            maximumKw: baseLoad.maximumKw,
            // Unknown: from nothing to the maximum in 100 s, faster than any feeder that was looked at outside of a blackout.
            growthKwPerS: baseLoad.growthKwPerS ?? (baseLoad.source === 'mqtt' ? baseLoad.maximumKw / 100 : 0),
          },
        }),
    ...(phasorRows === undefined
      ? {}
      : {
          phasorRows: phasorRows.map((row) => ({
            ...row,
            coefficients: row.coefficients as Record<Connector['id'], number>,
          })),
        }),
  };
}

/** A connector that is not installed is in no row either. */
export function withoutPlanned(node: GridNode, plannedIds: ReadonlySet<string>): GridNode {
  if (node.phasorRows === undefined || plannedIds.size === 0) return node;
  return {
    ...node,
    phasorRows: node.phasorRows.map((row) => ({
      ...row,
      coefficients: Object.fromEntries(Object.entries(row.coefficients).filter(([id]) => !plannedIds.has(id))),
    })),
  };
}
