import { concat, fromHex, type Signer, toBase64, toHex } from '@fedzk/core';
import { KEY_NAME, PKCS8 } from '../../src/ceremony/private-key.js';

const ED25519 = 1;

/** Makes the signer of an Ed25519 key, by the browser. */
export async function signerOf({ name, seed }: { readonly name: string; readonly seed: string }): Promise<Signer> {
  if (!KEY_NAME.test(name)) throw new Error('The name of your key must have no spaces and no plus signs.');
  if (!/^[0-9a-f]{64}$/i.test(seed)) throw new Error('Your key must be 64 hexadecimal digits.');
  const encoded = fromHex(PKCS8 + seed.toLowerCase());
  const key = await imported(encoded);
  encoded.fill(0);
  const { x = '' } = await crypto.subtle.exportKey('jwk', key);
  const point = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const typed = concat(Uint8Array.of(ED25519), point);
  const hash = await crypto.subtle.digest(
    'SHA-256',
    concat(new TextEncoder().encode(`${name}\n`), typed) as Uint8Array<ArrayBuffer>,
  );
  const verifierKey = `${name}+${toHex(new Uint8Array(hash, 0, 4))}+${toBase64(typed)}`;
  return {
    name,
    verifierKey,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, new Uint8Array(message))),
  };
}

async function imported(encoded: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', true, ['sign']);
  } catch (cause) {
    throw new Error('This browser has no Ed25519. Leave the key empty, and sign the note elsewhere.', { cause });
  }
}
