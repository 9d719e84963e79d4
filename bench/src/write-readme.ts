// Writes the tables of speed and strictness into the README of @fedzk/verify: npx tsx bench/src/write-readme.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from './readme.js';
import { speedTable } from './speed.js';
import { strictnessTable } from './strictness.js';

const readme = new URL('../../packages/verify/README.md', import.meta.url);
const text = withPart(readFileSync(readme, 'utf8'), 'speed', speedTable());
writeFileSync(readme, withPart(text, 'strictness', await strictnessTable()));
