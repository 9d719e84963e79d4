import { expect, it } from 'vitest';
import { subjects } from '../src/cases/guard.js';

it('has contenders that answer as they must', async () => {
  for (const { contenders } of await subjects()) {
    expect(contenders.length).toBe(3);
    for (const { run } of contenders) await run();
  }
});
