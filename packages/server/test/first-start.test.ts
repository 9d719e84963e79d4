/** The first start, killed: it leaves nothing or all. Processes of their own. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program as programOf, runNode } from '@fedzk/testkit/processes';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';
import { isEmpty, makeSystem } from '../src/start/first-start.js';
import { Identity } from '../src/stores/identity.js';
import { layoutOf } from '../src/stores/layout.js';

const PRELOAD = new URL('support/stop-at.mjs', import.meta.url).href;
const ROLES = ['leader', 'helper'] as const;
/** How many kills; all of them in deeper tests. */
const KILLS = 8;

let program: string;
beforeAll(async () => {
  program = await programOf(new URL('support/make-system.ts', import.meta.url));
});

function made(data: string, stopAt: number): ReturnType<typeof runNode> {
  const env = { ...process.env, STOP_AT: String(stopAt) };
  return runNode(['--import', PRELOAD, program, data], { env });
}

/** All is there: each key store opens, and knows the other's card. */
async function requireWhole(data: string): Promise<void> {
  for (const role of ROLES) {
    const identity = await Identity.open(layoutOf(data, role), readConfig({ role, mode: 'development', data }));
    expect((await identity.secrets.under('peer')).length).toBe(1);
    await identity.close();
  }
}

describe('a first start', () => {
  it('that is killed leaves nothing or all, and the next one makes the system', async () => {
    const whole = join(folderOf(), 'data');
    const { code, stderr } = await made(whole, 0);
    expect(code).toBe(0);
    await requireWhole(whole);
    const changes = Number(/changes: (\d+)/.exec(stderr)?.[1]);
    expect(changes).toBeGreaterThan(40);
    // Evenly over all of it, and each of the last ones, among which is the renaming.
    const last = [4, 3, 2, 1, 0].map((before) => changes - before);
    const even = Array.from({ length: KILLS }, (_, i) => 1 + Math.floor((i * (changes - 5)) / KILLS));
    const all = process.env['SLOW'] === '1' ? Array.from({ length: changes }, (_, i) => 1 + i) : [...even, ...last];
    const outcomes = new Set<string>();
    for (const stopAt of all) {
      const parent = folderOf();
      const data = join(parent, 'data');
      expect((await made(data, stopAt)).code, `${stopAt} of ${changes}`).toBe(null);
      const left = existsSync(data) ? 'all' : 'nothing';
      outcomes.add(left);
      if (left === 'all') await requireWhole(data);
      else expect(isEmpty(data)).toBe(true);
    }
    expect([...outcomes].sort()).toEqual(['all', 'nothing']);
  });

  it('after a killed one removes what that has left, keys and all', async () => {
    const parent = folderOf();
    const data = join(parent, 'data');
    await made(data, 40);
    expect(readdirSync(parent)).toEqual([expect.stringMatching(/^\.data\.new-\d+$/)]);
    expect((await made(data, 0)).code).toBe(0);
    expect(readdirSync(parent)).toEqual(['data']);
    await requireWhole(data);
  });

  it('leaves alone what another process makes at the same time', async () => {
    const data = join(folderOf(), 'data');
    const [first, second] = await Promise.all([made(data, 0), made(data, 0)]);
    expect([first.code, second.code].sort()).toEqual([0, 1]);
    await requireWhole(data);
    await expect(makeSystem({ data, mode: 'development', roles: ROLES })).rejects.toMatchObject({
      code: 'already-exists',
    });
  });
});
