// Does what `rewrap({ reencrypt: true })` does, by a platform's cryptography. It opens all entries
// and seals them under new data keys. It checks the hashes of what it reads, and hashes what it
// writes.

import { concat } from '@fedzk/core';
import type { KeyStorage, StoredHead } from '@fedzk/keys';
import { randomBytes } from './bytes.js';
import {
  bucketHashes,
  bucketName,
  entryParts,
  nextHead,
  type PeerKeys,
  type PeerRow,
  readBucket,
  writeBucket,
} from './format.js';
import { type NodePeers, SALT } from './peers.js';
import { derivable, webCommitting, webHmac, webSha256 } from './web.js';

/** The cryptography of a platform. */
interface Platform {
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * Re-encrypts rows.
   *
   * @throws if a row doesn't match its hash
   */
  reencrypt(rows: readonly PeerRow[]): PeerRow[] | Promise<PeerRow[]>;
}

/**
 * Re-encrypts a store into another storage: first buckets, then the head of the next generation.
 */
export async function reencryptAll(
  platform: Platform,
  keys: PeerKeys,
  { bytes: head, generation }: StoredHead,
  from: KeyStorage,
  to: KeyStorage,
): Promise<void> {
  const hashes = bucketHashes(head);
  const written: Uint8Array[] = [];
  for (const [number, hash] of hashes.entries()) {
    if (hash.every((byte) => byte === 0)) {
      written.push(hash); // an empty bucket
      continue;
    }
    const bytes = await from.get(bucketName(number, hash));
    if (bytes === undefined) throw new Error(`bucket ${number} is missing`);
    const bucket = readBucket(bytes);
    requireHash(await platform.sha256(bucket.hashed), hash);
    const made = writeBucket(bucket.head, randomBytes(16), await platform.reencrypt(bucket.rows));
    const name = await platform.sha256(made.hashed);
    await to.put([{ name: bucketName(number, name), bytes: made.bytes }]);
    written.push(name);
  }
  const next = nextHead(head, await platform.sha256(head), written);
  await to.commitHead(generation + 1, concat(next, await webHmac(keys.mac, next)));
}

/** Goes through entries one after the other. */
export function nodePlatform({ sha256, committing }: NodePeers, { storeId, master }: PeerKeys): Platform {
  const reencrypt = (entry: Uint8Array): Uint8Array => {
    const parts = entryParts(storeId, entry);
    const payload = committing.open(
      committing.open(master, parts.dekContext, parts.dek),
      parts.payloadContext,
      parts.payload,
    );
    const random = randomBytes(32 + 2 * SALT);
    const [dek, salt, other] = [random.subarray(0, 32), random.subarray(32, 64), random.subarray(64)];
    return concat(
      parts.start,
      committing.seal(master, parts.dekContext, dek, salt),
      committing.seal(dek, parts.payloadContext, payload, other),
    );
  };
  return {
    sha256,
    reencrypt: (rows) =>
      rows.map(({ tag, hash, entry }) => {
        requireHash(sha256(entry), hash);
        const moved = reencrypt(entry);
        return { tag, hash: sha256(moved), entry: moved };
      }),
  };
}

/** Starts all entries of a bucket at once. The master key is imported once. */
export async function webPlatform({ storeId, master }: PeerKeys): Promise<Platform> {
  const key = await derivable(master);
  const reencrypt = async (entry: Uint8Array): Promise<Uint8Array> => {
    const parts = entryParts(storeId, entry);
    const old = await derivable(await webCommitting.open(key, parts.dekContext, parts.dek));
    const payload = await webCommitting.open(old, parts.payloadContext, parts.payload);
    const random = randomBytes(32 + 2 * SALT);
    const [dek, salt, other] = [random.subarray(0, 32), random.subarray(32, 64), random.subarray(64)];
    const [wrapped, sealed] = await Promise.all([
      webCommitting.seal(key, parts.dekContext, dek, salt),
      derivable(dek).then((made) => webCommitting.seal(made, parts.payloadContext, payload, other)),
    ]);
    return concat(parts.start, wrapped, sealed);
  };
  return {
    sha256: webSha256,
    reencrypt: (rows) =>
      Promise.all(
        rows.map(async ({ tag, hash, entry }) => {
          requireHash(await webSha256(entry), hash);
          const moved = await reencrypt(entry);
          return { tag, hash: await webSha256(moved), entry: moved };
        }),
      ),
  };
}

function requireHash(found: Uint8Array, expected: Uint8Array): void {
  if (!found.every((byte, i) => byte === expected[i])) throw new Error('a hash is not the one that is expected');
}
