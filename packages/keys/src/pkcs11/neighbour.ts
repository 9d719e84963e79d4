// A process beside this one that has SoftHSM2 show all that other processes have made in a token.
//
// SoftHSM2 counts changes in a file, and lists the files of objects anew when the count is not the one that it knows. One
// that it writes itself is the one it knows, so that where it makes an object, it never lists those that others made since
// it last looked (OSToken::createObject and Generation::commit, 2.7.0). Neither a new session nor any call of this process
// changes that. What another process makes later does: whoever sees it has listed all that was there before it.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { FedzkError, quoted, toHex } from '@fedzk/core';
import { libraryFile, type TokenInfo } from './cryptoki.js';
import { CKA, CKO } from './numbers.js';
import { pkcs11Error, returnValueOf } from './problems.js';
import type { Session } from './session.js';

const MODEL = 'SoftHSM v2';
const READY = 'ready';
const MARK_BYTES = 16;
const MOST_MARKS = 8;
const MOST_LOOKS = 8;
const PAUSE_MS = 5;

/**
 * What the process does: it says that it is ready, makes an object of each label that it reads, after it has removed the one
 * before, and ends with its input. Where it fails it says why, and ends. It does not log in, so its objects are public. It
 * initializes SoftHSM2 again where that misses the token, as while another process logs in and writes the token's file.
 *
 * It passes over two errors. Of a slot whose token can't be read, which is another one, or this one while it is written: then
 * it looks again, and fails after 40 looks. And of an object that can't be removed, since others may remove public objects too.
 */
const PROGRAM = `
process.on('uncaughtException', (error) => {
  console.log(error.message);
  process.exit(1);
});
const [file, module, label, serialNumber] = process.argv.slice(1);
const { PKCS11 } = require(file);
const cryptoki = new PKCS11();
cryptoki.load(module);
const find = () => {
  cryptoki.C_Initialize({ flags: 2 });
  for (const slot of cryptoki.C_GetSlotList(true)) {
    try {
      const info = cryptoki.C_GetTokenInfo(slot);
      if (info.label === label && info.serialNumber === serialNumber) return slot;
    } catch {}
  }
  cryptoki.C_Finalize();
};
let slot;
for (let look = 0; look < 40 && slot === undefined; look++) {
  if (look > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
  slot = find();
}
if (slot === undefined) throw new Error('CKR_TOKEN_NOT_PRESENT');
const session = cryptoki.C_OpenSession(slot, 6);
let mark;
const remove = () => {
  try {
    if (mark !== undefined) cryptoki.C_DestroyObject(session, mark);
  } catch {}
};
const make = (named) => {
  remove();
  mark = cryptoki.C_CreateObject(session, [
    { type: ${CKA.class}, value: ${CKO.data} },
    { type: ${CKA.token}, value: true },
    { type: ${CKA.private}, value: false },
    { type: ${CKA.label}, value: named },
  ]);
  console.log(named);
};
require('node:readline').createInterface({ input: process.stdin }).on('line', make).on('close', () => {
  remove();
  cryptoki.C_Finalize();
});
console.log('${READY}');
`;

/** What lets a session see what other processes have made in its token. */
export interface Neighbour {
  /** How often to look: an object is not seen in the moment in which SoftHSM2 before 2.7.0 writes its new label. */
  readonly looks: number;
  /** Has a session see all that was made before the call. */
  show(session: Session): Promise<void>;
  /** Ends it, and what it made. */
  end(): Promise<void>;
}

/** For tokens that show it by themselves, as PKCS#11 has it. */
const NONE: Neighbour = { looks: 1, show: async () => undefined, end: async () => undefined };

/** The neighbour of a token, which runs while somebody here makes a key in it. */
export class Neighbours {
  readonly #path: string;
  readonly #token: TokenInfo;
  #running: Promise<Neighbour> | undefined;
  #users = 0;

  /** @param path of the library */
  constructor(path: string, token: TokenInfo) {
    [this.#path, this.#token] = [path, token];
  }

  /** Does something that needs it. @throws {FedzkError} `unsupported`: a process is needed, and can't be started */
  async use(work: (neighbour: Neighbour) => Promise<void>): Promise<void> {
    this.#users += 1;
    this.#running ??= this.#start();
    const running = this.#running;
    try {
      await work(await running);
    } finally {
      this.#users -= 1;
      if (this.#users === 0) {
        this.#running = undefined;
        await running.then((neighbour) => neighbour.end()).catch(() => undefined);
      }
    }
  }

  async #start(): Promise<Neighbour> {
    const { label, model, serialNumber } = this.#token;
    if (model.trim() !== MODEL) return NONE;
    const subject = `The token ${quoted(label.trimEnd())}`;
    return Process.start(subject, [await libraryFile(), this.#path, label, serialNumber]);
  }
}

class Process implements Neighbour {
  readonly looks = 2;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;
  readonly #subject: string;
  #cause: unknown;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(subject: string, args: readonly string[]) {
    this.#subject = subject;
    // The variable is for Electron, whose program is no Node otherwise.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, ['-e', PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'ignore'], env });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    child.once('error', (error) => {
      this.#cause = error;
    });
    // It may have ended.
    child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(subject: string, args: readonly string[]): Promise<Process> {
    let started: Process;
    try {
      started = new Process(subject, args);
    } catch (cause) {
      throw failed(cause);
    }
    try {
      await started.#answer(READY);
      return started;
    } catch (error) {
      await started.end();
      throw error;
    }
  }

  /** One call after the other. */
  show(session: Session): Promise<void> {
    const shown = this.#turn.then(() => this.#show(session));
    this.#turn = shown.catch(() => undefined);
    return shown;
  }

  async #show(session: Session): Promise<void> {
    for (let made = 0; made < MOST_MARKS; made++) {
      const label = `fedzk ${toHex(randomBytes(MARK_BYTES))}`;
      const mark = [
        { type: CKA.class, value: CKO.data },
        { type: CKA.label, value: label },
      ];
      this.#child.stdin?.write(`${label}\n`);
      await this.#answer(label);
      for (let look = 0; look < MOST_LOOKS; look++) {
        if (session.find(mark).length > 0) return;
        await delay(PAUSE_MS);
      }
    }
    throw failed(undefined);
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }

  async #answer(expected: string): Promise<void> {
    const { value } = await this.#lines.next();
    if (value === expected) return;
    if (value === undefined) await this.#ended;
    const cause = value === undefined ? this.#cause : new Error(value);
    throw returnValueOf(cause) === undefined ? failed(cause) : pkcs11Error(cause, this.#subject);
  }
}

function failed(cause: unknown): FedzkError {
  const text =
    'A key of SoftHSM2 takes a second process of Node for a moment, to see what other processes make; it failed.';
  return new FedzkError('unsupported', `${text} Let this process start another, or make the key by SoftHSM2's tools.`, {
    cause,
  });
}
