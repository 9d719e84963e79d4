import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CURVE_NAMES } from '../src/curves.js';
import type { Engine } from '../src/engine.js';
import { fedzk } from '../src/engines/fedzk.js';
import { withPart } from '../src/readme.js';
import { strictness, strictnessTable } from '../src/strictness.js';

describe('the table in the README of @fedzk/verify', () => {
  const readme = readFileSync(new URL('../../packages/verify/README.md', import.meta.url), 'utf8');

  it('has in our column what our engine makes of the negative vectors', async () => {
    const [, said = ''] = /<!-- strictness -->\n\n?(.*?)\n\n?<!-- \/strictness -->/s.exec(readme) ?? [];
    const first = (line: string): string => `${line.split('|').slice(0, 4).join('|')}|`;
    expect(said.split('\n').map(first)).toEqual((await strictnessTable([fedzk()])).split('\n').map(first));
  });

  // Those of peers change only with their versions and adapters: SLOW=1 judges them again.
  it.runIf(process.env['SLOW'] === '1')(
    'is what the engines make of the negative vectors',
    async () => {
      const table = await strictnessTable();
      expect(withPart(readme, 'strictness', table) === readme, `run: npx tsx bench/src/write-readme.ts\n${table}`).toBe(
        true,
      );
    },
    300_000,
  );
});

describe.each(CURVE_NAMES)('%s', (curve) => {
  it('finds nothing wrong with ours', async () => {
    const rows = await strictness(curve, [fedzk()]);
    expect(rows.length).toBe(6);
    for (const { title, tests, counts } of rows) {
      expect(tests, title).toBeGreaterThanOrEqual(3);
      expect(counts, title).toEqual([{ wrong: 0, thrown: 0 }]);
    }
  });

  it('finds an engine that accepts all, one that refuses all and one that throws', async () => {
    const engine = (name: string, attempt: () => boolean): Engine => ({
      ...fedzk(),
      name,
      prepare: () => () => attempt,
    });
    const all = [
      engine('accepts', () => true),
      engine('refuses', () => false),
      engine('throws', () => {
        throw new TypeError('raw');
      }),
    ];
    for (const { title, tests, counts } of await strictness(curve, all)) {
      const [accepts, refuses, throws] = counts;
      const valid = title.startsWith('valid');
      expect(accepts, title).toEqual({ wrong: valid ? 0 : tests, thrown: 0 });
      expect(refuses, title).toEqual({ wrong: valid ? tests : 0, thrown: 0 });
      // Of keys only the accepted ones count.
      expect(throws, title).toEqual({ wrong: 0, thrown: title.startsWith('keys') ? 0 : tests });
    }
  });
});
