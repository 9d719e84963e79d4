/**
 * Computes the reduced optimal ate pairing of BN254 and BLS12-381 in plain BigInt arithmetic, as close to the definition as
 * possible, and slowly. It shares no code with the libraries, so that it can check their values.
 *
 * F. Vercauteren, "Optimal pairings" (2010), section IV, for BN and for BLS12 curves with parameter x:
 *   BN     e(P, Q) = (f_{6x+2,Q}(P) · l_{[6x+2]Q, π(Q)}(P) · l_{[6x+2]Q+π(Q), -π²(Q)}(P)) ^ ((p^12 - 1) / r)
 *   BLS12  e(P, Q) = f_{x,Q}(P) ^ ((p^12 - 1) / r)
 *
 * Fp12 = Fp[w] / (w^12 - 2c w^6 + c² + 1): from u² = -1 and w^6 = c + u. An element is twelve coefficients, of w^0 to w^11.
 * A twist point (x, y) over Fp2 is (x w², y w³) on the curve for BN254 (a D-twist), (x / w², y / w³) for BLS12-381 (an
 * M-twist). Vertical lines lie in Fp6 and powers of w³ in Fp4: the final power takes both to 1.
 */
const ONE = [1n, ...new Array(11).fill(0n)];

export const bn254 = textbook({
  p: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  r: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  c: 9n,
  miller: ({ loop, step, frobenius, negate }, Q) => {
    const accumulated = loop(Q, 6n * 4965661367192848881n + 2n);
    const [Q1, Q2] = [frobenius(Q), frobenius(frobenius(Q))];
    return step(step(accumulated, Q1), negate(Q2)).f;
  },
  /** y_P - λ w x_P + (λ x_A - y_A) w³. */
  linePowers: [0, 1, 3],
});

const X = -0xd201000000010000n;

export const bls12_381 = textbook({
  p: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  r: X ** 4n - X ** 2n + 1n,
  c: 1n,
  /** f_{-n,Q} = 1 / f_{n,Q}, except for a vertical line. */
  miller: ({ loop, invert }, Q) => invert(loop(Q, -X).f),
  /** (y_P - λ / w x_P + (λ x_A - y_A) / w³) w³. */
  linePowers: [3, 2, 0],
});

/**
 * Returns a curve's `reducedPairing`, `fromTower`, `toTower` and `power12`.
 *
 * @param linePowers The powers of w at y_P, -λ x_P and λ x_A - y_A in the line through A and B, λ its slope on the twist.
 */
function textbook({ p, r, c, miller, linePowers }) {
  return { reducedPairing, fromTower, toTower, power12 };

  /** `P` = [x, y], `Q` = [[x0, x1], [y0, y1]], bigints, neither at infinity. Returns twelve coefficients of powers of w. */
  function reducedPairing(P, Q) {
    const step = ({ f, T }, R) => ({ f: multiply12(f, line(T, R, P)), T: add(T, R) });
    const loop = (R, count) => {
      let accumulated = { f: ONE, T: R };
      for (const bit of count.toString(2).slice(1)) {
        const { f, T } = accumulated;
        accumulated = step({ f: multiply12(f, f), T }, T);
        if (bit === '1') accumulated = step(accumulated, R);
      }
      return accumulated;
    };
    const negate = ([x, y]) => [x, negate2(y)];
    const f = miller({ loop, step, frobenius, negate, invert: (g) => power12(g, p ** 12n - 2n) }, Q);
    return power12(f, (p ** 12n - 1n) / r);
  }

  /** Returns the coefficients of w^0..w^11 of Σ c_(i,j,k) w^i v^j u^k with v = w² and u = w^6 - c, given in the order 6i + 2j + k. */
  function fromTower(coefficients) {
    const sum = new Array(12).fill(0n);
    coefficients.forEach((value, at) => {
      const exponent = Math.floor(at / 6) + 2 * Math.floor((at % 6) / 2);
      if (at % 2 === 0) sum[exponent] += value;
      else [sum[exponent + 6], sum[exponent]] = [sum[exponent + 6] + value, sum[exponent] - c * value];
    });
    return sum.map(modulo);
  }

  /** Brings coefficients of w^0..w^11 into the tower's order: w^6 = c + u. */
  function toTower(powers) {
    return Array.from({ length: 12 }, (_, at) => {
      const exponent = Math.floor(at / 6) + 2 * Math.floor((at % 6) / 2);
      return at % 2 === 0 ? modulo(powers[exponent] + c * powers[exponent + 6]) : powers[exponent + 6];
    });
  }

  function power12(base, exponent) {
    let result = ONE;
    for (const bit of exponent.toString(2)) {
      result = multiply12(result, result);
      if (bit === '1') result = multiply12(result, base);
    }
    return result;
  }

  function multiply12(a, b) {
    const product = new Array(23).fill(0n);
    for (let i = 0; i < 12; i++) for (let j = 0; j < 12; j++) product[i + j] += a[i] * b[j];
    // w^12 = 2c w^6 - (c² + 1)
    for (let i = 22; i >= 12; i--) {
      product[i - 6] += 2n * c * product[i];
      product[i - 12] -= (c * c + 1n) * product[i];
    }
    return product.slice(0, 12).map(modulo);
  }

  /** Evaluates the line through A and B (the tangent if they are equal) at P. */
  function line(A, B, [x, y]) {
    const slope = slopeOf(A, B);
    const value = new Array(12).fill(0n);
    const put = (exponent, [c0, c1]) => {
      // c0 + c1 u = (c0 - c c1) + c1 w^6
      value[exponent] = modulo(value[exponent] + c0 - c * c1);
      value[exponent + 6] = modulo(value[exponent + 6] + c1);
    };
    put(linePowers[0], [y, 0n]);
    put(linePowers[1], multiply2(slope, [-x, 0n]));
    put(linePowers[2], subtract2(multiply2(slope, A[0]), A[1]));
    return value;
  }

  function slopeOf([x1, y1], [x2, y2]) {
    const tangent = equal2(x1, x2) && equal2(y1, y2);
    const up = tangent ? multiply2([3n, 0n], multiply2(x1, x1)) : subtract2(y2, y1);
    const across = tangent ? multiply2([2n, 0n], y1) : subtract2(x2, x1);
    return multiply2(up, invert2(across));
  }

  function add(A, B) {
    const slope = slopeOf(A, B);
    const x = subtract2(subtract2(multiply2(slope, slope), A[0]), B[0]);
    return [x, subtract2(multiply2(slope, subtract2(A[0], x)), A[1])];
  }

  /** π on a D-twist: conjugate, then times w^(2(p-1)) and w^(3(p-1)), which are ξ^((p-1)/3) and ξ^((p-1)/2), ξ = c + u. */
  function frobenius([x, y]) {
    const conjugate = ([c0, c1]) => [c0, modulo(-c1)];
    return [
      multiply2(conjugate(x), power2([c, 1n], (p - 1n) / 3n)),
      multiply2(conjugate(y), power2([c, 1n], (p - 1n) / 2n)),
    ];
  }

  function multiply2([a0, a1], [b0, b1]) {
    return [modulo(a0 * b0 - a1 * b1), modulo(a0 * b1 + a1 * b0)];
  }

  function subtract2([a0, a1], [b0, b1]) {
    return [modulo(a0 - b0), modulo(a1 - b1)];
  }

  function negate2(a) {
    return subtract2([0n, 0n], a);
  }

  function equal2(a, b) {
    return subtract2(a, b).every((value) => value === 0n);
  }

  /** Inverts by Fermat: a^(p² - 2). */
  function invert2(a) {
    return power2(a, p * p - 2n);
  }

  function power2(base, exponent) {
    let result = [1n, 0n];
    for (const bit of exponent.toString(2)) {
      result = multiply2(result, result);
      if (bit === '1') result = multiply2(result, base);
    }
    return result;
  }

  function modulo(a) {
    return ((a % p) + p) % p;
  }
}
