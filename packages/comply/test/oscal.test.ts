/** OSCAL documents: deterministic ids, and references that lead somewhere. `oscal.tools.test.ts` has trestle read them. */

import { emptyState, toOscal } from '@fedzk/comply';
import type { JsonValue } from '@fedzk/core';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { uuid5 } from '../src/oscal/uuid.js';
import { control, noon, SAMPLE, signOff, stateOf, test } from './support/sox.js';

const NOW = { now: noon('2026-06-01') };
const UUID5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Lists the values under names, at any depth. */
function under(value: JsonValue | undefined, isName: (name: string) => boolean): JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [...(isName(name) ? [each] : []), ...under(each, isName)]);
}

/** Reads a value by its path. */
function at(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (each, name) => (each as Record<string, JsonValue> | undefined)?.[name],
    value,
  );
}

const RESULT = ['assessment-results', 'results', 0] as const;

describe('documents', () => {
  it('are equal of one state at one time', async () => {
    const [one, other] = [await toOscal(stateOf(SAMPLE), NOW), await toOscal(stateOf(SAMPLE), NOW)];
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it('are others of another state or time, with the same ids for the same things', async () => {
    const first = await toOscal(stateOf(SAMPLE), NOW);
    const later = await toOscal(stateOf(SAMPLE), { now: NOW.now + 1 });
    const longer = await toOscal(stateOf([...SAMPLE, control('NEW', '2026-05-30')]), NOW);
    const ids = [first, later, longer].map(({ assessmentResults }) =>
      at(assessmentResults, 'assessment-results', 'uuid'),
    );
    expect(new Set(ids).size).toBe(3);
    for (const kind of ['observations', 'findings', 'risks']) {
      expect(at(longer.assessmentResults, ...RESULT, kind)).toEqual(at(first.assessmentResults, ...RESULT, kind));
    }
  });

  it('have ids of version 5, each once, and no reference that leads nowhere', async () => {
    const { assessmentResults, planOfAction } = await toOscal(stateOf(SAMPLE), NOW);
    for (const document of [assessmentResults, planOfAction]) {
      const ids = under(document, (name) => name === 'uuid');
      expect(ids.length).toBeGreaterThan(15);
      for (const id of ids) expect(id).toMatch(UUID5);
      expect(new Set(ids).size).toBe(ids.length);
      const references = under(document, (name) => /^(actor|observation|risk)-uuid$/.test(name));
      expect(references.length).toBeGreaterThan(8);
      for (const reference of references) expect(ids).toContain(reference);
    }
    const href = at(assessmentResults, 'assessment-results', 'import-ap', 'href');
    expect(`#${at(assessmentResults, 'assessment-results', 'back-matter', 'resources', 0, 'uuid')}`).toBe(href);
  });

  it('are refused of what is no state', async () => {
    for (const state of [undefined, {}, structuredClone(emptyState())]) {
      expect((await rejection(toOscal(state as never))).code).toBe('invalid-argument');
    }
  });
});

describe('a control', () => {
  it('has a finding only if a test counts, and satisfied is effective alone', async () => {
    const { assessmentResults } = await toOscal(stateOf(SAMPLE), NOW);
    const findings = at(assessmentResults, ...RESULT, 'findings') as JsonValue[];
    expect(findings.map((each) => [at(each, 'target', 'target-id'), at(each, 'target', 'status', 'state')])).toEqual([
      ['ITGC-01', 'satisfied'],
      ['ITGC-02', 'not-satisfied'],
      ['ITGC-03', 'not-satisfied'],
    ]);
    expect(at(assessmentResults, ...RESULT, 'reviewed-controls', 'control-selections')).toEqual([
      {
        description: expect.any(String),
        'include-controls': ['ITGC-01', 'ITGC-02', 'ITGC-03'].map((id) => ({ 'control-id': id })),
        'exclude-controls': ['ITGC-04', 'ITGC-05'].map((id) => ({ 'control-id': id })),
      },
    ]);
  });

  it('stands in the plan unless it is effective or inactive', async () => {
    const { planOfAction } = await toOscal(stateOf(SAMPLE), NOW);
    const items = at(planOfAction, 'plan-of-action-and-milestones', 'poam-items') as JsonValue[];
    expect(items.map((each) => at(each, 'title'))).toEqual([
      'Control ITGC-02 is deficient',
      'Control ITGC-03 is overdue',
      'Control ITGC-04 is not-assessed',
      'Risk FORGERY is high',
      'Risk KEY-LOSS is medium',
      'Risk TURNOVER is medium',
    ]);
  });

  it('that is effective, alone and without risks, needs no plan', async () => {
    const acts = [control('A', '2026-05-01'), test('A', 'T', '2026-05-02'), signOff('A', 'T', '2026-05-03')];
    expect(await toOscal(stateOf(acts), NOW)).not.toHaveProperty('planOfAction');
    expect(await toOscal(stateOf(acts.slice(0, 2)), NOW)).toHaveProperty('planOfAction');
  });
});

describe('a UUID of version 5', () => {
  it('is that of RFC 9562, appendix A.4', async () => {
    expect(await uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
});
