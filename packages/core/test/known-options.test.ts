/** A misspelt option is refused: ignored, it would be believed to do something. */
import { expect, it } from 'vitest';
import { FedzkError, requireKnown } from '../src/index.js';

const KNOWN = ['policy', 'since'];

it('takes the names that it knows, inherited ones, and none', () => {
  for (const options of [{}, { policy: 1 }, { since: undefined }, Object.create({ other: 1 }), { [Symbol('x')]: 1 }]) {
    expect(() => requireKnown(options, KNOWN)).not.toThrow();
  }
});

it.each([
  [{ polcy: 1 }, undefined, '"options" has no "polcy"; it takes policy, since.'],
  [{ policy: 1, 'a\u001b[2J': undefined }, 'rotation', '"rotation" has no "a\\u001b[2J"; it takes policy, since.'],
])('refuses %j', (options, name, message) => {
  expect(() => requireKnown(options, KNOWN, name)).toThrow(new FedzkError('invalid-argument', message));
});

it('says so where the names can not be read', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => requireKnown(proxy, KNOWN)).toThrow('"options" expected an object');
});
