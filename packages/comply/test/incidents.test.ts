/** Incidents, as acts on a real log: from the report to the post-mortem, with interruptions. */

import { emptyState, fold, type IncidentAction, openComply, PLAYBOOKS } from '@fedzk/comply';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { controlLog } from './support/logs.js';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const HOUR = 3_600_000;
const PLAYBOOK = {
  severity: 'high',
  steps: [
    { name: 'isolate', phase: 'contain', retries: 1 },
    { name: 'slow', phase: 'recover', limitSeconds: 0.05 },
  ],
} as const;
const DRAFT = { type: 'drill', description: 'A drill', by: 'olga' };

/** An action that counts its calls. `then` is what each call does. */
function counted(then: () => string | Promise<string> = () => 'done', ask?: IncidentAction['ask']) {
  const calls = { run: 0, plan: 0 };
  const action: IncidentAction = {
    plan: () => {
      calls.plan += 1;
      return 'would do it';
    },
    run: async () => {
      calls.run += 1;
      return then();
    },
    ...(ask && { ask }),
  };
  return { action, calls };
}

async function opened(actions: Record<string, IncidentAction> = {}) {
  const clock = { now: START };
  const made = await controlLog(() => clock.now);
  const open = async () =>
    (await openComply(made.log, { keys: made.keys, incidents: { actions, playbooks: { drill: PLAYBOOK } } })).incidents;
  return { ...made, clock, again: open, incidents: await open() };
}

const codeOf = async (act: Promise<unknown>): Promise<string> => (await rejection(act)).code;

describe('an incident', () => {
  it('goes from the report to its post-mortem, and every step stands in the log', async () => {
    const { incidents, log } = await opened({ isolate: counted().action });
    const { incident } = await incidents.report(DRAFT);
    const { id } = incident;
    expect(incident).toMatchObject({ status: 'reported', severity: 'high' });
    expect(incident.reporter).not.toContain('olga');
    await incidents.advance(id, 'investigating', 'olga');
    expect((await rejection(incidents.advance(id, 'contained', 'olga'))).message).toContain('isolate');
    const { incident: isolated } = await incidents.runStep({ incident: id, step: 'isolate', by: 'olga' });
    expect(isolated.steps.get('isolate')).toMatchObject({ status: 'done', attempts: 1, result: 'done' });
    await incidents.advance(id, 'contained', 'olga');
    expect(await codeOf(incidents.advance(id, 'recovered', 'olga'))).toBe('invalid-state');
    await incidents.settleStep({ incident: id, step: 'slow', outcome: 'done', by: 'olga', note: 'By hand' });
    await incidents.advance(id, 'recovered', 'olga');
    const closing = { incident: id, by: 'olga', cause: 'A drill', lessons: 'None' };
    const { incident: closed } = await incidents.close(closing);
    expect(closed).toMatchObject({ status: 'closed', postMortem: { cause: 'A drill', falseAlarm: false } });
    expect(closed.timeline.map(({ what }) => what)).toEqual([
      'reported',
      'investigating',
      'isolate started',
      'isolate done',
      'contained',
      'slow done',
      'recovered',
      'closed',
    ]);
    expect(await codeOf(incidents.close(closing))).toBe('invalid-state');
    const rows = [];
    for await (const row of log.entries()) rows.push(row);
    const folded = fold(emptyState(), rows).incidents;
    expect(folded.incidents.get(id)).toEqual(closed);
    expect(folded.refused).toEqual([]);
  });

  it('is closed as a false alarm before it is contained, and by nobody before it is recovered', async () => {
    const { incidents } = await opened();
    const { incident } = await incidents.report(DRAFT);
    const closing = { incident: incident.id, by: 'olga', cause: 'A test', lessons: 'None' };
    expect(await codeOf(incidents.close(closing))).toBe('invalid-state');
    expect((await incidents.close({ ...closing, falseAlarm: true })).incident.status).toBe('closed');
  });

  it('is one while its key is open', async () => {
    const { incidents, log } = await opened();
    const first = await incidents.report({ ...DRAFT, key: 'disk' });
    const second = await incidents.report({ ...DRAFT, key: 'disk' });
    expect([second.index, second.incident.id, log.size]).toEqual([undefined, first.incident.id, 1]);
  });

  it('has an id of its own, also of many in one millisecond', async () => {
    const { incidents } = await opened();
    const made = await Promise.all(Array.from({ length: 50 }, () => incidents.report(DRAFT)));
    expect(new Set(made.map(({ incident }) => incident.id)).size).toBe(50);
  });

  it('of a data breach has 72 hours until the authority is told', async () => {
    const { incidents } = await opened();
    const { incident } = await incidents.report({ ...DRAFT, type: 'data_breach' });
    const due = async (now: number) => (await incidents.status(now)).due;
    const duty = { incident: incident.id, step: 'notify-authority', until: '2026-03-04T12:00:00.000Z' };
    expect(await due(START + 72 * HOUR)).toEqual([{ ...duty, isLate: false }]);
    expect(await due(START + 72 * HOUR + 1)).toEqual([{ ...duty, isLate: true }]);
    const told = {
      incident: incident.id,
      step: 'notify-authority',
      outcome: 'done',
      by: 'olga',
      note: 'Told',
    } as const;
    await incidents.settleStep(told);
    expect(await due(START + 72 * HOUR)).toEqual([]);
  });
});

describe('a step', () => {
  it('is only planned in a dry run', async () => {
    const { action, calls } = counted();
    const { incidents } = await opened({ isolate: action });
    const { id } = (await incidents.report(DRAFT)).incident;
    const { incident } = await incidents.runStep({ incident: id, step: 'isolate', by: 'olga', dryRun: true });
    expect([calls, incident.steps.get('isolate')?.status]).toEqual([{ run: 0, plan: 1 }, 'waiting']);
    expect(incident.timeline.at(-1)).toMatchObject({ what: 'isolate dry run', note: 'would do it' });
  });

  it('that fails is repeated as often as the playbook says, and shows no message that may hold a secret', async () => {
    const { action, calls } = counted(() => {
      throw new Error('password hunter2');
    });
    const { incidents } = await opened({ isolate: action });
    const { id } = (await incidents.report(DRAFT)).incident;
    const order = { incident: id, step: 'isolate', by: 'olga' };
    const { code, message } = await rejection(incidents.runStep(order));
    expect([code, message.includes('hunter2'), calls.run]).toEqual(['unavailable', false, 2]);
    const [open] = (await incidents.status()).open;
    expect(open?.steps.get('isolate')).toMatchObject({ status: 'failed', attempts: 2 });
    expect(JSON.stringify(open)).not.toContain('hunter2');
  });

  it('that was interrupted is asked about, and never repeated unless it was not done', async () => {
    let answer: 'done' | 'not-done' | 'unknown' = 'unknown';
    const never = new Promise<string>(() => undefined);
    let hangs = true;
    const { action, calls } = counted(
      () => (hangs ? never : 'done'),
      () => answer,
    );
    const { incidents, again } = await opened({ isolate: action });
    const { id } = (await incidents.report(DRAFT)).incident;
    const order = { incident: id, step: 'isolate', by: 'olga' };
    // This call never ends: its process is as good as gone.
    incidents.runStep(order).catch(() => undefined);
    await expect.poll(() => calls.run).toBe(1);
    expect(await codeOf(incidents.runStep(order))).toBe('invalid-state');
    hangs = false;
    const next = await again();
    expect((await rejection(next.runStep(order))).message).toContain('settle');
    expect(calls.run).toBe(1);
    answer = 'not-done';
    const { incident } = await next.runStep(order);
    expect([calls.run, incident.steps.get('isolate')?.status]).toEqual([2, 'done']);
    expect(await codeOf(next.runStep(order))).toBe('invalid-state');
    expect(calls.run).toBe(2);
  });

  it('that was interrupted and done is written as done', async () => {
    const never = new Promise<string>(() => undefined);
    const { action, calls } = counted(
      () => never,
      () => 'done',
    );
    const { incidents, again } = await opened({ isolate: action });
    const { id } = (await incidents.report(DRAFT)).incident;
    const order = { incident: id, step: 'isolate', by: 'olga' };
    incidents.runStep(order).catch(() => undefined);
    await expect.poll(() => calls.run).toBe(1);
    const { incident } = await (await again()).runStep(order);
    expect([calls.run, incident.steps.get('isolate')?.status]).toEqual([1, 'done']);
  });

  it('is given up at its limit of time; a person says how it ended', async () => {
    const { action } = counted(() => new Promise<string>(() => undefined));
    const { incidents } = await opened({ slow: action });
    const { id } = (await incidents.report(DRAFT)).incident;
    const order = { incident: id, step: 'slow', by: 'olga' };
    expect((await rejection(incidents.runStep(order))).message).toContain('longer than 0.05 s');
    const said = { incident: id, step: 'slow', outcome: 'not-done', by: 'olga', note: 'Looked' } as const;
    const { incident } = await incidents.settleStep(said);
    expect(incident.steps.get('slow')?.status).toBe('failed');
    const skipped = await incidents.settleStep({ ...said, outcome: 'skipped' });
    expect(skipped.incident.steps.get('slow')?.status).toBe('skipped');
    expect(await codeOf(incidents.settleStep({ ...said, outcome: 'done' }))).toBe('invalid-state');
  });

  it('without an action is for hands', async () => {
    const { incidents } = await opened();
    const { id } = (await incidents.report(DRAFT)).incident;
    expect(await codeOf(incidents.runStep({ incident: id, step: 'isolate', by: 'olga' }))).toBe('invalid-state');
    expect(await codeOf(incidents.runStep({ incident: id, step: 'none', by: 'olga' }))).toBe('not-found');
    expect(await codeOf(incidents.runStep({ incident: 'INC-0', step: 'isolate', by: 'olga' }))).toBe('not-found');
  });
});

describe('a playbook', () => {
  it('of unauthorized_access has steps, as each other', () => {
    for (const { steps } of Object.values(PLAYBOOKS)) expect(steps.length).toBeGreaterThan(2);
    expect(PLAYBOOKS['unauthorized_access']?.severity).toBe('critical');
  });

  it.each([
    ['two steps of one name', { severity: 'low', steps: [PLAYBOOK.steps[0], PLAYBOOK.steps[0]] }],
    ['a deadline of no step', { severity: 'low', steps: [], deadline: { step: 'x', hours: 1 } }],
    ['another severity', { severity: 'bad', steps: [] }],
    ['a limit below zero', { severity: 'low', steps: [{ ...PLAYBOOK.steps[0], limitSeconds: -1 }] }],
  ])('with %s is refused', async (_, playbook) => {
    const { log } = await controlLog();
    const incidents = { playbooks: { drill: playbook as never } };
    expect(await codeOf(openComply(log, { incidents }))).toBe('invalid-argument');
  });
});
