/**
 * Who takes part: clients with their slices of the data, some of them dishonest, and two aggregators.
 */
import {
  type AuditEvent,
  type AuditSink,
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  type Helper,
  type KeyPair,
  type Leader,
  memoryStorage,
  type Client as Reporter,
  type Task,
} from '@fedzk/agg';
import { createVerifier, type Verifier } from '@fedzk/verify';
import type { AuditTrail } from './audit-trail.js';
import { bentProof, lyingShare, outOfRange, replayed, type Trick, twice } from './cheats.js';
import { type Digits, shareOf } from './digits.js';
import type { KeyRing } from './key-ring.js';
import type { DemoProver } from './prover.js';
import { PARAMETERS } from './softmax.js';

/** Bits of a quantized value. */
export const BITS = 8;
/** A round's sum has room for 2^10 clients. */
const HEADROOM = 10;
/** Values beyond this are clipped. */
export const CLIP = 1;
/** The largest Σ x² of an update. The first round's are just below a million. */
const MAX_NORM_SQ = 1_200_000n;
/** The fewest clients that a sum may be of. */
const MIN_BATCH = 3;

/** How a client cheats in the round where cheats are tried, and what must come of it. */
interface Role {
  readonly what: string;
  readonly trick: Trick;
  /** How many of its reports are accepted. */
  readonly accepted: number;
  /** Who refuses the other, and with which code and status. */
  readonly refusal: string;
}

const CHEATS: ReadonlyMap<number, Role> = new Map([
  [6, { what: 'a value out of range', trick: outOfRange, accepted: 0, refusal: 'leader: proof equation' }],
  [7, { what: "the last round's report", trick: replayed, accepted: 0, refusal: 'leader: undecryptable' }],
  [8, { what: 'a bent proof', trick: bentProof, accepted: 0, refusal: 'leader: proof equation' }],
  [9, { what: 'a false share', trick: lyingShare, accepted: 0, refusal: 'helper: tag-mismatch' }],
  [10, { what: 'two reports', trick: twice, accepted: 1, refusal: 'leader: duplicate' }],
]);
const CLIENTS = 10;

/** One client. */
export interface Client {
  readonly id: string;
  readonly rows: Digits;
  readonly signingKey: Uint8Array<ArrayBuffer>;
  readonly reporter: Reporter;
  readonly cheat?: Role;
}

/** All parties. */
export interface Parties {
  readonly task: Task;
  readonly verifier: Verifier;
  readonly clients: readonly Client[];
  readonly leader: Leader;
  readonly helper: Helper;
  /** The aggregators' events. */
  readonly events: AuditEvent[];
}

/** Makes keys, which go into the key store, the task, and all parties. */
export async function gather(train: Digits, prover: DemoProver, keyRing: KeyRing, trail: AuditTrail): Promise<Parties> {
  const sealingKeys = { leader: createSealingKey(), helper: createSealingKey() };
  const names = Array.from({ length: CLIENTS }, (_, i) => `client_${String(i + 1).padStart(3, '0')}`);
  const signingKeys = names.map(createSigningKey);
  const task = createTask({
    id: 'digits',
    level: 'enhanced',
    n: PARAMETERS,
    bits: BITS,
    headroom: HEADROOM,
    maxNormSq: MAX_NORM_SQ,
    minBatch: MIN_BATCH,
    aggregatorKeys: { leader: sealingKeys.leader.publicKey, helper: sealingKeys.helper.publicKey },
    clients: names.map((id, i) => ({ id, publicKey: (signingKeys[i] as KeyPair).publicKey })),
    vkeyId: prover.vkeyId,
  });
  for (const [owner, key] of Object.entries(sealingKeys)) await keyRing.keep(owner, 'sealing', key);
  for (const [i, owner] of names.entries()) await keyRing.keep(owner, 'signing', signingKeys[i] as KeyPair);

  const clients: Client[] = [];
  for (const [i, id] of names.entries()) {
    const signingKey = await keyRing.take(id, 'signing');
    const reporter = createClient(task, { prover: trail.watch(prover, id), signingKey });
    const cheat = CHEATS.get(i + 1);
    clients.push({ id, rows: shareOf(train, i, CLIENTS), signingKey, reporter, ...(cheat && { cheat }) });
  }
  const events: AuditEvent[] = [];
  const verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  const audit: AuditSink = {
    append(event) {
      events.push(event);
      return trail.sink.append(event);
    },
  };
  const common = { verifier, audit };
  return {
    task,
    verifier,
    clients,
    leader: createAggregator(task, {
      role: 'leader',
      privateKey: await keyRing.take('leader', 'sealing'),
      storage: memoryStorage(),
      ...common,
    }),
    helper: createAggregator(task, {
      role: 'helper',
      privateKey: await keyRing.take('helper', 'sealing'),
      storage: memoryStorage(),
      ...common,
    }),
    events,
  };
}
