// Certificate requests (RFC 2986), as they come from another machine.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { FedzkError } from '@fedzk/core';
import { algorithmOf } from './keys.js';
import { type Pkcs10CertificateRequest, x509 } from './x509.js';

/** A request with a key of RSA-4096 has 1,700 characters. */
const LONGEST = 16 * 1024;

/**
 * Returns the public key of a request, which is all of it that counts.
 *
 * @throws {FedzkError} `invalid-argument`: no request; `not-authentic`: its signature is wrong; `unsupported`: a key of another kind
 */
export async function requestedKey(text: unknown): Promise<KeyObject> {
  const request = await requestOf(text);
  if (request === undefined) {
    throw new FedzkError(
      'invalid-argument',
      '"request" expected a certificate request in PEM, which begins with "-----BEGIN CERTIFICATE REQUEST-----".',
    );
  }
  const { read, key } = request;
  algorithmOf(key, 'request'); // before the signature, which takes long to check with a large key
  if (await isSigned(read)) return key;
  throw new FedzkError(
    'not-authentic',
    '"request" is not signed by the key that it names; make it again with that key.',
  );
}

async function requestOf(
  text: unknown,
): Promise<{ readonly read: Pkcs10CertificateRequest; readonly key: KeyObject } | undefined> {
  const isRequest = typeof text === 'string' && text.length <= LONGEST;
  if (!isRequest || !/^\s*-----BEGIN CERTIFICATE REQUEST-----[^-]+-----END CERTIFICATE REQUEST-----\s*$/.test(text))
    return undefined;
  const { Pkcs10CertificateRequest: Reader } = await x509();
  try {
    const read = new Reader(text);
    const key = createPublicKey({ key: Buffer.from(read.publicKey.rawData), format: 'der', type: 'spki' });
    return { read, key };
  } catch {
    return undefined;
  }
}

async function isSigned(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false; // a signature of another algorithm than the key's
  }
}
