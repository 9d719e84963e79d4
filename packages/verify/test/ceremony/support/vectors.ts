/** snarkjs's transcripts, and quicknet's round. */
import { readFileSync } from 'node:fs';
import type { Chain } from '@fedzk/testkit/ceremony/chain';
import { CURVES, type Name } from '@fedzk/testkit/ceremony/curves';
import { chainFrom } from '@fedzk/testkit/ceremony/from-section';
import { type RawLink, readSection } from '@fedzk/testkit/ceremony/reference-form';
import type { VerificationKeyJson } from '@fedzk/verify';

interface Transcript {
  readonly section10: string;
  readonly contributionHashes: readonly string[];
  readonly verificationKey: VerificationKeyJson;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/ceremony/${file}`, import.meta.url), 'utf8')) as T;
}

const SNARKJS: Readonly<Record<Name, Transcript>> = read<{ transcripts: Record<Name, Transcript> }>(
  'snarkjs.json',
).transcripts;

interface Quicknet {
  readonly publicKey: string;
  readonly vector: { readonly round: number; readonly signature: string; readonly value: string };
}

export const QUICKNET: Quicknet = read('quicknet.json');

/** A transcript of snarkjs as a chain. */
export interface Known {
  readonly chain: Chain;
  readonly raw: readonly RawLink[];
  readonly section: Uint8Array;
  readonly hashes: readonly string[];
}

export function knownChain(name: Name): Known {
  const { section10, contributionHashes } = SNARKJS[name];
  const section = new Uint8Array(Buffer.from(section10, 'base64'));
  const { links } = readSection(CURVES[name], section);
  return { chain: chainFrom(name, section), raw: links, section, hashes: contributionHashes };
}
