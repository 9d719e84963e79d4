// Who asks, as an authenticated record says it.

import { FedzkError, fieldsOf, listOf, unexpected } from '@fedzk/core';

/**
 * Who asks. Make one from a record that was authenticated, such as an API key's or a session's, and never from text of a
 * request: whoever types a header can type "admin".
 */
export interface Principal {
  /** An id for the audit log, of 1 to 256 characters. */
  readonly id: string;
  readonly roles: readonly string[];
  /** Permissions, such as `model_aggregation:read`, to which the key or session is restricted. Default: those of the roles. */
  readonly scopes?: readonly string[] | undefined;
}

/** @throws {FedzkError} `invalid-argument`, without the value: an id may be personal */
export function principalOf(principal: Principal): Principal {
  const { id, roles, scopes } = fieldsOf(principal, ['id', 'roles', 'scopes'], 'principal');
  if (typeof id !== 'string' || id === '' || id.length > 256) {
    throw new FedzkError('invalid-argument', '"principal.id" expected a text of 1 to 256 characters.');
  }
  return {
    id,
    roles: texts(roles, 'principal.roles'),
    scopes: scopes === undefined ? undefined : texts(scopes, 'principal.scopes'),
  };
}

function texts(list: unknown, name: string): string[] {
  return listOf(list, name, 'a list of texts', (item) => {
    if (typeof item === 'string') return item;
    throw unexpected(name, 'a list of texts', item);
  });
}
