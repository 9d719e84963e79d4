/** A misspelt option is refused: ignored, it would be believed to do something. */
import { elsewhere } from '@fedzk/testkit/realms';
import { expect, it } from 'vitest';
import { FedzkError, requireKnown } from '../src/index.js';

const KNOWN = ['policy', 'since'];

it('takes the names that it knows, inherited ones, and none', () => {
  for (const options of [{}, { policy: 1 }, { since: undefined }, Object.create({ since: 1 }), { [Symbol('x')]: 1 }]) {
    expect(() => requireKnown(options, KNOWN)).not.toThrow();
  }
});

it.each([
  ['by its prototype', Object.create({ polcy: 1 })],
  ['by a prototype of that', Object.create(Object.create({ polcy: undefined }))],
  ['by a prototype of another realm', elsewhere('Object.create({ polcy: 1 })')],
])('refuses a name that is given %s', (_, options) => {
  expect(() => requireKnown(options as object, KNOWN)).toThrow('"options" has no "polcy"; it takes policy, since.');
});

it('takes what every object has, and what was added to it', () => {
  Object.defineProperty(Object.prototype, 'polcy', { value: 1, configurable: true, enumerable: true, writable: true });
  try {
    expect(() => requireKnown({ policy: 1 }, KNOWN)).not.toThrow();
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polcy');
  }
});

it.each([
  [{ polcy: 1 }, undefined, '"options" has no "polcy"; it takes policy, since.'],
  [{ policy: 1, 'a\u001b[2J': undefined }, 'rotation', '"rotation" has no "a\\u001b[2J"; it takes policy, since.'],
])('refuses %j', (options, name, message) => {
  expect(() => requireKnown(options, KNOWN, name)).toThrow(new FedzkError('invalid-argument', message));
});

it.each([
  ['an AbortSignal', () => new AbortController().signal, '[object AbortSignal]'],
  ['an array', () => [], '[object Array]'],
  ['bytes', () => new Uint8Array(), '[object Uint8Array]'],
  ['a map', () => new Map([['policy', 1]]), '[object Map]'],
  ['a date', () => new Date(0), '[object Date]'],
  ['a promise', () => Promise.resolve(), '[object Promise]'],
  ['what steers a terminal', () => ({ [Symbol.toStringTag]: '\u001b[2J' }), '[object \\u001b[2J]'],
])('refuses %s, of which no option would be read', (_, make, kind) => {
  const message = `"options" expected a plain object, which may have policy, since, got ${kind}.`;
  expect(() => requireKnown(make(), KNOWN)).toThrow(new FedzkError('invalid-argument', message));
});

it('takes objects of classes, of other realms, without a prototype, and modules', async () => {
  class Options {
    readonly policy = 1;
  }
  const module = await import('./support/options-module.js');
  for (const options of [new Options(), elsewhere('({ policy: 1 })'), Object.create(null), module]) {
    expect(() => requireKnown(options as object, KNOWN)).not.toThrow();
  }
});

it('says so where the names can not be read', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => requireKnown(proxy, KNOWN)).toThrow('"options" expected an object');
});
