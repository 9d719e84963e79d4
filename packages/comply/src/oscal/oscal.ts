// Controls and risks as OSCAL 1.2.1: assessment results, and a plan of action and milestones. All ids are made of the log's, so
// that two reports of one state at one time are equal.
//
// - An observation is a test that counts; a finding is a control that has one. A control that was never tested has no finding: it
//   is excluded from the reviewed controls, and stands in the plan.
// - The plan has an item for each active control that is not effective, and for each risk that exists.

import type { JsonObject, JsonValue } from '@fedzk/core';
import { escaped } from '@fedzk/core';
import { type ComplyState, requireState } from '../fold/fold.js';
import { type Checked, checked, type ReportOptions, type ReportPerson, subjectsIn } from '../sox/report.js';
import type { ControlTest } from '../sox/state.js';
import {
  type ControlReport,
  type ControlStatus,
  counts,
  type RiskReport,
  type SoxStatus,
  statusOf,
} from '../sox/status.js';
import { NAMESPACE, uuidOf } from './uuid.js';

/** The version of the models. */
const OSCAL_VERSION = '1.2.1';

/** The documents of a report. */
export interface OscalDocuments {
  /** `{ "assessment-results": … }` */
  readonly assessmentResults: JsonObject;
  /** `{ "plan-of-action-and-milestones": … }`. Left out where nothing is open, since OSCAL has no plan without an item. */
  readonly planOfAction?: JsonObject;
}

/**
 * Writes controls and risks as OSCAL.
 *
 * @param state of `fold` or `comply.state()`
 * @returns documents to be written as JSON. The same state and options make the same documents
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const { assessmentResults } = await toOscal(await comply.state(), { now: Date.UTC(2026, 3, 1) });
 * await writeFile('results.json', JSON.stringify(assessmentResults));
 * ```
 */
export async function toOscal(state: ComplyState, options?: ReportOptions): Promise<OscalDocuments> {
  requireState(state);
  const given = checked(options);
  const { sox, size } = state;
  const status = statusOf(sox, given.now);
  const parties = await Promise.all(subjectsIn(sox).map((subject) => party(given.nameOf(subject))));
  const common: Common = { ...given, status, size, parties };
  const planOfAction = await plan(common);
  return { assessmentResults: await results(common), ...(planOfAction && { planOfAction }) };
}

interface Common extends Omit<Checked, 'nameOf'> {
  readonly status: SoxStatus;
  readonly size: number;
  readonly parties: readonly JsonObject[];
}

async function results({ system, status, size, parties, now }: Common): Promise<JsonObject> {
  const assessed = status.controls.filter(isAssessed);
  const others = status.controls.filter((control) => !isAssessed(control)).map(({ id }) => ({ 'control-id': id }));
  const tests = assessed.flatMap((control) => control.tests.filter(counts).map((test) => ({ control, test })));
  const plan = await uuidOf('assessment-plan', system);
  const result = {
    title: `Controls of ${system}`,
    description: `What the tests in a control log of ${size} entries say of each control.`,
    start: tests.map(({ test }) => test.time).sort()[0] ?? status.at,
    end: status.at,
    props: [prop('status', status.status)],
    'reviewed-controls': {
      'control-selections': [
        {
          description: 'Controls with a test that counts. What is excluded was not assessed, or is inactive.',
          ...(assessed.length > 0
            ? { 'include-controls': assessed.map(({ id }) => ({ 'control-id': id })) }
            : { 'include-all': {} }),
          ...some('exclude-controls', others),
        },
      ],
    },
    ...some('observations', await Promise.all(tests.map(({ control, test }) => observation(control, test)))),
    ...some('risks', await Promise.all(status.risks.map(risk))),
    ...some('findings', await Promise.all(assessed.map(finding))),
  };
  return whole(
    'assessment-results',
    `${system}: assessment results`,
    { now, size, parties },
    {
      'import-ap': { href: `#${plan}`, remarks: 'The plan is to test each active control once a quarter.' },
      results: [{ uuid: await uuidOf('result', JSON.stringify(result)), ...result }],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'Quarterly tests',
            description:
              'Each active control is tested once a quarter. Another person than its owner and the tester signs the test off.',
          },
        ],
      },
    },
  );
}

async function plan({ system, status, size, parties, now }: Common): Promise<JsonObject | undefined> {
  const weak = status.controls.filter(({ status: each }) => each in WEAK);
  const risks = status.risks.filter(({ active }) => active);
  if (weak.length + risks.length === 0) return undefined;
  const tested = weak.flatMap((control) => (control.last === undefined ? [] : [{ control, test: control.last }]));
  return whole(
    'plan-of-action-and-milestones',
    `${system}: plan of action and milestones`,
    { now, size, parties },
    {
      'system-id': { 'identifier-type': NAMESPACE, id: system },
      ...some('observations', await Promise.all(tested.map(({ control, test }) => observation(control, test)))),
      ...some('risks', await Promise.all(risks.map(risk))),
      'poam-items': await Promise.all([...weak.map(weakness), ...risks.map(riskItem)]),
    },
  );
}

/** Makes a whole document. Its id is made of all that it says. */
async function whole(
  root: string,
  title: string,
  { now, size, parties }: Pick<Common, 'now' | 'size' | 'parties'>,
  body: JsonObject,
): Promise<JsonObject> {
  const metadata = {
    title,
    'last-modified': new Date(now).toISOString(),
    version: String(size),
    'oscal-version': OSCAL_VERSION,
    ...some('parties', parties),
    remarks: 'The version is the number of entries in the control log. Persons stand under their pseudonyms in it.',
  };
  const content = { metadata, ...body };
  return { [root]: { uuid: await uuidOf(root, JSON.stringify(content)), ...content } };
}

/** What is weak about a control that is not effective. */
const WEAK: Readonly<Partial<Record<ControlStatus, string>>> = {
  deficient: 'The last test found the control deficient.',
  overdue: 'The last test that found the control effective is more than a quarter old.',
  'not-assessed': 'No test of the control counts.',
};

function isAssessed({ status, last }: ControlReport): boolean {
  return status !== 'inactive' && last !== undefined;
}

/** Makes a property. OSCAL has no empty value, and none with a space around it. */
function prop(name: string, value: string | number): JsonObject {
  return { name, ns: NAMESPACE, value: plain(String(value)) };
}

function plain(text: string): string {
  return escaped(text).trim() || '-';
}

/** A list under its name; nothing where it is empty, since OSCAL has no empty lists. */
function some(name: string, list: readonly JsonValue[]): JsonObject {
  return list.length === 0 ? {} : { [name]: [...list] };
}

async function party({ subject, name }: ReportPerson): Promise<JsonObject> {
  return {
    uuid: await uuidOf('party', subject),
    type: 'person',
    name: plain(name ?? subject),
    ...(name !== undefined && { props: [prop('pseudonym', subject)] }),
  };
}

async function originOf(subject: string): Promise<JsonObject> {
  return { actors: [{ type: 'party', 'actor-uuid': await uuidOf('party', subject) }] };
}

async function observation(control: ControlReport, test: ControlTest): Promise<JsonObject> {
  const { id, result, note, evidence, tester, time, signedOff, index, entry } = test;
  return {
    uuid: await uuidOf('observation', entry),
    title: `Test ${id} of control ${control.id}`,
    description: note ?? `The test found the control ${result}.`,
    props: [
      prop('result', result),
      prop('entry', index),
      ...(signedOff === undefined
        ? []
        : [
            prop('sign-off-entry', signedOff.index),
            prop('signed-off-by', await uuidOf('party', signedOff.by)),
            prop('signed-off', signedOff.time),
          ]),
    ],
    methods: ['TEST'],
    types: ['control-objective'],
    origins: [await originOf(tester)],
    'relevant-evidence': [{ description: 'The document with this SHA-256.', props: [prop('sha-256', evidence)] }],
    collected: time,
  };
}

const STATES: Readonly<Partial<Record<ControlStatus, JsonObject>>> = {
  effective: { state: 'satisfied', reason: 'pass' },
  deficient: { state: 'not-satisfied', reason: 'fail' },
  overdue: { state: 'not-satisfied', reason: 'other', remarks: WEAK.overdue ?? '' },
};

async function finding(control: ControlReport): Promise<JsonObject> {
  const { id, description, owner, status, last, nextTest, entry } = control;
  return {
    uuid: await uuidOf('finding', entry),
    title: `Control ${id}`,
    description,
    props: [
      prop('status', status),
      prop('owner', await uuidOf('party', owner)),
      ...(nextTest === undefined ? [] : [prop('next-test', nextTest)]),
    ],
    target: { type: 'objective-id', 'target-id': id, status: STATES[status] ?? {} },
    ...(last && { 'related-observations': [{ 'observation-uuid': await uuidOf('observation', last.entry) }] }),
  };
}

async function risk(of: RiskReport): Promise<JsonObject> {
  const { id, description, impact, likelihood, level, score, mitigation, active, assessor, assessed, index, entry } =
    of;
  const facet = (name: string, value: string): JsonObject => ({ name, system: NAMESPACE, value });
  return {
    uuid: await uuidOf('risk', entry),
    title: `Risk ${id}`,
    description,
    statement: description,
    props: [
      prop('entry', index),
      prop('assessed', assessed),
      ...(of.nextReview === undefined ? [] : [prop('next-review', of.nextReview)]),
    ],
    status: active ? 'open' : 'closed',
    origins: [await originOf(assessor)],
    characterizations: [
      {
        origin: await originOf(assessor),
        facets: [
          facet('impact', impact),
          facet('likelihood', likelihood),
          facet('score', String(score)),
          facet('level', level),
        ],
      },
    ],
    remediations: [
      {
        uuid: await uuidOf('remediation', entry),
        lifecycle: 'planned',
        title: `Mitigation of risk ${id}`,
        description: mitigation,
      },
    ],
  };
}

async function weakness(control: ControlReport): Promise<JsonObject> {
  const { id, description, owner, status, last, nextTest, entry } = control;
  return {
    uuid: await uuidOf('item', entry),
    title: `Control ${id} is ${status}`,
    description: `${WEAK[status] ?? ''} The control: ${description}`,
    props: [
      prop('control', id),
      prop('status', status),
      prop('owner', await uuidOf('party', owner)),
      ...(nextTest === undefined ? [] : [prop('test-due', nextTest)]),
    ],
    ...(last && { 'related-observations': [{ 'observation-uuid': await uuidOf('observation', last.entry) }] }),
  };
}

async function riskItem({ id, description, level, nextReview, entry }: RiskReport): Promise<JsonObject> {
  return {
    uuid: await uuidOf('item', entry),
    title: `Risk ${id} is ${level}`,
    description,
    props: [prop('level', level), ...(nextReview === undefined ? [] : [prop('review-due', nextReview)])],
    'related-risks': [{ 'risk-uuid': await uuidOf('risk', entry) }],
  };
}
