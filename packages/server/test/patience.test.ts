/** What a client says while it waits, and when it gives up. */
import type { Reporter } from '@fedzk/agg/http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientHome } from '../src/client/home.js';
import { Unfinished } from '../src/client/patience.js';
import { type Heard, report, sent } from '../src/client/reporting.js';
import type { Role } from '../src/config.js';
import { run } from './support/cli.js';
import { startSystem, type TestSystem } from './support/system.js';
import { enrol } from './support/task.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

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

describe('a result that is waited for', () => {
  let system: TestSystem;
  let folder: string;
  beforeAll(async () => {
    system = await startSystem();
    ({ folder } = await enrol(system, 'client_1', ['leader']));
  });
  afterAll(() => system.close());

  /** Has a client ask for a result, and each question answered. @returns when it asked, in seconds, and what it said in the end */
  async function asked(seconds: number, answer: (second: number) => Response) {
    const began = Date.now();
    const at: number[] = [];
    vi.spyOn(ClientHome.prototype, 'send').mockImplementation(async () => {
      const second = (Date.now() - began) / 1_000;
      at.push(second);
      return answer(second);
    });
    const words = ['client', 'result', '--home', folder, '--task', 'x', '--round', '1', '--wait', String(seconds)];
    let said: Awaited<ReturnType<typeof run>> | undefined;
    void run(words).then((found) => {
      said = found;
    });
    while (said === undefined) await vi.advanceTimersByTimeAsync(250);
    return { at, ...said };
  }
  const there = (at: readonly number[], from: number): number =>
    at.filter((each) => each >= from && each < from + 60).length;

  it('is asked for less often than a client may ask, and at the end of the time once more', async () => {
    const { at, code, err } = await asked(600, () => new Response('{}', { status: 404 }));
    for (let minute = 0; minute < 10; minute++) expect(there(at, 60 * minute)).toBeLessThan(20);
    expect(at.slice(0, 3)).toEqual([0, 1, 3]);
    expect(at.at(-1)).toBeCloseTo(600, 0);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('The leader serves no task "x"') });
  });

  it('is not asked for before the moment that an aggregator names', async () => {
    const { at } = await asked(120, (second) =>
      second < 50
        ? new Response('{}', { status: 429, headers: { 'retry-after': '45' } })
        : new Response('{}', { status: 404 }),
    );
    expect(at.slice(0, 3)).toEqual([0, 45, 90]);
  });
});
