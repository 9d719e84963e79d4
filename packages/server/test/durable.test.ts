// Files that are whole after a kill: written, flushed, and then named; and what a killed writer leaves.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program as programOf, runNode } from '@fedzk/testkit/processes';
import { afterEach, expect, it } from 'vitest';
import { ClientHome } from '../src/client/home.js';
import { writeDurably, writeOnce } from '../src/stores/durable.js';

const PRELOAD = new URL('support/stop-at.mjs', import.meta.url).href;
const whole = { open: fs.open, rename: fs.rename, link: fs.link };

afterEach(() => {
  Object.assign(fs, whole);
  syncBuiltinESMExports();
});

/** Notes what is flushed and named, in its order. */
function noted(): string[] {
  const notes: string[] = [];
  const nameOf = (path: unknown): string => basename(String(path)).replace(/\.\d+-\d+\.new$/, '.new');
  fs.open = async (path, ...rest) => {
    const handle = await whole.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      notes.push(`flushed ${nameOf(path)}`);
    };
    return handle;
  };
  fs.rename = async (from, to) => {
    await whole.rename(from, to);
    notes.push(`named ${nameOf(to)}`);
  };
  fs.link = async (from, to) => {
    await whole.link(from, to);
    notes.push(`named ${nameOf(to)}`);
  };
  syncBuiltinESMExports();
  return notes;
}

it('flushes a file before it gets its name, and then the name', async () => {
  const folder = folderOf();
  const notes = noted();
  await writeDurably(join(folder, 'file'), 'one');
  await writeDurably(join(folder, 'file'), 'two');
  expect(await writeOnce(join(folder, 'other'), 'three')).toBe(true);
  const steps = (name: string) => [`flushed ${name}.new`, `named ${name}`, `flushed ${basename(folder)}`];
  expect(notes).toEqual([...steps('file'), ...steps('file'), ...steps('other')]);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('two');
  expect(statSync(join(folder, 'file')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['file', 'other']);
});

it("writes a client's keys so", async () => {
  const home = join(folderOf(), 'home');
  const notes = noted();
  await ClientHome.create(home, 'client_a');
  const steps = (name: string) => [`flushed ${name}.new`, `named ${name}`, 'flushed home'];
  expect(notes).toEqual([...steps('request.json'), ...steps('client.key')]);
});

it('lets the first of several writers count, each of whom knows', async () => {
  const path = join(folderOf(), 'file');
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((text) => writeOnce(path, text)));
  expect(all.filter(Boolean)).toHaveLength(1);
  expect(readFileSync(path, 'utf8')).toBe(['a', 'b', 'c', 'd'][all.indexOf(true)]);
  await Promise.all(['e', 'f'].map((text) => writeDurably(path, text)));
  expect(['e', 'f']).toContain(readFileSync(path, 'utf8'));
});

it('leaves the file of before or the new one after a kill, and the next writer removes the rest', async () => {
  const program = await programOf(new URL('support/make-client.ts', import.meta.url));
  const make = (home: string, stopAt: number): ReturnType<typeof runNode> =>
    runNode(['--import', PRELOAD, program, home], { env: { ...process.env, STOP_AT: String(stopAt) } });
  const { stderr } = await make(join(folderOf(), 'home'), 0);
  const changes = Number(/changes: (\d+)/.exec(stderr)?.[1]);
  expect(changes).toBeGreaterThan(6);
  const outcomes = new Set<string>();
  for (let stopAt = 1; stopAt <= changes; stopAt++) {
    const home = join(folderOf(), 'home');
    expect((await make(home, stopAt)).code).toBe(null);
    const isMade = existsSync(join(home, 'client.key'));
    outcomes.add(isMade ? 'all' : 'nothing');
    if (isMade) expect(ClientHome.open(home).request().id).toBe('client_a');
    else expect((await ClientHome.create(home, 'client_a')).id).toBe('client_a');
    const names = readdirSync(home).filter((name) => name.startsWith('request.json') || !isMade);
    expect(names.every((name) => ['client.key', 'request.json'].includes(name))).toBe(true);
  }
  expect([...outcomes].sort()).toEqual(['all', 'nothing']);
});

it('leaves alone what others write beside it', async () => {
  const folder = folderOf();
  mkdirSync(join(folder, 'file.1-1.new.d'));
  for (const name of [`file.${process.pid}-77.new`, 'file.txt.new', 'another.999999999-1.new', 'file.new'])
    writeFileSync(join(folder, name), 'x');
  writeFileSync(join(folder, 'file.999999999-1.new'), 'left');
  const before = readdirSync(folder).filter((name) => name !== 'file.999999999-1.new');
  await writeDurably(join(folder, 'file'), 'text');
  expect(readdirSync(folder).sort()).toEqual([...before, 'file'].sort());
});
