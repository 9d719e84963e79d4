/** Opening and closing tokens of SoftHSM2, and what goes wrong. @alone: SoftHSM2's folder is a variable of the process. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { KeyStore, memoryStorage } from '@fedzk/keys';
import { type Pkcs11Options, Pkcs11Token } from '@fedzk/keys/pkcs11';
import { rejection } from '@fedzk/testkit/errors';
import { type SoftHsm, setTokenFlags } from '@fedzk/testkit/services/softhsm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCryptoki } from '../src/pkcs11/cryptoki.js';
import { CKO, FLAG, TOKEN_FLAG } from '../src/pkcs11/numbers.js';
import { returnValueOf } from '../src/pkcs11/problems.js';
import { codeOf } from './support/stores.js';
import { countOf, LABEL, open, PIN, softHsm } from './support/tokens.js';
import { hex } from './support/vectors.js';

let hsm: SoftHsm;
beforeEach(async (context) => {
  hsm = await softHsm(context);
});
afterEach(() => hsm?.[Symbol.dispose]());

const options = (changed: Partial<Pkcs11Options> = {}): Pkcs11Options => ({
  module: hsm.module,
  token: LABEL,
  pin: () => PIN,
  ...changed,
});

/** What opening is refused with: its code, and its message. */
async function refused(changed: Partial<Pkcs11Options>): Promise<readonly [string, string]> {
  const error = await rejection(Pkcs11Token.open(options(changed)));
  expect(error.message.length).toBeLessThan(400);
  expect(error.message).toMatch(/\.$/);
  return [error.code, error.message];
}

/** Whether the library is initialized in this process. */
async function isInitialized(): Promise<boolean> {
  const cryptoki = await loadCryptoki();
  cryptoki.load(hsm.module);
  try {
    cryptoki.C_GetSlotList(true);
    return true;
  } catch (error) {
    expect(returnValueOf(error)).toBe('CKR_CRYPTOKI_NOT_INITIALIZED');
    return false;
  }
}

describe('the PIN', () => {
  const told: string[] = [];
  const bytes = (): Uint8Array => new TextEncoder().encode(PIN);

  it.each<[string, () => Pkcs11Options['pin']]>([
    ['bytes', bytes],
    ['a function that gives bytes', () => bytes],
    ['a function that gives a string', () => () => PIN],
    ['a function that waits', () => async () => bytes()],
  ])('may be %s', async (_, pin) => {
    const token = await Pkcs11Token.open(options({ pin: pin() }));
    await token.keyProvider('kek', { create: true });
    await token.close();
  });

  it('is wiped where a function gave it, and stays where it was passed', async () => {
    const [given, passed] = [bytes(), bytes()];
    await (await Pkcs11Token.open(options({ pin: () => given }))).close();
    await (await Pkcs11Token.open(options({ pin: passed }))).close();
    expect([hex(given), hex(passed)]).toEqual(['00000000', hex(bytes())]);
    const wrong = new TextEncoder().encode('81818181');
    await refused({ pin: () => wrong });
    expect(hex(wrong)).toBe('0000000000000000');
  });

  it('that is wrong is refused, is tried once, and is in no message', async () => {
    let asked = 0;
    const pin = '90909090-secret';
    const error = await rejection(
      Pkcs11Token.open(
        options({
          pin: () => {
            asked += 1;
            return pin;
          },
        }),
      ),
    );
    expect([error.code, error.message]).toEqual(['wrong-key', expect.stringContaining('wrong')]);
    expect(asked).toBe(1);
    told.push(error.message, inspect(error, { depth: 10 }), String((error.cause as Error).stack));
    expect(told.filter((text) => text.includes(pin))).toEqual([]);
    expect(await isInitialized()).toBe(false);
    await (await Pkcs11Token.open(options())).close();
  });

  it.each<[string, unknown]>([
    ['a string', '4711'],
    ['a number', 4711],
    ['nothing', undefined],
    ['no bytes', new Uint8Array(0)],
    ['a function that gives nothing', () => undefined],
    ['a function that gives an empty string', () => ''],
    ['a function that gives a number', () => 4711],
    ['a function that gives what is no UTF-8', () => Uint8Array.of(0xc3, 0x28)],
    ['a function that gives too much', () => 'x'.repeat(256)],
  ])('may not be %s', async (_, pin) => {
    const [code, message] = await refused({ pin: pin as Pkcs11Options['pin'] });
    expect(code).toBe('invalid-argument');
    expect(message).not.toContain('4711');
    expect(await isInitialized()).toBe(false);
  });

  it('is not asked for where the process is logged in; what its function throws is thrown', async () => {
    const mine = new RangeError('mine');
    const pin = (): string => {
      throw mine;
    };
    await expect(Pkcs11Token.open(options({ pin }))).rejects.toBe(mine);
    await using first = await open(hsm);
    await using second = await Pkcs11Token.open(options({ pin }));
    expect(await codeOf(second.keyProvider('kek', { create: true }))).toBe('done');
    expect(await codeOf(first.keyProvider('kek'))).toBe('done');
  });
});

describe('the library', () => {
  it('is initialized once, and finalized when its last user has gone', async () => {
    expect(await isInitialized()).toBe(false);
    const tokens = await Promise.all(Array.from({ length: 5 }, () => open(hsm)));
    const [first, ...others] = tokens;
    await first?.close();
    await first?.close();
    for (const token of others) {
      expect(await codeOf(token.keyProvider('kek', { create: true }))).toBe('done');
      expect(await isInitialized()).toBe(true);
      await token.close();
    }
    expect(await isInitialized()).toBe(false);
    expect(await countOf(hsm, CKO.secretKey, 'kek')).toBe(1);
  });

  it('stays initialized where another part of the process has done it', async () => {
    const cryptoki = await loadCryptoki();
    cryptoki.load(hsm.module);
    cryptoki.C_Initialize({ flags: FLAG.osLocking });
    try {
      const token = await open(hsm);
      await token.keyProvider('kek', { create: true });
      await token.close();
      expect(await isInitialized()).toBe(true);
      const second = await open(hsm);
      cryptoki.C_Finalize();
      const error = await rejection(second.keyProvider('kek'));
      expect([error.code, error.message]).toEqual(['storage', expect.stringContaining('finalized')]);
      await second.close();
    } finally {
      if (await isInitialized()) cryptoki.C_Finalize();
    }
    await (await open(hsm)).close();
  });

  it('that is none is refused', async () => {
    const text = join(hsm.folder, 'text.so');
    writeFileSync(text, 'no library');
    const [code, message] = await refused({ module: text });
    expect([code, message]).toEqual(['invalid-argument', expect.stringContaining("can't be loaded")]);
    const other = process.report === undefined ? [] : libraries();
    expect(other.length).toBeGreaterThan(0);
    for (const module of [...other.slice(0, 1), hsm.folder]) {
      expect(await refused({ module })).toEqual(['invalid-argument', expect.stringContaining(module)]);
    }
    const missing = join(hsm.folder, 'none.so');
    expect(await refused({ module: missing })).toEqual(['invalid-argument', expect.stringContaining('no file')]);
  });

  it('without its configuration says so', async () => {
    process.env['SOFTHSM2_CONF'] = join(hsm.folder, 'none.conf');
    const [code, message] = await refused({});
    expect(['storage', 'not-found']).toContain(code);
    expect(message).toMatch(/configuration|none that is initialized/);
    Object.assign(process.env, hsm.environment);
    await (await open(hsm)).close();
  });
});

/** Shared libraries that this process has loaded, none of PKCS#11. */
function libraries(): string[] {
  const { sharedObjects = [] } = process.report.getReport() as { readonly sharedObjects?: readonly string[] };
  return sharedObjects.filter((path) => /\/libm\.so|\/libm-|\/libstdc\+\+\.so/.test(path));
}

describe('a token', () => {
  it('that is not there is named, with those that are', async () => {
    const [code, message] = await refused({ token: 'other' });
    expect([code, message]).toEqual(['not-found', expect.stringContaining(`"other"`)]);
    expect(message).toContain(`"${LABEL}"`);
    expect(await isInitialized()).toBe(false);
  });

  it('that is gone', async () => {
    rmSync(hsm.tokens, { recursive: true });
    const [code, message] = await refused({});
    expect(['not-found', 'storage']).toContain(code);
    expect(message).toMatch(/was reset|configuration/);
  });

  it('that goes while it is open says so in every call', async () => {
    const token = await open(hsm);
    const provider = await token.keyProvider('kek', { create: true });
    const key = await token.signingKey('audit', { create: true });
    const wrapped = await provider.wrap(new Uint8Array(32));
    for (const name of readdirSync(hsm.tokens)) rmSync(join(hsm.tokens, name), { recursive: true });
    const calls = [
      provider.wrap(new Uint8Array(32)),
      provider.unwrap(wrapped),
      key.sign(new Uint8Array(1)),
      token.keyProvider('kek'),
      token.signingKey('audit'),
      token.keyProvider('new', { create: true }),
    ];
    for (const call of calls) {
      const error = await rejection(Promise.resolve(call));
      expect(['not-found', 'storage']).toContain(error.code);
      expect(error.message).toMatch(/no longer has the key|is gone|There is no key|failed/);
    }
    await token.close();
    expect((await refused({}))[0]).toBe('not-found');
  });

  it('that was reset has lost its key, and a store under it is refused a new one', async () => {
    const storage = memoryStorage();
    const token = await open(hsm);
    const provider = await token.keyProvider('kek', { create: true });
    await (await KeyStore.create(storage, { provider })).close();
    await token.close();
    await hsm.reset(LABEL);

    await using again = await open(hsm);
    const error = await rejection(again.keyProvider('kek'));
    expect([error.code, error.message]).toEqual(['not-found', expect.stringContaining('reset')]);
    const other = await again.keyProvider('kek', { create: true });
    const refusal = await rejection(KeyStore.open(storage, { provider: other }));
    expect([refusal.code, refusal.message]).toEqual(['wrong-key', expect.stringContaining(provider.name)]);
    const named = await rejection(again.keyProvider('kek', { name: provider.name }));
    expect([named.code, named.message]).toEqual(['wrong-key', expect.stringContaining('another one')]);
  });

  it('that is reset while it is open', async () => {
    const token = await open(hsm);
    const provider = await token.keyProvider('kek', { create: true });
    const wrapped = await provider.wrap(new Uint8Array(32));
    await hsm.reset(LABEL);
    const error = await rejection(provider.unwrap(wrapped));
    expect(['not-found', 'storage']).toContain(error.code);
    await token.close();
    await using again = await open(hsm);
    expect(await codeOf(again.keyProvider('kek'))).toBe('not-found');
  });

  it('that is locked, or near it, is not given the PIN', async () => {
    const [name = ''] = readdirSync(hsm.tokens);
    setTokenFlags(join(hsm.tokens, name), TOKEN_FLAG.userPinFinalTry);
    expect(await refused({ pin: () => 'wrong PIN' })).toEqual([
      'wrong-key',
      expect.stringMatching(/One more|More wrong/),
    ]);
    setTokenFlags(join(hsm.tokens, name), TOKEN_FLAG.userPinLocked);
    let asked = 0;
    const pin = (): string => {
      asked += 1;
      return PIN;
    };
    expect(await refused({ pin })).toEqual(['invalid-state', expect.stringContaining('is locked')]);
    expect(asked).toBe(0);
  });

  it('that is not initialized', async () => {
    for (const name of readdirSync(hsm.tokens)) rmSync(join(hsm.tokens, name), { recursive: true });
    expect(await refused({})).toEqual(['not-found', expect.stringContaining('Initialize one')]);
  });

  it('whose user has no PIN', async () => {
    const cryptoki = await loadCryptoki();
    cryptoki.load(hsm.module);
    cryptoki.C_Initialize({ flags: FLAG.osLocking });
    const init = cryptoki as unknown as { C_InitToken(slot: Uint8Array, pin: string, label: string): void };
    const blank = cryptoki.C_GetSlotList(true).at(-1) ?? new Uint8Array(0);
    init.C_InitToken(blank, '12345678', 'no PIN yet');
    cryptoki.C_Finalize();
    expect(await refused({ token: 'no PIN yet' })).toEqual(['invalid-state', expect.stringContaining('no user PIN')]);
  });

  it('of a label that several have is asked for by its serial number', async () => {
    await hsm.add(LABEL);
    const [code, message] = await refused({});
    expect([code, message]).toEqual(['invalid-state', expect.stringContaining(`2 tokens "${LABEL}"`)]);
    const serials = [...message.matchAll(/"([0-9a-f]{16})"/g)].map(([, serial = '']) => serial);
    expect(serials.length).toBe(2);
    const [first = '', second = ''] = serials;
    await using one = await Pkcs11Token.open(options({ serial: first }));
    await using other = await Pkcs11Token.open(options({ serial: second }));
    await one.keyProvider('kek', { create: true });
    expect(await codeOf(other.keyProvider('kek'))).toBe('not-found');
    expect(await refused({ serial: '0' })).toEqual(['not-found', expect.stringContaining('serial number "0"')]);
  });

  it('of a copied folder has the same key, by the same name', async () => {
    const token = await open(hsm);
    const { name } = await token.keyProvider('kek', { create: true });
    await token.close();
    const copy = join(hsm.folder, 'copy');
    cpSync(hsm.tokens, copy, { recursive: true });
    rmSync(hsm.tokens, { recursive: true });
    cpSync(copy, hsm.tokens, { recursive: true });
    await using again = await open(hsm);
    expect((await again.keyProvider('kek')).name).toBe(name);
  });

  it('that is closed refuses every call', async () => {
    const token = await open(hsm);
    const provider = await token.keyProvider('kek', { create: true });
    await token.close();
    const calls = [
      token.keyProvider('kek'),
      token.signingKey('a'),
      provider.wrap(new Uint8Array(32)),
      provider.destroy(),
    ];
    for (const call of calls) expect(await codeOf(Promise.resolve(call))).toBe('disposed');
  });
});

describe('arguments', () => {
  it.each<[string, Record<string, unknown>]>([
    ['no module', { module: undefined }],
    ['an empty module', { module: '' }],
    ['no token', { token: undefined }],
    ['a serial that is no string', { serial: 7 }],
    ['an unknown option', { slot: 0 }],
  ])('of open: %s', async (_, changed) => {
    expect((await refused(changed))[0]).toBe('invalid-argument');
  });

  it('of keys', async () => {
    await using token = await open(hsm);
    const labels = ['', 'x'.repeat(65), 'a\nb', undefined, 7];
    for (const label of labels) {
      expect(await codeOf(token.keyProvider(label as string))).toBe('invalid-argument');
      expect(await codeOf(Promise.resolve(token.signingKey(label as string)))).toBe('invalid-argument');
    }
    for (const given of [{ create: 1 }, { created: true }, { create: true, name: 'x' }, { name: 7 }, 7]) {
      expect(await codeOf(token.keyProvider('kek', given as object))).toBe('invalid-argument');
    }
  });
});
