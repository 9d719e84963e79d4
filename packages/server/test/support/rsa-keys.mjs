// Preloaded into a process: whoever makes a key of P-256 there gets the next key of RSA-4096, in PEM, of the file RSA_KEYS. To make one
// takes seconds.

import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/** @type {string[]} */
const keys = JSON.parse(readFileSync(process.env.RSA_KEYS ?? '', 'utf8'));

async function next() {
  const privateKey = crypto.createPrivateKey(keys.shift() ?? '');
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
}

crypto.generateKeyPair = /** @type {any} */ (Object.assign(() => {}, { [promisify.custom]: next }));
syncBuiltinESMExports();
