/** A proving key in a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openKeyFile } from '@fedzk/prove/node';
import { outcomeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';

const root = folderOf();

const file = join(root, 'key.zkey');
writeFileSync(file, Uint8Array.of(1, 2, 3));

describe('openKeyFile', () => {
  it.each([file, pathToFileURL(file)])('opens %s', async (path) => {
    await using key = await openKeyFile(path);
    expect(key.size).toBe(3);
    expect(await key.read(1, 2)).toEqual(Uint8Array.of(2, 3));
  });

  const noPaths = [
    undefined,
    7,
    {},
    new URL('https://example.com/key.zkey'),
    'a\0b',
    '',
    new Uint8Array(0),
    new Uint8Array(2),
  ];
  it.each(noPaths)('refuses %j', async (path) => {
    expect(await outcomeOf(openKeyFile(path as string))).toMatch(
      /^invalid-argument: "path" expected the path of a proving key, or its file: URL, got .+\.$/,
    );
  });

  it('names a file that is not there, and a folder', async () => {
    const none = join(root, 'none');
    expect(await outcomeOf(openKeyFile(none))).toBe(`storage: "${none}" cannot be opened: there is no such file.`);
    expect(await outcomeOf(openKeyFile(pathToFileURL(none)))).toContain(
      `none" cannot be opened: there is no such file.`,
    );
    expect(await outcomeOf(openKeyFile(root))).toBe(`storage: "${root}" cannot be opened: it is a folder.`);
    await expect(openKeyFile(none)).rejects.toMatchObject({ cause: { code: 'ENOENT' } });
  });
});
