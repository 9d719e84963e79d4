/** Names from strangers on a terminal: what would steer it, or turn a line around, is shown escaped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, draftOf, manifestOf, person, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program, runNode } from '@fedzk/testkit/processes';
import { beforeAll, expect, it } from 'vitest';
import { contribute, newKey, newPowers, prepare } from '../../src/ceremony/index.js';
import { changed } from '../support/sections.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { useEngine } from './support/use-engine.js';

useEngine();

const cli = await program(new URL('../../src/cli.ts', import.meta.url));
const root = folderOf();
const run = (line: string): Promise<Ended> => runNode([cli, 'ceremony', ...line.split(' ')], { cwd: root });

/** Clears a screen, in both forms; goes back to a line's start; turns a text around; is no letter at all. */
const NAME = 'eve\u001b[2J\u009b2J\rok\n\u2028\u202egnp\u200b';
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What a command printed, of which no character steers. */
function plain({ stdout, stderr }: Ended): string {
  const lines = `${stdout}${stderr}`.split('\n');
  for (const line of lines) expect(line).not.toMatch(STEERING);
  return lines.join('\n');
}

beforeAll(async () => {
  const r1cs = smallR1cs('bn254');
  const first = await filed((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
  const powers = await filed((sink) => contribute(first, sink, { name: NAME }));
  const ptau = await filed((sink) => prepare(powers, sink));
  const key = await filed((sink) => newKey({ r1cs, ptau }, sink));
  const zkey = await filed((sink) => contribute(key, sink, { name: NAME }));
  const broken = (file: Uint8Array, type: number, at: number) =>
    changed(file, type, (section) => section.with(at, (section[at] ?? 0) ^ 1));
  const draft = draftOf();
  draft.announcement.circuit.name = NAME;
  draft.announcement.level = NAME;
  draft.announcement.ptau.source = NAME;
  const [one, ...others] = draft.contributors;
  const odd = person('m\u202ealice\u200b', 'mallory');
  draft.contributors = [{ index: one?.index ?? 0, person: odd }, ...others];
  draft.verifiers = [odd, ...draft.verifiers];
  const files = {
    'c.r1cs': r1cs,
    'p.ptau': ptau,
    'bad.ptau': broken(powers, 7, 4),
    'k.zkey': zkey,
    'bad.zkey': broken(zkey, 10, 68),
    'm.json': canonical(manifestOf(draft)),
    'strange.json': canonical({ ...manifestOf(draft), [NAME]: 1 }),
    'trust.json': JSON.stringify(trustedKeysOf(draftOf())),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
}, 120_000);

it.each([
  ['show k.zkey', 0],
  ['show p.ptau', 0],
  ['verify bad.ptau', 1],
  ['verify bad.zkey --r1cs c.r1cs --ptau p.ptau', 1],
  ['contribute bad.zkey x.zkey --name x', 2],
  ['contribute bad.ptau x.ptau --name x', 2],
  ['show m.json', 0],
  ['show m.json --trust trust.json --level standard', 1],
  ['show strange.json', 1],
])('%s', { timeout: 120_000 }, async (line, code) => {
  const ended = await run(line);
  expect({ line, code: ended.code, shown: plain(ended) }).toEqual({
    line,
    code,
    // The name, or the odd key's.
    shown: expect.stringMatching(/\\u202e/),
  });
});

it.each(['show k.zkey --json', 'show m.json --json'])('%s', { timeout: 120_000 }, async (line) => {
  const ended = await run(line);
  plain(ended);
  // Escapes are JSON's own: who reads it gets the name as it was.
  expect(JSON.stringify(JSON.parse(ended.stdout))).toContain(JSON.stringify(NAME).slice(1, -1));
});
