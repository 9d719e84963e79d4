// Keeps floods away: allows, challenges or blocks, and bans for a time.

import { type AlertSink, type AuditSink, callbackOf, escaped, FedzkError, optionsOf, unexpected } from '@fedzk/core';
import { addressKey } from '../limits/address.js';
import { BoundedTable } from '../limits/bounded-table.js';
import { GcraMeter } from '../limits/gcra.js';
import { steady } from '../limits/memory-store.js';
import { type Meter, take } from '../limits/meter.js';
import { SlidingLogMeter } from '../limits/sliding-log.js';
import { type Ban, Bans } from './bans.js';
import { type BanKey, banKeyOf, isOwnMachine } from './key.js';
import { type DdosLimits, limitsOf } from './limits.js';
import { type Firewall, Notices } from './notices.js';
import { rangesOf } from './ranges.js';
import { type Signals, SignalTable } from './signals.js';

export interface DdosGuardOptions {
  readonly limits?: DdosLimits | undefined;
  /** Receives `client_blocked` and `client_unblocked`: of an owner as `user_id`, of an address as `source`. */
  readonly audit?: AuditSink | undefined;
  /**
   * Receives `client_blocked` when strikes ban a key, and `suspicious_traffic` when a flood is limited or an address that is
   * never banned reaches the limit of strikes. At most one of each in a window, with a count of what came since the last.
   */
  readonly alerts?: AlertSink | undefined;
  /**
   * Addresses that are only limited and never banned, such as a proxy's: a list of addresses and ranges such as
   * `192.0.2.0/24`, or a function, which gets the address as it was given, or its network. Of an IPv6 address its whole /64 is
   * spared. This machine's own addresses are never banned.
   */
  readonly neverBan?: readonly string[] | ((address: string) => boolean) | undefined;
  readonly firewall?: Firewall | undefined;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/** A request as far as it is measured. */
export interface MeasuredRequest {
  /** An address, or an owner as `{ kind: 'owner', key }`. */
  readonly key: string | BanKey;
  /** Bytes of its body. */
  readonly bytes?: number | undefined;
}

export type DdosVerdict = 'allow' | 'challenge' | 'block';

/**
 * Keeps floods away from one process. A key is an address as text, which counts by its network, or the owner of an API key as
 * `{ kind: 'owner', key }`: whoever has a valid key is struck and banned as its owner, since an address may be shared by many.
 * The two kinds have tables of their own, and never share a count or a ban.
 *
 * Methods throw `invalid-argument` for a text that is no address. An owner can be any text of 1 to 256 characters.
 */
export interface DdosGuard {
  /** Decides about a new connection, before TLS. False closes it: the address is banned, has too many, or is none. */
  connection(address: string | undefined): boolean;
  /** Tells whether a key is banned, and counts nothing. */
  banned(key: string | BanKey): boolean;
  /**
   * Counts a request. A ban blocks before anything is counted.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  analyze(request: MeasuredRequest): Promise<DdosVerdict>;
  /** Counts what a key did wrong, such as a proof that failed, and bans it once so much is within one window. */
  strike(key: string | BanKey, n: number, reason: string): void;
  /**
   * Bans a key.
   *
   * @param seconds default: `banSeconds`, doubled for each ban before
   * @returns false for an address that is never banned
   */
  block(key: string | BanKey, reason: string, seconds?: number): boolean;
  /** Ends a ban, and forgets strikes. Returns whether there was one. */
  unblock(key: string | BanKey): boolean;
  /** Remembers for 7 days that somebody at an address had a valid key. For so long it is not banned. */
  trust(address: string): void;
  blocked(): Ban[];
  suspicious(): Signals[];
  /** Tells a function each ban, so that it closes what the key has open. Returns one that ends that. */
  onBan(listener: (ban: Ban) => void): () => void;
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
  const { neverBan, ...given } = optionsOf(options, ['limits', 'audit', 'alerts', 'neverBan', 'firewall', 'now']);
  const limits = limitsOf(given.limits ?? {});
  const { maxKeys, connectionBurst } = limits;
  const windowMs = 1000 * limits.windowSeconds;
  const isSparedBy =
    neverBan === undefined || typeof neverBan === 'function' ? neverBan : rangesOf(neverBan, 'neverBan');
  const now = steady(callbackOf(given.now, 'now') ?? (() => performance.now()));
  const notices = new Notices(given, limits.windowSeconds);

  const meters = (): BoundedTable<Meter> => new BoundedTable(maxKeys, (meter, at) => meter.fullAt(at));
  const tablesOf = (kind: BanKey['kind']): Tables => ({
    bans: new Bans(kind, limits),
    signals: new SignalTable(kind, limits),
    strikes: meters(),
  });
  const tables = { address: tablesOf('address'), owner: tablesOf('owner') };
  const connections = meters();
  const trusted = new BoundedTable<number>(maxKeys, (until) => until);

  /** Takes a cost of a key's meter if so much is left. */
  const taken = (table: BoundedTable<Meter>, key: string, cost: number, make: () => Meter): boolean => {
    const time = now();
    const meter = table.get(key) ?? make();
    table.set(key, meter, time);
    return take(meter, time, cost).allowed;
  };
  const connectionMeter = (): Meter =>
    new GcraMeter(connectionBurst, Math.ceil((1000 * connectionBurst) / limits.connectionsPerSecond));
  // The strike that reaches the limit bans, so one less is allowed.
  const strikeMeter = (): Meter => new SlidingLogMeter(limits.strikes - 1, windowMs);

  /** @param address as it was given */
  const isSpared = (address: string, network: string): boolean =>
    isOwnMachine(network) || (trusted.get(network) ?? 0) > now() || isSparedBy?.(address) === true;

  const block: DdosGuard['block'] = (who, why, seconds) => {
    const { kind, key } = banKeyOf(who);
    const reason = reasonOf(why);
    const ms = seconds === undefined ? undefined : 1000 * secondsOf(seconds);
    if (kind === 'address' && isSpared(typeof who === 'string' ? who : key, key)) return false;
    const length = tables[kind].bans.add(key, reason, now(), ms);
    notices.banned({ kind, key, reason, until: new Date(Date.now() + length) }, Math.ceil(length / 1000));
    return true;
  };

  return Object.freeze<DdosGuard>({
    connection(address) {
      const network = typeof address === 'string' ? addressKey(address) : undefined;
      if (network === undefined || tables.address.bans.has(network, now())) return false;
      return taken(connections, network, 1, connectionMeter);
    },
    banned(who) {
      const { kind, key } = banKeyOf(who);
      return tables[kind].bans.has(key, now());
    },
    async analyze(request) {
      const { key: who, bytes = 0 } = optionsOf(request, ['key', 'bytes'], 'request');
      const { kind, key } = banKeyOf(who);
      if (!Number.isSafeInteger(bytes) || bytes < 0) throw unexpected('request.bytes', 'an integer from 0', bytes);
      const { bans, signals } = tables[kind];
      const time = now();
      if (bans.has(key, time)) return 'block';
      const because = signals.add(key, time, { requests: 1, bytes });
      if (because.length === 0) return 'allow';
      if (!signals.isFlood(key)) return 'challenge';
      notices.alert('suspicious_traffic', 'too many requests', time);
      return 'block';
    },
    strike(who, n, why) {
      const { kind, key } = banKeyOf(who);
      const reason = reasonOf(why);
      if (!Number.isInteger(n) || n < 1 || n > 1_000_000) throw unexpected('n', 'an integer from 1 to 1000000', n);
      const { bans, signals, strikes } = tables[kind];
      signals.add(key, now(), { failures: n });
      if (limits.strikes > 1 && taken(strikes, key, n, strikeMeter)) return;
      if (bans.has(key, now())) return;
      notices.alert(block(who, reason) ? 'client_blocked' : 'suspicious_traffic', reason, now());
    },
    block,
    unblock(who) {
      const { kind, key } = banKeyOf(who);
      const { bans, signals, strikes } = tables[kind];
      const was = bans.delete(key, now());
      strikes.delete(key);
      signals.delete(key);
      if (was) notices.unbanned({ kind, key });
      return was;
    },
    trust(address) {
      const { kind, key } = banKeyOf(address);
      if (kind === 'address') trusted.set(key, now() + TRUST_MS, now());
    },
    blocked: () => [...tables.address.bans.list(now()), ...tables.owner.bans.list(now())],
    suspicious: () => [...tables.address.signals.suspicious(now()), ...tables.owner.signals.suspicious(now())],
    onBan(listener) {
      if (callbackOf(listener, 'listener') === undefined) throw unexpected('listener', 'a function', listener);
      return notices.listen(listener);
    },
    settled: () => notices.settled(),
  });
}

/** What is known of one kind of keys. */
interface Tables {
  readonly bans: Bans;
  readonly signals: SignalTable;
  readonly strikes: BoundedTable<Meter>;
}

function reasonOf(reason: string): string {
  if (typeof reason === 'string' && reason !== '' && reason.length <= 160) return escaped(reason);
  throw new FedzkError('invalid-argument', '"reason" expected a text of 1 to 160 characters.');
}

function secondsOf(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 2_592_000) return seconds;
  throw unexpected('seconds', 'an integer from 1 to 2592000', seconds);
}
