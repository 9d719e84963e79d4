// What a process of an aggregator is started with.

import type { VerificationKeyJson } from '@fedzk/verify';

export type Role = 'leader' | 'helper';

/** How a process gets at its database. */
export type DatabaseConfig =
  | { readonly file: string }
  | { readonly host: string; readonly user: string; readonly database: string };

export interface AggregatorConfig {
  readonly role: Role;
  readonly port: number;
  /** Of the audit log. */
  readonly folder: string;
  /** The task file. */
  readonly task: string;
  /** Private keys in hexadecimal. */
  readonly keys: { readonly sealing: string; readonly signing: string; readonly audit: string };
  readonly verificationKey: VerificationKeyJson;
  readonly database: DatabaseConfig;
}

/** What an operator has in the field Authorization. */
export const OPERATOR = 'operator';
/** The line of a leader whose helper has answered that something is done. */
export const HELPER_DONE = 'helper done';
/** The path that ends a process. */
export const STOP = '/stop';
