/** An older checkpoint beside newer files, by somebody who also spoils what says that there was a newer one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCheckpoint, verifyLog } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryReader, directoryStorage } from '../src/node.js';
import { type OlderLog, olderLog } from './support/older.js';

let log: OlderLog;
beforeAll(async () => {
  log = await olderLog('example.com/fresh');
});

const rolledBack = (spoil: (dir: string) => unknown): string => log.copy(spoil);

const SIGNED = '.state/signed';
const SPOILED: readonly (readonly [name: string, spoil: (dir: string) => unknown])[] = [
  ['a link', (dir) => replace(dir, (at) => symlinkSync('/dev/null', at))],
  ['a link that leads to nothing', (dir) => replace(dir, (at) => symlinkSync('/nonexistent', at))],
  ['a folder', (dir) => replace(dir, (at) => mkdirSync(at))],
  ['a pipe', (dir) => replace(dir, (at) => execFileSync('mkfifo', [at]))],
  ['longer than it can be', (dir) => truncateSync(join(dir, SIGNED), 2e6)],
  ['missing', (dir) => rmSync(join(dir, SIGNED))],
  [
    'missing, with the journals, and not the minimum',
    (dir) => {
      rmSync(join(dir, SIGNED));
      rmSync(join(dir, '.state/wal'), { recursive: true });
      writeFileSync(join(dir, '.state/minimum'), 'x');
    },
  ],
  [
    'below a file',
    (dir) => {
      renameSync(join(dir, '.state'), join(dir, 'state'));
      writeFileSync(join(dir, '.state'), '');
    },
  ],
  [
    'below a link to an empty folder',
    (dir) => {
      renameSync(join(dir, '.state'), join(dir, 'state'));
      mkdirSync(join(dir, 'empty'));
      symlinkSync('empty', join(dir, '.state'));
    },
  ],
];

function replace(dir: string, put: (at: string) => unknown): void {
  rmSync(join(dir, SIGNED));
  put(join(dir, SIGNED));
}

describe('what was signed is', () => {
  it.each(SPOILED)('%s: it is a problem to who verifies, and who reads with a key is refused', async (_, spoil) => {
    const dir = rolledBack(spoil);
    const { verifierKey } = log.signer;
    for (const reader of [directoryReader(dir), directoryStorage(dir)]) {
      const { ok, problems } = await verifyLog(reader, { verifierKey });
      expect({ ok, where: problems.map(({ where }) => where) }).toEqual({
        ok: false,
        where: [expect.stringMatching(/^\.state/)],
      });
      const told: unknown = await currentCheckpoint(reader, { verifierKey }).then(() => 'read', codeOf);
      expect(told).toBe('damaged');
    }
  });

  it('not there, in a copy without a state: that nobody looked is said', async () => {
    const dir = rolledBack((at) => rmSync(join(at, '.state'), { recursive: true }));
    const { verifierKey } = log.signer;
    for (const reader of [directoryReader(dir), directoryStorage(dir)]) {
      const { ok, notChecked } = await verifyLog(reader, { verifierKey });
      expect(ok).toBe(true);
      expect(notChecked).toContainEqual(
        'whether the checkpoint is the newest one: .state/signed is not here, as in a copy that is published',
      );
      expect((await currentCheckpoint(reader, { verifierKey })).size).toBe(1);
    }
  });
});
