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
  type Helper,
  type KeyPair,
  type Leader,
  memorySentStorage,
  memoryStorage,
  type Client as Reporter,
  type Task,
} from '@fedzk/agg';
import { readTaskFile } from '@fedzk/agg/task';
import { createVerifier, type Verifier } from '@fedzk/verify';
import type { AuditTrail } from './audit-trail.js';
import { bentProof, lyingShare, outOfRange, replayed, type Trick, twice } from './cheats.js';
import { type Digits, shareOf } from './digits.js';
import type { KeyRing } from './key-ring.js';
import { optionsFor } from './manifest.js';
import type { DemoProver } from './prover.js';
import { demoTaskFile } from './task.js';

/** How a client cheats in the round where cheats are tried, and what must come of it. */
interface Role {
  readonly what: string;
  readonly trick: Trick;
  /** How many of its reports are accepted. */
  readonly accepted: number;
  /** Who refuses the other, and with which code and status. */
  readonly refusal: string;
}

export const CHEATS: ReadonlyMap<number, Role> = new Map([
  [6, { what: 'a value out of range', trick: outOfRange, accepted: 0, refusal: 'leader: proof equation' }],
  [7, { what: "the last round's report", trick: replayed, accepted: 0, refusal: 'leader: undecryptable' }],
  [8, { what: 'a bent proof', trick: bentProof, accepted: 0, refusal: 'leader: proof equation' }],
  [9, { what: 'a false share', trick: lyingShare, accepted: 0, refusal: 'helper: tag-mismatch' }],
  [10, { what: 'two reports', trick: twice, accepted: 1, refusal: 'leader: duplicate' }],
]);
export const CLIENTS = 10;

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
  const operators = {
    leader: { sealing: createSealingKey(), signing: createSigningKey() },
    helper: { sealing: createSealingKey(), signing: createSigningKey() },
  };
  const operator = (role: 'leader' | 'helper') => ({
    url: `https://${role}.fedzk.example`,
    sealingKey: operators[role].sealing.publicKey,
    signingKey: operators[role].signing.publicKey,
  });
  const names = Array.from({ length: CLIENTS }, (_, i) => `client_${String(i + 1).padStart(3, '0')}`);
  const signingKeys = names.map(createSigningKey);
  const task = readTaskFile(
    demoTaskFile({
      leader: operator('leader'),
      helper: operator('helper'),
      clients: names.map((id, i) => ({ id, publicKey: (signingKeys[i] as KeyPair).publicKey })),
      vkeyId: prover.vkeyId,
    }),
  );
  for (const [owner, { sealing, signing }] of Object.entries(operators)) {
    await keyRing.keep(owner, 'sealing', sealing);
    await keyRing.keep(owner, 'signing', signing);
  }
  for (const [i, owner] of names.entries()) await keyRing.keep(owner, 'signing', signingKeys[i] as KeyPair);

  const clients: Client[] = [];
  for (const [i, id] of names.entries()) {
    const signingKey = await keyRing.take(id, 'signing');
    const sent = memorySentStorage();
    const reporter = createClient(task, { prover: trail.watch(prover, id), signingKey, sent });
    const cheat = CHEATS.get(i + 1);
    clients.push({ id, rows: shareOf(train, i, CLIENTS), signingKey, reporter, ...(cheat && { cheat }) });
  }
  const events: AuditEvent[] = [];
  const verifier = createVerifier(prover.verificationKey, {
    format: 'fedzk',
    curve: prover.curve,
    ...optionsFor(prover.manifest),
  });
  const audit: AuditSink = {
    append(event) {
      events.push(event);
      return trail.sink.append(event);
    },
  };
  const own = async (role: 'leader' | 'helper') => ({
    privateKey: await keyRing.take(role, 'sealing'),
    signingKey: await keyRing.take(role, 'signing'),
    storage: memoryStorage(),
    ...{ verifier, audit },
  });
  return {
    task,
    verifier,
    clients,
    leader: createAggregator(task, { role: 'leader', ...(await own('leader')) }),
    helper: createAggregator(task, { role: 'helper', ...(await own('helper')) }),
    events,
  };
}
