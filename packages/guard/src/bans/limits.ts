// What the guard against floods measures, and when it acts.

import { optionsOf, unexpected } from '@fedzk/core';

/** Each has a default, given in brackets. */
export interface DdosLimits {
  /** Requests of a key within the window (50). Above, it is challenged, and above twice as many it is blocked. */
  readonly requests?: number | undefined;
  /** The window in seconds (60). */
  readonly windowSeconds?: number | undefined;
  /** Bytes of a key within the window (67,108,864). Above, it is challenged. */
  readonly bytes?: number | undefined;
  /** New connections of an address within a second (20), */
  readonly connectionsPerSecond?: number | undefined;
  /** and at once (40). */
  readonly connectionBurst?: number | undefined;
  /** Strikes in any one window that ban a key (10). They are counted exactly. */
  readonly strikes?: number | undefined;
  /** How long the first ban is (600). Each further one is twice as long as the one before, */
  readonly banSeconds?: number | undefined;
  /** up to this (86,400). */
  readonly longestBanSeconds?: number | undefined;
  /** The largest number of keys in each table (100,000). Addresses and owners have tables of their own. */
  readonly maxKeys?: number | undefined;
}

type Read = { readonly [Name in keyof DdosLimits]-?: number };

/** The default and the largest value. The least is 1. */
const LIMITS: { readonly [Name in keyof Read]: readonly [usual: number, most: number] } = {
  requests: [50, 10_000],
  windowSeconds: [60, 86_400],
  bytes: [67_108_864, 2 ** 40],
  connectionsPerSecond: [20, 100_000],
  connectionBurst: [40, 100_000],
  strikes: [10, 10_000],
  banSeconds: [600, 2_592_000],
  longestBanSeconds: [86_400, 2_592_000],
  maxKeys: [100_000, 10_000_000],
};

/** @throws {FedzkError} `invalid-argument` */
export function limitsOf(limits: DdosLimits): Read {
  const names = Object.keys(LIMITS) as (keyof Read)[];
  const given = optionsOf(limits, names, 'limits');
  const read = names.map((name) => {
    const [usual, most] = LIMITS[name];
    const value = given[name] ?? usual;
    if (Number.isInteger(value) && value >= 1 && value <= most) return [name, value] as const;
    throw unexpected(`limits.${name}`, `an integer from 1 to ${most}`, value);
  });
  return Object.fromEntries(read) as Read;
}
