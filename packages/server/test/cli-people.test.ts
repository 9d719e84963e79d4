// The command line of people, on a system for production: nothing is done there without a person.

import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../src/config.js';
import { type RunningServer, serve } from '../src/server.js';
import type { System } from '../src/system.js';
import { json, run } from './support/cli.js';
import { ask, digitsOf, PASSWORD, type Somebody, signIn, takeUp } from './support/people.js';
import { makeProduction } from './support/production.js';

const folder = folderOf();
const before = process.env['XDG_STATE_HOME'];
const failures: unknown[] = [];
let config: Config;
let server: RunningServer;
let system: System;
let ann: Somebody;
let on: string[];

async function start(): Promise<void> {
  server = await serve(
    config,
    { report: (error) => void failures.push(error), every: 100 },
    { before: (own) => (system = own) },
  );
}

beforeAll(async () => {
  process.env['XDG_STATE_HOME'] = join(folder, 'state');
  config = await makeProduction(folder, 'leader');
  on = ['--data', config.data];
  await start();
});
afterAll(async () => {
  await server.close();
  if (before === undefined) delete process.env['XDG_STATE_HOME'];
  else process.env['XDG_STATE_HOME'] = before;
  expect(failures).toEqual([]);
});

/** Runs fedzk login, and types its code at the page. */
async function login(): Promise<void> {
  const told: string[] = [];
  const running = json<{ signedIn: boolean }>(['login', ...on], { told });
  await expect.poll(() => told.join(' '), { timeout: 10_000 }).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(told.join(' ')) ?? [];
  await signIn(system, ann);
  const { status } = await ask(system, 'POST', `/logins/${code}`, { token: ann.token, body: { approve: true } });
  expect(status).toBe(200);
  expect(await running).toEqual({ ok: true, signedIn: true });
}

it('does nothing for nobody, then what a person may who has signed in', async () => {
  expect((await run(['person', 'list', ...on])).err).toContain('fedzk person first');
  const { code } = await json<{ code: string }>(['person', 'first', ...on]);
  ann = await takeUp(system, code, 'Ann');
  expect((await run(['person', 'first', ...on])).err).toContain('There are people already');
  expect((await run(['person', 'list', ...on])).err).toContain('fedzk login');
  await login();
  expect((await run(['person', 'list', ...on])).out).toBe('Ann: admin; passkeys: 1, password and TOTP');
  expect((await run(['status', ...on])).code).toBe(0);
  expect((await run(['doctor', ...on])).out).toContain('one admin alone can sign in');
});

it('adds and removes people; of an admin another one decides', async () => {
  const { code } = await json<{ code: string }>(['person', 'add', 'Cy', '--roles', 'coordinator', ...on]);
  await takeUp(system, code, 'Cy');
  const admin = await run(['person', 'add', 'Bob', '--roles', 'admin', ...on]);
  expect([admin.code, admin.err]).toEqual([
    1,
    expect.stringMatching(/It is not done yet\. There is no other admin: you/),
  ]);
  expect((await run(['person', 'remove', 'cy', ...on])).out).toBe('Cy is removed.');
  const nobody = await run(['person', 'remove', 'Cy', ...on]);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('Nobody here has the name "Cy"')]);
});

it('approves what another admin has asked for, by digits on standard input', async () => {
  const [waits = ''] = (await run(['approval', 'list', ...on])).out.split('\n');
  expect(waits).toMatch(/^[0-9a-f-]{36}: POST \/v1\/people, asked by Ann; until /);
  const [id = ''] = waits.split(':');
  expect((await run(['approval', 'show', id, ...on])).out).toContain('{"name":"Bob","roles":["admin"]}');
  const digits = { input: new TextEncoder().encode(`${digitsOf(ann.secret, 1)}\n`) };
  expect((await run(['approval', 'give', id, ...on])).code).toBe(2);
  const early = await run(['approval', 'give', id, ...on], digits);
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('There is no other admin')]);
  const { code } = await system.people.accounts.invite('Second', ['admin']);
  const second = await takeUp(system, code, 'Second');
  const both = `${PASSWORD}\n${digitsOf(second.secret, 1)}\n`;
  await run(['logout', ...on]);
  expect((await run(['login', '--name', 'Second', ...on], { input: new TextEncoder().encode(both) })).code).toBe(0);
  const wrong = await run(['approval', 'give', id, ...on], { input: new TextEncoder().encode('000000') });
  expect(wrong.code).toBe(1);
  // The digits of this step have signed in; those of the next would come in half a minute.
  await system.people.oneUse.prune(Date.now() + 3_600_000);
  const own = { input: new TextEncoder().encode(digitsOf(second.secret, 1)) };
  const given = await run(['approval', 'give', id, ...on], own);
  expect([given.code, given.out]).toEqual([0, expect.stringMatching(/^Approved, and done\.\n([0-9A-Z]{5}-){3}/)]);
  expect((await run(['approval', 'list', ...on])).out).toBe('Nothing waits.');
  for (const name of ['Bob', 'Second']) {
    await system.people.accounts.remove(system.people.accounts.byName(name)?.id ?? '', () => {});
  }
  await login();
});

it('ends a session, and begins one by two lines of standard input', async () => {
  expect((await run(['logout', ...on])).out).toBe('Signed out.');
  expect((await run(['status', ...on])).code).toBe(1);
  const lines = (text: string) => ({ input: new TextEncoder().encode(text) });
  expect((await run(['login', '--name', 'Ann', ...on], lines('only a password\n'))).code).toBe(2);
  const wrong = await run(['login', '--name', 'Ann', ...on], lines(`another password\n${digitsOf(ann.secret, 1)}\n`));
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('That is not right')]);
  const right = await run(['login', '--name', 'Ann', ...on], lines(`${PASSWORD}\n${digitsOf(ann.secret, 1)}\n`));
  expect(right).toEqual({ code: 0, out: 'Ann is signed in.', err: '' });
  expect((await run(['status', ...on])).code).toBe(0);
});

it('rescues somebody who has lost all factors, but not while the aggregator runs', async () => {
  const running = await run(['person', 'rescue', 'Ann', ...on]);
  expect([running.code, running.err]).toEqual([2, expect.stringContaining('already runs here')]);
  await server.close();
  const { code } = await json<{ code: string }>(['person', 'rescue', 'Ann', ...on]);
  expect((await run(['doctor', ...on])).out).toContain('no admin can sign in');
  await start();
  await expect(signIn(system, ann)).rejects.toThrow('401');
  ann = await takeUp(system, code, 'Ann');
  await login();
  expect((await run(['person', 'list', ...on])).out).toContain('Ann: admin');
  const entries: string[] = [];
  for await (const { bytes } of system.log.entries()) entries.push(new TextDecoder().decode(bytes));
  expect(entries.filter((entry) => entry.includes('"person.rescued"') && entry.includes('"critical"'))).toHaveLength(1);
});
