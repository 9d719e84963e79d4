// Refuses the CA's private key on a machine that runs an aggregator: whoever broke into it could certify anybody.

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';

/** More than a key in PEM has. */
const MOST_BYTES = 65_536;
/** What is authenticated by itself, and large. */
const OWN = new Set(['keys', 'api-keys', 'log', 'rounds']);
const PEM = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]+-----END \1PRIVATE KEY-----/g;

/**
 * Looks through a folder of data for a CA made by `fedzk ca root`, and for the root's private key in PEM.
 *
 * @param root the root's certificate, if there is one yet
 * @throws {FedzkError} `invalid-state`
 */
export function requireNoAuthority(folder: string, root: string | undefined): void {
  look(folder, root === undefined ? undefined : spkiOf(new X509Certificate(root).publicKey));
}

function look(folder: string, certified: Buffer | undefined): void {
  if (existsSync(join(folder, 'root.pem')) && existsSync(join(folder, 'keys'))) throw found(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !OWN.has(entry.name)) look(path, certified);
    if (certified !== undefined && entry.isFile() && hasKeyOf(path, certified)) throw found(path);
  }
}

function found(path: string): FedzkError {
  return new FedzkError(
    'invalid-state',
    `${quoted(path)} has the CA's private key. Move it to another machine, which runs no aggregator.`,
  );
}

function hasKeyOf(path: string, certified: Buffer): boolean {
  if (statSync(path).size > MOST_BYTES) return false;
  return [...readFileSync(path, 'latin1').matchAll(PEM)].some(([pem]) => {
    try {
      return spkiOf(createPublicKey(createPrivateKey(pem))).equals(certified);
    } catch {
      return false; // no key, or one that a passphrase opens
    }
  });
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
