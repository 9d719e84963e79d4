/** Proofs of single entries, and that one checkpoint continues another: beside the definitions of RFC 6962. */

import {
  AuditLog,
  type ConsistencyStatus,
  createSigner,
  type EntryStatus,
  explainConsistency,
  explainEntry,
  memoryStorage,
  proveEntry,
  type Trust,
  verifyConsistency,
  verifyEntry,
} from '@fedzk/audit';
import { code } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { readVerifierKey, sameKey, verifySignature } from '../src/note/keys.js';
import { bundleEntries, leafHash, rootOf } from '../src/tree/tree.js';
import {
  checkpointOf,
  checkpointText,
  consistencyPath,
  entriesOf,
  inclusionPath,
  LOG_KEY,
  leafOf,
  NoteKey,
  ORIGIN,
  rootOfLeaves,
  TRUST,
} from './support/logs.js';

const SLOW = process.env['SLOW'] === '1';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text of C2SP tlog-proof. */
function proofOf(index: number, path: readonly Uint8Array[], checkpoint: string, extra = ''): string {
  const lines = path.map((hash) => `${base64(hash)}\n`).join('');
  return `c2sp.org/tlog-proof@v1\n${extra}index ${index}\n${lines}\n${checkpoint}`;
}

const ENTRIES = entriesOf(70);
const LEAVES = ENTRIES.map(leafOf);
const noteOf = (size: number): string => checkpointOf(size, rootOfLeaves(LEAVES.slice(0, size)));
const entryAt = (index: number): Uint8Array => ENTRIES[index] ?? new Uint8Array(0);

describe('the test data of certificate-transparency', () => {
  // Origin: certificate-transparency, cpp/merkletree/merkle_tree_test.cc, as transparency-dev/merkle testonly has it
  // (constants.go and reference_test.go, Apache-2.0): inputs, roots by size, and paths.
  const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const LEAF = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7',
    '07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    '4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658',
    'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
    '46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1',
  ];
  const ROOTS = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const N23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
  const N45 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
  const N67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
  const N47 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
  const [L0 = '', L1 = '', , , L4 = ''] = LEAF;
  const note = (size: number): string => checkpointOf(size, fromHex(ROOTS[size] ?? ''));

  it('leaf hashes', () => {
    expect(INPUTS.map((input) => hex(leafHash(fromHex(input))))).toEqual(LEAF);
  });

  it('roots', () => {
    const roots = ROOTS.map((_, size) => hex(rootOf(fromHex(LEAF.slice(0, size).join('')))));
    expect(roots).toEqual(ROOTS);
    expect(ROOTS.map((_, size) => hex(rootOfLeaves(LEAF.slice(0, size).map(fromHex))))).toEqual(ROOTS);
  });

  it.each<[number, number, string[]]>([
    [0, 1, []],
    [0, 2, [L1]],
    [1, 2, [L0]],
    [2, 3, [ROOTS[2] ?? '']],
    [1, 5, [L0, N23, L4]],
    [0, 8, [L1, N23, N47]],
    [5, 8, [L4, N67, ROOTS[4] ?? '']],
  ])('the path of %i in %i', (index, size, path) => {
    const proof = proofOf(index, path.map(fromHex), note(size));
    expect(explainEntry(fromHex(INPUTS[index] ?? ''), proof, TRUST)).toBe('ok');
    expect(inclusionPath(index, LEAF.slice(0, size).map(fromHex)).map(hex)).toEqual(path);
  });

  it.each<[number, number, string[]]>([
    [1, 1, []],
    [1, 8, [L1, N23, N47]],
    [2, 5, [N23, L4]],
    [6, 8, [N45, N67, ROOTS[4] ?? '']],
  ])('from %i to %i', (old, now, path) => {
    expect(explainConsistency(note(old), note(now), path.map(fromHex), TRUST)).toBe('ok');
    expect(consistencyPath(old, LEAF.slice(0, now).map(fromHex)).map(hex)).toEqual(path);
  });
});

describe('published notes', () => {
  /** Whether the key signed the note, and not another text. */
  function opens(verifierKey: string, note: string): boolean {
    const key = readVerifierKey(verifierKey);
    const end = note.lastIndexOf('\n\n') + 1;
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)\n$/.exec(note.slice(end + 1)) ?? [];
    const bytes = new Uint8Array(Buffer.from(encoded, 'base64'));
    if (!sameKey(key, { name, keyId: bytes.slice(0, 4) })) return false;
    expect(verifySignature(key, `${note.slice(0, end)}x\n`, bytes.slice(4))).toBe(false);
    return verifySignature(key, note.slice(0, end), bytes.slice(4));
  }

  it('the example of C2SP signed-note', () => {
    const verifierKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    const note =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    expect(opens(verifierKey, note)).toBe(true);
  });

  it("PeterNeumann's, of the documentation of golang.org/x/mod/sumdb/note", () => {
    const verifierKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const saying =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature =
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(opens(verifierKey, `${saying}\n${signature}`)).toBe(true);
    const status = (note: string): EntryStatus =>
      explainEntry(new Uint8Array(0), proofOf(0, [], note), { verifierKey });
    expect(status(`${saying}\n${signature}`)).toBe('malformed-checkpoint');
    expect(status(`${checkpointText(1, leafOf(new Uint8Array(0)), 'PeterNeumann')}\n${signature}`)).toBe('signature');
  });

  it('the example of C2SP tlog-cosignature is read, though its keys are nowhere', () => {
    const body = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const lines =
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
    const key = new NoteKey('example.com/behind-the-sofa');
    const entry = utf8('x');
    const explain = (note: string): EntryStatus =>
      explainEntry(entry, proofOf(0, [], note), { verifierKey: key.verifierKey });
    expect(explain(`${body}\n${lines}`)).toBe('signature');
    // With a signature of ours beside theirs, which are unknown, it is believed.
    expect(explain(`${body}\n${lines}${key.sign(body)}`)).toBe('inclusion');
  });
});

describe('entries', () => {
  it('each of each size, and as no other', () => {
    for (const size of SLOW ? LEAVES.keys() : [1, 2, 3, 7, 8, 13]) {
      const leaves = LEAVES.slice(0, size);
      const note = noteOf(size);
      for (let index = 0; index < size; index++) {
        const path = inclusionPath(index, leaves);
        const explain = (entry: Uint8Array, text: string): EntryStatus => explainEntry(entry, text, TRUST);
        expect(explain(entryAt(index), proofOf(index, path, note)), `${index} of ${size}`).toBe('ok');
        expect(explain(entryAt(index), proofOf(index, path, note, `extra ${base64(entryAt(3))}\n`))).toBe('ok');
        expect(explain(entryAt(index + 1), proofOf(index, path, note))).toBe('inclusion');
        if (size > 1) expect(explain(entryAt(index), proofOf((index + 1) % size, path, note))).toBe('inclusion');
      }
    }
  }, 600_000);

  it("are proved by AuditLog in anyone's checkpoint", async () => {
    const signer = await createSigner(ORIGIN, LOG_KEY.secret);
    expect(signer.verifierKey).toBe(LOG_KEY.verifierKey);
    const storage = memoryStorage();
    const log = await AuditLog.open(storage, { origin: ORIGIN, signer });
    const events = Array.from({ length: 300 }, (_, i) => ({
      user_id: `client_${i}`,
      operation: 'proof_generation',
      resource: 'circuit:range_proof',
      result: 'success' as const,
    }));
    const added = await Promise.all(events.map((event) => log.append(event)));
    await log.checkpoint();
    const bundles = await Promise.all(
      ['tile/entries/000', 'tile/entries/001.p/44'].map(async (path) =>
        bundleEntries((await storage.read(path)) ?? utf8('')),
      ),
    );
    const entries = bundles.flatMap((bundle) => bundle ?? []);
    const leaves = entries.map(leafOf);
    for (const { index, leafHash: leaf } of added) {
      expect(leaf).toEqual(leaves[index]);
      if (index % 7 !== 0 && index < 250) continue;
      const proof = await log.prove(index);
      const expected = proofOf(index, inclusionPath(index, leaves), checkpointOf(300, rootOfLeaves(leaves)));
      expect(proof).toBe(expected);
      expect(verifyEntry(entries[index] ?? utf8(''), proof, TRUST)).toBe(true);
    }
    for (const wrong of [-1, 300, 0.5, Number.NaN, '1']) {
      await expect(log.prove(wrong as number)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    await log.close();
  });

  it('are of no entry of a log that has none', async () => {
    const signer = await createSigner(ORIGIN);
    const storage = memoryStorage();
    const log = await AuditLog.open(storage, { origin: signer.name, signer });
    const note = await log.checkpoint();
    const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['index', () => log.prove(0)],
      ['index', () => log.read(0)],
      ['covering', () => log.checkpoint({ covering: 0 })],
      ['index', () => proveEntry(storage, { origin: signer.name, size: 0, root: rootOfLeaves([]), note }, 0)],
    ];
    for (const [name, ask] of asked) {
      await expect(ask()).rejects.toMatchObject({
        code: 'invalid-argument',
        message: `"${name}" expected the index of an entry; the log has no entries yet.`,
      });
    }
    await log.close();
  });

  it('need a signer with a name', async () => {
    await expect(createSigner('bad name')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: '"name" expected a name without spaces and pluses, such as "example.com/audit".',
    });
  });
});

const NOTE = noteOf(11);
const PATH = inclusionPath(4, LEAVES.slice(0, 11));
const PROOF = proofOf(4, PATH, NOTE);
const WITNESS = new NoteKey('witness.example/w1', 4);
const POLICY = `log ${LOG_KEY.verifierKey}\nwitness w ${WITNESS.verifierKey}\nquorum w\n`;
const TEXT = checkpointText(11, rootOfLeaves(LEAVES.slice(0, 11)));
const OTHER = new NoteKey(ORIGIN, 1, 'another');

/** Statuses of entries, each with what leads to it. */
const REFUSED: readonly [EntryStatus, string, unknown, unknown, Trust?][] = [
  ['malformed-entry', 'longer than an entry can be', new Uint8Array(65_536), PROOF],
  ['malformed-entry', 'no bytes', 'entry', PROOF],
  ['malformed-proof', 'empty', entryAt(4), ''],
  ['malformed-proof', 'no text', entryAt(4), utf8(PROOF)],
  ['malformed-proof', 'of another version', entryAt(4), PROOF.replace('@v1', '@v2')],
  ['malformed-proof', 'without an index', entryAt(4), PROOF.replace('index 4\n', '')],
  ['malformed-proof', 'with an index of another form', entryAt(4), PROOF.replace('index 4', 'index 04')],
  ['malformed-proof', 'with an index above 2^53 − 1', entryAt(4), PROOF.replace('index 4', 'index 9007199254740992')],
  [
    'malformed-proof',
    'with a hash of 31 bytes',
    entryAt(4),
    PROOF.replace(base64(PATH[0] as Uint8Array), base64(new Uint8Array(31))),
  ],
  [
    'malformed-proof',
    'with 65 hashes',
    entryAt(4),
    proofOf(
      4,
      Array.from({ length: 65 }, () => new Uint8Array(32)),
      NOTE,
    ),
  ],
  ['malformed-proof', 'with CR LF', entryAt(4), PROOF.replaceAll('\n', '\r\n')],
  [
    'malformed-proof',
    'with base64 of another form',
    entryAt(4),
    PROOF.replace(base64(PATH[0] as Uint8Array), base64(PATH[0] as Uint8Array).replace('=', '')),
  ],
  ['malformed-checkpoint', 'without a checkpoint', entryAt(4), proofOf(4, PATH, '')],
  ['malformed-checkpoint', 'without signatures', entryAt(4), proofOf(4, PATH, TEXT)],
  [
    'malformed-checkpoint',
    'without a root',
    entryAt(4),
    proofOf(4, PATH, `${ORIGIN}\n11\n\n${LOG_KEY.sign(`${ORIGIN}\n11\n`)}`),
  ],
  ['malformed-checkpoint', 'with 65 signatures', entryAt(4), proofOf(4, PATH, NOTE + OTHER.sign(TEXT).repeat(64))],
  ['signature', 'of an unknown key', entryAt(4), proofOf(4, PATH, `${TEXT}\n${OTHER.sign(TEXT)}`)],
  ['signature', 'of another text', entryAt(4), PROOF.replace('\n11\n', '\n12\n')],
  [
    'signature',
    'of a witness that is wrong',
    entryAt(4),
    proofOf(4, PATH, NOTE + WITNESS.cosign(`${TEXT}x\n`)),
    { policy: POLICY },
  ],
  [
    'origin',
    'of another log with this key',
    entryAt(4),
    proofOf(4, PATH, checkpointOf(11, LEAVES[0] as Uint8Array, { origin: 'b' })),
  ],
  ['quorum', 'without the witness', entryAt(4), PROOF, { policy: POLICY }],
  ['inclusion', 'another entry', entryAt(5), PROOF],
  ['inclusion', 'a hash too few', entryAt(4), proofOf(4, PATH.slice(1), NOTE)],
  ['inclusion', 'a hash too many', entryAt(4), proofOf(4, [...PATH, new Uint8Array(32)], NOTE)],
  ['inclusion', 'hashes in another order', entryAt(4), proofOf(4, [...PATH].reverse(), NOTE)],
  ['inclusion', 'an index that is the size', entryAt(4), proofOf(11, PATH, NOTE)],
  ['inclusion', 'in an empty log', entryAt(4), proofOf(0, [], checkpointOf(0, rootOfLeaves([])))],
  [
    'inclusion',
    'an inner node as a leaf',
    Uint8Array.of(...(LEAVES[4] as Uint8Array), ...(LEAVES[5] as Uint8Array)),
    proofOf(2, PATH.slice(1), NOTE),
  ],
];

describe('a proof that is refused', () => {
  it.each(REFUSED)('%s: %s', (status, _, entry, proof, trust = TRUST) => {
    expect(explainEntry(entry as Uint8Array, proof as string, trust)).toBe(status);
    expect(verifyEntry(entry as Uint8Array, proof as string, trust)).toBe(false);
  });

  it('is ok otherwise', () => {
    expect(explainEntry(entryAt(4), PROOF, TRUST)).toBe('ok');
    expect(explainEntry(entryAt(4), proofOf(4, PATH, NOTE + WITNESS.cosign(TEXT)), { policy: POLICY })).toBe('ok');
  });

  it('each status has one', () => {
    const all: Record<Exclude<EntryStatus, 'ok'>, true> = {
      'malformed-entry': true,
      'malformed-proof': true,
      'malformed-checkpoint': true,
      signature: true,
      origin: true,
      quorum: true,
      inclusion: true,
    };
    expect(new Set(REFUSED.map(([status]) => status))).toEqual(new Set(Object.keys(all)));
  });

  it('with each of its characters changed, or cut there', () => {
    for (let at = 0; at < PROOF.length; at++) {
      const other = PROOF[at] === 'A' ? 'B' : 'A';
      expect(verifyEntry(entryAt(4), PROOF.slice(0, at) + other + PROOF.slice(at + 1), TRUST), `${at}`).toBe(false);
      if (SLOW || at % 5 === 0) expect(verifyEntry(entryAt(4), PROOF.slice(0, at), TRUST), `cut at ${at}`).toBe(false);
    }
  }, 600_000);
});

describe('consistency', () => {
  it('each size to each, and no other', () => {
    const sizes = SLOW ? [...LEAVES.keys()] : [0, 1, 2, 3, 7, 8, 9, 32, 33, 70];
    const fork = checkpointOf(8, rootOfLeaves([...LEAVES.slice(0, 7), leafOf(utf8('fork'))]));
    for (const now of sizes) {
      const leaves = LEAVES.slice(0, now);
      for (const old of sizes.filter((old) => old <= now)) {
        const path = old === 0 ? [] : consistencyPath(old, leaves);
        const explain = (before: string, hashes: Uint8Array[]): ConsistencyStatus =>
          explainConsistency(before, noteOf(now), hashes, TRUST);
        expect(explain(noteOf(old), path), `${old} to ${now}`).toBe('ok');
        expect(explain(noteOf(old), [...path, new Uint8Array(32)])).toBe('consistency');
        if (path.length > 0) expect(explain(noteOf(old), path.slice(1))).toBe('consistency');
        if (old === 8) expect(explain(fork, path)).toBe('consistency');
      }
    }
    expect(verifyConsistency(noteOf(9), noteOf(8), [], TRUST)).toBe(false);
  }, 600_000);

  const GOOD: readonly Uint8Array[] = consistencyPath(6, LEAVES.slice(0, 11));
  const cosigned = (note: string, text: string): string => note + WITNESS.cosign(text);
  const six = checkpointText(6, rootOfLeaves(LEAVES.slice(0, 6)));
  const refused: readonly [ConsistencyStatus, string, unknown, unknown, unknown, Trust?][] = [
    ['malformed-checkpoint', 'old is none', '', NOTE, GOOD],
    ['malformed-checkpoint', 'now is none', noteOf(6), TEXT, GOOD],
    ['malformed-checkpoint', 'old is no text', utf8(noteOf(6)), NOTE, GOOD],
    ['signature', 'old is of an unknown key', `${six}\n${OTHER.sign(six)}`, NOTE, GOOD],
    ['signature', 'now is of another text', noteOf(6), NOTE.replace('\n11\n', '\n12\n'), GOOD],
    ['origin', 'now is of another log', noteOf(6), checkpointOf(11, LEAVES[0] as Uint8Array, { origin: 'b' }), GOOD],
    ['quorum', 'old has no witness', noteOf(6), cosigned(NOTE, TEXT), GOOD, { policy: POLICY }],
    ['quorum', 'now has no witness', cosigned(noteOf(6), six), NOTE, GOOD, { policy: POLICY }],
    ['malformed-proof', 'a hash of 33 bytes', noteOf(6), NOTE, [...GOOD.slice(1), new Uint8Array(33)]],
    ['malformed-proof', 'no list', noteOf(6), NOTE, GOOD[0]],
    ['malformed-proof', 'a list with a hole', noteOf(6), NOTE, Object.assign([...GOOD], { length: 8 })],
    ['malformed-proof', 'a list of 2^32 − 1', noteOf(6), NOTE, new Array(2 ** 32 - 1)],
    ['malformed-proof', 'hexadecimal', noteOf(6), NOTE, GOOD.map(hex)],
    ['consistency', 'a root of another tree', checkpointOf(6, LEAVES[0] as Uint8Array), NOTE, GOOD],
    ['consistency', 'an empty tree with another root', checkpointOf(0, LEAVES[0] as Uint8Array), NOTE, []],
    ['consistency', 'no hashes', noteOf(6), NOTE, []],
    ['consistency', 'backwards', NOTE, noteOf(6), GOOD],
  ];

  it.each(refused)('%s: %s', (status, _, old, now, hashes, trust = TRUST) => {
    expect(explainConsistency(old as string, now as string, hashes as Uint8Array[], trust)).toBe(status);
  });

  it('each status has one', () => {
    const all: Record<Exclude<ConsistencyStatus, 'ok'>, true> = {
      'malformed-checkpoint': true,
      'malformed-proof': true,
      signature: true,
      origin: true,
      quorum: true,
      consistency: true,
    };
    expect(new Set(refused.map(([status]) => status))).toEqual(new Set(Object.keys(all)));
    expect(explainConsistency(noteOf(6), NOTE, GOOD, TRUST)).toBe('ok');
  });
});

describe('input from an attacker never throws', () => {
  const throwing = new Proxy(
    {},
    {
      get() {
        throw new Error('get');
      },
      getPrototypeOf() {
        throw new Error('getPrototypeOf');
      },
    },
  );
  const detached = (): Uint8Array => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return bytes;
  };
  const shrunk = (): Uint8Array => {
    const Resizable = ArrayBuffer as unknown as new (
      length: number,
      options: object,
    ) => ArrayBuffer & { resize(n: number): void };
    const buffer = new Resizable(64, { maxByteLength: 64 });
    const bytes = new Uint8Array(buffer, 8, 32);
    buffer.resize(4);
    return bytes;
  };
  class Liar extends Uint8Array {
    override get length(): number {
      return 4;
    }
    override get byteLength(): number {
      throw new Error('byteLength');
    }
    override [Symbol.iterator](): ArrayIterator<number> {
      throw new Error('iterator');
    }
    static get [Symbol.species](): never {
      throw new Error('species');
    }
  }
  const HOSTILE: readonly [string, () => unknown][] = [
    ['undefined', () => undefined],
    ['null', () => null],
    ['a number', () => 7],
    ['a bigint', () => 7n],
    ['a symbol', () => Symbol('x')],
    ['an object', () => ({ length: 4 })],
    ['a String', () => new String(PROOF)],
    ['an array', () => [1, 2, 3]],
    ['a Uint16Array', () => new Uint16Array(4)],
    ['an ArrayBuffer', () => new ArrayBuffer(4)],
    ['a proxy that throws', () => throwing],
    ['a proxy of bytes', () => new Proxy(new Uint8Array(4), {})],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable([], {});
        revoke();
        return proxy;
      },
    ],
    ['detached bytes', detached],
    ['shrunk bytes', shrunk],
    [
      'a list that throws',
      () =>
        new Proxy([new Uint8Array(32)], {
          get: () => {
            throw new Error('get');
          },
        }),
    ],
    ['a list of what throws', () => [throwing]],
    [
      'a list whose hash changes',
      () => {
        let asked = 0;
        return Object.defineProperty([new Uint8Array(32)], 0, { get: () => new Uint8Array(asked++ === 0 ? 32 : 99) });
      },
    ],
    ['a long text', () => 'x'.repeat(2 ** 28)],
    ['a long proof', () => PROOF.replace('index', `extra ${'A'.repeat(2 ** 24)}\nindex`)],
    ['lone surrogates', () => PROOF.replace('example', '\ud800')],
    ['a NUL', () => '\0'.repeat(100)],
  ];

  it.each(HOSTILE)('%s', (_, make) => {
    const value = make() as never;
    expect(verifyEntry(value, PROOF, TRUST)).toBe(false);
    expect(verifyEntry(entryAt(4), value, TRUST)).toBe(false);
    expect(verifyConsistency(value, NOTE, [], TRUST)).toBe(false);
    expect(verifyConsistency(NOTE, value, [], TRUST)).toBe(false);
    expect(verifyConsistency(noteOf(6), NOTE, value, TRUST)).toBe(false);
  });

  it('bytes with false properties are read by their real content', () => {
    expect(explainEntry(new Liar(entryAt(4)), PROOF, TRUST)).toBe('ok');
    expect(explainEntry(new Liar(entryAt(5)), PROOF, TRUST)).toBe('inclusion');
    expect(explainEntry(new Liar(65_536), PROOF, TRUST)).toBe('malformed-entry');
    const path = consistencyPath(6, LEAVES.slice(0, 11)).map((hash) => new Liar(hash));
    expect(explainConsistency(noteOf(6), NOTE, path, TRUST)).toBe('ok');
    expect(explainConsistency(noteOf(6), NOTE, [new Liar(31)], TRUST)).toBe('malformed-proof');
  });

  it('and a key that is none does, whoever gave the rest', () => {
    for (const trust of [
      undefined,
      null,
      {},
      { verifierKey: '' },
      { verifierKey: WITNESS.verifierKey },
      { policy: 1 },
    ]) {
      expect(code(() => verifyEntry(entryAt(4), PROOF, trust as unknown as Trust))).toBe('invalid-argument');
      expect(code(() => verifyConsistency(NOTE, NOTE, [], trust as unknown as Trust))).toBe('invalid-argument');
    }
  });
});
