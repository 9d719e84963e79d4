// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { AuditLog, createSigner, memoryStorage } from '@fedzk/audit';
import {
  type ActionContext,
  type Comply,
  type ComplyOptions,
  type ComplyState,
  type Consent,
  type ConsentReceipt,
  type Consents,
  type ConsentTerms,
  type Control,
  type ControlDraft,
  type ControlEntry,
  type ControlLog,
  type ControlReceipt,
  type ControlReport,
  type ControlState,
  type ControlStatus,
  type ControlTest,
  type Duty,
  emptyState,
  FedzkError,
  type FedzkErrorCode,
  fold,
  type GdprState,
  type Impact,
  type Incident,
  type IncidentAction,
  type IncidentClosing,
  type IncidentDraft,
  type IncidentDuty,
  type IncidentOptions,
  type IncidentReceipt,
  type IncidentSeverity,
  type IncidentState,
  type IncidentStatus,
  type IncidentStep,
  type Incidents,
  type IncidentsStatus,
  isReserved,
  type Likelihood,
  type OscalDocuments,
  openComply,
  type Page,
  PLAYBOOKS,
  type Playbook,
  type PlaybookStep,
  type PostMortem,
  RESERVED,
  type ReportOptions,
  type ReportPerson,
  type RetentionPolicy,
  type ReviewDraft,
  type Risk,
  type RiskDraft,
  type RiskLevel,
  type RiskReceipt,
  type RiskReport,
  type SignOff,
  type SignOffDraft,
  type SnapshotOptions,
  type SnapshotStore,
  type Sox,
  type SoxReport,
  type SoxState,
  type SoxStatus,
  type StepDecision,
  type StepOrder,
  type StepPhase,
  type StepStatus,
  type TestDraft,
  type TestReceipt,
  type TimelineEntry,
  toOscal,
  withoutReserved,
} from '@fedzk/comply';

const signer = await createSigner('example.com/control');
const audit = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
export const log: ControlLog = audit;

let kept: Uint8Array | undefined;
const storage: SnapshotStore = {
  read: async () => kept,
  write: async (sealed) => {
    kept = sealed;
  },
};
const snapshot: SnapshotOptions = { storage, key: new Uint8Array(32) };
const isolate: IncidentAction = {
  plan: ({ step }: ActionContext) => `would do ${step}`,
  run: async ({ incident }) => `did it for ${incident.id}`,
  ask: () => 'unknown',
};
const phase: StepPhase = 'contain';
const step: PlaybookStep = { name: 'isolate', phase };
const severity: IncidentSeverity = 'low';
const drill: Playbook = { severity, steps: [step] };
const incidentOptions: IncidentOptions = { actions: { isolate }, playbooks: { ...PLAYBOOKS, drill } };
const options: ComplyOptions = { snapshot, incidents: incidentOptions };
const comply: Comply = await openComply(log, options);
const consents: Consents = comply.consents;
const terms: ConsentTerms = { type: 'research', purposes: ['model_training'] };
const { index, consent }: ConsentReceipt = await consents.record('client_001', terms);
const given: Consent = consent;
await comply.snapshot();

const rows: ControlEntry[] = [];
for await (const row of audit.entries()) rows.push(row);
const state: ComplyState = fold(emptyState(), rows);
const gdpr: GdprState = state.gdpr;
const control: ControlState = state.control;
const policy: RetentionPolicy = gdpr.retention;
await withoutReserved(audit).append({ user_id: 'x', operation: 'x', resource: 'x', result: 'success' });

const sox: Sox = comply.sox;
const draft: ControlDraft = { id: 'ITGC-01', description: 'Two people approve changes', owner: 'olga' };
const filed: ControlReceipt = await sox.fileControl(draft);
const found: Control = filed.control;
const testing: TestDraft = {
  control: found.id,
  id: 'Q1',
  result: 'effective',
  evidence: '00'.repeat(32),
  tester: 'tim',
};
await sox.fileTest(testing);
const signing: SignOffDraft = { control: 'ITGC-01', test: 'Q1', by: 'sara' };
const signed: TestReceipt = await sox.signOff(signing);
const tested: ControlTest = signed.test;
const signOff: SignOff | undefined = tested.signedOff;
const impact: Impact = 'severe';
const likelihood: Likelihood = 'rare';
const risky: RiskDraft = { id: 'KEYS', description: 'x', impact, likelihood, mitigation: 'x', assessor: 'adam' };
const assessed: RiskReceipt = await sox.assessRisk(risky);
const risk: Risk = assessed.risk;
const level: RiskLevel = risk.level;
const reviewing: ReviewDraft = { id: 'KEYS', assessor: 'anna' };
await sox.reviewRisk(reviewing);
const status: SoxStatus = await sox.status();
const controls: readonly ControlReport[] = status.controls;
const risks: readonly RiskReport[] = status.risks;
const due: readonly Duty[] = status.due;
const worst: ControlStatus = status.status;
const about: ReportOptions = { now: 0, system: 'x', nameOf: () => 'x' };
const report: SoxReport = await sox.report(about);
const people: readonly ReportPerson[] = report.people;
const page: Page = await sox.page(about);
const documents: OscalDocuments = await toOscal(await comply.state(), about);
const incidents: Incidents = comply.incidents;
const incidentDraft: IncidentDraft = { type: 'drill', description: 'x', by: 'olga' };
const receipt: IncidentReceipt = await incidents.report(incidentDraft);
const incident: Incident = receipt.incident;
const order: StepOrder = { incident: incident.id, step: 'isolate', by: 'olga', dryRun: true };
await incidents.runStep(order);
const decision: StepDecision = { incident: incident.id, step: 'isolate', outcome: 'done', by: 'olga', note: 'x' };
const settled = (await incidents.settleStep(decision)).incident;
const incidentStep: IncidentStep | undefined = settled.steps.get('isolate');
const stepStatus: StepStatus | undefined = incidentStep?.status;
const incidentsStatus: IncidentsStatus = await incidents.status();
const duties: readonly IncidentDuty[] = incidentsStatus.due;
const closing: IncidentClosing = { incident: incident.id, by: 'olga', cause: 'x', lessons: 'x', falseAlarm: true };
const closed = (await incidents.close(closing)).incident;
const incidentStatus: IncidentStatus = closed.status;
const postMortem: PostMortem | undefined = closed.postMortem;
const timeline: readonly TimelineEntry[] = closed.timeline;
const incidentState: IncidentState = (await comply.state()).incidents;
export const happened = [stepStatus, duties, incidentStatus, postMortem, timeline, incidentState.refused];
const soxState: SoxState = (await comply.state()).sox;
export const reported = [
  signOff?.by,
  level,
  controls,
  risks,
  due,
  worst,
  people,
  page.policy,
  documents,
  soxState.refused,
];

export const all = [index, given.since, control.gaps, policy.erases, isReserved(RESERVED[0] ?? '')];
export const code: FedzkErrorCode = new FedzkError('invalid-argument', 'x').code;
