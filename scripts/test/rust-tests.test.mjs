// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cargoOutcome } from '../lib/counts.mjs';
import { filesUnder } from '../lib/files.mjs';
import { rustDir } from '../lib/paths.mjs';
import { MODULES_ALONE, withAll } from '../lib/suites/cargo.mjs';

/** Crates whose test programs are listed in Cargo.toml: a file that no program has as a module would never run. */
const crates = readdirSync(rustDir)
  .map((name) => ({ name, file: join(rustDir, name, 'Cargo.toml') }))
  .filter(({ file }) => existsSync(file))
  .map(({ name, file }) => ({ name, manifest: readFileSync(file, 'utf8') }))
  .filter(({ manifest }) => /^autotests = false$/m.test(manifest));

it('there are such crates', () => expect(crates.length).toBeGreaterThan(5));

it.each(crates)('each file of $name/tests belongs to a program that cargo test runs', ({ name, manifest }) => {
  const tests = join(rustDir, name, 'tests');
  const sections = manifest.split('[[test]]').slice(1);
  const programs = sections.flatMap((section) => {
    const [, file] = /^path = "tests\/(\w+\.rs)"$/m.exec(section) ?? [];
    return file === undefined ? [] : [{ file, run: !/^test = false$/m.test(section) }];
  });
  const modules = programs
    .filter(({ run }) => run)
    .flatMap(({ file }) => [...readFileSync(join(tests, file), 'utf8').matchAll(/^mod (\w+);$/gm)])
    .map(([, module]) => `${module}.rs`);
  const known = new Set([...modules, ...programs.map(({ file }) => file)]);
  const files = readdirSync(tests).filter((file) => file.endsWith('.rs'));
  expect(files.filter((file) => !known.has(file))).toEqual([]);
});

it.each(MODULES_ALONE)('%s, whose tests would not run, has none', (name) => {
  expect(existsSync(join(rustDir, name, 'tests'))).toBe(false);
  const sources = filesUnder(join(rustDir, name, 'src')).map((file) => readFileSync(file, 'utf8'));
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.filter((text) => /#\[test\]|#\[cfg\(test\)\]/.test(text))).toEqual([]);
});

it('a crate that has lost all its tests as WebAssembly fails their suite', () => {
  const output =
    'no tests\ntests of fedzk-sha256 as WebAssembly\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 filtered out\n';
  expect(withAll(['sha256'], { code: 0, output })).toEqual({ code: 0, output });
  const lost = withAll(['keystore', 'sha256'], { code: 0, output });
  expect(lost).toEqual({ code: 1, output: `${output}\nno test as WebAssembly: fedzk-keystore` });
  expect(cargoOutcome(lost)).toMatchObject({ passed: 3, failed: 1 });
  // A run that failed has said why.
  expect(withAll(['keystore'], { code: 101, output })).toEqual({ code: 101, output });
});
