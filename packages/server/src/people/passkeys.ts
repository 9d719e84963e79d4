// Passkeys: WebAuthn, with user verification, for one origin.

import { fromBase64url, toBase64url } from '@fedzk/core';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import * as v from 'valibot';
import type { Challenges } from './challenges.js';
import type { PasskeyRecord } from './record.js';

const text = v.pipe(v.string(), v.maxLength(8_192));
const id = v.pipe(v.string(), v.maxLength(1_400), v.regex(/^[A-Za-z0-9_-]+$/));
const common = {
  ...{ id, rawId: id, type: v.literal('public-key') },
  authenticatorAttachment: v.optional(v.nullable(v.string())),
  clientExtensionResults: v.optional(v.object({})),
};

/** What `PublicKeyCredential.toJSON()` gives after `navigator.credentials.get()`. */
export const assertionSchema = v.object({
  ...common,
  response: v.object({
    ...{ clientDataJSON: text, authenticatorData: text, signature: text },
    userHandle: v.optional(v.nullable(text)),
  }),
});
/** What it gives after `navigator.credentials.create()`. */
export const attestationSchema = v.object({
  ...common,
  response: v.object({
    ...{ clientDataJSON: text, attestationObject: text },
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8))),
  }),
});

/** An answer of `navigator.credentials.get()`. */
export type Assertion = v.InferOutput<typeof assertionSchema>;
/** An answer of `navigator.credentials.create()`. */
export type Attestation = v.InferOutput<typeof attestationSchema>;

const MINUTE_MS = 60_000;

/** Whose passkeys they are. */
interface Owner {
  readonly id: string;
  readonly name: string;
  readonly passkeys: readonly PasskeyRecord[];
}

/** Asks for passkeys, and checks them. */
export class Passkeys {
  readonly #origin: string;
  readonly #rpId: string;
  readonly #challenges: Challenges;

  /** @param url where operators find the page, such as `http://localhost:9443` */
  constructor(url: string, challenges: Challenges) {
    const { origin, hostname } = new URL(url);
    this.#origin = origin;
    this.#rpId = hostname;
    this.#challenges = challenges;
  }

  /** What a browser needs to make a passkey. */
  creation({ id: owner, name, passkeys }: Owner, purpose: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return generateRegistrationOptions({
      ...{ rpName: 'FEDzk', rpID: this.#rpId, userName: name, userDisplayName: name },
      userID: new Uint8Array(Buffer.from(owner.replace(/-/g, ''), 'hex')),
      challenge: bytesOf(this.#challenges.make(purpose)),
      ...{ timeout: 5 * MINUTE_MS, attestationType: 'none' },
      excludeCredentials: passkeys.map((passkey) => ({ id: passkey.id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  }

  /** Checks a new passkey. @returns `undefined` if it is refused */
  async created(answer: Attestation, purpose: string, name: string): Promise<PasskeyRecord | undefined> {
    try {
      const fmt = decodeAttestationObject(bytesOf(answer.response.attestationObject)).get('fmt');
      // Others have certificates, whose revocation lists would be fetched from wherever they say.
      if (fmt !== 'none') return undefined;
      let own = '';
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: answer as unknown as RegistrationResponseJSON,
        expectedChallenge: (challenge) => {
          own = challenge;
          return this.#challenges.isOpen(purpose, challenge);
        },
        ...{ expectedOrigin: this.#origin, expectedRPID: this.#rpId, requireUserVerification: true },
      });
      if (!verified || !this.#challenges.answer(own)) return undefined;
      const { credential } = registrationInfo;
      const { transports } = answer.response;
      return {
        ...{ id: credential.id, name, publicKey: toBase64url(credential.publicKey), counter: credential.counter },
        ...(transports && { transports }),
        added: new Date().toISOString(),
      };
    } catch {
      return undefined;
    }
  }

  /** What a browser needs to ask for a passkey: for one of a person's, or for any that it has for this origin. */
  async request(
    challenge: string,
    passkeys: readonly PasskeyRecord[] = [],
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      ...{ rpID: this.#rpId, challenge: bytesOf(challenge), timeout: 5 * MINUTE_MS, userVerification: 'required' },
      allowCredentials: passkeys.map(({ id: own, transports }) => ({
        id: own,
        ...(transports && { transports: [...transports] }),
      })),
    });
  }

  /**
   * Checks an answer by a passkey.
   *
   * @param isExpected tells the challenge
   * @returns the new counter, or why it is refused: `copied` if it signed less often than before
   */
  async check(
    passkey: PasskeyRecord,
    answer: Assertion,
    isExpected: (challenge: string) => boolean,
  ): Promise<number | 'wrong' | 'copied'> {
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer as unknown as AuthenticationResponseJSON,
        expectedChallenge: isExpected,
        ...{ expectedOrigin: this.#origin, expectedRPID: this.#rpId, requireUserVerification: true },
        // Its own look at the counter comes before the signature, so that anybody could raise the alert.
        credential: { id: passkey.id, publicKey: bytesOf(passkey.publicKey), counter: -1 },
      });
      if (!verified) return 'wrong';
      const { newCounter } = authenticationInfo;
      const counts = newCounter > 0 || passkey.counter > 0;
      return counts && newCounter <= passkey.counter ? 'copied' : newCounter;
    } catch {
      return 'wrong';
    }
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fromBase64url(base64url) ?? new Uint8Array());
}
