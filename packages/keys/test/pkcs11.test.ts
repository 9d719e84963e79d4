/** What answers of PKCS#11 mean, and what there is without pkcs11js and without a token. */
import { FedzkError } from '@fedzk/core';
import { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { errorOf, rejection } from '@fedzk/testkit/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cryptoki } from '../src/pkcs11/cryptoki.js';
import { Neighbours } from '../src/pkcs11/neighbour.js';
import { TOKEN_FLAG } from '../src/pkcs11/numbers.js';
import { requirePin, withPin } from '../src/pkcs11/pin.js';
import { isGone, pkcs11Error, returnValueOf } from '../src/pkcs11/problems.js';
import { findToken, warningOf } from '../src/pkcs11/slots.js';

let failing: unknown;
vi.mock('pkcs11js', () => ({
  get default() {
    throw failing;
  },
}));
afterEach(() => {
  failing = undefined;
});

const answer = (value: string): Error => new Error(`${value}:160 at PKCS11.C_Login`);

describe('an answer of a token', () => {
  it.each([
    ['CKR_PIN_INCORRECT', 'wrong-key', 'refuses the PIN'],
    ['CKR_PIN_LEN_RANGE', 'wrong-key', 'refuses the PIN'],
    ['CKR_PIN_LOCKED', 'invalid-state', 'is locked'],
    ['CKR_PIN_EXPIRED', 'invalid-state', 'has expired'],
    ['CKR_USER_PIN_NOT_INITIALIZED', 'invalid-state', 'no user PIN'],
    ['CKR_TOKEN_NOT_PRESENT', 'storage', 'is gone'],
    ['CKR_DEVICE_REMOVED', 'storage', 'is gone'],
    ['CKR_SESSION_HANDLE_INVALID', 'storage', 'is gone'],
    ['CKR_KEY_HANDLE_INVALID', 'not-found', 'no longer has the key'],
    ['CKR_USER_NOT_LOGGED_IN', 'storage', 'logged out'],
    ['CKR_CRYPTOKI_NOT_INITIALIZED', 'storage', 'finalized'],
    ['CKR_SESSION_COUNT', 'storage', 'no room'],
    ['CKR_TOKEN_WRITE_PROTECTED', 'storage', 'write-protected'],
    ['CKR_MECHANISM_INVALID', 'unsupported', 'does not support'],
    ['CKR_VENDOR_DEFINED', 'storage', 'cause'],
  ])('%s is %s', (value, code, text) => {
    const error = pkcs11Error(answer(value), 'The token "t"');
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(text)]);
    expect(error.message).toMatch(/^The token "t" .*\.$/);
    expect(returnValueOf(error.cause)).toBe(value);
    expect(isGone(error.cause)).toBe(/is gone|no longer|logged out|finalized/.test(error.message));
  });

  it('that is none of PKCS#11 stays its cause; one of ours stays as it is', () => {
    const other = new TypeError('Argument 2 has wrong type');
    expect(pkcs11Error(other, 'The token "t"')).toMatchObject({ code: 'storage', cause: other });
    const ours = new FedzkError('not-found', 'x');
    expect(pkcs11Error(ours, 'The token "t"')).toBe(ours);
    expect(returnValueOf('CKR_PIN_LOCKED')).toBeUndefined();
  });
});

describe('the flags of a token', () => {
  const ready = TOKEN_FLAG.tokenInitialized | TOKEN_FLAG.userPinInitialized;
  const withFlags = (flags: number): Cryptoki =>
    ({
      C_GetSlotList: () => [Uint8Array.of(1)],
      C_GetTokenInfo: () => ({ label: 'fedzk'.padEnd(32), serialNumber: '1'.padEnd(16), flags }),
    }) as unknown as Cryptoki;

  it.each([
    [0, 'invalid-state', 'is not initialized'],
    [TOKEN_FLAG.tokenInitialized, 'invalid-state', 'no user PIN'],
    [ready | TOKEN_FLAG.userPinLocked, 'invalid-state', 'is locked'],
  ])('%i: no login', (flags, code, text) => {
    const error = errorOf(() => findToken(withFlags(flags), { token: 'fedzk' }));
    expect([error?.code, error?.message]).toEqual([code, expect.stringContaining(text)]);
  });

  it('tell how near it is to being locked', () => {
    const { slot } = findToken(withFlags(ready), { token: 'fedzk' });
    const told = [TOKEN_FLAG.userPinLocked, TOKEN_FLAG.userPinFinalTry, TOKEN_FLAG.userPinCountLow, 0];
    expect(told.map((flag) => warningOf(withFlags(ready | flag), slot))).toEqual([
      ...['It is locked now; its security officer can set a new PIN.', 'One more wrong PIN locks it.'],
      ...['More wrong ones may lock it.', 'More wrong ones may lock it.'],
    ]);
  });
});

it.each([
  ['not installed', 'ERR_MODULE_NOT_FOUND', "Cannot find package 'pkcs11js'", 'npm install pkcs11js'],
  ['not installed, under require', 'MODULE_NOT_FOUND', "Cannot find module 'pkcs11js'", 'npm install pkcs11js'],
  ['not built', 'MODULE_NOT_FOUND', "Cannot find module './build/Release/pkcs11.node'", 'npm rebuild pkcs11js'],
  ['built for another machine', 'ERR_DLOPEN_FAILED', 'pkcs11.node: invalid ELF header', 'npm rebuild pkcs11js'],
])('without pkcs11js, %s, it says what to do', async (_, code, message, advice) => {
  failing = Object.assign(new Error(message), { code });
  const options = { module: process.execPath, token: 'fedzk', pin: () => '4711' };
  const error = await rejection(Pkcs11Token.open(options));
  expect([error.code, error.message]).toEqual(['unsupported', expect.stringContaining(advice)]);
  expect(error.cause).toBe(failing);
});

it('a token other than those of SoftHSM2 shows what others make without a second process', async () => {
  // pkcs11js, of which a second process would need the file, can't be loaded here.
  failing = new Error('not installed');
  const info = { label: 't', serialNumber: '1', model: 'Other HSM'.padEnd(16), flags: 0 };
  const looks: number[] = [];
  await new Neighbours('/lib/other.so', info).use(async (neighbour) => void looks.push(neighbour.looks));
  expect(looks).toEqual([1]);
});

it('an empty PIN is said to be empty, with where it came from', async () => {
  const never = async (): Promise<void> => expect.unreachable();
  for (const empty of ['', new Uint8Array(0)]) {
    const error = await rejection(withPin(() => empty, never));
    expect([error.code, error.message]).toEqual([
      'invalid-argument',
      expect.stringMatching(/PIN is empty.*function "pin"/),
    ]);
  }
  const error = errorOf(() => requirePin(new Uint8Array(0)));
  expect([error?.code, error?.message]).toEqual(['invalid-argument', expect.stringMatching(/PIN is empty/)]);
  expect((await rejection(withPin(() => 'a'.repeat(256), never))).message).toContain('1 to 255 bytes');
});
