// Keeps floods away: allows, challenges or blocks, and bans for a time.

import {
  type AlertSink,
  type AuditSink,
  AuditTrail,
  callbackOf,
  escaped,
  FedzkError,
  methodsOf,
  optionsOf,
  unexpected,
} from '@fedzk/core';
import { addressKey } from '../limits/address.js';
import { BoundedTable } from '../limits/bounded-table.js';
import { GcraMeter } from '../limits/gcra.js';
import { steady } from '../limits/memory-store.js';
import { type AlertKind, Alerts, alertsOf } from './alerts.js';
import { type Ban, Bans } from './bans.js';
import { banKeyOf, isLoopback } from './key.js';
import { type DdosLimits, limitsOf } from './limits.js';
import { type Signals, SignalTable } from './signals.js';

/** Closes the network to an address, such as a set of nftables. It gets addresses alone, IPv6 as `2001:db8:0:0::/64`. */
export interface Firewall {
  ban(address: string, seconds: number): unknown;
  unban(address: string): unknown;
}

export interface DdosGuardOptions {
  readonly limits?: DdosLimits | undefined;
  /** Receives `client_blocked` and `client_unblocked`. */
  readonly audit?: AuditSink | undefined;
  /**
   * Receives `client_blocked` when strikes ban a key, and `suspicious_traffic` when a flood is limited or an address that is
   * never banned reaches the limit of strikes. At most one of each in a window, with a count of what came since the last.
   */
  readonly alerts?: AlertSink | undefined;
  /**
   * Tells whether an address is only limited and never banned, such as a proxy's. It gets the address as it was given, or its
   * network. This machine's own addresses are never banned.
   */
  readonly neverBan?: ((address: string) => boolean) | undefined;
  readonly firewall?: Firewall | undefined;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/** A request as far as it is measured. */
export interface MeasuredRequest {
  /** An address, or the id of an API key that was found valid. */
  readonly key: string;
  /** Bytes of its body. */
  readonly bytes?: number | undefined;
}

export type DdosVerdict = 'allow' | 'challenge' | 'block';

/**
 * Keeps floods away from one process. A key is an address, which counts by its network, or the id of an API key: whoever has a
 * valid one is struck and banned by its id, since an address may be shared by many.
 */
export interface DdosGuard {
  /** Decides about a new connection, before TLS. False closes it: the address is banned, has too many, or is none. */
  connection(address: string | undefined): boolean;
  /** Tells whether a key is banned, and counts nothing. */
  banned(key: string): boolean;
  /**
   * Counts a request. A ban blocks before anything is counted.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  analyze(request: MeasuredRequest): Promise<DdosVerdict>;
  /** Counts what a key did wrong, such as a proof that failed, and bans it once that is too much. */
  strike(key: string, n: number, reason: string): void;
  /**
   * Bans a key.
   *
   * @param seconds default: `banSeconds`, doubled for each ban before
   * @returns false for an address that is never banned
   */
  block(key: string, reason: string, seconds?: number): boolean;
  /** Ends a ban, and forgets strikes. Returns whether there was one. */
  unblock(key: string): boolean;
  /** Remembers for 7 days that somebody at an address had a valid key. For so long it is not banned. */
  trust(address: string): void;
  blocked(): Ban[];
  suspicious(): Signals[];
  /** Tells a function each ban, so that it closes what the key has open. Returns one that ends that. */
  onBan(listener: (key: string, until: Date) => void): () => void;
  /**
   * Resolves when the sinks and the firewall have taken everything so far.
   *
   * @throws the first error of theirs, or of a listener, since the last call
   */
  settled(): Promise<void>;
}

const TRUST_MS = 7 * 86_400_000;

/**
 * Makes a guard against floods.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const ddos = createDdosGuard();
 * server.on('connection', (socket) => ddos.connection(socket.remoteAddress) || socket.destroy());
 * ```
 */
export function createDdosGuard(options: DdosGuardOptions = {}): DdosGuard {
  const given = optionsOf(options, ['limits', 'audit', 'alerts', 'neverBan', 'firewall', 'now']);
  const limits = limitsOf(given.limits ?? {});
  const { maxKeys, windowSeconds } = limits;
  const neverBan = callbackOf(given.neverBan, 'neverBan');
  const firewall =
    given.firewall && methodsOf(given.firewall, ['ban', 'unban'], 'firewall', 'an object with ban and unban');
  const now = steady(callbackOf(given.now, 'now') ?? (() => performance.now()));
  const trail = new AuditTrail(given.audit);
  const [sink, alerts] = [alertsOf(given.alerts), new Alerts(windowSeconds)];

  const bans = new Bans(maxKeys, limits.banSeconds, limits.longestBanSeconds);
  const signals = new SignalTable(limits);
  const trusted = new BoundedTable<number>(maxKeys, (until) => until);
  const listeners = new Set<(key: string, until: Date) => void>();
  const meters = (): BoundedTable<GcraMeter> => new BoundedTable(maxKeys, (meter) => meter.fullAt());
  const [connections, strikes] = [meters(), meters()];

  /** Takes a cost of a key's meter if so much is left. */
  const take = (
    table: BoundedTable<GcraMeter>,
    key: string,
    cost: number,
    limit: number,
    windowMs: number,
  ): boolean => {
    const time = now();
    const meter = table.get(key) ?? new GcraMeter(limit, windowMs);
    table.set(key, meter, time);
    if (cost > meter.remaining(time)) return false;
    meter.add(time, cost);
    return true;
  };

  let failure: unknown;
  const open = new Set<Promise<unknown>>();
  /** Calls what others gave us. Its error goes to `settled`. */
  const guarded = (call: () => unknown): void => {
    const done = (async () => call())()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => open.delete(done));
    open.add(done);
  };
  const tell = (operation: string, key: string, reason: string, seconds?: number): void =>
    guarded(() =>
      trail.tell({
        user_id: key,
        operation,
        resource: 'guard',
        result: 'logged',
        severity: seconds === undefined ? 'info' : 'high',
        reason,
        ...(seconds !== undefined && { details: { seconds } }),
      }),
    );

  const alert = (key: AlertKind, reason: string): void => {
    const due = sink && alerts.next(key, reason, now());
    if (due !== undefined) guarded(() => sink?.raise(due));
  };

  const isSpared = (text: string, key: string): boolean =>
    isLoopback(key) || (trusted.get(key) ?? 0) > now() || neverBan?.(text) === true;

  const block = (text: string, why: string, seconds?: number): boolean => {
    const { key, isAddress } = banKeyOf(text);
    const reason = reasonOf(why);
    const ms = seconds === undefined ? undefined : 1000 * secondsOf(seconds);
    if (isAddress && isSpared(text, key)) return false;
    const banned = bans.add(key, reason, now(), ms);
    const length = Math.ceil(banned / 1000);
    const until = new Date(Date.now() + banned);
    tell('client_blocked', key, reason, length);
    for (const listener of listeners) guarded(() => listener(key, until));
    if (isAddress && firewall !== undefined) guarded(() => firewall.ban(key, length));
    return true;
  };

  return Object.freeze<DdosGuard>({
    connection(address) {
      const network = typeof address === 'string' ? addressKey(address) : undefined;
      if (network === undefined || bans.has(network, now())) return false;
      const { connectionBurst: burst, connectionsPerSecond } = limits;
      return take(connections, network, 1, burst, Math.ceil((1000 * burst) / connectionsPerSecond));
    },
    banned: (key) => bans.has(banKeyOf(key).key, now()),
    async analyze(request) {
      const { key: text, bytes = 0 } = optionsOf(request, ['key', 'bytes'], 'request');
      const { key } = banKeyOf(text);
      if (!Number.isSafeInteger(bytes) || bytes < 0) throw unexpected('request.bytes', 'an integer from 0', bytes);
      const time = now();
      if (bans.has(key, time)) return 'block';
      const because = signals.add(key, time, { requests: 1, bytes });
      if (because.length === 0) return 'allow';
      if (!signals.isFlood(key)) return 'challenge';
      alert('suspicious_traffic', 'too many requests');
      return 'block';
    },
    strike(text, n, why) {
      const { key } = banKeyOf(text);
      const reason = reasonOf(why);
      if (!Number.isInteger(n) || n < 1 || n > 1_000_000) throw unexpected('n', 'an integer from 1 to 1000000', n);
      signals.add(key, now(), { failures: n });
      // The strike that reaches the limit bans, so one less is allowed.
      if (limits.strikes > 1 && take(strikes, key, n, limits.strikes - 1, 1000 * windowSeconds)) return;
      if (!bans.has(key, now())) alert(block(text, reason) ? 'client_blocked' : 'suspicious_traffic', reason);
    },
    block,
    unblock(text) {
      const { key, isAddress } = banKeyOf(text);
      const was = bans.delete(key, now());
      strikes.delete(key);
      signals.delete(key);
      if (!was) return false;
      tell('client_unblocked', key, 'unblocked');
      if (isAddress && firewall !== undefined) guarded(() => firewall.unban(key));
      return true;
    },
    trust(address) {
      const { key, isAddress } = banKeyOf(address);
      if (isAddress) trusted.set(key, now() + TRUST_MS, now());
    },
    blocked: () => bans.list(now()),
    suspicious: () => signals.suspicious(now()),
    onBan(listener) {
      if (callbackOf(listener, 'listener') === undefined) throw unexpected('listener', 'a function', listener);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async settled() {
      while (open.size > 0) await Promise.all(open);
      const failed = failure;
      failure = undefined;
      if (failed !== undefined) throw failed;
    },
  });
}

function reasonOf(reason: string): string {
  if (typeof reason === 'string' && reason !== '' && reason.length <= 160) return escaped(reason);
  throw new FedzkError('invalid-argument', '"reason" expected a text of 1 to 160 characters.');
}

function secondsOf(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 2_592_000) return seconds;
  throw unexpected('seconds', 'an integer from 1 to 2592000', seconds);
}
