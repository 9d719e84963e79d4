// Aggregators that leave out what is theirs to check.

import { TaskHelper } from '../../src/aggregator/helper.js';
import { writeAnswer } from '../../src/protocol/collect.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { open } from '../../src/protocol/hpke.js';
import { readPrepare, reportId } from '../../src/protocol/report.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { Setting } from './round.js';

/** Takes whatever seed opens in its ciphertext, and says yes: the leader has checked it all, has it not? */
class TrustingHelper extends TaskHelper {
  override async prepare(bytes: Uint8Array): Promise<Bytes> {
    const parsed = readPrepare(bytes, this.bound.geometry);
    if (parsed === undefined) throw new Error('prepare is malformed');
    const { fixed, helperPart } = parsed.head;
    const { clientId, round } = fixed;
    const share = await open('helper', await this.recipient(), fixed.bytes, helperPart);
    if (share === undefined) throw new Error('the seed does not open');
    const id = reportId(fixed.bytes);
    const sealed = await this.seal.seal(round, { client: clientId, report: id }, share);
    const step = { kind: 'accept', client: clientId, report: id, share: sealed, max: 2 ** 16, events: [] } as const;
    const { state } = await this.commit(round, step);
    if (state !== 'accepted') throw new Error('the round is not open');
    return writeAnswer(id, 'accepted');
  }
}

/** A helper of the setting that trusts the leader, or is somebody's friend. */
export function trustingHelper({ task, keys, key }: Setting): TaskHelper {
  return new TrustingHelper(task, 'helper', {
    privateKey: keys.helper.privateKey,
    verifier: key.verifier,
    storage: memoryStorage(),
  });
}
