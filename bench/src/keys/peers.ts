/** Peers that run in Node only. */
export type NodePeers = typeof import('./node.js');

export async function nodePeers(): Promise<NodePeers | undefined> {
  return typeof process === 'undefined' ? undefined : import('./node.js');
}

export const SALT = 32;
export const SEAL_HEAD = 64;
export const TAG = 16;
export const CSEAL_INFO = 'fedzk/keys/v1/cseal\0';
export const NO_NONCE: Uint8Array<ArrayBuffer> = new Uint8Array(12);
