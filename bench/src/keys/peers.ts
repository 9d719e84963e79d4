/** What only Node has; undefined elsewhere. */
export type NodePeers = typeof import('./node.js');

export async function nodePeers(): Promise<NodePeers | undefined> {
  return typeof process === 'undefined' ? undefined : import('./node.js');
}

/** The committing seal of `FORMAT.md` by a platform's cryptography. */
export interface Committing<T> {
  seal(key: T, context: Uint8Array, plaintext: Uint8Array, salt: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** @throws where it isn't authentic */
  open(key: T, context: Uint8Array, sealed: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export const SALT = 32;
export const SEAL_HEAD = 64;
export const TAG = 16;
export const CSEAL_INFO = 'fedzk/keys/v1/cseal\0';
export const NO_NONCE: Uint8Array<ArrayBuffer> = new Uint8Array(12);
