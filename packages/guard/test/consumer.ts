// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import {
  type AccessControl,
  type AccessControlOptions,
  type AccessDecision,
  type AccessReason,
  type Action,
  type AddressKeyOptions,
  type Admitted,
  type Alert,
  type AlertSink,
  type AuditEvent,
  type AuditSink,
  addressKey,
  type Ban,
  type BanKey,
  type Challenge,
  type Challenges,
  type ChallengesOptions,
  type ClientIdIssueCode,
  type ClientIdOptions,
  clientIdSchema,
  createAccessControl,
  createChallenges,
  createDdosGuard,
  createRateLimiter,
  type DdosGuard,
  type DdosGuardOptions,
  type DdosLimits,
  type DdosVerdict,
  defaultRoles,
  defaultSeparation,
  FedzkError,
  type FedzkErrorCode,
  type Firewall,
  type Grants,
  type Guard,
  type GuardedRoute,
  type GuardOptions,
  guard,
  type KeyAnswer,
  type MeasuredRequest,
  type MemoryStoreOptions,
  memoryStore,
  type Permission,
  type Principal,
  type ProblemDetails,
  type ProblemType,
  problem,
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
  type SchemaIssue,
  type SchemaResult,
  type Signals,
  type StandardSchema,
} from '@fedzk/guard';
import {
  type RateLimitAlgorithm as AlgorithmOfObjects,
  type FedzkErrorCode as CodeOfObjects,
  durableObjectStore,
  FedzkError as FedzkErrorOfObjects,
  type RateLimitPolicy as PolicyOfObjects,
  type RateLimitNamespace,
  RateLimitObject,
  type RateLimitObjectState,
  type RateLimitObjectStorage,
  type RateLimitStub,
  type RemoteStoreOptions,
  type RateLimitResult as ResultOfObjects,
  type RateLimitStore as StoreOfObjects,
  type RateLimitTable as TableOfObjects,
} from '@fedzk/guard/durable-object';
import {
  type RateLimitAlgorithm as AlgorithmOfRedis,
  type FedzkErrorCode as CodeOfRedis,
  FedzkError as FedzkErrorOfRedis,
  type IoredisClient,
  type NodeRedisClient,
  type RateLimitPolicy as PolicyOfRedis,
  type RedisClient,
  type RedisStoreOptions,
  type RemoteStoreOptions as RemoteOptionsOfRedis,
  type RateLimitResult as ResultOfRedis,
  redisStore,
  type ScriptCall,
  type RateLimitStore as StoreOfRedis,
  type RateLimitTable as TableOfRedis,
} from '@fedzk/guard/redis';

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

const floods: DdosLimits = { requests: 50 };
const firewall: Firewall = { ban: async () => {}, unban: async () => {} };
const raised: Alert[] = [];
const alerts: AlertSink = { raise: async (alert) => raised.push(alert) };
const neverBan = (address: string): boolean => address === '10.0.0.5';
const flooding: DdosGuardOptions = { limits: floods, firewall, neverBan, audit, alerts };
const ddos: DdosGuard = createDdosGuard(flooding);
const banKey: BanKey = { kind: 'owner', key: 'client_001' };
const measured: MeasuredRequest = { key: banKey, bytes: 10 };
export const verdict: DdosVerdict = await ddos.analyze(measured);
export const bans: readonly Ban[] = ddos.blocked();
export const signals: readonly Signals[] = ddos.suspicious();

const work: ChallengesOptions = { secret: crypto.getRandomValues(new Uint8Array(32)) };
const challenges: Challenges = createChallenges(work);
export const challenge: Challenge = await challenges.issue('192.0.2.1');

const answer: KeyAnswer = { valid: false, reason: 'unknown' };
const guarding: GuardOptions = {
  keys: { validate: async () => answer },
  accessControl: access,
  limits: { requests: createRateLimiter(), cost: createRateLimiter({ name: 'cost', ...limits }) },
  ddos,
  challenges,
  audit,
};
const atOnce: GuardOptions = { ...guarding, keys: { validate: () => answer } }; // such as apiKeysReader's
const admit: Guard = guard(atOnce);
const route: GuardedRoute = { address: '192.0.2.1', need: permission };
export const admitted: Admitted | Response = await admit(new Request('https://fedzk.example/'), route);
export const keyless: Admitted | Response = await admit(new Request('https://fedzk.example/'), {
  address: undefined,
  need: 'none',
});
await admit.logged();
const type: ProblemType = 'invalid';
const details: ProblemDetails = { members: { path: 'a', code: 'b' } };
export const refused: Response = problem(type, details);

const ids: ClientIdOptions = { maxLength: 64 };
const id: StandardSchema<string, ClientIdIssueCode> = clientIdSchema(ids);
const validated: SchemaResult<string, ClientIdIssueCode> = id['~standard'].validate('client_001');
export const issue: SchemaIssue<ClientIdIssueCode> | undefined = validated.issues?.[0];

const whenGone: RemoteStoreOptions & RemoteOptionsOfRedis = { onFailure: 'open', timeoutMs: 200, onError: () => {} };
const ioredis: IoredisClient = { evalsha: async () => [1, 1, 0, 0], eval: async () => [1, 1, 0, 0] };
const nodeRedis: NodeRedisClient = { evalSha: async (_, { keys }: ScriptCall) => keys, eval: async () => [1, 1, 0, 0] };
const inRedis: RedisStoreOptions = { ...whenGone, prefix: 'limits:' };
export const byClients: readonly StoreOfRedis[] = [ioredis, nodeRedis].map((each: RedisClient) =>
  redisStore(each, inRedis),
);

const stub: RateLimitStub = { fetch: async () => ({ status: 200, json: async () => [1, 1, 0, 0] }) };
const namespace: RateLimitNamespace<string> = { idFromName: (name) => name, get: () => stub };
const objects: StoreOfObjects & RateLimitStore = durableObjectStore(namespace, whenGone);
const kind: AlgorithmOfObjects & AlgorithmOfRedis & RateLimitAlgorithm = algorithm;
const same: PolicyOfObjects & PolicyOfRedis = { ...policy, algorithm: kind };
export const shared: TableOfObjects & TableOfRedis = objects.open(same);
export const counted: ResultOfObjects & ResultOfRedis = await shared.take('a', 1);
export const objectOf = (storage: RateLimitObjectStorage): RateLimitObject => {
  const state: RateLimitObjectState = { storage, blockConcurrencyWhile: (work) => work() };
  return new RateLimitObject(state);
};
export const codes: readonly (CodeOfObjects | CodeOfRedis)[] = [
  new FedzkErrorOfObjects('storage', '').code,
  new FedzkErrorOfRedis('storage', '').code,
];

export const code: FedzkErrorCode = new FedzkError('invalid-argument', '').code;
