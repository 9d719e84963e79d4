/** createTask: each field's refusals by its name, and each number at its edges. */
import { FedzkError } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { createSigningKey } from '../src/protocol/keys.js';
import { aggregatorKeys, type Changes, clients, make, publicKeys } from './support/options.js';

function refusal(changes: Changes): FedzkError {
  try {
    make(changes);
  } catch (error) {
    if (error instanceof FedzkError) return error;
    throw error;
  }
  throw new Error('no refusal');
}

const array = (length: number): Uint8Array => new Uint8Array(length).fill(9);

describe('a field that is wrong is refused by its name', () => {
  it.each<[field: string, ...values: unknown[]]>([
    ['id', '', 'a'.repeat(65), 'é'.repeat(33), `a${'é'.repeat(32)}`, '\ud800', 'a\udc00b', undefined, null, 5, ['a']],
    ['level', 'low', 'Standard', '', undefined, null, 1, ['maximum'], 'constructor'],
    ['curve', 'bls12-381', 'bn128', '', null, 1],
    ['n', 0, -1, 1.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY, '5', 5n, undefined, null, [5], true],
    ['bits', 0, 1, 2, 5, 7, 9, 12, 15, 17, 32, -8, 8.5, '8', 8n, undefined],
    ['headroom', 0, -1, 17, 2.5, '3', 3n, undefined],
    ['parts', 0, -1, 65, 1.5, '1', 1n, null],
    ['maxNormSq', 0n, -1n, 5n * 4n ** 7n + 1n, 20_000, '20000', undefined],
    ['minBatch', 1, 0, -2, 2.5, '2', 2n, undefined, 9, 5],
    [
      'vkeyId',
      '',
      ...['a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), `${'a'.repeat(64)}\n`],
      ['a'.repeat(64)],
      5,
      null,
    ],
    ['clients', null, 'client_001', {}, 4, new Map()],
    ['clients[0].id', [null, null], new Array(4), [{ publicKey: publicKeys[0] }], [{ ...clients[0], id: '' }]],
    ['clients[1].id', [clients[0], { ...clients[1], id: '\udfff' }], [clients[0], clients[0]]],
    [
      'clients[0].publicKey',
      ...[undefined, array(31), 'key', Array.from(array(32))].map((publicKey) => [{ id: 'a', publicKey }]),
    ],
    ['clients[1].publicKey', [clients[0], { ...clients[1], publicKey: publicKeys[0] }]],
    [
      'aggregatorKeys.leader',
      undefined,
      null,
      {},
      ...[undefined, array(31), array(33)].map((leader) => ({ ...aggregatorKeys, leader })),
    ],
    ['aggregatorKeys.helper', { leader: aggregatorKeys.leader }, { ...aggregatorKeys, helper: new ArrayBuffer(32) }],
    ['aggregatorKeys', { leader: aggregatorKeys.leader, helper: aggregatorKeys.leader.slice() }],
  ])('%s', (field, ...values) => {
    const option = field.split(/[.[]/)[0] ?? field;
    for (const value of values) {
      const { code, message } = refusal({ [option]: value });
      expect([code, message.slice(0, field.length + 2)]).toEqual(['invalid-argument', `"${field}"`]);
    }
  });

  it('a curve is the level’s, said or not', () => {
    const curves = { standard: 'bn254', enhanced: 'bn254', maximum: 'bls12-381' };
    for (const [level, curve] of Object.entries(curves)) {
      expect(make({ level }).curve).toBe(curve);
      expect(make({ level, curve }).curve).toBe(curve);
    }
    const { code, message } = refusal({ level: 'maximum', curve: 'bn254' });
    expect([code, message]).toEqual(['invalid-argument', '"curve" expected bls12-381, the level\'s, got "bn254".']);
  });

  it('minBatch above the number of clients is refused, and in an open task only above 2^h', () => {
    expect(make({ minBatch: 4 }).minBatch).toBe(4);
    expect(refusal({ minBatch: 5 }).message).toContain(
      '4 at most, since each of the 4 clients of the task has one report in a round',
    );
    expect(make({ minBatch: 8, clients: undefined }).minBatch).toBe(8);
    expect(refusal({ minBatch: 9, clients: undefined }).message).toContain(
      '"minBatch" expected an integer from 2 to 8',
    );
    // No minBatch would do.
    for (const count of [0, 1]) {
      const { code, message } = refusal({ clients: clients.slice(0, count) });
      expect([code, message]).toEqual([
        'invalid-argument',
        `"clients" expected 2 or more, the fewest that a sum may be of, got ${count}.`,
      ]);
    }
  });
});

describe('the edges', () => {
  const takes = (changes: Changes): boolean => {
    try {
      make({ clients: undefined, ...changes });
      return true;
    } catch (error) {
      if (error instanceof FedzkError) return false;
      throw error;
    }
  };

  it.each([
    ['n', [0, 1, 2], [false, true, true], { maxNormSq: 1n }],
    // Of 8 bits with a headroom of 10; more fit where slots are shorter.
    ['n', [63, 64, 65], [true, true, false], { headroom: 10 }],
    ['n', [799, 800, 801], [true, true, false], { headroom: 10, level: 'enhanced' }],
    ['n', [8191, 8192, 8193], [true, true, false], { headroom: 10, level: 'maximum' }],
    ['headroom', [0, 1, 2], [false, true, true], {}],
    ['headroom', [15, 16, 17], [true, true, false], {}],
    ['headroom', [15, 16, 17], [true, true, false], { bits: 16 }], // slots of 31, 32 and 33 bits
    ['parts', [0, 1, 2], [false, true, true], {}],
    ['parts', [63, 64, 65], [true, true, false], {}],
    ['minBatch', [1, 2, 3], [false, true, true], {}],
    ['minBatch', [7, 8, 9], [true, true, false], {}],
    ['minBatch', [2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1], [true, true, false], { headroom: 16 }],
    ['maxNormSq', [0n, 1n, 2n], [false, true, true], {}],
  ])('%s around %s', (field, values, taken, others) => {
    expect(values.map((value) => takes({ ...others, [field]: value }))).toEqual(taken);
  });

  it('ids of 1 and of 64 bytes, with any characters, each different from its lookalikes', () => {
    const ids = ['a', 'a'.repeat(64), 'é'.repeat(32), '🌻'.repeat(16), '\ufeffa', '\u00e9', 'e\u0301', '\0', ' a', 'A'];
    const named = ids.map((id) => ({ id, publicKey: createSigningKey().publicKey }));
    expect(make({ clients: named }).clients?.map(({ id }) => id)).toEqual(ids);
    for (const id of ids) expect(make({ id }).id).toBe(id);
  });
});
