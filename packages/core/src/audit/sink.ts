import { callbackOf, methodsOf, unexpected } from '../argument.js';
import { report } from '../report.js';
import type { AuditEvent } from './event.js';

/** Where a package tells what it did; `AuditLog` of `@fedzk/audit` is one. */
export interface AuditSink {
  /** Resolves when the event is durable. The same `id` may come again, after a crash. */
  append(event: AuditEvent): Promise<unknown>;
}

/**
 * Takes the `audit` of a package's options.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function sinkOf(audit: AuditSink | undefined): AuditSink | undefined {
  if (audit === undefined) return undefined;
  return methodsOf(audit, ['append'], 'audit', 'an audit log, or another object with append(event)');
}

/**
 * A sink that tells a function, for a monitor or a test. What the function throws goes to `reportError`, or is thrown as
 * an uncaught exception where a runtime has none, and changes nothing of what is told.
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
