import { expect, it } from 'vitest';
import { subjects } from '../src/cases/tensor.js';

it('has contenders that answer as they must', () => {
  const all = subjects();
  expect(all.map(({ contenders }) => contenders.length)).toEqual([2, 4]);
  for (const { contenders } of all) for (const { run } of contenders) run();
});
