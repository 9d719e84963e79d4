export {
  type Alert,
  type AlertSink,
  type AuditEvent,
  type AuditSink,
  FedzkError,
  type FedzkErrorCode,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from '@fedzk/core';
export {
  type AccessControl,
  type AccessControlOptions,
  type AccessDecision,
  type AccessReason,
  createAccessControl,
} from './access/access-control.js';
export type { Principal } from './access/principal.js';
export {
  type Action,
  defaultRoles,
  defaultSeparation,
  type Grants,
  type Permission,
  type Resource,
  type Roles,
} from './access/roles.js';
export type { Ban } from './bans/bans.js';
export {
  createDdosGuard,
  type DdosGuard,
  type DdosGuardOptions,
  type DdosVerdict,
  type MeasuredRequest,
} from './bans/ddos-guard.js';
export type { BanKey } from './bans/key.js';
export type { DdosLimits } from './bans/limits.js';
export type { Firewall } from './bans/notices.js';
export type { Signals } from './bans/signals.js';
export { type Challenges, type ChallengesOptions, createChallenges } from './challenge/challenges.js';
export type { Challenge } from './challenge/format.js';
export { type AddressKeyOptions, addressKey } from './limits/address.js';
export { type RateLimitReport, rateLimitFields } from './limits/fields.js';
export { type MemoryStoreOptions, memoryStore } from './limits/memory-store.js';
export type {
  RateLimitAlgorithm,
  RateLimitPolicy,
  RateLimitResult,
  RateLimitStore,
  RateLimitTable,
} from './limits/policy.js';
export { createRateLimiter, type RateLimiter, type RateLimiterOptions } from './limits/rate-limiter.js';
export {
  type Admitted,
  type Guard,
  type GuardOptions,
  guard,
  type KeyAnswer,
} from './pipeline/guard.js';
export { type ProblemDetails, type ProblemType, problem } from './pipeline/problem.js';
export type { GuardedRoute } from './pipeline/route.js';
export { type ClientIdIssueCode, type ClientIdOptions, clientIdSchema } from './validation/client-id.js';
