export { code, errorOf } from '../../../core/test/support/code.js';

/** The code of what a promise was rejected with. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
