// Values of another realm, which has its own classes, as in Jest and `node:vm`.

import { runInNewContext } from 'node:vm';

/** Evaluates an expression in a new realm, with these globals and no others. */
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
