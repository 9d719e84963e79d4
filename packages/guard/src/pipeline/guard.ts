// The order in which a request is looked at: what is cheap and refuses most comes first.

import { type AuditEvent, type AuditSink, FedzkError, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import type { AccessControl } from '../access/access-control.js';
import type { Principal } from '../access/principal.js';
import { Told } from '../access/told.js';
import type { DdosGuard } from '../bans/ddos-guard.js';
import { type BanKey, isOwner, LOCAL } from '../bans/key.js';
import type { Challenges } from '../challenge/challenges.js';
import { addressKey } from '../limits/address.js';
import { type RateLimitReport, rateLimitFields } from '../limits/fields.js';
import { policyOf } from '../limits/policy.js';
import type { RateLimiter } from '../limits/rate-limiter.js';
import { announcedLength, hasKeyInUrl, presentedKey } from './presented.js';
import { type ProblemType, problem } from './problem.js';
import { accessDenied, keyRefused, otherOwner } from './refused.js';
import { type GuardedRoute, type ReadRoute, requestOf, routeOf } from './route.js';

/** What a key store says about a presented key. `ApiKeys` of `@fedzk/keys/api-keys` is one such store. */
export type KeyAnswer =
  | {
      readonly valid: true;
      readonly id: string;
      readonly owner: string;
      readonly role: string;
      /** Permissions to which the key is restricted. Empty: all of its role. */
      readonly scopes: readonly string[];
    }
  | { readonly valid: false; readonly reason: string };

export interface GuardOptions {
  /** Looks presented keys up, at once or by a promise. If it throws, its storage is taken to be away, and the answer is 503. */
  readonly keys: { validate(presented: string): KeyAnswer | Promise<KeyAnswer> };
  readonly accessControl: AccessControl;
  /**
   * Limits by owner, and by nothing else: how many requests, and how much they cost. Their policies have different names. Count
   * addresses by limiters of other names.
   */
  readonly limits: { readonly requests: RateLimiter; readonly cost: RateLimiter };
  readonly ddos: DdosGuard;
  /** For routes that browsers reach. Without it, they get 429 as machines do. */
  readonly challenges?: Challenges | undefined;
  /** How many times its cost a request costs in all if its proof fails. From 1 to 1000. Default: 10. */
  readonly fine?: number | undefined;
  /**
   * Receives `key_refused` and `access_denied` with the reason, which whoever asked is not told, and the time. Refused keys of
   * an address that floods are counted: one event without a source tells of all, with the first request a minute later. A valid
   * key under another's certificate is told at once even then. Events that wait for the sink are counted together where they
   * are equal, as `details.count`, and at most 3,000 different ones wait. An access control with a sink of its own tells each
   * decision; one of the two is enough for what is denied.
   */
  readonly audit?: AuditSink | undefined;
}

/** A request that may be handled. */
export interface Admitted {
  /** Undefined on a route without a key. */
  readonly principal: Principal | undefined;
  /** Header fields for the answer, about the limits as they were at the admission: a fine of {@link failed} is not in them. */
  readonly fields: Readonly<Record<string, string>>;
  /**
   * Returns a refusal if the caller was banned since, else undefined. Ask it when the body is there, just before what is costly:
   * many requests can be admitted before the first of them fails.
   */
  blocked(): Response | undefined;
  /** Call it if the proof of the request fails: counts a strike, and charges the fine as debt. */
  failed(reason: string): Promise<void>;
}

/** Admits a request, or answers it with a refusal. */
export interface Guard {
  /** @throws {FedzkError} `invalid-argument`: no `Request`, or a wrong route. No sender can cause it */
  (request: Request, route: GuardedRoute): Promise<Admitted | Response>;
  /**
   * Resolves when the audit sink has taken every refusal so far. No request waits for it.
   *
   * @throws {FedzkError} `not-logged`: it refused some since the last call
   */
  logged(): Promise<void>;
}

/**
 * Makes the guard of a service. In this order it looks at: bans of the address, a key in the URL, the body's length, the key, bans
 * of its owner, how many requests it made, the role, what they cost. Without a valid key, the address is counted, and challenged or
 * refused, as is that of a request that is malformed or too large.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const admit = guard({ keys, accessControl, limits: { requests, cost }, ddos });
 * const admitted = await admit(request, { address, need: 'proof_generation:execute', cost: 10, mostBytes: 4096 });
 * if (admitted instanceof Response) return admitted;
 * ```
 */
export function guard(options: GuardOptions): Guard {
  const given = optionsOf(options, ['keys', 'accessControl', 'limits', 'ddos', 'challenges', 'fine', 'audit']);
  const { fine = 10, challenges } = given;
  const keys = methodsOf(given.keys, ['validate'], 'keys', 'ApiKeys, or another object with validate(presented)');
  const access = methodsOf(given.accessControl, ['authorize'], 'accessControl', 'an access control');
  const ddos = methodsOf(given.ddos, ['banned', 'analyze', 'strike', 'trust'], 'ddos', 'a guard against floods');
  const limits = optionsOf(given.limits, ['requests', 'cost'], 'limits');
  const limiter = (name: 'requests' | 'cost'): RateLimiter =>
    methodsOf(limits[name], ['consume', 'charge'], `limits.${name}`, 'a rate limiter');
  const [requests, cost] = [limiter('requests'), limiter('cost')];
  const policies = { requests: policyOf(requests.policy), cost: policyOf(cost.policy) };
  if (policies.requests.name === policies.cost.name) {
    const message = `"limits" expected policies of two names, got "${policies.cost.name}" twice: pass a name to createRateLimiter.`;
    throw new FedzkError('invalid-argument', message);
  }
  if (challenges !== undefined) methodsOf(challenges, ['issue', 'verify'], 'challenges', 'a maker of challenges');
  const told = new Told(given.audit);
  if (!Number.isInteger(fine) || fine < 1 || fine > 1000) throw unexpected('fine', 'an integer from 1 to 1000', fine);

  /** Counts an address without a valid key. Returns a refusal, or undefined. */
  const flood = async ({ headers, address, challenge }: Asked): Promise<Response | undefined> => {
    const key = address ?? LOCAL.key;
    const verdict = await ddos.analyze({ key });
    if (verdict === 'allow') return undefined;
    if (verdict === 'challenge' && challenge && challenges !== undefined) {
      if (await challenges.verify(key, headers.get('altcha'))) return undefined;
      return problem('challenge', { retryAfterSeconds: 1, members: { challenge: await challenges.issue(key) } });
    }
    return address !== undefined && ddos.banned(address)
      ? problem('blocked')
      : problem('rate-limited', { retryAfterSeconds: 60 });
  };

  /** Counts an address, and tells of what is refused; of a flood, how much of it there was. */
  const refuse = async (asked: Asked, type: ProblemType, make?: () => AuditEvent): Promise<Response> => {
    const refused = await flood(asked);
    if (make !== undefined) {
      if (refused === undefined) told.tell(make);
      else told.hold(make);
    }
    return refused ?? problem(type);
  };

  /** Refuses a key by the same answer whatever the reason. */
  const refuseKey = (asked: Asked, make: () => AuditEvent): Promise<Response> => {
    if (asked.address !== undefined) ddos.strike(asked.address, 1, 'invalid key');
    return refuse(asked, 'unauthenticated', make);
  };

  const admit = async (request: Request, route: GuardedRoute): Promise<Admitted | Response> => {
    const { url, headers } = requestOf(request);
    const { address: from, cost: units, mostBytes, permission, ...read } = routeOf(route, policies.cost.limit);
    const address = from === undefined ? undefined : addressKey(from);
    if (from !== undefined && address === undefined) {
      return problem('malformed', { members: { path: 'address', code: 'not-an-address' } });
    }
    const asked: Asked = { ...read, address, headers };
    const { need, principal: certified } = asked;
    told.releaseDue();
    if (address !== undefined && ddos.banned(address)) return problem('blocked');
    if (hasKeyInUrl(url)) return refuse(asked, 'malformed', () => keyRefused('in-url', asked));
    const length = announcedLength(headers);
    if (length === 'malformed') return refuse(asked, 'malformed');
    if (length !== undefined && length > mostBytes) return refuse(asked, 'too-large');

    if (permission === undefined) {
      const refused = await flood(asked);
      return (
        refused ?? {
          principal: undefined,
          fields: {},
          blocked: () => blockedAt(address),
          failed: async (reason) => strikeAt(address, reason),
        }
      );
    }
    const presented = presentedKey(headers);
    if (presented === undefined) return refuse(asked, 'unauthenticated');
    if (presented === 'malformed') return refuseKey(asked, () => keyRefused('malformed', asked));
    let answer: KeyAnswer;
    try {
      answer = await keys.validate(presented.key);
    } catch {
      return problem('storage-unavailable'); // the store's own events say why
    }
    if (!answer.valid) {
      const { reason } = answer;
      return refuseKey(asked, () => keyRefused(reason, asked));
    }
    const { id, owner, role, scopes } = answer;
    if (!isOwner(owner)) return refuseKey(asked, () => keyRefused('invalid-owner', asked));
    if (certified !== undefined && owner !== certified) return refuseKey(asked, () => otherOwner({ id, owner }, asked));

    const banKey: BanKey = { kind: 'owner', key: owner };
    if (ddos.banned(banKey)) return problem('blocked');
    // The record is authenticated; nothing else of the request says a role.
    const principal: Principal = { id: owner, roles: [role], ...(scopes.length > 0 && { scopes }) };
    // Requests are counted before the role is looked at: each decision is an event, and a flood of them would fill the log.
    const states = [{ policy: policies.requests, state: await requests.consume(owner) }];
    if (!states.every(isAllowed)) return tooMany(states);
    const decision = access.authorize(principal, permission.resource, permission.action);
    if (!decision.allowed) {
      told.tell(() => accessDenied(decision.reason, { need, address, principal: owner }));
      return problem('forbidden', { fields: rateLimitFields(states) });
    }
    states.push({ policy: policies.cost, state: await cost.consume(owner, units) });
    if (!states.every(isAllowed)) return tooMany(states);
    if (address !== undefined) ddos.trust(address);
    const fields = rateLimitFields(states);
    return {
      principal,
      fields,
      blocked: () => blockedAt(banKey),
      async failed(reason) {
        ddos.strike(banKey, 1, reason); // counts even where the storage of limits doesn't answer
        await cost.charge(owner, units * (fine - 1));
      },
    };
  };

  return Object.assign(admit, { logged: () => told.logged() });

  function blockedAt(key: string | BanKey | undefined): Response | undefined {
    return key !== undefined && ddos.banned(key) ? problem('blocked') : undefined;
  }

  function strikeAt(address: string | undefined, reason: string): void {
    if (address !== undefined) ddos.strike(address, 1, reason);
  }
}

/** What was asked, as far as refusals need it. */
interface Asked extends Pick<ReadRoute, 'need' | 'principal' | 'challenge'> {
  /** The key of the address. */
  readonly address: string | undefined;
  readonly headers: Headers;
}

function isAllowed({ state }: RateLimitReport): boolean {
  return state.allowed;
}

/** Where a limiter of one's own says no wait, the window stands for it. */
function tooMany(reports: readonly RateLimitReport[]): Response {
  if (reports.some(({ state }) => state.unavailable)) return problem('storage-unavailable');
  const fields = rateLimitFields(reports);
  const windows = reports.map(({ policy }) => policy.windowSeconds);
  return problem('rate-limited', { fields, retryAfterSeconds: Number(fields['Retry-After'] ?? Math.max(...windows)) });
}
