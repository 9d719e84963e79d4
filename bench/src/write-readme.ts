// Writes the tables of records and of strictness into the READMEs of the packages and of the bench: npx tsx bench/src/write-readme.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { aggTable } from './agg/figures.js';
import { guardTable } from './guard/figures.js';
import { withPart } from './readme.js';
import { serverTable } from './server/figures.js';
import { speedTable } from './speed.js';
import { strictnessTable } from './strictness.js';
import { trainingTable } from './train/readme-table.js';

const readmeOf = (name: string): URL => new URL(`../../packages/${name}/README.md`, import.meta.url);

const verify = withPart(readFileSync(readmeOf('verify'), 'utf8'), 'speed', speedTable());
writeFileSync(readmeOf('verify'), withPart(verify, 'strictness', await strictnessTable()));

const prove = readFileSync(readmeOf('prove'), 'utf8');
writeFileSync(readmeOf('prove'), withPart(prove, 'training', trainingTable()));

const bench = new URL('../README.md', import.meta.url);
const withAgg = withPart(readFileSync(bench, 'utf8'), 'agg', aggTable());
const withGuard = withPart(withAgg, 'guard', guardTable());
writeFileSync(bench, withPart(withGuard, 'server', serverTable()));
