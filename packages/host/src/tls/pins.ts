// Pins of public keys, as RFC 7469 §2.4 writes them: they hold when a certificate is renewed for the same key.

import { createHash, type X509Certificate } from 'node:crypto';
import { FedzkError, fromBase64, optionsOf, toBase64, unexpected } from '@fedzk/core';
import { certificateOf, isCurrent } from '../certificates/read.js';
import { peerCertificate } from './socket.js';

/** The keys that a peer may have. */
export interface Pins {
  /** `sha256/` and the base64 of a hash, as {@link spkiPin} returns it. */
  readonly current: string;
  /** The key that the peer will change to. */
  readonly next?: string | undefined;
}

const PREFIX = 'sha256/';

/**
 * Returns the pin of a certificate: the SHA-256 of its public key (SubjectPublicKeyInfo).
 *
 * @param certificate PEM, of which the first counts, or DER
 * @returns `sha256/` and 44 digits of base64
 * @throws {FedzkError} `invalid-argument`
 */
export function spkiPin(certificate: string | Uint8Array | X509Certificate): string {
  return pinOf(certificateOf(certificate, 'certificate'));
}

/** The pins of certificates, each made once: a service asks for that of a connection at each request. */
const made = new WeakMap<X509Certificate, string>();

function pinOf(certificate: X509Certificate): string {
  const known = made.get(certificate);
  if (known !== undefined) return known;
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const pin = PREFIX + toBase64(createHash('sha256').update(spki).digest());
  made.set(certificate, pin);
  return pin;
}

/**
 * Reads pins.
 *
 * @throws {FedzkError} `invalid-argument`
 */
function pinsOf(given: unknown): Pins {
  const { current, next } = optionsOf(given as Pins, ['current', 'next'], 'pins');
  requirePin(current, 'pins.current');
  if (next === undefined) return { current };
  requirePin(next, 'pins.next');
  return { current, next };
}

/** Reads pins that are given as they are, or asked for at each connection. */
export function pinsReader(pins: Pins | (() => Pins)): () => Pins {
  if (typeof pins === 'function') return () => pinsOf(pins());
  const read = pinsOf(pins);
  return () => read;
}

function requirePin(pin: unknown, name: string): void {
  const digits = typeof pin === 'string' && pin.startsWith(PREFIX) ? pin.slice(PREFIX.length) : '';
  if (fromBase64(digits)?.length !== 32) throw unexpected(name, '"sha256/" and 44 digits of base64', pin);
}

/**
 * Returns the pin of the peer of a connection, also of one that resumed a session.
 *
 * @param socket a connection of `node:tls` whose handshake is complete
 * @returns undefined where the peer showed no certificate
 * @throws {FedzkError} `invalid-argument`: no such connection
 */
export function peerPin(socket: unknown): string | undefined {
  const certificate = peerCertificate(socket);
  return certificate === undefined ? undefined : pinOf(certificate);
}

/**
 * Tells whether the peer of a connection has one of these pins, and a certificate that is valid now. Holds for resumed
 * sessions too, which skip all checks of TLS itself.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function checkPins(socket: unknown, pins: Pins): boolean {
  const read = pinsOf(pins);
  const certificate = peerCertificate(socket);
  return certificate !== undefined && pinProblem(certificate, read) === undefined;
}

/** Says why a peer's certificate is refused; undefined where it is right. */
export function pinProblem(certificate: X509Certificate | undefined, { current, next }: Pins): FedzkError | undefined {
  const pin = certificate === undefined ? undefined : pinOf(certificate);
  if (certificate === undefined || pin === undefined || (pin !== current && pin !== next)) {
    const got = pin === undefined ? 'no certificate' : `the key ${pin}`;
    const expected = next === undefined ? current : `${current} or ${next}`;
    return new FedzkError(
      'pin-mismatch',
      `The peer showed ${got}; expected ${expected}. Ask its operator which is right.`,
    );
  }
  return isCurrent(certificate) ? undefined : expiredPeer(certificate);
}

/** Makes the error for a peer whose certificate is not valid now. */
export function expiredPeer({ validFrom, validTo }: X509Certificate): FedzkError {
  return new FedzkError(
    'expired',
    `The peer's certificate is valid from ${validFrom} to ${validTo}; ask its operator for a new one, or set this machine's clock right.`,
  );
}
