// Clients of a test system, and a task of theirs whose round is open.

import { join } from 'node:path';
import type { Task } from '@fedzk/agg';
import { readTaskFile, type TaskFile, writeTaskFile } from '@fedzk/agg/task';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { toBase64url } from '@fedzk/core';
import { createVerifier, encodeVerificationKey, type ProofJson } from '@fedzk/verify';
import type { ClientHome } from '../../src/client/home.js';
import { agree, enrolled, openRound } from '../../src/client/together.js';
import type { Role } from '../../src/config.js';
import { bytesOf, type Card, partyOf } from '../../src/control/card.js';
import type { TestSystem } from './system.js';

const CIRCUIT = 'gradient-update-64x8';

/** Enrols a client at some aggregators. */
export async function enrol(
  { parent, operators }: Pick<TestSystem, 'parent' | 'operators'>,
  id: string,
  roles: readonly Role[] = ['leader', 'helper'],
): Promise<ClientHome> {
  const own = roles.map((role) => operators[role]);
  return enrolled(join(parent, 'homes', id), own);
}

/** A task that both serve. */
export interface OpenTask {
  readonly id: string;
  readonly task: Task & { readonly file: TaskFile };
  /** Makes a report that is right but for its proof. */
  badReport(home: ClientHome): Promise<Uint8Array>;
}

/** Makes a task of the clients, and opens its first round. */
export async function openTask(system: TestSystem, homes: readonly ClientHome[]): Promise<OpenTask> {
  const { operators } = system;
  const key = await developmentKey(CIRCUIT);
  const verifier = createVerifier(key.vkey);
  const { id: vkeyId } = verifier;
  verifier.dispose();
  const cards = await operators.leader.ask<{ own: Card; other: Card }>('GET', '/peer');
  // So many as a task must have.
  const others = await Promise.all([1, 2, 3].map((i) => enrol(system, `other_${i}_of_${homes[0]?.id}`)));
  const clients = [...homes, ...others].map((home) => ({
    id: home.id,
    publicKey: bytesOf(home.request().signingKey),
  }));
  const minBatch = Math.ceil(clients.length / 2) + 2;
  const bytes = writeTaskFile({
    ...{ id: 'attacked', level: 'standard', n: 64, bits: 8, headroom: 10, maxNormSq: 100_000n, minBatch },
    ...{ vkeyId, leader: partyOf(cards.own), helper: partyOf(cards.other) },
    clients,
  });
  const taskid = await agree(operators, bytes, toBase64url(encodeVerificationKey(key.vkey, 'fedzk')));
  await openRound(operators, taskid, '1');
  const task = readTaskFile(bytes);
  const { gradientUpdate } = CIRCUITS[CIRCUIT];
  const prover = { vkeyId, curve: 'bn254', gradientUpdate, prove: async () => ({ proof: WRONG }) };
  return {
    id: taskid,
    task,
    async badReport(home) {
      const { round } = await home.reporter(task).record();
      return home.client(task, prover).report(home.id, round, new Int8Array(64));
    },
  };
}

/** A proof of nothing: the generators of both groups. */
const WRONG: ProofJson = {
  pi_a: ['1', '2', '1'],
  pi_b: [
    [
      '10857046999023057135944570762232829481370756359578518086990519993285655852781',
      '11559732032986387107991004021392285783925812861821192530917403151452391805634',
    ],
    [
      '8495653923123431417604973247489272438418190587263600148770280649306958101930',
      '4082367875863433681332203403145435568316851327593401208105741076214120093531',
    ],
    ['1', '0'],
  ],
  pi_c: ['1', '2', '1'],
  protocol: 'groth16',
  curve: 'bn128',
};
