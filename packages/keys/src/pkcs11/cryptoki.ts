// Loads pkcs11js, which calls libraries of PKCS#11 from Node. It is an optional peer dependency with a native part.

import nodeModule from 'node:module';
import { FedzkError } from '@fedzk/core';

/** The number of a slot, a session or an object, in the bytes that it has in memory. */
export type Handle = Uint8Array;

export interface Attribute {
  readonly type: number;
  readonly value?: number | boolean | string | Uint8Array;
}

export interface Mechanism {
  readonly mechanism: number;
}

/** As much of a token's information as is used. Texts are padded with blanks. */
export interface TokenInfo {
  readonly label: string;
  readonly serialNumber: string;
  readonly model: string;
  readonly flags: number;
}

/** As much of `PKCS11` of pkcs11js as is used. Methods without `Async` run until the token has answered. */
export interface Cryptoki {
  load(path: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_GetMechanismList(slot: Handle): number[];
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_GetSessionInfo(session: Handle): { readonly state: number };
  C_Login(session: Handle, userType: number, pin: string): void;
  C_Logout(session: Handle): void;
  C_CreateObject(session: Handle, template: readonly Attribute[]): Handle;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): { readonly value: unknown }[];
  C_SetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): void;
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: readonly Attribute[]): Handle;
  C_GenerateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    publicTemplate: readonly Attribute[],
    privateTemplate: readonly Attribute[],
  ): unknown;
  C_WrapKey(session: Handle, mechanism: Mechanism, wrapping: Handle, key: Handle, out: Uint8Array): Uint8Array;
  C_UnwrapKey(
    session: Handle,
    mechanism: Mechanism,
    unwrapping: Handle,
    wrapped: Uint8Array,
    template: readonly Attribute[],
  ): Handle;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_SignAsync(session: Handle, message: Uint8Array, out: Uint8Array): Promise<Uint8Array>;
}

/**
 * Loads pkcs11js and makes its object for one library.
 *
 * @throws {FedzkError} `unsupported`: it is not installed, or its native part is not built
 */
export async function loadCryptoki(): Promise<Cryptoki> {
  try {
    const { default: pkcs11js } = await import('pkcs11js');
    return new pkcs11js.PKCS11() as unknown as Cryptoki;
  } catch (cause) {
    throw new FedzkError('unsupported', problemOf(cause), { cause });
  }
}

/**
 * Finds the file that pkcs11js was loaded from, so that another process loads the same.
 *
 * @throws {FedzkError} `unsupported`
 */
export async function libraryFile(): Promise<string> {
  const { default: loaded } = await import('pkcs11js');
  const modules = Object.values(nodeModule.createRequire(import.meta.url).cache);
  const file = modules.find((each) => each?.exports === loaded)?.filename;
  if (file === undefined) throw new FedzkError('unsupported', 'The file of pkcs11js is not known, as in a bundle.');
  return file;
}

function problemOf(cause: unknown): string {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (isMissing && !String(message).includes('pkcs11.node')) {
    return 'PKCS#11 needs the optional peer dependency pkcs11js, which is not installed. Run npm install pkcs11js.';
  }
  return (
    'The native part of pkcs11js is not built for this machine. Its install script builds it, with a compiler of C++. ' +
    'Run npm rebuild pkcs11js.'
  );
}
