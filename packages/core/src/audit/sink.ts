import { callbackOf, methodsOf, unexpected } from '../argument.js';
import { report } from '../report.js';
import type { AuditEvent } from './event.js';

/** Receives the events of a package. `AuditLog` of `@fedzk/audit` is one. */
export interface AuditSink {
  /** Stores an event, and resolves when it is durable. The same `id` may come again after a crash. */
  append(event: AuditEvent): Promise<unknown>;
}

/**
 * Checks the option `audit` and returns it.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function sinkOf(audit: AuditSink | undefined): AuditSink | undefined {
  if (audit === undefined) return undefined;
  return methodsOf(audit, ['append'], 'audit', 'an audit log, or another object with append(event)');
}

/**
 * Makes a sink that calls a function with each event, for a monitor or a test. Errors of the function go to `reportError`,
 * or become uncaught exceptions if the runtime has none.
 *
 * @throws {FedzkError} `invalid-argument`: no function
 *
 * @example
 * ```ts
 * const prover = await createProver({ zkey, circuitWasm, audit: listener((event) => console.log(event.operation)) });
 * ```
 */
export function listener(tell: (event: AuditEvent) => void): AuditSink {
  if (callbackOf(tell, 'tell') === undefined) throw unexpected('tell', 'a function', tell);
  return {
    async append(event) {
      try {
        tell(event);
      } catch (error) {
        report(error);
      }
    },
  };
}
