/** The codes that a package's sources throw are those of its README's list, and all are in core's union. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages } from '../../kit/src/declared.mjs';

const CODE = /'([a-z]+(?:-[a-z]+)*)'/g;

const [, members = ''] = /export type FedzkErrorCode =\n(.*?);/s.exec(sourceOf('core', 'errors.ts')) ?? [];
const union = new Set([...members.matchAll(CODE)].map(([, code = '']) => code));

function sourceOf(name: string, file: string): string {
  return readFileSync(join(packages.get(name)?.dir ?? '', 'src', file), 'utf8');
}

/** The codes that a package gives to FedzkError, by name. */
function thrownBy(name: string): Set<string> {
  const dir = join(packages.get(name)?.dir ?? '', 'src');
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const codes = files.flatMap((file) =>
    [...readFileSync(join(dir, file), 'utf8').matchAll(/new FedzkError\(([^,]*),/g)].flatMap(([, first = '']) =>
      [...first.matchAll(CODE)].map(([, code = '']) => code),
    ),
  );
  if (files.some((file) => /\bunexpected\(/.test(sourceOf(name, file)))) codes.push('invalid-argument');
  return new Set(codes);
}

/** The codes in a README's tables that are headed `code`. */
function listedBy(name: string): Set<string> {
  const text = readFileSync(join(packages.get(name)?.dir ?? '', 'README.md'), 'utf8');
  const tables = [...text.matchAll(/^\| code \| meaning \|\n\|[-|]+\|\n((?:\|.*\n)+)/gm)].map(([, rows = '']) => rows);
  return new Set(tables.flatMap((rows) => [...rows.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code = '']) => code)));
}

it('the union is read', () => {
  expect(union.size).toBeGreaterThan(25);
  expect(union).toContain('not-logged');
});

// The demo has no entry, and throws nothing to callers.
const published = [...packages.values()].filter(({ entries }) => Object.keys(entries).length > 0);

describe.each(published.map(({ name }) => name))('%s', (name) => {
  it('throws and lists nothing but codes of the union', () => {
    expect([...thrownBy(name), ...listedBy(name)].filter((code) => !union.has(code))).toEqual([]);
  });

  // core lists them all: errors.test.ts.
  if (name === 'core') return;
  it('lists each code that it throws', () => {
    const listed = listedBy(name);
    expect([...thrownBy(name)].filter((code) => !listed.has(code))).toEqual([]);
  });
});
