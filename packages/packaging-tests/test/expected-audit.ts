// The results that programs/audit-body.js must have in every runtime.

/** The public key is that of RFC 8032's Ed25519 for 32 bytes of 7; the id is by C2SP signed-note. */
export const OF_LOG = {
  verifierKey: 'example.com/log+702f3c70+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs',
  index: 600,
  time: '2026-01-31T12:00:00.000Z',
  refusal: 'invalid-argument',
  line: ['2026-01-31T12:00:00.000Z', 'WARNING', 'leader', 'proof_verification', 'proof:p1', 'failure'],
  valid: true,
  changed: 'inclusion',
  ok: true,
  size: 601,
  // Two full tiles of leaves, the last one, and the one above.
  checked: { entries: 601, tiles: 4, since: true },
  problems: [],
};
