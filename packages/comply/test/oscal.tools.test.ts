// compliance-trestle, the reference of OSCAL in Python, reads what we write.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComplyState, toOscal } from '@fedzk/comply';
import { missingTool, named } from '@fedzk/testkit/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { control, noon, OWNER, SAMPLE, signOff, stateOf, test } from './support/sox.js';

const missing = missingTool('trestle', ['version'], 'no compliance-trestle');

describe.skipIf(missing !== undefined)(named('compliance-trestle', missing), () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fedzk-trestle-'));
    mkdirSync(workspace());
    expect(trestle(['init', '--local']).code).toBe(0);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** What trestle imports lies outside of it. */
  const workspace = () => join(dir, 'workspace');

  function trestle(args: readonly string[]): { readonly code: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync('trestle', args, { cwd: workspace(), encoding: 'utf8' });
    return { code: status, output: stdout + stderr };
  }

  let count = 0;
  /** Has trestle import a document: it reads it by its model, and runs all its validators. */
  function imported(text: string): { readonly code: number | null; readonly output: string } {
    const name = `document-${count++}`;
    const [file, kind] = [join(dir, `${name}.json`), Object.keys(JSON.parse(text))[0] ?? ''];
    writeFileSync(file, text);
    const { code, output } = trestle(['import', '-f', file, '-o', name]);
    return code === 0 ? trestle(['validate', '-t', kind, '-n', name]) : { code, output };
  }

  async function textsOf(state: ComplyState): Promise<string[]> {
    const nameOf = (each: string) => (each === OWNER ? ' Olga\n<b>Owner</b> ' : undefined);
    const { assessmentResults, planOfAction } = await toOscal(state, { now: noon('2026-06-01'), nameOf });
    return [assessmentResults, ...(planOfAction ? [planOfAction] : [])].map((each) => JSON.stringify(each));
  }

  it('is of the version that we write', () => {
    expect(trestle(['version']).output).toContain('OSCAL version 1.2.1');
  });

  it.each([
    ['each status', SAMPLE, 2],
    ['nothing', [], 1],
    ['a control that was never tested', [control('A', '2026-05-01')], 2],
    [
      'an effective control',
      [control('A', '2026-05-01'), test('A', 'T', '2026-05-02'), signOff('A', 'T', '2026-05-03')],
      1,
    ],
    [
      'markup',
      [
        control('A', '2026-05-01', { description: '<script>"\'&' }),
        test('A', 'T', '2026-05-02', { result: 'deficient', note: '<b>' }),
      ],
      2,
    ],
    [
      'odd names of persons',
      [control('A', '2026-05-01', {}, ' \n\u202e'), test('A', 'T', '2026-05-02', { result: 'deficient' }, '')],
      2,
    ],
  ] as const)('accepts %s', async (_, acts, documents) => {
    const texts = await textsOf(stateOf(acts));
    expect(texts).toHaveLength(documents);
    for (const text of texts) {
      const { code, output } = imported(text);
      expect([code, output]).toEqual([0, expect.stringContaining('VALID')]);
    }
  });

  it.each([
    ['"collected"', '"colected"', /Extra inputs are not permitted/],
    ['"poam-items"', '"poam-item"', /Extra inputs are not permitted/],
    ['"not-satisfied"', '"unsatisfied"', /status\.state/],
    ['"methods":["TEST"]', '"methods":[]', /methods/],
    ['"2026-04-20T12:00:00.000Z"', '"2026-04-20"', /collected/],
  ])('refuses %s written as %s', async (from, to, why) => {
    const changed = (await textsOf(stateOf(SAMPLE))).filter((text) => text.includes(from));
    expect(changed.length).toBeGreaterThan(0);
    for (const text of changed) {
      const { code, output } = imported(text.replaceAll(from, to));
      expect([code === 0, output]).toEqual([false, expect.stringMatching(why)]);
    }
  });
});
