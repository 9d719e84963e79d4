// The program that openNode starts. It makes the measurements that it receives.

import { answering } from '../forked.js';
import { MEASUREMENTS, type Measurements } from '../measurements/all.js';

answering(async ({ name, input }: { readonly name: keyof Measurements; readonly input: unknown }) =>
  MEASUREMENTS[name](input as never),
);
