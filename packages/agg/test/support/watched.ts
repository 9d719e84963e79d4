// An aggregator of which a test sees each refusal, also those that are only counted: before a right signature, and of a
// client that was refused often.

import { type AuditSink, listener } from '@fedzk/core';
import type { ReportCode } from '../../src/aggregator/codes.js';
import type { Aggregator } from '../../src/aggregator/contract.js';
import type { Told } from './round.js';

/** A log of events. One that is told again has the id that it had, and is known by that. */
export function logged(events: Told[]): AuditSink {
  return listener((event) => {
    if (!events.some(({ id }) => id === event.id)) events.push(event as Told);
  });
}

/** Has each refusal that is counted and not told among the events too, as one with nothing but its code. */
export function watched<Own extends Aggregator>(aggregator: Own, events: Told[]): Own {
  const { role, task } = aggregator;
  const known = new Map<ReportCode, number>();
  const told = new Set<Told>();
  let underWay = 0;
  const look = (): void => {
    for (const event of events) {
      const { code } = event.details;
      if (told.has(event) || event.operation !== 'verify_report' || event.result !== 'failure') continue;
      told.add(event);
      if (event.details.role === role && event.id !== undefined) add(known, code as ReportCode, 1);
    }
    for (const [code, count] of aggregator.refused()) {
      const counted = count - (known.get(code) ?? 0);
      if (counted <= 0) continue;
      add(known, code, counted);
      for (let i = 0; i < counted; i++) {
        events.push({
          user_id: role,
          operation: 'verify_report',
          resource: 'model_aggregation',
          result: 'failure',
          details: { role, task: task.id, code },
        });
      }
    }
  };
  return new Proxy(aggregator, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        underWay++;
        try {
          return await (value.apply(target, args) as unknown);
        } finally {
          // Of a call that is under way a refusal may be counted and not told yet.
          if (--underWay === 0) look();
        }
      };
    },
  });
}

function add(counts: Map<ReportCode, number>, code: ReportCode, count: number): void {
  counts.set(code, (counts.get(code) ?? 0) + count);
}
