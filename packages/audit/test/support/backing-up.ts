// A process that backs a log up, and says each time that it has come farther.

import { writeSync } from 'node:fs';
import { backupLog, createSigner } from '@fedzk/audit';
import { backupFolder, directoryStorage } from '../../src/node.js';

const [dir = '', target = ''] = process.argv.slice(2);
const { verifierKey } = await createSigner('example.com/killed', new Uint8Array(32).fill(3));
await backupLog(directoryStorage(dir), backupFolder(target), {
  verifierKey,
  onProgress: (done) => writeSync(1, `${done}\n`),
});
