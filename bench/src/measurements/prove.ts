import { fromHex } from '@fedzk/core';
import type { Effort } from '../measure.js';
import type { Statement } from '../prove/circuits.js';
import { measureProvers, ONE_THREAD, type ProversResult } from '../prove/provers.js';

/** A statement with its bytes in hexadecimal. */
export interface ProveInput extends Effort, Omit<Statement, 'zkey' | 'wtns'> {
  readonly subject: string;
  readonly zkey: string;
  readonly wtns: string;
}

/** Times provers on one thread. */
export function measureProve({ subject, zkey, wtns, ...rest }: ProveInput): Promise<ProversResult> {
  return measureProvers(subject, ONE_THREAD, { ...rest, zkey: fromHex(zkey), wtns: fromHex(wtns) }, rest);
}
