// Open Cybersecurity Schema Framework 1.6.0. Security events are Detection Findings (2004), logins are Authentication
// (3002), operations on keys are Entity Management (3004), and all others API Activity (6003). Numbers and captions are
// those of schema.ocsf.io/1.6.0. A test checks them by its JSON schemas (packages/vectors/ocsf). From 1.7.0 on
// `metadata.uid` has another meaning, so the version stays. The entry, its log and its index are in `unmapped`, since no
// attribute fits them.

import { toHex } from '@fedzk/core';
import type { AuditEntry } from '../events/event.js';
import { addressVersion, type ExportRow, kindOf, loginOf, reference, type Verb, verbOf } from './row.js';
import { lineJson } from './text.js';

const VERSION = '1.6.0';

/** `activity_id` and its caption in 3002. */
const LOGINS = { on: [1, 'Logon'], off: [2, 'Logoff'] } as const;
/** `activity_id` and its caption in 3004 and 6003, which share them. */
const ACTIVITIES: Readonly<Record<Verb, readonly [number, string]>> = {
  create: [1, 'Create'],
  read: [2, 'Read'],
  update: [3, 'Update'],
  delete: [4, 'Delete'],
};
const SEVERITIES = {
  none: [1, 'Informational'],
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
} as const;

interface EventClass {
  readonly uid: number;
  readonly name: string;
  readonly category: readonly [number, string];
  /** The attributes that only this class has, or that differ from the other classes. */
  readonly own: (row: ExportRow) => object;
}

const CLASSES: Readonly<Record<ReturnType<typeof kindOf>, EventClass>> = {
  security: { uid: 2004, name: 'Detection Finding', category: [2, 'Findings'], own: finding },
  login: { uid: 3002, name: 'Authentication', category: [3, 'Identity & Access Management'], own: authentication },
  key: { uid: 3004, name: 'Entity Management', category: [3, 'Identity & Access Management'], own: entityManagement },
  other: { uid: 6003, name: 'API Activity', category: [6, 'Application Activity'], own: apiActivity },
};

export function ocsf(row: ExportRow): string {
  const { entry, origin, index, leafHash } = row;
  const { uid, name, category, own } = CLASSES[kindOf(entry)];
  const [activity, activityName] = activityOf(entry);
  const [severity, severityName] = SEVERITIES[entry.severity ?? 'none'];
  return lineJson({
    class_uid: uid,
    class_name: name,
    category_uid: category[0],
    category_name: category[1],
    activity_id: activity,
    activity_name: activityName,
    type_uid: 100 * uid + activity,
    type_name: `${name}: ${activity === 99 ? 'Other' : activityName}`,
    time: Date.parse(entry.time),
    severity_id: severity,
    severity: severityName,
    status_code: entry.result,
    ...(entry.reason !== undefined && { status_detail: entry.reason }),
    ...(entry.duration_us !== undefined && { duration: Math.floor(entry.duration_us / 1000) }),
    metadata: {
      version: VERSION,
      product: { name: 'FEDzk', vendor_name: 'FEDzk' },
      uid: reference(row),
      event_code: entry.operation,
      original_time: entry.time,
      log_name: origin,
    },
    ...own(row),
    unmapped: { origin, index, leaf_hash: toHex(leafHash), entry },
  });
}

function activityOf(entry: AuditEntry): readonly [number, string] {
  const login = kindOf(entry) === 'login' ? loginOf(entry) : undefined;
  if (login !== undefined) return LOGINS[login];
  const verb = kindOf(entry) === 'security' ? 'create' : verbOf(entry);
  return verb === undefined ? [99, entry.operation] : ACTIVITIES[verb];
}

function apiActivity(row: ExportRow): object {
  const { entry } = row;
  return {
    ...statusOf(entry),
    actor: actorOf(entry),
    api: { operation: entry.operation },
    // Required, but not every event has it.
    src_endpoint: endpointOf(entry.source ?? 'Unknown'),
    resources: [{ name: entry.resource }],
  };
}

function entityManagement({ entry }: ExportRow): object {
  return {
    ...statusOf(entry),
    actor: actorOf(entry),
    entity: { name: entry.resource, type: 'key' },
    ...(entry.source !== undefined && { src_endpoint: endpointOf(entry.source) }),
  };
}

/** Writes a login: `user` logs on, the actor is the program that does it for the user, the service is the target. */
function authentication({ entry }: ExportRow): object {
  return {
    ...statusOf(entry),
    user: { uid: entry.user_id },
    service: { name: entry.resource },
    ...(entry.actor !== undefined && { actor: { app_name: entry.actor } }),
    ...(entry.session !== undefined && { session: { uid: entry.session } }),
    ...(entry.source !== undefined && { src_endpoint: endpointOf(entry.source) }),
  };
}

function endpointOf(source: string): object {
  return addressVersion(source) === undefined ? { name: source } : { ip: source };
}

/** The status of a finding describes the work on it. */
function finding({ entry }: ExportRow): object {
  return {
    status_id: 1,
    status: 'New',
    finding_info: {
      uid: entry.id,
      title: entry.category ?? entry.operation,
      created_time: Date.parse(entry.time),
      ...(entry.category !== undefined && { types: [entry.category] }),
    },
    evidences: [{ actor: actorOf(entry), ...(entry.details !== undefined && { data: entry.details }) }],
    resources: [{ name: entry.resource }],
  };
}

function statusOf({ result }: AuditEntry): object {
  if (result === 'logged') return { status_id: 99, status: result };
  return result === 'success' ? { status_id: 1, status: 'Success' } : { status_id: 2, status: 'Failure' };
}

function actorOf(entry: AuditEntry): object {
  return {
    user: { uid: entry.user_id },
    ...(entry.actor !== undefined && { app_name: entry.actor }),
    ...(entry.session !== undefined && { session: { uid: entry.session } }),
  };
}
