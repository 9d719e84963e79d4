/** The engine that the tests of a file use: the package's, with a thread. */
import { beforeAll } from 'vitest';
import { provideEngine } from '../../../src/ceremony/open.js';
import { openEngine } from './engine.js';

export function useEngine(): void {
  beforeAll(() => provideEngine((curve) => openEngine(curve, 1)));
}
