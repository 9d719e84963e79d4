import { backend } from '@fedzk/keys';
import { measureSubject, type Subject, type SubjectResult } from '../contenders.js';
import { aeadSubjects } from '../keys/aead.js';
import { type ApiKeysEffort, measureApiKeys } from '../keys/api-keys.js';
import { fixedBytes } from '../keys/bytes.js';
import { argon2Subject, committingSubjects, pbkdf2Subject } from '../keys/derive.js';
import { nodePeers } from '../keys/peers.js';
import { measureStores, type StoreEffort } from '../keys/store.js';
import type { Effort } from '../measure.js';

/** What to measure. Parts that are absent are skipped. */
export interface KeysInput {
  /** Names and lengths of messages. */
  readonly aead?: Effort & { readonly sizes: readonly (readonly [bytes: number, name: string])[] };
  readonly committing?: Effort;
  readonly argon2?: Effort & { readonly costs: readonly (readonly [memoryKiB: number, passes: number])[] };
  readonly pbkdf2?: Effort & { readonly iterations: number };
  readonly stores?: StoreEffort;
  readonly apiKeys?: ApiKeysEffort;
  /** Bytes of a head for commits, in Node. */
  readonly commits?: Effort & { readonly bytes: number };
}

export interface KeysResult {
  /** The build of `@fedzk/keys` that the runtime chose. */
  readonly build: string;
  readonly subjects: readonly SubjectResult[];
}

/**
 * Times the primitives beside their peers after all have returned the same bytes, and a store
 * beside the same work by peers.
 */
export async function measureKeys({
  aead,
  committing,
  argon2,
  pbkdf2,
  stores,
  apiKeys,
  commits,
}: KeysInput): Promise<KeysResult> {
  const node = await nodePeers();
  const subjects: SubjectResult[] = [];
  const measure = async (made: readonly Subject[], effort: Effort): Promise<void> => {
    for (const subject of made) subjects.push(await measureSubject(subject, effort));
  };
  for (const [bytes, name] of aead?.sizes ?? []) if (aead) await measure(await aeadSubjects(bytes, name, node), aead);
  if (committing) await measure(await committingSubjects(node), committing);
  for (const [memoryKiB, passes] of argon2?.costs ?? []) {
    if (argon2) await measure([await argon2Subject(memoryKiB, passes, node)], argon2);
  }
  if (pbkdf2) await measure([await pbkdf2Subject(pbkdf2.iterations, node)], pbkdf2);
  if (commits && node) {
    await using files = await node.fileCommits(fixedBytes(commits.bytes, 12));
    await measure(files.subjects, commits);
  }
  if (apiKeys) subjects.push(await measureApiKeys(apiKeys));
  if (stores) subjects.push(...(await measureStores(stores)));
  return { build: backend(), subjects };
}
