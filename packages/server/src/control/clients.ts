// The clients of this organisation: who is enrolled, their certificates and API keys.

import { FedzkError, quoted, toBase64url } from '@fedzk/core';
import { certificateFacts, issueClientCertificate } from '@fedzk/host';
import type { ApiKeys } from '@fedzk/keys/api-keys';
import * as v from 'valibot';
import {
  createSealing,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  isRequestProved,
  requestSchema,
} from '../client/enrolment.js';
import type { Config } from '../config.js';
import { type Identity, NAMES } from '../stores/identity.js';
import { fingerprintOf, requireFingerprint } from './card.js';

export const enrolSchema = v.strictObject({ request: requestSchema, fingerprint: v.pipe(v.string(), v.maxLength(64)) });

/** What is known of a client. */
export interface ClientRecord {
  readonly id: string;
  /** Ed25519, base64url: signs its reports. */
  readonly signingKey: string;
  /** Of its TLS key. */
  readonly pin: string;
  readonly apiKey: string;
  readonly enrolled: string;
  readonly expires: string;
  readonly revoked?: string;
}

/** Clients that a message names. */
const MOST_NAMED = 5;
/** Days for which a client's certificate is valid. */
const DAYS = 90;

/** Enrols and revokes clients. */
export class Clients {
  readonly #identity: Identity;
  readonly #config: Config;
  readonly #apiKeys: ApiKeys;
  readonly #records = new Map<string, ClientRecord>();

  private constructor(identity: Identity, config: Config, apiKeys: ApiKeys) {
    this.#identity = identity;
    this.#config = config;
    this.#apiKeys = apiKeys;
  }

  /** Reads the clients of the key store. */
  static async open(identity: Identity, config: Config, apiKeys: ApiKeys): Promise<Clients> {
    const clients = new Clients(identity, config, apiKeys);
    for (const id of await identity.secrets.under(NAMES.client)) {
      const record = await identity.secrets.json<ClientRecord>(NAMES.client + id);
      if (record !== undefined) clients.#records.set(id, record);
    }
    return clients;
  }

  list(): readonly ClientRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Whether a certificate's key is that of an enrolled client which was not revoked. */
  isCurrent(id: string, pin: string): boolean {
    const record = this.#records.get(id);
    return record !== undefined && record.revoked === undefined && record.pin === pin;
  }

  /** What is known of a client; `undefined` for one that was never enrolled here. */
  get(id: string): ClientRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether a client was enrolled here, and revoked. */
  isRevoked(id: string): boolean {
    return this.#records.get(id)?.revoked !== undefined;
  }

  /**
   * Refuses a task with clients that are not enrolled here, or whose keys are others than they brought: whoever makes a task
   * could give the places of clients to itself, and see the update of the one that is left.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  requireEnrolled(clients: readonly { readonly id: string; readonly publicKey: Uint8Array }[]): void {
    const wrong = clients.flatMap(({ id, publicKey }) => {
      const record = this.#records.get(id);
      if (record === undefined) return [`${id} (not enrolled)`];
      if (record.revoked !== undefined) return [`${id} (revoked)`];
      return record.signingKey === toBase64url(publicKey) ? [] : [`${id} (another key than the one enrolled here)`];
    });
    if (wrong.length === 0) return;
    const more = wrong.length > MOST_NAMED ? `, and ${wrong.length - MOST_NAMED} more` : '';
    throw new FedzkError(
      'invalid-argument',
      `The task has ${wrong.length} of ${clients.length} clients that this organisation does not know so: ` +
        `${wrong.slice(0, MOST_NAMED).join(', ')}${more}. Sign only tasks of clients that are enrolled here with the same keys.`,
    );
  }

  /**
   * Enrols a client: its certificate, and an API key that is sealed to it.
   *
   * @throws {FedzkError} `not-authentic`: the fingerprint or the request's proof is wrong; `already-exists`; `unavailable`: no issuer
   */
  async enrol({
    request,
    fingerprint,
  }: {
    readonly request: EnrolmentRequest;
    readonly fingerprint: string;
  }): Promise<EnrolmentAnswer> {
    const { issuer, secrets, self } = this.#identity;
    const { id } = request;
    requireFingerprint(fingerprint, request, `The request of ${quoted(id)}`);
    if (!(await isRequestProved(request)))
      throw new FedzkError('not-authentic', 'The request is not signed by the key in it.');
    if (issuer === undefined) throw new FedzkError('unavailable', 'There is no issuer of certificates here.');
    const before = this.#records.get(id);
    if (before !== undefined && before.revoked === undefined)
      throw new FedzkError(
        'already-exists',
        'A client of this id is enrolled. Choose another id, or revoke that one first: fedzk client revoke ID.',
      );
    const certificate = await issueClientCertificate(issuer, request.csr, { id, days: DAYS });
    const { pin, notAfter } = certificateFacts(certificate);
    const issued = await this.#apiKeys.issue({ owner: id, role: 'client', expiresAt: notAfter });
    try {
      const now = new Date().toISOString();
      const record: ClientRecord = {
        id,
        signingKey: request.signingKey,
        pin,
        apiKey: issued.id,
        enrolled: now,
        expires: notAfter.toISOString(),
      };
      const answer = await createSealing(request, {
        key: issued.key,
        certificate,
        card: this.#identity.card(this.#config),
        role: self.role,
      });
      await secrets.put(NAMES.client + id, record, { replace: before !== undefined });
      this.#records.set(id, record);
      return { ...answer };
    } catch (error) {
      await this.#apiKeys.revoke(issued.id);
      throw error;
    }
  }

  /** Revokes a client: its key and certificate are refused from then on. @returns whether it was enrolled */
  async revoke(id: string): Promise<boolean> {
    const record = this.#records.get(id);
    if (record === undefined || record.revoked !== undefined) return false;
    const revoked = { ...record, revoked: new Date().toISOString() };
    await this.#identity.secrets.put(NAMES.client + id, revoked, { replace: true });
    this.#records.set(id, revoked);
    await this.#apiKeys.revoke(record.apiKey);
    return true;
  }

  /** The fingerprint by which an operator and a client compare an answer. */
  static fingerprint(answer: EnrolmentAnswer): string {
    return fingerprintOf(answer);
  }
}
