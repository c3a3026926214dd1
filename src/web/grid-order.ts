import type { Node } from './types.ts';

export type GridRow = { readonly node: Node; readonly depth: number };

/** Each node followed by all that is below it. A node whose parent is not known stands at the top. */
export function gridRows(nodes: ReadonlyMap<string, Node>): readonly GridRow[] {
  const children = new Map<string | undefined, Node[]>();
  for (const node of nodes.values()) {
    const parentId = node.parentId !== undefined && nodes.has(node.parentId) ? node.parentId : undefined;
    children.set(parentId, [...(children.get(parentId) ?? []), node]);
  }
  const below = (parentId: string | undefined, depth: number): readonly GridRow[] =>
    (children.get(parentId) ?? []).flatMap((node) => [{ node, depth }, ...below(node.nodeId, depth + 1)]);
  return below(undefined, 0);
}

/** The node and all above it, up to its root. */
export function pathOf(nodes: ReadonlyMap<string, Node>, nodeId: string | undefined): readonly Node[] {
  const path: Node[] = [];
  for (let id = nodeId; id !== undefined;) {
    const node = nodes.get(id);
    if (node === undefined || path.includes(node)) break;
    path.push(node);
    id = node.parentId;
  }
  return path;
}
