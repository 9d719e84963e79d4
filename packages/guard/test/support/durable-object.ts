// Limits in Durable Objects of a workerd that runs for a test.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRateLimiter, type RateLimitPolicy, type RateLimitResult, type RateLimitStore } from '@fedzk/guard';
import { bundled } from '@fedzk/kit/sources';
import { serveWorker, type Worker } from '../../../packaging-tests/src/workerd.js';
import type { MakeTimed } from './limits.js';

/** What the Worker is to ask, all at once. */
export interface Asked {
  readonly policy: RateLimitPolicy;
  readonly calls: readonly Call[];
  /** The time by hand. */
  readonly at?: number | undefined;
}

interface Call {
  readonly method: 'take' | 'look' | 'charge';
  readonly key: string;
  readonly cost: number;
  readonly floor: number;
}

/** What an object had stored after its alarm. */
export interface Seen {
  readonly stored: number;
  readonly alarm: number | null;
}

export interface Answered {
  readonly results: readonly RateLimitResult[];
  readonly seen: readonly Seen[];
}

/** Starts a Worker on a folder, which has what its objects stored before. @param text of another than the tests' */
export async function startWorker(dir: string, text?: string): Promise<Worker> {
  const source = fileURLToPath(new URL('./durable-object-worker.ts', import.meta.url));
  const from: Parameters<typeof bundled>[0] =
    text === undefined
      ? { entryPoints: [source] }
      : { stdin: { contents: text, loader: 'ts', resolveDir: dirname(source) } };
  const bundle = await bundled({ ...from, platform: 'browser', target: 'es2022' });
  const files = [{ name: 'worker.js', bytes: Buffer.from(bundle) }];
  return serveWorker(dir, files, '2026-11-01', { binding: 'LIMITS', className: 'RateLimitObject' });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'fedzk-objects-'));
}

export async function ask(worker: Worker, asked: Asked): Promise<Answered> {
  const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(asked) });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const { results, seen } = (await response.json()) as Answered;
  return { results: results.map((each) => ({ ...each, retryAfterMs: Number(each.retryAfterMs) })), seen };
}

/** The store as the Worker has it. @param at the time by hand, if it is set so */
export function storeOf(worker: () => Worker, at: () => number | undefined = () => undefined): RateLimitStore {
  return {
    open(policy) {
      const call = async (method: Call['method'], key: string, cost: number, floor = 0): Promise<RateLimitResult> => {
        const { results } = await ask(worker(), { policy, calls: [{ method, key, cost, floor }], at: at() });
        return results[0] as RateLimitResult;
      };
      return {
        take: (key, cost) => call('take', key, cost),
        look: (key, cost) => call('look', key, cost),
        charge: (key, cost, floor) => call('charge', key, cost, floor),
      };
    },
  };
}

/** When the time is 0 by hand: so late that no alarm rings. */
const ORIGIN = 4e12;

let tables = 0;

export function timedInObjects(worker: () => Worker): MakeTimed {
  return (limit, windowSeconds, algorithm = 'sliding-log') => {
    let time = 0;
    const store = storeOf(worker, () => ORIGIN + time);
    tables += 1;
    return {
      limiter: createRateLimiter({ name: `t${tables}`, limit, windowSeconds, algorithm, store }),
      at(ms) {
        time = ms;
      },
    };
  };
}
