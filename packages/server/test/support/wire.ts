// A connection to a listener, byte by byte: what a client of HTTP would never send.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { ClientHome } from '../../src/client/home.js';
import type { Role } from '../../src/config.js';

/** An answer. `status` is 0 where the connection was closed before one came. */
export interface Answer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The certificate and key of a client, and its API key. */
export interface Papers {
  readonly certificate: string;
  readonly key: string;
  readonly apiKey: string;
}

/** Reads what a client got from an aggregator. */
export function papersOf(home: ClientHome, role: Role): Papers {
  const { tlsKey } = JSON.parse(readFileSync(join(home.folder, 'client.key'), 'utf8')) as { readonly tlsKey: string };
  const { answer, apiKey } = home.membership(role);
  return { certificate: answer.certificate, key: tlsKey, apiKey };
}

/** Writes a PROXY header, version 2, that says an IPv4 address. */
export function proxyHeader(address: string): Buffer {
  const ports = Buffer.from([0x12, 0x34, 0x01, 0xbb]);
  const ends = Buffer.from([...address.split('.').map(Number), 127, 0, 0, 1]);
  return Buffer.concat([Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex'), ends, ports]);
}

/** The PROXY header of a balancer's own connection, such as a check of health. */
export const LOCAL_HEADER: Buffer = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

/** How a connection is made. */
export interface Way {
  readonly port: number;
  readonly papers?: Pick<Papers, 'certificate' | 'key'>;
  /** Sent before TLS. */
  readonly before?: Uint8Array;
  readonly tls?: ConnectionOptions;
}

/** A TCP connection. `closed` resolves to the milliseconds for which it was open. */
export function plain(port: number): { readonly socket: Socket; readonly closed: Promise<number> } {
  const began = performance.now();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.resume();
  return { socket, closed: once(socket, 'close').then(() => performance.now() - began) };
}

/** A connection of HTTP, over TLS or not. */
export class Wire {
  readonly socket: Socket;
  /** Resolves to the milliseconds for which it was open. */
  readonly closed: Promise<number>;
  #held = '';
  #ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    const began = performance.now();
    this.socket = socket;
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        end();
        resolve(performance.now() - began);
      });
    });
    socket.on('error', end).on('end', end);
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#held += text;
      this.#wake();
    });
  }

  /** Opens a connection. One that is refused ends; what is asked on it gets the status 0. */
  static async open({ port, papers, before, tls }: Way): Promise<Wire> {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    if (before !== undefined) socket.write(before);
    const own = papers === undefined ? {} : { cert: papers.certificate, key: papers.key };
    const secure = connectTls({ socket, rejectUnauthorized: false, servername: 'localhost', ...own, ...tls });
    const wire = new Wire(secure);
    await new Promise<void>((resolve) => {
      secure.once('secureConnect', resolve).once('close', () => resolve());
    });
    return wire;
  }

  /** Opens a connection without TLS, to a port of this machine or to a socket's path. */
  static async plain(where: { readonly port: number } | { readonly path: string }): Promise<Wire> {
    const socket = connect('port' in where ? { ...where, host: '127.0.0.1' } : where);
    const wire = new Wire(socket);
    await once(socket, 'connect');
    return wire;
  }

  /** Whether the other side has not ended it. */
  get isOpen(): boolean {
    return !this.#ended;
  }

  /** Sends bytes as they are. */
  send(text: string): void {
    if (!this.socket.destroyed) this.socket.write(text, 'latin1');
  }

  /** Sends a request, and waits for its answer. */
  ask(
    method: string,
    path: string,
    {
      apiKey,
      fields = {},
      body,
    }: { readonly apiKey?: string; readonly fields?: object; readonly body?: Uint8Array } = {},
  ): Promise<Answer> {
    const all = {
      host: 'localhost',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...(body !== undefined && { 'content-length': body.length }),
      ...fields,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    if (body !== undefined && !this.socket.destroyed) this.socket.write(body);
    return this.answer();
  }

  /** Waits for the next answer. */
  async answer(): Promise<Answer> {
    for (;;) {
      const read = readAnswer(this.#held);
      if (read !== undefined) {
        this.#held = this.#held.slice(read.length);
        return read.answer;
      }
      if (this.#ended) return { status: 0, fields: {}, text: '' };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

let addresses = 0;

/** Gives an address that no other connection has come from. */
export function freshAddress(): string {
  addresses += 1;
  return `198.51.${100 + (addresses >> 8)}.${addresses & 255}`;
}

function readAnswer(held: string): { readonly answer: Answer; readonly length: number } | undefined {
  const end = held.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = held.slice(0, end).split('\r\n');
  const fields = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const status = Number(first.split(' ')[1]);
  const body = held.slice(end + 4);
  if (fields['transfer-encoding'] !== 'chunked') {
    const length = Number(fields['content-length'] ?? 0);
    return body.length < length
      ? undefined
      : { answer: { status, fields, text: body.slice(0, length) }, length: end + 4 + length };
  }
  let [at, text] = [0, ''];
  for (;;) {
    const line = body.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(body.slice(at, line), 16);
    if (Number.isNaN(size) || body.length < line + 2 + size + 2) return undefined;
    text += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (size === 0) return { answer: { status, fields, text }, length: end + 4 + at };
  }
}
