// Refuses the CA's private key on a machine that runs an aggregator: whoever broke into it could certify anybody.

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
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
  if (existsSync(join(folder, 'root.pem')) && existsSync(join(folder, 'keys'))) throw found(folder);
  for (const { name, ...entry } of readdirSync(folder, { withFileTypes: true }).map(factsOf)) {
    const path = join(folder, name);
    if (entry.isFolder && !OWN.has(name)) requireNoAuthority(path, root);
    if (root !== undefined && entry.isFile && hasKeyOf(path, root)) throw found(path);
  }
}

function factsOf(entry: { readonly name: string; isDirectory(): boolean; isFile(): boolean }) {
  return { name: entry.name, isFolder: entry.isDirectory(), isFile: entry.isFile() };
}

function found(path: string): FedzkError {
  return new FedzkError(
    'invalid-state',
    `${quoted(path)} has the CA's private key. Move it to another machine, which runs no aggregator.`,
  );
}

function hasKeyOf(path: string, root: string): boolean {
  if (statSync(path).size > MOST_BYTES) return false;
  const certified = new X509Certificate(root).publicKey.export({ type: 'spki', format: 'der' });
  return [...readFileSync(path, 'latin1').matchAll(PEM)].some(([pem]) => {
    try {
      return createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).equals(certified);
    } catch {
      return false; // no key, or one that a passphrase opens
    }
  });
}
