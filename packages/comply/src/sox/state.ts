// What a control log says of controls, their tests, and risks. Persons stand under their pseudonyms: an owner, a tester and
// whoever signs off are each the `user_id` of their own entry, so that the log itself tells them apart.

import * as v from 'valibot';
import { type Area, type ControlEntry, step } from '../fold/area.js';
import { IMPACTS, type Impact, LIKELIHOODS, type Likelihood, type RiskLevel, rated } from './matrix.js';

/** The framework that each entry names in `details.compliance_framework`. */
export const FRAMEWORK = 'SOX';

/** Who signed off a test. */
export interface SignOff {
  /** The person's pseudonym. */
  readonly by: string;
  /** RFC 3339. */
  readonly time: string;
  /** The entry that says it. */
  readonly index: number;
}

/** A test of a control. */
export interface ControlTest {
  readonly id: string;
  readonly result: 'effective' | 'deficient';
  /** SHA-256 of the document that shows the result: 64 lower-case hexadecimal digits. */
  readonly evidence: string;
  readonly note?: string;
  /** The pseudonym of whoever tested. */
  readonly tester: string;
  /** The pseudonym of the control's owner when it was tested. */
  readonly owner: string;
  /** When the test was filed: RFC 3339. */
  readonly time: string;
  readonly index: number;
  /** The id of the entry. */
  readonly entry: string;
  readonly signedOff?: SignOff;
}

/** A control. */
export interface Control {
  readonly id: string;
  readonly description: string;
  /** The owner's pseudonym. */
  readonly owner: string;
  readonly active: boolean;
  /** When the control was filed first: RFC 3339. */
  readonly since: string;
  /** The newest entry that describes the control. */
  readonly index: number;
  /** The id of the first entry. */
  readonly entry: string;
  /** By id, in the order of the log. */
  readonly tests: Map<string, ControlTest>;
}

/** A risk, as it was assessed last. */
export interface Risk {
  readonly id: string;
  readonly description: string;
  readonly impact: Impact;
  readonly likelihood: Likelihood;
  /** Impact by likelihood: 1 to 25. */
  readonly score: number;
  readonly level: RiskLevel;
  /** What is done about it. */
  readonly mitigation: string;
  /** Whether it still exists. */
  readonly active: boolean;
  /** The pseudonym of whoever assessed it last. */
  readonly assessor: string;
  /** When it was assessed last: RFC 3339. */
  readonly assessed: string;
  /** When it was assessed first. */
  readonly since: string;
  /** The newest assessment. */
  readonly index: number;
  /** The id of the first entry. */
  readonly entry: string;
}

/** What is known of controls and risks. */
export interface SoxState {
  readonly controls: Map<string, Control>;
  readonly risks: Map<string, Risk>;
  /** Entries that break a rule, by index, such as a sign-off by the control's owner. They changed nothing. */
  readonly refused: number[];
}

/** An id of a control, a test or a risk. OSCAL takes each as a token. */
export const idSchema: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.regex(/^[A-Za-z_][\w.-]{0,63}$/));

const IN_A_LINE = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]{1,1024}(?<!\s)$/u;

/** A text of one line, 1,024 characters at most, that doesn't begin or end with a space. */
export const lineSchema: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.regex(IN_A_LINE));

/** SHA-256 in hexadecimal digits. */
export const hashSchema: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const framework = { compliance_framework: v.literal(FRAMEWORK) };

const controlSchema = v.object({ ...framework, control_id: idSchema, description: lineSchema, active: v.boolean() });
const testSchema = v.object({
  ...framework,
  control_id: idSchema,
  test_id: idSchema,
  result: v.picklist(['effective', 'deficient']),
  evidence: hashSchema,
  note: v.optional(lineSchema),
});
const signOffSchema = v.object({ ...framework, control_id: idSchema, test_id: idSchema });
const riskSchema = v.pipe(
  v.object({
    ...framework,
    risk_id: idSchema,
    description: lineSchema,
    impact: v.picklist(IMPACTS),
    likelihood: v.picklist(LIKELIHOODS),
    score: v.number(),
    level: v.string(),
    mitigation: lineSchema,
    active: v.boolean(),
  }),
  v.check(({ impact, likelihood, score, level }) => {
    const right = rated(impact, likelihood);
    return right.score === score && right.level === level;
  }),
);

/** Why a person may not sign off a test; undefined if the person may. */
export type SignOffRule = 'owner' | 'tester' | 'twice';

/**
 * Says which rule a sign-off breaks. The owner is the one of the test and the one of now: whoever owned a control can't give it
 * away to sign off its test.
 *
 * @param subject the pseudonym of whoever signs off
 */
export function brokenRule(control: Control, test: ControlTest, subject: string): SignOffRule | undefined {
  if (subject === control.owner || subject === test.owner) return 'owner';
  if (subject === test.tester) return 'tester';
  return test.signedOff === undefined ? undefined : 'twice';
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Makes a step that reads only entries with an id and a time. */
function dated<Details>(
  schema: v.GenericSchema<unknown, Details>,
  apply: (state: SoxState, details: Details, row: ControlEntry) => void,
): Area<SoxState>['steps'][string] {
  const inner = step(schema, apply);
  return (state, row) => {
    const { id, time } = row.entry;
    return typeof id === 'string' && TIME.test(time) && !Number.isNaN(Date.parse(time)) && inner(state, row);
  };
}

export const sox: Area<SoxState> = {
  empty: () => ({ controls: new Map(), risks: new Map(), refused: [] }),
  steps: {
    'sox.control': dated(controlSchema, ({ controls }, { control_id: id, description, active }, { index, entry }) => {
      const before = controls.get(id);
      controls.set(id, {
        id,
        description,
        owner: entry.user_id,
        active,
        since: before?.since ?? entry.time,
        index,
        entry: before?.entry ?? entry.id,
        tests: before?.tests ?? new Map(),
      });
    }),
    'sox.test': dated(testSchema, ({ controls, refused }, details, { index, entry }) => {
      const { control_id: of, test_id: id, result, evidence, note } = details;
      const control = controls.get(of);
      if (control === undefined || !control.active || control.tests.has(id)) {
        refused.push(index);
        return;
      }
      control.tests.set(id, {
        id,
        result,
        evidence,
        ...(note !== undefined && { note }),
        tester: entry.user_id,
        owner: control.owner,
        time: entry.time,
        index,
        entry: entry.id,
      });
    }),
    'sox.sign_off': dated(signOffSchema, ({ controls, refused }, { control_id: of, test_id: id }, { index, entry }) => {
      const control = controls.get(of);
      const test = control?.tests.get(id);
      if (control === undefined || test === undefined || brokenRule(control, test, entry.user_id) !== undefined) {
        refused.push(index);
        return;
      }
      control.tests.set(id, { ...test, signedOff: { by: entry.user_id, time: entry.time, index } });
    }),
    sox_risk_assessment: dated(riskSchema, ({ risks }, details, { index, entry }) => {
      const { risk_id: id, description, impact, likelihood, mitigation, active } = details;
      const before = risks.get(id);
      risks.set(id, {
        id,
        description,
        impact,
        likelihood,
        ...rated(impact, likelihood),
        mitigation,
        active,
        assessor: entry.user_id,
        assessed: entry.time,
        since: before?.since ?? entry.time,
        index,
        entry: before?.entry ?? entry.id,
      });
    }),
  },
};
