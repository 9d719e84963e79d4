import { argon2id, committing, pbkdf2 } from '@fedzk/keys/primitives';
import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { pbkdf2 as noblePbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { argon2id as hashWasmArgon2id } from 'hash-wasm';
import { type Contender, requireSame, type Subject } from '../contenders.js';
import { fixedBytes, randomBytes } from './bytes.js';
import { type NodePeers, SALT } from './peers.js';
import { derivable, webCommitting, webPbkdf2 } from './web.js';

type Derivation = () => Uint8Array | Promise<Uint8Array>;

/** Makes a subject after its contenders have all returned the same bytes. */
async function agreeing(name: string, ways: Readonly<Record<string, Derivation | undefined>>): Promise<Subject> {
  const contenders: Contender[] = [];
  const given: Record<string, Uint8Array> = {};
  for (const [contender, run] of Object.entries(ways)) {
    if (run === undefined) continue;
    contenders.push({ name: contender, run });
    given[contender] = await run();
  }
  requireSame(name, given);
  return { name, contenders };
}

export async function argon2Subject(memoryKiB: number, passes: number, node: NodePeers | undefined): Promise<Subject> {
  const [password, salt] = [fixedBytes(16, 4), fixedBytes(16, 5)];
  const subject = await agreeing(`Argon2id, ${Math.round(memoryKiB / 1024)} MiB, ${passes} passes, 1 lane`, {
    fedzk: () => argon2id(password, { salt, memoryKiB, passes, parallelism: 1 }),
    'hash-wasm': () =>
      hashWasmArgon2id({
        password,
        salt,
        memorySize: memoryKiB,
        iterations: passes,
        parallelism: 1,
        hashLength: 32,
        outputType: 'binary',
      }),
    noble: () => nobleArgon2id(password, salt, { m: memoryKiB, t: passes, p: 1, dkLen: 32 }),
    'argon2 in C': node && (() => node.argon2InC(password, { salt, memoryKiB, passes })),
  });
  return { ...subject, once: true };
}

export function pbkdf2Subject(iterations: number, node: NodePeers | undefined): Promise<Subject> {
  const [password, salt] = [fixedBytes(16, 6), fixedBytes(32, 7)];
  return agreeing(`PBKDF2-HMAC-SHA256, ${iterations.toLocaleString('en')} iterations`, {
    fedzk: () => pbkdf2(password, { salt, iterations, length: 32 }),
    noble: () => noblePbkdf2(sha256, password, salt, { c: iterations, dkLen: 32 }),
    'node:crypto': node && (() => node.pbkdf2Sync(password, salt, iterations, 32, 'sha256')),
    webcrypto: () => webPbkdf2(password, salt, iterations, 32),
  });
}

/**
 * Times a committing seal of a 32-byte key, with as many bound bytes as a data key has. Peers draw
 * a random salt, and ours draws as many random bytes.
 */
export async function committingSubjects(node: NodePeers | undefined): Promise<Subject[]> {
  const [key, plaintext, context] = [fixedBytes(32, 8), fixedBytes(32, 9), fixedBytes(70, 10)];
  const web = await derivable(key);
  const sealed = committing.seal(key, plaintext, context);
  const salt = sealed.subarray(0, SALT);
  const open: Subject = await agreeing('committing seal, 32 B, open', {
    fedzk: () => committing.open(key, sealed, context),
    'node:crypto': node && (() => node.committing.open(key, context, sealed)),
    webcrypto: () => webCommitting.open(web, context, sealed),
  });
  requireSame('committing seal, 32 B', {
    fedzk: sealed,
    ...(node && { 'node:crypto': node.committing.seal(key, context, plaintext, salt) }),
    webcrypto: await webCommitting.seal(web, context, plaintext, salt),
  });
  const contenders: Contender[] = [
    { name: 'fedzk', run: () => committing.seal(key, plaintext, context) },
    { name: 'webcrypto', run: () => webCommitting.seal(web, context, plaintext, randomBytes(SALT)) },
  ];
  if (node !== undefined) {
    const run = (): unknown => node.committing.seal(key, context, plaintext, randomBytes(SALT));
    contenders.push({ name: 'node:crypto', run });
  }
  return [{ name: 'committing seal, 32 B, seal', contenders }, open];
}
