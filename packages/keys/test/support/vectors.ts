import { readFileSync } from 'node:fs';

/** Fields in hexadecimal, or plain text. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>;

/** A file of packages/vectors. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url), 'utf8')) as T;
}

/** A group of Wycheproof's, with what its tests have. */
export interface Group<Test> {
  readonly keySize: number;
  readonly ivSize: number;
  readonly tagSize: number;
  readonly tests: readonly (Test & Fields<'result' | 'comment'> & { readonly tcId: number })[];
}

/** The groups of a file of Wycheproof's. */
export function wycheproof<Test>(name: string): readonly Group<Test>[] {
  return readVectors<{ testGroups: Group<Test>[] }>(`wycheproof/${name}_test.json`).testGroups;
}

/** Bytes of hexadecimal. */
export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** Hexadecimal of bytes. */
export function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}
