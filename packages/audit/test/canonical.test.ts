/** The canonical writer beside the package `canonicalize` and the examples of RFC 8785. */
import type { AuditEvent } from '@fedzk/core';
import { errorOf } from '@fedzk/testkit/errors';
import { cases, Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { writeDetails } from '../src/events/canonical.js';
import { decodeEvent, encodeEvent, MOST_ENTRY_BYTES } from '../src/events/entry.js';
import type { JsonObject } from '../src/events/event.js';
import { fromUtf8, utf8, utf8Length } from '../src/utf8.js';
import { ID, NOW, randomEvent, TIME } from './support/events.js';
import { canonicalize } from './support/oracle.js';

const EVENT: AuditEvent = { user_id: 'alice', operation: 'login', resource: 'system', result: 'success' };
const defaults = { now: NOW, id: ID };

function text(event: AuditEvent): string {
  return fromUtf8(encodeEvent(event, defaults));
}

function details(value: unknown): string {
  return writeDetails('details', value);
}

it('random events as canonicalize has them, and back', () => {
  const random = new Random('canonical');
  for (let i = 0; i < cases(1500); i++) {
    const event = randomEvent(random);
    const entry = { v: 1, id: ID, time: TIME, ...event };
    const bytes = encodeEvent(event, defaults);
    expect(fromUtf8(bytes)).toBe(canonicalize(entry));
    const decoded = decodeEvent(bytes);
    expect(canonicalize(decoded)).toBe(canonicalize(entry));
    expect(decoded === undefined ? undefined : text(withoutVersion(decoded))).toBe(fromUtf8(bytes));
  }
});

function withoutVersion({ v: _, ...event }: AuditEvent & { v: 1 }): AuditEvent {
  return event;
}

it('the example of RFC 8785 §3.2.3, and numbers of its appendix B that I-JSON has', () => {
  const unsorted = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    1: 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  expect(Object.values(JSON.parse(details(unsorted)))).toEqual([
    'One',
    'Carriage Return',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
  const numbers: readonly (readonly [string, string])[] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['433fffffffffffff', '9007199254740991'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ];
  for (const [bits, expected] of numbers) {
    const number = new DataView(Uint8Array.from(Buffer.from(bits, 'hex')).buffer).getFloat64(0);
    expect(details({ n: number })).toBe(`{"n":${expected}}`);
  }
});

it('one event in full', () => {
  const event: AuditEvent = { ...EVENT, reason: 'say "no"', duration_us: 12, details: { b: [1, {}], a: '\n\u2028' } };
  expect(text(event)).toBe(
    `{"details":{"a":"\\n\u2028","b":[1,{}]},"duration_us":12,"id":"${ID}","operation":"login","reason":"say \\"no\\"",` +
      `"resource":"system","result":"success","time":"${TIME}","user_id":"alice","v":1}`,
  );
});

it('accepts the events of other packages', () => {
  const event: AuditEvent = { ...EVENT, result: 'failure', details: { generation: 1, kind: 'aes', ok: true } };
  expect(text(event)).toContain('"details":{"generation":1,"kind":"aes","ok":true}');
});

it('takes fields that are undefined for missing, and an own id and time', () => {
  const own = { id: '019ae2f0-1c00-7000-8000-000000000000', time: '1999-12-31T23:59:59.999Z' };
  const event = { ...EVENT, ...own, reason: undefined } as unknown as AuditEvent;
  expect(text(event)).not.toContain('reason');
  expect(decodeEvent(encodeEvent(event, defaults))).toEqual({ ...EVENT, ...own, v: 1 });
});

describe('details', () => {
  const deepest = JSON.parse(`${'{"a":'.repeat(7)}{}${'}'.repeat(7)}`) as JsonObject;
  const shared = Array.from({ length: 1000 }, () => 1);
  const bomb = [0, 1, 2, 3, 4].reduce<unknown[]>((inner) => Array.from({ length: 1000 }, () => inner), shared);
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  it.each([
    ['no object', 'x'],
    ['null', null],
    ['an array', []],
    ['NaN', { n: Number.NaN }],
    ['infinity', { n: Number.POSITIVE_INFINITY }],
    ['an integer that doubles skip', { n: 2 ** 53 }],
    ['a large integer', { n: -1e300 }],
    ['a bigint', { n: 1n }],
    ['undefined', { n: undefined }],
    ['a hole', { n: new Array(1) }],
    ['a function', { toJSON: () => ({}) }],
    ['a date', { n: new Date(0) }],
    ['a map', { n: new Map() }],
    ['bytes', { n: new Uint8Array(1) }],
    ['NUL', { n: 'a\0' }],
    ['NUL in a name', { '\0': 1 }],
    ['a lone surrogate', { n: 'a\ud800' }],
    ['a lone surrogate the other way', { n: '😀\udc00a' }],
    ['a lone surrogate in a name', { '\udfff': 1 }],
    ['nine deep', { a: deepest }],
    ['nine deep with arrays', { a: [[[[[[[[]]]]]]]] }],
    ['a cycle', cycle],
    ['itself many times', { bomb }],
    ['too much', { n: 'x'.repeat(32_761) }],
    ['too much by its encoding', { n: 'é'.repeat(16_381) }],
  ])('refused: %s', (_, value) => {
    const error = errorOf(() => details(value));
    expect(error?.code).toBe('invalid-argument');
    expect(error?.message).toMatch(/^"details[^ ]{0,200}" expected .{1,100}, got .{1,80}\.$/);
  });

  it('eight deep and 32 KiB are taken', () => {
    expect(details(deepest)).toBe(JSON.stringify(deepest));
    expect(details({ a: [[[[[[[]]]]]]] })).toBe('{"a":[[[[[[[]]]]]]]}');
    expect(utf8(details({ n: 'x'.repeat(32_760) })).length).toBe(32_768);
    expect(utf8(details({ n: 'é'.repeat(16_380) })).length).toBe(32_768);
  });

  it('names that objects inherit are names as others', () => {
    const value = JSON.parse('{"toString":2,"__proto__":{"a":1},"constructor":3}') as JsonObject;
    expect(details(value)).toBe('{"__proto__":{"a":1},"constructor":3,"toString":2}');
    expect(decodeEvent(encodeEvent({ ...EVENT, details: value }, defaults))).toBeDefined();
  });

  it('a getter is asked once', () => {
    let asked = 0;
    const value = {
      get n() {
        asked += 1;
        return asked === 1 ? 'sound' : '\0';
      },
    };
    expect(details(value)).toBe('{"n":"sound"}');
    expect(asked).toBe(1);
  });
});

describe('decodeEvent refuses', () => {
  const good = text({ ...EVENT, details: { a: 1, b: 2 }, reason: 'é' });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '1'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a space', good.replace('{', '{ ')],
    ['an end of line', `${good}\n`],
    ['a byte order mark', `\ufeff${good}`],
    ['a needless escape', good.replace('alice', '\\u0061lice')],
    ['another order', good.replace('"a":1,"b":2', '"b":2,"a":1')],
    ['another way to write a number', good.replace('"a":1', '"a":1.0')],
    ['a doubled field', good.replace('"operation"', '"operation":"login","operation"')],
    ['a doubled name in details', good.replace('"a":1', '"a":1,"a":1')],
    ['an unknown field', good.replace('"v":1', '"v":1,"w":1')],
    ['a field of the prototype', good.replace('{', '{"__proto__":{},')],
    ['another version', good.replace('"v":1', '"v":2')],
    ['no version', good.replace(',"v":1', '')],
    ['no user', good.replace('"user_id":"alice",', '')],
    ['no id', good.replace(/"id":"[^"]*",/, '')],
    ['no time', good.replace(/"time":"[^"]*",/, '')],
    ['a null', good.replace('"reason":"é"', '"reason":null')],
    ['a result that is none', good.replace('"result":"success"', '"result":"yes"')],
    ['a bare hash', good.replace('alice', 'a'.repeat(64))],
  ])('%s', (_, changed) => {
    expect(changed).not.toBe(good);
    expect(decodeEvent(utf8(changed))).toBeUndefined();
  });

  it('invalid UTF-8, too long input, and other types', () => {
    expect(decodeEvent(utf8(good))).toBeDefined();
    const latin1 = Uint8Array.from(Buffer.from(good, 'latin1'));
    expect(decodeEvent(latin1)).toBeUndefined();
    expect(decodeEvent(utf8(`${'['.repeat(MOST_ENTRY_BYTES)}`))).toBeUndefined();
    expect(decodeEvent(new Uint8Array(MOST_ENTRY_BYTES + 1))).toBeUndefined();
    expect(decodeEvent(good as unknown as Uint8Array)).toBeUndefined();
  });

  it('any changed byte that is not the text of a value', () => {
    const bytes = utf8(good);
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (bytes[i] ?? 0) ^ 0x20;
      const decoded = decodeEvent(changed);
      // Where it is still an entry, it is exactly that one.
      if (decoded !== undefined) expect(canonicalize(decoded)).toBe(fromUtf8(changed));
    }
  });
});

it('the length in UTF-8 is counted right', () => {
  const random = new Random('utf8');
  for (let i = 0; i < 300; i++) {
    const value = Buffer.from(random.bytes(random.length(60))).toString('utf8');
    expect(utf8Length(value)).toBe(utf8(value).length);
  }
  expect(utf8Length('aé漢😀')).toBe(10);
});

it('the largest event fits into a bundle', () => {
  const field = '漢'.repeat(256);
  const largest: AuditEvent = {
    user_id: field,
    operation: 'a'.repeat(256),
    resource: field,
    result: 'success',
    actor: field,
    session: field,
    source: field,
    reason: '漢'.repeat(1024),
    trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    duration_us: 2 ** 53 - 1,
    details: { n: 'x'.repeat(32_760) },
    proof: Object.fromEntries(
      ['circuit_hash', 'proof_hash', 'public_inputs_hash', 'vk_hash'].map((name) => [name, 'a'.repeat(64)]),
    ),
    severity: 'critical',
    category: 'a'.repeat(256),
  };
  const bytes = encodeEvent(largest, defaults);
  expect(bytes.length).toBeLessThan(MOST_ENTRY_BYTES);
  expect(decodeEvent(bytes)).toEqual({ ...largest, v: 1, id: ID, time: TIME });
});
