import { FedzkError } from './errors.js';

/**
 * Writes a number with its noun, such as `1 key` or `2 keys`.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function counted(count: number, what: string, plural?: string): string {
  if (typeof count !== 'number' || typeof what !== 'string' || !['string', 'undefined'].includes(typeof plural)) {
    throw new FedzkError('invalid-argument', 'counted() expected a number and one or two strings.');
  }
  return `${count} ${count === 1 ? what : (plural ?? `${what}s`)}`;
}
