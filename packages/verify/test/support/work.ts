import { vi } from 'vitest';

/** What a call did, in counts that are the same on any machine. */
export interface Work {
  /** Characters of strings that it had searched, converted or written as JSON. */
  characters: number;
  /** Properties of objects that it looked at. */
  properties: number;
}

/** Counts what a call reads of its input, by the built-in functions that it has to read it with. */
export function workOf(call: () => unknown): Work {
  const work = { characters: 0, properties: 0 };
  const count = (value: unknown): void => {
    if (typeof value === 'string') work.characters += value.length;
  };
  const { test, exec } = RegExp.prototype;
  const { stringify } = JSON;
  const { getOwnPropertyDescriptor } = Object;
  const toBigInt = globalThis.BigInt;
  const spies = [
    vi.spyOn(RegExp.prototype, 'test').mockImplementation(function (this: RegExp, text) {
      count(text);
      return test.call(this, text);
    }),
    vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
      count(text);
      return exec.call(this, text);
    }),
    vi.spyOn(JSON, 'stringify').mockImplementation((value: unknown) => {
      count(value);
      return stringify(value);
    }),
    vi.spyOn(Object, 'getOwnPropertyDescriptor').mockImplementation((object, key) => {
      work.properties++;
      return getOwnPropertyDescriptor(object, key);
    }),
  ];
  globalThis.BigInt = new Proxy(toBigInt, {
    apply(target, _, [value]: [string]) {
      count(value);
      return target(value);
    },
  });
  try {
    call();
  } finally {
    globalThis.BigInt = toBigInt;
    for (const spy of spies) spy.mockRestore();
  }
  return work;
}
