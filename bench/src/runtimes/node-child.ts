// The program that openNode starts. It makes the measurements that it receives.

import { MEASUREMENTS, type Measurements } from '../measurements/all.js';

interface Request {
  readonly name: keyof Measurements;
  readonly input: unknown;
}

export interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

process.on('message', async ({ name, input }: Request) => {
  const answer: Answer = await MEASUREMENTS[name](input as never).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? `${error.stack}` : String(error) }),
  );
  process.send?.(answer);
});
