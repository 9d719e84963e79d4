// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { program, programOf } from '../src/program.mjs';
import { sourceOf, withFiles } from '../src/sources.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fedzk-kit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @param {string} path */
const printed = (path) => execFileSync(process.execPath, [path], { encoding: 'utf8' });

describe('the source of a name', () => {
  it.each([
    ['@fedzk/core', 'core', './src/index.ts'],
    ['@fedzk/keys', 'keys', 'fedzk:entry/.#node'],
    ['@fedzk/keys/node', 'keys', './src/node.ts'],
    ['@fedzk/verify/pool/worker', 'verify', 'fedzk:entry/./pool/worker#node'],
    ['@fedzk/prove', 'prove', 'fedzk:entry/.#inline'],
  ])('%s', (name, pkg, from) => {
    const found = sourceOf(name);
    expect([found?.pkg.name, found?.from]).toEqual([pkg, from]);
  });

  it.each(['vitest', 'node:fs', '@noble/curves', '@fedzk/none', '@fedzk/keys/none', '@fedzk/keys/core.wasm', './x.js'])(
    'is none of %s',
    (name) => expect(sourceOf(name)).toBeUndefined(),
  );
});

describe('a file beside a script', () => {
  const at = join(folder, 'beside.ts');
  const address = (/** @type {string} */ path) => `new URL("${pathToFileURL(path).href}")`;
  const replaced = async (/** @type {string} */ path) => address(path.endsWith('.ts') ? `${path}.made` : path);
  /** @param {string} name */
  const url = (name) => `new URL('${name}', import.meta.url)`;

  it('is where it is, a program where only its source is there, and else stays as it is', async () => {
    for (const name of ['data.json', 'worker.ts']) writeFileSync(join(folder, name), '');
    const text = `a(${url('./data.json')}); b(${url('./worker.js')}); c(${url('./none.js')});`;
    const [data, worker] = ['data.json', 'worker.ts.made'].map((name) => address(join(folder, name)));
    expect(await withFiles(text, at, replaced)).toBe(`a(${data}); b(${worker}); c(${url('./none.js')});`);
    expect(await withFiles('nothing', at, replaced)).toBe('nothing');
    expect(await withFiles(text, at, () => undefined)).toBe(text);
  });
});

describe('a program', () => {
  it('is what the source is now', async () => {
    const source = join(folder, 'changing.ts');
    writeFileSync(source, "const word: string = 'before'; console.log(word);");
    const before = await program(pathToFileURL(source));
    writeFileSync(source, "const word: string = 'after'; console.log(word);");
    const after = await program(pathToFileURL(source));
    expect([printed(before), printed(after)]).toEqual(['before\n', 'after\n']);
  });

  it('has packages by their names, as sources', async () => {
    const path = await programOf(
      "import { FedzkError } from '@fedzk/core'; console.log(new FedzkError('wasm', 'a').code);",
    );
    expect(printed(path)).toBe('wasm\n');
  });

  it('has what is imported for what it does alone', async () => {
    for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.mjs`), `console.log('${name}');`);
    const path = await programOf(`import '${join(folder, 'one.mjs')}'; import '${join(folder, 'two.mjs')}';`);
    expect(printed(path)).toBe('one\ntwo\n');
  });

  it('is refused where a source is invalid', async () => {
    await expect(programOf('const;')).rejects.toThrow('1 error');
    await expect(program('@fedzk/none')).rejects.toThrow('@fedzk/none');
  });
});
