/**
 * Somebody who can write an aggregator's storage, and has no key: nothing of theirs is signed, shown, summed or logged. A row
 * that can't be read is the server's fault and passes once the storage is restored: 503, never 500. `SLOW=1`: all junk in each
 * field; else a third of it, another third from field to field.
 */
import { toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { type Bytes, join, utf8 } from '../../src/protocol/encoding.js';
import { plainHash } from '../../src/protocol/hashes.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { DocumentRow, RoundRow, SlotRow } from '../../src/storage/rows.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import { type Network, network } from '../http/support.js';
import { forge } from '../support/forge.js';

const slow = process.env['SLOW'] === '1';
const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];
const ROLES = ['leader', 'helper'] as const;
type Role = (typeof ROLES)[number];

/** Changes what a method of the store reads. */
interface Edit {
  readonly method: keyof TaskStore;
  change(row: unknown): unknown;
}

/** A network, one of whose stores can be edited. */
function editable(role: Role) {
  const state: { edit?: Edit | undefined } = {};
  const inner = memoryStorage();
  const storage: AggregatorStorage = {
    async task(...of) {
      const store = await inner.task(...of);
      return new Proxy(store, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            const row: unknown = await method.apply(target, args);
            return state.edit?.method === name ? state.edit.change(row) : row;
          };
        },
      });
    },
    close: () => inner.close(),
  };
  const storages = { leader: memoryStorage(), helper: memoryStorage(), [role]: storage };
  return { net: network({ storages }), state };
}

async function fill(net: Network): Promise<void> {
  for (const role of ROLES) expect((await net.operate(role, 'open')).status).toBe(200);
  for (const id of CLIENTS) {
    expect((await net.reporter(id).send((await forge(net, id, 1n, [2])).report)).status).toBe('accepted');
  }
  await net.operate('helper', 'close');
}

const flipped = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe.each(ROLES)('at the %s', (role) => {
  it('a record is not shown that it has not signed', async () => {
    const { net, state } = editable(role);
    await fill(net);
    const text = async () => (await net.ask(role, '/rounds/1')).text();
    expect(await text()).toContain('"record":');
    const change = (row: unknown): unknown => {
      const { document, ...rest } = row as DocumentRow;
      const forged = new TextDecoder().decode(document.slice(64)).replace('"round":"1"', '"round":"2"');
      return { ...rest, document: join(document.slice(0, 64), utf8(forged)) };
    };
    state.edit = { method: 'document', change };
    expect((await net.ask(role, '/rounds/1')).status).toBe(503);
    state.edit = undefined;
    expect(await text()).toContain('"record":');
  });

  it('a result and its sums are not shown that it has not signed', async () => {
    const { net, state } = editable(role);
    await fill(net);
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const sums = new Uint8Array(await (await net.ask(role, '/rounds/1/sums')).arrayBuffer());
    const other = flipped(sums, 3);
    const changes: ((row: DocumentRow) => DocumentRow)[] = [
      (row) => ({ ...row, sums: other }),
      ({ document, ...row }) => {
        const text = new TextDecoder().decode(document.slice(64));
        const forged = text.replace(toHex(plainHash(sums)), toHex(plainHash(other)));
        expect(forged).not.toBe(text);
        return { ...row, document: join(document.slice(0, 64), utf8(forged)), sums: other };
      },
      (row) => ({ ...row, signature: flipped(row.signature ?? new Uint8Array(64), 0) }),
    ];
    for (const change of changes) {
      state.edit = { method: 'document', change: (row) => row && change(row as DocumentRow) };
      for (const path of ['/rounds/1/result', '/rounds/1/sums']) expect((await net.ask(role, path)).status).toBe(503);
    }
    state.edit = undefined;
    expect((await net.ask(role, '/rounds/1/result')).status).toBe(200);
  });

  it('a sum is not released that it has not made', async () => {
    const { net, state } = editable(role);
    await fill(net);
    const change = (row: unknown): unknown => {
      const { release, ...rest } = row as RoundRow;
      return { ...rest, ...(release && { release: flipped(release, release.length - 1) }) };
    };
    state.edit = { method: 'move', change: (row) => row && change(row) };
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    state.edit = { method: 'round', change: (row) => row && change(row) };
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    expect((await net.ask(role, '/rounds/1/result')).status).toBe(404);
    state.edit = undefined;
    expect((await net.operate('leader', 'collect')).status).toBe(200);
  });

  it('ids are not shown that are not those of the result', async () => {
    const { net, state } = editable(role);
    await fill(net);
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const change = (rows: unknown): unknown =>
      (rows as SlotRow[]).map((row, i) => (i === 0 ? { ...row, report: flipped(row.report, 31) } : row));
    expect((await net.ask(role, '/rounds/1/set')).status).toBe(200);
    state.edit = { method: 'page', change };
    expect((await net.ask(role, '/rounds/1/set')).status).toBe(503);
    state.edit = { method: 'validPage', change: (rows) => (rows as unknown[]).slice(1) };
    expect((await net.ask('helper', '/rounds/1/announced')).status).toBe(role === 'helper' ? 503 : 200);
  });

  it('nothing is logged that it has not stored', async () => {
    const { net, state } = editable(role);
    for (const each of ROLES) await net.operate(each, 'open');
    const before = net.events.length;
    const body = JSON.stringify({ user_id: role, operation: 'collect_round', resource: 'x', result: 'success' });
    const forged = [{ id: '00000000-0000-8000-8000-000000000000', body: `${body}\n${'A'.repeat(43)}` }];
    for (const event of [forged, [{ ...forged[0], body }], [{ ...forged[0], body: '' }]]) {
      state.edit = { method: 'events', change: () => event };
      await expect(net[`${role}Own`].drain()).rejects.toMatchObject({ code: 'damaged' });
    }
    expect(net.events).toHaveLength(before);
  });
});

const READS = ['round', 'document', 'page', 'slot', 'unwiped', 'unfinished', 'events', 'validPage', 'valid'] as const;

const JUNK: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  -1,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  1e9,
  2n ** 64n,
  new Uint8Array(),
  new Uint8Array(7),
  new Uint8Array(32),
  new Uint8Array(5000),
];

/** A row with junk in one of its fields, and in place of the row. */
function* junkIn(row: unknown): Generator<unknown> {
  if (Array.isArray(row)) {
    for (const junk of junkIn(row[0])) yield [junk, ...row.slice(1)];
  } else if (typeof row === 'object' && row !== null) {
    for (const [field, name] of Object.keys(row).entries()) {
      const some = JUNK.filter((_, i) => slow || i % 3 === field % 3);
      for (const junk of some) yield { ...row, [name]: junk };
    }
  }
  for (const junk of JUNK) yield junk;
}

describe.each(ROLES)('rows of the %s that no aggregator wrote', (role) => {
  const PHASES = ['closed', 'collected'] as const;
  const cases = PHASES.flatMap((phase) => READS.map((method) => [phase, method] as const));

  it.each(cases)(
    'in a round that is %s, read by "%s", end in an answer that may be asked for again',
    async (phase, method) => {
      const { net, state } = editable(role);
      await fill(net);
      const { report: body } = await forge(net, 'client_005', 1n, [2]);
      const headers = { 'content-type': mediaType('report') };
      const asked = async (): Promise<readonly (readonly [string, number])[]> => {
        const answers: [string, Response][] = [];
        for (const path of ['', '/rounds/1', '/rounds/1/result', '/rounds/1/sums', '/rounds/1/set']) {
          answers.push([path, await net.ask(role, path)]);
        }
        answers.push(['report', await net.ask('leader', '/reports', { method: 'POST', headers, body })]);
        answers.push(['collect', await net.operate('leader', 'collect')]);
        await net.services[role].tick();
        return answers.map(([what, { status }]) => [what, status]);
      };
      if (phase === 'collected') expect((await net.operate('leader', 'collect')).status).toBe(200);
      const failed: string[] = [];
      let sample: unknown;
      const change = (row: unknown): unknown => {
        const isThere = row !== undefined && !(Array.isArray(row) && row.length === 0);
        if (isThere) sample ??= row;
        return undefined;
      };
      state.edit = { method, change };
      await asked();
      for (const [i, junk] of [...junkIn(sample)].entries()) {
        state.edit = { method, change: () => junk };
        for (const [what, status] of await asked())
          if (status === 500) failed.push(`${i} ${what} ${String((net.errors.at(-1) as Error)?.stack)}`);
      }
      expect(failed).toEqual([]);
    },
  );
});
