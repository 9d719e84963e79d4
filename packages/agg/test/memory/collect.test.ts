/**
 * Collecting takes memory that does not grow with the reports, over SQLite: agg-service.md, §8, has 64 MB for 65,536 of them.
 * `SLOW=1`: so many.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@fedzk/core';
import { folderOf } from '@fedzk/testkit/folders';
import { Lines, program } from '@fedzk/testkit/processes';
import { expect, it } from 'vitest';
import { plainHash } from '../../src/protocol/hashes.js';
import { shareLength } from '../../src/protocol/report.js';
import { sqliteStorage } from '../../src/sqlite/storage.js';
import type { SlotStep } from '../../src/storage/rows.js';
import { ShareSeal } from '../../src/storage/sealed.js';
import { parameters } from '../support/parameters.js';
import { setting } from '../support/round.js';
import type { CollectorConfig } from './config.js';

const ROLES = ['leader', 'helper'] as const;
const HEADROOM = process.env['SLOW'] === '1' ? 16 : 12;
const COUNT = 2 ** HEADROOM;
const MOST_BYTES = 64 * 2 ** 20;
const A_COMMIT = 256;

it(`collects ${COUNT} reports in at most 64 MB above the start`, { timeout: 900_000 }, async () => {
  const set = setting({ open: true, headroom: HEADROOM });
  const script = await program(new URL('./collector.ts', import.meta.url));
  const folder = folderOf();
  const request = join(folder, 'request');
  const figures: number[] = [];
  for (const role of ROLES) {
    const file = join(folder, `${role}.db`);
    await fill(role, file);
    const config: CollectorConfig = {
      ...{ role, file, request, privateKey: toHex(set.keys[role].privateKey) },
      verificationKey: set.key.verificationKey,
      task: {
        ...parameters,
        ...{ headroom: HEADROOM, maxNormSq: String(parameters.maxNormSq) },
        aggregatorKeys: { leader: toHex(set.keys.leader.publicKey), helper: toHex(set.keys.helper.publicKey) },
      },
    };
    writeFileSync(join(folder, `${role}.json`), JSON.stringify(config), { mode: 0o600 });
    const collector = new Lines([script, join(folder, `${role}.json`)], (line) => figures.push(Number(line)));
    expect((await collector.ended).code).toBe(0);
  }
  process.stdout.write(
    `collect of ${COUNT}: ${figures.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`).join(', ')}\n`,
  );
  expect(figures.map((bytes) => bytes > 0 && bytes <= MOST_BYTES)).toEqual([true, true]);

  /** Puts accepted reports into a file, each of which adds nothing. */
  async function fill(role: (typeof ROLES)[number], file: string): Promise<void> {
    const { bound, layout, keys } = set;
    const seal = new ShareSeal(role, bound.hash, keys[role].privateKey);
    const storage = sqliteStorage(file);
    const store = await storage.task(bound.hash, role);
    await store.move({ kind: 'open', round: 1n, events: [] });
    const share = new Uint8Array(role === 'leader' ? 32 * shareLength(layout) : 32);
    for (let from = 0; from < COUNT; from += A_COMMIT) {
      const steps = Array.from({ length: A_COMMIT }, async (_, i): Promise<SlotStep> => {
        const client = `client ${from + i}`;
        const report = plainHash(new TextEncoder().encode(client));
        const sealed = await seal.seal(1n, { client, report }, share);
        return { kind: 'accept', client, report, share: sealed, max: COUNT, events: [] };
      });
      await store.apply(1n, await Promise.all(steps));
    }
    await store.move({ kind: 'close', round: 1n, events: [] });
    await storage.close();
  }
});
