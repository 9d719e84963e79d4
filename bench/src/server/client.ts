// Sends requests over mutual TLS, to a server on this machine.

import { Agent, request } from 'node:https';

/** Who sends: a client's certificate, keys and address. */
export interface Papers {
  readonly certificate: string;
  readonly key: string;
  readonly apiKey: string;
  /** An address of this machine, from which it connects. */
  readonly address: string;
}

/** Makes an agent that keeps its connections. */
export function keeping({ certificate, key }: Papers, connections: number): Agent {
  return new Agent({
    ...{ keepAlive: true, maxSockets: connections, maxCachedSessions: 0, rejectUnauthorized: false },
    ...{ cert: certificate, key },
  });
}

/** Sends a report, or asks for something. Resolves to the status, or to an error's code where the connection was refused or closed. */
export function send(agent: Agent, papers: Papers, port: number, path: string, report?: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const body =
      report === undefined
        ? {}
        : { 'content-type': 'application/fedzk-agg;message=report', 'content-length': report.length };
    const headers = { authorization: `Bearer ${papers.apiKey}`, ...body };
    const method = report === undefined ? 'GET' : 'POST';
    const options = { agent, port, host: '127.0.0.1', localAddress: papers.address, method, path, headers };
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    const sent = request(options, (response) => {
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', failed);
      response.resume();
    });
    sent.once('error', failed);
    sent.end(report);
  });
}
