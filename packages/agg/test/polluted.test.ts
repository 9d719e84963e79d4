/** Options, while Object.prototype has what a program was made to put there, as a merge of parsed JSON does. */
import { clean, pollute } from '@fedzk/testkit/polluted';
import { expect, it } from 'vitest';
import { createAggregator, createClient, createTask, memoryStorage } from '../src/index.js';
import { key, setting } from './support/round.js';

const set = setting();
/** Its options again, without those that are left out. */
const { id, level, n, bits, headroom, maxNormSq, minBatch, vkeyId, aggregatorKeys } = set.task;
const options = {
  id,
  level,
  n,
  bits,
  headroom,
  maxNormSq,
  minBatch,
  aggregatorKeys,
  ...(vkeyId !== undefined && { vkeyId }),
};

it('a task has no parts and no clients that were not given', () => {
  const expected = createTask(options);
  pollute({ parts: 2, clients: [{ id: 'theirs', publicKey: new Uint8Array(32) }] });
  const task = createTask(options);
  clean();
  expect(task).toEqual(expected);
  expect(task.clients).toBeUndefined();
});

it('no verifier, storage or role is taken that was not given', () => {
  const { privateKey } = set.keys.leader;
  const code = 'invalid-argument';
  const storage = memoryStorage();
  const lacking = (rest: object) => () => createAggregator(set.task, { privateKey, ...rest } as never);
  pollute({ role: 'leader', verifier: key.verifier, storage, privateKey });
  expect(lacking({ verifier: key.verifier, storage })).toThrow(expect.objectContaining({ code }));
  expect(lacking({ role: 'leader', storage })).toThrow(expect.objectContaining({ code }));
  expect(lacking({ role: 'leader', verifier: key.verifier })).toThrow(expect.objectContaining({ code }));
});

it("no client signs with another's key", () => {
  const [{ privateKey } = { privateKey: undefined }] = Object.values(set.signingKeys);
  pollute({ signingKey: privateKey });
  expect(() => createClient(set.task, { prover: set.prover })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

it('a report is from its sender only, and its outcome is told to nobody else', async () => {
  const [leader, helper] = [set.leader(), set.helper()];
  for (const each of [leader, helper]) await each.openRound(1);
  let told = 0;
  pollute({ sender: 'client_002', audit: { append: () => told++ }, onProgress: () => told++ });
  pollute({ signal: AbortSignal.abort() });
  const report = await set.client('client_001').report('client_001', 1, new Int8Array(set.task.n), {});
  const submission = await leader.submit(report, {});
  clean();
  expect(submission.verdict).toBe('pending');
  expect(told).toBe(0);
});
