// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { AuditLog, createSigner, memoryStorage } from '@fedzk/audit';
import {
  type Comply,
  type ComplyOptions,
  type ComplyState,
  type Consent,
  type ConsentReceipt,
  type Consents,
  type ConsentTerms,
  type ControlEntry,
  type ControlLog,
  type ControlState,
  emptyState,
  FedzkError,
  type FedzkErrorCode,
  fold,
  type GdprState,
  isReserved,
  openComply,
  RESERVED,
  type RetentionPolicy,
  type SnapshotOptions,
  type SnapshotStore,
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
const options: ComplyOptions = { snapshot };
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

export const all = [index, given.since, control.gaps, policy.erases, isReserved(RESERVED[0] ?? '')];
export const code: FedzkErrorCode = new FedzkError('invalid-argument', 'x').code;
