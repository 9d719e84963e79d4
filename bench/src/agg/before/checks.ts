// An aggregator's checks of a report, from bytes to tags and without storage, by the code of
// `@fedzk/agg` at commit a15bf2c. The service is measured against this code, so it is kept
// unchanged. HPKE derives the own public key for each report, proofs are verified one by one, and
// field elements are bigints.

import type { Verifier } from '@fedzk/verify';
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import {
  type Bytes,
  equal,
  expand,
  hash,
  join,
  readElements,
  reduce,
  rhoOf,
  tagsOf,
  utf8,
  writeElements,
} from './bytes.js';
import { type Head, type Layout, readPrepare, readReport, type Sealed, shareLength } from './report.js';

/** What an aggregator has. */
export interface Before {
  readonly layout: Layout;
  readonly maxNormSq: bigint;
  readonly clients: ReadonlyMap<string, Bytes>;
  readonly privateKey: Bytes;
  readonly verifier: Verifier;
}

/** Makes the leader's checks 1 to 8 of a report. Returns the bytes of prepare. */
export async function prepareBefore(bytes: Uint8Array, own: Before): Promise<Bytes> {
  const report = readReport(bytes, own.layout);
  if (report === undefined) throw new Error('malformed');
  const { head, signature, leaderPart, leaderPartHash } = report;
  await checkSender(head, signature, leaderPartHash, own);
  const plain = await openBefore('leader', own.privateKey, head.fixed, leaderPart);
  const [blind, share] = [plain.subarray(0, 32), readElements(plain.subarray(32))];
  if (share === undefined) throw new Error('share-range');
  const hashed = hash('leader', join(fixOf(head), blind, writeElements(share)));
  if (!equal(hashed, head.leaderHash)) throw new Error('share-hash');
  checkProofs(head, own);
  const tags = tagsOf(share, own.layout.elements, rhoOf(head.fixed));
  return join(head.bytes, leaderPartHash, signature, writeElements(tags));
}

/** Makes the helper's checks 1 to 9 of prepare. Returns whether the tags add up. */
export async function acceptBefore(bytes: Uint8Array, own: Before): Promise<boolean> {
  const prepare = readPrepare(bytes, own.layout);
  if (prepare === undefined) throw new Error('malformed');
  const { head, signature, leaderPartHash, leaderTags } = prepare;
  await checkSender(head, signature, leaderPartHash, own);
  const seed = await openBefore('helper', own.privateKey, head.fixed, head.helperPart);
  if (!equal(hash('helper', join(fixOf(head), seed)), head.helperHash)) throw new Error('share-hash');
  checkProofs(head, own);
  const share = await expand(seed, head.context, shareLength(own.layout));
  const ownTags = tagsOf(share, own.layout.elements, rhoOf(head.fixed));
  return head.tags.every((tag, t) => reduce((leaderTags[t] ?? 0n) + (ownTags[t] ?? 0n)) === tag);
}

/** Opens a ciphertext that was sealed to an aggregator. */
export async function openBefore(
  role: 'leader' | 'helper',
  privateKey: Bytes,
  aad: Bytes,
  { enc, ciphertext }: Sealed,
): Promise<Bytes> {
  const suite = (): CipherSuite =>
    new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientKey = await suite().kem.deserializePrivateKey(new Uint8Array(privateKey).buffer);
  const info = utf8(`fedzk-agg/1 ${role}`).buffer;
  const recipient = await suite().createRecipientContext({ recipientKey, enc: new Uint8Array(enc).buffer, info });
  return new Uint8Array(await recipient.open(ciphertext, aad));
}

async function checkSender(head: Head, signature: Bytes, leaderPartHash: Bytes, { clients }: Before): Promise<void> {
  const publicKey = clients.get(head.clientId);
  if (publicKey === undefined) throw new Error('unknown-client');
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  const message = hash('sign', join(head.bytes, leaderPartHash));
  if (!(await crypto.subtle.verify('Ed25519', key, signature, message))) throw new Error('bad-signature');
}

function checkProofs({ fixed, commitments, tags, proofs }: Head, { verifier, maxNormSq }: Before): void {
  const rho = rhoOf(fixed);
  for (const [t, proof] of proofs.entries()) {
    const signals = writeElements([commitments[t] ?? 0n, rho, tags[t] ?? 0n, maxNormSq]);
    const status = verifier.explain(proof, signals);
    if (status !== 'ok') throw new Error(`proof ${status}`);
  }
}

function fixOf({ context, commitments }: Head): Bytes {
  return join(context, writeElements(commitments));
}
