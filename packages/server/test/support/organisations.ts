// Two organisations on this machine: each with a folder, a development CA and one aggregator, which is a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program } from '@fedzk/testkit/processes';
import { Operator } from '../../src/cli/operator.js';
import type { Role } from '../../src/config.js';
import { freePort } from './ports.js';

/** The two roles. */
export const ROLES: readonly Role[] = ['leader', 'helper'];

/** An organisation: its aggregator is started and killed like the real one. */
class Organisation {
  readonly role: Role;
  readonly data: string;
  readonly operator: Operator;
  readonly #script: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(role: Role, data: string, script: string, port: number) {
    this.role = role;
    this.data = data;
    this.operator = new Operator(data, role);
    this.#script = script;
    this.#port = port;
  }

  /** The words that name it on the command line. */
  get on(): string[] {
    return ['--data', this.data, '--role', this.role];
  }

  /** Starts the aggregator, and waits until it takes requests. The first time this makes the system. */
  async start(first = false): Promise<void> {
    const port = first ? ['--port', String(this.#port)] : [];
    const child = spawn(process.execPath, [this.#script, 'serve', '--development', ...this.on, ...port], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes(`The ${this.role} listens at`)) resolve();
      });
      child.once('close', (code) => reject(new Error(`the ${this.role} ended with ${code}: ${said}`)));
    });
  }

  /** Ends it as a power failure does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Has it end by itself. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`the ${this.role} ended with ${code}`);
  }
}

/** Both organisations, which don't know each other yet. */
export interface Organisations {
  readonly parent: string;
  readonly leader: Organisation;
  readonly helper: Organisation;
  readonly operators: Readonly<Record<Role, Operator>>;
}

/** Makes and starts both. */
export async function startOrganisations(): Promise<Organisations> {
  const parent = folderOf();
  const script = await program(new URL('../../src/cli.ts', import.meta.url));
  const made = async (role: Role): Promise<Organisation> => {
    const organisation = new Organisation(role, join(parent, `org-${role}`), script, await freePort());
    await organisation.start(true);
    return organisation;
  };
  const [leader, helper] = [await made('leader'), await made('helper')];
  return { parent, leader, helper, operators: { leader: leader.operator, helper: helper.operator } };
}
