import { readFileSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { describe, expect, it, vi } from 'vitest';

const fileOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('README.md lists each code', () => {
  const [, union = ''] = /export type FedzkErrorCode =\n(.*?);/s.exec(fileOf('../src/errors.ts')) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  const rows = [...fileOf('../README.md').matchAll(/^\| `([a-z-]+)` \| .+ \|$/gm)].map(([, code]) => code);
  expect(rows.sort()).toEqual(codes.sort());
});

describe('FedzkError', () => {
  it('is an error with a code', () => {
    const error = new FedzkError('unsupported', 'Not here.');
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(FedzkError);
    expect([error.name, error.code, error.message]).toEqual(['FedzkError', 'unsupported', 'Not here.']);
    expect(String(error)).toBe('FedzkError: Not here.');
    expect(error.stack).toContain('errors.test');
  });

  it('keeps its cause, and has none otherwise', () => {
    const cause = new RangeError('why');
    expect(new FedzkError('wasm', 'It failed.', { cause }).cause).toBe(cause);
    expect('cause' in new FedzkError('wasm', 'It failed.')).toBe(false);
  });

  it('is one to each copy of this package, as a program with `import` and `require` has them', async () => {
    const { FedzkError: One } = await import('../src/errors.js');
    vi.resetModules();
    const { FedzkError: Other } = await import('../src/errors.js');
    expect(Other).not.toBe(One);
    const error: unknown = new One('unsupported', 'Not here.');
    expect([error instanceof One, error instanceof Other]).toEqual([true, true]);
    expect(Object.keys(error as object).sort()).toEqual(['code', 'name']);
  });

  it('is not a lookalike', () => {
    const { name, code, message } = new FedzkError('unsupported', 'Not here.');
    const others = [{ name, code, message }, Object.assign(new Error(message), { name, code }), null, undefined, name];
    expect(others.filter((other: unknown) => other instanceof FedzkError)).toEqual([]);
  });

  it('is no instance of a class that extends it', () => {
    class Special extends FedzkError {}
    const [error, special] = [new FedzkError('wasm', ''), new Special('wasm', '')];
    expect([error instanceof Special, special instanceof Special, special instanceof FedzkError]).toEqual([
      ...[false, true, true],
    ]);
  });
});
