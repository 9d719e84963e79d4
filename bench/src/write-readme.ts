// Writes the tables of speed, strictness and training into the packages' READMEs: npx tsx bench/src/write-readme.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from './readme.js';
import { speedTable } from './speed.js';
import { strictnessTable } from './strictness.js';
import { trainingTable } from './train/readme-table.js';

const readmeOf = (name: string): URL => new URL(`../../packages/${name}/README.md`, import.meta.url);

const verify = withPart(readFileSync(readmeOf('verify'), 'utf8'), 'speed', speedTable());
writeFileSync(readmeOf('verify'), withPart(verify, 'strictness', await strictnessTable()));

const prove = readFileSync(readmeOf('prove'), 'utf8');
writeFileSync(readmeOf('prove'), withPart(prove, 'training', trainingTable()));
