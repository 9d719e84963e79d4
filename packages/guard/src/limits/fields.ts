// Header fields about limits: draft-ietf-httpapi-ratelimit-headers-10 §3 and §4, and Retry-After (RFC 9110 §10.2.3).

import { fieldsOf, listOf, unexpected } from '@fedzk/core';
import { policyOf, type RateLimitPolicy, type RateLimitResult } from './policy.js';

/** A limit, and how a key stands in it. */
export interface RateLimitReport {
  readonly policy: RateLimitPolicy;
  readonly state: RateLimitResult;
}

/**
 * Writes the fields `RateLimit-Policy` and `RateLimit`, and `Retry-After` where a limit refuses. Seconds are rounded up, so
 * whoever waits for them is admitted. Debt is not shown: `r` is 0. A cost above the limit is never admitted, and has no
 * `Retry-After`.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * rateLimitFields([{ policy: limiter.policy, state: await limiter.consume('client_001') }]);
 * // { 'RateLimit-Policy': '"default";q=100;w=60', RateLimit: '"default";r=99;t=60' }
 * ```
 */
export function rateLimitFields(reports: readonly RateLimitReport[]): Record<string, string> {
  const read = listOf(reports, 'reports', 'a list of limits and states', (each) => reportOf(each as RateLimitReport));
  if (read.length === 0) return {};
  const waits = read.map(({ state }) => (state.allowed ? 0 : state.retryAfterMs));
  const retryAfter = Math.max(...waits);
  return {
    'RateLimit-Policy': read
      .map(({ policy: { name, limit, windowSeconds } }) => `"${name}";q=${limit};w=${windowSeconds}`)
      .join(', '),
    RateLimit: read
      .map(({ policy, state }) => `"${policy.name}";r=${Math.max(0, state.remaining)};t=${seconds(state.resetMs)}`)
      .join(', '),
    ...(retryAfter > 0 && Number.isFinite(retryAfter) && { 'Retry-After': String(seconds(retryAfter)) }),
  };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

function reportOf(report: RateLimitReport): RateLimitReport {
  const { policy, state } = fieldsOf(report, ['policy', 'state'], 'reports');
  const read = fieldsOf(state, ['allowed', 'remaining', 'retryAfterMs', 'resetMs'], 'reports.state');
  const numbers = [read.remaining, read.retryAfterMs, read.resetMs];
  if (numbers.some((each) => typeof each !== 'number' || Number.isNaN(each)) || !Number.isFinite(read.resetMs)) {
    throw unexpected('reports.state', 'a state as consume() returns it', state);
  }
  const { name, limit, windowSeconds, algorithm } = fieldsOf(
    policy,
    ['name', 'limit', 'windowSeconds', 'algorithm'],
    'reports.policy',
  );
  return { policy: policyOf({ name, limit, windowSeconds, algorithm }), state: read };
}
