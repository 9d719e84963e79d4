/** A whole ceremony of twenty contributors: powers of τ, a circuit's key, notes, a beacon, a manifest, two verifiers. */
import { createHash } from 'node:crypto';
import { canonical, contributor, person, ROUND, signerOf, verifier } from '@fedzk/testkit/ceremony/manifest';
import { contributionText, openManifest, readContributions, verifyManifest } from '@fedzk/verify/ceremony';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  announce,
  applyBeacon,
  buildManifest,
  type Contributed,
  contribute,
  memorySink,
  newKey,
  newPowers,
  prepare,
  type Signer,
  signContribution,
  signManifest,
  verifyKey,
  verifyPowers,
} from '../../src/ceremony/index.js';
import { smallR1cs } from './support/circuit.js';
import { OPEN, OVER, setClock } from './support/clock.js';
import { filed } from './support/filed.js';
import { useEngine } from './support/use-engine.js';

useEngine();
beforeEach(() => setClock(OPEN));
afterEach(() => {
  vi.useRealTimers();
});

const PEOPLE = 20;

/** Two keys whose base64 ends with a plus, which separates the parts of a line, too; then testkit's contributors. */
const plus = Array.from({ length: 1_000 }, (_, i) => person(`plus-${i}`)).filter(({ key }) => key.endsWith('+'));
const people = [...plus.slice(0, 2), ...Array.from({ length: PEOPLE - 2 }, (_, i) => contributor(i + 2))];
const POWER = 2;

describe.each([
  ['bn254', 'enhanced'],
  ['bls12-381', 'maximum'],
] as const)('over %s', (curve, level) => {
  it('twenty people and a beacon give a key that meets its level', { timeout: 600_000 }, async () => {
    let ptau = await filed((sink) => newPowers({ curve, power: POWER }, sink));
    for (const name of ['a', 'b', 'c']) ptau = await filed((sink) => contribute(ptau, sink, { name }));
    const random = { value: createHash('sha256').update('a block').digest('hex'), iterations: 10 };
    ptau = await filed((sink) => applyBeacon(ptau, sink, random));
    ptau = await filed((sink) => prepare(ptau, sink));
    expect(await verifyPowers(ptau)).toMatchObject({ ok: true, contributions: 4 });

    const r1cs = smallR1cs(curve);
    let zkey = await filed((sink) => newKey({ r1cs, ptau }, sink));
    const announcement = await announce({
      ...{ r1cs, ptau, zkey, level, closes: ROUND.closes, name: 'powers', publicSignals: ['y'], source: 'our own' },
      beacon: { source: 'drand-quicknet', round: ROUND.round, iterations: 10 },
    });
    const notes: string[] = [];
    const said: Contributed[] = [];
    for (const [i, person] of people.entries()) {
      const sink = memorySink();
      const made = await contribute(zkey, sink, { name: `person ${i}`, typed: `typed ${i}` });
      zkey = sink.bytes ?? zkey;
      said.push(made);
      notes.push(await signContribution(announcement, made, signerOf(person)));
    }
    const end = { signature: ROUND.signature, announcement };
    await expect(applyBeacon(zkey, memorySink(), end)).rejects.toMatchObject({
      code: 'invalid-state',
      message: expect.stringMatching(
        new RegExp(
          `takes contributions until "${ROUND.closes}".* This computer's clock shows "2023-08-23T1\\d:\\S+Z"\\.$`,
        ),
      ),
    });
    setClock(OVER);
    await expect(contribute(zkey, memorySink(), { announcement })).rejects.toMatchObject({ code: 'expired' });
    zkey = await filed((sink) => applyBeacon(zkey, sink, end));
    expect(said.map(({ index }) => index)).toEqual(people.map((_, i) => i));
    const listed = await readContributions(zkey);
    expect(listed.contributions.slice(0, -1).map(({ hash }) => hash)).toEqual(said.map(({ hash }) => hash));
    expect(await verifyKey({ r1cs, ptau, zkey })).toMatchObject({ ok: true });

    const beacon = { signature: ROUND.signature };
    const keys = people.map(({ key }) => key);
    let manifest = await buildManifest({ announcement, zkey, beacon, notes: notes.toReversed(), keys });
    const verifiers = [verifier(0), verifier(1)];
    const unknown = signManifest({ manifest, r1cs, ptau, zkey, signer: signerOf(verifier(0)) });
    await expect(unknown).rejects.toMatchObject({
      code: 'not-authentic',
      message: expect.stringContaining('from "our own", are no published file. Whoever made them can forge proofs'),
    });
    const powers = powersOf(manifest);
    for (const each of verifiers) {
      manifest = await signManifest({ manifest, r1cs, ptau, zkey, powers, signer: signerOf(each) });
    }
    const trustedKeys = { contributors: keys, verifiers: verifiers.map(({ key }) => key) };
    const report = verifyManifest(openManifest(manifest), { level, trustedKeys });
    expect(report).toMatchObject({ ok: true, problems: [], people: PEOPLE, level });

    await refusals({ manifest, r1cs, ptau, zkey, announcement, notes, keys });
  });
});

/** The hash of the announced powers, for a verifier who knows their makers. */
const powersOf = (manifest: string): string => JSON.parse(manifest).announcement.ptau.blake2b;

interface Made {
  readonly manifest: string;
  readonly r1cs: Uint8Array;
  readonly ptau: Uint8Array;
  readonly zkey: Uint8Array;
  readonly announcement: string;
  readonly notes: readonly string[];
  readonly keys: readonly string[];
}

/** Signs, and has each file in turn change once it was hashed. Nothing of the change is looked at, so it is signed. */
async function signWhileChanged(files: Pick<Made, 'manifest' | 'r1cs' | 'ptau' | 'zkey'>): Promise<void> {
  for (const name of ['r1cs', 'ptau', 'zkey'] as const) {
    const good = files[name];
    let whole = false;
    const read = (at: number, length: number): Uint8Array => {
      const bytes = whole ? new Uint8Array(length) : good.slice(at, at + length);
      // Only the hash reads all of a small file at once.
      whole ||= length === good.length;
      return bytes;
    };
    const changing = { ...files, [name]: { size: good.length, read } };
    const powers = powersOf(files.manifest);
    const signed = await signManifest({ ...changing, powers, signer: signerOf(verifier(2)) });
    expect(JSON.parse(signed).verifiers).toHaveLength(JSON.parse(files.manifest).verifiers.length + 1);
    expect(whole).toBe(true);
  }
}

/** A verifier signs nothing that is not so, and a coordinator can't list what was not signed. */
async function refusals({ manifest, r1cs, ptau, zkey, announcement, notes, keys }: Made): Promise<void> {
  const { level } = JSON.parse(announcement) as { level: keyof typeof SECURITY_LEVELS };
  const sign = (json: string, signer = signerOf(verifier(2))) =>
    signManifest({ manifest: json, r1cs, ptau, zkey, powers: powersOf(json), signer });
  const parsed = JSON.parse(manifest);
  const changes: readonly (readonly [string, (json: typeof parsed) => void])[] = [
    ['domain must be', (json) => json.announcement.circuit.constraints++],
    ['domain must be', (json) => (json.announcement.circuit.domain *= 2)],
    ['domain must be', (json) => json.announcement.circuit.publicSignals.push('z')],
    ['the circuit has 0', (json) => json.announcement.circuit.publicSignals.pop()],
    ['another SHA-256 than announced', (json) => (json.announcement.circuit.r1csSha256 = '00'.repeat(32))],
    ['the key of another circuit', (json) => (json.announcement.csHash = '00'.repeat(64))],
    ['BLAKE2b', (json) => (json.announcement.ptau.blake2b = '00'.repeat(64))],
    ['powers of τ are', (json) => json.announcement.ptau.power++],
    ['the key of another circuit', (json) => (json.phase2 = `AAAA${json.phase2.slice(4)}`)],
    [
      'verification key',
      (json) => (json.verificationKey = `${json.verificationKey.slice(0, 40)}AAAA${json.verificationKey.slice(44)}`),
    ],
    ['bytes, not', (json) => json.zkey.bytes++],
    ['another SHA-256', (json) => (json.zkey.sha256 = '00'.repeat(32))],
    ["drand's of round", (json) => json.announcement.beacon.round++],
    ['is not the one that was announced', (json) => json.announcement.beacon.iterations++],
    ['at least an hour', (json) => (json.announcement.closes = '2023-08-23T14:59:25Z')],
    ['has keys on', (json) => (json.announcement.level = json.announcement.curve === 'bn254' ? 'maximum' : 'standard')],
  ];
  for (const [words, change] of changes) {
    const json = structuredClone(parsed);
    change(json);
    // The contributors sign what they are shown.
    for (const each of json.contributors) {
      const text = contributionText(json.announcement, each.index, each.contributionHash);
      each.signature = people[each.index]?.sign(text);
    }
    await expect(sign(JSON.stringify(json))).rejects.toMatchObject({
      code: 'not-authentic',
      message: expect.stringContaining(words),
    });
  }
  await signWhileChanged({ manifest, r1cs, ptau, zkey });
  const other = { manifest, r1cs, ptau, zkey, powers: '00'.repeat(64), signer: signerOf(verifier(2)) };
  await expect(signManifest(other)).rejects.toThrow('other powers of τ were announced');
  await expect(signManifest({ ...other, powers: '00' })).rejects.toMatchObject({ code: 'invalid-argument' });
  const named = { r1cs, ptau, level, name: 'powers', publicSignals: ['y'], source: 'perpetual-28' } as const;
  const facts = {
    closes: '2099-01-01T00:00:00Z',
    beacon: { source: 'drand-quicknet', round: 2e9, iterations: 10 },
  } as const;
  const start = await filed((sink) => newKey({ r1cs, ptau }, sink));
  await expect(announce({ ...named, ...facts, zkey: start })).rejects.toThrow(/"perpetual-28"/);
  const forTests = structuredClone(parsed);
  forTests.announcement.development = true;
  forTests.verifiers = [];
  await expect(sign(canonical(forTests))).rejects.toThrow('the signature on contribution 0 is wrong');
  await expect(sign(manifest, signerOf(contributor(3)))).rejects.toThrow('one of the contributors');
  await expect(sign(manifest, signerOf(verifier(1)))).rejects.toThrow('signed it already');
  const unsigned = structuredClone(parsed);
  unsigned.contributors[1].signature = unsigned.contributors[0].signature;
  await expect(sign(JSON.stringify(unsigned))).rejects.toMatchObject({
    code: 'not-authentic',
    message: expect.stringContaining('the signature on contribution 1 is wrong'),
  });
  await expect(sign(` ${manifest}`)).rejects.toMatchObject({ code: 'invalid-argument' });

  const build = (list: readonly string[], known = keys) =>
    buildManifest({ announcement, zkey, beacon: { signature: ROUND.signature }, notes: list, keys: known });
  const [first = '', second = ''] = notes;
  const few = SECURITY_LEVELS[level].minContributions - 1;
  await expect(build(notes.slice(-few))).rejects.toThrow(
    `"notes" are of ${few} people, and the announced level "${level}" needs ${few + 1}. No note is given of the contributions with index 0`,
  );
  await expect(build([first, first])).rejects.toThrow('two for index 0');
  await expect(build([first.replace('index 0', 'index 1')])).rejects.toThrow(
    '"notes[0]" is of no contribution to this key',
  );
  await expect(build([first, second], keys.slice(1))).rejects.toThrow(
    'lacks the key that signed "notes[0]", of index 0',
  );
  // A key under another of its owner's names is the same key.
  const renamed = person('annabel', keys[0]?.split('+')[0]).key;
  const under = JSON.parse(await build(notes, [renamed, ...keys.slice(1)]));
  expect(under.contributors[0].key).toBe(renamed);
  const two = { index: 1, hash: parsed.contributors[1].contributionHash };
  const [anna, bert] = [people[0], people[1]].map((each) => signerOf(each ?? expect.unreachable()));
  if (anna === undefined || bert === undefined) expect.unreachable();
  const again = await signContribution(announcement, two, anna);
  await expect(build([first, again, ...notes.slice(2)])).rejects.toThrow('two of one key, for the indexes 0 and 1');
  const wrong = { code: 'invalid-argument', message: expect.stringContaining('"signer"') };
  const foreign = { ...anna, sign: bert.sign };
  await expect(signContribution(announcement, two, foreign)).rejects.toMatchObject(wrong);
  for (const none of [undefined, {}, { ...anna, sign: undefined }]) {
    await expect(signContribution(announcement, two, none as unknown as Signer)).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  }
  await expect(build(['nothing'])).rejects.toThrow('"notes[0]" expected a signed note');
  const line = first.slice(first.lastIndexOf('\n\n') + 2);
  await expect(build([first + line.repeat(1000)])).rejects.toThrow('with 1000 signatures at most');
  await expect(build([first.replaceAll('\n', '\r\n')])).rejects.toThrow('line ends were changed');
}
