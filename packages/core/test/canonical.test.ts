/** Canonical JSON beside what RFC 8785 says, and base64url beside RFC 4648. `@fedzk/audit` compares the writer with another. */
import { canonicalJson, fromBase64, fromBase64url, toBase64, toBase64url } from '@fedzk/core';
import { code, refusal } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';

it('sorts names by UTF-16 units, at each depth, and leaves out spaces', () => {
  const value = { '\ufb33': 1, '\ud83d\ude00': 2, b: { d: [3, { f: null, e: true }], c: '\n"' }, '': -0 };
  expect(canonicalJson(value)).toBe(
    '{"":0,"b":{"c":"\\n\\"","d":[3,{"e":true,"f":null}]},"\ud83d\ude00":2,"\ufb33":1}',
  );
});

it('refuses values that I-JSON lacks, and names their place', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const wrong: [object, string][] = [
    [{ a: [Number.NaN] }, '"file.a[0]" expected finite numbers'],
    [{ a: 2 ** 53 }, '"file.a"'],
    [{ a: 1n }, '"file.a"'],
    [{ a: undefined }, '"file.a"'],
    [{ a: new Date() }, '"file.a"'],
    [{ 'a\0': 1 }, '"file["a\\u0000"]"'],
    [{ a: '\ud800' }, '"file.a"'],
    [cyclic, '"file.self.self'],
  ];
  for (const [value, start] of wrong) expect(refusal(() => canonicalJson(value, 'file')).message).toContain(start);
  for (const value of [null, undefined, 'x', 5, [], () => 1]) {
    expect(code(() => canonicalJson(value as object))).toBe('invalid-argument');
  }
  const throwing = {
    get a(): never {
      throw new RangeError('x');
    },
  };
  for (const value of [throwing, new Proxy({}, { ownKeys: () => 5 as never })]) {
    expect(code(() => canonicalJson(value))).toBe('invalid-argument');
  }
});

it('has a limit in bytes', () => {
  expect(canonicalJson({ a: 'é' }, 'value', 10)).toBe('{"a":"é"}');
  expect(code(() => canonicalJson({ a: 'é' }, 'value', 9))).toBe('invalid-argument');
});

it('writes and reads base64url without padding', () => {
  const cases: [string, string][] = [
    ['', ''],
    ['66', 'Zg'],
    ['666f', 'Zm8'],
    ['666f6f', 'Zm9v'],
    ['fbff', '-_8'],
  ];
  for (const [hex, text] of cases) {
    const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
    expect(toBase64url(bytes)).toBe(text);
    expect(fromBase64url(text)).toEqual(bytes);
  }
  const long = Uint8Array.from({ length: 300_000 }, (_, i) => i);
  expect(fromBase64url(toBase64url(long))).toEqual(long);
  for (const wrong of ['Zg==', 'Zh', 'Zm9vY', '+w', 'Z g', '\u00e9\u00e9', undefined, 5]) {
    expect(fromBase64url(wrong as string)).toBeUndefined();
  }
  for (const wrong of ['AA', [1], undefined])
    expect(code(() => toBase64url(wrong as unknown as Uint8Array))).toBe('invalid-argument');
});

it('writes and reads base64 with padding', () => {
  // RFC 4648 §10.
  for (const [text, encoded] of Object.entries({ '': '', f: 'Zg==', fo: 'Zm8=', foo: 'Zm9v', foob: 'Zm9vYg==' })) {
    expect(toBase64(new TextEncoder().encode(text))).toBe(encoded);
    expect(fromBase64(encoded)).toEqual(new TextEncoder().encode(text));
  }
  const all = Uint8Array.from({ length: 770 }, (_, i) => i * 7);
  for (const length of [766, 767, 768, 769]) {
    const bytes = all.subarray(0, length);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(fromBase64(toBase64(bytes))).toEqual(bytes.slice());
  }
  for (const wrong of ['Zg', 'Zg=', 'Zh==', 'Zm9=', '-_8=', 'Zm9v=', '====', 'Z g=', 'Zg==\n', undefined, 5]) {
    expect(fromBase64(wrong as string)).toBeUndefined();
  }
  for (const wrong of ['AA', [1], undefined])
    expect(code(() => toBase64(wrong as unknown as Uint8Array))).toBe('invalid-argument');
});
