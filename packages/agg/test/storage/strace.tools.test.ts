// Each commit of SQLite reaches the disk before it is told: at least one fsync each, as the system's calls show.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from '@fedzk/testkit/processes';
import { findTool } from '@fedzk/testkit/services/tool';
import { expect, it } from 'vitest';
import { temporaryFolder } from './drivers.js';

const COMMITS = 25;

const WRITER = `
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { bytesFor, hold } from './packages/agg/test/storage/steps.ts';

const storage = sqliteStorage(process.argv[2] ?? '');
const store = await storage.task(bytesFor('task'), 'leader');
await store.move({ kind: 'open', round: 1n, events: [] });
for (let i = 0; i < ${COMMITS}; i++) {
  console.error('commit ' + i);
  await store.apply(1n, [hold('client ' + i)]);
}
console.error('commit end');
await storage.close();
`;

it('SQLite syncs in each commit', async ({ skip }) => {
  const strace = findTool('strace');
  if ('missing' in strace) return skip(strace.missing);
  const [folder, remove] = temporaryFolder();
  try {
    const log = join(folder, 'calls');
    const args = ['-f', '-e', 'trace=fsync,fdatasync,write', '-o', log, process.execPath, await programOf(WRITER)];
    execFileSync(strace.path, [...args, join(folder, 'test.db')], { stdio: 'ignore' });
    const parts = readFileSync(log, 'utf8')
      .split(/write\(2, "commit [^\n]*\n/)
      .slice(1, -1);
    expect(parts.length).toBe(COMMITS);
    expect(parts.filter((part) => !/\b(fsync|fdatasync)\(/.test(part))).toEqual([]);
  } finally {
    remove();
  }
});
