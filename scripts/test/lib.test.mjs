// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesUnder, hashFiles, readStamp, writeStamp } from '../lib/files.mjs';
import { Problem } from '../lib/problem.mjs';
import { lines, must, run, tail } from '../lib/process.mjs';
import { atLeast } from '../lib/versions.mjs';

const dir = mkdtempSync(join(tmpdir(), 'fedzk-scripts-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('atLeast', () => {
  it.each([
    ['20.19.0', '20.19', true],
    ['v20.19.1', '20.19', true],
    ['20.9.0', '20.19', false],
    ['22.0.0', '20.19', true],
    ['18.20.8', '20.19', false],
    ['1.96.0-nightly', '1.88', true],
  ])('%s >= %s is %s', (version, minimum, expected) => {
    expect(atLeast(version, minimum)).toBe(expected);
  });
});

describe('run', () => {
  it('hears each line, and keeps both streams and the code', async () => {
    /** @type {string[]} */
    const heard = [];
    const result = await run('sh', ['-c', 'echo out; echo err >&2; exit 3'], { onLine: (line) => heard.push(line) });
    expect(result.code).toBe(3);
    expect(result.stdout).toBe('out\n');
    expect(lines(result.output).sort()).toEqual(['err', 'out']);
    expect(heard.sort()).toEqual(['err', 'out']);
  });

  it('answers 127 for a command that is not there', async () => {
    expect(await run('fedzk-no-such-command', [])).toMatchObject({ code: 127, stdout: '' });
  });

  it('says which signal ended a command', async () => {
    const { code, output } = await run('sh', ['-c', 'kill -9 $$']);
    expect(code).not.toBe(0);
    expect(output).toContain('SIGKILL');
  });

  it('must: a failure is a Problem with the end of the output and the remedy', async () => {
    const failing = must('sh', ['-c', 'echo why; exit 1'], { failed: 'It broke.', remedy: 'Mend it.' });
    await expect(failing).rejects.toThrow(Problem);
    await expect(failing).rejects.toMatchObject({ message: expect.stringContaining('why'), remedy: 'Mend it.' });
  });
});

it('tail keeps the last lines, without colours', () => {
  expect(tail('1\n\x1b[31m2\x1b[0m\n\n3\n', 2)).toBe('  2\n  3');
});

describe('stamps', () => {
  it('a hash changes with a name and with a content', () => {
    const [a, b] = [join(dir, 'a'), join(dir, 'b')];
    writeFileSync(a, 'same');
    writeFileSync(b, 'same');
    const before = hashFiles([a]);
    expect(hashFiles([b])).not.toBe(before);
    writeFileSync(a, 'other');
    expect(hashFiles([a])).not.toBe(before);
  });

  it('filesUnder is sorted, skips by name, and of a folder that is not there finds nothing', () => {
    const tree = join(dir, 'tree');
    mkdirSync(join(tree, 'node_modules'), { recursive: true });
    mkdirSync(join(tree, 'src'));
    for (const name of ['z', 'src/y', 'node_modules/x']) writeFileSync(join(tree, name), '');
    expect(filesUnder(tree, ['node_modules'])).toEqual([join(tree, 'src/y'), join(tree, 'z')]);
    expect(filesUnder(join(dir, 'nowhere'))).toEqual([]);
  });

  it('a stamp reads back, and is undefined before it is written', () => {
    const file = join(dir, 'new/stamp');
    expect(readStamp(file)).toBeUndefined();
    writeStamp(file, 'abc');
    expect(readStamp(file)).toBe('abc');
  });
});
