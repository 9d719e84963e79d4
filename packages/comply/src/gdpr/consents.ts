// Consents of persons, with receipts.

import { FedzkError, listOf, optionsOf } from '@fedzk/core';
import type { ComplyState } from '../fold/fold.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Subjects } from '../ledger/subjects.js';
import type { Consent } from './state.js';

/** What a person consents to. */
export interface ConsentTerms {
  /** By default `federated_learning`. */
  readonly type?: string;
  /** By default `model_training` and `privacy_preserving_computation`. */
  readonly purposes?: readonly string[];
}

/** That a consent was recorded, for the person to keep. */
export interface ConsentReceipt {
  /** The entry that says it: `AuditLog.prove(index)` proves it to others. */
  readonly index: number;
  readonly consent: Consent;
}

const TYPE = 'federated_learning';
const PURPOSES = ['model_training', 'privacy_preserving_computation'] as const;

export class Consents {
  readonly #ledger: Ledger;
  readonly #subjects: Subjects;

  constructor(ledger: Ledger, subjects: Subjects) {
    this.#ledger = ledger;
    this.#subjects = subjects;
  }

  /**
   * Records a person's consent. It takes the place of an earlier one of the type.
   *
   * @param id the person's id, as other entries have it in `user_id`
   * @throws {FedzkError} `invalid-argument`; what the log throws
   */
  async record(id: string, terms: ConsentTerms = {}): Promise<ConsentReceipt> {
    const { type = TYPE, purposes = PURPOSES } = optionsOf(terms, ['type', 'purposes'], 'terms');
    const details = { consent_type: type, purposes: listOf(purposes, 'terms.purposes', 'names', String) };
    const { index, state } = await this.#ledger.act(() => entryOf('gdpr_consent_recorded', id, type, details));
    const consent = await this.#of(id, type, state);
    if (consent === undefined) throw new FedzkError('damaged', `Entry ${index} was not folded.`);
    return { index, consent };
  }

  /**
   * Withdraws a person's consent.
   *
   * @throws {FedzkError} `not-found`: there is none of the type, or it was withdrawn; what the log throws
   */
  async withdraw(id: string, type: string = TYPE): Promise<void> {
    await this.#ledger.act(async (state) => {
      const consent = await this.#of(id, type, state);
      if (consent !== undefined && consent.withdrawn === undefined) {
        return entryOf('gdpr_consent_withdrawn', id, type, { consent_type: type });
      }
      throw new FedzkError('not-found', 'There is no consent of this person and type that could be withdrawn.');
    });
  }

  /** Lists a person's consents, the withdrawn ones too. */
  async list(id: string): Promise<readonly Consent[]> {
    const { gdpr } = await this.#ledger.current();
    return [...(gdpr.consents.get(await this.#subjects.subjectOf(id))?.values() ?? [])];
  }

  async #of(id: string, type: string, { gdpr }: ComplyState): Promise<Consent | undefined> {
    return gdpr.consents.get(await this.#subjects.subjectOf(id))?.get(type);
  }
}

function entryOf(operation: string, id: string, type: string, details: Record<string, string | string[]>) {
  return { user_id: id, operation, resource: `consent:${type}`, result: 'success', details } as const;
}
