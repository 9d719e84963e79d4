// What a row of the table of routes says.

import type { Admitted, Permission, Principal } from '@fedzk/guard';
import type { GenericSchema } from 'valibot';
import type { Role } from '../config.js';
import type { Session } from '../people/sessions.js';
import type { System } from '../system.js';

/** The listeners, each with its own kind of callers. */
export type Listener = 'clients' | 'peer' | 'operators' | 'telemetry' | 'socket';

/** What may be shed first when the machine has too much to do. */
type Shed = 'proving' | 'reads' | 'reports' | 'health';

/** How sure it must be that a person is there: a factor used a moment ago, or a second person. */
export type Mfa = 'step-up' | 'dual';

/** A request that may be handled. */
export interface Call {
  readonly system: System;
  /** Without its body, if that was read. */
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  /** The whole body. */
  readonly bytes: Uint8Array;
  /** The body as its schema describes it; `undefined` for a route without schema. */
  readonly body: unknown;
  /** Who asks. `undefined` on a route for anybody. */
  readonly principal: Principal | undefined;
  readonly address: string | undefined;
  /** What the guard of clients has admitted. */
  readonly admitted: Admitted | undefined;
  /** The session of the person who asks. */
  readonly session?: Session;
}

/** A row of the table. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/v1`, with names such as `:task`. A path that begins with `//` stands by itself. */
  readonly path: string;
  readonly on: Listener;
  /** The role that has it; both if left out. */
  readonly role?: Role;
  /** What the caller's role must allow. Left out where the listener itself says who calls. */
  readonly need?: Permission;
  /** About the milliseconds of CPU that it takes. */
  readonly cost: number;
  /**
   * A session that it needs, whatever the person's roles. After a recovery code there is one that is no full session. Left out where
   * `need` says it, and where nobody need be signed in.
   */
  readonly session?: 'full' | 'also-recovery';
  /** What it needs besides a session; what depends on the call is a function. */
  readonly mfa?: Mfa | { readonly says: string; of(call: Call): Mfa | undefined };
  readonly shed: Shed;
  /** The name of its entry in the log. Reads have none. */
  readonly operation?: string;
  /** Whether the handler writes that entry itself, decided on what the log says, as `@fedzk/comply` does. */
  readonly writesEntry?: true;
  /** The client that its entry is about. It is kept under that client's key, and names the caller as the actor. */
  readonly client?: (call: Call) => string;
  /** The body: its media type, and the most bytes of it, which may be a task's: `undefined` if that isn't served. None if left out. */
  readonly takes?: {
    readonly type: string;
    readonly most: number | ((system: System, task: string) => number | undefined);
  };
  /** Of a body of JSON. */
  readonly schema?: GenericSchema;
  /** One line for the documentation. */
  readonly says: string;
  /** Whether a refusal with 422 is a wrong proof, which costs tenfold and counts as a strike. */
  readonly proves?: boolean;
  handle(call: Call): Promise<Response>;
}

/** Where a route is found. */
export function pathOf({ path }: Pick<Route, 'path'>): string {
  return path.startsWith('//') ? path.slice(1) : `/v1${path}`;
}
