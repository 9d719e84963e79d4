// The results that programs/keys-body.js must have in every runtime.

/** Of the store: `hello`, and bytes of 5. */
export const OF_STORE = {
  destroyed: '1',
  opened: '68656c6c6f',
  exported: '05'.repeat(32),
  reach: 'erase',
  ok: true,
  entries: 1,
  refusal: 'wrong-key',
};

const OF_API_KEYS = {
  valid: [true, 'client_001', 'client', ['me']],
  read: true,
  pattern: true,
  refused: ['revoked', 'malformed'],
  statuses: ['revoked', 'rotated'],
  refusal: 'wrong-key',
};

/** From packages/vectors: XAES-256-GCM, GCM's test case 14, RFC 5869 A.3, RFC 7914 §11, Argon2's reference implementation. */
export function expected(backend: unknown): object {
  return {
    backend,
    xaes: '986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d',
    refusal: 'not-authentic',
    gcm: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    siv: 32,
    committing: true,
    kw: '02'.repeat(16),
    hkdf: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    pbkdf2:
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
      '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    argon2id: '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
    store: OF_STORE,
    apiKeys: OF_API_KEYS,
  };
}
