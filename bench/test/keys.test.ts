import { describe, expect, it } from 'vitest';
import { measureSubject, requireSame } from '../src/contenders.js';
import { aeadSubjects } from '../src/keys/aead.js';
import { fixedBytes, randomBytes } from '../src/keys/bytes.js';
import { committingSubjects } from '../src/keys/derive.js';
import { ourModule, rustCrypto } from '../src/keys/modules.js';
import { nodePeers, SALT } from '../src/keys/peers.js';
import { measureStores, ROTATIONS } from '../src/keys/store.js';
import { derivable, webCommitting } from '../src/keys/web.js';
import { measureKeys } from '../src/measurements/keys.js';

const FEW = { rounds: 2, warmUp: 0 };
const ONE = { rounds: 1, warmUp: 0 };

describe('a subject', () => {
  it('tells bytes apart', () => {
    const [bytes, other] = [fixedBytes(40, 1), fixedBytes(40, 2)];
    expect(() => requireSame('it', { one: bytes, another: bytes.slice() })).not.toThrow();
    expect(() => requireSame('it', { one: bytes, another: other })).toThrow('it: another gives other bytes than one');
    expect(() => requireSame('it', { one: bytes, another: bytes.subarray(1) })).toThrow('other bytes');
  });

  it('says how many times as long as each of ours', async () => {
    const spin = (ms: number) => (): void => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    };
    const contenders = [
      { name: 'fedzk', run: spin(1) },
      { name: 'fedzk, another', run: spin(4) },
      { name: 'peer', run: spin(40) },
    ];
    // Other programs interrupt some samples: the medians of five are those of samples that were left alone.
    const { contenders: found } = await measureSubject({ name: 'it', contenders }, { rounds: 5, warmUp: 0 });
    const peer = found[2]?.toOurs ?? {};
    expect(Object.keys(peer)).toEqual(['fedzk', 'fedzk, another']);
    expect(peer.fedzk?.median).toBeGreaterThan(2);
    expect(peer['fedzk, another']?.median).toBeLessThan(peer.fedzk?.median ?? 0);
  });

  it('does one after the other what takes a promise', async () => {
    let running = 0;
    const run = async (): Promise<void> => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    await measureSubject({ name: 'it', contenders: [{ name: 'fedzk', run }] }, FEW);
  });
});

describe('peers', () => {
  it.each([0, 1, 32, 1000])('agree on %i bytes of AES-256-GCM', async (bytes) => {
    const [seal, open] = await aeadSubjects(bytes, 'some', await nodePeers());
    for (const subject of [seal, open]) {
      expect(subject?.contenders.map(({ name }) => name)).toEqual(expect.arrayContaining(['noble', 'node:crypto']));
    }
  });

  it.each([ourModule('strict', fixedBytes(32, 1), 20), rustCrypto(fixedBytes(32, 1), 20)])(
    'refuse what was changed, in place',
    (module) => {
      module?.seal();
      module?.message.set([(module.message[3] ?? 0) ^ 1], 3);
      expect(() => module?.open()).toThrow('refuses');
    },
  );

  it('agree on committing seals, and refuse what was changed', async () => {
    const node = await nodePeers();
    await committingSubjects(node);
    const [key, context, text] = [fixedBytes(32, 1), fixedBytes(70, 2), fixedBytes(32, 3)];
    const sealed = node?.committing.seal(key, context, text, randomBytes(SALT)) ?? new Uint8Array();
    const web = await derivable(key);
    for (const at of [0, 40, 70, 110]) {
      const changed = Uint8Array.from(sealed, (byte, i) => (i === at ? byte ^ 1 : byte));
      expect(() => node?.committing.open(key, context, changed)).toThrow();
      await expect(webCommitting.open(web, context, changed)).rejects.toThrow();
    }
  });
});

it('measures the primitives', async () => {
  const { subjects, build } = await measureKeys({
    aead: { sizes: [[32, '32 B']], ...FEW },
    committing: FEW,
    argon2: { costs: [[64, 1]], ...FEW },
    pbkdf2: { iterations: 10, ...FEW },
    commits: { bytes: 1000, ...FEW },
  });
  expect(build).toMatch(/^(strict|relaxed)$/);
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'AES-256-GCM, 32 B, seal',
    'AES-256-GCM, 32 B, open',
    'committing seal, 32 B, seal',
    'committing seal, 32 B, open',
    'Argon2id, 0 MiB, 1 passes, 1 lane',
    'PBKDF2-HMAC-SHA256, 10 iterations',
    'commit of 1.0 KiB',
    'put by 64 callers',
  ]);
  for (const { subject, contenders } of subjects) {
    expect(contenders.length, subject).toBeGreaterThan(1);
    for (const { ms } of contenders) expect(ms.median, subject).toBeGreaterThan(0);
  }
});

it('re-encrypts stores by ours and by peers, which ours then opens', async () => {
  const subjects = await measureStores({ entries: [100, 120], reencrypt: ONE, rotate: ONE });
  expect(subjects.map(({ contenders }) => contenders.map(({ contender }) => contender))).toEqual([
    ['fedzk', 'node:crypto', 'webcrypto'],
    [...ROTATIONS],
  ]);
});
