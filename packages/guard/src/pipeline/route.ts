// What a route needs, and whether a request is one.

import { FedzkError, fieldsOf, optionsOf, unexpected } from '@fedzk/core';
import { type Action, bitOf, type Permission, type Resource } from '../access/roles.js';

/** What a route needs. */
export interface GuardedRoute {
  /**
   * The address of the connection, or of PROXY, with or without a port; never of a header that anyone can write. Undefined on a
   * local socket. A text that is no address is refused as `malformed`, with `path` `address`.
   */
  readonly address: string | undefined;
  /** The owner that a client certificate names. A key of another owner is refused. */
  readonly principal?: string | undefined;
  /** The permission that a key must have, or `none` for a route without a key, on which the address alone is counted. */
  readonly need: Permission | 'none';
  /** Units of cost, the cost limiter's limit at most. Default: 1. A route without a key costs nothing. */
  readonly cost?: number | undefined;
  /** The largest body in bytes. Default: 0. The reader of the body must keep to it too, since a length may be left out. */
  readonly mostBytes?: number | undefined;
  /** Whether the caller can solve challenges, as browsers can. It sends the answer in the field `Altcha`. */
  readonly challenge?: boolean | undefined;
}

/** A route as it was read. */
export interface ReadRoute {
  readonly address: string | undefined;
  readonly principal: string | undefined;
  readonly need: GuardedRoute['need'];
  readonly permission: { readonly resource: Resource; readonly action: Action } | undefined;
  readonly cost: number;
  readonly mostBytes: number;
  readonly challenge: boolean;
}

/**
 * @param mostCost the limit of the cost limiter: a request that costs more is never admitted
 * @throws {FedzkError} `invalid-argument`
 */
export function routeOf(route: GuardedRoute, mostCost: number): ReadRoute {
  const {
    address,
    principal,
    need,
    cost = 1,
    mostBytes = 0,
    challenge = false,
  } = optionsOf(route, ['address', 'principal', 'need', 'cost', 'mostBytes', 'challenge'], 'route');
  if (address !== undefined && typeof address !== 'string') {
    throw unexpected('route.address', 'the address of the connection as a text, or undefined', address);
  }
  if (principal !== undefined && (typeof principal !== 'string' || principal === '' || principal.length > 256)) {
    throw new FedzkError('invalid-argument', '"route.principal" expected a text of 1 to 256 characters, or undefined.');
  }
  const permission = permissionOf(need);
  if (!Number.isSafeInteger(cost) || cost < 0 || cost > mostCost) {
    const expected = `an integer from 0 to ${mostCost}, the limit of "limits.cost"`;
    throw unexpected('route.cost', expected, cost);
  }
  if (!Number.isSafeInteger(mostBytes) || mostBytes < 0) {
    throw unexpected('route.mostBytes', 'an integer from 0', mostBytes);
  }
  if (typeof challenge !== 'boolean') throw unexpected('route.challenge', 'true or false', challenge);
  return { address, principal, need, permission, cost, mostBytes, challenge };
}

/** A permission that is left out, such as by a lookup that found none, must not open the route. */
function permissionOf(need: unknown): ReadRoute['permission'] {
  if (need === 'none') return undefined;
  const [resource, action, ...more] = typeof need === 'string' ? need.split(':') : [];
  if (bitOf(resource, action) !== 0 && more.length === 0) {
    return { resource: resource as Resource, action: action as Action };
  }
  const expected = 'a permission such as "proof_generation:execute", or "none" for a route without a key';
  throw unexpected('route.need', expected, need);
}

/**
 * Reads a request's URL and header fields. `Request` of another realm or library is one too; what a framework of Node calls
 * request, whose URL is a path and whose headers are a plain object, is none.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function requestOf(request: Request): { readonly url: string; readonly headers: Headers } {
  const { url, headers } = fieldsOf(request, ['url', 'headers'], 'request');
  if (typeof url !== 'string' || !URL.canParse(url) || !isHeaders(headers)) {
    throw unexpected('request', 'a Request of the Fetch standard; make one of what the framework has', request);
  }
  return { url, headers };
}

/** Tells header fields from a Map, whose `get` returns undefined for what there is not. */
function isHeaders(headers: unknown): headers is Headers {
  const { get, append } = fieldsOf(headers as Headers, ['get', 'append'], 'request.headers');
  return typeof get === 'function' && typeof append === 'function';
}
