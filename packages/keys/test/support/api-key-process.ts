// A process that works on API keys as it is told: node PROGRAM FOLDER PEPPER-HEX WORK [WORD ...]. It prints JSON.

import { writeSync } from 'node:fs';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';

const [dir = '', pepper = '', work = '', ...words] = process.argv.slice(2);
const keys = await ApiKeys.open(directoryStorage(dir), { pepper: Buffer.from(pepper, 'hex') });

function tell(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

if (work === 'issue') {
  for (let i = 0; i < Number(words[1] ?? 1); i++) tell(await keys.issue({ owner: words[0] ?? '', role: 'client' }));
}
if (work === 'revoke') tell(await keys.revoke(words[0] ?? ''));
if (work === 'rotate') {
  // Until it is killed.
  for (let id = words[0] ?? ''; ; ) {
    const next = await keys.rotate(id, { overlapSeconds: 3600 });
    tell({ replaces: id, id: next.id, key: next.key });
    id = next.id;
  }
}
await keys.close();
