import { createRateLimiter, memoryStore } from '@fedzk/guard';
import type { MakeTimed } from './limits.js';

export const timedInMemory: MakeTimed = (limit, windowSeconds, algorithm = 'sliding-log') => {
  let time = 0;
  const store = memoryStore({ now: () => time });
  const limiter = createRateLimiter({ limit, windowSeconds, algorithm, store });
  return {
    limiter,
    at(ms) {
      time = ms;
    },
  };
};
