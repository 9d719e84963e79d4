// What a control log says of incidents. The steps of an incident are those that its report names: another playbook later changes
// nothing of it.

import * as v from 'valibot';
import { type Area, type ControlEntry, step } from '../fold/area.js';
import { idSchema, lineSchema } from '../sox/state.js';
import { type IncidentSeverity, PHASES, SEVERITIES, type StepPhase } from './playbooks.js';

const STATUSES = ['reported', 'investigating', 'contained', 'recovered', 'closed'] as const;
/** How far an incident is. */
export type IncidentStatus = (typeof STATUSES)[number];

/**
 * How far a step is:
 * - `waiting`: nothing was done;
 * - `started`: it is being done, or whoever did it was interrupted;
 * - `done`;
 * - `failed`: the last attempt was in vain, and can be repeated;
 * - `skipped`: somebody decided that it isn't needed.
 */
export type StepStatus = 'waiting' | 'started' | 'done' | 'failed' | 'skipped';

/** A step of an incident. */
export interface IncidentStep {
  readonly name: string;
  readonly phase: StepPhase;
  readonly status: StepStatus;
  /** How often it was started. */
  readonly attempts: number;
  /** What the last entry about it says. */
  readonly result?: string;
  /** The newest entry about it. */
  readonly index?: number;
  /** When that was written: RFC 3339. */
  readonly time?: string;
  /** The pseudonym of whoever wrote it. */
  readonly by?: string;
}

/** Something that happened in an incident. */
export interface TimelineEntry {
  readonly index: number;
  /** RFC 3339. */
  readonly time: string;
  /** The person's pseudonym. */
  readonly by: string;
  /** Such as `reported`, `contained` or `verify-logs done`. */
  readonly what: string;
  readonly note?: string;
}

/** An incident. */
export interface Incident {
  readonly id: string;
  readonly type: string;
  readonly severity: IncidentSeverity;
  readonly description: string;
  /** What tells two reports of one thing from two things, such as the key of an alert. */
  readonly key?: string;
  readonly status: IncidentStatus;
  /** When it was reported: RFC 3339. */
  readonly reported: string;
  /** The pseudonym of whoever reported it. */
  readonly reporter: string;
  /** By name, in the order of the playbook. */
  readonly steps: Map<string, IncidentStep>;
  /** A step that has to be done by a time, RFC 3339. */
  readonly deadline?: { readonly step: string; readonly until: string };
  readonly timeline: readonly TimelineEntry[];
  /** What was found afterwards, once it is closed. */
  readonly postMortem?: PostMortem;
  /** The entry that reports it. */
  readonly index: number;
}

/** What was found afterwards. */
export interface PostMortem {
  /** Why it happened: one line. */
  readonly cause: string;
  /** What is done so that it doesn't happen again: one line. */
  readonly lessons: string;
  /** Whether nothing had happened. */
  readonly falseAlarm: boolean;
}

/** What is known of incidents. */
export interface IncidentState {
  /** By id, in the order of the log. */
  readonly incidents: Map<string, Incident>;
  /** Entries that break a rule, by index, such as a step of a closed incident. They changed nothing. */
  readonly refused: number[];
}

const reportSchema = v.object({
  incident_id: idSchema,
  type: idSchema,
  severity: v.picklist(SEVERITIES),
  description: lineSchema,
  key: v.optional(lineSchema),
  steps: v.pipe(
    v.array(v.object({ name: idSchema, phase: v.picklist(PHASES) })),
    v.maxLength(50),
    v.check((steps) => new Set(steps.map(({ name }) => name)).size === steps.length),
  ),
  deadline: v.optional(v.object({ step: idSchema, hours: v.pipe(v.number(), v.minValue(0), v.maxValue(24 * 365)) })),
});
const stepSchema = v.object({
  incident_id: idSchema,
  step: idSchema,
  state: v.picklist(['dry-run', 'started', 'done', 'failed', 'skipped']),
  attempt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  result: v.optional(lineSchema),
});
const stateSchema = v.object({ incident_id: idSchema, to: v.picklist(['investigating', 'contained', 'recovered']) });
const closedSchema = v.object({
  incident_id: idSchema,
  cause: lineSchema,
  lessons: lineSchema,
  false_alarm: v.boolean(),
});

/** What an entry says of a step. */
export type StepChange = 'started' | 'done' | 'failed' | 'skipped';

/** From which states of a step an entry may lead to another. What was done by hand is done without a start. */
const STEP_FROM: Readonly<Record<StepChange, readonly StepStatus[]>> = {
  started: ['waiting', 'failed'],
  done: ['waiting', 'started', 'failed'],
  failed: ['started'],
  skipped: ['waiting', 'failed'],
};

/** Whether a step may change so. */
export function mayChange({ status }: IncidentStep, to: StepChange): boolean {
  return STEP_FROM[to].includes(status);
}

const FORWARD: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  reported: ['investigating'],
  investigating: ['contained'],
  contained: ['recovered', 'investigating'],
  recovered: ['investigating'],
  closed: [],
};

/** Lists the steps that keep an incident from a status: neither done nor skipped. */
export function openBefore({ steps }: Incident, to: IncidentStatus | 'false-alarm'): string[] {
  if (to === 'investigating' || to === 'false-alarm') return [];
  const open = [...steps.values()].filter(({ status }) => status !== 'done' && status !== 'skipped');
  return open.filter(({ phase }) => to !== 'contained' || phase === 'contain').map(({ name }) => name);
}

/** Whether an incident may get a status next, apart from its steps. A false alarm is closed from anywhere but contained. */
export function mayFollow({ status }: Incident, to: IncidentStatus | 'false-alarm'): boolean {
  if (to === 'false-alarm') return status === 'reported' || status === 'investigating';
  return to === 'closed' ? status === 'recovered' : FORWARD[status].includes(to);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HOUR_MS = 3_600_000;

/** Makes a step that changes an incident that exists and is not closed; what `change` refuses is counted. */
function about<Details extends { readonly incident_id: string }>(
  schema: v.GenericSchema<unknown, Details>,
  change: (incident: Incident, details: Details, row: ControlEntry) => Incident | undefined,
): Area<IncidentState>['steps'][string] {
  return step(schema, ({ incidents: all, refused }, details, row) => {
    const incident = all.get(details.incident_id);
    const changed = incident && incident.status !== 'closed' ? change(incident, details, row) : undefined;
    if (changed === undefined) refused.push(row.index);
    else all.set(changed.id, changed);
  });
}

function noted(incident: Incident, { index, entry }: ControlEntry, what: string, note?: string): Incident {
  const happened = { index, time: entry.time, by: entry.user_id, what, ...(note !== undefined && { note }) };
  return { ...incident, timeline: [...incident.timeline, happened] };
}

export const incidents: Area<IncidentState> = {
  empty: () => ({ incidents: new Map(), refused: [] }),
  steps: {
    security_incident_reported: step(reportSchema, ({ incidents: all, refused }, details, row) => {
      const { incident_id: id, type, severity, description, key, steps, deadline } = details;
      const { user_id: reporter, time: reported } = row.entry;
      if (all.has(id) || !TIME.test(reported) || Number.isNaN(Date.parse(reported))) {
        refused.push(row.index);
        return;
      }
      const until = deadline && new Date(Date.parse(reported) + deadline.hours * HOUR_MS).toISOString();
      const incident: Incident = {
        id,
        type,
        severity,
        description,
        ...(key !== undefined && { key }),
        status: 'reported',
        reported,
        reporter,
        steps: new Map(steps.map(({ name, phase }) => [name, { name, phase, status: 'waiting', attempts: 0 }])),
        ...(deadline && until !== undefined && { deadline: { step: deadline.step, until } }),
        timeline: [],
        index: row.index,
      };
      all.set(id, noted(incident, row, 'reported', description));
    }),
    'incident.step': about(stepSchema, (incident, { step: name, state, attempt, result }, row) => {
      const before = incident.steps.get(name);
      if (before === undefined) return undefined;
      if (state === 'dry-run') return noted(incident, row, `${name} dry run`, result);
      const expected = before.attempts + (state === 'started' ? 1 : 0);
      if (attempt !== expected || !mayChange(before, state)) return undefined;
      const { index, entry } = row;
      const { result: _, ...rest } = before;
      const after: IncidentStep = {
        ...rest,
        status: state,
        attempts: attempt,
        ...(result !== undefined && { result }),
        index,
        time: entry.time,
        by: entry.user_id,
      };
      const steps = new Map(incident.steps).set(name, after);
      return noted({ ...incident, steps }, row, `${name} ${state}`, result);
    }),
    'incident.state': about(stateSchema, (incident, { to }, row) => {
      if (!mayFollow(incident, to) || openBefore(incident, to).length > 0) return undefined;
      return noted({ ...incident, status: to }, row, to);
    }),
    'incident.closed': about(closedSchema, (incident, { cause, lessons, false_alarm: falseAlarm }, row) => {
      const to = falseAlarm ? 'false-alarm' : 'closed';
      if (!mayFollow(incident, to) || openBefore(incident, to).length > 0) return undefined;
      const postMortem = { cause, lessons, falseAlarm };
      return noted(
        { ...incident, status: 'closed', postMortem },
        row,
        falseAlarm ? 'closed: false alarm' : 'closed',
        cause,
      );
    }),
  },
};
