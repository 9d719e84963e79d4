import { type AuditEvent, type AuditSink, AuditTrail, listener, sinkOf } from '@fedzk/core';
import { code } from '@fedzk/testkit/errors';
import { describe, expect, it, vi } from 'vitest';

const event = (operation: string): AuditEvent => ({
  user_id: 'client_001',
  operation,
  resource: 'circuit:range_proof',
  result: 'success',
});

describe('listener', () => {
  it('is a sink that tells a function', async () => {
    const told: AuditEvent[] = [];
    await listener((each) => told.push(each)).append(event('proof_generation'));
    expect(told).toEqual([event('proof_generation')]);
  });

  it('reports what the function throws, and takes the event', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    try {
      const fault = new RangeError('mine');
      const sink = listener(() => {
        throw fault;
      });
      await sink.append(event('proof_generation'));
      expect(reported).toEqual([fault]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('throws it as an uncaught exception where there is no reportError', async () => {
    vi.stubGlobal('reportError', undefined);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
    try {
      const fault = new RangeError('mine');
      const sink = listener(() => {
        throw fault;
      });
      await sink.append(event('proof_generation'));
      expect(await uncaught).toBe(fault);
    } finally {
      for (const each of others) process.on('uncaughtException', each);
      vi.unstubAllGlobals();
    }
  });

  it('accepts only a function', () => {
    for (const wrong of [undefined, null, {}]) expect(code(() => listener(wrong as never))).toBe('invalid-argument');
  });
});

it('sinkOf takes whatever appends, or none', () => {
  const sink: AuditSink = listener(() => {});
  expect([sinkOf(sink), sinkOf(undefined)]).toEqual([sink, undefined]);
  for (const wrong of [null, () => {}, {}, { append: 1 }]) {
    expect(() => sinkOf(wrong as never)).toThrow('"audit" expected an audit log, or another object with append(event)');
  }
});

describe('AuditTrail', () => {
  it('appends one event at a time, in the order in which they were told', async () => {
    const log: string[] = [];
    const trail = new AuditTrail({
      append: async ({ operation }) => {
        log.push(`${operation} begins`);
        for (let turn = operation === 'first' ? 5 : 0; turn > 0; turn--) await Promise.resolve();
        log.push(`${operation} ends`);
      },
    });
    await Promise.all([trail.tell(event('first')), trail.tell(event('second'))]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('asks for one event at once, after all that wait, and for later ones when those are over', async () => {
    const log: string[] = [];
    const answers = new Map<string, () => void>();
    const trail = new AuditTrail({
      append: async ({ operation }) => {
        log.push(operation);
        await new Promise<void>((resolve) => answers.set(operation, resolve));
      },
    });
    const first = trail.tellNow(event('first'));
    expect(log).toEqual(['first']);
    const waiting = [trail.tell(event('second'), event('third')), trail.tell(event('fourth'))];
    await new Promise((resolve) => setTimeout(resolve));
    expect(log).toEqual(['first']);
    const fifth = trail.tellNow(event('fifth'));
    expect(log).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
    const sixth = trail.tell(event('sixth'));
    for (const operation of ['fifth', 'fourth', 'third', 'second']) {
      answers.get(operation)?.();
      await new Promise((resolve) => setTimeout(resolve));
      expect(log).toHaveLength(5);
    }
    await fifth;
    answers.get('first')?.();
    await Promise.all([first, ...waiting]);
    await new Promise((resolve) => setTimeout(resolve));
    expect(log.at(-1)).toBe('sixth');
    answers.get('sixth')?.();
    await sixth;
    await trail.settled();
    expect(await new AuditTrail(undefined).tellNow(event('seventh'))).toBeUndefined();
  });

  it('throws at once what a sink throws that is told at once', async () => {
    const full = new Error('full');
    const trail = new AuditTrail({
      append: () => {
        throw full;
      },
    });
    expect(() => trail.tellNow(event('first'))).toThrow(full);
  });

  it('throws at once what a sink throws of an event before, and does not tell its own', async () => {
    const full = new Error('full');
    const log: string[] = [];
    let go = (): void => {};
    const trail = new AuditTrail({
      append({ operation }) {
        log.push(operation);
        if (operation === 'second') throw full;
        return operation === 'first' ? new Promise<void>((resolve) => (go = resolve)) : Promise.resolve();
      },
    });
    const told = ['first', 'second', 'third'].map((operation) => trail.tell(event(operation)));
    await new Promise((resolve) => setTimeout(resolve));
    expect(() => trail.tellNow(event('fourth'))).toThrow(full);
    expect(log).toEqual(['first', 'second']);
    go();
    expect(await Promise.allSettled(told)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'not-logged', cause: full } },
      { status: 'fulfilled' },
    ]);
    expect(log).toEqual(['first', 'second', 'third']);
  });

  it('rejects with not-logged where the sink does not take an event, and goes on', async () => {
    const faults = [new Error('disk full'), new Error('still full')];
    const kept: string[] = [];
    const trail = new AuditTrail({
      append({ operation }) {
        if (operation === 'throws') throw faults[0];
        if (operation === 'rejects') return Promise.reject(faults[1]);
        kept.push(operation);
        return Promise.resolve();
      },
    });
    const told = ['throws', 'rejects', 'third'].map((operation) => trail.tell(event(operation)));
    expect(await Promise.allSettled(told)).toMatchObject([
      { status: 'rejected', reason: { code: 'not-logged', cause: faults[0] } },
      { status: 'rejected', reason: { code: 'not-logged', cause: faults[1] } },
      { status: 'fulfilled' },
    ]);
    expect(kept).toEqual(['third']);
  });

  it('tries every event of a call', async () => {
    const kept: string[] = [];
    const trail = new AuditTrail({
      append: async ({ operation }) => {
        if (operation === 'first') throw new Error('disk full');
        kept.push(operation);
      },
    });
    await expect(trail.tell(event('first'), event('second'))).rejects.toMatchObject({ code: 'not-logged' });
    expect(kept).toEqual(['second']);
  });

  it('does nothing without a sink', async () => {
    await new AuditTrail(undefined).tell(event('proof_generation'));
    expect(code(() => new AuditTrail({} as never))).toBe('invalid-argument');
  });
});
