// The little of ffjavascript that the bench uses; it ships no types.

declare module 'ffjavascript' {
  /** A field or one of its extensions; elements are bytes in Montgomery form. */
  export interface Field {
    /** Bytes an element. */
    readonly n8: number;
    fromObject(value: unknown): Uint8Array;
    toObject(element: Uint8Array): unknown;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
  }

  /** A group; affine points have two coordinates, others three. */
  export interface Group {
    readonly F: Field;
    fromObject(coordinates: readonly unknown[]): Uint8Array;
    toObject(point: Uint8Array): unknown[];
    toAffine(point: Uint8Array): Uint8Array;
    toJacobian(point: Uint8Array): Uint8Array;
    add(p: Uint8Array, q: Uint8Array): Uint8Array;
    timesScalar(p: Uint8Array, k: Uint8Array | bigint): Uint8Array;
    /** Times an element of the scalar field. */
    timesFr(p: Uint8Array, k: Uint8Array): Uint8Array;
    /** The generator. */
    readonly g: Uint8Array;
    neg(p: Uint8Array): Uint8Array;
    eq(p: Uint8Array, q: Uint8Array): boolean;
    isZero(p: Uint8Array): boolean;
    /** Whether it is on the curve. */
    isValid(p: Uint8Array): boolean;
    /** Draws a point of the subgroup. */
    fromRng(rng: ChaCha): Uint8Array;
    fromRprUncompressed(bytes: Uint8Array, at: number): Uint8Array;
    toRprUncompressed(bytes: Uint8Array, at: number, point: Uint8Array): void;
  }

  /** The generator of random numbers, from eight words. */
  export class ChaCha {
    constructor(seed: readonly number[]);
  }

  export interface Curve {
    readonly name: string;
    /** The order of the groups. */
    readonly r: bigint;
    readonly Fr: { fromRng(rng: ChaCha): Uint8Array };
    readonly F1: Field;
    readonly F2: Field;
    readonly F12: Field;
    readonly G1: Group;
    readonly G2: Group;
    /** Bytes of what is prepared of a point of G1, and of G2. */
    readonly prePSize: number;
    readonly preQSize: number;
    /** The module and its memory; in this thread where there are no others. */
    readonly tm: {
      readonly instance: { readonly exports: Readonly<Record<string, (...args: number[]) => void>> };
      alloc(length: number): number;
      setBuff(place: number, bytes: Uint8Array): void;
      getBuff(place: number, length: number): Uint8Array;
    };
    pairing(p: Uint8Array, q: Uint8Array): Uint8Array;
    /** Whether the product of pairings is one: points of G1 and G2 in turn. */
    pairingEq(...points: readonly Uint8Array[]): Promise<boolean>;
  }

  export function buildBn128(singleThread?: boolean): Promise<Curve>;
  export function buildBls12381(singleThread?: boolean): Promise<Curve>;
}
