// Aggregators of another design: a report is known by a hash of its bytes, and what has another hash is another report.

import { toHex } from '@fedzk/core';
import type { Bytes } from '../../src/protocol/encoding.js';
import { HASH_BYTES, plainHash } from '../../src/protocol/hashes.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import { withMethods } from './storage.js';
import type { StandIns } from './weaken.js';

/** One storage for each aggregator, and what to put in place of the report id. For one report at a time. */
export function placesById(): { readonly standIns: StandIns; storage(): AggregatorStorage } {
  let current: Bytes = new Uint8Array(HASH_BYTES);
  const placeOf = (client: string): string => `${client}#${toHex(current)}`;
  const byId = (inner: TaskStore): Partial<TaskStore> => ({
    apply: (round, steps) =>
      inner.apply(
        round,
        steps.map((step) => ({ ...step, client: placeOf(step.client) })),
      ),
    slot: (round, client) => inner.slot(round, placeOf(client)),
    valid: (round, client) => inner.valid(round, placeOf(client)),
    page: async (...asked) =>
      (await inner.page(...asked)).map((slot) => ({ ...slot, client: slot.client.replace(/#.*$/, '') })),
  });
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
        close: () => inner.close(),
        async task(hash, role) {
          const store = await inner.task(hash, role);
          return withMethods(store, byId(store));
        },
      };
    },
  };
}
