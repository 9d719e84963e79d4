import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { loadDigits, shareOf } from '../src/digits.js';

describe('loadDigits', () => {
  const digits = loadDigits();

  it('reads 1797 rows of 64 pixels', () => {
    expect(digits.count).toBe(1797);
    expect(digits.pixels.length).toBe(1797 * 64);
    expect(digits.labels.length).toBe(1797);
  });

  it('scales the pixels to 0..1, in sixteenths, and uses the whole range', () => {
    expect(digits.pixels.every((v) => v >= 0 && v <= 1 && Number.isInteger(v * 16))).toBe(true);
    expect(digits.pixels.includes(1)).toBe(true);
    expect([...digits.pixels.subarray(0, 8)].map((v) => v * 16)).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  });

  it('has every class about equally often', () => {
    const perClass = new Array<number>(10).fill(0);
    for (const label of digits.labels) perClass[label] = (perClass[label] ?? 0) + 1;
    // The counts that scikit-learn documents for load_digits.
    expect(perClass).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  it('shares the rows out without loss or overlap', () => {
    const shares = Array.from({ length: 5 }, (_, k) => shareOf(digits, k, 5));
    expect(shares.map((s) => s.count)).toEqual([359, 359, 360, 359, 360]);
    expect(shares.flatMap((s) => [...s.labels])).toEqual([...digits.labels]);
    expect(shares.flatMap((s) => [...s.pixels])).toEqual([...digits.pixels]);
    for (const bad of [-1, 5, 0.5, Number.NaN]) expect(() => shareOf(digits, bad, 5)).toThrow(RangeError);
  });
});

describe('loadDigits on a broken file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-digits-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const row = (pixel: string, label: string): string => [...new Array<string>(63).fill('0'), pixel, label].join(',');
  const write = (name: string, bytes: Uint8Array): URL => {
    writeFileSync(join(folder, name), bytes);
    return pathToFileURL(join(folder, name));
  };
  const rows = (last: string): URL => {
    const lines = [...new Array<string>(1796).fill(row('16', '9')), last];
    return write('rows.csv.gz', gzipSync(`${lines.join('\n')}\n`));
  };

  it('accepts the extremes', () => {
    expect(loadDigits(rows(row('16', '9'))).pixels[1797 * 64 - 1]).toBe(1);
  });

  it.each([
    ['a pixel of 17', row('17', '9'), /row 1797: expected an integer in 0\.\.16, got "17"/],
    ['a class of 10', row('16', '10'), /row 1797: expected an integer in 0\.\.9, got "10"/],
    ['a sign', row('-1', '9'), /got "-1"/],
    ['an empty field', row('', '9'), /got ""/],
    ['one field too many', `${row('0', '1')},1`, /row 1797: expected 65 fields, got 66/],
    ['one row too many', `${row('0', '1')}\n${row('0', '1')}`, /expected 1797 rows, got 1798/],
  ])('names %s', (_, last, message) => {
    expect(() => loadDigits(rows(last))).toThrow(message);
  });

  it('names a file that is missing or not gzip', () => {
    expect(() => loadDigits(pathToFileURL(join(folder, 'none.csv.gz')))).toThrow(/cannot read .*none\.csv\.gz/);
    expect(() => loadDigits(write('plain.csv.gz', Buffer.from('0,1\n')))).toThrow(/cannot read .*plain\.csv\.gz/);
  });
});
