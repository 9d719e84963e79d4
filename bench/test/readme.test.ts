import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aggTable } from '../src/agg/figures.js';
import { guardTable } from '../src/guard/figures.js';
import { withPart } from '../src/readme.js';
import { serverTable } from '../src/server/figures.js';
import { speedTable } from '../src/speed.js';
import { trainingTable } from '../src/train/readme-table.js';

it.each([
  ['packages/verify', 'speed', speedTable],
  ['packages/prove', 'training', trainingTable],
  ['bench', 'agg', aggTable],
  ['bench', 'guard', guardTable],
  ['bench', 'server', serverTable],
] as const)('has in the README of %s the %s of the records', (folder, part, make) => {
  const readme = readFileSync(new URL(`../../${folder}/README.md`, import.meta.url), 'utf8');
  const table = make();
  expect(withPart(readme, part, table) === readme, `run: npx tsx bench/src/write-readme.ts\n${table}`).toBe(true);
});

it('has a place for a part between two markers', () => {
  const text = 'a\n<!-- part -->\nold\n<!-- /part -->\nb';
  expect(withPart(text, 'part', 'new')).toBe(text.replace('old', 'new'));
  expect(() => withPart('a\n<!-- /part -->\n<!-- part -->\n', 'part', 'new')).toThrow('no place');
  expect(() => withPart(text, 'another', 'new')).toThrow('no place');
});
