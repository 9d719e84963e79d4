/** Task files: what is written is read again, defaults, R1, and a round of a task that has a file. */
import { createHash } from 'node:crypto';
import { code, refusal } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { createClient } from '../src/client.js';
import { bindTask } from '../src/protocol/bound-task.js';
import { geometry } from '../src/protocol/geometry.js';
import { createSigningKey } from '../src/protocol/keys.js';
import { createTask, type Task } from '../src/protocol/task.js';
import { readTaskFile, type TaskFileOptions, writeTaskFile } from '../src/protocol/task-file.js';
import { memorySentStorage } from '../src/sent.js';
import { memoryStorage } from '../src/storage/memory.js';
import { clientKeys, fileTask, options, sealing, signing } from './support/file.js';
import { proverOf } from './support/prover.js';
import { collect, deliver, key } from './support/round.js';

const text = (changes: Partial<TaskFileOptions> = {}): string =>
  new TextDecoder().decode(writeTaskFile({ ...options, ...changes }));
const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
const refused = (changes: Partial<TaskFileOptions>): string =>
  refusal(() => writeTaskFile({ ...options, ...changes })).message;

it('a round by a task that has a file, in one process', async () => {
  const task = fileTask({ omit: null });
  const common = { verifier: key.verifier, storage: memoryStorage() };
  const leader = createAggregator(task, { role: 'leader', privateKey: sealing.leader.privateKey, ...common });
  const helper = createAggregator(task, { role: 'helper', privateKey: sealing.helper.privateKey, ...common });
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const prover = proverOf(key, geometry(task));
  for (const [i, { privateKey }] of clientKeys.entries()) {
    const client = createClient(task, { prover, signingKey: privateKey, sent: memorySentStorage() });
    const report = await client.report(`client_00${i + 1}`, 1, Int8Array.of(i, 1, -i));
    expect(await deliver(leader, helper, report)).toBe('accepted');
  }
  expect(Array.from(await collect(leader, helper, 1)).slice(0, 3)).toEqual([10, 5, -10]);
  for (const aggregator of [leader, helper]) await aggregator.close();
});

describe('what is written', () => {
  const schedule = { first: Date.UTC(2027, 0, 4), every: 86_400, uploads: 82_800, settle: 600 };

  it('is read again', () => {
    const facts = {
      quantization: { clip: 0.5, scale: 0.5 / 127 },
      model: { id: 'mlp-1', sha256: 'ab'.repeat(32) },
      maxColluding: 1,
      minHonest: 3,
      omit: 3,
      readers: [clientKeys[0]?.publicKey ?? new Uint8Array()],
      schedule,
      supersedes: 'cd'.repeat(32),
    };
    const { file, ...task } = fileTask(facts);
    expect(file).toMatchObject({
      ...facts,
      leader: { url: 'https://leader.example', signingKey: signing.leader.publicKey },
    });
    expect(task).toMatchObject({ id: options.id, maxNormSq: options.maxNormSq, vkeyId: options.vkeyId, minBatch: 4 });
    expect(task.clients).toEqual(options.clients);
    expect(task.aggregatorKeys).toEqual({ leader: sealing.leader.publicKey, helper: sealing.helper.publicKey });
    expect(text(facts)).toBe(file.text);
    for (const part of [file, file.leader, file.quantization, file.model, file.schedule, file.readers]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('has the defaults: half of the clients, two honest, one of ten omitted, read by all', () => {
    const { file } = fileTask();
    expect(file).toMatchObject({ maxColluding: 2, minHonest: 2, omit: 10, readers: 'public' });
    for (const name of ['quantization', 'model', 'schedule', 'supersedes'] as const) expect(file[name]).toBeUndefined();
    expect(fileTask({ omit: null }).file.omit).toBeUndefined();
  });

  it('has decimals without exponents, each in one spelling', () => {
    const cases: [number, string][] = [
      [0.5, '0.5'],
      [250, '250'],
      [1e-7, '0.0000001'],
      [1.25e-9, '0.00000000125'],
      [1e21, '1000000000000000000000'],
      [1.5e22, '15000000000000000000000'],
      [5e-324, `0.${'0'.repeat(323)}5`],
    ];
    for (const [scale, written] of cases) {
      const quantization = { clip: 1, scale };
      expect(JSON.parse(text({ quantization })).quantization.scale).toBe(written);
      expect(fileTask({ quantization }).file.quantization?.scale).toBe(scale);
    }
  });
});

describe('the hash', () => {
  it('is that of version 2: the fields of version 1, then the file', () => {
    const task = fileTask();
    const { id, level, n, bits, headroom, maxNormSq, minBatch, aggregatorKeys, clients } = task;
    const first = createTask({
      id,
      level,
      n,
      bits,
      headroom,
      maxNormSq,
      minBatch,
      aggregatorKeys,
      ...(clients && { clients }),
    });
    const [one, two] = [bindTask(first, key.verifier.id).hash, bindTask(task, key.verifier.id).hash];
    expect(Buffer.from(two).toString('hex')).toBe(task.file.hash);
    expect(one).not.toEqual(two);
    expect(createHash('sha256').update(task.file.text).digest('hex')).not.toBe(task.file.hash);
  });

  it('changes with each fact, and with the order of clients', () => {
    const changes: Partial<TaskFileOptions>[] = [
      {},
      { quantization: { clip: 0.5, scale: 0.25 } },
      { quantization: { clip: 0.25, scale: 0.5 } },
      { model: { id: 'a', sha256: 'a'.repeat(64) } },
      { maxColluding: 1 },
      { minHonest: 3, maxColluding: 1 },
      { omit: 9 },
      { omit: null },
      { leader: { ...options.leader, url: 'https://other.example' } },
      { helper: { ...options.helper, signingKey: clientKeys[0]?.publicKey ?? new Uint8Array() } },
      { readers: [signing.leader.publicKey] },
      { schedule: { first: 0, every: 10, uploads: 5, settle: 5 } },
      { supersedes: 'a'.repeat(64) },
      { clients: [...(options.clients ?? [])].reverse() },
    ];
    const hashes = changes.map((change) => fileTask(change).file.hash);
    expect(new Set(hashes).size).toBe(changes.length);
  });

  it('of a copy is that of the file, whatever else the copy says', () => {
    const task = fileTask();
    const copies: Task[] = [structuredClone(task), { ...task }, { ...task, minBatch: 2 }];
    for (const copy of copies)
      expect(bindTask(copy, key.verifier.id).hash).toEqual(bindTask(task, key.verifier.id).hash);
    const file = { ...task.file, text: task.file.text.replace('"minBatch":4', '"minBatch":3') };
    expect(code(() => bindTask({ ...task, file }, key.verifier.id))).toBe('invalid-argument');
  });
});

describe('R1', () => {
  it('minBatch has room for colluding and honest clients', () => {
    expect(refused({ minBatch: 3 })).toContain(
      '"minBatch" expected 4 or more, which is maxColluding (2, by default half of the clients) and minHonest (2, by default)',
    );
    expect(refused({ minBatch: 3, maxColluding: 2, minHonest: 2 })).toContain(
      '"minBatch" expected 4 or more, which is maxColluding (2) and minHonest (2)',
    );
    expect(fileTask({ minBatch: 5, maxColluding: 3 }).minBatch).toBe(5);
    expect(refused({ minBatch: 5, maxColluding: 4 })).toContain('"minBatch" expected 6 or more');
    expect(refused({ minHonest: 1 })).toContain('"minHonest"');
    expect(refused({ omit: 1 })).toContain('"omit"');
  });

  it('two clients have to say how many collude', () => {
    const two = { clients: options.clients?.slice(0, 2) ?? [], minBatch: 2 };
    expect(refused(two)).toContain('"minBatch" expected 3 or more');
    expect(fileTask({ ...two, maxColluding: 0 }).file.maxColluding).toBe(0);
  });

  it('no more clients than a round has room for', () => {
    const clients = Array.from({ length: 9 }, (_, i) => ({ id: `c${i}`, publicKey: createSigningKey().publicKey }));
    expect(refused({ clients, minBatch: 6 })).toContain('"clients" expected 8 at most');
  });

  it('an open task says how many collude, and has announcements', () => {
    const { clients: _, ...open } = options;
    expect(refusal(() => writeTaskFile(open)).message).toContain('"maxColluding"');
    expect(readTaskFile(writeTaskFile({ ...open, maxColluding: 2 })).clients).toBeUndefined();
    expect(refusal(() => writeTaskFile({ ...open, maxColluding: 2, omit: null })).message).toContain('"omit"');
  });
});

it('says where the JSON is not canonical', () => {
  const right = text();
  const message = (of: string): string => refusal(() => readTaskFile(bytes(of))).message;
  expect(message(`${right}\n`)).toContain(`at byte ${right.length} "", got "\\n"`);
  expect(message(right.replace(':', ': '))).toContain('canonical JSON (RFC 8785: ');
  expect(message(right.replace('"v":1', '"v":1,"v":1'))).toContain('names sorted, none twice');
  const later = refusal(() => readTaskFile(bytes(right.replace('"v":1', '"v":2'))));
  expect([later.code, later.message]).toEqual(['unsupported', expect.stringContaining('version 2')]);
});

it('wrong bytes and options are refused as arguments', () => {
  for (const wrong of [undefined, null, 'text', {}, new ArrayBuffer(4), [1]]) {
    expect(code(() => readTaskFile(wrong as Uint8Array))).toBe('invalid-argument');
    expect(code(() => writeTaskFile(wrong as unknown as TaskFileOptions))).toBe('invalid-argument');
  }
  for (const name of Object.keys(options).filter((each) => each !== 'clients')) {
    for (const wrong of [undefined, null, 5.5, Symbol('x'), () => 1, { x: 1 }]) {
      expect(code(() => writeTaskFile({ ...options, [name]: wrong }))).toBe('invalid-argument');
    }
  }
  expect(code(() => writeTaskFile({ ...options, other: 1 } as TaskFileOptions))).toBe('invalid-argument');
});
