// The order in which a request is looked at: what is cheap and refuses most comes first.

import { type AuditSink, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import type { AccessControl } from '../access/access-control.js';
import type { Principal } from '../access/principal.js';
import type { Action, Permission, Resource } from '../access/roles.js';
import { Told } from '../access/told.js';
import type { DdosGuard } from '../bans/ddos-guard.js';
import { type BanKey, isOwner, LOCAL } from '../bans/key.js';
import type { Challenges } from '../challenge/challenges.js';
import { addressKey } from '../limits/address.js';
import { type RateLimitReport, rateLimitFields } from '../limits/fields.js';
import type { RateLimiter } from '../limits/rate-limiter.js';
import { announcedLength, hasKeyInUrl, presentedKey } from './presented.js';
import { problem } from './problem.js';
import { accessDenied, keyRefused } from './refused.js';

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
  /** Looks presented keys up. Never throws on what was presented. */
  readonly keys: { validate(presented: string): Promise<KeyAnswer> };
  readonly accessControl: AccessControl;
  /** Limits by owner, and by nothing else: how many requests, and how much they cost. Don't count addresses with them. */
  readonly limits: { readonly requests: RateLimiter; readonly cost: RateLimiter };
  readonly ddos: DdosGuard;
  /** For routes that browsers reach. Without it, they get 429 as machines do. */
  readonly challenges?: Challenges | undefined;
  /** How many times its cost a request costs in all if its proof fails. Default: 10. */
  readonly fine?: number | undefined;
  /**
   * Receives `key_refused` and `access_denied` with the reason, which whoever asked is not told. An address that is refused as a
   * flood adds no event, so that nobody can fill the log. An access control with a sink of its own tells each decision; one of
   * the two is enough for what is denied.
   */
  readonly audit?: AuditSink | undefined;
}

/** What a route needs. */
export interface GuardedRoute {
  /**
   * The address of the connection, or of PROXY, with or without a port; never of a header that anyone can write. Undefined on a
   * local socket. A text that is no address is refused as `malformed`, with `path` `address`.
   */
  readonly address: string | undefined;
  /** The owner that a client certificate names. A key of another owner is refused. */
  readonly principal?: string | undefined;
  /** The permission that is needed. If left out, the route needs no key. */
  readonly need?: Permission | undefined;
  /** Units of cost. Default: 1. */
  readonly cost?: number | undefined;
  /** The largest body in bytes. Default: 0. The reader of the body must keep to it too, since a length may be left out. */
  readonly mostBytes?: number | undefined;
  /** Whether the caller can solve challenges, as browsers can. It sends the answer in the field `Altcha`. */
  readonly challenge?: boolean | undefined;
}

/** A request that may be handled. */
export interface Admitted {
  /** Undefined on a route that needs no key. */
  readonly principal: Principal | undefined;
  /** Header fields for the answer, about the limits. */
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
 * of its owner, how many requests it made, the role, what they cost. Without a valid key, the address is counted, and challenged or refused.
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
  if (challenges !== undefined) methodsOf(challenges, ['issue', 'verify'], 'challenges', 'a maker of challenges');
  const told = new Told(given.audit);
  if (!Number.isInteger(fine) || fine < 1 || fine > 1000) throw unexpected('fine', 'an integer from 1 to 1000', fine);

  /** Counts an address without a valid key. Returns a refusal, or undefined. */
  const flood = async (
    request: Request,
    address: string | undefined,
    canSolve: boolean,
  ): Promise<Response | undefined> => {
    const key = address ?? LOCAL.key;
    const verdict = await ddos.analyze({ key });
    if (verdict === 'allow') return undefined;
    if (verdict === 'challenge' && canSolve && challenges !== undefined) {
      if (await challenges.verify(key, request.headers.get('altcha'))) return undefined;
      return problem('challenge', { retryAfterSeconds: 1, members: { challenge: await challenges.issue(key) } });
    }
    return address !== undefined && ddos.banned(address)
      ? problem('blocked')
      : problem('rate-limited', { retryAfterSeconds: 60 });
  };

  /** Refuses a key by the same answer whatever the reason. */
  const refuseKey = async (
    request: Request,
    { address, need, canSolve, principal }: Refusal,
    reason: string,
  ): Promise<Response> => {
    if (address !== undefined) ddos.strike(address, 1, 'invalid key');
    const refused = await flood(request, address, canSolve);
    if (refused !== undefined) return refused;
    told.tell(() => keyRefused(reason, { need, address, principal }));
    return problem('unauthenticated');
  };

  const admit = async (request: Request, route: GuardedRoute): Promise<Admitted | Response> => {
    const {
      address: from,
      principal: certified,
      need,
      cost: units = 1,
      mostBytes = 0,
      challenge = false,
    } = routeOf(route);
    const address = from === undefined ? undefined : addressKey(from);
    if (from !== undefined && address === undefined) {
      return problem('malformed', { members: { path: 'address', code: 'not-an-address' } });
    }
    if (address !== undefined && ddos.banned(address)) return problem('blocked');
    if (hasKeyInUrl(request.url)) return problem('malformed');
    const length = announcedLength(request.headers);
    if (length === 'malformed') return problem('malformed');
    if (length !== undefined && length > mostBytes) return problem('too-large');

    if (need === undefined) {
      const refused = await flood(request, address, challenge);
      return (
        refused ?? {
          principal: undefined,
          fields: {},
          blocked: () => blockedAt(address),
          failed: async (reason) => strikeAt(address, reason),
        }
      );
    }
    const presented = presentedKey(request.headers);
    if (presented === undefined) return (await flood(request, address, challenge)) ?? problem('unauthenticated');
    const refusal = { address, need, canSolve: challenge, principal: certified };
    if (presented === 'malformed') return refuseKey(request, refusal, 'malformed');
    let answer: KeyAnswer;
    try {
      answer = await keys.validate(presented.key);
    } catch {
      return problem('storage-unavailable'); // the store's own events say why
    }
    if (!answer.valid) return refuseKey(request, refusal, answer.reason);
    if (certified !== undefined && answer.owner !== certified) return refuseKey(request, refusal, 'other-owner');

    const { owner, role, scopes } = answer;
    if (!isOwner(owner)) return refuseKey(request, refusal, 'invalid-owner');
    const banKey: BanKey = { kind: 'owner', key: owner };
    if (ddos.banned(banKey)) return problem('blocked');
    // The record is authenticated; nothing else of the request says a role.
    const principal: Principal = { id: owner, roles: [role], ...(scopes.length > 0 && { scopes }) };
    const [resource, action] = need.split(':') as [Resource, Action];
    // Requests are counted before the role is looked at: each decision is an event, and a flood of them would fill the log.
    const states = [{ policy: requests.policy, state: await requests.consume(owner) }];
    if (!states.every(isAllowed)) return tooMany(states);
    const decision = access.authorize(principal, resource, action);
    if (!decision.allowed) {
      told.tell(() => accessDenied(decision.reason, { need, address, principal: owner }));
      return problem('forbidden', { fields: rateLimitFields(states) });
    }
    states.push({ policy: cost.policy, state: await cost.consume(owner, units) });
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

interface Refusal {
  readonly address: string | undefined;
  readonly need: Permission;
  readonly canSolve: boolean;
  /** The owner that a client certificate names. */
  readonly principal: string | undefined;
}

function routeOf(route: GuardedRoute): GuardedRoute {
  return optionsOf(route, ['address', 'principal', 'need', 'cost', 'mostBytes', 'challenge'], 'route');
}

function isAllowed({ state }: RateLimitReport): boolean {
  return state.allowed;
}

/** A cost above the limit is never admitted; the window stands for its wait. */
function tooMany(reports: readonly RateLimitReport[]): Response {
  if (reports.some(({ state }) => state.unavailable)) return problem('storage-unavailable');
  const fields = rateLimitFields(reports);
  const windows = reports.map(({ policy }) => policy.windowSeconds);
  return problem('rate-limited', { fields, retryAfterSeconds: Number(fields['Retry-After'] ?? Math.max(...windows)) });
}
