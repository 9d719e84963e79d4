// What is done about each type of incident, as data.

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type IncidentSeverity = (typeof SEVERITIES)[number];

export const PHASES = ['contain', 'investigate', 'recover'] as const;
/** When a step is done: before the incident counts as contained, or before it counts as recovered. */
export type StepPhase = (typeof PHASES)[number];

/** A step of a playbook. */
export interface PlaybookStep {
  /** The name of the step, and of the action that does it. */
  readonly name: string;
  readonly phase: StepPhase;
  /** After how long an attempt is cancelled: seconds. By default 60. */
  readonly limitSeconds?: number;
  /** How often a failed attempt is repeated. By default 0. */
  readonly retries?: number;
}

/** What is done about incidents of a type. */
export interface Playbook {
  readonly severity: IncidentSeverity;
  readonly steps: readonly PlaybookStep[];
  /** A step that has to be done within hours of the report. */
  readonly deadline?: { readonly step: string; readonly hours: number };
}

const isolate: PlaybookStep = { name: 'isolate', phase: 'contain' };
const stopProver: PlaybookStep = { name: 'stop-prover', phase: 'contain' };
const lowerLimits: PlaybookStep = { name: 'lower-limits', phase: 'contain' };
const notifyTeam: PlaybookStep = { name: 'notify-team', phase: 'contain', retries: 2 };
const verifyLogs: PlaybookStep = { name: 'verify-logs', phase: 'investigate', limitSeconds: 3600 };
const verifyKeys: PlaybookStep = { name: 'verify-keys', phase: 'investigate', limitSeconds: 600 };
const checkTampering: PlaybookStep = { name: 'check-tampering', phase: 'investigate', limitSeconds: 600, retries: 2 };
const rotateKeys: PlaybookStep = { name: 'rotate-keys', phase: 'recover', limitSeconds: 3600 };
const newCertificates: PlaybookStep = { name: 'new-certificates', phase: 'recover' };
const newSetup: PlaybookStep = { name: 'new-setup', phase: 'recover' };
const restoreGradually: PlaybookStep = { name: 'restore-gradually', phase: 'recover', limitSeconds: 4 * 3600 };
const INVESTIGATION = [verifyLogs, verifyKeys, checkTampering] as const;

/** The playbooks by the type of incident. Pass your own to `openComply` to add or replace some. */
export const PLAYBOOKS: Readonly<Record<string, Playbook>> = {
  cryptographic_failure: {
    severity: 'high',
    steps: [isolate, stopProver, notifyTeam, ...INVESTIGATION, rotateKeys, newSetup, restoreGradually],
  },
  unauthorized_access: {
    severity: 'critical',
    steps: [
      { name: 'block-source', phase: 'contain' },
      { name: 'close-sessions', phase: 'contain' },
      { name: 'rotate-owner-keys', phase: 'contain' },
      notifyTeam,
      verifyLogs,
      verifyKeys,
      newCertificates,
      restoreGradually,
    ],
  },
  key_compromise: {
    severity: 'critical',
    steps: [isolate, stopProver, notifyTeam, ...INVESTIGATION, rotateKeys, newCertificates, restoreGradually],
  },
  proof_forgery: {
    severity: 'critical',
    steps: [isolate, stopProver, notifyTeam, verifyLogs, checkTampering, newSetup, restoreGradually],
  },
  audit_inconsistency: { severity: 'critical', steps: [notifyTeam, ...INVESTIGATION] },
  ddos: { severity: 'high', steps: [lowerLimits, notifyTeam, verifyLogs, restoreGradually] },
  // GDPR, Article 33: the supervisory authority is told within 72 hours.
  data_breach: {
    severity: 'critical',
    steps: [
      isolate,
      notifyTeam,
      ...INVESTIGATION,
      { name: 'notify-authority', phase: 'recover' },
      rotateKeys,
      restoreGradually,
    ],
    deadline: { step: 'notify-authority', hours: 72 },
  },
};
