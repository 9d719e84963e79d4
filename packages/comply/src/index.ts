export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { type Comply, type ComplyOptions, openComply } from './comply.js';
export type { ControlState } from './control/state.js';
export type { ControlEntry } from './fold/area.js';
export { type ComplyState, emptyState, fold, isReserved, RESERVED } from './fold/fold.js';
export type { ConsentReceipt, Consents, ConsentTerms } from './gdpr/consents.js';
export type { Consent, GdprState, RetentionPolicy } from './gdpr/state.js';
export type { ActionContext, IncidentAction } from './incidents/attempt.js';
export type {
  IncidentClosing,
  IncidentDraft,
  IncidentDuty,
  IncidentOptions,
  IncidentReceipt,
  Incidents,
  IncidentsStatus,
  StepDecision,
  StepOrder,
} from './incidents/incidents.js';
export {
  type IncidentSeverity,
  PLAYBOOKS,
  type Playbook,
  type PlaybookStep,
  type StepPhase,
} from './incidents/playbooks.js';
export type {
  Incident,
  IncidentState,
  IncidentStatus,
  IncidentStep,
  PostMortem,
  StepStatus,
  TimelineEntry,
} from './incidents/state.js';
export type { ControlLog } from './ledger/ledger.js';
export { withoutReserved } from './ledger/reserved.js';
export type { SnapshotOptions, SnapshotStore } from './ledger/snapshot.js';
export { type OscalDocuments, toOscal } from './oscal/oscal.js';
export type { Page } from './report/page.js';
export type { Impact, Likelihood, RiskLevel } from './sox/matrix.js';
export type { ReportOptions, ReportPerson, SoxReport } from './sox/report.js';
export type {
  ControlDraft,
  ControlReceipt,
  ReviewDraft,
  RiskDraft,
  RiskReceipt,
  SignOffDraft,
  Sox,
  TestDraft,
  TestReceipt,
} from './sox/sox.js';
export type { Control, ControlTest, Risk, SignOff, SoxState } from './sox/state.js';
export type { ControlReport, ControlStatus, Duty, RiskReport, SoxStatus } from './sox/status.js';
