// The results that programs/body.js must have in every runtime. The packages compute nothing here.
import { createHash } from 'node:crypto';
import type { Result } from '../programs/results.js';
import { expectedOfExercises } from '../src/exercises.js';
import { input } from '../src/input.js';

const { bytes, proof } = input.statements[0] ?? {};
const bls = input.bls12381.statements[0];
const sha256 = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
const id = sha256(input.verificationKeyBytes);
const blsId = sha256(input.bls12381.verificationKeyBytes);

type Seen = readonly (readonly [name: string, seen: unknown])[];

const verification = (backend: string): Seen => [
  ['backend', backend],
  ['verifier', ['bn254', 4, id]],
  ...[0, 1, 2, 3, 4].flatMap((i) => [
    [`proof ${i}, JSON`, true] as const,
    [`proof ${i}, fedzk`, 'ok'] as const,
    [`proof ${i}, compressed`, 'ok'] as const,
    [`proof ${i}, uncompressed`, 'ok'] as const,
  ]),
  ['batch, good', { ok: true, failed: [] }],
  ['batch, two bad', { ok: false, failed: [1, 3] }],

  ['signal changed', 'equation'],
  ['signal missing', 'signal-count'],
  ['signal too many', 'signal-count'],
  ['signal missing in bytes', 'signal-count'],
  ['signal + r', 'signal-range'],
  ['signal spelt otherwise', 'malformed-signals'],
  ['A.x + p', 'coordinate-range'],
  ['A off the curve', 'not-on-curve'],
  ['A infinite', 'infinity'],
  ['B outside', 'not-in-subgroup'],
  ['A missing', 'malformed-proof'],

  ['key in bytes', true],
  ['alpha off the curve', 'invalid-verification-key'],
  ['another curve', 'unsupported'],

  ['to fedzk', bytes?.fedzk],
  ['to compressed', bytes?.compressed],
  ['to uncompressed', bytes?.uncompressed],
  ['from fedzk', proof],
  ['from compressed', proof],
  ['from uncompressed', proof],
  ['a byte less', 'invalid-proof'],

  ['BLS12-381, verifier', ['bls12-381', 4, blsId, blsId]],
  ['BLS12-381, JSON', { ok: true, failed: [] }],
  ['BLS12-381, compressed', 'ok'],
  ['BLS12-381, uncompressed', 'ok'],
  ['BLS12-381, A outside', 'not-in-subgroup'],
  ['BLS12-381, of BN254', 'malformed-proof'],
  ['BLS12-381, encoded', bls?.bytes.compressed],
  ['BLS12-381, decoded', bls?.proof],
  ['BLS12-381, key of BN254', 'invalid-verification-key'],
  ['batch of two keys, good', { ok: true, failed: [] }],
  ['batch of two keys, the last bad', { ok: false, failed: [4 + input.bls12381.statements.length] }],

  ['after dispose', 'disposed'],
];

const quantization: Seen = [
  // 0.1 / 0.25 · 127 = 50.8, 0.0625 / 0.25 · 127 = 31.75; 51² + 127² + 127² + 32².
  ['8 bits', [[51, -127, 127, -32], 0.25 / 127, 1, '35883']],
  // Ties to even; 4² + 2² + 2² + 7².
  ['4 bits', [[4, 2, -2, 7], 1, 1, '73']],
  ['16 bits', [[1234, -32_767], 1, 1, '1075199045']],
  ['stochastic, nothing to round', [1, -2, 127]],
  ['mean', [0.75, -2.5, 4095.875]],
  ['NaN', 'non-finite'],
  ['no clip', 'invalid-argument'],

  [
    'norm too large',
    { ok: false, firstViolation: -1, violations: 0, nonFinite: 0, min: -127, max: 127, normSq: '35883' },
  ],
  // 8 · (2³¹ − 1)².
  [
    'norm beyond 2^64',
    {
      ok: true,
      firstViolation: -1,
      violations: 0,
      nonFinite: 0,
      min: 2147483647,
      max: 2147483647,
      normSq: '36893488113059364872',
    },
  ],
  ['floats', { ok: false, firstViolation: 1, violations: 2, nonFinite: 1, min: -3, max: 1, normSq: 10 }],
  ['a valid gradient', []],
  ['an invalid one', ['weights.1.0 type', 'weights.1.1 negative-zero', 'bias.0 nan', 'bias.1 range']],
];

const aggregation: Seen = [
  ['a batch of one', 'invalid-argument'],
  ['client_001, changed', 'refused'],
  ['client_001', 'accepted'],
  ['client_002, changed', 'refused'],
  ['client_002', 'accepted'],
  ['refused before a signature', [['bad-signature', 2]]],
  ['sum', [2, [2, -4, 254]]],
  [
    'told',
    [
      'open_round: success',
      ...['verify_report: logged', 'verify_report: success'],
      ...['verify_report: logged', 'verify_report: success'],
      ...['close_round: success', 'fix_set: logged', 'collect_round: success', 'combine_round: success'],
    ],
  ],
];

const clientSide: Seen = [
  ['level', ['enhanced', 800]],
  // (3.25, -4) is longer than 5 and scaled to it, so 3.15 and -3.88: (3, -4) has the norm 25. Left are 0.25 and 0, and
  // (3.5, -4) becomes (3.29, -3.76).
  [
    'updates',
    [
      [[3, -4], '25'],
      [[3, -4], '25'],
    ],
  ],
  ['cleared', 0],
  ['NaN', 'non-finite'],
  ['a circuit in base64', 'invalid-argument'],
  ['6 · 7, proved', [['42'], true, false]],
  ['manifest', [true, 5, ['too-few', 'unknown-signer', 'too-few-verifiers']]],
  ['a key of a ceremony', ['standard', false]],
  ['contributions', ['beacon']],
  ['half a key', 'invalid-proving-key'],
];

const asResults = (seen: Seen): readonly Result[] => seen.map(([name, value]) => ({ name, seen: value }));

const results = (...parts: readonly Seen[]): readonly Result[] => asResults([['one FedzkError', 1], ...parts.flat()]);

/** What the part of aggregation sees. */
export const expectedOfAggregation: readonly Result[] = asResults(aggregation);

/** The body's results where a verifier has that backend. */
export const expected = (backend: string): readonly Result[] => expectedOfRound(backend).concat(expectedOfExercises);

/** The same without what the exercises have. */
export const expectedOfRound = (backend: string): readonly Result[] =>
  results(verification(backend), quantization, aggregation, clientSide);

/** The same of the slim entry, which has no aggregation and nothing of a client. */
export const expectedOfSlim = (backend: string): readonly Result[] => results(verification(backend), quantization);
