// Aggregators of another design: a report is known by a hash of its bytes, and what has another hash is another report.

import { toHex } from '@fedzk/core';
import { type AggregatorStorage, memoryStorage } from '../../src/aggregator/storage.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { HASH_BYTES, plainHash } from '../../src/protocol/hashes.js';
import type { StandIns } from './weaken.js';

const SLOT = /\/slot\/[0-9a-f]{16}\/[0-9a-f]+$/;

/** One storage for each aggregator, and what to put in place of the report id. For one report at a time. */
export function placesById(): { readonly standIns: StandIns; storage(): AggregatorStorage } {
  let current: Bytes = new Uint8Array(HASH_BYTES);
  const placeOf = (key: string): string => (SLOT.test(key) ? `${key}#${toHex(current)}` : key);
  const places = (entries: ReadonlyMap<string, Uint8Array | undefined>) =>
    new Map([...entries].map(([key, value]) => [placeOf(key), value]));
  return {
    standIns: {
      readReport: (original) => (bytes, geometry) => {
        const report = original(bytes, geometry);
        if (report) current = plainHash(report.head.bytes);
        return report;
      },
      readPrepare: (original) => (bytes, geometry) => {
        const prepare = original(bytes, geometry);
        if (prepare) current = plainHash(prepare.head.bytes);
        return prepare;
      },
      reportId: () => () => current,
    },
    storage() {
      const inner = memoryStorage();
      return {
        get: (key) => inner.get(placeOf(key)),
        list: async (prefix) =>
          (await inner.list(prefix)).map(([key, value]) => [key.replace(/#.*$/, ''), value] as const),
        update: (expected, writes) => inner.update(places(expected), places(writes)),
      };
    },
  };
}
