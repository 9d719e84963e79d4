// Controls, their tests and risks, as acts on the control log.

import { type AuditEvent, FedzkError, optionsOf } from '@fedzk/core';
import { copyOf } from '../fold/fold.js';
import type { Ledger, Written } from '../ledger/ledger.js';
import type { Subjects } from '../ledger/subjects.js';
import { type OscalDocuments, toOscal } from '../oscal/oscal.js';
import type { Page } from '../report/page.js';
import { flagOf, hashOf, idOf, lineOf, oneOf, personOf } from './arguments.js';
import { IMPACTS, type Impact, LIKELIHOODS, type Likelihood, rated } from './matrix.js';
import { pageOf } from './page.js';
import { type ReportOptions, reportOf, type SoxReport } from './report.js';
import {
  brokenRule,
  type Control,
  type ControlTest,
  FRAMEWORK,
  type Risk,
  type SignOffRule,
  type SoxState,
} from './state.js';
import { type SoxStatus, statusOf, timeOf } from './status.js';

/** A control to be filed. */
export interface ControlDraft {
  /** Such as `ITGC-01`: a letter or `_`, then letters, digits, `_`, `.` and `-`, 64 characters at most. */
  readonly id: string;
  /** What the control does: one line. */
  readonly description: string;
  /** The id of the person who answers for it. */
  readonly owner: string;
  /** Whether it is tested; by default true. */
  readonly active?: boolean;
  /** The id of whoever files it, if that is not the owner. */
  readonly filedBy?: string;
}

/** A test of a control to be filed. */
export interface TestDraft {
  /** The control's id. */
  readonly control: string;
  /** The test's own id in the control, such as `2026-Q1`. It begins with a letter or `_`, such as `Q1-2026`. */
  readonly id: string;
  readonly result: 'effective' | 'deficient';
  /** SHA-256 of the document that shows the result: 64 lower-case hexadecimal digits. Keep the document: the log has its hash. */
  readonly evidence: string;
  /** The id of the person who tested. */
  readonly tester: string;
  /** What was found: one line. */
  readonly note?: string;
}

/** Which test is signed off, and by whom. */
export interface SignOffDraft {
  /** The control's id. */
  readonly control: string;
  /** The test's id. */
  readonly test: string;
  /** The id of the person who signs off: neither the control's owner nor the tester. */
  readonly by: string;
}

/** A risk to be assessed. */
export interface RiskDraft {
  readonly id: string;
  /** What may happen: one line. */
  readonly description: string;
  /** By default `moderate`. */
  readonly impact?: Impact;
  /** By default `possible`. */
  readonly likelihood?: Likelihood;
  /** What is done about it: one line. */
  readonly mitigation: string;
  /** The id of the person who assesses it. */
  readonly assessor: string;
  /** Whether it exists; by default true. */
  readonly active?: boolean;
}

/** A yearly review of a risk. What is left out stays as it was. */
export interface ReviewDraft extends Partial<RiskDraft> {
  readonly id: string;
  readonly assessor: string;
}

/** A control as it was filed, and the entry that says so. */
export interface ControlReceipt {
  readonly index: number;
  readonly control: Control;
}

/** A test as it was filed or signed off, and the entry that says so. */
export interface TestReceipt {
  readonly index: number;
  readonly test: ControlTest;
}

/** A risk as it was assessed, and the entry that says so. */
export interface RiskReceipt {
  readonly index: number;
  readonly risk: Risk;
}

/** What to say of a sign-off that breaks a rule. */
function refusedBy(rule: SignOffRule, what: string): FedzkError {
  if (rule === 'twice') return new FedzkError('invalid-state', `${what} is signed off already; file a new test.`);
  const other = rule === 'owner' ? "the control's owner, now and when it was tested" : 'whoever tested';
  return new FedzkError('invalid-argument', `${what} expected another person to sign it off than ${other}.`);
}

export class Sox {
  readonly #ledger: Ledger;
  readonly #subjects: Subjects;

  constructor(ledger: Ledger, subjects: Subjects) {
    this.#ledger = ledger;
    this.#subjects = subjects;
  }

  /**
   * Files a control, or a change of its description, its owner, or whether it is active.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async fileControl(draft: ControlDraft): Promise<ControlReceipt> {
    const given = optionsOf(draft, ['id', 'description', 'owner', 'active', 'filedBy'], 'control');
    const id = idOf(given.id, 'control.id');
    const details = {
      control_id: id,
      description: lineOf(given.description, 'control.description'),
      active: flagOf(given.active ?? true, 'control.active'),
    };
    const actor = given.filedBy === undefined ? {} : { actor: personOf(given.filedBy, 'control.filedBy') };
    const event = {
      ...eventOf('sox.control', personOf(given.owner, 'control.owner'), `control:${id}`, details),
      ...actor,
    };
    const { index, state } = await this.#ledger.act(() => event);
    return { index, control: folded(index, state.sox.controls.get(id)) };
  }

  /**
   * Files a test of a control. Its result counts once another person signs it off; that it is deficient counts at once.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`: there is no such control; `invalid-state`: the control is inactive;
   *   `already-exists`: it has a test of this id; what the log throws
   */
  async fileTest(draft: TestDraft): Promise<TestReceipt> {
    const given = optionsOf(draft, ['control', 'id', 'result', 'evidence', 'tester', 'note'], 'test');
    const [of, id] = [idOf(given.control, 'test.control'), idOf(given.id, 'test.id')];
    const result = oneOf(given.result, ['effective', 'deficient'] as const, 'test.result');
    const details = {
      control_id: of,
      test_id: id,
      result,
      evidence: hashOf(given.evidence, 'test.evidence'),
      ...(given.note !== undefined && { note: lineOf(given.note, 'test.note') }),
    };
    const tester = personOf(given.tester, 'test.tester');
    const written = await this.#ledger.act(({ sox }) => {
      const control = controlIn(sox, of);
      if (!control.active) {
        throw new FedzkError('invalid-state', `Control ${of} is inactive; file it as active before you test it.`);
      }
      if (control.tests.has(id)) {
        throw new FedzkError('already-exists', `Control ${of} has a test ${id}; give the new one another id.`);
      }
      return eventOf('sox.test', tester, `control:${of}`, details, result === 'effective' ? 'success' : 'failure');
    });
    return testReceipt(written, of, id, (test) => test.index);
  }

  /**
   * Signs off a test. Whoever does it is neither the control's owner, now or when it was tested, nor the tester: their
   * pseudonyms in the log are compared.
   *
   * @throws {FedzkError} `not-found`: there is no such control or test; `invalid-argument`: the person is the owner or the tester;
   *   `invalid-state`: the test is signed off already; what the log throws
   */
  async signOff(draft: SignOffDraft): Promise<TestReceipt> {
    const given = optionsOf(draft, ['control', 'test', 'by'], 'signOff');
    const [of, id] = [idOf(given.control, 'signOff.control'), idOf(given.test, 'signOff.test')];
    const by = personOf(given.by, 'signOff.by');
    const written = await this.#ledger.act(async ({ sox }) => {
      const control = controlIn(sox, of);
      const test = control.tests.get(id);
      if (test === undefined) throw new FedzkError('not-found', `Control ${of} has no test ${id}.`);
      const rule = brokenRule(control, test, await this.#subjects.subjectOf(by));
      if (rule !== undefined) throw refusedBy(rule, `Test ${id} of control ${of}`);
      return eventOf('sox.sign_off', by, `control:${of}`, { control_id: of, test_id: id });
    });
    return testReceipt(written, of, id, (test) => test.signedOff?.index);
  }

  /**
   * Assesses a risk: its score is the product of impact and likelihood.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async assessRisk(draft: RiskDraft): Promise<RiskReceipt> {
    const given = optionsOf(draft, RISK, 'risk');
    const id = idOf(given.id, 'risk.id');
    return this.#assess(id, given.assessor, () => given);
  }

  /**
   * Reviews a risk: assesses it again. What is left out stays as it was.
   *
   * @throws {FedzkError} `invalid-argument`; `not-found`: there is no such risk; what the log throws
   */
  async reviewRisk(draft: ReviewDraft): Promise<RiskReceipt> {
    const given = optionsOf(draft, RISK, 'risk');
    const id = idOf(given.id, 'risk.id');
    const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return this.#assess(id, given.assessor, ({ risks }) => {
      const before = risks.get(id);
      if (before === undefined) throw new FedzkError('not-found', `There is no risk ${id}; assess it first.`);
      return { ...before, ...changes };
    });
  }

  /**
   * Says what the evidence says of each control, and which tests, sign-offs and reviews are due.
   *
   * @param now milliseconds since 1970; the clock's unless given. Evidence that is later doesn't count
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async status(now?: number): Promise<SoxStatus> {
    const time = timeOf(now);
    const { sox } = await this.#ledger.current();
    return structuredClone(statusOf(sox, time));
  }

  /**
   * Makes a report as JSON. It names the log's entries, and the root of all of them.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async report(options?: ReportOptions): Promise<SoxReport> {
    return reportOf(this.#ledger, options);
  }

  /**
   * Makes a report to be read and printed: one HTML page without a script.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async page(options?: ReportOptions): Promise<Page> {
    return pageOf(await this.report(options));
  }

  /**
   * Makes a report as OSCAL: see {@link toOscal}.
   *
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async oscal(options?: ReportOptions): Promise<OscalDocuments> {
    return toOscal(copyOf(await this.#ledger.current()), options);
  }

  async #assess(
    id: string,
    assessor: string,
    given: (state: SoxState) => Partial<Omit<RiskDraft, 'assessor'>>,
  ): Promise<RiskReceipt> {
    const by = personOf(assessor, 'risk.assessor');
    const { index, state } = await this.#ledger.act(({ sox }) => {
      const { description, impact = 'moderate', likelihood = 'possible', mitigation, active = true } = given(sox);
      const steps = [oneOf(impact, IMPACTS, 'risk.impact'), oneOf(likelihood, LIKELIHOODS, 'risk.likelihood')] as const;
      return eventOf('sox_risk_assessment', by, `risk:${id}`, {
        risk_id: id,
        description: lineOf(description, 'risk.description'),
        impact: steps[0],
        likelihood: steps[1],
        ...rated(...steps),
        mitigation: lineOf(mitigation, 'risk.mitigation'),
        active: flagOf(active, 'risk.active'),
      });
    });
    const risk = state.sox.risks.get(id);
    return { index, risk: folded(index, risk?.index === index ? risk : undefined) };
  }
}

const RISK = ['id', 'description', 'impact', 'likelihood', 'mitigation', 'assessor', 'active'] as const;

function eventOf(
  operation: string,
  person: string,
  resource: string,
  details: Readonly<Record<string, string | number | boolean>>,
  result: 'success' | 'failure' = 'success',
): AuditEvent {
  return { user_id: person, operation, resource, result, details: { compliance_framework: FRAMEWORK, ...details } };
}

function controlIn({ controls }: SoxState, id: string): Control {
  const control = controls.get(id);
  if (control !== undefined) return control;
  throw new FedzkError('not-found', `There is no control ${id}; file it first.`);
}

/** @param saidBy the index of the entry that has to be the one written: the fold refuses one that breaks a rule */
function testReceipt(
  { index, state }: Written,
  control: string,
  id: string,
  saidBy: (test: ControlTest) => number | undefined,
): TestReceipt {
  const test = state.sox.controls.get(control)?.tests.get(id);
  return { index, test: folded(index, test !== undefined && saidBy(test) === index ? test : undefined) };
}

/** Copies what an entry was folded into. */
function folded<T>(index: number, what: T | undefined): T {
  if (what !== undefined) return structuredClone(what);
  throw new FedzkError('damaged', `Entry ${index} was not folded: open with the "keys" that the log has.`);
}
