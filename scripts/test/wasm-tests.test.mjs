// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fedzk-wasm-tests-'));
const glue = join(folder, 'tests.cjs');

/** Glue as that of a crate with two tests, one marked as ignored, and another export. A test that fails makes `run` give false. */
const GLUE = `
const said = [];
exports.__wbgtest_console_log = (words) => said.push(...words);
exports.__wasm = {
  memory: {},
  '__wbgt__crate::one::holds': () => (console.log('not shown'), true),
  '__wbgt_$_crate::two::fails': () => false,
};
exports.WasmBindgenTestContext = class {
  include_ignored() {}
  filtered_count(count) { this.filtered = count; }
  async run(tests) {
    const results = tests.map((test) => __wbg_test_invoke(test));
    __wbgtest_og_console_log(JSON.stringify({ results, filtered: this.filtered, said }));
    return results.every(Boolean);
  }
};`;

beforeAll(() => writeFileSync(glue, GLUE));
afterAll(() => rmSync(folder, { recursive: true }));

/** @param {string[]} words */
function run(...words) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/wasm-tests.mjs'), glue, ...words]);
  return { status, said: JSON.parse(`${stdout}`) };
}

describe('tests of a crate as WebAssembly', () => {
  it('fail the program when one fails, and leave out what is no test', () => {
    expect(run()).toEqual({ status: 1, said: { results: [true, false], filtered: 0, said: ['not shown'] } });
  });

  it('run by a part of their names', () => {
    expect(run('one::')).toEqual({ status: 0, said: { results: [true], filtered: 1, said: ['not shown'] } });
    expect(run('crate')).toEqual({ status: 0, said: { results: [], filtered: 2, said: [] } });
  });
});
