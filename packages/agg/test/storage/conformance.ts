// What every storage has to do: the same tests for memory, SQLite and PostgreSQL.

import { randomBytes } from 'node:crypto';
import { cases, Dice } from '@fedzk/testkit/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentRow, RoundStep, SlotStep } from '../../src/storage/rows.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import { testFaults } from './faults.js';
import { Model } from './model.js';
import { accept, announce, bytesFor, document, drained, event, free, hold, note, said, take } from './steps.js';
import { freshTask, type Subject } from './subject.js';

const CLIENTS = ['anna', 'bob\u0000', '\u{1f600}'];
const ROUNDS = [0n, 7n, 2n ** 64n - 1n];
const SET = bytesFor('set');
const RELEASE = bytesFor('release');

/** Steps of rounds, by what they do. */
function move(kind: (typeof KINDS)[number], round: bigint, accepted = 1): RoundStep {
  const common = { round, events: [event(`${kind} ${round}`)] };
  if (kind === 'open') {
    const closing = (before: bigint) => [event(`close ${before} for ${round}`)];
    return { ...common, kind, closing };
  }
  if (kind === 'settle') return { ...common, kind, until: 1e12 + accepted };
  if (kind === 'collecting') return { ...common, kind, accepted, set: SET };
  return kind === 'collected' ? { ...common, kind, release: RELEASE } : { ...common, kind };
}

const KINDS = ['open', 'close', 'settle', 'collecting', 'collected', 'abandon'] as const;

/** How a round comes to each state; anna's report is accepted in all, bob's pending in the first two. */
const WAYS: Readonly<Record<string, readonly (readonly SlotStep[] | RoundStep)[]>> = {
  none: [],
  open: [move('open', 7n), [hold('anna'), accept('anna'), hold('bob\u0000')]],
  settling: [move('open', 7n), [hold('anna'), accept('anna'), hold('bob\u0000')], move('settle', 7n)],
  closed: [move('open', 7n), [hold('anna'), accept('anna'), hold('bob\u0000')], move('close', 7n)],
  collecting: [move('open', 7n), [take('anna')], move('close', 7n), move('collecting', 7n)],
  collected: [move('open', 7n), [take('anna')], move('close', 7n), move('collecting', 7n), move('collected', 7n)],
  abandoned: [move('open', 7n), [take('anna')], move('abandon', 7n)],
};

/** The same about anna's report. */
function stolen(step: SlotStep): SlotStep {
  return { ...step, report: bytesFor('anna a') };
}

async function go(store: TaskStore, way: readonly (readonly SlotStep[] | RoundStep)[]): Promise<void> {
  for (const each of way) await ('kind' in each ? store.move(each) : store.apply(7n, each));
}

/** Steps of each kind: of who is accepted, pending and absent, the same report and another. */
const STEPS: readonly SlotStep[] = ['anna', 'bob\u0000', '\u{1f600}'].flatMap((client) => [
  ...['a', 'b'].flatMap((name) => [hold(client, name), accept(client, name), take(client, name)]),
  ...[hold(client, 'a', 2), take(client, 'a', 2), hold(client, 'a', 100, 'other')],
  ...[free(client), free(client, 'b'), free(client, 'a', 'other')],
  ...[announce(client), announce(client, 'b'), note(client)],
]);

/** Tests a storage, which is made once and given a new task by each test. */
export function testStorage(name: string, begin: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await begin();
    });
    afterAll(() => subject?.close());
    const store = (): Promise<TaskStore> => freshTask(subject.storage);

    describe.each(Object.entries(WAYS))('a round that is %s', (_, way) => {
      it('takes each step of a slot as the model does', async () => {
        for (const step of STEPS) {
          const [own, model] = [await store(), new Model()];
          await go(own, way);
          await go(model, way);
          expect(await own.apply(7n, [step, step])).toEqual(await model.apply(7n, [step, step]));
          expect(await said(own, [7n], CLIENTS)).toEqual(await said(model, [7n], CLIENTS));
        }
      });

      it.each(KINDS)('takes "%s" as the model does, and wipes and forgets', async (kind) => {
        for (const accepted of [1, 2]) {
          const [own, model] = [await store(), new Model()];
          for (const each of [own, model]) {
            await go(each, way);
            await each.move(move(kind, 7n, accepted));
          }
          expect(await own.move(move(kind, 7n, accepted))).toEqual(await model.move(move(kind, 7n, accepted)));
          for (const each of [own, model]) await drained(() => each.wipe(7n, 1));
          expect(await said(own, [7n], CLIENTS)).toEqual(await said(model, [7n], CLIENTS));
          expect(await drained(() => own.forget(0, 1, false))).toBe(await drained(() => model.forget(0, 1, false)));
          expect(await said(own, [7n], CLIENTS)).toEqual(await said(model, [7n], CLIENTS));
        }
      });
    });

    it('is as the model over random steps', async () => {
      for (let seed = 0; seed < cases(8); seed++) await compare(await store(), new Dice(seed), 60);
    });

    it('refuses a report that another client holds, by itself: the others of the transaction stand', async () => {
      const [own, model] = [await store(), new Model()];
      const [takes, holds] = [stolen(take('\u{1f600}')), stolen(hold('\u{1f600}'))];
      for (const first of [hold('anna'), take('anna')]) {
        const group = [holds, first, takes, holds, hold('bob\u0000'), free('anna'), takes, hold('anna', 'b')];
        for (const each of [own, model]) await each.move(move('open', first.kind === 'hold' ? 7n : 8n));
        const round = first.kind === 'hold' ? 7n : 8n;
        for (const steps of [[first, takes, hold('bob\u0000')], [takes, holds], group]) {
          expect(await own.apply(round, steps)).toEqual(await model.apply(round, steps));
        }
        expect(await said(own, [7n, 8n], CLIENTS)).toEqual(await said(model, [7n, 8n], CLIENTS));
      }
      expect(await own.slot(7n, '\u{1f600}')).toMatchObject({ report: bytesFor('anna a') });
      expect(await own.slot(8n, '\u{1f600}')).toBeUndefined();
    });

    it('finds each round whose shares are left though it is over, in ascending order', async () => {
      const own = await store();
      for (const round of [1n, 2n, 3n, 4n, 5n, 2n ** 64n - 1n]) {
        await own.move(move('open', round));
        await own.apply(round, [take('anna')]);
        if (round !== 4n) await own.move(move('abandon', round));
      }
      await drained(() => own.wipe(3n, 9));
      const found: bigint[] = [];
      for (let row = await own.unwiped(undefined); row; row = await own.unwiped(row.round)) {
        expect(row).toEqual(await own.round(row.round));
        found.push(row.round);
      }
      expect(found).toEqual([1n, 2n, 5n, 2n ** 64n - 1n]);
    });

    it('finds each round whose set is fixed until its result is signed, and keeps its ids', async () => {
      const own = await store();
      const rounds = [1n, 2n, 3n, 4n, 5n, 2n ** 64n - 1n];
      for (const round of rounds) {
        await own.move(move('open', round));
        await own.apply(round, [take('anna')]);
        await own.move(move('close', round));
        if (round !== 4n) await own.move(move('collecting', round, 1));
        if (round < 4n) await own.move(move('collected', round));
        if (round !== 2n) await own.keep(round, 'record', document('record', 'leader'));
        await drained(() => own.wipe(round, 9));
      }
      const all = async () => {
        const found: bigint[] = [];
        for (let row = await own.unfinished(undefined); row; row = await own.unfinished(row.round)) {
          expect(row).toEqual(await own.round(row.round));
          found.push(row.round);
        }
        return found;
      };
      expect(await all()).toEqual([1n, 2n, 3n, 5n, 2n ** 64n - 1n]);
      await own.keep(1n, 'result', document('result'));
      await own.keep(2n, 'result', document('result', 'leader'));
      expect(await own.move({ kind: 'abandon', round: 3n, unfinished: true, events: [] })).toMatchObject({
        state: 'abandoned',
      });
      expect((await own.round(3n))?.release ?? undefined).toBeUndefined();
      expect(await all()).toEqual([1n, 5n, 2n ** 64n - 1n]);
      await drained(() => own.forget(0, 1, true));
      const kept = async () => {
        const slots = await Promise.all(rounds.map((round) => own.slot(round, 'anna')));
        return rounds.filter((_, i) => slots[i] !== undefined);
      };
      expect(await kept()).toEqual([1n, 4n, 5n, 2n ** 64n - 1n]);
      await drained(() => own.forget(0, 1, false));
      expect(await kept()).toEqual([4n, 5n, 2n ** 64n - 1n]);
    });

    it('has one place for 500 at once', async () => {
      const [own] = [await store()];
      await own.move(move('open', 7n));
      const all = await Promise.all(
        Array.from({ length: 500 }, (_, i) => own.apply(7n, [hold(`client ${i}`, 'a', 1)])),
      );
      expect(all.flat().filter(({ changed }) => changed).length).toBe(1);
      expect(all.flat().filter(({ why }) => why === 'batch-full').length).toBe(499);
      expect(await own.round(7n)).toMatchObject({ held: 1, accepted: 0 });
    });

    it('keeps its counts under steps from two connections', async () => {
      const hash = new Uint8Array(randomBytes(32));
      const stores = await Promise.all(
        [subject.storage, subject.replica ?? subject.storage].map((s) => s.task(hash, 'helper')),
      );
      await stores[0]?.move(move('open', 7n));
      const ids = Array.from({ length: 60 }, (_, i) => `client ${i}`);
      const both = (steps: (id: string, i: number) => SlotStep[]) =>
        Promise.all(
          ids.flatMap((id, i) =>
            stores.map((each, s) => each.apply(7n, s === 0 ? steps(id, i) : steps(id, i).reverse())),
          ),
        );
      await both((id, i) => [hold(id, 'a', 40), hold(ids[(i + 7) % 60] ?? id, 'b', 40)]);
      expect(await stores[1]?.round(7n)).toMatchObject({ held: 40, accepted: 0 });
      await both((id, i) => (i % 3 === 0 ? [free(id), free(id, 'b')] : [accept(id), accept(id, 'b')]));
      const [pending, accepted] = await Promise.all(
        (['pending', 'accepted'] as const).map((s) => stores[0]?.page(7n, s, undefined, 100)),
      );
      expect(pending).toEqual([]);
      expect(await stores[0]?.round(7n)).toMatchObject({ held: accepted?.length, accepted: accepted?.length });
      expect(accepted?.length).toBeGreaterThan(10);
    });

    it('opens one round of several that are opened at once', async () => {
      const hash = new Uint8Array(randomBytes(32));
      const stores = await Promise.all(
        [subject.storage, subject.replica ?? subject.storage].map((s) => s.task(hash, 'leader')),
      );
      await Promise.all([1n, 2n, 3n, 4n].flatMap((round) => stores.map((each) => each.move(move('open', round)))));
      const rows = await Promise.all([1n, 2n, 3n, 4n].map((round) => stores[0]?.round(round)));
      expect(rows.filter((row) => row?.state === 'open').map((row) => row?.round)).toEqual([4n]);
      expect(rows.every((row) => row === undefined || row.state === 'closed' || row.round === 4n)).toBe(true);
    });

    it('keeps roles and tasks apart', async () => {
      const hash = new Uint8Array(randomBytes(32));
      const [leader, helper] = [await subject.storage.task(hash, 'leader'), await subject.storage.task(hash, 'helper')];
      await leader.move(move('open', 7n));
      await leader.apply(7n, [hold('anna')]);
      expect(await said(helper, [7n], CLIENTS)).toEqual(await said(new Model(), [7n], CLIENTS));
      await helper.move(move('open', 7n));
      expect(await helper.events(9)).toEqual([event('open 7')]);
      await helper.delivered([event('open 7').id, event('anna a hold').id]);
      expect((await leader.events(9)).length).toBe(2);
    });

    it('gives events in their order, each once, until they are delivered', async () => {
      const own = await store();
      await own.move(move('open', 7n));
      const ids = Array.from({ length: 20 }, (_, i) => `client ${(i * 7) % 20}`);
      await own.apply(
        7n,
        ids.map((id) => note(id)),
      );
      await own.apply(
        7n,
        [...ids].reverse().map((id) => note(id)),
      );
      const expected = [event('open 7'), ...ids.map((id) => event(`${id} a note`))];
      expect(await own.events(100)).toEqual(expected);
      expect(await own.events(3)).toEqual(expected.slice(0, 3));
      await own.delivered(expected.slice(0, 5).map(({ id }) => id));
      expect(await own.events(100)).toEqual(expected.slice(5));
    });

    it('gives pages in the order of report ids', async () => {
      const own = await store();
      await own.move(move('open', 7n));
      await own.apply(
        7n,
        Array.from({ length: 25 }, (_, i) => hold(`client ${i}`)),
      );
      const all = await own.page(7n, 'pending', undefined, 100);
      const pages = [await own.page(7n, 'pending', undefined, 10)];
      while ((pages.at(-1)?.length ?? 0) > 0)
        pages.push(await own.page(7n, 'pending', pages.at(-1)?.at(-1)?.report, 10));
      expect(pages.map(({ length }) => length)).toEqual([10, 10, 5, 0]);
      expect(pages.flat()).toEqual(all);
    });

    it('gives pages of valid reports in the order of the bytes of client ids', async () => {
      const own = await store();
      await own.move(move('open', 7n));
      const ids = ['b', 'a', 'a\u0000', '\u{1f600}', '\uffee', 'é', 'z', 'B'];
      await own.apply(
        7n,
        ids.map((id) => announce(id)),
      );
      const clients = async (after: string | undefined, limit: number) =>
        (await own.validPage(7n, after, limit)).map(({ client }) => client);
      const ordered = ['B', 'a', 'a\u0000', 'b', 'z', 'é', '\uffee', '\u{1f600}'];
      expect(await clients(undefined, 100)).toEqual(ordered);
      expect(await clients(undefined, 3)).toEqual(ordered.slice(0, 3));
      expect(await clients('a\u0000', 3)).toEqual(ordered.slice(3, 6));
      expect(await clients('\u{1f600}', 3)).toEqual([]);
      expect((await own.validPage(7n, 'z', 1))[0]).toEqual(await own.valid(7n, 'é'));
    });

    it('keeps one document of a name and round, and one signature of it', async () => {
      const [own, model] = [await store(), new Model()];
      const both = async (round: bigint, name: 'record' | 'result', row: DocumentRow): Promise<void> => {
        expect(await own.keep(round, name, row)).toEqual(await model.keep(round, name, row));
        expect(await said(own, [7n, 8n], [])).toEqual(await said(model, [7n, 8n], []));
      };
      await both(7n, 'record', document('first'));
      await both(7n, 'record', document('second', 'helper'));
      await both(7n, 'record', document('first', 'helper'));
      await both(7n, 'record', document('first', 'another'));
      await both(7n, 'result', document('second', 'helper'));
      await both(8n, 'record', { document: new Uint8Array([1]) });
      expect(await own.document(7n, 'record')).toEqual(document('first', 'helper'));
    });

    it('keeps the same document for all who keep one at once', async () => {
      const hash = new Uint8Array(randomBytes(32));
      const stores = await Promise.all(
        [subject.storage, subject.replica ?? subject.storage].map((s) => s.task(hash, 'helper')),
      );
      const names = Array.from({ length: 10 }, (_, i) => `document ${i}`);
      const kept = await Promise.all(
        names.flatMap((name) => stores.map((each) => each.keep(7n, 'record', document(name)))),
      );
      expect(new Set(kept.map((row) => JSON.stringify([...row.document]))).size).toBe(1);
    });

    it('lends what is due to one of several processes, until it is given back or over', async () => {
      const hash = new Uint8Array(randomBytes(32));
      const { storage, replica } = subject;
      const [one, two] = [await storage.task(hash, 'leader'), await (replica ?? storage).task(hash, 'leader')];
      // A storage that belongs to one process lends it whenever it is asked.
      const isTaken = replica === undefined;
      expect([await one.lease(60_000), await one.lease(60_000)]).toEqual([true, true]);
      expect(await two.lease(60_000)).toBe(isTaken);
      expect(await (await storage.task(hash, 'helper')).lease(60_000)).toBe(true);
      await one.lease(0);
      expect([await two.lease(60_000), await one.lease(60_000)]).toEqual([true, isTaken]);
      await two.lease(50); // and then it crashes
      while (!(await one.lease(60_000))) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await two.lease(60_000)).toBe(isTaken);
    });

    it('neither keeps nor gives bytes that a caller may change', async () => {
      const own = await store();
      await own.move(move('open', 7n));
      const given = hold('anna') as Extract<SlotStep, { kind: 'hold' }>;
      await own.apply(7n, [given]);
      const before = await own.slot(7n, 'anna');
      given.share.fill(0);
      (await own.slot(7n, 'anna'))?.share?.fill(1);
      expect(await own.slot(7n, 'anna')).toEqual(before);
    });

    testFaults(() => subject);
  });
}

/** Makes random steps in a store and in the model, and compares each answer. */
async function compare(own: TaskStore, dice: Dice, steps: number): Promise<void> {
  const model = new Model();
  const round = (): bigint => dice.pick(ROUNDS);
  const makers: readonly ((client: string, name: string) => SlotStep)[] = [
    ...[(c: string, n: string) => hold(c, n, dice.upTo(3), dice.pick(['prepare', 'other'])), accept],
    ...[(c: string, n: string) => take(c, n, dice.upTo(3)), (c: string, n: string) => free(c, n), announce, note],
    ...[(c: string) => stolen(hold(c)), (c: string) => stolen(take(c)), (c: string) => stolen(free(c))],
  ];
  for (let i = 0; i < steps; i++) {
    const [of, kind] = [round(), dice.below(10)];
    const limit = 1 + dice.below(3);
    const both = async <Answer>(ask: (store: TaskStore) => Promise<Answer>): Promise<void> => {
      expect(await ask(own)).toEqual(await ask(model));
    };
    if (kind < 6) {
      const some = Array.from({ length: 1 + dice.below(5) }, () =>
        dice.pick(makers)(dice.pick(CLIENTS), dice.pick(['a', 'b'])),
      );
      await both((store) => store.apply(of, some));
    } else if (kind < 8) {
      const step = move(dice.pick(KINDS), of, dice.upTo(2));
      await both((store) => store.move(step));
    } else if (kind === 8) {
      await both((store) => drained(() => store.wipe(of, limit)));
      await both((store) => drained(() => store.forget(limit - 1, limit, i % 2 === 0)));
      const before = of === 0n ? undefined : of - 1n;
      await both(async (store) => (await store.unfinished(before))?.round);
    } else {
      const ids = (await model.events(limit)).map(({ id }) => id);
      await both((store) => store.delivered(ids));
    }
    // It takes many reads, and shows what steps before it left too.
    if (i % 5 === 0 || i === steps - 1) await both((store) => said(store, ROUNDS, CLIENTS));
  }
}

/** A storage whose `close` is the whole clean-up. */
export function alone(storage: AggregatorStorage): Subject {
  return { storage, close: () => storage.close() };
}
