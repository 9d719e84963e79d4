// Leader and helper as processes that are killed each second under load: what clients were told, what was summed and what
// both logs say is the same. agg-service.md, §8.

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@fedzk/core';
import { folderOf } from '@fedzk/testkit/folders';
import { freePort } from '@fedzk/testkit/ports';
import { program } from '@fedzk/testkit/processes';
import { Dice } from '@fedzk/testkit/random';
import { expect } from 'vitest';
import { bindTask } from '../../src/protocol/bound-task.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { sealing, signing } from '../support/file.js';
import { key } from '../support/round.js';
import { type AggregatorConfig, type DatabaseConfig, HELPER_DONE, type Role } from './config.js';
import { expectTold, readLog } from './logs.js';
import { AggregatorProcess } from './process.js';
import { type RoundFacts, Rounds } from './rounds.js';

const ROLES = ['leader', 'helper'] as const;
/** Each process lives so many times, for about a second each. */
export const KILLS = process.env['SLOW'] === '1' ? 60 : 10;
const LEAST_ROUNDS = 3;
/** What the leader tells of a helper that was killed. */
const HELPER_KILLED = 'The helper gives no answer.';

/** The database of a role: how its process opens it, and how to look into it afterwards. */
export interface Database {
  readonly config: DatabaseConfig;
  open(): { readonly storage: AggregatorStorage; close(): Promise<void> };
}

/** Plays rounds while both processes are killed, and compares all that was said. */
export async function killBoth(databaseOf: (role: Role) => Database): Promise<{ readonly rounds: number }> {
  const databases = { leader: databaseOf('leader'), helper: databaseOf('helper') };
  const script = await program(new URL('./aggregator.ts', import.meta.url));
  const ports = { leader: await freePort(), helper: await freePort() };
  const urls = { leader: `http://127.0.0.1:${ports.leader}`, helper: `http://127.0.0.1:${ports.helper}` };
  const rounds = new Rounds(urls, async (role, request) => {
    const response = await fetch(request);
    if (request.method === 'POST' && response.status === 200) processes[role].done();
    return response;
  });
  const folder = folderOf();
  const errors: string[] = [];
  const seeds = { leader: randomBytes(32), helper: randomBytes(32) };
  const processOf = (role: Role): AggregatorProcess => {
    const config: AggregatorConfig = {
      ...{ role, port: ports[role], folder: join(folder, role, 'log'), task: rounds.task.file.text },
      keys: {
        sealing: toHex(sealing[role].privateKey),
        signing: toHex(signing[role].privateKey),
        audit: toHex(seeds[role]),
      },
      verificationKey: key.verificationKey,
      database: databases[role].config,
    };
    mkdirSync(join(folder, role));
    const file = join(folder, role, 'config.json');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return new AggregatorProcess(script, file, urls[role], (line) => {
      if (line === HELPER_DONE) processes.helper.done();
      else if (!line.includes(HELPER_KILLED)) errors.push(`${role}: ${line}`);
    });
  };
  const processes = { leader: processOf('leader'), helper: processOf('helper') };

  await Promise.all(ROLES.map((role) => processes[role].start()));
  const dice = new Dice(3);
  let killing = true;
  const killed = Promise.all(
    ROLES.map((role) => processes[role].killEach(KILLS, () => 500 + (dice.word() % 1000))),
  ).finally(() => {
    killing = false;
  });
  const facts: RoundFacts[] = [];
  const load = async () => {
    let next = rounds.draft(1n);
    for (let round = 1n; killing || facts.length < LEAST_ROUNDS; round++) {
      const reports = await next;
      next = rounds.draft(round + 1n);
      facts.push(await rounds.play(round, reports));
    }
    await next;
  };
  await Promise.all([killed, load()]);

  expect(errors).toEqual([]);
  for (const role of ROLES) {
    await processes[role].stop();
    await expectKept(databases[role], role, rounds, facts);
  }
  const logOf = (role: Role) => readLog(join(folder, role, 'log'), role, new Uint8Array(seeds[role]));
  expectTold({ leader: await logOf('leader'), helper: await logOf('helper') }, facts);
  return { rounds: facts.length };
}

/** All rounds are collected and wiped, and nothing is left to tell. */
async function expectKept(
  database: Database,
  role: Role,
  { task }: Rounds,
  facts: readonly RoundFacts[],
): Promise<void> {
  const { storage, close } = database.open();
  const store = await storage.task(bindTask(task, key.verifier.id).hash, role);
  expect(await store.events(1)).toEqual([]);
  for (const { round, accepted } of facts) {
    const counts = { held: accepted.size, accepted: accepted.size };
    expect(await store.round(round)).toMatchObject({ round, state: 'collected', wiped: true, ...counts });
  }
  await storage.close();
  await close();
}
