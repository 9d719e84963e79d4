// Answers to what is no request of HTTP, or names two hosts, which no route sees. node:http would send them without a body, or none.

import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Has a server answer with problem details (RFC 9457), and close the connection. */
export function answerMalformed<S extends Server>(server: S): S {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { code = '' } = error;
    // Others are of the connection, or of TLS: whoever has another key than the pinned one is told nothing.
    if (socket.writable && (code.startsWith('HPE_') || code in STATUS)) {
      const { status, fields, body } = answerOf(STATUS[code] ?? 400);
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    }
    socket.destroy();
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { status, fields, body } = answerOf(417);
    response.writeHead(status, fields).end(body);
  });
  // The routes refuse a request without a host: node:http would answer it by itself.
  return Object.assign(server, { requireHostHeader: false });
}

/**
 * Refuses a request that names two hosts: by two fields Host, or by a whole URL as its target. What checks the one, and what is before
 * this server, could go by different ones.
 *
 * @returns whether it was refused, and answered
 */
export function refuseTwoHosts(request: IncomingMessage, response: ServerResponse): boolean {
  const { rawHeaders, headers, url = '' } = request;
  const fields = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  const [, target] = /^https?:\/\/([^/?#\\]*)/i.exec(url) ?? [];
  if (fields < 2 && (target === undefined || target.toLowerCase() === headers.host?.toLowerCase())) return false;
  const { status, fields: own, body } = answerOf(400);
  response.writeHead(status, own).end(body);
  return true;
}

function answerOf(status: number) {
  const title = status === 400 ? 'The request is malformed.' : STATUS_CODES[status];
  const type = status === 400 ? 'urn:fedzk:problem:malformed' : 'about:blank';
  const body = JSON.stringify({ type, title, status });
  const fields = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  return { status, fields, body };
}
