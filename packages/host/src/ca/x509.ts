// @peculiar/x509, imported where certificates are made and requests are read: to import it takes a quarter of a second.

import type { X509Certificate } from 'node:crypto';
import { FedzkError } from '@fedzk/core';
import type * as Library from '@peculiar/x509';

export type { Extension, Name, Pkcs10CertificateRequest, PublicKey } from '@peculiar/x509';
export type X509 = typeof Library;

/** Imports the library. It needs what reflect-metadata adds to `Reflect`, and reads it while it is imported. */
export async function x509(): Promise<X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/**
 * Reads a certificate's names and extensions.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export async function readX509({ raw }: X509Certificate, name: string): Promise<Library.X509Certificate> {
  const { X509Certificate: Reader } = await x509();
  try {
    return new Reader(raw);
  } catch (cause) {
    throw new FedzkError('invalid-argument', `"${name}" expected a certificate as RFC 5280 describes it.`, { cause });
  }
}
