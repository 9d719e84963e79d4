import { createPublicKey, type KeyObject } from 'node:crypto';
import { FedzkError, optionsOf } from '@fedzk/core';
import { CLIENT_URN } from '../certificates/client-id.js';
import { privateKeyOf } from '../certificates/read.js';
import { clientIdArgument, daysOf } from './arguments.js';
import { authorityOf, type CertificateAuthority } from './authority.js';
import { leafExtensions } from './extensions.js';
import { algorithmOf, signingKeyOf, verifyingKeyOf } from './keys.js';
import { signBy } from './sign.js';
import {
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from './x509.js';

export interface CertificateRequestOptions {
  /** The client's private key, as PKCS#8 in PEM, such as one of `createTlsKey`. */
  readonly key: string;
  /** The client's id. It is shown to whoever issues, and doesn't decide what is issued. */
  readonly id: string;
}

/**
 * Makes a certificate request (RFC 2986) on the client's machine, so that the private key stays there.
 *
 * @returns PEM
 * @throws {FedzkError} `invalid-argument`; `unsupported`: a key of another kind
 */
export async function createCertificateRequest(options: CertificateRequestOptions): Promise<string> {
  const given = optionsOf(options, ['key', 'id']);
  const id = clientIdArgument(given.id);
  const key = privateKeyOf(given.key, 'key');
  const keys = { privateKey: await signingKeyOf(key, 'key'), publicKey: await verifyingKeyOf(key) };
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [id] }],
    keys,
    signingAlgorithm: { ...keys.privateKey.algorithm, hash: 'SHA-256' } as { name: string },
  });
  return `${request.toString('pem')}\n`;
}

export interface ClientCertificateOptions {
  /** The client's id, of a record that was authenticated. */
  readonly id: string;
  /** How long it is valid: 365 at most, and no longer than the issuer. Default: 90. */
  readonly days?: number | undefined;
}

/**
 * Makes a client's certificate: for TLS clients only, and with the one name `urn:fedzk:client:ID`. Of the request it takes the
 * public key alone, and checks the signature that proves that the client has the private one.
 *
 * @param issuer one of `createIssuer`, or a root
 * @param request PEM
 * @returns PEM: the certificate, then the issuer's
 * @throws {FedzkError} `invalid-argument`: no request, or an invalid option; `not-authentic`: its signature is wrong;
 *   `unsupported`: a key of another kind; `expired`: the issuer is not valid now
 */
export async function issueClientCertificate(
  issuer: CertificateAuthority,
  request: string,
  options: ClientCertificateOptions,
): Promise<string> {
  const given = optionsOf(options, ['id', 'days']);
  const id = clientIdArgument(given.id);
  const days = daysOf(given.days);
  const authority = authorityOf(issuer, 'issuer');
  const publicKey = await requestedKey(request);
  const certificate = await signBy(authority, {
    name: id,
    publicKey,
    days,
    extensions: [
      ...leafExtensions(['client']),
      new SubjectAlternativeNameExtension([{ type: 'url', value: CLIENT_URN + id }]),
    ],
  });
  return certificate + (authority.clientsOnly ? authority.certificate.toString() : '');
}

/** A request with a key of RSA-4096 has 1,700 characters. */
const LONGEST = 16 * 1024;

async function requestedKey(text: unknown): Promise<KeyObject> {
  const request = requestOf(text);
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

function requestOf(text: unknown): { readonly read: Pkcs10CertificateRequest; readonly key: KeyObject } | undefined {
  const isRequest = typeof text === 'string' && text.length <= LONGEST;
  if (!isRequest || !/^\s*-----BEGIN CERTIFICATE REQUEST-----[^-]+-----END CERTIFICATE REQUEST-----\s*$/.test(text))
    return undefined;
  try {
    const read = new Pkcs10CertificateRequest(text);
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
