// What the collector's process is told.

import type { TaskOptions } from '../../src/protocol/task.js';
import type { TrapdoorKey } from '../support/prover.js';

/** In hexadecimal what is bytes, in decimal what is big. */
export interface CollectorConfig {
  readonly role: 'leader' | 'helper';
  /** The database. */
  readonly file: string;
  /** The leader's request. */
  readonly request: string;
  readonly privateKey: string;
  readonly verificationKey: TrapdoorKey['verificationKey'];
  readonly task: Omit<TaskOptions, 'aggregatorKeys' | 'clients' | 'maxNormSq'> & {
    readonly maxNormSq: string;
    readonly aggregatorKeys: { readonly leader: string; readonly helper: string };
  };
}
