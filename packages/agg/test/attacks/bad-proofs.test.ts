/**
 * Wrong proofs among many, each of which makes the others of its batch more expensive: agg-service.md, §6. The honest are
 * accepted, each cheat is named, and whoever has failed once is verified alone. What is counted is what a verifier is asked.
 */
import type { BatchItem, Verifier } from '@fedzk/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { ProofBatcher } from '../../src/aggregator/batcher.js';
import type { ProofVerifier } from '../../src/aggregator/checks.js';
import { TaskHelper } from '../../src/aggregator/helper.js';
import { readAnswer } from '../../src/protocol/collect.js';
import { memoryStorage } from '../../src/storage/memory.js';
import { type Forged, forge, prove } from '../support/forge.js';
import { key, refusals, setting } from '../support/round.js';
import { logged } from '../support/watched.js';

const CLIENTS = Array.from({ length: 64 }, (_, i) => `client_${String(i).padStart(3, '0')}`);
const CHEAT = CLIENTS[20] ?? '';
const set = setting({ clients: CLIENTS, headroom: 7 });

/** A report whose proof is valid, and of other numbers. */
const wrong = (id: string, round: bigint): Promise<Forged> =>
  forge(set, id, round, [1], { proofs: () => [prove([1n, 2n, 3n, 4n])] });
const report = (id: string, round: bigint, cheats: ReadonlySet<string>): Promise<Forged> =>
  cheats.has(id) ? wrong(id, round) : forge(set, id, round, [1]);

/** A batch that a verifier was given: how many proofs, and how many of them were wrong. */
interface Asked {
  readonly proofs: number;
  readonly failed: number;
}

/** A verifier that keeps what it was asked. */
function counting(): { readonly verifier: Verifier; readonly batches: Asked[]; readonly explained: () => number } {
  const batches: Asked[] = [];
  let explained = 0;
  const methods: Partial<Verifier> = {
    verifyBatch(items: readonly BatchItem[]) {
      const result = key.verifier.verifyBatch(items);
      batches.push({ proofs: items.length, failed: result.failed.length });
      return result;
    },
    explain(...statement) {
      explained++;
      return key.verifier.explain(...statement);
    },
  };
  const verifier = new Proxy(key.verifier, {
    get(target, name) {
      const own: unknown = methods[name as keyof Verifier] ?? Reflect.get(target, name);
      return typeof own === 'function' ? (own as () => unknown).bind(target) : own;
    },
  });
  return { verifier, batches, explained: () => explained };
}

/** Takes each report for one of somebody new. */
class Forgetful extends TaskHelper {
  protected override readonly proofs: ProofBatcher = new (class extends ProofBatcher {
    #count = 0;

    override expect<T>(_: string, work: (verifier: ProofVerifier) => Promise<T>): Promise<T> {
      return super.expect(String(this.#count++), work);
    }
  })(counter.verifier);
}

let counter = counting();

/** Two rounds of these clients in which the same of them cheat: what the verifier was asked in each, and who was refused. */
async function play(ids: readonly string[], cheats: ReadonlySet<string>, Made = TaskHelper) {
  counter = counting();
  set.events.length = 0;
  const helper = new Made(set.task, 'helper', {
    ...{ privateKey: set.keys.helper.privateKey, storage: memoryStorage() },
    ...{ verifier: counter.verifier, audit: logged(set.events) },
  });
  const rounds: Asked[][] = [];
  for (const round of [1, 2]) {
    await helper.openRound(round);
    const reports = await Promise.all(ids.map((id) => report(id, BigInt(round), cheats)));
    const answers = await helper.prepareAll(reports.map(({ prepare }) => prepare));
    const refused = ids.filter((_, i) => readAnswer(answers[i] ?? new Uint8Array())?.verdict === 'refused');
    expect(refused).toEqual([...cheats]);
    rounds.push(counter.batches.splice(0));
  }
  const named = set.events.filter(({ result }) => result === 'failure').map(({ user_id }) => user_id);
  const sum = (of: readonly Asked[]): number => of.reduce((proofs, each) => proofs + each.proofs, 0);
  /** Right proofs that were in a batch with a wrong one. */
  const burdened = (of: readonly Asked[]): number =>
    of.filter(({ failed }) => failed > 0).reduce((proofs, each) => proofs + each.proofs - each.failed, 0);
  return { rounds, named, proofs: rounds.map(sum), burdened: rounds.map(burdened), explained: counter.explained() };
}

describe('one wrong proof among 64', () => {
  let played: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    played = await play(CLIENTS, new Set([CHEAT]));
  }, 60_000);

  it('affects only the cheat: the others are accepted, and the cheat is named', () => {
    expect(played.named).toEqual([CHEAT, CHEAT]);
    expect(refusals(set.events)).toEqual(['helper proof equation', 'helper proof equation']);
  });

  it('has each proof looked at once, in few batches, and its own once more to say why', () => {
    expect([played.proofs, played.explained]).toEqual([[64, 64], 2]);
    for (const batches of played.rounds) expect(batches.length).toBeLessThan(6);
  });

  it('burdens the others of its batch once: from then on it is verified alone', () => {
    expect(played.burdened[0]).toBeGreaterThan(0);
    expect(played.burdened[1]).toBe(0);
    expect(played.rounds[1]).toContainEqual({ proofs: 1, failed: 1 });
  });

  it('burdens them each time where nobody remembers it', async () => {
    const { burdened } = await play(CLIENTS.slice(0, 24), new Set([CHEAT]), Forgetful);
    expect(burdened.every((count) => count > 0)).toBe(true);
  }, 60_000);
});

describe('wrong proofs alone', () => {
  it('are each refused by name, and each verified alone the second time', async () => {
    const ids = CLIENTS.slice(0, 16);
    const { named, proofs, explained, rounds } = await play(ids, new Set(ids));
    expect(named).toHaveLength(32);
    expect(new Set(named)).toEqual(new Set(ids));
    expect([proofs, explained]).toEqual([[16, 16], 32]);
    expect(rounds[1]).toEqual(ids.map(() => ({ proofs: 1, failed: 1 })));
  }, 60_000);
});

describe('many different wrong prepares of one client, which a leader that colludes with it passes on', () => {
  const MANY = 40;
  /** A helper in round 1, what its verifier was asked for, and wrong prepares of the client. */
  async function attacked() {
    counter = counting();
    set.events.length = 0;
    const helper = new TaskHelper(set.task, 'helper', {
      ...{ privateKey: set.keys.helper.privateKey, storage: memoryStorage() },
      ...{ verifier: counter.verifier, audit: logged(set.events) },
    });
    await helper.openRound(1);
    const bad = await Promise.all(Array.from({ length: MANY }, () => wrong(CHEAT, 1n)));
    return { helper, bad: bad.map(({ prepare }) => prepare) };
  }
  const verdicts = (answers: readonly Uint8Array[]) => answers.map((answer) => readAnswer(answer)?.verdict);
  const proofs = (): number => counter.batches.reduce((sum, each) => sum + each.proofs, 0);

  it('cost no more than eight checks in a round, in one job or in many', async () => {
    const { helper, bad } = await attacked();
    const [half, rest] = [bad.slice(0, MANY / 2), bad.slice(MANY / 2)];
    const jobs = [half, ...rest.map((each) => [each])];
    const answers = await Promise.all(jobs.map((job) => helper.prepareAll(job)));
    expect(verdicts(answers.flat())).toEqual(Array(MANY).fill('refused'));
    expect([proofs(), counter.explained()]).toEqual([8, 8]);
    expect(helper.refused().get('proof')).toBe(8);
    expect(helper.refused().get('too-many-wrong')).toBe(MANY - 8);
  }, 60_000);

  it('take nothing from the others, from what was accepted, nor from the next round', async () => {
    const { helper, bad } = await attacked();
    const right = await report(CHEAT, 1n, new Set());
    const others = await Promise.all(CLIENTS.slice(0, 4).map((id) => report(id, 1n, new Set())));
    const job = [...bad, right.prepare, ...others.map(({ prepare }) => prepare)];
    const expected = [...Array(MANY + 1).fill('refused'), ...others.map(() => 'accepted')];
    expect(verdicts(await helper.prepareAll(job))).toEqual(expected);
    // Sent again it has the same answer.
    expect(verdicts(await helper.prepareAll(job))).toEqual(expected);
    await helper.openRound(2);
    const next = await report(CHEAT, 2n, new Set());
    expect(verdicts(await helper.prepareAll([next.prepare]))).toEqual(['accepted']);
    const late = await wrong(CHEAT, 2n);
    expect(verdicts(await helper.prepareAll([late.prepare, next.prepare]))).toEqual(['refused', 'accepted']);
  }, 60_000);
});
