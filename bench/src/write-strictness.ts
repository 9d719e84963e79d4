// Writes the table of strictness into the README of @fedzk/verify: npx tsx bench/src/write-strictness.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { strictnessTable, withTable } from './strictness.js';

const readme = new URL('../../packages/verify/README.md', import.meta.url);
const table = await strictnessTable();
writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), table));
console.log(table);
