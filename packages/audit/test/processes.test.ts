/** A real process on a real disk, killed while it appends: what it acknowledged is there, and the next one goes on. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AuditLog, createSigner, verifyLog } from '@fedzk/audit';
import { folderOf } from '@fedzk/testkit/folders';
import { Lines, program } from '@fedzk/testkit/processes';
import { Dice } from '@fedzk/testkit/random';
import { expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { tilePath } from '../src/tree/paths.js';
import { bundleEntries } from '../src/tree/tree.js';

const slow = process.env['SLOW'] === '1';
const folder = folderOf();

const writer = await program(new URL('./support/killed.ts', import.meta.url));
const signer = await createSigner('example.com/killed', new Uint8Array(32).fill(3));

function start(dir: string, round: number) {
  return spawn(process.execPath, [writer, dir, String(round)], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @returns what was acknowledged, index to leaf hash */
async function killAfter(dir: string, round: number, lines: number): Promise<Map<number, string>> {
  const acknowledged = new Map<number, string>();
  let seen = 0;
  const { ended } = new Lines([writer, dir, String(round)], (line, process) => {
    if (++seen === lines) process.kill();
    const [index, leaf] = line.split(' ');
    if (leaf !== undefined) acknowledged.set(Number(index), leaf);
  });
  expect((await ended).killed).toBe(true);
  return acknowledged;
}

it('has what a process acknowledged that was killed', { timeout: 600_000 }, async () => {
  const dir = join(folder, 'log');
  const dice = new Dice(5);
  const acknowledged = new Map<number, string>();
  let since: string | undefined;
  for (let round = 0; round < (slow ? 100 : 8); round++) {
    const storage = directoryStorage(dir);
    for (const [index, leaf] of await killAfter(dir, round, 1 + dice.upTo(400))) {
      expect(acknowledged.has(index), `entry ${index}`).toBe(false);
      acknowledged.set(index, leaf);
    }
    // Every other process recovers what the one before left.
    if (round % 2 === 0) continue;
    const log = await AuditLog.open(storage, { origin: signer.name, signer });
    const report = await verifyLog(storage, {
      verifierKey: signer.verifierKey,
      ...(since !== undefined && { since }),
    });
    expect(report.problems).toEqual([]);
    since = await log.checkpoint();
    const leaves = await leavesOf(dir, log.size);
    for (const [index, leaf] of acknowledged) expect(leaves[index], `entry ${index}`).toBe(leaf);
    expect(new Set(leaves).size).toBe(leaves.length);
    await log.close();
  }
  expect(acknowledged.size).toBeGreaterThan(100);
});

async function leavesOf(dir: string, size: number): Promise<string[]> {
  const leaves: string[] = [];
  const storage = directoryStorage(dir);
  for (let bundle = 0; leaves.length < size; bundle++) {
    const width = Math.min(256, size - leaves.length);
    const bytes = await storage.read(tilePath('entries', bundle, width));
    for (const entry of bundleEntries(bytes ?? new Uint8Array(0)) ?? []) {
      leaves.push(createHash('sha256').update(Buffer.of(0)).update(entry).digest('hex'));
    }
  }
  return leaves;
}

it('lets one process of many have the log', { timeout: 60_000 }, async () => {
  const dir = join(folder, 'contended');
  const children = Array.from({ length: 4 }, (_, i) => start(dir, i));
  const outcomes = children.map(async (child) => {
    let [out, err] = ['', ''];
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    for await (const chunk of child.stdout) {
      out += String(chunk);
      if (out.split('\n').length > 2000) break;
    }
    const indexes = out
      .split('\n')
      .slice(1, -1)
      .map((line) => Number(line.split(' ')[0]));
    return { open: out.startsWith('open'), held: err.includes('has another writer'), indexes };
  });
  // Whoever has it appends on; the others end by themselves.
  const done = await Promise.all(
    outcomes.map(async (outcome, i) => {
      const result = await outcome;
      children[i]?.kill('SIGKILL');
      return result;
    }),
  );
  expect(done.filter(({ open, held }) => open === held)).toEqual([]);
  // Two at a time would have given one index to two entries.
  const indexes = done.flatMap((one) => one.indexes);
  expect(new Set(indexes).size).toBe(indexes.length);
  await (await AuditLog.open(directoryStorage(dir), { origin: signer.name, signer })).close();
});
