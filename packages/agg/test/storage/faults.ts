// A fault before and after each statement of each kind of transaction: all of it or nothing, and the same call again gives
// the same outcome.

import { describe, expect, it } from 'vitest';
import type { RoundStep, SlotStep } from '../../src/storage/rows.js';
import type { TaskStore } from '../../src/storage/storage.js';
import { accept, document, drained, event, free, hold, note, type Said, said, take } from './steps.js';
import { freshTask, type Subject } from './subject.js';

const CLIENTS = ['anna', 'bob', 'carl', 'dora'];
const ROUNDS = [1n, 2n];

/** What goes before, and the call that is disturbed. */
interface Case {
  readonly before: readonly (readonly SlotStep[] | RoundStep | Case['call'])[];
  readonly call: (store: TaskStore) => Promise<unknown>;
  /** What goes on from there: the same call again may have more to do. */
  readonly after?: (store: TaskStore) => Promise<unknown>;
}

const open = (round: bigint): RoundStep => ({
  ...{ kind: 'open', round, events: [event(`open ${round}`)] },
  closing: (before) => [event(`close ${before}`)],
});
const abandon: RoundStep = { kind: 'abandon', round: 1n, events: [event('abandon')] };
const held = [open(1n), [hold('anna'), hold('bob'), take('carl')]] as const;

const CASES: Readonly<Record<string, Case>> = {
  'steps of slots': {
    before: held,
    call: (store) => store.apply(1n, [accept('anna'), free('bob'), hold('dora'), hold('carl', 'b'), note('bob')]),
  },
  'a step of a round': { before: held, call: (store) => store.move(open(2n)) },
  'a wipe': {
    before: [...held, abandon],
    call: (store) => store.wipe(1n, 10),
    after: (store) => drained(() => store.wipe(1n, 10)),
  },
  'the end of a wipe': { before: [open(1n), abandon], call: (store) => store.wipe(1n, 10) },
  'a document': { before: [open(1n)], call: (store) => store.keep(1n, 'record', document('a')) },
  'a signature': {
    before: [open(1n), (store) => store.keep(1n, 'record', document('a'))],
    call: (store) => store.keep(1n, 'record', document('a', 'b')),
  },
  delivery: { before: held, call: (store) => store.delivered([event('anna a hold').id, event('carl a take').id]) },
};

/** @param subject once the tests run */
export function testFaults(subject: () => Subject): void {
  describe.each(Object.entries(CASES))('a fault in %s', (_, { before, call, after }) => {
    it.each(['before', 'after'] as const)('%s a statement leaves all of it or nothing', async (when) => {
      const { faults, storage } = subject();
      if (faults === undefined) return;
      const begun = async (): Promise<TaskStore> => {
        const store = await freshTask(storage);
        for (const each of before) {
          if (typeof each === 'function') await each(store);
          else await ('kind' in each ? store.move(each) : store.apply(1n, each));
        }
        return store;
      };
      const all = (store: TaskStore): Promise<Said> => said(store, ROUNDS, CLIENTS);
      const undisturbed = await begun();
      const nothing = await all(undisturbed);
      const outcome = settled(await call(undisturbed));
      const done = await all(undisturbed);
      await after?.(undisturbed);
      const last = await all(undisturbed);
      let made = 0;
      for (let statement = 0; ; statement++) {
        const store = await begun();
        faults.arm(statement, when);
        const failed = await call(store).then(
          () => false,
          () => true,
        );
        if (!faults.disarm()) {
          expect(failed).toBe(false);
          expect(statement).toBeGreaterThan(0);
          break;
        }
        expect(failed).toBe(true);
        const now = await all(store);
        expect([nothing, done]).toContainEqual(now);
        if (JSON.stringify(now, replacer) === JSON.stringify(done, replacer)) made++;
        expect(settled(await call(store))).toEqual(outcome);
        await after?.(store);
        expect(await all(store)).toEqual(last);
      }
      if (when === 'before') expect(made).toBe(0);
      else expect(made).toBeGreaterThan(0);
    });
  });
}

/** What a call gave, without whether this very call made it. A wipe gives how many there were to wipe. */
function settled(answer: unknown): unknown {
  if (typeof answer === 'number') return 'a number';
  if (!Array.isArray(answer)) return answer;
  return answer.map(({ changed: _, ...outcome }) => outcome);
}

function replacer(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
