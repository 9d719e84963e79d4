// Coordinates of a proof: canonical numbers, z = 1.
import type { ProofJson, VerifyStatus } from '@fedzk/verify';
import type { Vectors } from '../support/vectors.js';
import { type Case, type CaseClass, casesOf, noNumbers, notStrings, replaced, spellings } from './case.js';

type Setting = ReturnType<typeof settingOf>;

function settingOf({ curve, slice }: Vectors) {
  const { proof } = slice;
  return { curve, p: curve.p, proof, pi_a: proof.pi_a, pi_b: proof.pi_b, pi_c: proof.pi_c, ...casesOf(slice) };
}

/** A coordinate's place: which point, and for B which of its parts. */
type Place = readonly ['pi_a' | 'pi_b' | 'pi_c', number, number?];

const places: readonly Place[] = [
  ['pi_a', 0],
  ['pi_a', 1],
  ['pi_b', 0, 0],
  ['pi_b', 0, 1],
  ['pi_b', 1, 0],
  ['pi_b', 1, 1],
  ['pi_c', 0],
  ['pi_c', 1],
];

/** The proof with one coordinate changed. */
function changed(proof: ProofJson, [point, i, part]: Place, change: (value: string) => unknown): object {
  if (point !== 'pi_b') return { ...proof, [point]: replaced(proof[point], i, change(proof[point][i] ?? '')) };
  const element = proof.pi_b[i] ?? [];
  const other = replaced(element, part ?? 0, change(element[part ?? 0] ?? ''));
  return { ...proof, pi_b: replaced(proof.pi_b, i, other) };
}

/** Those that fit into the bytes, into the bits, and neither: all are refused alike. */
const changes = ({
  p,
  curve,
}: Setting): readonly (readonly [CaseClass, VerifyStatus, string, (x: bigint) => bigint])[] => [
  ['aliasing', 'coordinate-range', 'plus p', (x) => x + p],
  ['aliasing', 'coordinate-range', 'minus p', (x) => x - p],
  ['aliasing', 'coordinate-range', `plus 2^${8 * curve.bytes}`, (x) => x + 2n ** BigInt(8 * curve.bytes)],
  ['encoding', 'coordinate-range', 'is p', () => p],
  ['encoding', 'coordinate-range', 'is p + 1', () => p + 1n],
  ['encoding', 'coordinate-range', `is 2^${curve.bits} - 1`, () => 2n ** BigInt(curve.bits) - 1n],
  ['encoding', 'coordinate-range', `is 2^${curve.bits}`, () => 2n ** BigInt(curve.bits)],
  ['encoding', 'coordinate-range', 'is -1', () => -1n],
  ['soundness', 'not-on-curve', 'one more', (x) => (x + 1n) % p],
  ['soundness', 'not-on-curve', 'is p - 1', () => p - 1n],
  ['soundness', 'not-on-curve', 'is 0', () => 0n],
];

const range = (setting: Setting): readonly Case[] =>
  places.flatMap((place) => {
    const at = place.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join('');
    return changes(setting).map(([caseClass, status, name, change]) =>
      setting.withProof(
        caseClass,
        status,
        `${at} ${name}`,
        changed(setting.proof, place, (x) => change(BigInt(x)).toString()),
      ),
    );
  });

const spelled = ({ withProof, proof, pi_a, pi_b }: Setting): readonly Case[] =>
  (
    [
      [['pi_a', 0], pi_a[0] ?? ''],
      [['pi_b', 1, 1], pi_b[1]?.[1] ?? ''],
    ] satisfies [Place, string][]
  ).flatMap(([place, value]) => {
    const spelling = (caseClass: CaseClass, name: string, x: unknown): Case =>
      withProof(
        caseClass,
        'malformed-proof',
        `${place[0]}: ${name}`,
        changed(proof, place, () => x),
      );
    return [
      ...[...spellings(value), ...noNumbers].map(([name, x]) => spelling('encoding', name, x)),
      ...notStrings(value).map(([name, x]) => spelling('robustness', name, x)),
      spelling('robustness', 'a bigint', BigInt(value)),
    ];
  });

/** (x, y, z) for another z that stands for the same point: (xz², yz³, z), or (xz, yz, z) where `plain`. */
function rescaled({ p, proof, pi_a }: Setting, z: bigint, plain = false): object {
  const times = (x: string | undefined, k: bigint): string => ((BigInt(x ?? '') * k) % p).toString();
  const [forX, forY] = plain ? [z, z] : [z ** 2n, z ** 3n];
  return { ...proof, pi_a: [times(pi_a[0], forX), times(pi_a[1], forY), z.toString()] };
}

const zOfA = (setting: Setting): readonly Case[] => {
  const { withProof, proof, pi_a, p } = setting;
  const others = [['2', '2'] as const, ['0', '0'] as const, ['p + 1', `${p + 1n}`] as const];
  return [
    withProof('aliasing', 'malformed-proof', 'A rescaled to z = 2', rescaled(setting, 2n)),
    withProof('aliasing', 'malformed-proof', 'A rescaled to z = 2, homogeneous', rescaled(setting, 2n, true)),
    withProof('aliasing', 'malformed-proof', 'A rescaled to z = p - 1', rescaled(setting, p - 1n)),
    ...[...spellings('1'), ...noNumbers, ...others].map(([name, value]) =>
      withProof('encoding', 'malformed-proof', `A with z: ${name}`, { ...proof, pi_a: replaced(pi_a, 2, value) }),
    ),
  ];
};

const zOfOthers = ({ withProof, proof, pi_b, pi_c, p }: Setting): readonly Case[] => [
  ...notStrings('1').map(([name, value]) =>
    withProof('robustness', 'malformed-proof', `C with z: ${name}`, { ...proof, pi_c: replaced(pi_c, 2, value) }),
  ),
  ...[
    ['2', '0'],
    ['1', '1'],
    ['0', '1'],
    ['01', '0'],
    ['1', '00'],
    ['1', ''],
    [1, 0],
    ['1', `${p}`],
    [`${p + 1n}`, '0'],
  ].map((value) =>
    withProof('encoding', 'malformed-proof', `B with z: ${JSON.stringify(value)}`, {
      ...proof,
      pi_b: replaced(pi_b, 2, value),
    }),
  ),
];

export function coordinateCases(vectors: Vectors): readonly Case[] {
  const setting = settingOf(vectors);
  return [range, spelled, zOfA, zOfOthers].flatMap((group) => group(setting));
}
