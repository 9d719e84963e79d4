// One aggregator as a process that collects round 1 from its SQLite file, and says how much memory that took above what it had
// at its start. The leader writes its request, the helper reads it.

import { readFileSync, writeFileSync } from 'node:fs';
import { createAggregator, createTask } from '@fedzk/agg';
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { createVerifier } from '@fedzk/verify';
import type { CollectorConfig } from './config.js';

const bytesOf = (digits: string) => new Uint8Array(Buffer.from(digits, 'hex'));
const config: CollectorConfig = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const { file, request, privateKey, verificationKey, task } = config;
const { leader, helper } = task.aggregatorKeys;
const aggregatorKeys = { leader: bytesOf(leader), helper: bytesOf(helper) };
const own = {
  privateKey: bytesOf(privateKey),
  verifier: createVerifier(verificationKey),
  storage: sqliteStorage(file),
};
const made = createTask({ ...task, maxNormSq: BigInt(task.maxNormSq), aggregatorKeys });

/** Bytes of the process, or the most of them since this was reset, by Linux's own account. */
function memory(name: 'VmRSS' | 'VmHWM'): number {
  const [, kilobytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`/proc/self/status has no ${name}`);
  return 1024 * Number(kilobytes);
}

/** Bytes that a call takes at most, above what there is before it. */
async function taken(call: () => Promise<object>): Promise<void> {
  // 5 has the most that there was begin anew.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = memory('VmRSS');
  const answer = await call();
  if ('refused' in answer) throw new Error(`not collected: ${answer.refused}`);
  process.stdout.write(`${memory('VmHWM') - before}\n`);
}

if (config.role === 'leader') {
  const aggregator = createAggregator(made, { role: 'leader', ...own });
  await aggregator.round();
  await taken(async () => {
    const asked = await aggregator.collect(1);
    if ('request' in asked) writeFileSync(request, asked.request);
    return asked;
  });
  await aggregator.close();
} else {
  const aggregator = createAggregator(made, { role: 'helper', ...own });
  await aggregator.round();
  await taken(() => aggregator.collect(new Uint8Array(readFileSync(request))));
  await aggregator.close();
}
await own.storage.close();
