import { type AuditSink, asOptions, FedzkError, sinkOf } from '@fedzk/core';
import { isReserved } from '../fold/fold.js';

/**
 * Makes the sink that a package is given: it refuses the operations that are reserved to the control log. A package that could
 * write them could say that a person consented, or that an incident is closed.
 *
 * @throws {FedzkError} `invalid-argument`: no sink. The sink's `append` rejects with it for a reserved operation
 *
 * @example
 * ```ts
 * const aggregator = createAggregator({ audit: withoutReserved(log) });
 * ```
 */
export function withoutReserved(sink: AuditSink): AuditSink {
  const own = sinkOf(sink);
  if (own === undefined) throw new FedzkError('invalid-argument', '"sink" expected an audit log, got undefined.');
  return {
    append: async (event) => {
      const { operation } = asOptions(event, 'event');
      if (typeof operation === 'string' && isReserved(operation)) {
        throw new FedzkError(
          'invalid-argument',
          `"operation" expected one that is not reserved to the control log, got ${operation}.`,
        );
      }
      return own.append(event);
    },
  };
}
