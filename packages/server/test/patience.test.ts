/** What a client says while it waits, and when it gives up. */
import type { Reporter } from '@fedzk/agg/http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ClientHome } from '../src/client/home.js';
import { Unfinished } from '../src/client/patience.js';
import { type Heard, report, sent } from '../src/client/reporting.js';
import type { Role } from '../src/config.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const home = {
  membership: (role: Role) => ({ answer: { card: { clients: `https://${role}.example` } } }),
} as unknown as ClientHome;

/** Sends a report that gets no verdict, after some answers. */
function waiting(answers: readonly (readonly [Role, number | undefined])[], signal?: AbortSignal) {
  const lines: string[] = [];
  const heard: Heard = new Map();
  const reporter = {
    send() {
      for (const [role, status] of answers) heard.set(role, status);
      return new Promise(() => {});
    },
  } as unknown as Reporter;
  const patience = { ms: 0, tell: (line: string) => lines.push(line), signal };
  return { lines, verdict: sent(home, reporter, new Uint8Array(), patience, heard) };
}

it.each<[string, readonly (readonly [Role, number | undefined])[], string]>([
  [
    'the helper is away',
    [
      ['leader', 202],
      ['helper', undefined],
    ],
    'the leader has it, and has not heard from the helper; the helper at https://helper.example does not answer',
  ],
  [
    'the leader is away',
    [
      ['leader', undefined],
      ['helper', 200],
    ],
    'the leader at https://leader.example does not answer',
  ],
  [
    'the helper is overloaded',
    [
      ['leader', 200],
      ['helper', 503],
    ],
    'the helper answers with status 503',
  ],
])('where %s it says so', async (_, answers, says) => {
  const { lines, verdict } = waiting(answers);
  const ended = verdict.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines).toEqual([`The report is sent. Waits for the verdict: ${says}.`]);
  // A report that is on its way is given time, even with --wait 0.
  await vi.advanceTimersByTimeAsync(28_000);
  expect(await ended).toBeInstanceOf(Unfinished);
  expect(await ended).toMatchObject({
    message: `The report is sent, and there is no verdict after 30 s: ${says}. It may be counted. Run the same command again: it sends the same bytes.`,
  });
});

it('ends at once when it is asked to', async () => {
  const ending = new AbortController();
  const { lines, verdict } = waiting([], ending.signal);
  ending.abort('ended');
  await expect(verdict).rejects.toBe('ended');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual([]);
  await expect(waiting([], ending.signal).verdict).rejects.toBe('ended');
});

it('gives up an aggregator whose answer has no end', async () => {
  let given = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      given += 2 ** 20;
      controller.enqueue(new Uint8Array(2 ** 20));
    },
  });
  const asking = { ...home, ask: async () => new Response(endless) } as unknown as ClientHome;
  const patience = { ms: 0, tell: () => {} };
  const reported = report(asking, { task: 't', values: new Uint8Array(), format: 'integers', pad: false, patience });
  await expect(reported).rejects.toThrow('The leader at https://leader.example answers with more than 16777216 bytes.');
  expect(given).toBeLessThan(20 * 2 ** 20);
});
