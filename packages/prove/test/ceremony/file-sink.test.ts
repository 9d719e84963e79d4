/** The sink of a file: a full disk and a killed process leave the new file whole, or none. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { folderOf } from '@fedzk/testkit/folders';
import { program, runNode } from '@fedzk/testkit/processes';
import { expect, it } from 'vitest';
import { fileSink, fileSinkOn } from '../../src/ceremony/file-sink.node.js';
import { newFile } from '../../src/ceremony/new-file.node.js';
import { type CeremonySink, into } from '../../src/ceremony/sink.js';
import { aroundFiles } from './support/around-files.js';

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => i);

/** Writes the content in parts, and reads some of it back. */
async function fill(sink: CeremonySink): Promise<void> {
  await into(sink, undefined, async () => {
    for (let at = 0; at < CONTENT.length; at += 1000) await sink.write(CONTENT.subarray(at, at + 1000));
    expect(await sink.read(900, 200)).toEqual(CONTENT.slice(900, 1100));
  });
}

it('a file is written, and only a new one', async () => {
  const dir = folderOf();
  const path = join(dir, 'a.zkey');
  await fill(fileSink(pathToFileURL(path)));
  expect(readdirSync(dir)).toEqual(['a.zkey']);
  expect(new Uint8Array(readFileSync(path))).toEqual(CONTENT);
  await expect(fill(fileSink(path))).rejects.toMatchObject({ code: 'already-exists' });
  await expect(fill(fileSink(join(dir, 'none', 'a.zkey')))).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('its folder does not exist'),
  });
  expect(readdirSync(dir)).toEqual(['a.zkey']);
  for (const wrong of ['', 'a\0b', 7, undefined, new URL('https://example.com/a')]) {
    expect(() => fileSink(wrong as string)).toThrow('"path" expected');
  }
});

it('a file that came in between stays', async () => {
  const dir = folderOf();
  const path = join(dir, 'a.zkey');
  const files = aroundFiles(async (step, run) => {
    if (step === 'sync') writeFileSync(path, 'theirs');
    return run();
  });
  await expect(fill(fileSinkOn(files, path))).rejects.toMatchObject({ code: 'already-exists' });
  expect(readdirSync(dir)).toEqual(['a.zkey']);
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

it('drops its own file, and none that has its name by now', async () => {
  const path = join(folderOf(), 'a.zkey');
  for (const other of [false, true]) {
    const file = newFile(path);
    await file.write(CONTENT);
    await file.sync();
    await file.name();
    if (other) {
      // The old one stays open to this test, so that the new one has another number.
      renameSync(path, `${path}.old`);
      writeFileSync(path, 'theirs');
    }
    await file.drop();
    expect(existsSync(path)).toBe(other);
  }
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

it('without links it replaces no file that came in between', async () => {
  const path = join(folderOf(), 'a.zkey');
  const files = aroundFiles(async (step, run) => {
    if (step !== 'link') return run();
    writeFileSync(path, 'theirs');
    throw Object.assign(new Error(), { code: 'EPERM' });
  });
  await expect(fill(fileSinkOn(files, path))).rejects.toMatchObject({ code: 'already-exists' });
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

it.each(['EPERM', 'EACCES', 'EISDIR'])('without links (%s) it is renamed', async (code) => {
  const dir = folderOf();
  const files = aroundFiles(async (step, run) => {
    if (step === 'link') throw Object.assign(new Error(), { code });
    return run();
  });
  await fill(fileSinkOn(files, join(dir, 'a.zkey')));
  expect(readdirSync(dir)).toEqual(['a.zkey']);
});

it('a disk that is full at any step leaves nothing, or the whole file', async () => {
  for (let room = 0; ; room++) {
    const dir = folderOf();
    let steps = 0;
    const files = aroundFiles(async (step, run) => {
      if (['create', 'write', 'sync', 'link'].includes(step) && ++steps > room) {
        throw Object.assign(new Error(), { code: 'ENOSPC' });
      }
      return run();
    });
    const failed = await fill(fileSinkOn(files, join(dir, 'a.zkey'))).catch((error: unknown) => error);
    if (failed === undefined) {
      expect(room).toBe(8);
      expect(readdirSync(dir)).toEqual(['a.zkey']);
      return;
    }
    expect(failed).toMatchObject({ code: 'storage', message: expect.stringContaining('the disk is full') });
    expect(readdirSync(dir)).toEqual([]);
  }
});

it('a process that is killed before any step leaves no file or the whole one', { timeout: 120_000 }, async () => {
  const child = await program(new URL('support/killed-writer.ts', import.meta.url));
  const seen = new Set<string>();
  for (let step = 0; ; step++) {
    const dir = folderOf();
    const path = join(dir, 'a.zkey');
    const { code } = await runNode([child, path, String(step)]);
    const there = readdirSync(dir).filter((name) => name === 'a.zkey');
    if (there.length > 0) expect(readFileSync(path).length).toBe(20_000);
    expect(readdirSync(dir).every((name) => name === 'a.zkey' || name.startsWith('a.zkey.part-'))).toBe(true);
    if (code === 0) {
      expect(there).toEqual(['a.zkey']);
      expect(step).toBeGreaterThanOrEqual(20);
      break;
    }
    expect(code).toBe(null);
    seen.add(there.join());
  }
  expect(seen).toEqual(new Set(['', 'a.zkey']));
});
