// The examples of READMEs: programs that print what their comments say.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { programOf, runNode } from './processes.js';

/** Lists the code blocks of a language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** Reads what a README's program prints by its own comments: one after each `console.log`. */
export function promisedOutput(code: string): string {
  const lines = code.split('\n').filter((line) => line.includes('console.log('));
  return lines.map((line) => `${/; \/\/ (.+)$/.exec(line)?.[1] ?? `no comment after: ${line}`}\n`).join('');
}

/**
 * Tests that each `js` example of a package's README prints what its comments say, on the packages' sources.
 *
 * @param name the package's folder in `packages/`
 * @param files texts or bytes by the names under which the examples read them
 */
export function runReadme(name: string, files: Readonly<Record<string, string | Uint8Array>> = {}): void {
  const readme = readFileSync(new URL(`../../${name}/README.md`, import.meta.url), 'utf8');
  const examples = blocks(readme, 'js').map((code, i) => ({ place: i + 1, code }));
  it.each(examples)('README.md, example $place prints what it says', async ({ code }) => {
    const cwd = mkdtempSync(join(tmpdir(), 'fedzk-readme-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
    const ended = await runNode([await programOf(code)], { cwd });
    expect(ended).toEqual({ code: 0, stdout: promisedOutput(code), stderr: '' });
  });
}
