/** What other tests lean on does what it says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { code, outcomeOf, refusal, rejection } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { Calls, hostileValues } from '@fedzk/testkit/hostile';
import { clean, pollute } from '@fedzk/testkit/polluted';
import { Lines, programOf, runNode } from '@fedzk/testkit/processes';
import { Dice, Random } from '@fedzk/testkit/random';
import { elsewhere, foreignBytes } from '@fedzk/testkit/realms';
import { missingTool, named } from '@fedzk/testkit/tools';
import { describe, expect, it } from 'vitest';

describe('random choices', () => {
  it('are the same for the same seed, and others for another', () => {
    const words = (seed: number): number[] =>
      Array.from(
        { length: 5 },
        (
          (dice) => () =>
            dice.word()
        )(new Dice(seed)),
      );
    expect(words(1)).toEqual(words(1));
    expect(words(1)).not.toEqual(words(2));
    expect(new Random('a').bytes(8)).toEqual(new Random('a').bytes(8));
    expect(new Random('a').bytes(8)).not.toEqual(new Random('b').bytes(8));
  });

  it('reach each end of their range, and no item is lost', () => {
    const dice = new Dice(3);
    expect(new Set(Array.from({ length: 200 }, () => dice.below(4)))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(Array.from({ length: 200 }, () => dice.upTo(2)))).toEqual(new Set([0, 1, 2]));
    expect(new Set(Array.from({ length: 200 }, () => dice.scalar(3n)))).toEqual(new Set([1n, 2n]));
    expect(dice.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe('errors', () => {
  const error = new FedzkError('invalid-argument', '"x" expected a number, got null.');
  const fail = (): never => {
    throw error;
  };
  it('are those of the packages; others pass', async () => {
    expect([code(fail), code(() => 1), refusal(fail)]).toEqual(['invalid-argument', 'done', error]);
    expect(await rejection(Promise.reject(error))).toBe(error);
    expect(await outcomeOf(Promise.reject(error))).toBe('invalid-argument: "x" expected a number, got null.');
    const other = new TypeError('other');
    expect(() =>
      code(() => {
        throw other;
      }),
    ).toThrow(other);
    await expect(rejection(Promise.reject(other))).rejects.toBe(other);
    await expect(rejection(Promise.resolve())).rejects.toThrow('It was not rejected.');
  });
});

describe('values', () => {
  it('of another realm are of no class of this one', () => {
    const bytes = foreignBytes(Uint8Array.of(1, 2));
    expect([bytes instanceof Uint8Array, ...bytes]).toEqual([false, 1, 2]);
    expect(Object.getPrototypeOf(elsewhere('[]')) === Array.prototype).toBe(false);
  });

  it('that are hostile have names of their own, and run no code by being made', () => {
    const calls = new Calls();
    const names = hostileValues(calls).map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(calls.count).toBe(0);
  });

  it('are polluted until clean', () => {
    pollute({ mine: 7 });
    const seen = ({} as { mine?: number }).mine;
    clean();
    expect([seen, ({} as { mine?: number }).mine]).toEqual([7, undefined]);
  });
});

describe('processes', () => {
  it('give their output, and end with their code', async () => {
    const script = await programOf("process.stdin.pipe(process.stdout); console.error('no'); process.exitCode = 3;");
    expect(await runNode([script], { input: 'yes' })).toEqual({ code: 3, stdout: 'yes', stderr: 'no\n' });
    const output = join(folderOf(), 'out');
    expect(await runNode([script], { input: 'file', output })).toMatchObject({ code: 3, stdout: '' });
    expect(readFileSync(output, 'utf8')).toBe('file');
  });

  it('are killed after a line, and run none of their code then', async () => {
    const script = await programOf(
      "process.on('exit', () => console.log('gone')); setInterval(() => console.log('on'), 1);",
    );
    const lines: string[] = [];
    const { ended } = new Lines([script], (line, process) => {
      lines.push(line);
      if (lines.length === 3) process.kill();
    });
    expect(await ended).toEqual({ code: null, killed: true });
    expect(lines).not.toContain('gone');
  });
});

it('a folder has the files that it was made with', () => {
  const dir = folderOf([['a/b', 'text']]);
  expect([existsSync(dir), readFileSync(join(dir, 'a/b'), 'utf8')]).toEqual([true, 'text']);
});

it('a tool that is missing is said in the name of a test', () => {
  expect(missingTool(process.execPath, ['--version'], 'no Node')).toBeUndefined();
  const missing = missingTool('fedzk-no-such-tool', [], 'no such tool');
  expect([named('x', missing), named('x', undefined)]).toEqual(['x (skipped: no such tool)', 'x']);
});
