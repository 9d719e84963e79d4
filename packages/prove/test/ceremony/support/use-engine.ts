/** The engine that the tests of a file use. */
import { beforeAll } from 'vitest';
import { provideEngine } from '../../../src/ceremony/open.js';
import { slowEngine } from './slow-engine.js';

export function useEngine(): void {
  beforeAll(() => provideEngine(async (curve) => slowEngine(curve)));
}
