/** Jobs: cut at 256 prepares and at 1 MiB; any other length is none. */
import { expect, it } from 'vitest';
import { writeAnswer } from '../src/protocol/collect.js';
import { MOST_JOB_BYTES, MOST_PREPARES, readAnswers, readJob, writeJobs } from '../src/protocol/jobs.js';

const prepare = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);
const counts = (number: number, length: number): number[] =>
  writeJobs(Array.from({ length: number }, () => prepare(length))).map(({ count }) => count);

it('has up to 256 prepares, and up to 1 MiB', () => {
  expect([0, 1, 256, 257, 600].map((number) => counts(number, 10))).toEqual([[], [1], [256], [256, 1], [256, 256, 88]]);
  // 3 + 64 · (2 + 16,382) is three bytes too many.
  expect(counts(64, 16_382)).toEqual([63, 1]);
  expect(counts(64, 16_381)).toEqual([64]);
  for (const { job } of writeJobs(Array.from({ length: 300 }, () => prepare(18_000)))) {
    expect(job.length).toBeLessThanOrEqual(MOST_JOB_BYTES);
    expect(readJob(job)?.every((each) => each.length === 18_000)).toBe(true);
  }
});

it('is read in its order', () => {
  const prepares = Array.from({ length: 300 }, (_, i) => prepare(i, i));
  expect(writeJobs(prepares).flatMap(({ job }) => readJob(job) ?? [])).toEqual(prepares);
});

it('cut, longer, of another version or count is invalid', () => {
  const [{ job } = { job: prepare(0) }] = writeJobs([prepare(5), prepare(7)]);
  for (let i = 0; i < job.length; i++) expect(readJob(job.slice(0, i))).toBeUndefined();
  const change = (at: number, value: number): Uint8Array => job.map((byte, i) => (i === at ? value : byte));
  for (const wrong of [Uint8Array.of(...job, 0), change(0, 2), change(2, 1), change(2, 3), change(4, 6)]) {
    expect(readJob(wrong)).toBeUndefined();
  }
  expect(readJob(Uint8Array.of(1, 0, 0))).toBeUndefined();
  const many = Uint8Array.of(1, 1, 1, ...new Uint8Array(2 * (MOST_PREPARES + 1)));
  expect(readJob(many)).toBeUndefined();
  expect(readJob(new Uint8Array(MOST_JOB_BYTES + 1))).toBeUndefined();
});

it('has as many answers', () => {
  const answers = [1, 2].map((value) => writeAnswer(prepare(32, value), value === 1 ? 'accepted' : 'later'));
  const bytes = new Uint8Array(Buffer.concat(answers));
  expect(readAnswers(bytes, 2)).toEqual(answers);
  for (const count of [0, 1, 3]) expect(readAnswers(bytes, count)).toBeUndefined();
  for (let i = 0; i < bytes.length; i++) expect(readAnswers(bytes.slice(0, i), 2)).toBeUndefined();
});
