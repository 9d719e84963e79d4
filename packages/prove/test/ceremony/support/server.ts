/** A server of HTTP for one test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server, and what it was asked. */
export interface Served {
  /** The address of a file. */
  readonly address: string;
  /** The headers of each request, in their order. */
  readonly asked: readonly IncomingMessage['headers'][];
}

/** Serves answers in turn, the last one for all that follow, until the test ends. */
export async function served(...answers: readonly Answer[]): Promise<Served> {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.headers);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/file.zkey`, asked };
}

/** Answers with a whole file of one version. */
export function file(content: Uint8Array, etag?: string): Answer {
  return (_, response) => {
    response.writeHead(200, { ...(etag && { etag }), 'content-length': content.length }).end(content);
  };
}

/** Answers with a file's rest. */
export function rest(content: Uint8Array, from: number, etag?: string): Answer {
  return (_, response) => {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    const length = content.length - from;
    response.writeHead(206, { ...(etag && { etag }), 'content-length': length, 'content-range': range });
    response.end(content.subarray(from));
  };
}

/** Answers with a file's start, and then as `then` says, once the client has stored it. */
export function start(
  content: Uint8Array,
  etag: string | undefined,
  stored: () => Promise<void>,
  then: (response: ServerResponse) => void,
): Answer {
  return (_, response) => {
    response.writeHead(200, { ...(etag && { etag }), 'content-length': 2 * content.length });
    response.write(content);
    void stored().then(() => then(response));
  };
}

/** Answers with a status alone. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => void response.writeHead(code, headers).end();
}
