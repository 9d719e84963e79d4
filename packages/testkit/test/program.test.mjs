// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { program, programOf } from '../src/program.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fedzk-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** @param {string} path */
const printed = (path) => execFileSync(process.execPath, [path], { encoding: 'utf8' });

describe('a program', () => {
  it('has the present source', async () => {
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

  it('has modules that are imported only for their effects', async () => {
    for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.mjs`), `console.log('${name}');`);
    const path = await programOf(`import '${join(folder, 'one.mjs')}'; import '${join(folder, 'two.mjs')}';`);
    expect(printed(path)).toBe('one\ntwo\n');
  });

  it('is refused where a source is invalid', async () => {
    await expect(programOf('const;')).rejects.toThrow('1 error');
    await expect(program('@fedzk/none')).rejects.toThrow('@fedzk/none');
  });
});
