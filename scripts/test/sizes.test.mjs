// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkSizes } from '../lib/sizes.mjs';

const dir = mkdtempSync(join(tmpdir(), 'fedzk-sizes-'));
afterAll(() => rmSync(dir, { recursive: true }));
mkdirSync(join(dir, 'dist'));
writeFileSync(join(dir, 'dist/index.js'), 'export const a = 1;');
writeFileSync(join(dir, 'package.json'), '{}');

/** @param {Record<string, number>} budgets */
const check = (budgets) =>
  checkSizes([{ name: 'example', dir, entries: { '.': { source: 'src/index.ts' } }, budgets }]);

it('an entry without a budget, one over it, and a budget of no entry are named', async () => {
  await expect(check({})).rejects.toThrow("budgets: has none for '.'");
  await expect(check({ '.': 5 })).rejects.toThrow(/'\.': \d+ bytes over 5/);
  await expect(check({ '.': 500, './b': 1 })).rejects.toThrow("'./b' is no entry");
});

it('an entry within its budget passes', async () => {
  await check({ '. { a }': 500 });
});
