/** Controls, tests, sign-offs and risks, as acts on a real log. */

import { exportAs } from '@fedzk/audit';
import { verifyEntry } from '@fedzk/audit/verify';
import { type Comply, openComply, type SoxReport } from '@fedzk/comply';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { controlLog } from './support/logs.js';
import { EVIDENCE, noon } from './support/sox.js';

const DESCRIPTION = 'Two people approve each change of the proving keys';
const CONTROL = { id: 'ITGC-01', description: DESCRIPTION, owner: 'olga' };
const TEST = { control: 'ITGC-01', id: 'Q1', result: 'effective', evidence: EVIDENCE, tester: 'tim' } as const;
const SIGN_OFF = { control: 'ITGC-01', test: 'Q1', by: 'sara' };
const RISK = { id: 'KEY-LOSS', description: 'Keys are lost', mitigation: 'Backups', assessor: 'adam' };

/** Opens a log whose clock is set by hand. */
async function opened() {
  const clock = { now: noon('2026-01-05') };
  const made = await controlLog(() => clock.now);
  const comply = await openComply(made.log, { keys: made.keys });
  const on = (day: string): void => {
    clock.now = noon(day);
  };
  return { ...made, ...comply, comply, on };
}

/** What a promise is rejected with: its code. */
const codeOf = async (act: Promise<unknown>): Promise<string> => (await rejection(act)).code;

const statusOf = async ({ sox }: Comply, day: string): Promise<string | undefined> =>
  (await sox.status(noon(day))).controls[0]?.status;

describe('a control', () => {
  it('is not assessed, then effective once another has signed off a test, then overdue', async () => {
    const { comply, sox, log, on } = await opened();
    const filed = await sox.fileControl(CONTROL);
    expect(filed).toMatchObject({ index: 0, control: { id: 'ITGC-01', description: DESCRIPTION, active: true } });
    expect(await statusOf(comply, '2026-01-05')).toBe('not-assessed');
    expect((await sox.status(noon('2026-01-05'))).due).toEqual([
      { what: 'test', of: 'ITGC-01', since: '2026-01-05T12:00:00.000Z' },
    ]);

    on('2026-01-20');
    const tested = await sox.fileTest(TEST);
    expect(tested).toMatchObject({ index: 1, test: { id: 'Q1', evidence: EVIDENCE } });
    expect(tested.test).not.toHaveProperty('signedOff');
    expect(await statusOf(comply, '2026-01-20')).toBe('not-assessed');

    on('2026-01-22');
    const signed = await sox.signOff(SIGN_OFF);
    expect(signed).toMatchObject({ index: 2, test: { id: 'Q1', signedOff: { index: 2 } } });
    expect(await statusOf(comply, '2026-01-22')).toBe('effective');
    expect(await statusOf(comply, '2026-04-20')).toBe('effective');
    expect(await statusOf(comply, '2026-04-21')).toBe('overdue');
    await log.close();
  });

  it('stands in the log with its framework, and with nobody by name', async () => {
    const { comply, sox, log } = await opened();
    await sox.fileControl({ ...CONTROL, filedBy: 'adam' });
    await sox.fileTest({ ...TEST, note: 'All were approved' });
    await sox.signOff(SIGN_OFF);
    await sox.assessRisk(RISK);
    const entries = [];
    for await (const { entry } of log.entries()) entries.push(entry);
    expect(entries.map(({ operation, details }) => [operation, details?.['compliance_framework']])).toEqual([
      ['sox.control', 'SOX'],
      ['sox.test', 'SOX'],
      ['sox.sign_off', 'SOX'],
      ['sox_risk_assessment', 'SOX'],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/olga|tim"|sara|adam/);
    const { sox: state } = await comply.state();
    const people = new Set(
      [...state.controls.values()].flatMap(({ owner, tests }) => [
        owner,
        ...[...tests.values()].flatMap(({ tester, signedOff }) => [tester, signedOff?.by]),
      ]),
    );
    expect([...people]).toEqual([1, 2, 3].map(() => expect.stringMatching(/^s:[\w-]{22}$/)));
    await log.close();
  });

  it('is changed by filing it again: its tests stay, and so does the time it was filed first', async () => {
    const { sox, log, on } = await opened();
    const { control: first } = await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    on('2026-02-01');
    const { control } = await sox.fileControl({
      ...CONTROL,
      description: 'Three people do',
      owner: 'oscar',
      active: false,
    });
    expect(control).toMatchObject({
      description: 'Three people do',
      active: false,
      since: first.since,
      entry: first.entry,
    });
    expect(control.owner).not.toBe(first.owner);
    expect([...control.tests.keys()]).toEqual(['Q1']);
    await log.close();
  });

  it('is there after a start, of a snapshot too', async () => {
    const { log, keys, sox, open } = await opened();
    let kept: Uint8Array | undefined;
    const storage = {
      read: async () => kept,
      write: async (bytes: Uint8Array) => {
        kept = bytes;
      },
    };
    const snapshot = { storage, key: new Uint8Array(32).fill(9) };
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    await sox.assessRisk(RISK);
    const second = await openComply(log, { keys, snapshot });
    await second.snapshot();
    await second.sox.signOff(SIGN_OFF);
    const before = await second.state();
    await log.close();
    const again = await open();
    expect(kept).toBeDefined();
    expect(await (await openComply(again, { keys, snapshot })).state()).toEqual(before);
    expect(await (await openComply(again, { keys })).state()).toEqual(before);
    await again.close();
  });
});

describe('a test is refused', () => {
  it.each([
    ['of an unknown control', { control: 'ITGC-02' }, 'not-found'],
    ['of a control by a name that each object has', { control: 'constructor' }, 'not-found'],
    ['with an id that the control has', { id: 'Q0' }, 'already-exists'],
    [
      'with the text of a document in the place of its hash',
      { evidence: 'All changes had two approvals' },
      'invalid-argument',
    ],
    ['with a hash in capitals', { evidence: EVIDENCE.toUpperCase() }, 'invalid-argument'],
    ['with a hash that is too short', { evidence: EVIDENCE.slice(2) }, 'invalid-argument'],
    ['without evidence', { evidence: undefined as unknown as string }, 'invalid-argument'],
    ['with another result', { result: 'compliant' as 'effective' }, 'invalid-argument'],
    ['with a note of two lines', { note: 'a\nb' }, 'invalid-argument'],
    ['with an id that OSCAL does not take', { id: '1' }, 'invalid-argument'],
    ['by nobody', { tester: '' }, 'invalid-argument'],
    ['with an option that there is not', { signedOff: true }, 'invalid-argument'],
  ])('%s', async (_, change, code) => {
    const { sox, log } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest({ ...TEST, id: 'Q0' });
    expect(await codeOf(sox.fileTest({ ...TEST, ...change }))).toBe(code);
    expect(log.size).toBe(2);
    await log.close();
  });

  it('of an inactive control', async () => {
    const { sox, log } = await opened();
    await sox.fileControl({ ...CONTROL, active: false });
    expect(await codeOf(sox.fileTest(TEST))).toBe('invalid-state');
    await sox.fileControl(CONTROL);
    expect(await sox.fileTest(TEST)).toMatchObject({ index: 2 });
    await log.close();
  });
});

describe('a sign-off is refused', () => {
  it.each([
    ['by the owner', { by: 'olga' }, 'invalid-argument', /owner/],
    ['by the tester', { by: 'tim' }, 'invalid-argument', /whoever tested/],
    ['of an unknown control', { control: 'ITGC-02' }, 'not-found', /ITGC-02/],
    ['of an unknown test', { test: 'Q2' }, 'not-found', /Q2/],
    ['by nobody', { by: '' }, 'invalid-argument', /signOff\.by/],
    ['by what is no person', { by: 7 as unknown as string }, 'invalid-argument', /signOff\.by/],
  ])('%s', async (_, change, code, words) => {
    const { comply, sox, log } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    const error = await rejection(sox.signOff({ ...SIGN_OFF, ...change }));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(words)]);
    expect(error.message).not.toMatch(/olga|tim\b/);
    expect([log.size, await statusOf(comply, '2026-01-05')]).toEqual([2, 'not-assessed']);
    await log.close();
  });

  it('twice, also of two at once', async () => {
    const { sox, log } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    const both = await Promise.allSettled([sox.signOff(SIGN_OFF), sox.signOff({ ...SIGN_OFF, by: 'saul' })]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await codeOf(sox.signOff(SIGN_OFF))).toBe('invalid-state');
    expect(log.size).toBe(3);
    await log.close();
  });

  it('by an owner that gave the control away since, and by the new one', async () => {
    const { comply, sox, log } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    await sox.fileControl({ ...CONTROL, owner: 'oscar' });
    for (const by of ['olga', 'oscar']) expect(await codeOf(sox.signOff({ ...SIGN_OFF, by }))).toBe('invalid-argument');
    expect(await statusOf(comply, '2026-01-05')).toBe('not-assessed');
    await sox.signOff(SIGN_OFF);
    expect(await statusOf(comply, '2026-01-05')).toBe('effective');
    await log.close();
  });

  it('by the owner, also where the keys of the log were forgotten: the log tells who it is', async () => {
    const { log, keys } = await controlLog();
    const { sox } = await openComply(log);
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    for (const by of ['olga', 'tim']) {
      const error = await rejection(sox.signOff({ ...SIGN_OFF, by }));
      expect([error.code, error.message]).toEqual(['damaged', expect.stringContaining('"keys"')]);
    }
    const { sox: right } = await openComply(log, { keys });
    const report = await right.report();
    expect([report.status, report.refused]).toEqual(['not-assessed', [2, 3]]);
    await log.close();
  });
});

describe('a control is refused', () => {
  it.each([
    ['with a description of two lines', { description: 'a\r\nb' }],
    ['with a line end that is rare', { description: 'a\u2028b' }],
    ['with characters that turn text around', { description: 'a\u202eb' }],
    ['with half of a character', { description: 'a\ud800b' }],
    ['without a description', { description: '' }],
    ['with a description that is too long', { description: 'a'.repeat(1025) }],
    ['with a space around it', { description: ' a' }],
    ['with an id that is no name', { id: '../x' }],
    ['with an id of markup', { id: '<b>' }],
    ['with an id that is too long', { id: 'a'.repeat(65) }],
    ['with an owner that is a list', { owner: ['olga'] as unknown as string }],
    ['that is active by a word', { active: 'yes' as unknown as boolean }],
    ['with a misspelt option', { activ: true }],
  ])('%s', async (_, change) => {
    const { sox, log } = await opened();
    expect(await codeOf(sox.fileControl({ ...CONTROL, ...change }))).toBe('invalid-argument');
    expect(log.size).toBe(0);
    await log.close();
  });
});

describe('a risk', () => {
  it('is scored by the matrix, and reviewed each year', async () => {
    const { sox, log, on } = await opened();
    const { risk } = await sox.assessRisk(RISK);
    expect(risk).toMatchObject({ impact: 'moderate', likelihood: 'possible', score: 9, level: 'medium', active: true });
    expect((await sox.status(noon('2027-01-04'))).due).toEqual([]);
    expect((await sox.status(noon('2027-01-05'))).due).toEqual([
      { what: 'review', of: 'KEY-LOSS', since: '2027-01-05T12:00:00.000Z' },
    ]);

    on('2027-01-10');
    const { index, risk: again } = await sox.reviewRisk({ id: 'KEY-LOSS', assessor: 'anna', likelihood: 'rare' });
    expect([index, again]).toEqual([
      1,
      expect.objectContaining({
        description: 'Keys are lost',
        mitigation: 'Backups',
        score: 3,
        level: 'low',
        since: risk.since,
      }),
    ]);
    expect(again.assessor).not.toBe(risk.assessor);
    expect((await sox.status(noon('2027-12-01'))).due).toEqual([]);

    await sox.reviewRisk({ id: 'KEY-LOSS', assessor: 'anna', active: false });
    expect((await sox.status(noon('2040-01-01'))).due).toEqual([]);
    await log.close();
  });

  it.each([
    ['with another impact', { impact: 'huge' as 'severe' }, 'invalid-argument'],
    ['with another likelihood', { likelihood: 'never' as 'rare' }, 'invalid-argument'],
    ['without mitigation', { mitigation: '' }, 'invalid-argument'],
    ['with a level that was not computed', { level: 'low' }, 'invalid-argument'],
    ['by nobody', { assessor: undefined as unknown as string }, 'invalid-argument'],
  ])('is refused %s', async (_, change, code) => {
    const { sox, log } = await opened();
    expect(await codeOf(sox.assessRisk({ ...RISK, ...change }))).toBe(code);
    expect(await codeOf(sox.reviewRisk({ ...RISK, id: 'OTHER' }))).toBe('not-found');
    expect(log.size).toBe(0);
    await log.close();
  });
});

describe('a report', () => {
  it('names the entries, and the root of all of them', async () => {
    const { sox, log } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    const report = await sox.report({
      now: noon('2026-01-06'),
      system: 'Ledger',
      nameOf: (each) => `<${each.slice(0, 3)}>`,
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({
      framework: 'SOX',
      system: 'Ledger',
      at: '2026-01-06T12:00:00.000Z',
      status: 'not-assessed',
      log: { size: 2, root: Buffer.from(await log.rootAt(2)).toString('base64') },
      controls: [{ id: 'ITGC-01', index: 0, tests: [{ id: 'Q1', index: 1 }] }],
    } satisfies Partial<Record<keyof SoxReport, unknown>>);
    expect(report.people).toHaveLength(2);
    await log.close();
  });

  it('covers each entry as a whole, chained to those before it, and not its details alone', async () => {
    const { sox, log, signer } = await opened();
    await sox.fileControl(CONTROL);
    await sox.fileTest(TEST);
    await sox.signOff(SIGN_OFF);
    const { log: stated } = await sox.report();
    const [one, other] = [await opened(), await opened()];
    // The same details, by another person: another root.
    await one.sox.fileControl(CONTROL);
    await other.sox.fileControl({ ...CONTROL, owner: 'oscar' });
    expect((await one.sox.report()).log.root).not.toBe((await other.sox.report()).log.root);

    const [entry, proof] = [await log.read(2), await log.prove(2)];
    expect(stated).toEqual({ size: 3, root: Buffer.from(await log.rootAt(3)).toString('base64') });
    expect(proof).toContain(stated.root);
    expect(verifyEntry(entry, proof, signer)).toBe(true);
    const text = new TextDecoder().decode(entry);
    for (const [from, to] of [
      ['"user_id":"s:', '"user_id":"t:'],
      ['"success"', '"failure"'],
      ['2026-01-05', '2026-01-04'],
      ['"Q1"', '"Q2"'],
    ] as const) {
      expect(text).toContain(from);
      expect(verifyEntry(new TextEncoder().encode(text.replace(from, to)), proof, signer)).toBe(false);
    }
    await Promise.all([log, one.log, other.log].map((each) => each.close()));
  });

  it.each([
    ['a time that is none', { now: Number.NaN }],
    ['a time before 1970', { now: -1 }],
    ['a time with a fraction', { now: 0.5 }],
    ['a system of two lines', { system: 'a\nb' }],
    ['a list of names', { nameOf: {} as never }],
    ['names that are none', { nameOf: () => 7 as never }],
    ['a misspelt option', { sytem: 'a' } as object],
  ])('is refused with %s', async (_, options) => {
    const { sox, log } = await opened();
    await sox.fileControl(CONTROL);
    for (const make of [sox.report(options), sox.page(options), sox.oscal(options)]) {
      expect(await codeOf(make)).toBe('invalid-argument');
    }
    await log.close();
  });

  it('as CSV of the log has one line for an entry, and no formula', async () => {
    const { sox, log } = await opened();
    await sox.fileControl({ ...CONTROL, description: '=HYPERLINK("https://example.com";"<b>x</b>")' });
    await sox.fileTest({ ...TEST, note: '@SUM(A1:A9), "quoted"' });
    const lines = [];
    for await (const line of exportAs('csv', log.entries())) lines.push(line);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).not.toMatch(/[\r\n]|(^|,)"?[=@+-]/);
    await log.close();
  });
});
