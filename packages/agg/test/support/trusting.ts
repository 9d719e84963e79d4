// Aggregators that leave out what is theirs to check.

import { TaskHelper } from '../../src/aggregator/helper.js';
import { memoryStorage } from '../../src/aggregator/storage.js';
import { writeAnswer } from '../../src/protocol/collect.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { open } from '../../src/protocol/hpke.js';
import { readPrepare, reportId } from '../../src/protocol/report.js';
import { key, type Setting } from './round.js';

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
    await this.state.decide(round, clientId, (record) => {
      if (record === undefined) throw new Error('the round is not open');
      const slot = { state: 'accepted', reportId: id, prepare: new Uint8Array(), share } as const;
      return [undefined, { round: { ...record, count: record.count + 1 }, slot }];
    });
    return writeAnswer(id, 'accepted');
  }
}

/** A helper of the setting that trusts the leader, or is somebody's friend. */
export function trustingHelper({ task, keys }: Setting): TaskHelper {
  return new TrustingHelper(task, 'helper', {
    privateKey: keys.helper.privateKey,
    verifier: key.verifier,
    storage: memoryStorage(),
  });
}
