// Who this aggregator is: its key store, and what in it names it. It is made once, and opened at each start.

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { FedzkError, quoted, toBase64url } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import {
  type CertificateAuthority,
  type Credentials,
  createDevelopmentCa,
  createIssuer,
  issueCertificate,
  spkiPin,
} from '@fedzk/host';
import { KeyStore, signerOf } from '@fedzk/keys';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';
import type { Config, Mode, Role } from '../config.js';
import type { Card } from '../control/card.js';
import { requireNoAuthority } from './authority.js';
import type { Layout } from './layout.js';
import type { LogOwner } from './log.js';
import { Secrets } from './secrets.js';

/** The entries of the key store. */
export const NAMES = {
  self: 'self',
  sealing: 'aggregator/sealing',
  signing: 'aggregator/signing',
  pepper: 'api-keys/pepper',
  log: 'log/signer',
  snapshot: 'log/snapshot',
  root: 'ca/root',
  issuer: 'ca/issuer',
  clientsTls: 'tls/clients',
  peerTls: 'tls/peer',
  tlsKeys: 'tls/keys',
  peer: 'peer',
  client: 'client/',
  task: 'task/',
  person: 'person/',
  used: 'used/',
  approval: 'approval/',
  setup: 'setup',
  seen: 'seen',
} as const;

/** What the key store says about the system. */
export interface Self {
  readonly v: 1;
  readonly role: Role;
  readonly mode: Mode;
  /** The name of the audit log. */
  readonly origin: string;
  readonly created: string;
  /** Whether the other aggregator was made with it, in the same folder of data. */
  readonly together?: boolean;
}

/** What signs the certificates of clients, and the root above it. */
export interface Issuer extends CertificateAuthority {
  /** PEM. */
  readonly root: string;
  /** PEM of issuers and roots before this one, whose clients are still trusted. */
  readonly trusted?: readonly string[];
}

/** As long as may be: what it signs is renewed more often. */
export const ROOT_DAYS = 365;

/** A private key and its public key, 32 bytes each. */
interface Pair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * Makes the key store of a role, and all that is in it at the beginning; in production all but the keys of certificates. The
 * caller locks the store.
 *
 * @param together whether the other role is made in the same folder of data
 */
export async function createIdentity(
  layout: Layout,
  config: Config,
  rootKey: Uint8Array,
  together: boolean,
): Promise<Secrets> {
  const { role, mode } = config;
  const store = await KeyStore.create(directoryStorage(layout.keys), { key: rootKey });
  const secrets = new Secrets(store);
  const tag = toBase64url(crypto.getRandomValues(new Uint8Array(6)));
  const origin = `${new URL(config.clients.url).hostname}/fedzk/${mode}/${role}/${tag}`;
  const pepper = crypto.getRandomValues(new Uint8Array(32));
  await putPair(secrets, NAMES.sealing, createSealingKey());
  await putPair(secrets, NAMES.signing, createSigningKey());
  await secrets.put(NAMES.pepper, pepper);
  await store.generate('ed25519', { id: NAMES.log });
  if (mode === 'development') await createCertificates(secrets, config);
  const keys = await ApiKeys.open(directoryStorage(layout.apiKeys), { pepper, env: envOf(mode) });
  await keys.close();
  const self: Self = { v: 1, role, mode, origin, created: new Date().toISOString(), ...(together && { together }) };
  await secrets.put(NAMES.self, self); // the last: without it the folder is not whole
  return secrets;
}

/** The names in the TLS certificates of a listener. */
export function namesOf(url: string): string[] {
  const { hostname } = new URL(url);
  const own = hostname.replace(/^\[|\]$/g, '');
  return own === 'localhost' ? ['localhost', '127.0.0.1', '::1'] : [own];
}

/** Makes a CA, and all certificates by it. In production the CA is on another machine. */
async function createCertificates(secrets: Secrets, { role, mode, clients, peer }: Config): Promise<void> {
  const root = await createDevelopmentCa({ name: `FEDzk ${mode} ${role}`, days: ROOT_DAYS });
  const issuer = await createIssuer(root, { name: issuerName(role), days: ROOT_DAYS });
  await secrets.put(NAMES.root, root);
  // OpenSSL trusts a chain that ends in a root alone.
  await secrets.put(NAMES.issuer, { ...issuer, root: root.certificate } satisfies Issuer);
  const usages = ['server', 'client'] as const;
  await secrets.put(
    NAMES.clientsTls,
    await issueCertificate(root, { names: namesOf(clients.url), usages: ['server'] }),
  );
  await secrets.put(NAMES.peerTls, await issueCertificate(root, { names: namesOf(peer.url), usages: [...usages] }));
}

/** The name of what signs the certificates of clients. */
export function issuerName(role: Role): string {
  return `FEDzk ${role} clients`;
}

async function putPair(secrets: Secrets, name: string, { privateKey, publicKey }: Pair): Promise<void> {
  const both = new Uint8Array(64);
  both.set(privateKey);
  both.set(publicKey, 32);
  await secrets.put(name, both);
  both.fill(0);
}

/** The kind of API keys of a mode. */
export function envOf(mode: Mode): 'test' | 'live' {
  return mode === 'production' ? 'live' : 'test';
}

/**
 * Reads the key that opens the key store: the configured file or credential, or in development the folder's own.
 *
 * @throws {FedzkError} `invalid-state`
 */
export function readRootKey({ unlock, mode, data }: Config, layout: Layout): Uint8Array {
  const path = pathOfRootKey(unlock, mode, layout);
  if (!existsSync(path)) {
    const what = existsSync(layout.keys)
      ? `It opened the key store in ${quoted(layout.keys)}, and nothing else does: restore it from where you keep its copy.`
      : "Without it the key store can't be opened. For a new system make one: (umask 077; openssl rand -hex 32 > FILE).";
    throw new FedzkError('invalid-state', `There is no root key at ${quoted(path)}. ${what}`);
  }
  if (mode === 'production' && isInside(path, data)) {
    throw new FedzkError(
      'invalid-state',
      `The root key ${quoted(path)} lies in the folder of data, so that a copy of the folder opens itself. Keep it elsewhere.`,
    );
  }
  const bytes = 'credential' in (unlock ?? {}) ? readFileSync(path) : readPrivateFile(path, 129);
  const key = bytes === undefined ? undefined : rootKeyIn(bytes);
  if (key === undefined) {
    throw new FedzkError('invalid-state', `${quoted(path)} expected 32 bytes, or 64 hexadecimal digits.`);
  }
  return key;
}

function isInside(path: string, folder: string): boolean {
  const real = existsSync(folder) ? realpathSync(folder) : folder;
  return realpathSync(path).startsWith(join(real, '/'));
}

function pathOfRootKey(unlock: Config['unlock'], mode: Mode, layout: Layout): string {
  if (unlock !== undefined && 'file' in unlock) return unlock.file;
  if (unlock !== undefined) {
    const folder = process.env['CREDENTIALS_DIRECTORY'];
    if (!folder)
      throw new FedzkError(
        'invalid-state',
        '"unlock" names a credential of systemd, and CREDENTIALS_DIRECTORY is not set.',
      );
    return join(folder, unlock.credential);
  }
  if (mode === 'development') return layout.rootKey;
  throw new FedzkError(
    'invalid-state',
    'In production, "unlock" of fedzk.json must name the file or the credential with the root key.',
  );
}

function rootKeyIn(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length === 32) return new Uint8Array(bytes);
  const text = new TextDecoder().decode(bytes).trim();
  return /^[0-9a-f]{64}$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined;
}

/** Opens the key store of a role. The caller closes it. @throws what reading the root key and opening the store throw */
export async function openSecrets(layout: Layout, config: Config): Promise<Secrets> {
  const key = readRootKey(config, layout);
  return new Secrets(await KeyStore.open(directoryStorage(layout.keys), { key }).finally(() => key.fill(0)));
}

/** Returns whose log it is. @throws {FedzkError} `damaged` */
export async function logOwner(secrets: Secrets): Promise<LogOwner> {
  const self = await secrets.json<Self>(NAMES.self);
  if (self === undefined)
    throw new FedzkError('damaged', 'The key store says nothing about the system. Restore it from a backup.');
  return { self, secrets, logSigner: signerOf(await secrets.store.get(NAMES.log), self.origin) };
}

/** An opened identity. The caller closes it. */
export class Identity {
  readonly secrets: Secrets;
  readonly self: Self;
  readonly sealing: Pair;
  readonly signing: Pair;
  readonly logSigner: ReturnType<typeof signerOf>;
  /** The certificates in use; replaced when they are renewed. */
  tls: { readonly clients: Credentials; readonly peer: Credentials };
  /** Replaced when it is renewed. */
  issuer: Issuer | undefined;

  private constructor(
    parts: Pick<Identity, 'secrets' | 'self' | 'sealing' | 'signing' | 'logSigner' | 'tls' | 'issuer'>,
  ) {
    this.secrets = parts.secrets;
    this.self = parts.self;
    this.sealing = parts.sealing;
    this.signing = parts.signing;
    this.logSigner = parts.logSigner;
    this.tls = parts.tls;
    this.issuer = parts.issuer;
  }

  /**
   * Opens the key store of a role.
   *
   * @throws {FedzkError} `invalid-state`: it was made for another mode or role; what the key store throws
   */
  static async open(layout: Layout, config: Config): Promise<Identity> {
    const secrets = await openSecrets(layout, config);
    try {
      const owner = await logOwner(secrets);
      requireSame(owner.self, config);
      const issuer = await secrets.json<Issuer>(NAMES.issuer);
      if (config.mode === 'production') requireNoAuthority(config.data, issuer?.root);
      const [clients, peer] = [
        await secrets.json<Credentials>(NAMES.clientsTls),
        await secrets.json<Credentials>(NAMES.peerTls),
      ];
      if (clients === undefined || peer === undefined) throw noCertificates(config, layout);
      if (config.mode === 'production' && (await secrets.bytes(NAMES.root)) !== undefined) {
        throw new FedzkError('invalid-state', "The key store has the root CA's key. Move it to another machine.");
      }
      return new Identity({
        ...{ ...owner, tls: { clients, peer } },
        sealing: await pairIn(secrets, NAMES.sealing),
        signing: await pairIn(secrets, NAMES.signing),
        issuer,
      });
    } catch (error) {
      secrets.store.lock();
      throw error;
    }
  }

  /** Returns the card. */
  card({ clients, peer }: Config): Card {
    return {
      ...{ v: 1, role: this.self.role, mode: this.self.mode },
      ...{ clients: clients.url, peer: peer.url },
      pins: { clients: spkiPin(this.tls.clients.certificate), peer: spkiPin(this.tls.peer.certificate) },
      signingKey: toBase64url(this.signing.publicKey),
      sealingKey: toBase64url(this.sealing.publicKey),
      log: this.logSigner.verifierKey,
    };
  }

  /** Wipes the private keys, and closes the store. */
  async close(): Promise<void> {
    this.sealing.privateKey.fill(0);
    this.signing.privateKey.fill(0);
    await this.secrets.store.close();
  }
}

function noCertificates({ mode, role }: Config, { request }: Layout): FedzkError {
  return mode === 'development'
    ? new FedzkError('damaged', 'The key store lacks the certificates. Restore it from a backup.')
    : new NoCertificates(request, role);
}

/** Whether an error says that the CA has issued nothing yet. */
export function hasNoCertificates(error: unknown): error is NoCertificates {
  return error instanceof NoCertificates;
}

/** A system for production whose CA has issued nothing yet. */
class NoCertificates extends FedzkError {
  /** The path of the request for them. */
  readonly request: string;

  constructor(request: string, role: string) {
    super(
      'invalid-state',
      `There are no certificates yet. Have your CA answer ${quoted(request)} by fedzk ca issue, then run fedzk ca install ANSWER --role ${role}.`,
    );
    this.request = request;
  }
}

/** Says how a system is started that was made for another mode. */
export function otherMode({ mode, role }: Pick<Self, 'mode' | 'role'>, asked: Mode): FedzkError {
  const how = `fedzk serve --role ${role}${mode === 'development' ? ' --development' : ''}`;
  return new FedzkError(
    'invalid-state',
    `This system was made for ${mode}, and can't be started for ${asked}. Start it by ${how}, or make another in another folder.`,
  );
}

function requireSame(self: Self, { mode, role }: Config): void {
  if (self.mode !== mode) throw otherMode(self, mode);
  if (self.role !== role) throw new FedzkError('invalid-state', `The key store is that of the ${self.role}.`);
}

async function pairIn(secrets: Secrets, name: string): Promise<Pair> {
  const both = await secrets.needed(name);
  const pair = { privateKey: both.slice(0, 32), publicKey: both.slice(32) };
  both.fill(0);
  return pair;
}
