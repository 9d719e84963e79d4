/**
 * What lies on disk while the aggregators run: what both publish, and a folder of each one's own, with its keys. The keys'
 * files have mode 0600, the folders 0700. In earnest each organisation makes its keys on its own machine.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSealingKey, createSigningKey, type Task } from '@fedzk/agg';
import {
  readSignatures,
  readTaskFile,
  type Signatures,
  signDocument,
  type TaskFile,
  writeSignatures,
} from '@fedzk/agg/task';
import { createSigner } from '@fedzk/audit';
import { canonicalJson } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import type { ManifestJson } from '@fedzk/verify/ceremony';
import { type DemoTask, demoTaskFile } from '../task.js';

export type Role = 'leader' | 'helper';
export const ROLES: readonly Role[] = ['leader', 'helper'];

type Bytes = Uint8Array<ArrayBuffer>;

const SECRETS = ['sealing', 'signing', 'audit', 'operator'] as const;
const SECRET_BYTES = 32;

/** The secrets of an aggregator, 32 bytes each: two private keys, that of its audit log, and what its operator shows it. */
export type Secrets = Readonly<Record<(typeof SECRETS)[number], Bytes>>;

/** What everybody may read. */
export interface Published {
  readonly task: Task & { readonly file: TaskFile };
  /** Of the task file. */
  readonly signatures: Signatures;
  /** Of the circuit, in FEDzk's format. */
  readonly verificationKey: Bytes;
  /** Of that key. */
  readonly manifest: string;
}

/** Makes keys for both aggregators, and the task file that they sign. */
export async function prepareFolder(
  folder: string,
  urls: Readonly<Record<Role, string>>,
  {
    clients,
    vkeyId,
    verificationKey,
    manifest,
  }: Omit<DemoTask, Role> & { readonly verificationKey: Uint8Array; readonly manifest: ManifestJson },
): Promise<Published> {
  const operators = { leader: makeSecrets(folder, 'leader'), helper: makeSecrets(folder, 'helper') };
  const named = (role: Role) => ({ url: urls[role], ...operators[role] });
  const bytes = demoTaskFile({ leader: named('leader'), helper: named('helper'), clients, vkeyId });
  const task = readTaskFile(bytes);
  const signatures: { leader?: Uint8Array; helper?: Uint8Array } = {};
  for (const role of ROLES) {
    const { signing } = readSecrets(folder, role);
    signatures[role] = (await signDocument(task, 'task-file', bytes, signing)).signature;
    signing.fill(0);
  }
  writeFileSync(join(folder, 'task.json'), bytes);
  writeFileSync(join(folder, 'task.signatures'), writeSignatures(signatures));
  writeFileSync(join(folder, 'circuit.vkey'), verificationKey);
  writeFileSync(join(folder, 'manifest.json'), canonicalJson(manifest));
  return readPublished(folder);
}

/** @returns the public keys */
function makeSecrets(folder: string, role: Role): { readonly sealingKey: Uint8Array; readonly signingKey: Uint8Array } {
  const [sealing, signing] = [createSealingKey(), createSigningKey()];
  const random = () => crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const secrets = { sealing: sealing.privateKey, signing: signing.privateKey, audit: random(), operator: random() };
  mkdirSync(join(folder, role), { mode: 0o700 });
  for (const name of SECRETS) {
    writeFileSync(secretFile(folder, role, name), secrets[name], { mode: 0o600 });
    secrets[name].fill(0);
  }
  return { sealingKey: sealing.publicKey, signingKey: signing.publicKey };
}

/** Reads what everybody may read. */
export function readPublished(folder: string): Published {
  return {
    task: readTaskFile(readFileSync(join(folder, 'task.json'))),
    signatures: readSignatures(readFileSync(join(folder, 'task.signatures'), 'utf8')),
    verificationKey: new Uint8Array(readFileSync(join(folder, 'circuit.vkey'))),
    manifest: readFileSync(join(folder, 'manifest.json'), 'utf8'),
  };
}

/** Reads the secrets of one aggregator. */
export function readSecrets(folder: string, role: Role): Secrets {
  const read = (name: keyof Secrets): Bytes => {
    const bytes = readPrivateFile(secretFile(folder, role, name), SECRET_BYTES);
    if (bytes?.length === SECRET_BYTES) return bytes;
    throw new Error(`${secretFile(folder, role, name)}: expected ${SECRET_BYTES} bytes`);
  };
  return { sealing: read('sealing'), signing: read('signing'), audit: read('audit'), operator: read('operator') };
}

/** What an operator shows to its aggregator, in the field Authorization. */
export function credentialOf(operator: Uint8Array): string {
  return `Bearer ${Buffer.from(operator).toString('base64url')}`;
}

/** Who signs the audit log of a role. */
export function auditSigner(role: Role, audit: Bytes): ReturnType<typeof createSigner> {
  return createSigner(`${role}.fedzk.example/audit`, audit);
}

/** Where the audit log of a role is. */
export function logFolder(folder: string, role: Role): string {
  return join(folder, role, 'log');
}

function secretFile(folder: string, role: Role, name: keyof Secrets): string {
  return join(folder, role, `${name}.key`);
}
