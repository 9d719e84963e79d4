// Object.prototype with what a program was made to put there, as a merge of parsed JSON does.

import { afterEach } from 'vitest';

const added = new Set<string>();

/** Gives every object properties, until the test ends or {@link clean}. */
export function pollute(properties: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(properties)) {
    added.add(key);
    Object.defineProperty(Object.prototype, key, { value, configurable: true, enumerable: true, writable: true });
  }
}

/** Takes them away again. A test calls it before it looks at what came of it: `expect` reads objects too. */
export function clean(): void {
  for (const key of added) Reflect.deleteProperty(Object.prototype, key);
  added.clear();
}

afterEach(clean);
