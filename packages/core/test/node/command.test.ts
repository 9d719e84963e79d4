/** How a command line ends, and why a system refuses. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { readFile, reasonOf, watchOutput } from '@fedzk/core/node';
import { program } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';

const fault = (code: string): Error => Object.assign(new Error('a message'), { code });

describe('reasonOf', () => {
  it.each([
    ['ENOENT', undefined, 'there is none'],
    ['ENOENT', 'read', 'there is none'],
    ['ENOENT', 'written', 'its folder does not exist'],
    ['EACCES', 'read', 'permission is denied'],
    ['ENOSPC', 'written', 'the disk is full'],
    ['EWHATEVER', 'written', 'EWHATEVER'],
  ] as const)('gives %s, %s, in words: %s', (code, what, reason) => {
    expect(reasonOf(fault(code), what)).toBe(reason);
    expect(reasonOf(new FedzkError('storage', 'It failed.', { cause: fault(code) }), what)).toBe(reason);
  });

  it('takes the message of a plain error, and the name of another', () => {
    expect(reasonOf(new Error('it is a folder'))).toBe('it is a folder');
    expect(reasonOf(new RangeError('a message'))).toBe('RangeError');
    expect(reasonOf(Object.assign(new Error(), { name: 'NotCapable' }))).toBe('Deno reads it only with --allow-read');
  });

  it.each([undefined, null, 7, 'text', {}, new FedzkError('storage', 'No cause.')])('has words for %j', (error) => {
    expect(reasonOf(error)).toBe('the reason is unknown');
  });

  it('explains what readFile throws', () => {
    const reasons = ['none', '.'].map((file) => {
      try {
        return readFile(file, 1);
      } catch (error) {
        return reasonOf(error);
      }
    });
    expect(reasons).toEqual(['there is none', 'it is a folder']);
  });
});

describe('watchOutput', async () => {
  const command = await program(new URL('../support/command.ts', import.meta.url));
  const runIn = (shell: string) => spawnSync('bash', ['-c', shell], { encoding: 'utf8' });
  const node = `"${process.execPath}" "${command}"`;

  it.skipIf(!existsSync('/dev/full'))('says that standard output cannot be written', () => {
    const { status, stderr } = runIn(`${node} > /dev/full`);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'a-command: standard output cannot be written: the disk is full. Check where it goes.\n',
    });
  });

  it.skipIf(process.platform === 'win32')('ends once nobody reads, with the exit code so far', () => {
    const { stdout, stderr } = runIn(`{ ${node}; echo "$?" >&2; } | head -n 1`);
    expect({ stdout, stderr }).toEqual({ stdout: 'a line\n', stderr: '1\n' });
  });

  it('takes a name', () => {
    expect(() => watchOutput(7 as never)).toThrow('"name" expected a string, got 7.');
  });
});
