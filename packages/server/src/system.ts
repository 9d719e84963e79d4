// All parts of one aggregator, opened in their order and closed in the reverse one.

import { existsSync } from 'node:fs';
import { type Comply, withoutReserved } from '@fedzk/comply';
import { type AuditEvent, FedzkError, quoted } from '@fedzk/core';
import {
  type AccessControl,
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  type DdosGuard,
  type DdosLimits,
  type Guard,
  guard,
} from '@fedzk/guard';
import { certificateFacts } from '@fedzk/host';
import type { ApiKeys } from '@fedzk/keys/api-keys';
import type { Config } from './config.js';
import { Clients } from './control/clients.js';
import { Peer } from './control/peer.js';
import { Tasks } from './control/tasks.js';
import { caller } from './http/agg.js';
import { Turns } from './http/turns.js';
import { Approvals } from './people/approvals.js';
import { People } from './people/people.js';
import { openApiKeys } from './stores/api-keys.js';
import { Disk } from './stores/disk.js';
import { Duties } from './stores/duties.js';
import { hold } from './stores/holder.js';
import { Identity } from './stores/identity.js';
import { layoutOf, requireOwned } from './stores/layout.js';
import { openLog } from './stores/log.js';
import { pauseMs, renewCertificates } from './stores/renewal.js';
import { remember, requireSeen } from './stores/seen.js';
import { ServiceLog } from './stores/service-log.js';

/** A task, as operators see it. */
export interface TaskLine {
  readonly taskid: string;
  readonly id: string;
  readonly level: string;
  readonly clients: number | undefined;
  /** Of how many reports a sum is made at least. */
  readonly minBatch: number;
  readonly round:
    | { readonly round: string; readonly state: string; readonly held: number; readonly accepted: number }
    | undefined;
}

/** What keeps a system from taking requests: it starts or ends, its log takes no entries, or its disk has too little room. */
export type Hindrance = 'not-started' | 'log' | 'disk';

/** How a system stands. */
export interface Status {
  readonly version: string;
  readonly role: string;
  readonly mode: string;
  readonly ready: boolean;
  /** What keeps it from taking requests; left out if it takes them. */
  readonly hindrance?: Hindrance;
  readonly urls: { readonly clients: string; readonly peer: string };
  readonly peer: { readonly known: boolean };
  readonly clients: number;
  readonly tasks: readonly TaskLine[];
  readonly log: { readonly origin: string; readonly up: boolean };
  /** When the certificates end. */
  readonly certificates: { readonly clients: string; readonly peer: string };
}

type Parts = Pick<
  System,
  | 'config'
  | 'version'
  | 'identity'
  | 'log'
  | 'disk'
  | 'comply'
  | 'apiKeys'
  | 'access'
  | 'ddos'
  | 'admit'
  | 'clients'
  | 'peer'
  | 'people'
  | 'approvals'
  | 'report'
>;

/** What the guard counts by, besides the configuration. */
export interface Limits {
  readonly ddos?: DdosLimits;
  /** How many times its cost a request costs in all if its proof fails. */
  readonly fine?: number;
}

/** What the listeners and routes use. */
export class System {
  readonly turns = new Turns();
  #isReady = false;
  /** Closes what a client has open; the listener of clients sets it. */
  closeOwner: (owner: string) => void = () => {};
  readonly #closeConnections: (() => void)[] = [];

  readonly config: Config;
  readonly version: string;
  readonly identity: Identity;
  readonly log: ServiceLog;
  readonly disk: Disk;
  /** What the log says of people and of the operator's duties. */
  readonly comply: Comply;
  readonly apiKeys: ApiKeys;
  readonly access: AccessControl;
  readonly ddos: DdosGuard;
  readonly admit: Guard;
  readonly clients: Clients;
  readonly peer: Peer;
  readonly people: People;
  readonly approvals: Approvals;
  /** Gets each failure that no caller is told. */
  readonly report: (error: unknown) => void;

  private constructor(parts: Parts) {
    this.config = parts.config;
    this.version = parts.version;
    this.identity = parts.identity;
    this.log = parts.log;
    this.disk = parts.disk;
    this.comply = parts.comply;
    this.apiKeys = parts.apiKeys;
    this.access = parts.access;
    this.ddos = parts.ddos;
    this.admit = parts.admit;
    this.clients = parts.clients;
    this.peer = parts.peer;
    this.people = parts.people;
    this.approvals = parts.approvals;
    this.report = parts.report;
  }

  #tasks: Tasks | undefined;
  get tasks(): Tasks {
    if (this.#tasks === undefined) throw new FedzkError('invalid-state', 'The tasks are not open yet.');
    return this.#tasks;
  }

  /**
   * Opens all stores of an aggregator.
   *
   * @param report gets each failure that nobody else is told
   * @throws what the stores throw: nothing stays open then
   */
  static async open(
    config: Config,
    version: string,
    report: (error: unknown) => void,
    counted: Limits = {},
    takeOver = false,
  ): Promise<System> {
    const layout = layoutOf(config.data, config.role);
    const closing: (() => Promise<unknown> | undefined)[] = [];
    try {
      for (const folder of [config.data, layout.folder]) if (existsSync(folder)) requireOwned(folder);
      const release = await hold(config.data, config.role);
      closing.push(async () => release());
      const identity = await Identity.open(layout, config);
      closing.push(() => identity.close());
      const { self, secrets } = identity;
      await requireSeen(layout, identity);
      const disk = new Disk(config.data);
      await disk.look();
      // Who has it after that is nobody whom the operator meant.
      let rebuilt = 0;
      const onRebuilt = (files: number): void => {
        rebuilt += files;
        const says = `Of the log in ${quoted(layout.log)} ${files} files of tiles were gone or changed, and were made anew of its entries.`;
        report(new FedzkError('damaged', `${says} Find out who has changed them.`));
      };
      const log = await ServiceLog.open(
        () => openLog(layout, identity, { onRebuilt }),
        () => openLog(layout, identity, { takeOver, onRebuilt }),
      );
      // The log's last checkpoint is made while it is closed. The key store is closed after it.
      closing.push(() => log.close().then(() => remember(layout, identity)));
      const duties = await Duties.open(log, layout, secrets);
      closing.push(() => duties.keep().catch(report));
      const audit = withoutReserved(log);
      const apiKeys = await openApiKeys(layout, secrets, self.mode);
      closing.push(() => apiKeys.close());
      const access = createAccessControl();
      const ddos = createDdosGuard({ audit, limits: counted.ddos, neverBan: [...config.clients.proxies] });
      const limits = {
        requests: createRateLimiter({ limit: config.limits.requests, windowSeconds: 60 }),
        cost: createRateLimiter({ name: 'cost', limit: config.limits.cost, windowSeconds: 60, algorithm: 'gcra' }),
      };
      const admit = guard({ keys: apiKeys, accessControl: access, limits, ddos, fine: counted.fine, audit });
      const clients = await Clients.open(identity, config, apiKeys);
      const peer = await Peer.open(identity);
      closing.push(async () => peer.close());
      const system = new System({
        config,
        version,
        identity,
        log,
        disk,
        comply: duties.comply,
        apiKeys,
        access,
        ddos,
        admit,
        clients,
        peer,
        people: await People.open(secrets, config),
        approvals: await Approvals.open(secrets),
        report,
      });
      const tasks = new Tasks({
        ...{ config, layout, identity, clients, report },
        log: { append: audit.append, entries: () => log.entries() },
        helper: (request) => peer.send(request),
        caller: () => caller.getStore(),
        peer: () => peer.card,
      });
      closing.push(() => tasks.close());
      system.#tasks = tasks;
      await tasks.open();
      system.#duties = duties;
      system.#closing = closing;
      if (rebuilt > 0) {
        const about = { user_id: 'fedzk', resource: 'system', result: 'success' } as const;
        await log.append({ ...about, operation: 'log.rebuilt', details: { files: rebuilt } });
      }
      await log.append({
        user_id: 'fedzk',
        operation: 'service.started',
        resource: 'system',
        result: 'success',
        details: { mode: self.mode, version },
      });
      await log.checkpoint();
      await remember(layout, identity);
      return system;
    } catch (error) {
      for (const close of closing.reverse()) await Promise.resolve(close()).catch(() => undefined);
      throw error;
    }
  }

  #closing: (() => Promise<unknown> | undefined)[] = [];
  #duties: Duties | undefined;

  /** Whether the log has taken the newest entry. Without it operators' acts are refused. */
  isLogging(): boolean {
    return this.log.isUp;
  }

  /** Appends an entry to the log. @throws what the log throws: it is down then */
  async record(event: AuditEvent): Promise<void> {
    await this.log.append(event);
  }

  /** What keeps it from taking requests; `undefined` if it takes them. */
  hindrance(): Hindrance | undefined {
    if (!this.#isReady) return 'not-started';
    if (!this.log.isUp) return 'log';
    return this.disk.isLow() ? 'disk' : undefined;
  }

  /** Looks at the disk, and brings the log up again once there is room. */
  async tend(): Promise<void> {
    await this.disk.look();
    if (this.disk.isLow()) return;
    await this.log.restart();
    await this.people.tend();
    await this.#duties?.tend();
  }

  /** Says whether requests are taken. */
  setReady(ready: boolean): void {
    this.#isReady = ready;
  }

  /** Adds what closes the connections of a listener. */
  onClose(close: () => void): void {
    this.#closeConnections.push(close);
  }

  /** Closes the connections of all guarded listeners. */
  closeConnections(): void {
    for (const close of this.#closeConnections) close();
  }

  readonly #renewed: (() => void)[] = [];
  #renewing: Promise<void> | undefined;
  #renewAt = 0;

  /** Adds what takes renewed certificates into use. */
  onRenewal(use: () => void): void {
    this.#renewed.push(use);
  }

  /**
   * Renews the certificates of a development system that are due, and takes them into use.
   *
   * @param now looks at them even if they were looked at a moment ago
   */
  renew(now: boolean = false): Promise<void> {
    if (now) this.#renewAt = 0;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    if (Date.now() < this.#renewAt) return;
    this.#renewAt = Date.now() + pauseMs(this.config.certificates.days);
    if (!(await renewCertificates(this.identity, this.config))) return;
    for (const use of this.#renewed) use();
    this.peer.renewed();
    const event = {
      user_id: 'fedzk',
      operation: 'certificates.renewed',
      resource: 'system',
      result: 'success',
    } as const;
    await this.record(event);
  }

  async taskList(): Promise<readonly TaskLine[]> {
    return Promise.all(
      this.tasks.ids().map(async (taskid) => {
        const { task, aggregator } = this.tasks.get(taskid) ?? {};
        const newest = await aggregator?.round();
        const round = newest && {
          round: String(newest.round),
          state: newest.state,
          held: newest.held,
          accepted: newest.accepted,
        };
        const { id = '', level = '', minBatch = 0, clients } = task ?? {};
        return { taskid, id, level, clients: clients?.length, minBatch, round };
      }),
    );
  }

  async status(): Promise<Status> {
    const { role, clients, peer } = this.config;
    const { tls, self } = this.identity;
    const hindrance = this.hindrance();
    const endOf = (certificate: string): string => certificateFacts(certificate).notAfter.toISOString();
    return {
      ...{ version: this.version, role, mode: self.mode, ready: hindrance === undefined },
      ...(hindrance && { hindrance }),
      urls: { clients: clients.url, peer: peer.url },
      peer: { known: this.peer.card !== undefined },
      clients: this.clients.list().filter(({ revoked }) => revoked === undefined).length,
      tasks: await this.taskList(),
      log: { origin: self.origin, up: this.log.isUp },
      certificates: { clients: endOf(tls.clients.certificate), peer: endOf(tls.peer.certificate) },
    };
  }

  /** Closes all stores. */
  async close(): Promise<void> {
    await this.#renewing?.catch(this.report);
    const closing = this.#closing.reverse();
    this.#closing = [];
    await this.log
      .append({ user_id: 'fedzk', operation: 'service.stopped', resource: 'system', result: 'success' })
      .catch(this.report);
    let first: unknown;
    for (const close of closing) await Promise.resolve(close()).catch((error: unknown) => (first ??= error));
    if (first !== undefined) throw first;
  }
}
