// Values of another realm, as tests in Jest and programs in `node:vm` pass them: their classes are others.

import { runInNewContext } from 'node:vm';

/** What an expression is in a realm of its own, which has no globals but these. */
export function elsewhere<T = unknown>(expression: string, globals: object = {}): T {
  return runInNewContext(expression, globals) as T;
}

/** The same bytes in a Uint8Array of another realm. */
export function foreignBytes(bytes: Uint8Array): Uint8Array {
  const other = elsewhere<Uint8Array>('new Uint8Array(length)', { length: bytes.length });
  other.set(bytes);
  if (other instanceof Uint8Array) throw new Error('it is of this realm');
  return other;
}

/** The garbage collector, in a process that was started with `--expose-gc`. */
export function collector(): () => void {
  return elsewhere('gc');
}
