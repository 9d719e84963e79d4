import { expect, it } from 'vitest';
import { asOptions, FedzkError, unexpected } from '../src/index.js';

it('unexpected says the name, what was expected and what came', () => {
  const error = unexpected('bits', '4, 8 or 16', 5);
  expect(error).toBeInstanceOf(FedzkError);
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toBe('"bits" expected 4, 8 or 16, got 5.');
});

it('asOptions takes objects as they are, and nothing else', () => {
  const options = { a: 1 };
  expect(asOptions(options)).toBe(options);
  for (const wrong of [undefined, null, 1, 'a', () => 1]) {
    expect(() => asOptions(wrong as never)).toThrow(/^"options" expected an object, got /);
    expect(() => asOptions(wrong as never, 'shape')).toThrow(/^"shape" expected an object, got /);
  }
});
