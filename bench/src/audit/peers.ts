/** What only Node has; undefined elsewhere. */
export type NodeParts = typeof import('./node.js');

export async function nodeParts(): Promise<NodeParts | undefined> {
  return typeof process === 'undefined' ? undefined : import('./node.js');
}
