/** Each public function, called with whatever a program without types might pass: no error but ours, by its name. */
import { FedzkError, listener } from '@fedzk/core';
import { elsewhere, foreignBytes } from '@fedzk/testkit/realms';
import { createVerifierPool } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import {
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  memoryStorage,
} from '../src/index.js';
import { forge } from './support/forge.js';
import { collect, deliver, key, setting } from './support/round.js';

const thrown = new RangeError('thrown by a getter');
const throwing = new Proxy(
  {},
  {
    get() {
      throw thrown;
    },
  },
);
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();

/** Memory that is no longer there. */
function detached(): Uint8Array {
  const bytes = new Uint8Array(600);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

const hostile: readonly unknown[] = [
  ...[undefined, null, true, 0, 1.5, -1, Number.NaN, 7n, -1n, '', 'text', Symbol('s')],
  ...[
    {},
    [],
    [undefined],
    [[]],
    new Array(2 ** 32 - 1),
    () => {},
    new Map(),
    new Date(),
    new WeakMap(),
    Object.create(null),
  ],
  ...[new Uint8Array(3), new Uint8Array(32), new Int8Array(5), new ArrayBuffer(32), new DataView(new ArrayBuffer(32))],
  ...[detached(), new Uint8Array(new SharedArrayBuffer(40)), new Proxy(new Uint8Array(32), {})],
  ...[throwing, revoked, new Proxy([throwing], {}), [throwing], { toString: () => 'a', valueOf: () => 1 }],
  ...[Promise.resolve(), { proof: 'a' }],
];

/** What became of a call: its value, or a code of ours. Another error is shown as it is. */
async function outcome(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'done';
  } catch (error) {
    return error instanceof FedzkError ? error.code : `raw ${String(error)}`;
  }
}

type Options = Record<string, unknown>;

const set = setting();
const { task, keys, signingKeys, prover } = set;
const privateKey = keys.leader.privateKey;
const rightTask: Options = { ...task };
const signingKey = signingKeys.client_001?.privateKey ?? new Uint8Array();
const rightClient: Options = { prover, signingKey };
const rightAggregator: Options = {
  role: 'leader',
  privateKey,
  verifier: key.verifier,
  storage: memoryStorage(),
  audit: listener(() => {}),
  history: { entries: () => [] },
};

const makers: readonly (readonly [name: string, right: Options, make: (options: unknown) => unknown])[] = [
  ['createTask', rightTask, (options) => createTask(options as never)],
  ['createClient', rightClient, (options) => createClient(task, options as never)],
  ['createAggregator', rightAggregator, (options) => createAggregator(task, options as never)],
];

describe.each(makers)('%s', (_, right, make) => {
  it('accepts valid arguments', async () => {
    expect(await outcome(() => make(right))).toBe('done');
  });

  it('without options, or with others, is an invalid argument', async () => {
    for (const value of hostile) expect(await outcome(() => make(value))).toBe('invalid-argument');
  });

  it.each(Object.keys(right))('option %s', async (name) => {
    const found = new Set<string>();
    for (const value of hostile) found.add(await outcome(() => make({ ...right, [name]: value })));
    found.delete('done');
    expect([...found]).toEqual(['invalid-argument']);
    const getter = Object.defineProperty({ ...right }, name, {
      get() {
        throw thrown;
      },
    });
    expect(await outcome(() => make(getter))).toBe('invalid-argument');
  });
});

describe('a task', () => {
  const broken = (name: string, value: unknown): unknown => ({ ...task, [name]: value });

  it('that is none is an invalid argument', async () => {
    const wrong = [
      ...hostile,
      ...Object.keys(rightTask).flatMap((name) => [throwing, -5].map((value) => broken(name, value))),
    ];
    for (const value of wrong) {
      expect(await outcome(() => createClient(value as never, rightClient as never))).toBe('invalid-argument');
      expect(await outcome(() => createAggregator(value as never, rightAggregator as never))).toBe('invalid-argument');
    }
  });

  it('that was copied, as by another copy of this package, is as good', async () => {
    expect(await outcome(() => createClient(structuredClone(task), rightClient as never))).toBe('done');
  });
});

it.each(Array.from({ length: 4 }, (_, i) => i))('report, argument %i', async (at) => {
  const right = ['client_001', 1, Int8Array.of(1), {}];
  const found = new Set<string>();
  for (const value of [...hostile, ...hostile.flatMap((each) => [{ signal: each }, { onProgress: each }])]) {
    const client = set.client('client_001');
    found.add(
      await outcome(() =>
        client.report(...(right.map((each, i) => (i === at ? value : each)) as Parameters<typeof client.report>)),
      ),
    );
  }
  found.delete('done');
  expect([...found]).toEqual(['invalid-argument']);
});

it('a prover that gives no proof is refused by its name', async () => {
  // A promise asks what it resolves to for `then`, and is rejected where that throws: that is the prover's own error.
  const values = hostile.filter((value) => ![throwing, revoked].includes(value as object));
  for (const value of [...values, ...hostile.map((proof) => ({ proof }))]) {
    const client = set.client('client_001', { ...prover, prove: async () => value as never });
    const report = client.report('client_001', 1, Int8Array.of(1));
    const code = await outcome(() => report);
    expect(['invalid-argument', 'invalid-proof']).toContain(code);
  }
});

describe('an aggregator', async () => {
  const { report, prepare } = await forge(set, 'client_001', 1n, [1]);
  const calls: readonly (readonly [name: string, call: (value: never) => unknown])[] = [
    ...(['leader', 'helper'] as const).flatMap((role) => {
      const aggregator = set[role]();
      return [
        [`${role}.openRound`, (value: never) => aggregator.openRound(value)] as const,
        [`${role}.closeRound`, (value: never) => aggregator.closeRound(value)] as const,
        [`${role}.combine, round`, (value: never) => aggregator.combine(value, new Uint8Array())] as const,
      ];
    }),
    ['leader.submit', (value) => set.leader().submit(value)],
    ['leader.submit, options', (value) => set.leader().submit(report, value)],
    ['leader.submit, sender', (value) => set.leader().submit(report, { sender: value })],
    ['leader.conclude, prepare', (value) => set.leader().conclude(value, new Uint8Array(33))],
    ['leader.conclude, answer', (value) => set.leader().conclude(prepare, value)],
    ['leader.pending', (value) => set.leader().pending(value)],
    ['leader.collect', (value) => set.leader().collect(value)],
    ['leader.share', (value) => set.leader().share(value)],
    ['helper.prepare', (value) => set.helper().prepare(value)],
    ['helper.collect', (value) => set.helper().collect(value)],
  ];

  it.each(calls)('%s', async (_, call) => {
    for (const value of hostile) {
      expect(['done', 'invalid-argument', 'invalid-state']).toContain(await outcome(() => call(value as never)));
    }
  });

  it('combine, share', async () => {
    const [leader, helper] = [set.leader(), set.helper()];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    for (const id of ['client_001', 'client_002']) {
      await deliver(leader, helper, (await forge(set, id, 1n, [1])).report);
    }
    await collect(leader, helper, 1);
    for (const value of hostile) {
      const outcomes = [{ refused: 'aggregate-malformed' }, 'invalid-argument'];
      const code = ({ code }: { readonly code: string }): string => code;
      expect(outcomes).toContainEqual(await leader.combine(1, value as never).catch(code));
    }
  });
});

it('a refused report says what is missing', async () => {
  const expected = {
    code: 'invalid-argument',
    message: expect.stringMatching(/^"prepare" .*a refused report has none/),
  };
  await expect(set.helper().prepare(undefined as never)).rejects.toMatchObject(expected);
  await expect(set.leader().conclude(undefined as never, new Uint8Array(33))).rejects.toMatchObject(expected);
});

it('bytes of another realm are as good', async () => {
  const aggregatorKeys = {
    leader: foreignBytes(createSealingKey().publicKey),
    helper: foreignBytes(keys.helper.publicKey),
  };
  const clients = [1, 2].map((i) => ({ id: `client_${i}`, publicKey: foreignBytes(createSigningKey().publicKey) }));
  expect(await outcome(() => createTask({ ...task, aggregatorKeys, clients }))).toBe('done');
  const storage = memoryStorage();
  const leader = createAggregator(task, { ...rightAggregator, privateKey: foreignBytes(privateKey), storage } as never);
  await leader.openRound(1);
  const client = createClient(task, { prover, signingKey: foreignBytes(signingKey) });
  const values = elsewhere<Int8Array>('Int8Array.of(1, 2)');
  const report = foreignBytes(await client.report('client_001', 1, values));
  expect(await (leader as never as ReturnType<typeof set.leader>).submit(report)).toMatchObject({ verdict: 'pending' });
});

it('a pool is a verifier, unless it has another key', async () => {
  await using pool = createVerifierPool(key.verificationKey);
  const make = (verifier: unknown): unknown => createAggregator(task, { ...rightAggregator, verifier } as never);
  expect(await outcome(() => make(pool))).toBe('done');
  const other = { ...task, vkeyId: '0'.repeat(64) };
  expect(() => createAggregator(other, { ...rightAggregator, verifier: pool } as never)).toThrow(key.verifier.id);
  expect(() => make(Object.create(pool, { nPublic: { value: 3 } }))).toThrow(
    '"verifier" expected a key of 4 public signals',
  );
});
