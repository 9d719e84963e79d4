/** Production's first start: the operator's file, the CA on another machine, its answer, and the first service. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { readTaskFile, signDocument, type TaskFileOptions, writeSignatures } from '@fedzk/agg/task';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { fromHex, toBase64url } from '@fedzk/core';
import { KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { createProver } from '@fedzk/prove';
import {
  canonical,
  draftOf,
  keyBytes,
  manifestOf,
  signedBy,
  trustedKeysOf,
  verifier as verifierPerson,
} from '@fedzk/testkit/ceremony/manifest';
import { folderOf } from '@fedzk/testkit/folders';
import { createVerifier, encodeVerificationKey } from '@fedzk/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Operator } from '../src/cli/operator.js';
import type { EnrolmentAnswer } from '../src/client/enrolment.js';
import { ClientHome } from '../src/client/home.js';
import { openRound } from '../src/client/together.js';
import { readConfig } from '../src/config.js';
import { bytesOf, type Card, fingerprintOf, partyOf } from '../src/control/card.js';
import type { TaskState } from '../src/control/tasks.js';
import { type RunningServer, serve } from '../src/server.js';
import { NAMES, openSecrets } from '../src/stores/identity.js';
import { layoutOf } from '../src/stores/layout.js';
import { Secrets } from '../src/stores/secrets.js';
import { holdCeremony } from './support/ceremony.js';
import { json, run } from './support/cli.js';
import { configure, makeProduction, SIGNED_IN, taskFile } from './support/production.js';
import { Wire } from './support/wire.js';

const folder = folderOf();
const at = (...names: string[]): string => join(folder, ...names);
const data = at('data');
const rootKey = at('root.key');
const NEW = ['serve', '--role', 'leader', '--data', data, '--create'];

/** Writes a configuration with the root key of this file. */
const configured = (into: string, change?: object): Promise<void> => configure(into, rootKey, change);

/** What a manifest has, as far as tests change it. */
interface Manifest {
  readonly contributors: readonly object[];
}

/** A ceremony in order at the level `standard` for the circuit of an `.r1cs` file. */
function shownFor(r1csSha256: string) {
  const draft = draftOf();
  draft.announcement.circuit.r1csSha256 = r1csSha256;
  return {
    manifest: manifestOf(draft) as Manifest,
    verificationKey: keyBytes(draft),
    trustedKeys: trustedKeysOf(draft),
  };
}
type Bundle = Readonly<Record<'file' | 'signatures' | 'verificationKey', string>> & { readonly manifest?: string };

interface Fingerprint {
  readonly fingerprint: string;
}

// What a shell says of new files.
const before = process.umask(0o022);
afterAll(() => void process.umask(before));
beforeAll(() => {
  writeFileSync(rootKey, `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(at('passphrase'), 'correct horse battery staple\n', { mode: 0o600 });
});
const CA = ['--home', at('ca'), '--passphrase-file', at('passphrase')];

describe('before the first start', () => {
  const refused = async (args: readonly string[]): Promise<string> => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    return err;
  };

  it('an empty folder is a lost volume, unless --create says otherwise', async () => {
    expect(await refused(NEW.slice(0, -1))).toContain(
      'has no system. If it should have one, restore it from a backup.',
    );
    expect(await refused(NEW)).toContain('In production');
    expect(existsSync(data)).toBe(false);
  });

  it.each([
    ['no unlock', { unlock: undefined }, '"unlock" of fedzk.json must name'],
    ['no root key', { unlock: { file: at('none') } }, 'There is no root key at'],
    ['no url', { clients: {} }, '"clients.url" is missing'],
    ['an unknown member', { client: {} }, '"client"'],
  ])('%s is refused, and nothing is made', async (_, change, says) => {
    await configured(at('without'), change);
    expect(await refused([...NEW.slice(0, 4), at('without'), '--create'])).toContain(says);
    expect(readdirSync(at('without'))).toEqual(['fedzk.json']);
  });

  it.each(['leader', 'helper'] as const)('the %s listens at the ports of its file', async (role) => {
    await configured(at('ports'));
    const file = JSON.parse(readFileSync(at('ports', 'fedzk.json'), 'utf8')) as Record<string, { port: number }>;
    const found = readConfig({ role, mode: 'production', data: at('ports') });
    for (const name of ['clients', 'peer', 'operators', 'telemetry'] as const)
      expect(found[name].port).toBe(file[name]?.port);
  });

  it('a file that others may change is refused', async () => {
    await configured(at('open'));
    chmodSync(at('open', 'fedzk.json'), 0o666);
    expect(await refused([...NEW.slice(0, 4), at('open'), '--create'])).toContain('Others may change');
  });
});

describe('the first start', () => {
  let request: Fingerprint & { readonly file: string };
  let answer: Fingerprint;

  it('makes all but certificates, and says how to get them', async () => {
    await configured(data);
    const { code, out } = await run(NEW);
    expect(code).toBe(0);
    expect(out).toContain('fedzk ca issue');
    const [, file = '', fingerprint = ''] = /Take (.+) to the machine.+fingerprint is (.+)$/m.exec(out) ?? [];
    request = { file, fingerprint };
    expect(readdirSync(data).sort()).toEqual(['fedzk.json', 'leader']);
    expect(existsSync(at('data', 'leader', 'root.key'))).toBe(false);
    const again = await run(NEW);
    expect(again.code).toBe(2);
    expect(again.err).toContain('There are no certificates yet.');
    const doctor = await run(['doctor', '--data', data]);
    expect(doctor.code).toBe(1);
    expect(doctor.out).toMatch(
      /^ {2}\[no\] certificates the CA has not issued them yet\n +-> Have your CA answer .+request\.json/m,
    );
  });

  it('has a CA that opens by its passphrase alone', async () => {
    const made = await run(['ca', 'root', '--name', 'Hospital North', ...CA]);
    expect(made.code).toBe(0);
    expect(readFileSync(at('ca', 'root.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
    for (const name of readdirSync(at('ca'), { recursive: true, encoding: 'utf8' })) {
      const path = at('ca', name);
      if (!statSync(path).isFile()) continue;
      expect(readFileSync(path, 'latin1')).not.toContain('PRIVATE KEY');
    }
    writeFileSync(at('wrong'), 'incorrect horse battery\n', { mode: 0o600 });
    const wrong = ['--home', at('ca'), '--passphrase-file', at('wrong')];
    const issue = ['ca', 'issue', request.file, '--fingerprint', request.fingerprint, '--out', at('no.json')];
    expect((await run([...issue, ...wrong])).code).toBe(2);
    writeFileSync(at('short'), 'short\n', { mode: 0o600 });
    expect((await run([...issue, '--home', at('ca'), '--passphrase-file', at('short')])).err).toContain(
      '12 characters',
    );
    expect((await run(['ca', 'root', '--name', 'Another', ...CA])).err).toContain('has a CA already');
    const swapped = request.fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const other = ['ca', 'issue', request.file, '--fingerprint', swapped, '--out', at('no.json'), ...CA];
    expect(await run(other)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`has the fingerprint ${request.fingerprint}`),
    });
    expect(existsSync(at('no.json'))).toBe(false);
  });

  it('takes the answer of that CA to its own request', async () => {
    const issue = ['ca', 'issue', request.file, '--fingerprint', request.fingerprint, '--out', at('answer.json')];
    const issued = await json<Fingerprint & { names: string[] }>([...issue, ...CA]);
    expect(issued.names).toEqual(['fedzk.north.example']);
    answer = issued;
    const install = (file: string, { fingerprint }: Fingerprint): Promise<{ code: number; err: string }> =>
      run(['ca', 'install', file, '--role', 'leader', '--fingerprint', fingerprint, '--data', data]);

    // Certificates of the same CA for another system: of its keys.
    await configured(at('other'));
    const out = (await run([...NEW.slice(0, 4), at('other'), '--create'])).out;
    const [, theirs = '', print = ''] = /Take (.+) to the machine.+fingerprint is (.+)$/m.exec(out) ?? [];
    const stolen = await json<Fingerprint>([
      'ca',
      'issue',
      theirs,
      '--fingerprint',
      print,
      '--out',
      at('their.json'),
      ...CA,
    ]);
    expect(await install(at('their.json'), stolen)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is of another key'),
    });

    // Certificates of another name.
    const renamed = JSON.parse(readFileSync(request.file, 'utf8'));
    renamed.clients.names = ['fedzk.south.example'];
    writeFileSync(at('renamed.json'), JSON.stringify(renamed));
    const bent = ['ca', 'issue', at('renamed.json'), '--fingerprint', fingerprintOf(renamed), '--out', at('bent.json')];
    expect(await install(at('bent.json'), await json<Fingerprint>([...bent, ...CA]))).toMatchObject({
      code: 1,
      err: expect.stringContaining('the name fedzk.north.example'),
    });

    expect(await install(at('answer.json'), stolen)).toMatchObject({ code: 1 });
    expect((await install(at('answer.json'), answer)).code).toBe(0);
    // After a kill in the middle, or with renewed certificates, it is installed again.
    expect((await install(at('answer.json'), answer)).code).toBe(0);
  });

  it('keeps what its owner alone may read, whatever the shell says of new files', () => {
    const role = at('data', 'leader');
    const files = readdirSync(role, { withFileTypes: true, recursive: true }).filter((each) => each.isFile());
    expect(files.length).toBeGreaterThan(10);
    const open = files.filter((each) => (statSync(join(each.parentPath, each.name)).mode & 0o077) !== 0);
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it('serves, and its socket acts as nobody', async () => {
    const failures: unknown[] = [];
    const server = await serve(readConfig({ role: 'leader', mode: 'production', data }), {
      report: (e) => failures.push(e),
    });
    try {
      expect((await server.status()).mode).toBe('production');
      const on = ['--data', data];
      for (const words of [['status'], ['client', 'list'], ['peer', 'card'], ['task', 'list']]) {
        const said = await run([...words, ...on]);
        expect(said).toMatchObject({ code: 1, out: '' });
        expect(said.err).toContain('Nobody is signed in here. Run fedzk login');
        expect(said.err).toContain('fedzk person first');
      }
      const doctor = await run(['doctor', ...on]);
      expect(doctor.out).toMatch(/^ {2}\[--\] inside {7}it tells what it has inside/m);
      expect(doctor.out).toContain('Nothing that was looked at is wrong. See what is marked [--].');
      const operator = new Operator(data, 'leader');
      const first = await operator.ask<{ code: string }>('POST', '/setup-code');
      expect(first.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
      const { code, out } = await run(['person', 'first', ...on]);
      expect(code).toBe(0);
      expect(out).not.toContain(first.code);
      // Nothing of it lies in the folder.
      const [second = ''] = out.split('\n');
      for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
        if (!statSync(join(data, name)).isFile()) continue;
        expect(readFileSync(join(data, name), 'latin1')).not.toContain(second);
      }
      // The aggregator runs: nothing is installed meanwhile.
      const install = [
        'ca',
        'install',
        at('answer.json'),
        '--role',
        'leader',
        '--fingerprint',
        answer.fingerprint,
        ...on,
      ];
      expect((await run(install)).code).toBe(2);
    } finally {
      await server.close();
    }
    expect(failures).toEqual([]);
  });

  describe('a task', () => {
    const shown = shownFor(CIRCUITS['gradient-update-64x8'].r1csSha256);
    const theirs = { signing: createSigningKey(), sealing: createSealingKey() };
    const operator = new Operator(data, 'leader');
    let server: RunningServer;
    let development: Bundle;
    let ceremonial: Bundle;
    let elsewhere: Bundle;
    let cards: { readonly own: Card; readonly other: Card };
    let clients: NonNullable<TaskFileOptions['clients']>;
    const start = async (): Promise<void> => {
      const report = (error: unknown): never => expect.unreachable(String(error));
      server = await serve(readConfig({ role: 'leader', mode: 'production', data }), { report }, SIGNED_IN);
    };
    /** What the leader's operator gives of a task that the helper has signed. */
    const bundleOf = async (key: Uint8Array, more: object, circuit: object = {}): Promise<Bundle> => {
      const verifier = createVerifier(key, { format: 'fedzk', curve: 'bn254' });
      const parties = { leader: partyOf(cards.own), helper: partyOf(cards.other) };
      const bytes = taskFile({ vkeyId: verifier.id, ...parties, clients, ...circuit });
      verifier.dispose();
      const { signature } = await signDocument(readTaskFile(bytes), 'task-file', bytes, theirs.signing.privateKey);
      const signatures = writeSignatures({ helper: signature });
      return { file: new TextDecoder().decode(bytes), signatures, verificationKey: toBase64url(key), ...more };
    };
    const given = async (bundle: object) => {
      const wire = await Wire.plain({ path: layoutOf(data, 'leader').socket });
      const fields = { 'content-type': 'application/json' };
      const { status, text } = await wire.ask('POST', '/v1/tasks', {
        fields,
        body: Buffer.from(JSON.stringify(bundle)),
      });
      wire.close();
      return { status, said: JSON.parse(text) as object };
    };

    beforeAll(async () => {
      await start();
      const { own } = await operator.ask<{ own: Card }>('GET', '/peer');
      const signingKey = toBase64url(theirs.signing.publicKey);
      const [url, sealingKey] = ['https://fedzk.south.example', toBase64url(theirs.sealing.publicKey)];
      const other: Card = { ...own, role: 'helper', clients: url, peer: `${url}:9000`, signingKey, sealingKey };
      await operator.ask('PUT', '/peer', { card: other, fingerprint: fingerprintOf(other) });
      cards = { own, other };
      const made = ['task_1', 'task_2', 'task_3', 'task_4'].map((id) => ClientHome.create(at('homes', id), id));
      const requests = await Promise.all(made);
      for (const request of requests)
        await operator.ask('POST', '/clients', { request, fingerprint: fingerprintOf(request) });
      clients = requests.map(({ id, signingKey }) => ({ id, publicKey: bytesOf(signingKey) }));
      const { vkey, manifest } = await developmentKey('gradient-update-64x8');
      const nobody = { contributors: [], verifiers: [] };
      const shownByNone = { manifest: canonical(manifest), trustedKeys: nobody };
      development = await bundleOf(encodeVerificationKey(vkey, 'fedzk'), shownByNone);
      const { trustedKeys, verificationKey: key } = shown;
      const ofCeremony = { manifest: canonical(shown.manifest), trustedKeys };
      ceremonial = await bundleOf(key, ofCeremony);
      elsewhere = await bundleOf(key, ofCeremony, { n: 63 });
    });
    afterAll(() => server.close());

    const wrong = 'invalid-verification-key';
    const verifiers = [verifierPerson(0), verifierPerson(1)];
    const fewer = { ...shown.manifest, contributors: shown.manifest.contributors.slice(1) };
    const contributors = shown.trustedKeys.contributors.slice(1);
    const few = 'of 5 trusted people, and 4 count';
    const lacking = (manifest: object) => () => ({ ...ceremonial, manifest: canonical(manifest) });
    const another = shownFor(createHash('sha256').update('another circuit').digest('hex')).manifest;
    const trusting = (trustedKeys: object | undefined) => () => ({ ...ceremonial, trustedKeys });
    it.each<[string, string, string, () => object]>([
      ['without a manifest', 'invalid-argument', 'needs the manifest', () => ({ ...ceremonial, manifest: undefined })],
      ['whose manifest lacks a person', wrong, few, lacking(fewer)],
      ['whose manifest lacks a person, signed by its verifiers', wrong, few, lacking(signedBy(fewer, verifiers))],
      ['with a person whom nobody trusts', wrong, few, trusting({ ...shown.trustedKeys, contributors })],
      ['without anybody whom it trusts', 'invalid-argument', '"trustedKeys"', trusting(undefined)],
      ['with the manifest of another key', wrong, 'key', () => ({ ...development, manifest: ceremonial.manifest })],
      ['with the key of another circuit', wrong, 'The ceremony was for another .r1cs file', lacking(another)],
      ['of a circuit that nobody knows', 'invalid-argument', 'n 63, bits 8 and headroom 10', () => elsewhere],
      ['with a key of development, and its manifest', wrong, 'made for tests', () => development],
    ])('%s is refused, and not signed', async (_, code, says, bundle) => {
      const type = 'urn:fedzk:problem:invalid';
      const detail = expect.stringContaining(says);
      const said = { type, title: 'The body is invalid.', status: 422, path: '', code, detail };
      expect(await given(bundle())).toEqual({ status: 422, said });
      expect(await given({ ...bundle(), signatures: '' })).toEqual({ status: 422, said });
      expect(await operator.ask('GET', '/tasks')).toEqual({ tasks: [] });
    });

    it('whose manifest shows its level is served, also after the next start', async () => {
      expect(await given(ceremonial)).toMatchObject({ status: 200, said: { served: true } });
      await server.close();
      await start();
      const { tasks } = await operator.ask<{ tasks: readonly { taskid: string }[] }>('GET', '/tasks');
      expect(tasks).toMatchObject([{ id: 'task', level: 'standard', clients: 4 }]);
      await operator.ask('DELETE', `/tasks/${tasks[0]?.taskid}`);
    });
  });

  describe('is refused, with exit 2,', () => {
    const config = () => readConfig({ role: 'leader', mode: 'production', data });
    const layout = layoutOf(data, 'leader');
    const refused = async (says: string): Promise<void> => {
      const started = await run(['serve', '--role', 'leader', '--data', data]);
      expect(started).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) });
    };
    const secretly = async (change: (secrets: Secrets) => Promise<unknown>): Promise<void> => {
      const secrets = await openSecrets(layout, config());
      await change(secrets).finally(() => secrets.store.close());
    };

    it("with the CA's private key inside --data: its folder, or the key in PEM", async () => {
      const says = "has the CA's private key";
      const inside = join(data, 'backup', 'ca');
      cpSync(at('ca'), inside, { recursive: true });
      await refused(says);
      rmSync(inside, { recursive: true });
      const passphrase = 'correct horse battery staple';
      const store = await KeyStore.open(directoryStorage(at('ca', 'keys')), { passphrase });
      const root = await new Secrets(store).needed(NAMES.root).finally(() => store.close());
      const { key } = JSON.parse(new TextDecoder().decode(root)) as { key: string };
      writeFileSync(join(data, 'backup', 'root.txt'), `The root:\n${key}`, { mode: 0o600 });
      await refused(says);
      rmSync(join(data, 'backup'), { recursive: true });
      await secretly((secrets) => secrets.put(NAMES.root, root));
      await refused("The key store has the root CA's key");
      await secretly((secrets) => secrets.remove(NAMES.root));
    });

    it.each<[string, object, string]>([
      ['without a manifest', {}, 'a task needs the manifest of its key'],
      [
        'with a manifest that does not show its level',
        {
          manifest: readFileSync(new URL('../../vectors/ceremony/manifest.json', import.meta.url), 'utf8'),
          trustedKeys: { contributors: [], verifiers: [] },
        },
        "The manifest doesn't show that the key meets the level",
      ],
    ])('with a stored task %s: its key may be one of development', async (_, more, says) => {
      const { vkey } = await developmentKey('gradient-update-64x8');
      const verifier = createVerifier(vkey);
      const pairs = [createSigningKey(), createSigningKey()] as const;
      const party = (i: 0 | 1) => ({
        url: `https://fedzk-${i}.example/v1`,
        signingKey: pairs[i].publicKey,
        sealingKey: createSealingKey().publicKey,
      });
      const bytes = taskFile({ vkeyId: verifier.id, leader: party(0), helper: party(1) });
      verifier.dispose();
      const task = readTaskFile(bytes);
      const signed = await Promise.all(
        pairs.map(({ privateKey }) => signDocument(task, 'task-file', bytes, privateKey)),
      );
      const signatures = writeSignatures(Object.fromEntries(signed.map(({ role, signature }) => [role, signature])));
      const bundle = {
        ...{ file: new TextDecoder().decode(bytes), signatures },
        ...{ verificationKey: toBase64url(encodeVerificationKey(vkey, 'fedzk')), ...more },
      };
      const text = JSON.stringify(bundle);
      const id = toBase64url(fromHex(task.file.hash));
      const path = join(layout.tasks, `${id}.json`);
      writeFileSync(path, text, { mode: 0o600 });
      writeFileSync(layout.database, '', { mode: 0o600 });
      const hash = new Uint8Array(createHash('sha256').update(text).digest());
      await secretly((secrets) => secrets.put(NAMES.task + id, hash));
      await refused(says);
      await secretly((secrets) => secrets.remove(NAMES.task + id));
      rmSync(path);
    });
  });

  it("can't be started for development, nor with the root key in its folder, nor from a copy without the root key", async () => {
    const asDevelopment = await run(['serve', '--role', 'leader', '--development', '--data', data]);
    expect(asDevelopment).toMatchObject({
      code: 2,
      err: expect.stringContaining('This system was made for production'),
    });
    const [file, own] = [at('data', 'fedzk.json'), at('data', 'leader', 'own.key')];
    const before = readFileSync(file);
    cpSync(rootKey, own);
    symlinkSync(own, at('outside.key'));
    for (const key of [own, at('outside.key')]) {
      await configured(data, { unlock: { file: key } });
      const started = await run(['serve', '--role', 'leader', '--data', data]);
      expect(started).toMatchObject({ code: 2, err: expect.stringContaining('lies in the folder of data') });
    }
    rmSync(own);
    writeFileSync(file, before);
    const copy = at('copy');
    cpSync(data, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    await configured(copy, { unlock: { file: at('lost.key') } });
    expect((await run(['serve', '--role', 'leader', '--data', copy])).err).toContain('There is no root key');
    writeFileSync(at('lost.key'), `${'a5'.repeat(32)}\n`, { mode: 0o600 });
    expect((await run(['serve', '--role', 'leader', '--data', copy])).code).toBe(2);
  });
});

describe.runIf(process.env['SLOW'] === '1')('a key of a whole ceremony', () => {
  const CIRCUIT = 'gradient-update-64x8';
  /** Its 1,000 constraints and 5 public signals fit 2^10 rows. */
  const POWER = 10;
  const IDS = ['north_1', 'north_2', 'south_1', 'south_2'];

  it('serves two organisations in production: its reports are proved, and summed', async () => {
    const key = await holdCeremony(CIRCUIT, POWER);
    const configs = [await makeProduction(folder, 'leader'), await makeProduction(folder, 'helper')] as const;
    const failures: unknown[] = [];
    const options = { report: (error: unknown) => void failures.push(error), every: 100 };
    const servers = [await serve(configs[0], options, SIGNED_IN), await serve(configs[1], options, SIGNED_IN)];
    const [leader, helper] = [new Operator(configs[0].data, 'leader'), new Operator(configs[1].data, 'helper')];
    const both = { leader, helper };
    const cardOf = async (operator: Operator): Promise<Card> => (await operator.ask<{ own: Card }>('GET', '/peer')).own;
    const cards = { leader: await cardOf(leader), helper: await cardOf(helper) };
    const setPeer = (operator: Operator, card: Card) =>
      operator.ask('PUT', '/peer', { card, fingerprint: fingerprintOf(card) });
    await setPeer(leader, cards.helper);
    await setPeer(helper, cards.leader);

    const homes: ClientHome[] = [];
    for (const id of IDS) {
      const request = await ClientHome.create(at('homes', id), id);
      const home = ClientHome.open(at('homes', id));
      for (const operator of [leader, helper]) {
        const body = { request, fingerprint: fingerprintOf(request) };
        const answer = await operator.ask<EnrolmentAnswer>('POST', '/clients', body);
        await home.join(answer, { fingerprint: fingerprintOf(answer), development: false });
      }
      homes.push(home);
    }
    const prover = await createProver({ zkey: key.zkey, gradientUpdate: CIRCUITS[CIRCUIT].gradientUpdate });
    const clients = homes.map((home) => ({ id: home.id, publicKey: bytesOf(home.request().signingKey) }));
    const parties = { leader: partyOf(cards.leader), helper: partyOf(cards.helper) };
    const bytes = taskFile({ vkeyId: prover.vkeyId, ...parties, clients });
    const bundle = {
      file: new TextDecoder().decode(bytes),
      verificationKey: toBase64url(prover.verificationKey),
      ...{ manifest: key.manifest, trustedKeys: key.trustedKeys },
    };
    const manifest = JSON.parse(key.manifest) as Manifest;
    const fewer = canonical({ ...manifest, contributors: manifest.contributors.slice(0, -1) });
    for (const operator of [leader, helper]) {
      const refused = operator.ask('POST', '/tasks', { ...bundle, manifest: fewer });
      await expect(refused).rejects.toThrow("The manifest doesn't show that the key meets the level");
    }
    const sign = (operator: Operator, signatures: string) =>
      operator.ask<TaskState>('POST', '/tasks', { ...bundle, signatures });
    const first = await sign(leader, '');
    const { taskid, signatures, served } = await sign(helper, first.signatures);
    expect([first.served, served, (await sign(leader, signatures)).served]).toEqual([false, true, true]);

    await openRound(both, taskid, '1');
    const task = readTaskFile(bytes);
    for (const [i, home] of homes.entries()) {
      const report = await home.client(task, prover).report(home.id, 1n, new Int8Array(64).fill(i + 1));
      expect(await home.reporter(task).send(report)).toMatchObject({ status: 'accepted' });
    }
    for (const [operator, what] of [
      [leader, 'close'],
      [helper, 'close'],
      [leader, 'collect'],
    ] as const)
      await operator.ask('POST', `/tasks/${taskid}/rounds`, { do: what, round: '1' });
    expect([...((await homes[0]?.result(task, 1n))?.sums ?? [])]).toEqual(new Array(64).fill(1 + 2 + 3 + 4));

    for (const home of homes) home.close();
    for (const server of servers) await server.close();
    await prover.close();
    expect(failures).toEqual([]);
  });
});
