/** Peers that run in Node only. */
export type NodeParts = typeof import('./node.js');

export async function nodeParts(): Promise<NodeParts | undefined> {
  return typeof process === 'undefined' ? undefined : import('./node.js');
}
