// Incidents, as acts on the control log.

import { type AuditEvent, FedzkError, type JsonObject, methodsOf, optionsOf, signalOf, unexpected } from '@fedzk/core';
import type { ComplyState } from '../fold/fold.js';
import type { Ledger, Written } from '../ledger/ledger.js';
import { flagOf, idOf, lineOf, oneOf, personOf } from '../sox/arguments.js';
import { timeOf } from '../sox/status.js';
import { type ActionContext, asLine, attempted, type IncidentAction, type Outcome } from './attempt.js';
import { type IncidentSeverity, PHASES, PLAYBOOKS, type Playbook, type PlaybookStep, SEVERITIES } from './playbooks.js';
import {
  type Incident,
  type IncidentStatus,
  type IncidentStep,
  mayChange,
  mayFollow,
  openBefore,
  type StepChange,
} from './state.js';

/** An incident to be reported. */
export interface IncidentDraft {
  /** A type that has a playbook, such as `data_breach`. */
  readonly type: string;
  /** By default the playbook's. */
  readonly severity?: IncidentSeverity;
  /** What was seen: one line. */
  readonly description: string;
  /** The id of whoever reports it. */
  readonly by: string;
  /** The same for two reports of one thing: while an incident with it is open, no other is made. */
  readonly key?: string;
}

/** An incident as it is now. */
export interface IncidentReceipt {
  /** The entry that was written; undefined if an open incident had the key already. */
  readonly index?: number;
  readonly incident: Incident;
}

/** A step to be done. */
export interface StepOrder {
  /** The incident's id. */
  readonly incident: string;
  /** The step's name. */
  readonly step: string;
  /** The id of whoever orders it. */
  readonly by: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Cancels the attempt. Whether it was done is asked about then. */
  readonly signal?: AbortSignal;
}

/** What a person says of a step. */
export interface StepDecision {
  /** The incident's id. */
  readonly incident: string;
  /** The step's name. */
  readonly step: string;
  /** `not-done` is for a step that was started; it can be done again. `skipped` is for one that isn't started. */
  readonly outcome: 'done' | 'not-done' | 'skipped';
  /** The id of whoever says it. */
  readonly by: string;
  /** How it is known, or why it isn't needed: one line. */
  readonly note: string;
}

/** The end of an incident. */
export interface IncidentClosing {
  /** The incident's id. */
  readonly incident: string;
  /** The id of whoever closes it. */
  readonly by: string;
  /** Why it happened: one line. */
  readonly cause: string;
  /** What is done so that it doesn't happen again: one line. */
  readonly lessons: string;
  /** Whether nothing had happened. By default false. */
  readonly falseAlarm?: boolean;
}

/** A deadline of an open incident. */
export interface IncidentDuty {
  /** The incident's id. */
  readonly incident: string;
  /** The step that has to be done. */
  readonly step: string;
  /** RFC 3339. */
  readonly until: string;
  /** Whether the time is over. */
  readonly isLate: boolean;
}

/** The open incidents. */
export interface IncidentsStatus {
  /** The time that it is about: RFC 3339. */
  readonly at: string;
  /** The worst first; of one severity the oldest first. */
  readonly open: readonly Incident[];
  /** What has to be done by a time, the nearest first. */
  readonly due: readonly IncidentDuty[];
}

/** What incidents need beside the log. */
export interface IncidentOptions {
  /** What does the steps, by their names. A step without one is done by hand, and settled. */
  readonly actions?: Readonly<Record<string, IncidentAction>>;
  /** By the type of incident. They add to {@link PLAYBOOKS}, or take a playbook's place. */
  readonly playbooks?: Readonly<Record<string, Playbook>>;
}

const LIMIT_SECONDS = 60;
const RETRY_MS = 1000;

export class Incidents {
  readonly #ledger: Ledger;
  readonly #actions: ReadonlyMap<string, IncidentAction>;
  readonly #playbooks: ReadonlyMap<string, Playbook>;
  /** The steps that this process is doing now. */
  readonly #running = new Set<string>();

  constructor(ledger: Ledger, { actions = {}, playbooks = {} }: IncidentOptions) {
    this.#ledger = ledger;
    this.#actions = new Map(Object.entries(actions).map(([name, action]) => [name, actionOf(action, name)]));
    const all = { ...PLAYBOOKS, ...playbooks };
    this.#playbooks = new Map(Object.entries(all).map(([type, playbook]) => [type, playbookOf(playbook, type)]));
  }

  /**
   * Reports an incident: its steps are those that the type's playbook has now.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async report(draft: IncidentDraft): Promise<IncidentReceipt> {
    const given = optionsOf(draft, ['type', 'severity', 'description', 'by', 'key'], 'incident');
    const playbook = this.#playbooks.get(given.type);
    if (playbook === undefined) {
      throw unexpected('incident.type', `one of ${[...this.#playbooks.keys()].join(', ')}`, given.type);
    }
    const key = given.key === undefined ? undefined : lineOf(given.key, 'incident.key');
    const details: JsonObject = {
      incident_id: newId(),
      type: given.type,
      severity: oneOf(given.severity ?? playbook.severity, SEVERITIES, 'incident.severity'),
      description: lineOf(given.description, 'incident.description'),
      ...(key !== undefined && { key }),
      steps: playbook.steps.map(({ name, phase }) => ({ name, phase })),
      ...(playbook.deadline && { deadline: { ...playbook.deadline } }),
    };
    const by = personOf(given.by, 'incident.by');
    let same: Incident | undefined;
    const written = await this.#ledger.actIf((state) => {
      same = [...state.incidents.incidents.values()].find(
        (each) => key !== undefined && each.key === key && each.status !== 'closed',
      );
      if (same !== undefined) return undefined;
      return eventOf('security_incident_reported', by, String(details['incident_id']), details);
    });
    if (written === undefined) return { incident: structuredClone(same as Incident) };
    return receiptOf(written, String(details['incident_id']));
  }

  /**
   * Does a step by its action: writes that it is started, does it, and writes how it ended. A failed attempt is repeated as often as
   * the playbook says. An attempt whose end nobody saw, because a process ended or the time was over, is never repeated before the action's
   * `ask` says `not-done`.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`: there is no such incident or step; `invalid-state`: the step is done,
   *   is being done, has no action, or nobody can say whether it was done: see {@link Incidents.settleStep}; `unavailable`: the last attempt
   *   failed; what the log throws
   */
  async runStep(order: StepOrder): Promise<IncidentReceipt> {
    const given = optionsOf(order, ['incident', 'step', 'by', 'dryRun', 'signal'], 'order');
    const [id, name] = [idOf(given.incident, 'order.incident'), idOf(given.step, 'order.step')];
    const by = personOf(given.by, 'order.by');
    const dryRun = flagOf(given.dryRun ?? false, 'order.dryRun');
    const signal = signalOf(given.signal);
    signal?.throwIfAborted();
    const { incident, step } = stepIn(await this.#ledger.current(), id, name);
    const action = this.#actions.get(name);
    if (action === undefined) {
      throw new FedzkError('invalid-state', `Step ${name} has no action here; do it by hand, then settle it.`);
    }
    if (dryRun) {
      const context = { incident: structuredClone(incident), step: name, attempt: step.attempts + 1 };
      const result = asLine(await action.plan({ ...context, signal: signal ?? new AbortController().signal }));
      return this.#write(id, name, by, 'dry-run', result);
    }
    const running = `${id} ${name}`;
    if (this.#running.has(running)) {
      throw new FedzkError('invalid-state', `Step ${name} of ${id} is being done; wait for its end.`);
    }
    this.#running.add(running);
    try {
      return await this.#run(action, { id, name, by, signal });
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Writes what a person says of a step: that it was done by hand, that an interrupted attempt was or wasn't done, or that it
   * isn't needed.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`; `invalid-state`: the step is not in a state in which this can be said;
   *   what the log throws
   */
  async settleStep(decision: StepDecision): Promise<IncidentReceipt> {
    const given = optionsOf(decision, ['incident', 'step', 'outcome', 'by', 'note'], 'decision');
    const [id, name] = [idOf(given.incident, 'decision.incident'), idOf(given.step, 'decision.step')];
    const outcome = oneOf(given.outcome, ['done', 'not-done', 'skipped'] as const, 'decision.outcome');
    const note = lineOf(given.note, 'decision.note');
    const by = personOf(given.by, 'decision.by');
    if (this.#running.has(`${id} ${name}`)) {
      throw new FedzkError('invalid-state', `Step ${name} of ${id} is being done; wait for its end.`);
    }
    return this.#write(id, name, by, outcome === 'not-done' ? 'failed' : outcome, note);
  }

  /**
   * Moves an incident on: `investigating`, then `contained` once each step of the phase `contain` is done or skipped, then
   * `recovered` once all are. From both it may go back to `investigating`.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`; `invalid-state`: that status doesn't follow, or steps are open;
   *   what the log throws
   */
  async advance(
    incident: string,
    to: 'investigating' | 'contained' | 'recovered',
    by: string,
  ): Promise<IncidentReceipt> {
    const id = idOf(incident, 'incident');
    const next = oneOf(to, ['investigating', 'contained', 'recovered'] as const, 'to');
    const person = personOf(by, 'by');
    const written = await this.#ledger.act((state) => {
      requireNext(incidentIn(state, id), next);
      return eventOf('incident.state', person, id, { incident_id: id, to: next });
    });
    return receiptOf(written, id);
  }

  /**
   * Closes an incident with its post-mortem: one that is recovered, or a false alarm that isn't contained yet.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`; `invalid-state`: it can't be closed yet; what the log throws
   */
  async close(closing: IncidentClosing): Promise<IncidentReceipt> {
    const given = optionsOf(closing, ['incident', 'by', 'cause', 'lessons', 'falseAlarm'], 'closing');
    const id = idOf(given.incident, 'closing.incident');
    const by = personOf(given.by, 'closing.by');
    const falseAlarm = flagOf(given.falseAlarm ?? false, 'closing.falseAlarm');
    const details = {
      incident_id: id,
      cause: lineOf(given.cause, 'closing.cause'),
      lessons: lineOf(given.lessons, 'closing.lessons'),
      false_alarm: falseAlarm,
    };
    const written = await this.#ledger.act((state) => {
      requireNext(incidentIn(state, id), falseAlarm ? 'false-alarm' : 'closed');
      return eventOf('incident.closed', by, id, details);
    });
    return receiptOf(written, id);
  }

  /**
   * Lists the open incidents, and what has to be done by a time.
   *
   * @param now milliseconds since 1970; the clock's unless given
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async status(now?: number): Promise<IncidentsStatus> {
    const time = timeOf(now);
    const { incidents } = await this.#ledger.current();
    const rank = ({ severity }: Incident): number => -SEVERITIES.indexOf(severity);
    const open = [...incidents.incidents.values()].filter(({ status }) => status !== 'closed');
    open.sort((a, b) => rank(a) - rank(b) || a.index - b.index);
    const due = open.flatMap(({ id, deadline, steps }): IncidentDuty[] => {
      const status = deadline && steps.get(deadline.step)?.status;
      if (deadline === undefined || status === 'done' || status === 'skipped') return [];
      return [{ incident: id, ...deadline, isLate: Date.parse(deadline.until) < time }];
    });
    due.sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
    return structuredClone({ at: new Date(time).toISOString(), open, due });
  }

  async #run(action: IncidentAction, order: Order): Promise<IncidentReceipt> {
    const { id, name, by, signal } = order;
    let { incident, step } = stepIn(await this.#ledger.current(), id, name);
    // Somebody began and was interrupted: a process that is gone, or this one when the time was over.
    if (step.status === 'started') {
      const settled = await this.#asked(action, order, incident, step, 'an attempt was interrupted');
      if (settled !== undefined) return settled;
    }
    const { limitSeconds = LIMIT_SECONDS, retries = 0 } = this.#stepOf(incident, name);
    for (let left = retries; ; left -= 1) {
      ({ incident } = await this.#write(id, name, by, 'started'));
      step = incident.steps.get(name) as IncidentStep;
      const context = { incident: structuredClone(incident), step: name, attempt: step.attempts };
      const outcome: Outcome = await attempted(action, context, limitSeconds * 1000, signal);
      if (outcome.is === 'done') return this.#write(id, name, by, 'done', outcome.result);
      if (outcome.is === 'failed') {
        await this.#write(id, name, by, 'failed', outcome.result);
        if (left === 0) throw new FedzkError('unavailable', `Step ${name} of ${id} failed: ${outcome.result}`);
      } else {
        const settled = await this.#asked(action, order, incident, step, outcome.why);
        if (settled !== undefined) return settled;
        signal?.throwIfAborted();
        if (left === 0) throw new FedzkError('unavailable', `Step ${name} of ${id} was not done: ${outcome.why}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** (retries - left)));
      signal?.throwIfAborted();
    }
  }

  /**
   * Asks whether an attempt was done whose end nobody saw, and writes the answer.
   *
   * @returns undefined if it was not done, so that it may be done again
   */
  async #asked(
    action: IncidentAction,
    { id, name, by }: Order,
    incident: Incident,
    { attempts: attempt }: IncidentStep,
    why: string,
  ): Promise<IncidentReceipt | undefined> {
    const { signal } = new AbortController();
    const context: ActionContext = { incident: structuredClone(incident), step: name, attempt, signal };
    const answer = (await action.ask?.(context)) ?? 'unknown';
    if (answer === 'done') return this.#write(id, name, by, 'done', `found done: ${why}`);
    if (answer === 'not-done') {
      await this.#write(id, name, by, 'failed', `found not done: ${why}`);
      return undefined;
    }
    throw new FedzkError(
      'invalid-state',
      `Nobody can say whether step ${name} of ${id} was done: ${why}. Look, then settle it as done or not done.`,
    );
  }

  /** Writes an entry about a step, if the step's state allows it. */
  async #write(
    id: string,
    name: string,
    by: string,
    state: StepChange | 'dry-run',
    result?: string,
  ): Promise<{ readonly index: number; readonly incident: Incident }> {
    const written = await this.#ledger.act((all) => {
      const { step } = stepIn(all, id, name);
      if (state !== 'dry-run' && !mayChange(step, state)) {
        const to = state === 'failed' ? 'not done' : state;
        throw new FedzkError('invalid-state', `Step ${name} of ${id} is ${step.status}; it can't become ${to}.`);
      }
      const attempt = step.attempts + (state === 'started' ? 1 : 0);
      const details = { incident_id: id, step: name, state, attempt, ...(result !== undefined && { result }) };
      return eventOf('incident.step', by, id, details, state === 'failed' ? 'failure' : 'success');
    });
    return receiptOf(written, id);
  }

  /** Finds a step's limits. A playbook that has changed since may lack it: it has the defaults then. */
  #stepOf({ type }: Incident, name: string): Partial<PlaybookStep> {
    return this.#playbooks.get(type)?.steps.find((each) => each.name === name) ?? {};
  }
}

interface Order {
  readonly id: string;
  readonly name: string;
  readonly by: string;
  readonly signal: AbortSignal | undefined;
}

function requireNext(incident: Incident, to: IncidentStatus | 'false-alarm'): void {
  const { id, status } = incident;
  const word = to === 'false-alarm' ? 'closed as a false alarm' : to;
  if (!mayFollow(incident, to)) {
    throw new FedzkError('invalid-state', `Incident ${id} is ${status}; it can't become ${word} next.`);
  }
  const open = openBefore(incident, to);
  if (open.length === 0) return;
  throw new FedzkError(
    'invalid-state',
    `Incident ${id} can't become ${word} while steps are open: do, settle or skip ${open.join(', ')}.`,
  );
}

function incidentIn({ incidents }: ComplyState, id: string): Incident {
  const incident = incidents.incidents.get(id);
  if (incident === undefined) throw new FedzkError('not-found', `There is no incident ${id}.`);
  if (incident.status === 'closed')
    throw new FedzkError('invalid-state', `Incident ${id} is closed; report a new one.`);
  return incident;
}

function stepIn(state: ComplyState, id: string, name: string): { incident: Incident; step: IncidentStep } {
  const incident = incidentIn(state, id);
  const step = incident.steps.get(name);
  if (step !== undefined) return { incident, step };
  const steps = [...incident.steps.keys()].join(', ');
  throw new FedzkError('not-found', `Incident ${id} has no step ${name}; its steps are ${steps}.`);
}

function receiptOf({ index, state }: Written, id: string): { index: number; incident: Incident } {
  const incident = state.incidents.incidents.get(id);
  const isSaid = incident?.timeline.at(-1)?.index === index;
  if (incident !== undefined && isSaid) return { index, incident: structuredClone(incident) };
  throw new FedzkError('damaged', `Entry ${index} was not folded.`);
}

function eventOf(
  operation: string,
  person: string,
  id: string,
  details: JsonObject,
  result: 'success' | 'failure' = 'success',
): AuditEvent {
  return { user_id: person, operation, resource: `incident:${id}`, result, details };
}

/** Makes an id of 64 random bits. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `INC-${[...bytes].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}

const ACTION = 'an object with plan(context), run(context), and ask(context) where it can tell';

function actionOf(action: IncidentAction, name: string): IncidentAction {
  idOf(name, 'the name of an action');
  return methodsOf(action, ['plan', 'run'], `actions.${name}`, ACTION);
}

const isNumberFrom = (value: unknown, least: number, most: number): boolean =>
  value === undefined || (typeof value === 'number' && value >= least && value <= most);

const DAY_SECONDS = 86_400;

/** Reads a playbook, as data that nobody else changes. */
function playbookOf(playbook: Playbook, type: string): Playbook {
  idOf(type, 'the type of a playbook');
  const name = `playbooks.${type}`;
  const { severity, steps, deadline } = optionsOf(playbook, ['severity', 'steps', 'deadline'], name);
  if (!Array.isArray(steps) || steps.length > 50)
    throw unexpected(`${name}.steps`, 'a list of at most 50 steps', steps);
  const read = steps.map((step: PlaybookStep, at) => {
    const where = `${name}.steps[${at}]`;
    const given = optionsOf(step, ['name', 'phase', 'limitSeconds', 'retries'], where);
    if (!isNumberFrom(given.limitSeconds, 0.001, DAY_SECONDS)) {
      throw unexpected(`${where}.limitSeconds`, 'a number of seconds, a day at most', given.limitSeconds);
    }
    if (!isNumberFrom(given.retries, 0, 10) || !Number.isInteger(given.retries ?? 0)) {
      throw unexpected(`${where}.retries`, 'a whole number from 0 to 10', given.retries);
    }
    return { ...given, name: idOf(given.name, `${where}.name`), phase: oneOf(given.phase, PHASES, `${where}.phase`) };
  });
  const names = read.map((step) => step.name);
  if (new Set(names).size < names.length) throw unexpected(`${name}.steps`, 'steps of different names', names);
  if (deadline !== undefined) {
    const { step, hours } = optionsOf(deadline, ['step', 'hours'], `${name}.deadline`);
    if (!names.includes(step)) throw unexpected(`${name}.deadline.step`, 'the name of one of its steps', step);
    if (hours === undefined || !isNumberFrom(hours, 0, 24 * 365)) {
      throw unexpected(`${name}.deadline.hours`, 'a number of hours, a year at most', hours);
    }
  }
  return {
    severity: oneOf(severity, SEVERITIES, `${name}.severity`),
    steps: read as readonly PlaybookStep[],
    ...(deadline !== undefined && { deadline: { ...deadline } }),
  };
}
