/** The first start, killed: it leaves nothing or all. Processes of their own. */
import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOf } from '@fedzk/testkit/folders';
import { program as programOf, runNode } from '@fedzk/testkit/processes';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';
import { createServer } from '../src/server.js';
import { answerRequest, makeRoot } from '../src/start/ca.js';
import { isEmpty, makeSystem } from '../src/start/first-start.js';
import { install } from '../src/start/install.js';
import type { CertificatesRequest } from '../src/stores/certificates.js';
import { Identity, NAMES, openSecrets } from '../src/stores/identity.js';
import { layoutOf } from '../src/stores/layout.js';
import { configure } from './support/production.js';

const PRELOAD = new URL('support/stop-at.mjs', import.meta.url).href;
const RSA = new URL('support/rsa-keys.mjs', import.meta.url).href;
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

describe.runIf(process.env['SLOW'] === '1')('with keys of RSA-4096, a first start for production', () => {
  const RSA_4096 = { modulusLength: 4096 };
  const P_256 = { namedCurve: 'prime256v1' };
  const folder = folderOf();
  const at = (...names: string[]): string => join(folder, ...names);
  const layout = (data: string) => layoutOf(data, 'leader');
  const configOf = (data: string) => readConfig({ role: 'leader', mode: 'production', data });
  /** How many changes of the file system it makes. */
  let changes: number;
  let copies = 0;
  const copyOf = (name: string): string => {
    copies += 1;
    cpSync(at(name), at(`copy-${copies}`), { recursive: true });
    return at(`copy-${copies}`);
  };
  const run = (stopAt: number, ...words: string[]): ReturnType<typeof runNode> => {
    const env = { ...process.env, STOP_AT: String(stopAt), RSA_KEYS: at('rsa.json') };
    return runNode(['--import', RSA, '--import', PRELOAD, program, ...words], { env });
  };
  /** Runs it to its end. @returns its changes of the file system */
  const done = async (...words: string[]): Promise<number> => {
    const { code, stderr } = await run(0, ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^changes: \d+$/m) });
    return Number(/changes: (\d+)/.exec(stderr)?.[1]);
  };
  /** Does something for each step, for two at a time. */
  const eachStep = async (steps: number, work: (stopAt: number) => Promise<void>): Promise<void> => {
    let next = 1;
    const lane = async (): Promise<void> => {
      while (next <= steps) await work(next++);
    };
    await Promise.all([lane(), lane()]);
  };

  /** All keys are there, and the CA is asked for certificates of them. */
  const requireMade = async (data: string, kind: object = RSA_4096): Promise<void> => {
    expect(readdirSync(data).sort()).toEqual(['fedzk.json', 'leader']);
    const request = JSON.parse(readFileSync(layout(data).request, 'utf8')) as CertificatesRequest;
    const secrets = await openSecrets(layout(data), configOf(data));
    const keys = await secrets.json<Record<'clients' | 'peer' | 'issuer', string>>(NAMES.tlsKeys);
    expect(await secrets.json(NAMES.self)).toMatchObject({ mode: 'production', role: 'leader' });
    await secrets.store.close();
    for (const what of ['clients', 'peer', 'issuer'] as const) {
      const key = createPrivateKey(keys?.[what] ?? '');
      expect(key.asymmetricKeyDetails).toMatchObject(kind);
      const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
      const csr = Buffer.from(request[what].csr.replace(/-----[^-]+-----/g, ''), 'base64');
      expect(csr.includes(spki)).toBe(true);
    }
  };

  beforeAll(async () => {
    const generate = promisify(generateKeyPair);
    const keys = await Promise.all([1, 2, 3].map(() => generate('rsa', { modulusLength: 4096 })));
    const texts = keys.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(at('rsa.json'), JSON.stringify(texts), { mode: 0o600 });
    writeFileSync(at('root.key'), '5a'.repeat(32), { mode: 0o600 });
    await configure(at('empty'), at('root.key'));
    cpSync(at('empty'), at('whole'), { recursive: true });
    changes = await done(at('whole'), 'production');
    await requireMade(at('whole'));
  });

  it('that is killed at any step leaves nothing or all: the next one makes it, or finds it', async () => {
    const outcomes = { nothing: 0, all: 0 };
    await eachStep(changes, async (stopAt) => {
      const data = copyOf('empty');
      expect((await run(stopAt, data, 'production')).code, `${stopAt} of ${changes}`).toBe(null);
      const isMade = existsSync(layout(data).folder);
      outcomes[isMade ? 'all' : 'nothing'] += 1;
      if (isMade) await requireMade(data);
      else expect(isEmpty(data)).toBe(true);
      const next = makeSystem({ data, mode: 'production', roles: ['leader'] });
      if (isMade) await expect(next).rejects.toMatchObject({ code: 'already-exists' });
      else await next;
      await requireMade(data, isMade ? RSA_4096 : P_256);
      rmSync(data, { recursive: true });
    });
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(0);
  });

  it('has its certificates or none if it is killed while they are installed: the next time they are', async () => {
    const ca = { home: at('ca'), passphrase: 'correct horse battery staple' };
    await makeRoot(ca, 'Hospital North');
    const request = JSON.parse(readFileSync(layout(at('whole')).request, 'utf8')) as CertificatesRequest;
    const answer = await answerRequest(ca, request, undefined);
    writeFileSync(at('answer.json'), JSON.stringify(answer));
    const words = ['production', at('answer.json')];
    const whole = copyOf('whole');
    const steps = await done(whole, ...words);
    const outcomes = new Set<string>();
    await eachStep(steps, async (stopAt) => {
      const data = copyOf('whole');
      expect((await run(stopAt, data, ...words)).code, `${stopAt} of ${steps}`).toBe(null);
      const opened = await Identity.open(layout(data), configOf(data)).catch((error: Error) => error.message);
      if (typeof opened === 'string') expect(opened).toContain('There are no certificates yet.');
      else {
        expect(opened.issuer?.root).toBe(answer.root);
        await opened.close();
      }
      outcomes.add(typeof opened === 'string' ? 'nothing' : 'all');
      await install(configOf(data), answer);
      const identity = await Identity.open(layout(data), configOf(data));
      expect(identity.issuer?.root).toBe(answer.root);
      await identity.close();
      rmSync(data, { recursive: true });
    });
    expect([...outcomes].sort()).toEqual(['all', 'nothing']);
    const server = await createServer(configOf(whole));
    expect(await server.status()).toMatchObject({ mode: 'production', ready: true });
    await server.close();
  });
});
