import type { TaskOptions } from '../../src/protocol/task.js';

/** A small task's options, but for its keys. */
export const parameters: Omit<TaskOptions, 'aggregatorKeys' | 'clients'> = {
  id: 'task',
  level: 'standard',
  n: 5,
  bits: 8,
  headroom: 3,
  maxNormSq: 20_000n,
  minBatch: 2,
};
