// A process that appends until it is killed, and says what was acknowledged: `index leafHash` a line.

import { writeSync } from 'node:fs';
import { AuditLog, createSigner } from '@fedzk/audit';
import { directoryStorage } from '../../src/node.js';

const [dir = '', round = ''] = process.argv.slice(2);
const signer = await createSigner('example.com/killed', new Uint8Array(32).fill(3));
const log = await AuditLog.open(directoryStorage(dir), {
  origin: signer.name,
  signer,
  checkpointEvery: { ms: 5, entries: 50 },
});
say('open\n');

/** Waits for a slower reader: a full pipe is no fault. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

async function append(caller: number): Promise<never> {
  for (let i = 0; ; i++) {
    const resource = `${round}:${caller}:${i}`;
    const { index, leafHash } = await log.append({ user_id: 'u', operation: 'op', resource, result: 'success' });
    say(`${index} ${Buffer.from(leafHash).toString('hex')}\n`);
  }
}

await Promise.all([0, 1, 2].map(append));
