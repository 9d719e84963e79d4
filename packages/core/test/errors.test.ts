import { FedzkError } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

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
});
