// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import {
  type AccessControl,
  type AccessControlOptions,
  type AccessDecision,
  type AccessReason,
  type Action,
  type AddressKeyOptions,
  type AuditEvent,
  type AuditSink,
  addressKey,
  createAccessControl,
  createRateLimiter,
  defaultRoles,
  defaultSeparation,
  FedzkError,
  type FedzkErrorCode,
  type Grants,
  type MemoryStoreOptions,
  memoryStore,
  type Permission,
  type Principal,
  type RateLimitAlgorithm,
  type RateLimiter,
  type RateLimiterOptions,
  type RateLimitPolicy,
  type RateLimitReport,
  type RateLimitResult,
  type RateLimitStore,
  type RateLimitTable,
  type Resource,
  type Roles,
  rateLimitFields,
} from '@fedzk/guard';

const events: AuditEvent[] = [];
const audit: AuditSink = { append: async (event) => events.push(event) };
const trainer: Grants = { model_aggregation: ['read'] };
const roles: Roles = { ...defaultRoles, trainer };
const separate = [...defaultSeparation, ['trainer', 'auditor']] as const;
const options: AccessControlOptions = { roles, separate, audit };
const access: AccessControl = createAccessControl(options);
const who: Principal = { id: 'client_001', roles: ['trainer'] };
const what: readonly [Resource, Action] = ['model_aggregation', 'read'];
const permission: Permission = `${what[0]}:${what[1]}`;
const decision: AccessDecision = access.authorize({ ...who, scopes: [permission] }, ...what);
export const reason: AccessReason = decision.reason;

const algorithm: RateLimitAlgorithm = 'gcra';
const kept: MemoryStoreOptions = { maxKeys: 1000 };
const store: RateLimitStore = memoryStore(kept);
const limits: RateLimiterOptions = { limit: 1000, windowSeconds: 60, algorithm, store };
const limiter: RateLimiter = createRateLimiter(limits);
const policy: RateLimitPolicy = limiter.policy;
export const table: RateLimitTable = store.open(policy);
const by: AddressKeyOptions = { ipv6Prefix: 56 };
const state: RateLimitResult = await limiter.consume(addressKey('2001:db8::1', by) ?? 'unknown', 10);
const report: RateLimitReport = { policy, state };
export const fields: Record<string, string> = rateLimitFields([report]);

export const code: FedzkErrorCode = new FedzkError('invalid-argument', '').code;
