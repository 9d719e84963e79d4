// A user's program that imports every public name of every entry. It is only compiled. test/types.test.ts compares the
// names with the exports of the packages.
import {
  type Aggregator,
  type AggregatorOptions,
  type AggregatorStorage,
  type AuditEvent as AuditEventOfAgg,
  type AuditHistory,
  type AuditSink as AuditSinkOfAgg,
  announcementOf,
  type CallOptions as CallOptionsOfAgg,
  type Client,
  type ClientOptions,
  type FedzkErrorCode as CodeOfAgg,
  type CollectCode,
  type CollectRefusal,
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  type DocumentName,
  type DocumentRow,
  type FedzkError as ErrorOfAgg,
  type Helper,
  type KeyPair,
  type Leader,
  type Level,
  listener as listenerOfAgg,
  type Model,
  memorySentStorage,
  memoryStorage as memoryStorageOfAgg,
  type Prover,
  type ReportCode,
  type ReportIds,
  type ReportStatus,
  type RoundDocument,
  type RoundRow,
  type RoundState,
  type RoundStatus,
  type RoundStep as RoundStepOfAgg,
  type RoundSum,
  reportLength,
  type Schedule,
  type SenderCode,
  type SentStorage,
  type SigningCode,
  type SigningRefusal,
  type SlotOutcome,
  type SlotRow,
  type SlotStep,
  type StoredEvent,
  type Submission,
  type Task,
  type TaskClient,
  type TaskFacts,
  type TaskFile,
  type TaskOperator,
  type TaskOptions,
  type TaskStore,
  type ValidRow,
} from '@fedzk/agg';
import {
  type FedzkErrorCode as CodeOfAggNode,
  directorySentStorage,
  type FedzkError as ErrorOfAggNode,
  type SentStorage as SentStorageOfNode,
  type ServeOptions,
  type Service as ServiceOfNode,
  type Serving,
  serve,
} from '@fedzk/agg/node';
import {
  type TaskClient as ClientOfTask,
  type FedzkErrorCode as CodeOfTask,
  compareResult,
  createEnrolment,
  type DocumentKind,
  type DocumentRefusal,
  type Enrolment,
  type FedzkError as ErrorOfTask,
  type TaskFacts as FactsOfTask,
  type TaskFile as FileOfTask,
  type IdSet,
  isEnrolment,
  isReceipt,
  type Level as LevelOfTask,
  type Model as ModelOfTask,
  type TaskOperator as OperatorOfTask,
  type TaskOptions as OptionsOfTask,
  openRecord,
  openResult,
  type Phase,
  type RecordOptions,
  type ResultEvidence,
  type ResultFault,
  type ResultOptions,
  type RoundRecord,
  type RoundResult,
  type RoundTimes,
  readSignatures,
  readTaskFile,
  roundAt,
  roundTimes,
  type Schedule as ScheduleOfTask,
  type Signatures,
  signDocument,
  sumsBytes,
  type TaskFileOptions,
  type Task as TaskOfFile,
  unsignedBy,
  writeRecord,
  writeResult,
  writeSignatures,
  writeTaskFile,
} from '@fedzk/agg/task';
import {
  type AppendedEvent,
  type AuditEntry,
  AuditLog,
  type AuditLogOptions,
  type BackupDraft,
  type BackupOptions,
  type BackupReceipt as BackupReceiptOfAudit,
  type BackupTarget as BackupTargetOfAudit,
  backupLog,
  type Checkpoint,
  type CheckpointOptions,
  type CheckpointProblem,
  type FedzkErrorCode as CodeOfAudit,
  type CommonFields,
  type ConsistencyStatus,
  type CosignedLogCheckpoint,
  type CosignOptions,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  decodeEvent,
  type EntryRange,
  type EntryStatus,
  type Erased,
  type FedzkError as ErrorOfAudit,
  type AuditEvent as EventOfAudit,
  type EventProof,
  type EventResult,
  type EventSeverity,
  type Eviction,
  type ExportFormat,
  type ExportOptions,
  type ExportRow,
  explainConsistency,
  explainEntry,
  exportAs,
  type HttpReaderOptions,
  httpReader,
  inspectLog,
  type Journal,
  type JsonObject,
  type JsonValue,
  type LockOptions,
  type LogEntry,
  type LogLock,
  type LogProblem,
  type LogReader,
  type LogReport,
  type LogState,
  type LogStorage,
  memoryStorage,
  type OpenedEntry,
  openSealed,
  type Predecessor,
  type PrivacyOptions,
  type ProofGeneration,
  proveEntry,
  pseudonym,
  type Rebuilt,
  type RotationOptions,
  readEntries,
  readMinimum,
  readProof,
  rebuildTiles,
  type SecurityEvent,
  type SignedCheckpoint,
  type Signer,
  type Since,
  type StoredFile,
  type SubjectKeys,
  signNote,
  subjectOf,
  type Trust,
  type Verification,
  type VerifiedNote,
  type VerifyLogOptions,
  verifyConsistency,
  verifyEntry,
  verifyLog,
  verifyNote,
  type WitnessFetch,
  type WitnessingOptions,
  type WitnessOptions,
  type WitnessProblem,
} from '@fedzk/audit';
import auditModule from '@fedzk/audit/core.wasm';
import { backupFolder, type DirectoryStorageOptions, directoryReader, directoryStorage } from '@fedzk/audit/node';
import {
  type FedzkErrorCode as CodeOfThreads,
  type FedzkError as ErrorOfThreads,
  type LogPlace,
  type LogProblem as ProblemOfThreads,
  type LogReport as ReportOfThreads,
  type ThreadsOptions,
  verifyLogOnThreads,
} from '@fedzk/audit/threads';
import * as auditVerifier from '@fedzk/audit/verify';
import {
  type Alert,
  type AlertSink,
  type AuditEvent,
  type AuditSink,
  AuditTrail,
  asOptions,
  byteLength,
  bytesOf,
  type CallOptions,
  Calls,
  callbackOf,
  callOptionsOf,
  canonicalJson,
  concat,
  copyBytes,
  counted,
  describe,
  type EventProof as EventProofOfCore,
  type EventResult as EventResultOfCore,
  type EventSeverity as EventSeverityOfCore,
  escaped,
  FedzkError,
  type FedzkErrorCode,
  FMA_PROBE,
  fieldsOf,
  fromBase64,
  fromBase64url,
  fromHex,
  fusesMultiplyAdd,
  type JsonObject as JsonObjectOfCore,
  type JsonValue as JsonValueOfCore,
  type KeyInput as KeyInputOfCore,
  type KeySource as KeySourceOfCore,
  listener,
  listOf,
  loadWasm,
  methodsOf,
  nextTurn,
  onAbort,
  optionsOf,
  ownBytes,
  type PersonKeys,
  plainView,
  quoted,
  readableLength,
  receiveModule,
  requireKnown,
  type SchemaIssue as SchemaIssueOfCore,
  type SchemaResult as SchemaResultOfCore,
  type Signer as SignerOfCore,
  type SigningKey,
  type StandardSchema as StandardSchemaOfCore,
  type SubjectKeys as SubjectKeysOfCore,
  SWIZZLE_PROBE,
  shown,
  signalOf,
  sinkOf,
  sourceOf,
  standardSchema,
  swizzlesRelaxed,
  toBase64,
  toBase64url,
  toHex,
  typedArrayName,
  unexpected,
  type WasmGlue,
} from '@fedzk/core';
import {
  answering,
  type Crew,
  type CrewCall,
  type CrewOptions,
  type CrewWorker,
  closed,
  type Packed,
  type Task as QuestionTask,
  type Reply,
  type Work,
  WorkerCrew,
} from '@fedzk/core/crew';
import {
  isRunning,
  openFile,
  type ProcessState,
  processState,
  readFile,
  readPrivateFile,
  readWords,
  reasonOf,
  removeStale,
  type ValueOf,
  type WordOption,
  type WordOptions,
  type Words,
  watchOutput,
} from '@fedzk/core/node';
import {
  type Anchor,
  type AnchorValue,
  type Backend as BackendOfKeys,
  type BackupOptions as BackupOptionsOfKeys,
  type BackupReceipt,
  type BackupSource,
  type BackupTarget,
  backend,
  type FedzkErrorCode as CodeOfKeys,
  type DeletionReceipt,
  type FedzkError as ErrorOfKeys,
  type Freshness,
  type GetOptions,
  type Kdf,
  type KeyHandle,
  type KeyInfo,
  type KeyKind,
  type KeyProvider,
  type KeyStorage,
  KeyStore,
  type KeyStoreOptions,
  type KeyVersion,
  type ListFilter,
  memoryStorage as memoryStorageOfKeys,
  type NewKey,
  type NewKeyOptions,
  open,
  type PutOptions,
  type RestoreOptions,
  type RewrapOptions,
  type RewrapProgress,
  type SlotInfo,
  type StoredHead,
  type StoredObject,
  type StoreProblem,
  type StoreReceipt,
  type StoreReport,
  seal as sealFor,
  signerOf,
  subjectKeys,
  type Unlock,
  type UpdateOptions,
} from '@fedzk/keys';
import {
  API_KEY_PATTERN,
  type ApiKeyEnv,
  type ApiKeyRecord,
  type ApiKeyRefusal,
  type ApiKeyStatus,
  ApiKeys,
  type ApiKeysOptions,
  type ApiKeysReader,
  type ApiKeysReaderOptions,
  type ApiKeysRestoreOptions,
  type ApiKeyValidation,
  apiKeysReader,
  type BackupOptions as BackupOptionsOfApiKeys,
  type BackupReceipt as BackupReceiptOfApiKeys,
  type BackupSource as BackupSourceOfApiKeys,
  type BackupTarget as BackupTargetOfApiKeys,
  type FedzkErrorCode as CodeOfApiKeys,
  type FedzkError as ErrorOfApiKeys,
  type IssuedApiKey,
  type IssueOptions,
  type RotatedApiKey,
  type RotateOptions,
} from '@fedzk/keys/api-keys';
import argon2 from '@fedzk/keys/argon2.wasm';
import relaxed from '@fedzk/keys/core.relaxed.wasm';
import strict from '@fedzk/keys/core.wasm';
import { backupFile, directoryAnchor, directoryStorage as directoryStorageOfKeys } from '@fedzk/keys/node';
import {
  type FedzkErrorCode as CodeOfPkcs11,
  type FedzkError as ErrorOfPkcs11,
  type Pkcs11KeyOptions,
  type Pkcs11KeyProvider,
  type Pkcs11KeyProviderOptions,
  type Pkcs11Options,
  type Pkcs11Pin,
  Pkcs11Token,
} from '@fedzk/keys/pkcs11';
import {
  type Aead,
  type Argon2Options,
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  argon2id,
  type FedzkErrorCode as CodeOfPrimitives,
  type Committing,
  committing,
  type FedzkError as ErrorOfPrimitives,
  type HkdfOptions,
  hkdf,
  hmac,
  type KeyWrap,
  type Pbkdf2Options,
  pbkdf2,
  xaes256Gcm,
} from '@fedzk/keys/primitives';
import * as slimKeys from '@fedzk/keys/slim';
import {
  type AuditEvent as AuditEventOfProve,
  type AuditSink as AuditSinkOfProve,
  type CallOptions as CallOptionsOfProve,
  type CircomInputs,
  type CircomValue,
  type CircomWitness,
  type CircomWitnessOptions,
  type FedzkErrorCode as CodeOfProve,
  type Contribution as ContributionOfProve,
  type Contributions as ContributionsOfProve,
  countContributions,
  createCircomWitness,
  createGradientUpdateWitness,
  createProver,
  createQuantizer,
  DEFAULT_LEVEL,
  type FedzkError as ErrorOfProve,
  type GradientUpdateShape,
  type IntegerArray,
  type KeyInput,
  type KeySource,
  type Level as LevelOfProve,
  listener as listenerOfProve,
  type ManifestDetail as ManifestDetailOfProve,
  type Manifest as ManifestOfProve,
  type ManifestOptions as ManifestOptionsOfProve,
  type ManifestProblem as ManifestProblemOfProve,
  type ManifestReport as ManifestReportOfProve,
  openManifest,
  type Proved,
  type Prover as ProverOfProve,
  type ProverOptions,
  type QuantizedUpdate,
  type Quantizer,
  type QuantizerOptions,
  readContributions,
  SECURITY_LEVELS,
  type SecurityLevel,
  type TrustedKeys as TrustedKeysOfProve,
  verifyManifest,
} from '@fedzk/prove';
import {
  type AnnounceOptions,
  announce,
  applyBeacon,
  type BeaconOptions,
  type BeaconProof,
  type BuildManifestOptions,
  buildManifest,
  type CallOptions as CallOptionsOfCeremony,
  type CeremonySink,
  type FedzkErrorCode as CodeOfCeremony,
  type Contributed,
  type ContributeOptions,
  contribute,
  type FedzkError as ErrorOfCeremony,
  type NewKey as FirstKey,
  handleSink,
  type KeyInput as KeyOfCeremony,
  type KeyReport,
  type LongCallOptions,
  type MemorySink,
  memorySink,
  type NewKeyInputs,
  type NewPowersOptions,
  newKey,
  newPowers,
  type PowersContribution,
  type PowersFacts,
  type PowersReport,
  prepare,
  type Report as ReportOfCeremony,
  readPowers,
  requireAnnounceable,
  type Signer as SignerOfCeremony,
  type SignManifestOptions,
  type KeySource as SourceOfCeremony,
  signContribution,
  signManifest,
  type VerifyKeyInputs,
  verifyKey,
  verifyPowers,
} from '@fedzk/prove/ceremony';
import { fileSink, type KeyFile, openKeyFile, type CeremonySink as SinkOfNode } from '@fedzk/prove/node';
import {
  type AuditEvent as AuditEventOfThreads,
  type AuditSink as AuditSinkOfThreads,
  type FedzkErrorCode as CodeOfProverThreads,
  createProver as createProverOnThreads,
  type FedzkError as ErrorOfProverThreads,
  type CircomInputs as InputsOfThreads,
  type KeyInput as KeyOfThreads,
  listener as listenerOfThreads,
  type CallOptions as OptionsOfThreads,
  type Proved as ProvedByThreads,
  type Prover as ProverOnThreads,
  type ThreadsOptions as ProverThreadsOptions,
  type GradientUpdateShape as ShapeOfThreads,
  type KeySource as SourceOfThreads,
} from '@fedzk/prove/threads';
import {
  type CircuitInputs,
  type CircuitParameters,
  type FedzkErrorCode as CodeOfStatement,
  type Curve as CurveOfStatement,
  circuitInputs,
  commit,
  constraints,
  drawElement,
  ELEMENT_BYTES,
  type FedzkError as ErrorOfStatement,
  fromWide,
  inverse,
  type Layout,
  largestCount,
  largestNormSq,
  layoutOf,
  type Opening,
  ORDERS,
  PUBLIC_SIGNALS,
  pack,
  poseidon,
  readElements,
  reduce,
  type Secrets,
  type Statement,
  type SumBounds,
  tag,
  unpack,
  type Values,
  WIDE_BYTES,
  writeElements,
} from '@fedzk/statement';
import {
  MAX_ARITY,
  type PoseidonParameters,
  type PoseidonShape,
  poseidonParameters,
  poseidon as samePoseidon,
} from '@fedzk/statement/poseidon';
import {
  type Backend,
  type BatchItem,
  type BatchResult,
  type FedzkErrorCode as CodeOfVerify,
  type Curve,
  createVerifier,
  decodeProof,
  decodeVerificationKey,
  FedzkError as ErrorOfVerify,
  encodeProof,
  encodeVerificationKey,
  type KeyFormat,
  type Level as LevelOfVerifier,
  type LevelOptions,
  type Manifest as ManifestOfVerify,
  type PackedPoints,
  type ProofFormat,
  type ProofInput,
  type ProofJson,
  type PublicSignalsInput,
  type TrustedKeys,
  type VerificationKeyInput,
  type VerificationKeyJson,
  type Verifier,
  type VerifierOptions,
  type VerifyStatus,
  verifyBatch,
} from '@fedzk/verify';
import ceremony from '@fedzk/verify/ceremony.wasm';
import fma from '@fedzk/verify/core.fma.wasm';
import module from '@fedzk/verify/core.wasm';
import {
  type Level as LevelOfVerify,
  DEFAULT_LEVEL as SAME_DEFAULT,
  SECURITY_LEVELS as SAME_LEVELS,
  type SecurityLevel as SameLevel,
} from '@fedzk/verify/levels';
import {
  type FedzkErrorCode as CodeOfPool,
  createVerifierPool,
  type FedzkError as ErrorOfPool,
  type PoolBatchOptions,
  type PoolCallOptions,
  type PoolWorker,
  type VerifierPool,
  type VerifierPoolOptions,
} from '@fedzk/verify/pool';
import {
  type FedzkErrorCode as CodeOfQuant,
  checkRange,
  createQuantBuffer,
  dequantize,
  type FedzkError as ErrorOfQuant,
  type Floats,
  type Integers,
  type LayerShapes,
  type Layers,
  type LayersOptions,
  type NestedNumbers,
  type NumberArrays,
  type NumberType,
  type QuantBuffer,
  type Quantized,
  type QuantizeOptions,
  quantize,
  type RangeLimits,
  type RangeReport,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
  type Tensor,
  type TensorIssueCode,
  type TensorKind,
  type TensorOptions,
  type TypedTensors,
  tensorSchema,
} from '@fedzk/verify/quant';
import * as slim from '@fedzk/verify/slim';

export const oneClass: typeof FedzkError = ErrorOfVerify satisfies typeof ErrorOfQuant &
  typeof ErrorOfAgg &
  typeof ErrorOfProve &
  typeof ErrorOfPool &
  typeof ErrorOfKeys &
  typeof ErrorOfPrimitives &
  typeof ErrorOfAudit &
  typeof ErrorOfThreads;
export const code: FedzkErrorCode = 'wasm' satisfies CodeOfVerify &
  CodeOfQuant &
  CodeOfAgg &
  CodeOfProve &
  CodeOfPool &
  CodeOfKeys &
  CodeOfPrimitives &
  CodeOfAudit &
  CodeOfThreads;

export const ofCeremonies: WebAssembly.Module = ceremony;

export function levelOf(verifier: Verifier, manifest: ManifestOfVerify, trustedKeys: TrustedKeys): LevelOptions {
  const level: LevelOfVerifier | undefined = verifier.level;
  return { manifest, level, trustedKeys, development: verifier.development };
}

export function problemsOf(
  zkey: Uint8Array,
  trustedKeys: TrustedKeysOfProve,
  found: ManifestProblemOfProve[],
): readonly ContributionOfProve[] {
  const manifest: ManifestOfProve = openManifest('{}');
  const options: ManifestOptionsOfProve = { level: 'standard', trustedKeys };
  const report: ManifestReportOfProve = verifyManifest(manifest, options);
  const details: readonly ManifestDetailOfProve[] = report.details;
  found.push(...report.problems, ...details.map(({ problem }) => problem));
  const { contributions }: ContributionsOfProve = readContributions(zkey);
  return contributions;
}

export function shared(bytes: Uint8Array, glue: WasmGlue): string {
  const options: object = asOptions({ glue }, 'glue');
  const exports: unknown = loadWasm(glue, fusesMultiplyAdd(new WebAssembly.Module(FMA_PROBE)) ? fma : module);
  const length: number | undefined = byteLength(bytes);
  const view: Float32Array | undefined = plainView(bytes, ['Float32Array']);
  requireKnown(options, ['selfTest'], 'glue');
  if (exports === options) throw unexpected(shown(quoted('glue')), escaped(counted(2, 'other')), glue);
  const { signal } = optionsOf<CallOptions, 'signal'>({}, ['signal']);
  signalOf(callOptionsOf({ signal }).signal)?.throwIfAborted();
  const { glue: same } = fieldsOf({ glue, other: 1 }, ['glue'], 'parts');
  callbackOf(same.selfTest, 'selfTest')?.();
  const read = (item: unknown, index: number): unknown[] => [item, index];
  const items: unknown[][] = listOf([methodsOf(glue, ['selfTest'], 'glue', 'glue')], 'glues', 'a list', read);
  if (items.length > 1) return describe(items);
  return describe([
    length,
    view,
    toHex(concat(copyBytes(bytes), bytesOf(bytes, 'bytes'), fromHex('00'))),
    ownBytes(bytes),
    readableLength(bytes),
    typedArrayName(bytes),
    fromBase64url(toBase64url(bytes)),
    fromBase64(toBase64(bytes)),
    canonicalJson({ length }, 'lengths', 100),
  ]);
}

export async function told(): Promise<void> {
  const severity: EventSeverityOfCore = 'info';
  const result: EventResultOfCore = 'denied';
  const proof: EventProofOfCore = { system: 'groth16' };
  const details: JsonObjectOfCore = { value: [null] satisfies JsonValueOfCore };
  const calls = new Calls('consumer');
  void calls.run(async () => calls.close(() => undefined));
  const trail = new AuditTrail(sinkOf(listener(({ operation }) => describe(operation))));
  await trail.tell({ user_id: 'me', operation: 'try', resource: 'all', result, severity, proof, details });
}

export async function alerted(alerts: AlertSink): Promise<Alert> {
  const alert: Alert = { key: 'try', severity: 'info', summary: 'A try.' };
  await alerts.raise(alert);
  return alert;
}

export function schema(): SchemaResultOfCore<number> {
  const issue: SchemaIssueOfCore = { message: 'Expected 1.', path: [], code: 'type' };
  const one: StandardSchemaOfCore<number> = standardSchema((value) => (value === 1 ? [] : [issue]));
  return one['~standard'].validate(1);
}

export function sourced(input: KeyInputOfCore): KeySourceOfCore {
  return sourceOf(input, 'input', 'damaged');
}

export function received(response: Response): Promise<WebAssembly.Module | ArrayBuffer> {
  return receiveModule(response, 'module');
}

export function protectedBy(key: Uint8Array, bytes: Uint8Array): BackendOfKeys {
  slimKeys.initSync(swizzlesRelaxed(new WebAssembly.Module(SWIZZLE_PROBE)) ? relaxed : strict, argon2);
  const options: HkdfOptions & Pbkdf2Options = { salt: bytes, iterations: 1, length: 32 };
  const costs: Argon2Options = { salt: bytes, memoryKiB: 8, passes: 1, parallelism: 1 };
  const wraps: readonly KeyWrap[] = [aesKw, aesKwp];
  const derived = [hkdf(key, options), pbkdf2(key, options), argon2id(key, costs), hmac(key, bytes)];
  const aeads: readonly Aead[] = derived.flatMap((each) => [aesGcm(each), xaes256Gcm(each), aesGcmSiv(each)]);
  const seal: Committing = committing;
  for (const aead of aeads) wraps[0]?.unwrap(key, seal.open(key, aead.seal(bytes, bytes)));
  return backend();
}

export async function kept(provider: KeyProvider, saved: AnchorValue): Promise<StoreReceipt> {
  const kdf: Kdf = { name: 'argon2id', memoryKiB: 65_536, passes: 3, lanes: 1 };
  const unlocks: readonly Unlock[] = [{ passphrase: 'words', kdf }, { key: new Uint8Array(32) }, { provider }];
  const anchor: Anchor = { load: async () => saved, save: async () => undefined };
  const events: AuditEvent[] = [];
  const audit: AuditSink = { append: async (event) => events.push(event) };
  const options: KeyStoreOptions = { audit, anchor };
  const objects: KeyStorage = unlocks.length > 3 ? memoryStorageOfKeys() : directoryStorageOfKeys('keys');
  const [first = { provider }] = unlocks;
  const store = await KeyStore.create(objects, first, options);
  const head: StoredHead | undefined = await objects.readHead();
  const found: readonly StoredObject[] = await objects.list();
  const signing: SigningKey = await store.get(await store.generate('ed25519'));
  const signer: SignerOfCore = signerOf(signing, 'example.com/log');
  const persons: PersonKeys = subjectKeys(store);
  const destroyed: SubjectKeysOfCore = persons;
  if (await persons.lookUp(signer.name)) await destroyed.destroy(signer.name);
  const kind: KeyKind = 'hmac-sha256';
  const own: NewKeyOptions = { id: 'own', expiresAt: new Date() };
  const put: PutOptions = { kind, exportable: true };
  const all: NewKey[] = [{ ...put, key: new Uint8Array(32) }];
  await store.putMany(all);
  const handle: KeyHandle = await store.get(await store.generate(kind, own));
  const info: KeyInfo = handle.info;
  const filter: ListFilter = ({ id }) => id === info.id;
  const rewrap: RewrapOptions = { batch: 10, reencrypt: true };
  const steps: RewrapProgress[] = [];
  for await (const step of store.rewrap(rewrap)) steps.push(step);
  const slots: readonly SlotInfo[] = await store.slots();
  const { problems }: StoreReport = await store.verify();
  const worst: StoreProblem | undefined = problems[0];
  const freshness: Freshness = store.freshness;
  const receipt: DeletionReceipt = await store.delete(info.id);
  const sealed = sealFor(new Uint8Array(32), handle.sign(open(new Uint8Array(32), handle.seal(new Uint8Array(0)))));
  const parts = [head, found, events, await store.list(filter), slots, worst, freshness, receipt, sealed];
  return store.cryptoErase(parts.length === 0 ? [] : [provider]);
}

export async function copied(
  keys: ApiKeys,
  file: BackupTargetOfApiKeys & BackupSourceOfApiKeys,
  options: ApiKeysRestoreOptions,
): Promise<boolean> {
  const how: BackupOptionsOfApiKeys = { replace: true };
  const receipt: BackupReceiptOfApiKeys = await keys.backup(file, how);
  const copy = await ApiKeys.restore(memoryStorageOfKeys(), file, options);
  return copy.storeId === receipt.storeId;
}

export async function issued(objects: KeyStorage, pepper: Uint8Array): Promise<ApiKeyRefusal | CodeOfApiKeys> {
  const env: ApiKeyEnv = 'test';
  const options: ApiKeysOptions = { pepper, env, maxStaleSeconds: 5 };
  const keys = await ApiKeys.open(objects, options);
  const issue: IssueOptions = { owner: 'client_001', role: 'client', scopes: ['me'], expiresAt: Date.now() + 1000 };
  const first: IssuedApiKey = await keys.issue(issue);
  const overlap: RotateOptions = { overlapSeconds: 60 };
  const next: RotatedApiKey = await keys.rotate(first.id, overlap);
  const all: readonly RotatedApiKey[] = await keys.rotateOwner('client_001', overlap);
  const record: ApiKeyRecord = await keys.revoke(next.replaces);
  await keys.delete(record.id);
  const status: ApiKeyStatus = record.status;
  const own: ApiKeysReaderOptions = { pepper, env, leastGeneration: 1, store: keys.storeId };
  const reader: ApiKeysReader = await apiKeysReader(await keys.snapshot(), own);
  const answer: ApiKeyValidation = reader.validate(all[0]?.key);
  await keys.close();
  const error: ErrorOfApiKeys | undefined = undefined;
  if (!answer.valid) return answer.reason;
  return API_KEY_PATTERN.test(status) && error === undefined ? 'expired' : 'disposed';
}

export async function inHsm(objects: KeyStorage, pin: Pkcs11Pin): Promise<CodeOfPkcs11 | undefined> {
  const options: Pkcs11Options = { module: '/usr/lib/softhsm/libsofthsm2.so', token: 'fedzk', serial: '1', pin };
  const token = await Pkcs11Token.open(options);
  const named: Pkcs11KeyProviderOptions = { name: 'pkcs11:object=kek;x-check=00' };
  const own: Pkcs11KeyProvider = await token.keyProvider('kek', named);
  await KeyStore.open(objects, { provider: own });
  const made: Pkcs11KeyOptions = { create: true };
  const signing: SigningKey = await token.signingKey('audit', made);
  const signer: SignerOfCore = signerOf(signing, 'example.com/log');
  await token.close();
  const error: ErrorOfPkcs11 | undefined = undefined;
  return signer.name === '' ? error : 'wrong-key';
}

export async function backedUp(store: KeyStore, id: string, key: Uint8Array): Promise<BackupReceipt> {
  const changes: UpdateOptions = { purpose: 'sums', expiresAt: null };
  await store.update(id, changes);
  const [first]: readonly KeyVersion[] = (await store.get(id)).info.versions;
  const older: GetOptions = first === undefined ? {} : { version: first.version };
  await store.get(id, older);
  const replacing: BackupOptionsOfKeys = { replace: true };
  const file: BackupTarget & BackupSource = backupFile('keys.backup', replacing);
  const receipt = await store.backup(file, replacing);
  const options: RestoreOptions = { anchor: directoryAnchor('anchor'), acceptRollback: true };
  await KeyStore.restore(directoryStorageOfKeys('restored'), file, { key }, options);
  return receipt;
}

export async function locked(storage: LogStorage, before: string): Promise<Since | undefined> {
  const options: LockOptions = { takeOver: true };
  const lock: LogLock = await storage.lock(options);
  const held = await lock.held();
  await lock.release();
  const since: Since = async () => before;
  return held ? since : undefined;
}

export async function logged(events: readonly EventOfAudit[], key: Uint8Array, file: StoredFile): Promise<LogReport> {
  const signer: Signer = await createSigner('example.com/log', key);
  const rotation: RotationOptions = { segmentBytes: 1 << 20, segments: 2, onEvict: 'keep' };
  const asked: WitnessFetch = (url, request) => fetch(url, request);
  const how: WitnessOptions = { timeoutMs: 1_000, fetch: asked };
  const unwilling: WitnessProblem[] = [];
  const witnesses: WitnessingOptions = { ...how, background: false, onFault: (problem) => unwilling.push(problem) };
  const policy = `log ${signer.verifierKey}\nquorum none\n`;
  const options: AuditLogOptions = { origin: signer.name, signer, rotation, policy, witnesses };
  const paced: DirectoryStorageOptions = { blocking: 'never' };
  const storage: LogStorage = events.length > 3 ? memoryStorage() : directoryStorage('log', paced);
  const journal: Journal = await storage.openJournal(file);
  await journal.close();
  const log: AuditLog = await AuditLog.open(storage, options);
  const sink: AuditSink = log;
  await sink.append({ user_id: 'a', operation: 'b', resource: 'c', result: 'success' });
  const result: EventResult = 'denied';
  const details: JsonObject = { value: 1 satisfies JsonValue };
  const proofOf: EventProof = { system: 'groth16', verified: true };
  const common: CommonFields = { user_id: await pseudonym(key, 'a'), details, proof: proofOf };
  const generation: ProofGeneration = { ...common, circuit_type: 'x', success: true };
  const verification: Verification = { ...common, proof_id: 'p', success: false };
  const severity: EventSeverity = 'high';
  const security: SecurityEvent = { ...common, event_type: 'x', severity };
  const appended: AppendedEvent = await log.append({ ...common, operation: 'b', resource: 'c', result });
  await Promise.all([log.logProofGeneration(generation), log.logVerification(verification)]);
  await log.logSecurityEvent(security);
  const trust: Trust = { verifierKey: signer.verifierKey };
  const bytes = await log.read(appended.index);
  const entry: AuditEntry | undefined = decodeEvent(bytes);
  const status: EntryStatus = explainEntry(bytes, await log.prove(appended.index), trust);
  const eviction: Eviction = { onEvict: 'archive' };
  await log.evict(0, eviction);
  const range: EntryRange = { from: 0, to: 1 };
  const format: ExportFormat = 'rfc5424';
  const exported: ExportOptions = { hostname: 'h' };
  const rows: ExportRow[] = [];
  for await (const row of log.entries(range)) rows.push(row);
  for await (const line of exportAs(format, rows, exported)) if (line === entry?.id) break;
  const wanted: CheckpointOptions = { covering: appended.index, quorum: true, signal: AbortSignal.timeout(1_000) };
  await log.checkpoint(wanted);
  await log.close();
  const cosigning: CosignOptions = { ...how, policy };
  const { problems }: CosignedLogCheckpoint = await cosignCheckpoint(storage, cosigning);
  unwilling.push(...problems);
  const rebuilt: Rebuilt = await rebuildTiles(storage);
  const state: LogState = await inspectLog(storage, signer.verifierKey);
  const target: BackupTargetOfAudit = backupFolder('copy');
  const draft: BackupDraft = await target.begin();
  await draft.discard();
  const backing: BackupOptions = { verifierKey: signer.verifierKey };
  const backup: BackupReceiptOfAudit = await backupLog(storage, target, backing);
  unwilling.push({ witness: String(backup.size), why: backup.root });
  const previous: Predecessor = { verifierKey: signer.verifierKey, reason: 'a new key' };
  const after = await createSigner(`${state.origin}-2`);
  const epoch = await AuditLog.newEpoch(storage, memoryStorage(), { origin: after.name, signer: after, previous });
  await epoch.close();
  const receipt: VerifiedNote = verifyNote(await signNote('example.com/receipt/v1\n', signer), signer.verifierKey);
  unwilling.push({ witness: receipt.status, why: signer.name });
  const subjects = new Map([[await subjectOf(key), key]]);
  const keys: SubjectKeys = {
    keyOf: async () => key,
    find: async (subject) => subjects.get(subject),
    destroy: async () => subjects.clear(),
  };
  const privacy: PrivacyOptions = { keys };
  const discreet = await AuditLog.open(memoryStorage(), { ...options, privacy });
  const opened: OpenedEntry | undefined = entry && (await openSealed(entry, signer.name, keys));
  const erased: Erased = await discreet.erase('a', opened?.status);
  await discreet.close();
  const http: HttpReaderOptions = { signal: AbortSignal.timeout(1_000) };
  const reader: LogReader = rebuilt.size > 9 ? httpReader('https://example.com/log', http) : directoryReader('log');
  const signed: SignedCheckpoint = await currentCheckpoint(reader, trust);
  const checkpoint: Checkpoint = signed;
  const entries: LogEntry[] = [];
  for await (const one of readEntries(reader, signed, range)) entries.push(one);
  const text = await proveEntry(reader, signed, 0);
  const consistent: ConsistencyStatus | CheckpointProblem = explainConsistency(text, text, [], trust);
  const held = verifyEntry(bytes, text, trust) && verifyConsistency(text, text, [], trust) && readProof(text);
  auditVerifier.explainEntry(bytes, text, trust);
  const minimum = held ? await readMinimum(storage) : checkpoint.size;
  const whole: VerifyLogOptions = { ...trust, minimum, onProgress: (done) => done };
  const places: readonly LogPlace[] = [{ directory: 'log' }, { url: new URL('https://example.com/log') }];
  const onThreads: ThreadsOptions = { ...whole, threads: 2 };
  const [first = { directory: 'log' }] = places;
  const report: ReportOfThreads = held ? await verifyLogOnThreads(first, onThreads) : await verifyLog(reader, whole);
  const problem: (LogProblem & ProblemOfThreads) | undefined = report.problems[0];
  const words = [status, consistent, erased.subject, problem?.why, WebAssembly.Module.exports(auditModule).length];
  return words.length > 9 ? auditVerifier.verifyLog(reader, whole) : report;
}

export function verified(json: VerificationKeyJson, proof: ProofJson, signals: readonly bigint[]): VerifyStatus {
  const key: VerificationKeyInput = json;
  const curve: Curve = 'bls12-381';
  const options: VerifierOptions = { format: 'fedzk', curve, allowInsecure: false };
  const other: KeyFormat = 'gnark';
  const inBytes: VerificationKeyInput = encodeVerificationKey(key, other, options);
  const verifier: Verifier = createVerifier(decodeVerificationKey(inBytes, { format: other, curve }), options);
  const named: Curve = verifier.curve;
  const valid: boolean = verifier.verify(proof, signals);
  const format: ProofFormat = 'compressed';
  const bytes: ProofInput = encodeProof(proof, format);
  const again: ProofJson = decodeProof(encodeProof(bytes, 'fedzk', { curve: named }), { format, curve: 'bn254' });
  const points: PackedPoints = encodeProof(decodeProof(['1'], { format: 'semaphore', curve: 'bn254' }), 'semaphore');
  const words: PublicSignalsInput = signals.map(String);
  const item: BatchItem = { proof: again, publicSignals: words };
  const { ok }: BatchResult = verifier.verifyBatch([item, { proof: points, publicSignals: words }]);
  const { failed } = verifyBatch([{ verifier, ...item }]);
  const backend: Backend = verifier.backend;
  if (backend === 'fma' && valid && ok && failed.length === 0) return verifier.explain(bytes, words);
  verifier[Symbol.dispose]();
  verifier.dispose();
  return 'equation';
}

export async function pooled(
  key: VerificationKeyInput,
  proof: ProofJson,
  words: readonly string[],
): Promise<VerifyStatus> {
  const worker = (): PoolWorker => new Worker('/worker.js', { type: 'module' });
  const options: VerifierPoolOptions = { workers: 2, maxQueue: 10, worker };
  await using pool: VerifierPool = createVerifierPool(key, options);
  const call: PoolCallOptions = { signal: AbortSignal.timeout(1_000) };
  const batch: PoolBatchOptions = { ...call, onProgress: (done, total) => done / total };
  await pool.ready();
  const { ok, failed } = await pool.verifyBatch([{ proof, publicSignals: words }], batch);
  const valid: boolean = await pool.verify(proof, words, call);
  const [curve, id]: [Curve, string] = [pool.curve, pool.id];
  if (ok && valid && failed.length + pool.size + pool.pending + pool.nPublic === 0) return pool.explain(proof, words);
  await pool.close();
  return curve === id ? 'ok' : 'equation';
}

export function quantized(gradient: Float32Array, options: QuantizeOptions): RangeReport {
  const either: Quantized = quantize(gradient, options);
  const type: NumberType = 'float32';
  const buffer: QuantBuffer<typeof type> = createQuantBuffer(type, gradient.length);
  const view: NumberArrays[typeof type] = buffer.view();
  view.set(gradient);
  const floats: Floats = buffer;
  const integers: Integers = quantize(floats, options).values;
  if (!checkRange(integers, { min: -1, max: 1 }).ok) buffer.dispose();
  const eight: Int8Array = quantize(gradient, { bits: 8, clip: 1 }).values;
  const sixteen: Int16Array = quantize(gradient, { bits: 16, clip: 1, rounding: 'stochastic' }).values;
  const limits: RangeLimits = { min: -127, max: 127, maxNormSq: either.normSq };
  const exact: bigint = checkRange(eight, limits).normSq;
  const rounded: number = checkRange(dequantize(sixteen, { scale: either.scale }), limits).normSq;
  return exact > rounded ? checkRange(either.values, limits) : checkRange(gradient, limits);
}

export function sent(value: unknown): readonly number[] {
  const kind: TensorKind = 'Array';
  const options: TensorOptions<typeof kind, readonly [2, 2]> = { kinds: [kind], shape: [2, 2] };
  const matrix: StandardSchema<NestedNumbers<readonly [2, 2]>, TensorIssueCode> = tensorSchema(options);
  const result: SchemaResult<readonly (readonly number[])[], TensorIssueCode> = matrix['~standard'].validate(value);
  const shapes = { a: [2, 2], b: [2] } as const satisfies LayerShapes;
  const ofLayers: LayersOptions<'Float32Array', typeof shapes> = { kinds: ['Float32Array'], layers: shapes };
  const layers: StandardSchema<Layers<'Float32Array', typeof shapes>, TensorIssueCode> = tensorSchema(ofLayers);
  const parsed = layers['~standard'].validate(value);
  const floats: TypedTensors['Float32Array'] | undefined = parsed.issues === undefined ? parsed.value.b : undefined;
  const first: SchemaIssue<TensorIssueCode> | undefined = result.issues?.[0];
  const tensor: Tensor = floats ?? [1];
  return result.issues === undefined ? (result.value[0] ?? []) : [first?.path.length ?? 0, tensor.length];
}

export async function proved(wasm: Uint8Array, update: Float32Array, options: QuantizerOptions): Promise<Uint8Array> {
  const level: LevelOfProve = DEFAULT_LEVEL;
  const { capacity, curve }: SecurityLevel = SECURITY_LEVELS[level];
  const quantizer: Quantizer<Int8Array> = createQuantizer({ ...options, bits: 8 });
  const { values, factor, trimmed }: QuantizedUpdate<Int8Array> = quantizer.quantize(update.subarray(0, capacity));
  quantizer.restore(quantizer.save());
  quantizer.dispose();
  const logging: CircomWitnessOptions = { onLog: (line) => line.length, symbols: async () => '' };
  const circuit: CircomWitness = await createCircomWitness(wasm, logging);
  if (circuit.curve !== curve || factor < trimmed) return new Uint8Array(circuit.wires);
  const x: IntegerArray = values;
  const others: CircomValue = [1, 2n, '3'];
  const inputs: CircomInputs = { x, others };
  return circuit.witness(inputs, { signal: AbortSignal.timeout(1000) });
}

export async function provedByThreads(
  file: string,
  x: Int8Array,
  tell: (event: AuditEventOfProve & AuditEventOfThreads) => void,
): Promise<readonly [Proved, number] | CodeOfProverThreads> {
  const zkey: KeyFile = await openKeyFile(file);
  const source: KeySource & SourceOfThreads = zkey;
  const input: KeyInput & KeyOfThreads = source;
  const gradientUpdate: GradientUpdateShape & ShapeOfThreads = { n: 64, bits: 8, headroom: 10 };
  const audit: AuditSinkOfProve & AuditSinkOfThreads = listenerOfProve(listenerOfThreads(tell).append);
  const options: ProverThreadsOptions = { zkey: input, gradientUpdate, threads: 2, audit };
  const count: number = await countContributions(input);
  const prover: ProverOnThreads = await createProverOnThreads(options);
  const making: CallOptionsOfProve & OptionsOfThreads = {
    signal: AbortSignal.timeout(1000),
    onProgress: (done) => done,
  };
  const inputs: InputsOfThreads = { x, s: 1n, k: 2n, rho: 3n, commitment: 4n, tag: 5n, maxNormSq: 6 };
  try {
    const proved: ProvedByThreads = await prover.prove(inputs, making);
    await prover.switchOff('maintenance', { cancel: true });
    await prover.switchOn();
    const shape = { curve: prover.curve, ...gradientUpdate };
    const made: CircomWitness & Disposable = await createGradientUpdateWitness(shape);
    await prover.proveWitness(await made.witness(inputs));
    const own: ProverOptions = { zkey: new Blob(['zkey']), circuitWasm: new Uint8Array(), check: false };
    const here: ProverOfProve = await createProver(own);
    return [await here.proveWitness(new Uint8Array()), proved.publicSignals.length + here.active + count];
  } catch (error) {
    return (error as ErrorOfProverThreads).code;
  } finally {
    await prover.close();
    await zkey.close();
  }
}

export async function aggregated(
  options: TaskOptions & { readonly level: Level; readonly clients: readonly TaskClient[] },
  verifier: Verifier,
  prove: (inputs: CircuitInputs) => Promise<ProofJson>,
  tell: (event: AuditEventOfAgg) => void,
): Promise<RoundSum | CollectCode | ReportCode | SenderCode> {
  const task: Task = createTask(options);
  const { privateKey }: KeyPair = createSealingKey();
  const storage: AggregatorStorage = memoryStorageOfAgg();
  const audit: AuditSinkOfAgg = listenerOfAgg(tell);
  const store: TaskStore = await storage.task(new Uint8Array(32), 'leader');
  const events: readonly StoredEvent[] = await store.events(1);
  const open: RoundStepOfAgg = { kind: 'open', round: 1n, events };
  const row: RoundRow | undefined = await store.move(open);
  const state: RoundState | undefined = row?.state;
  const note: SlotStep = { kind: 'note', client: 'client_001', report: new Uint8Array(32), events };
  const outcomes: readonly SlotOutcome[] = state === 'open' ? await store.apply(1n, [note]) : [];
  const slot: SlotRow | undefined = outcomes.length > 0 ? await store.slot(1n, 'client_001') : undefined;
  const valid: ValidRow | undefined = slot && (await store.valid(1n, slot.client));
  if (valid !== undefined) await store.delivered([]);
  const name: DocumentName = 'record';
  const kept: DocumentRow | undefined = await store.document(1n, name);
  const history: AuditHistory = {
    async *entries() {
      yield { entry: { operation: 'fix_set', details: {} } };
    },
  };
  const common: AggregatorOptions = { privateKey, verifier, storage, audit, history };
  const leader: Leader = createAggregator(task, { role: 'leader', ...common });
  const helper: Helper = createAggregator(task, { role: 'helper', ...common });
  for (const aggregator of [leader, helper] satisfies Aggregator[]) await aggregator.openRound(1);
  if (kept !== undefined) {
    const signed: RoundDocument | SigningRefusal = await leader.signRecord(kept.document);
    const refused: SigningCode | undefined = 'refused' in signed ? signed.refused : undefined;
    if (refused !== undefined) throw new Error(refused);
  }
  const prover: Prover = { vkeyId: verifier.id, prove: async (inputs) => ({ proof: await prove(inputs) }) };
  const sent: SentStorage = memorySentStorage();
  const own: ClientOptions = { prover, signingKey: createSigningKey().privateKey, sent };
  const file: TaskFile | undefined = task.file;
  const facts: TaskFacts | undefined = file;
  const [model, schedule, operator]: [Model | undefined, Schedule | undefined, TaskOperator | undefined] = [
    facts?.model,
    facts?.schedule,
    facts?.leader,
  ];
  tell({
    user_id: model?.id ?? '',
    operation: String(schedule?.every),
    resource: `${operator?.url}`,
    result: 'logged',
  });
  const client: Client = createClient(task, own);
  // Accepts the prover of @fedzk/prove directly.
  const shape: GradientUpdateShape = { n: 64, bits: 8, headroom: 10 };
  const made: ProverOfProve = await createProver({ zkey: new Uint8Array(), gradientUpdate: shape });
  const onThreads: ProverOnThreads = await createProverOnThreads({ zkey: new Uint8Array(), gradientUpdate: shape });
  for (const each of [made, onThreads] satisfies Prover[]) createClient(task, { ...own, prover: each });
  const once: CallOptionsOfAgg = { onProgress: (done) => done };
  const report = await client.report('client_001', 1n, new Int8Array(3), once);
  const submission: Submission = await leader.submit(report);
  if (submission.verdict !== 'pending' || announcementOf(task, report).length > reportLength(task)) return 'proof';
  await leader.conclude(submission.prepare, await helper.prepare(submission.prepare));
  const status: RoundStatus | undefined = await helper.round(1);
  const ids: ReportIds = await helper.reportIds(status?.round ?? 1);
  const stands: ReportStatus | undefined = await leader.report(1, 'client_001');
  if (ids.omitted.length > 0 && stands?.status !== 'accepted') return 'proof';
  const asked = await leader.collect(1);
  if ('refused' in asked) return asked.refused;
  const answered: { share: Uint8Array } | CollectRefusal = await helper.collect(asked.request);
  if ('refused' in answered) return answered.refused;
  const sum = await leader.combine(1, answered.share);
  return 'refused' in sum ? sum.refused : sum;
}

export async function agreed(
  options: TaskFileOptions,
  [key, other]: readonly [Uint8Array, Uint8Array],
  facts: { readonly record: RecordOptions; readonly result: ResultOptions; readonly evidence: ResultEvidence },
): Promise<readonly ResultFault[] | DocumentRefusal | undefined> {
  const task: TaskOfFile & { readonly file: FileOfTask } = readTaskFile(writeTaskFile(options));
  const kind: DocumentKind = 'record';
  const bytes = writeRecord(task, facts.record);
  const published: Uint8Array = sumsBytes(new Int32Array(task.n));
  if (published.length === 0) return undefined;
  const made = await Promise.all([key, other].map((own) => signDocument(task, kind, bytes, own)));
  const text = made.map(({ role, signature }) => writeSignatures({ [role]: signature })).join('');
  const signatures: Signatures = readSignatures(text);
  if ((await unsignedBy(task, kind, bytes, signatures)).length > 0) return undefined;
  const record: RoundRecord | DocumentRefusal = await openRecord(task, bytes, signatures);
  if ('refused' in record) return record;
  const { schedule }: FactsOfTask = task.file;
  const times: RoundTimes | undefined = schedule && roundTimes(schedule satisfies ScheduleOfTask, record.round);
  const phase: Phase | undefined = times && schedule && roundAt(schedule, times.opens)?.phase;
  const [client]: readonly ClientOfTask[] = (task satisfies OptionsOfTask).clients ?? [];
  const enrolment: Enrolment = await createEnrolment(client?.id ?? '', key);
  const [model, level, leader]: [ModelOfTask | undefined, LevelOfTask, OperatorOfTask] = [
    record.model,
    task.level,
    task.file.leader,
  ];
  if (!(await isEnrolment(enrolment)) || phase !== 'uploads') throw new Error(`${model?.id} ${level} ${leader?.url}`);
  const result: RoundResult | DocumentRefusal = await openResult(task, writeResult(task, facts.result), signatures);
  if ('refused' in result) return result;
  const omitted: IdSet | undefined = result.omitted;
  const isMine = await isReceipt(task, new Uint8Array(96), { round: result.round });
  return omitted?.count === 0 && isMine ? undefined : compareResult(task, result, facts.evidence);
}

export async function listening(service: ServiceOfNode): Promise<string> {
  const options: ServeOptions = { port: 8001 };
  const serving: Serving = await serve(service, options);
  return serving.url;
}

export function remembered(path: string): SentStorageOfNode | CodeOfAggNode | CodeOfTask {
  try {
    return directorySentStorage(path);
  } catch (error) {
    return (error as ErrorOfAggNode & ErrorOfTask).code;
  }
}

export function stated(values: Values, curve: CurveOfStatement): CircuitInputs | CodeOfStatement {
  try {
    const level: LevelOfVerify = SAME_DEFAULT;
    const { capacity }: SameLevel = SAME_LEVELS[level];
    const circuit: CircuitParameters = {
      n: largestCount(constraints({ n: capacity, bits: 8, headroom: 10 }), { bits: 8, headroom: 10 }),
      bits: 8,
      headroom: 10,
    };
    const layout: Layout = layoutOf(circuit);
    const secrets: Secrets = { values, pad: drawElement(curve), blinding: fromWide(new Uint8Array(WIDE_BYTES), curve) };
    const opening: Opening = { ...secrets, packed: pack(values, layout) };
    const [rho = 0n] =
      readElements(writeElements([inverse(reduce(-3n, curve), curve)]).subarray(0, ELEMENT_BYTES), curve) ?? [];
    const bounds: SumBounds = { count: 1, maxNormSq: largestNormSq(circuit) };
    const { width, matrix }: PoseidonParameters & PoseidonShape = poseidonParameters(MAX_ARITY + 1, curve);
    if (unpack(opening.packed, bounds, circuit) === undefined) return 'invalid-argument';
    if (poseidon([rho], curve) !== samePoseidon([rho], curve) || width !== matrix.length) return 'invalid-argument';
    const commitment = commit(opening, circuit, curve) % ORDERS[curve];
    const statement: Statement = { commitment, rho, tag: tag(opening, rho, curve), maxNormSq: bounds.maxNormSq };
    const inputs: CircuitInputs = circuitInputs(statement, secrets, circuit, curve);
    return PUBLIC_SIGNALS.every((name) => inputs[name] === statement[name]) ? inputs : 'invalid-argument';
  } catch (error) {
    return (error as ErrorOfStatement).code;
  }
}

export async function squares(worker: CrewWorker, { signal, ...told }: CrewCall): Promise<number[]> {
  const work: Work<number, number> = (question) => ({ answer: question ** 2 });
  const take: (message: string | QuestionTask<number>) => void = answering(
    () => work,
    (reply: Reply) => worker.postMessage(reply),
  );
  take('begin');
  const pack = (question: number): Packed => ({ question });
  const options: CrewOptions<number> = { name: 'crew', help: 'a README', start: () => worker, first: 0, size: 1, pack };
  const crew: Crew<number, number> = new WorkerCrew<number, number>(options);
  await nextTurn();
  const forget = onAbort(signal, () => void crew.close());
  forget();
  return crew.pending > 0 ? Promise.reject(closed('crew')) : crew.ask([2, 3], told);
}

export function wordsOf(args: readonly string[]): Words<{ readonly key: { readonly type: 'string' } }> {
  const key = { type: 'string' } as const satisfies WordOption;
  const words = readWords(args, { key } satisfies WordOptions, (why) => new FedzkError('invalid-argument', `${why}.`));
  const given: ValueOf<typeof key> = words.values.key;
  return given === undefined && words.values.help ? readWords([], { key }, Error) : words;
}

export async function byHand(response: Promise<Response>): Promise<void> {
  await slim.init(response);
  slim.initSync(module);
}

export function refusedByTheCompiler(verifier: Verifier, gradient: Float32Array, proof: ProofJson): void {
  // @ts-expect-error 5 bits
  quantize(gradient, { bits: 5, clip: 1 });
  // @ts-expect-error a JS number can't hold a field element
  verifier.verify(proof, [1]);
  // @ts-expect-error no status of that name
  if (verifier.explain(proof, []) === 'fine') return;
  // @ts-expect-error read-only
  verifier.nPublic = 3;
  // @ts-expect-error no curve of that name here
  decodeProof(new Uint8Array(192), { format: 'fedzk', curve: 'bls12-377' });
  // @ts-expect-error no format of that name
  encodeProof(proof, 'snarkjs');
}

export const isAlive: boolean = isRunning(1);
export const first: ProcessState = processState(1);
removeStale('none.lock', '1');

export function contentsOf(path: string): Uint8Array | undefined {
  const descriptor: number = openFile(path);
  return readFile(descriptor, 1_000) ?? readPrivateFile(path, 32);
}

export function toldOf(error: unknown): string {
  watchOutput('a-command');
  return `${reasonOf(error)}, or ${reasonOf(error, 'written')}`;
}

export async function ceremonyHeld(
  r1cs: KeyOfCeremony & SourceOfCeremony,
  file: string,
  signer: SignerOfCeremony,
): Promise<readonly unknown[] | CodeOfCeremony> {
  const call: LongCallOptions & CallOptionsOfCeremony = { threads: 1, onProgress: (done) => done };
  const power: NewPowersOptions = { curve: 'bn254', power: 5 };
  const memory: MemorySink = memorySink();
  await newPowers(power, memory);
  const ptau = memory.bytes ?? new Uint8Array();
  const sink: CeremonySink & SinkOfNode = fileSink(file);
  await prepare(ptau, sink, call);
  const facts: PowersFacts = await readPowers(ptau);
  const people: readonly PowersContribution[] = facts.contributions;
  const inputs: NewKeyInputs = { r1cs, ptau };
  const key: FirstKey = await newKey(inputs, memorySink(), call);
  const zkey = new Uint8Array(key.domain);
  const announced: AnnounceOptions = {
    ...{ r1cs, ptau, zkey, name: 'c', publicSignals: ['x'], level: 'standard', closes: '2030-01-01T00:00:00Z' },
    ...{ beacon: { source: 'drand-quicknet', round: 1, iterations: 10 }, source: 'ours' },
  };
  await requireAnnounceable({
    r1cs,
    ptau,
    name: 'c',
    publicSignals: ['x'],
    level: 'standard',
    closes: '',
    beacon: announced.beacon,
    source: '',
  });
  const announcement = await announce(announced);
  const options: ContributeOptions = { name: 'anna', announcement };
  const contributed: Contributed = await contribute(zkey, handleSink({ createWritable: async () => never() }), options);
  const note = await signContribution(announcement, contributed, signer);
  const ends: BeaconOptions = { value: '00', iterations: 10 };
  await applyBeacon(zkey, memorySink(), ends);
  const beacon: BeaconProof = { signature: '00' };
  const built: BuildManifestOptions = { announcement, zkey, beacon, notes: [note], keys: [signer.verifierKey] };
  const signing: SignManifestOptions = { manifest: await buildManifest(built), r1cs, ptau, zkey, signer };
  const files: VerifyKeyInputs = { r1cs, ptau, zkey };
  try {
    const reports: readonly [KeyReport, PowersReport] = [await verifyKey(files, call), await verifyPowers(ptau, call)];
    const all: readonly ReportOfCeremony[] = reports;
    return [await signManifest(signing), people, ...all.map(({ ok }) => ok)];
  } catch (error) {
    return (error as ErrorOfCeremony).code;
  }
}

function never(): never {
  throw new Error('There is no file.');
}
