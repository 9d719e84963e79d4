/** A key that could not be printed: its id is told, and what to do. */
import { existsSync } from 'node:fs';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { done, file, program, runProgram } from './support/command-line.js';

const PEPPER = file('pepper', new Random('cli api keys lost').bytes(32));
const NO_UNLOCK = { passphrase: undefined };
const OWNER = ['--owner', 'client_001'] as const;
const words = (...rest: readonly string[]): string[] => ['api-keys', ...rest, '--pepper-file', PEPPER];

interface Listed {
  readonly id: string;
  readonly status: string;
}
const active = async (dir: string): Promise<string[]> =>
  (JSON.parse(await done(words('list', dir, '--json'), NO_UNLOCK)) as Listed[])
    .filter(({ status }) => status === 'active')
    .map(({ id }) => id);

type Outputs = readonly [name: string, options: (args: readonly string[]) => Parameters<typeof runProgram>];
const OUTPUTS: readonly Outputs[] = [
  [
    'full disk',
    (args) => [[], { ...NO_UNLOCK, command: ['sh', '-c', `node "$0" "$@" > /dev/full`, program, ...args] }],
  ],
  ['reader that has gone', (args) => [args, { ...NO_UNLOCK, closed: true }]],
];

describe.each(OUTPUTS)('%s', { timeout: 60_000 }, (name, output) => {
  it.skipIf(name === 'full disk' && !existsSync('/dev/full'))('names the keys that are lost', async () => {
    const dir = name.replaceAll(' ', '-');
    const issued = await runProgram(...output(words('issue', dir, ...OWNER, '--role', 'client')));
    const [id = ''] = await active(dir);
    expect([issued.code, issued.stderr]).toEqual([2, expect.stringContaining(`The key ${id} is issued`)]);
    expect(issued.stderr).toContain('revoke it');
    const rotated = await runProgram(...output(words('rotate', dir, id)));
    const [next = ''] = await active(dir);
    expect([rotated.code, rotated.stderr]).toEqual([2, expect.stringContaining(`${next} in place of ${id}. Rotate`)]);
    const all = await runProgram(...output(words('rotate', dir, ...OWNER, '--json')));
    const [last = ''] = await active(dir);
    expect([all.code, all.stderr]).toEqual([2, expect.stringContaining(`${last} in place of ${next}. Rotate`)]);
    expect(new Set([id, next, last]).size).toBe(3);
  });
});
