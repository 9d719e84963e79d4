/** What a client takes and refuses: values, who it is, when; and that no message has a secret. */
import { FedzkError } from '@fedzk/core';
import type { Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { createClient } from '../src/client.js';
import { createSigningKey } from '../src/protocol/keys.js';
import { memoryStorage } from '../src/storage/memory.js';
import { held } from './support/held.js';
import { collect, deliver, key, setting } from './support/round.js';
import { leaked } from './support/secrets.js';

const ID = 'client_001';
const values = (...x: number[]): Int8Array => Int8Array.from(x);

/** Rejects with the code `invalid-argument` and a message of which this is a part, punctuation included. */
const expectRefusal = (report: Promise<unknown>, message: string): Promise<void> =>
  expect(report).rejects.toEqual(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
  );

describe('values', () => {
  const four = setting({ bits: 4, maxNormSq: 320n });

  it.each([8, 113, -9, -128])('%i does not fit into 4 bits, at any index, and is not shown', async (wrong) => {
    for (let at = 0; at < 5; at++) {
      const update = new Int8Array(5).fill(-8);
      update[at] = wrong;
      await expectRefusal(four.client(ID).report(ID, 1, update), `"values[${at}]" expected -8 to 7.`);
    }
  });

  it.each([
    ['an array', [1, 2, 3]],
    ['nothing', undefined],
    ['null', null],
    ['a string', '1,2,3'],
    ['unsigned bytes', Uint8Array.of(1)],
    ['a Buffer', Buffer.of(1)],
    ['16 bits for 8', Int16Array.of(1)],
    ['32 bits', Int32Array.of(1)],
    ['floats', Float32Array.of(1)],
    ['bigints', BigInt64Array.of(1n)],
    ['memory without a type', new ArrayBuffer(5)],
    ['a view', new DataView(new ArrayBuffer(5))],
    ['what only looks like one', Object.setPrototypeOf({ length: 1, 0: 1 }, Int8Array.prototype)],
    ['one value too many', new Int8Array(6)],
  ])('%s is no update of five 8-bit values', async (_, wrong) => {
    await expectRefusal(
      setting()
        .client(ID)
        .report(ID, 1, wrong as Int8Array),
      '"values" expected an Int8Array of up to 5, got ',
    );
  });

  it('in a text are not shown', async () => {
    const [client, text] = [setting().client(ID), '1,2,3' as unknown as Int8Array];
    await expectRefusal(client.report(ID, 1, text), 'up to 5, got a string.');
  });

  it('of 16 bits are no 8-bit ones', async () => {
    const wide = setting({ bits: 16, maxNormSq: 5n * 4n ** 15n });
    await expectRefusal(wide.client(ID).report(ID, 1, values(1)), '"values" expected an Int16Array of up to 5');
    expect((await wide.client(ID).report(ID, 1, Int16Array.of(-32_768, 32_767))).length).toBeGreaterThan(500);
  });

  it('may have the largest norm, in each part, and not one more', async () => {
    const set = setting({ n: 2, parts: 2, maxNormSq: 12_769n });
    expect((await set.client(ID).report(ID, 1, values(113, 0, 0, -113))).length).toBeGreaterThan(500);
    await expectRefusal(
      set.client(ID).report(ID, 1, values(113, 1)),
      '"values" expected Σ x² of 12769 at most in part 1; clip or scale the update.',
    );
    await expectRefusal(set.client(ID).report(ID, 1, values(0, 0, 1, -113)), 'in part 2; clip or scale');
  });

  it('may change while the report is made: the report has the earlier ones', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const { prover, next } = held(set);
    const update = values(1, 2, 3, 4, 5);
    const report = set.client(ID, prover).report(ID, 1, update);
    update.fill(127);
    (await next()).go();
    expect(await deliver(leader, helper, await report)).toBe('accepted');
    await deliver(leader, helper, await set.client('client_002').report('client_002', 1, values()));
    expect(Array.from(await collect(leader, helper, 1))).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('who and when', () => {
  const set = setting();

  it.each(['', 'nobody', 'client_005', 'CLIENT_001', `${ID} `, '\ud800', 'a'.repeat(65), undefined, null, 1])(
    '%j is no client',
    async (id) => {
      await expectRefusal(set.client(ID).report(id as string, 1, values(1)), '"clientId" expected');
    },
  );

  it('an open task takes any id, but it has to be one', async () => {
    const open = setting({ open: true });
    for (const id of ['', '\udfff', undefined]) {
      await expectRefusal(open.client(ID).report(id as string, 1, values(1)), '"clientId" expected 1 to 64 bytes');
    }
    expect((await open.client(ID).report('anybody', 1, values(1))).length).toBeGreaterThan(500);
  });

  it('a client reports with its own key only', async () => {
    await expectRefusal(
      set.client(ID).report('client_002', 1, values(1)),
      '"signingKey" is not the key that the task has for',
    );
  });

  it.each([-1, -1n, 1.5, 2 ** 53, 2n ** 64n, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined])(
    '%s is no round',
    async (round) => {
      await expectRefusal(
        set.client(ID).report(ID, round as number, values(1)),
        '"round" expected an integer from 0 to 2^64 − 1',
      );
    },
  );

  it('the first round is 0 and the last 2^64 − 1', async () => {
    const client = set.client(ID);
    for (const round of [0, 2n ** 53n, 2n ** 64n - 1n]) {
      const report = await client.report(ID, round, values(1));
      expect(Buffer.from(report).readBigUInt64BE(33)).toBe(BigInt(round));
    }
  });

  it('a signing key is 32 bytes, given for a closed task and only there; an invalid value is not shown', () => {
    const { task, prover } = set;
    const open = setting({ open: true });
    const { privateKey } = createSigningKey();
    const hex = Buffer.from(privateKey).toString('hex');
    const wrong = [
      hex,
      BigInt(`0x${hex}`),
      Array.from(privateKey),
      privateKey.subarray(1),
      privateKey.buffer,
      { privateKey },
      null,
      '',
    ];
    for (const [of, key] of [
      ...wrong.map((key) => [task, key] as const),
      [task, undefined] as const,
      [open.task, hex] as const,
      [open.task, privateKey] as const,
    ]) {
      let message = '';
      try {
        createClient(of, { prover, signingKey: key as Uint8Array });
      } catch (error) {
        message = String(error);
      }
      expect(message).toMatch(/^FedzkError: "signingKey" expected /);
      expect(leaked(message, [privateKey])).toEqual([]);
    }
  });
});

describe('a prover of another circuit is refused when the client is made', () => {
  const set = setting();
  const make = (says: object) => () => set.client(ID, { ...set.prover, ...says });
  const own = 'gradient_update(5, 8, 3)';

  it.each([
    ['parameters', { gradientUpdate: { n: 650, bits: 8, headroom: 10 } }, 'gradient_update(650, 8, 10)'],
    ['headroom', { gradientUpdate: { n: 5, bits: 8, headroom: 4 } }, 'gradient_update(5, 8, 4)'],
    ['inputs', { inputValues: 656 }, 'a circuit of 656 input values, not 11'],
    ['curve', { curve: 'bls12-381' }, 'a circuit on "bls12-381"'],
  ])('by its %s, and both circuits are named', (_, says, got) => {
    const message = `"prover" expected one of ${own} on bn254, the circuit of the task "task", got one of ${got}.`;
    expect(make(says)).toThrow(new FedzkError('invalid-argument', message));
  });

  it('and one of the task’s circuit, or of one that it does not name, is not', () => {
    const gradientUpdate = { n: 5, bits: 8, headroom: 3 };
    for (const says of [{}, { curve: 'bn254', gradientUpdate, inputValues: 11 }, { gradientUpdate: undefined }]) {
      expect(make(says)).not.toThrow();
    }
    expect(make({ gradientUpdate: 5 })).toThrow('"prover.gradientUpdate" expected an object, got 5.');
  });

  it('so is a verifier on another curve, by the aggregators', () => {
    const { privateKey } = set.keys.leader;
    const { id, nPublic } = key.verifier;
    const methods = { explain: () => 'ok', verifyBatch: () => ({ ok: true, failed: [] }) };
    const verifier = { id, nPublic, curve: 'bls12-381', ...methods } as unknown as Verifier;
    const options = { role: 'leader', privateKey, verifier, storage: memoryStorage() } as const;
    expect(() => createAggregator(set.task, options)).toThrow(
      '"verifier" expected a key on bn254, the curve of the task\'s circuit, got "bls12-381".',
    );
  });
});

it('a signal in place of the options is no options, and nothing is reported', async () => {
  const set = setting();
  const [client, { signal }] = [set.client(ID), new AbortController()];
  await expectRefusal(client.report(ID, 1, values(1), signal as object), 'got [object AbortSignal].');
  const report = await client.report(ID, 1, values(2));
  const leader = set.leader();
  await expectRefusal(leader.submit(report, signal as object), 'got [object AbortSignal].');
});
