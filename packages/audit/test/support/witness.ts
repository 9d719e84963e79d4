/** A witness as C2SP tlog-witness has it, made here without a line of the package. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ed25519 } from '@noble/curves/ed25519.js';
import { vi } from 'vitest';
import type { WitnessFetch } from '../../src/witness/client.js';
import { NoteKey, nodeOf, sha256 } from './logs.js';

export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

export interface Request {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly text: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly body: string;
}

export interface Seen {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Has the time run out for witnesses that do not answer once nobody else is waited for: on a busy machine an answer may take
 * any time. `fetch` is an option of witnesses.
 */
export class Patience {
  readonly #asked = new Set<{ readonly url: string }>();

  readonly fetch: WitnessFetch = async (url, request) => {
    const asked = { url };
    this.#asked.add(asked);
    try {
      const response = await fetch(url, request);
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers });
    } finally {
      this.#asked.delete(asked);
    }
  };

  /**
   * @param silent URLs of those that do not answer
   * @param milliseconds the `timeoutMs` of the witnesses, which nothing else waits for
   */
  async during<T>(silent: readonly string[], milliseconds: number, work: () => Promise<T>): Promise<T> {
    const late: (() => void)[] = [];
    const { setTimeout: real } = globalThis;
    const spy = vi.spyOn(globalThis, 'setTimeout');
    spy.mockImplementation(((call: () => void, after?: number, ...more: []) =>
      after === milliseconds ? void late.push(call) : real(call, after, ...more)) as typeof setTimeout);
    try {
      let over = false;
      const result = work().finally(() => {
        over = true;
      });
      result.catch(() => undefined); // awaited below
      for (let quiet = 0; !over; ) {
        await new Promise((resolve) => setImmediate(resolve));
        const urls = [...this.#asked].map(({ url }) => url);
        const waits = urls.length > 0 && urls.every((url) => silent.some((each) => url.startsWith(each)));
        quiet = waits ? quiet + 1 : 0;
        // Turns in which what has come is read.
        if (quiet % 20 === 19) for (const call of late.splice(0)) call();
      }
      return await result;
    } finally {
      spy.mockRestore();
    }
  }
}

/** RFC 9162 §2.1.4.2, for sizes below 2^31. */
function isConsistent(old: Seen, now: Seen, path: readonly Uint8Array[]): boolean {
  const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
  if (old.size === now.size) return path.length === 0 && same(old.root, now.root);
  const proof = (old.size & (old.size - 1)) === 0 ? [old.root, ...path] : [...path];
  let [fn, sn] = [old.size - 1, now.size - 1];
  while (fn & 1) [fn, sn] = [fn >> 1, sn >> 1];
  const first = proof.shift();
  if (path.length === 0 || first === undefined) return false;
  let [fr, sr] = [first, first];
  for (const hash of proof) {
    if (sn === 0) return false;
    if (fn & 1 || fn === sn) {
      [fr, sr] = [nodeOf(hash, fr), nodeOf(hash, sr)];
      while (fn !== 0 && (fn & 1) === 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else sr = nodeOf(sr, hash);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && same(fr, old.root) && same(sr, now.root);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function requestOf(body: string): Request | undefined {
  const cut = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, cut).split('\n');
  const note = body.slice(cut + 2);
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const [origin = '', size = '', root = '', ...more] = text.split('\n');
  const old = /^old (0|[1-9]\d*)$/.exec(first)?.[1];
  const hashes = [...lines, root];
  const strict = hashes.every((hash) => hash.length === 44 && BASE64.test(hash)) && /^(?:0|[1-9]\d*)$/.test(size);
  if (cut < 0 || old === undefined || !strict || lines.length > 63 || more.join() !== '') return undefined;
  const proof = lines.map((line) => new Uint8Array(Buffer.from(line, 'base64')));
  return { old: Number(old), proof, text, origin, size: Number(size), root: Buffer.from(root, 'base64'), body };
}

/** Whether a note has a right signature of a key; a wrong one is as none. */
function isSigned(note: string, text: string, key: NoteKey): boolean {
  const lines = note.slice(text.length + 1).split('\n');
  return lines.some((line) => {
    const [dash, name, signature = ''] = line.split(' ');
    const bytes = Buffer.from(signature, 'base64');
    const own = dash === '—' && name === key.name && Buffer.compare(bytes.subarray(0, 4), key.keyId) === 0;
    const publicKey = ed25519.getPublicKey(key.secret);
    return own && ed25519.verify(bytes.subarray(4), new TextEncoder().encode(text), publicKey);
  });
}

/** A witness on the loopback interface. */
export class TestWitness {
  readonly key: NoteKey;
  /** The logs that it knows. */
  readonly logs: readonly NoteKey[];
  readonly seen = new Map<string, Seen>();
  /** Notes that it shows to monitors, by their logs' names. */
  readonly shown = new Map<string, string>();
  /** Whether it shows monitors what it has. */
  monitored = true;
  /** What whoever asks what it has seen gets, in place of the right answer. */
  unseen: (() => Promise<Reply | undefined> | Reply | undefined) | undefined;
  /** Whoever found nothing to be shown shows an empty log next, to be told the size. */
  #looked = false;
  /** All that it was asked. */
  readonly requests: Request[] = [];
  /** All that it has cosigned. */
  readonly cosigned: Seen[] = [];
  /** Comes before the right answer, or in its place. */
  answer: ((request: Request, right: () => Reply) => Promise<Reply | undefined> | Reply | undefined) | undefined;
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  constructor(name: string, logs: readonly NoteKey[]) {
    this.key = new NoteKey(name, 4);
    this.logs = logs;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/submit`;
  }

  /** Its line in a policy. */
  line(name: string): string {
    return `witness ${name} ${this.key.verifierKey} ${this.url}\n`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const known = this.logs.find(({ name }) => {
      const hash = Buffer.from(sha256(new TextEncoder().encode(name))).toString('hex');
      return request.method === 'GET' && request.url === `/submit/${hash}/checkpoint`;
    });
    if (known !== undefined) {
      const note = this.monitored ? this.shown.get(known.name) : undefined;
      this.#looked = note === undefined;
      response.writeHead(note === undefined ? 404 : 200).end(note);
      return;
    }
    const right = request.method === 'POST' && request.url === '/submit/add-checkpoint';
    const asked = right ? requestOf(Buffer.concat(chunks).toString('utf8')) : undefined;
    const looked = this.#looked && asked?.size === 0;
    if (looked) this.#looked = false;
    else if (asked !== undefined) this.requests.push(asked);
    const own = (): Reply => (asked === undefined ? { status: right ? 400 : 404 } : this.right(asked));
    const told = (): Reply => this.#told(asked);
    const toldAs = this.unseen ?? told;
    const reply = await (looked ? toldAs() : asked && this.answer ? this.answer(asked, own) : own());
    if (reply === undefined) return;
    response.writeHead(reply.status, reply.type === undefined ? {} : { 'content-type': reply.type });
    response.end(reply.body);
  }

  /** What an empty log is told, of which a witness keeps nothing. */
  #told(asked: Request | undefined): Reply {
    const size = this.seen.get(asked?.origin ?? '')?.size ?? 0;
    if (size > 0) return { status: 409, type: 'text/x.tlog.size', body: `${size}\n` };
    return { status: 200, body: this.key.cosign(asked?.text ?? '') };
  }

  /** Checks and stores in one step. */
  right(request: Request): Reply {
    const { old, origin, size, root, text, body, proof } = request;
    const key = this.logs.find(({ name }) => name === origin);
    if (key === undefined) return { status: 404 };
    if (!isSigned(body.slice(body.indexOf('\n\n') + 2), text, key)) return { status: 403 };
    if (old > size) return { status: 400 };
    const seen = this.seen.get(origin) ?? { size: 0, root: sha256() };
    if (seen.size !== old) return { status: 409, type: 'text/x.tlog.size', body: `${seen.size}\n` };
    const empty = size > 0 || Buffer.compare(root, sha256()) === 0;
    const grown = old === 0 ? proof.length === 0 : isConsistent(seen, { size, root }, proof);
    if (!empty || !grown) return { status: 422 };
    const line = this.key.cosign(text, BigInt(Math.floor(Date.now() / 1000)));
    this.seen.set(origin, { size, root });
    this.cosigned.push({ size, root });
    this.shown.set(origin, body.slice(body.indexOf('\n\n') + 2) + line);
    return { status: 200, body: line };
  }
}
