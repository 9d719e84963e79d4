// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/comply')} entry */
export const exercise = ({ emptyState, fold }) => {
  const entry = {
    v: /** @type {const} */ (1),
    id: '018f0000-0000-7000-8000-000000000000',
    time: '2026-01-31T12:00:00.000Z',
    user_id: 's:aaaaaaaaaaaaaaaaaaaaaa',
    operation: 'gdpr_consent_recorded',
    resource: 'consent:federated_learning',
    result: /** @type {const} */ ('success'),
    details: { consent_type: 'federated_learning', purposes: ['model_training'] },
  };
  const { gdpr, size } = fold(emptyState(), [{ index: 0, entry }]);
  return [size, gdpr.consents.get(entry.user_id)?.get('federated_learning')?.since];
};

export const expected = [1, '2026-01-31T12:00:00.000Z'];
