/** Checks 1 and 3 beyond one case each: every number, id and length of a message, and who may send it. */
import { toHex } from '@fedzk/core';
import { ORDERS, readElements, writeElements } from '@fedzk/statement';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/protocol/collect.js';
import { type Bytes, join, lp, utf8 } from '../src/protocol/encoding.js';
import { createSigningKey } from '../src/protocol/keys.js';
import { type Forged, forge } from './support/forge.js';
import { fields, startOf } from './support/layout.js';
import { LEVELS, refusals, type Setting, setting } from './support/round.js';
import { Disk, dump } from './support/storage.js';

const ID = 'client_001';
const shape = { n: 40, parts: 2, maxNormSq: 100_000n };
const values = Array.from({ length: 80 }, (_, i) => i - 40);
const set = setting(shape);
const honest = await forge(set, ID, 1n, values);

/** Both aggregators' codes for their messages; nothing is ever stored. */
async function codes({ leader: makeLeader, helper: makeHelper, events }: Setting, report: Bytes, prepare: Bytes) {
  const [atLeader, atHelper] = [new Disk(), new Disk()];
  const [leader, helper] = [makeLeader(atLeader), makeHelper(atHelper)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const [before, told] = [[await dump(atLeader), await dump(atHelper)], events.length];
  expect((await leader.submit(report)).verdict).toBe('refused');
  const answer = readAnswer(await helper.prepare(prepare));
  expect(answer?.verdict).toBe('refused');
  expect([await dump(atLeader), await dump(atHelper)]).toEqual(before);
  const found = refusals(events.slice(told));
  // What can't be read has no id to answer with.
  expect(answer?.reportId.every((byte) => byte === 0)).toBe(found[1] === 'helper malformed');
  return found;
}

/** A report and its prepare, changed alike. */
const both = ({ report, prepare }: Forged, change: (bytes: Bytes) => Bytes) =>
  [change(report), change(prepare)] as const;

function put(bytes: Bytes, at: number, value: Uint8Array): Bytes {
  const out = new Uint8Array(bytes);
  out.set(value, at);
  return out;
}

const malformed = ['leader malformed', 'helper malformed'];

describe.each(LEVELS)('a number of the level %s', async (level) => {
  const set = setting({ ...shape, level });
  const honest = await forge(set, ID, 1n, values);
  const { parts, elements, curve } = set.layout;
  const order = ORDERS[curve];
  const [report, prepare] = [fields('report', set.layout, ID.length), fields('prepare', set.layout, ID.length)];
  const places = (['C', 'tag'] as const).flatMap((name) =>
    Array.from({ length: parts }, (_, t) => [`${name}_${t + 1}`, startOf(report, name) + 32 * t] as const),
  );
  const at = (bytes: Bytes, place: number): bigint =>
    readElements(bytes.subarray(place, place + 32), curve)?.[0] ?? -1n;

  it.each(places)('%s is malformed from r on: as r, as itself + r, as the highest there is', async (_, place) => {
    for (const wrong of [order, at(honest.report, place) + order, 2n ** 256n - 1n]) {
      const change = (bytes: Bytes): Bytes => put(bytes, place, writeElements([wrong]));
      expect(await codes(set, ...both(honest, change))).toEqual(malformed);
    }
  });

  it.each(places)('%s is well-formed up to r − 1', async (_, place) => {
    const change = (bytes: Bytes): Bytes => put(bytes, place, writeElements([order - 1n]));
    expect(await codes(set, ...both(honest, change))).toEqual(['leader bad-signature', 'helper bad-signature']);
  });

  it('tA_t is malformed from r on, and no other value below r is accepted', async () => {
    for (let t = 0; t < parts; t++) {
      const place = startOf(prepare, 'tA') + 32 * t;
      const right = at(honest.prepare, place);
      const code = async (value: bigint) =>
        (await codes(set, new Uint8Array(), put(honest.prepare, place, writeElements([value]))))[1];
      for (const wrong of [order, right + order]) expect(await code(wrong)).toBe('helper malformed');
      for (const wrong of [order - 1n, right ^ 1n]) expect(await code(wrong)).toBe('helper tag-mismatch');
    }
  });

  it('of the leader’s share is out of range as itself + r, each one', async () => {
    const leader = set.leader();
    await leader.openRound(1);
    for (let i = 0; i < parts * (elements + 1); i++) {
      const plain = (bytes: Bytes): Bytes => put(bytes, 32 + 32 * i, writeElements([at(bytes, 32 + 32 * i) + order]));
      const { report } = await forge(set, ID, 1n, values, { plain: { leader: plain } });
      expect((await leader.submit(report)).verdict).toBe('refused');
      expect(refusals(set.events).at(-1)).toBe('leader share-range');
    }
  });
});

/** The coordinates in a proof's bytes, with the bits that each has below its flags. */
const PROOFS = [
  { level: 'standard', size: 32, p: bn254.fields.Fp.ORDER, bits: [254, 255, 255, 255, 255, 254] },
  { level: 'maximum', size: 48, p: bls12_381.fields.Fp.ORDER, bits: [381, 381, 384, 381] },
] as const;

it.each(PROOFS)('each coordinate of a proof is out of range as itself + p, at the level $level', async (proof) => {
  const set = setting({ ...shape, level: proof.level });
  const { size, p } = proof;
  for (const [i, bits] of proof.bits.entries()) {
    const top = 2n ** BigInt(bits);
    let value = top;
    const proofs = ([first = new Uint8Array(), ...rest]: Bytes[]): Bytes[] => {
      const whole = BigInt(`0x${toHex(first.subarray(size * i, size * (i + 1)))}`);
      value = (whole % top) + p;
      const changed = ((whole / top) * top + value).toString(16).padStart(2 * size, '0');
      return [put(first, size * i, Buffer.from(changed.slice(-2 * size), 'hex')), ...rest];
    };
    let sent = await forge(set, ID, 1n, values, { proofs });
    while (value >= top) sent = await forge(set, ID, 1n, values, { proofs });
    const expected = ['leader proof coordinate-range', 'helper proof coordinate-range'];
    expect(await codes(set, sent.report, sent.prepare)).toEqual(expected);
  }
});

describe('the first bytes', () => {
  it.each([0, 2, 3, 0x31, 0xff])('version %i is malformed', async (version) => {
    expect(await codes(set, ...both(honest, (bytes) => put(bytes, 0, Uint8Array.of(version))))).toEqual(malformed);
  });

  const withId = (id: Uint8Array) => (bytes: Bytes) =>
    join(bytes.subarray(0, 41), lp(id), bytes.subarray(43 + ID.length));

  it.each([
    ['no byte', ''],
    ['65 bytes', 'a'.repeat(65)],
    ['65 bytes in 33 characters', `a${'é'.repeat(32)}`],
  ])('an id of %s is malformed', async (_, id) => {
    expect(await codes(set, ...both(honest, withId(utf8(id))))).toEqual(malformed);
  });

  it.each([
    ['a lone continuation byte', '80'],
    ['a cut sequence', 'e282'],
    ['an overlong NUL', 'c080'],
    ['an overlong slash in three bytes', 'e080af'],
    ['a surrogate', 'eda080'],
    ['a pair of surrogates (CESU-8)', 'eda0bdedb88a'],
    ['a character above U+10FFFF', 'f4908080'],
    ['five bytes', 'f888808080'],
    ['a right id and then half a character', `${Buffer.from(ID).toString('hex')}c3`],
  ])('an id that is %s is malformed', async (_, hex) => {
    expect(await codes(set, ...both(honest, withId(Buffer.from(hex, 'hex'))))).toEqual(malformed);
  });

  it.each(['a', 'a'.repeat(64), 'é'.repeat(32), `\ufeff${ID}`, `${ID}\0`, `${ID} `, 'CLIENT_001', '\ufffd'])(
    'the id %j can be read, and is nobody’s',
    async (id) => {
      const unknown = ['leader unknown-client', 'helper unknown-client'];
      expect(await codes(set, ...both(honest, withId(utf8(id))))).toEqual(unknown);
    },
  );
});

describe('a report of another layout', () => {
  it.each([
    ['one part more', { parts: 3 }],
    ['one part less', { parts: 1 }],
    ['an element more in each part', { n: 60 }],
    ['an element less in each part', { n: 10 }],
  ])('%s is malformed at the leader', async (_, other) => {
    const foreign = setting({ ...shape, ...other });
    const { report, prepare } = await forge(foreign, ID, 1n, []);
    const [atLeader, atHelper] = await codes(set, report, prepare);
    expect(atLeader).toBe('leader malformed');
    // Another L does not show in prepare, which is as long for each; the task's hash has it.
    expect(atHelper).toBe('parts' in other ? 'helper malformed' : 'helper wrong-task');
  });
});

describe('in an open task', () => {
  const open = setting({ open: true });
  const spelled = (...ids: string[]) => ids.map((id) => [id, ids.filter((other) => other !== id)] as const);

  it('a signature is refused, even a right one', async () => {
    const { report, prepare } = await forge(open, ID, 1n, [1]);
    const layout = ['report', 'prepare'] as const;
    const [first, second] = layout.map((message) => startOf(fields(message, open.layout, ID.length), 'signature'));
    for (const signature of [new Uint8Array(64).fill(0, 0, 63).fill(1, 63), createSigningKey().privateKey]) {
      const changed = [put(report, first ?? 0, signature), put(prepare, second ?? 0, signature)] as const;
      expect(await codes(open, ...changed)).toEqual(['leader bad-signature', 'helper bad-signature']);
    }
  });

  it.each(spelled('\u00e9', 'e\u0301', '\ufeffe', 'E', '\ufffd', '\ud800', '\udfff'))(
    'the sender %j is none of its lookalikes',
    async (sender, others) => {
      const leader = open.leader();
      await leader.openRound(1);
      for (const id of others.filter((other) => !/[\ud800-\udfff]/.test(other))) {
        const { report } = await forge(open, id, 1n, [1]);
        for (const as of [{ sender }, {}, { sender: '' }]) {
          expect((await leader.submit(report, as)).verdict).toBe('refused');
          expect(refusals(open.events).at(-1)).toBe('leader unknown-client');
        }
        expect((await leader.submit(report, { sender: id })).verdict).toBe('pending');
      }
    },
  );
});
