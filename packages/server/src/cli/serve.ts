// Runs one aggregator in this process, or both as two processes that are started again when they die.

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FedzkError, quoted } from '@fedzk/core';
import { HELPER_OFFSET, type Mode, type Role, readConfig } from '../config.js';
import { fingerprintOf } from '../control/card.js';
import { createServer } from '../server.js';
import { isEmpty, makeSystem, removeUnfinished } from '../start/first-start.js';
import { hold, holderOf, requireFree } from '../stores/holder.js';
import { otherMode } from '../stores/identity.js';
import { layoutOf, requireOwned } from '../stores/layout.js';
import { modeIn } from '../stores/log.js';
import type { Surroundings } from './surroundings.js';

/** What a start is told. */
export interface Start {
  readonly data: string;
  /** One aggregator; both if left out. */
  readonly role: Role | undefined;
  readonly mode: Mode;
  readonly port: number | undefined;
  /** Whether an empty folder may be filled: at a terminal, or with --development. */
  readonly mayMake: boolean;
  /** Whether a process that can't be seen from here, and had the folder, has ended for sure. */
  readonly takeOver: boolean;
}

const WARNING =
  'One operator runs both aggregators: whoever has this machine can read every update. For trying and developing only.';
const BOTH = ['leader', 'helper'] as const;
const DRAIN_MS = 25_000;
/** Longer than an aggregator takes to drain and to close its stores. */
const KILLED_MS = DRAIN_MS + 10_000;
/** How often an aggregator may die within a minute before all ends. */
const MOST_DEATHS = 3;
const MINUTE_MS = 60_000;
const BACKOFF_MS = 500;

/** Serves until the process is asked to end. @returns the exit code */
export async function serve(start: Start, io: Surroundings): Promise<number> {
  const { data, role, mode, port, mayMake } = start;
  removeUnfinished(data);
  if (!isEmpty(data)) {
    requireOwned(data);
    requireSame(start);
  } else {
    if (!mayMake) {
      const trying = 'To make one for trying, pass --development';
      const how = mode === 'production' ? `To make a new one, pass --create. ${trying}` : trying;
      throw new FedzkError(
        'not-found',
        `${quoted(data)} has no system. If it should have one, restore it from a backup. ${how}.`,
      );
    }
    requireNoOther(port);
    await makeSystem({ data, mode, roles: role === undefined ? BOTH : [role], clientsPort: port });
    io.say(`A new system for ${mode} is in ${data}.`);
    if (mode === 'production' && role !== undefined) {
      for (const line of stepsFor(data, role)) io.say(line);
      return 0;
    }
  }
  return role === undefined ? serveBoth(start, io) : serveOne({ ...start, role }, io);
}

/**
 * Refuses a mode and a port that are not those of the system in the folder.
 *
 * @throws {FedzkError} `invalid-state`, with what to do
 */
function requireSame({ data, role, mode, port }: Start): void {
  for (const own of role === undefined ? BOTH : [role]) {
    const made = modeIn(layoutOf(data, own));
    if (made !== undefined && made !== mode) throw otherMode({ mode: made, role: own }, mode);
  }
  if (port === undefined) return;
  const own = role ?? 'leader';
  const { clients } = readConfig({ role: own, mode, data });
  const isBeside = own === 'helper' && existsSync(layoutOf(data, 'leader').folder);
  const base = clients.port - (isBeside ? HELPER_OFFSET : 0);
  if (base === port) return;
  throw new FedzkError(
    'invalid-state',
    `--port ${port} is not that of the system in ${quoted(data)}: it was made with ${base}, which its tasks and clients know. ` +
      'Leave --port out, or make another system in another folder by --data.',
  );
}

/** The environment comes before the file of a new system, and would before its --port. @throws {FedzkError} `invalid-argument` */
function requireNoOther(port: number | undefined): void {
  const text = process.env['FEDZK_CLIENTS_PORT'] || undefined;
  if (port === undefined || text === undefined || Number(text) === port) return;
  throw new FedzkError(
    'invalid-argument',
    `--port is ${port}, and FEDZK_CLIENTS_PORT is ${quoted(text)}. Give one of them, or the same.`,
  );
}

/** What comes between the making of a system and its first service. */
function stepsFor(data: string, role: Role): string[] {
  const { request } = layoutOf(data, role);
  const fingerprint = fingerprintOf(JSON.parse(readFileSync(request, 'utf8')));
  return [
    `It needs certificates. Take ${request} to the machine with your CA; its fingerprint is ${fingerprint}`,
    '  there:  fedzk ca issue REQUEST --home CA --fingerprint "…" --out ANSWER',
    `  here:   fedzk ca install ANSWER --role ${role} --fingerprint "…"`,
    `  then:   fedzk serve --role ${role}, and fedzk person first --role ${role}`,
  ];
}

/** Refuses a role that a folder doesn't have. @throws {FedzkError} `not-found` */
function requireRole(data: string, role: Role): void {
  const { folder } = layoutOf(data, role);
  if (existsSync(folder)) return;
  const other = BOTH.find((each) => each !== role && existsSync(layoutOf(data, each).folder));
  const alone = other === undefined ? '' : ` The ${other} is here: start it alone by --role ${other}.`;
  throw new FedzkError(
    'not-found',
    `${quoted(folder)} is missing. If the folder had it, restore the whole of it from a backup.${alone}`,
  );
}

async function serveOne(
  { data, role, mode, takeOver }: Start & { readonly role: Role },
  io: Surroundings,
): Promise<number> {
  const asked = io.asked();
  // Started by the process that has the folder, or by somebody else beside it.
  if (holderOf(data, 'serve') !== process.ppid) requireFree(data, 'serve');
  requireRole(data, role);
  const options = { version: io.version(), takeOver };
  const server = await createServer(readConfig({ role, mode, data }), options).catch((error: unknown) => {
    if (!(error instanceof FedzkError)) throw error;
    throw new FedzkError(error.code, `The ${role} can't start. ${error.message}`, { cause: error });
  });
  const { urls } = await server.status();
  io.say(`The ${role} listens at ${urls.clients} for clients, and at ${urls.peer} for the other aggregator.`);
  if (process.connected) process.send?.({ ready: role });
  await asked;
  io.say(`The ${role} stops: it takes no new requests, and waits for those under way, ${DRAIN_MS / 1000} s at most.`);
  await server.drain(DRAIN_MS);
  await server.close();
  io.say(`The ${role} has stopped.`);
  return 0;
}

async function serveBoth({ data, takeOver }: Start, io: Surroundings): Promise<number> {
  const release = await hold(data, 'serve');
  try {
    for (const role of BOTH) {
      requireFree(data, role);
      requireRole(data, role);
    }
    io.say(WARNING);
    return await supervise(data, takeOver, io);
  } finally {
    release();
  }
}

/** Runs both as processes of their own until it is asked to end, or one of them can't go on. @returns the exit code */
async function supervise(data: string, takeOver: boolean, io: Surroundings): Promise<number> {
  const running = new Map<Role, ChildProcess>();
  let ending = false;
  const ready = new Set<Role>();
  const starts = new Map<Role, () => void>();
  const failed = new Promise<number>((resolve) => {
    for (const role of BOTH) {
      const deaths: number[] = [];
      const begin = (): void => {
        const words = ['serve', '--development', '--role', role, '--data', data, ...(takeOver ? ['--take-over'] : [])];
        const child = fork(fileURLToPath(io.program), words, {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        running.set(role, child);
        child.on('message', () => {
          if (ready.has(role)) return;
          ready.add(role);
          // The leader asks the helper at once.
          if (role === 'helper') starts.get('leader')?.();
          if (ready.size === BOTH.length) io.say(`Try it in another terminal: npx fedzk client demo --data ${data}`);
        });
        child.once('exit', (code) => {
          running.delete(role);
          if (ending) return;
          const now = Date.now();
          deaths.push(now);
          const recent = deaths.filter((at) => now - at < MINUTE_MS).length;
          // What can't be started can't be started again either: it has said why.
          if (code === 2 || (code === 1 && !ready.has(role))) return resolve(code);
          if (recent >= MOST_DEATHS) {
            io.tell(`fedzk: the ${role} has died ${MOST_DEATHS} times within a minute: both end. Look above for why.`);
            return resolve(1);
          }
          io.tell(`fedzk: the ${role} has died, and is started again.`);
          setTimeout(
            () => {
              if (!ending) begin();
            },
            BACKOFF_MS * 2 ** (recent - 1),
          );
        });
      };
      starts.set(role, begin);
    }
    starts.get('helper')?.();
  });
  const code = await Promise.race([io.asked().then(() => 0), failed]);
  ending = true;
  const ends = [...running].map(async ([role, child]) => {
    if (await ended(child, KILLED_MS)) return;
    io.tell(
      `fedzk: the ${role} did not end within ${KILLED_MS / 1000} s, and was killed. What it had acknowledged is kept.`,
    );
  });
  await Promise.all(ends);
  return code;
}

/**
 * Ends a process, and kills it where it doesn't end: one that was stopped, by SIGSTOP or a debugger, never would.
 *
 * @param ms how long it may take
 * @returns whether it ended by itself
 */
export function ended(child: ChildProcess, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(true);
    let isKilled = false;
    const late = setTimeout(() => {
      isKilled = child.kill('SIGKILL');
    }, ms);
    child.once('exit', () => {
      clearTimeout(late);
      resolve(!isKilled);
    });
    child.kill('SIGTERM');
  });
}
