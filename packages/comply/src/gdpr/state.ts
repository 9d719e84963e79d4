// What a control log says of persons: consents, holds, and how long what is kept.

import * as v from 'valibot';
import { type Area, type ControlEntry, step } from '../fold/area.js';

/** A person's consent. */
export interface Consent {
  /** What it is for, such as `federated_learning`. */
  readonly type: string;
  /** Such as `model_training`. */
  readonly purposes: readonly string[];
  /** When it was given: RFC 3339. */
  readonly since: string;
  /** The entry that recorded it: its receipt proves that one. */
  readonly index: number;
  /** When it was withdrawn. */
  readonly withdrawn?: string;
}

/** For how many days what is kept, by category. */
export interface RetentionPolicy {
  readonly days: Readonly<Record<string, number>>;
  /** Whether what is due is erased without asking again. */
  readonly erases: boolean;
}

/** What is known of persons. They stand under their pseudonyms in the log. */
export interface GdprState {
  /** By pseudonym, then by type. */
  readonly consents: Map<string, Map<string, Consent>>;
  /** When the last entry about a person was made, by pseudonym. */
  readonly lastSeen: Map<string, string>;
  retention: RetentionPolicy;
}

/** By default, in days: seven years. Origin: the guide of the Python project. */
const DAYS = 2_555;

/** The categories of what is kept. */
const CATEGORIES = ['proofs', 'audit_logs', 'client_data'] as const;

const name = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_.]{0,255}$/));

const consentSchema = v.object({ consent_type: name, purposes: v.pipe(v.array(name), v.minLength(1)) });
const withdrawnSchema = v.object({ consent_type: name });
const retentionSchema = v.object({
  days: v.record(name, v.pipe(v.number(), v.integer(), v.minValue(1))),
  erases: v.boolean(),
});

export const gdpr: Area<GdprState> = {
  empty: () => ({
    consents: new Map(),
    lastSeen: new Map(),
    retention: { days: Object.fromEntries(CATEGORIES.map((category) => [category, DAYS])), erases: false },
  }),
  steps: {
    gdpr_consent_recorded: step(consentSchema, ({ consents }, { consent_type: type, purposes }, { index, entry }) => {
      const own = consents.get(entry.user_id) ?? new Map<string, Consent>();
      consents.set(entry.user_id, own.set(type, { type, purposes, since: entry.time, index }));
    }),
    gdpr_consent_withdrawn: step(withdrawnSchema, ({ consents }, { consent_type: type }, { entry }) => {
      const own = consents.get(entry.user_id);
      const consent = own?.get(type);
      if (consent !== undefined && consent.withdrawn === undefined) {
        own?.set(type, { ...consent, withdrawn: entry.time });
      }
    }),
    'gdpr.retention': step(retentionSchema, (state, policy) => {
      state.retention = { days: { ...state.retention.days, ...policy.days }, erases: policy.erases };
    }),
  },
};

/** Notes that an entry is about a person. */
export function noteSeen({ lastSeen }: GdprState, { entry: { user_id: subject, time } }: ControlEntry): void {
  if (subject.startsWith('s:')) lastSeen.set(subject, time);
}
