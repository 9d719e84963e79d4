import { type AuditEvent, createAccessControl, defaultRoles, type Principal, type Roles } from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

const RESOURCES = ['proof_generation', 'model_aggregation', 'system_monitoring', 'audit_logs'] as const;
const ACTIONS = ['read', 'write', 'execute', 'delete'] as const;

/** The matrix as the guide has it, by the first letters of the actions; delete is d. */
const MATRIX: Readonly<Record<string, readonly [string, string, string, string]>> = {
  client: ['x', 'r', '', ''],
  coordinator: ['rx', 'rwx', 'r', ''],
  admin: ['rwxd', 'rwxd', 'rw', 'rw'],
  auditor: ['', '', 'r', 'r'],
};
const LETTER = { read: 'r', write: 'w', execute: 'x', delete: 'd' } as const;

const someone = (...roles: string[]): Principal => ({ id: 'someone', roles });

describe('the default matrix', () => {
  const access = createAccessControl();

  it.each(Object.keys(MATRIX))('grants %s what the guide says, and nothing else', (role) => {
    for (const [i, resource] of RESOURCES.entries()) {
      for (const action of ACTIONS) {
        const granted = MATRIX[role]?.[i]?.includes(LETTER[action]) === true;
        expect([resource, action, access.can(role, resource, action)]).toEqual([resource, action, granted]);
        const reason = granted ? 'granted' : 'not-granted';
        expect(access.authorize(someone(role), resource, action)).toEqual({ allowed: granted, reason });
      }
    }
  });

  it.each(['coordinator', 'admin', 'client'])('denies everything to an auditor who is also %s', (role) => {
    const both = someone('auditor', role);
    for (const resource of RESOURCES) {
      for (const action of ACTIONS) {
        expect(access.authorize(both, resource, action).reason).toBe('separation-of-duties');
      }
    }
    expect(access.conflict(['auditor', role])).toEqual([role, 'auditor']);
  });

  it('adds up what several roles grant', () => {
    expect(access.conflict(['client', 'coordinator'])).toBeUndefined();
    expect(access.authorize(someone('client', 'coordinator'), 'model_aggregation', 'write').allowed).toBe(true);
  });
});

describe('denies', () => {
  const access = createAccessControl();

  // Text that anyone can type. The guide took the role from an API key's prefix.
  it.each([
    'client_1',
    'admin_key',
    'Admin',
    'admin ',
    '',
    'constructor',
    '__proto__',
    'toString',
    'admin\0',
    'admin,client',
  ])('a role called %j', (role) => {
    expect(access.can(role, 'audit_logs', 'read')).toBe(false);
    const decision = access.authorize(someone(role), 'proof_generation', 'execute');
    expect(decision).toEqual({ allowed: false, reason: 'unknown-role' });
  });

  it('an unknown role beside a known one', () => {
    expect(access.authorize(someone('admin', 'root'), 'audit_logs', 'read').reason).toBe('unknown-role');
  });

  it('whoever has no role', () => {
    expect(access.authorize(someone(), 'proof_generation', 'execute').reason).toBe('unknown-role');
  });

  it('what there is not', () => {
    for (const [resource, action] of [
      ['audit_logs', 'execute '],
      ['audit_log', 'read'],
      ['toString', 'read'],
      [undefined, null],
      [-1, 4],
    ]) {
      expect(access.can('admin', resource as never, action as never)).toBe(false);
      expect(access.authorize(someone('admin'), resource as never, action as never).reason).toBe('not-granted');
    }
  });

  it('what a key is not meant for', () => {
    const reader: Principal = { ...someone('admin'), scopes: ['audit_logs:read'] };
    expect(access.authorize(reader, 'audit_logs', 'read').reason).toBe('granted');
    expect(access.authorize(reader, 'audit_logs', 'write').reason).toBe('out-of-scope');
    const none: Principal = { ...someone('admin'), scopes: [] };
    expect(access.authorize(none, 'audit_logs', 'read').reason).toBe('out-of-scope');
  });

  it('what a scope names and no role grants', () => {
    const wide: Principal = { ...someone('client'), scopes: ['audit_logs:read'] };
    expect(access.authorize(wide, 'audit_logs', 'read').reason).toBe('not-granted');
  });
});

describe('own roles', () => {
  it('take the place of the others', () => {
    const access = createAccessControl({ roles: { trainer: { model_aggregation: ['read'] } } });
    expect(access.can('trainer', 'model_aggregation', 'read')).toBe(true);
    expect(access.can('admin', 'model_aggregation', 'read')).toBe(false);
  });

  it('have their own separation', () => {
    const roles: Roles = { ...defaultRoles, trainer: { model_aggregation: ['read'] } };
    const access = createAccessControl({ roles, separate: [['trainer', 'admin']] });
    expect(access.authorize(someone('admin', 'trainer'), 'audit_logs', 'read').reason).toBe('separation-of-duties');
    expect(access.authorize(someone('admin', 'auditor'), 'audit_logs', 'read').reason).toBe('granted');
  });

  it('can not be changed afterwards', () => {
    const grants: ('read' | 'delete')[] = ['read'];
    const access = createAccessControl({ roles: { trainer: { audit_logs: grants } } });
    grants.push('delete');
    expect(access.can('trainer', 'audit_logs', 'delete')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['no object', { roles: 'admin' }],
    ['an array', { roles: [] }],
    ['a name with capitals', { roles: { Admin: {} } }],
    ['an unknown resource', { roles: { a: { audit: ['read'] } } }],
    ['an unknown action', { roles: { a: { audit_logs: ['peek'] } } }],
    ['a text in place of a list', { roles: { a: { audit_logs: 'read' } } }],
    ['null', { roles: { a: null } }],
    ['an unknown option', { rolls: {} }],
    ['a pair with a role that there is not', { separate: [['admin', 'root']] }],
    ['a pair of one role', { separate: [['admin', 'admin']] }],
    ['three roles', { separate: [['admin', 'auditor', 'client']] }],
    ['no pair', { separate: ['admin'] }],
    ['no sink', { audit: {} }],
  ])('refuse %s', (_, options) => {
    expect(() => createAccessControl(options as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('a principal', () => {
  it.each([
    undefined,
    null,
    'admin',
    {},
    { id: 'a' },
    { id: '', roles: [] },
    { id: 'a', roles: 'admin' },
    { id: 'a', roles: [1] },
  ])('is not %j', (principal) => {
    const authorize = (): unknown => createAccessControl().authorize(principal as never, 'audit_logs', 'read');
    expect(authorize).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('is not shown in an error', () => {
    const id = `patient@example.org${'x'.repeat(300)}`;
    const authorize = (): unknown => createAccessControl().authorize({ id, roles: [] }, 'audit_logs', 'read');
    expect(authorize).toThrow(expect.not.objectContaining({ message: expect.stringContaining('patient') }));
  });
});

describe('the audit sink', () => {
  it('gets each decision in its order', async () => {
    const events: AuditEvent[] = [];
    const access = createAccessControl({ audit: { append: async (event) => events.push(event) } });
    access.authorize(someone('client'), 'proof_generation', 'execute');
    access.authorize(someone('client', 'auditor'), 'audit_logs', 'read');
    access.authorize(someone('root\u001b[31m'), 'x\u2028y' as never, 'read');
    access.can('client', 'audit_logs', 'read');
    await access.logged();
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const decision = { user_id: 'someone', operation: 'access_decision', time };
    expect(events).toEqual([
      {
        ...decision,
        resource: 'proof_generation',
        result: 'success',
        reason: 'granted',
        details: { action: 'execute', roles: ['client'] },
      },
      {
        ...decision,
        resource: 'audit_logs',
        result: 'denied',
        reason: 'separation-of-duties',
        severity: 'high',
        details: { action: 'read', roles: ['client', 'auditor'] },
      },
      {
        ...decision,
        resource: 'unknown',
        result: 'denied',
        reason: 'unknown-role',
        details: { action: 'unknown', roles: [] },
      },
    ]);
  });

  it('does not change a decision, and logged() says what it refused', async () => {
    const full = new Error('disk full');
    let ill = true;
    const access = createAccessControl({
      audit: {
        append: async () => {
          if (ill) throw full;
        },
      },
    });
    expect(access.authorize(someone('client'), 'proof_generation', 'execute').allowed).toBe(true);
    await expect(access.logged()).rejects.toMatchObject({ code: 'not-logged', cause: full });
    ill = false;
    access.authorize(someone('client'), 'proof_generation', 'execute');
    await access.logged();
  });
});
