import type { SubjectKeys } from '@fedzk/audit';
import { optionsOf } from '@fedzk/core';
import { type ComplyState, copyOf } from './fold/fold.js';
import { Consents } from './gdpr/consents.js';
import { type IncidentOptions, Incidents } from './incidents/incidents.js';
import { type ControlLog, Ledger } from './ledger/ledger.js';
import { type SnapshotOptions, Snapshots } from './ledger/snapshot.js';
import { Subjects } from './ledger/subjects.js';
import { Sox } from './sox/sox.js';

/** What {@link openComply} takes beside the log. */
export interface ComplyOptions {
  /** What does the steps of incidents, and playbooks of your own. */
  readonly incidents?: IncidentOptions;
  /** The keys of the log's `privacy`. Leave them out for a log without. */
  readonly keys?: SubjectKeys;
  /** Where a state is kept between starts. Without it, each start folds the whole log. */
  readonly snapshot?: SnapshotOptions;
}

/** The duties of an operator, kept in a control log. */
export interface Comply {
  readonly consents: Consents;
  /** Controls, their tests, and risks. */
  readonly sox: Sox;
  /** Incidents, from the report to the post-mortem. */
  readonly incidents: Incidents;
  /** Returns a copy of what the log says now. */
  state(): Promise<ComplyState>;
  /** Keeps what the log says now for the next start. Does nothing without `snapshot`. */
  snapshot(): Promise<void>;
}

/**
 * Opens the duties that a control log has: folds its entries. It stores nothing beside the log.
 *
 * @param log its only writer's, such as an `AuditLog`
 * @throws {FedzkError} `invalid-argument`; what the log throws
 *
 * @example
 * ```ts
 * const comply = await openComply(log, { keys });
 * const { index } = await comply.consents.record('client_001');
 * const receipt = await log.prove(index);
 * ```
 */
export async function openComply(log: ControlLog, options: ComplyOptions = {}): Promise<Comply> {
  const { keys, snapshot, incidents } = optionsOf(options, ['keys', 'snapshot', 'incidents'], 'options');
  const about = optionsOf(incidents ?? {}, ['actions', 'playbooks'], 'options.incidents');
  const snapshots = snapshot && new Snapshots(snapshot);
  const ledger = new Ledger(log, await snapshots?.read(log));
  await ledger.current();
  const subjects = new Subjects(keys);
  return {
    consents: new Consents(ledger, subjects),
    sox: new Sox(ledger, subjects),
    incidents: new Incidents(ledger, about),
    state: async () => copyOf(await ledger.current()),
    snapshot: async () => snapshots?.write(log, await ledger.current()),
  };
}
