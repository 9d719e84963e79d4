import { escaped, quoted, shown } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

const STEERING: readonly (readonly [name: string, text: string, escape: string])[] = [
  ['escape', '\u001b[2J', '\\u001b[2J'],
  ['delete', '\u007f', '\\u007f'],
  ['a control of the second set', '\u009b31m', '\\u009b31m'],
  ['an override of direction', 'a\u202etxt.exe', 'a\\u202etxt.exe'],
  ['an isolate of direction', '\u2066', '\\u2066'],
  ['the Arabic letter mark', '\u061c', '\\u061c'],
  ['what has no width', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['the ends of lines of Unicode', '\u2028\u2029', '\\u2028\\u2029'],
  ['a tag, which is a surrogate pair', '\u{e0041}', '\\udb40\\udc41'],
  ['half a surrogate pair', 'a\ud800', 'a\\ud800'],
];

describe.each(STEERING)('%s', (_, text, expected) => {
  it('is escaped', () => {
    expect(escaped(text)).toBe(expected);
    expect(quoted(text)).toBe(`"${expected}"`);
    expect(shown(text)).toBe(`"${expected}"`);
  });

  it('is the same text in JSON', () => {
    expect(JSON.parse(quoted(text))).toBe(text);
    expect(JSON.parse(escaped(JSON.stringify({ [text]: text })))).toEqual({ [text]: text });
  });
});

it('leaves other text as it is', () => {
  for (const text of ['', 'a key', 'Schlüssel', 'مفتاح', '鍵', '😀', 'C:\\keys', '"']) {
    expect(escaped(text)).toBe(text);
    expect(shown(text)).toBe(text);
  }
  expect(quoted('C:\\"')).toBe('"C:\\\\\\""');
});

it('escapes ends of lines, so that a line stays one', () => {
  expect(escaped('a\r\nb')).toBe('a\\u000d\\u000ab');
  expect(quoted('a\nb')).toBe('"a\\nb"');
});
