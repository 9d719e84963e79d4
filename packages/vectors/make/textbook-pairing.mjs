/**
 * The reduced optimal ate pairing of BN254 in plain BigInt arithmetic, as slow and as close to the definition as can be.
 * It shares no code with the libraries, so that it can say what their values are.
 *
 * F. Vercauteren, "Optimal pairings" (2010), section IV.A, for BN curves:
 *   e(P, Q) = (f_{6x+2,Q}(P) · l_{[6x+2]Q, π(Q)}(P) · l_{[6x+2]Q+π(Q), -π²(Q)}(P)) ^ ((p^12 - 1) / r)
 *
 * Fp12 = Fp[w] / (w^12 - 18 w^6 + 82): from u² = -1 and w^6 = 9 + u. An element is twelve coefficients, of w^0 to w^11.
 * A twist point (x, y) over Fp2 is (x w², y w³) on the curve. Vertical lines lie in Fp6 and vanish in the last power.
 */
const p = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
const r = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const LOOP = 6n * 4965661367192848881n + 2n;
const ONE = [1n, ...new Array(11).fill(0n)];

/** `P` = [x, y], `Q` = [[x0, x1], [y0, y1]], bigints, neither at infinity. Returns twelve coefficients of powers of w. */
export function reducedPairing(P, Q) {
  let f = ONE;
  let T = Q;
  for (const bit of LOOP.toString(2).slice(1)) {
    f = multiply12(multiply12(f, f), line(T, T, P));
    T = add(T, T);
    if (bit === '1') {
      f = multiply12(f, line(T, Q, P));
      T = add(T, Q);
    }
  }
  const [Q1, Q2] = [frobenius(Q), frobenius(frobenius(Q))];
  f = multiply12(f, line(T, Q1, P));
  T = add(T, Q1);
  f = multiply12(f, line(T, [Q2[0], negate2(Q2[1])], P));
  return power12(f, (p ** 12n - 1n) / r);
}

/** Coefficients of w^0..w^11 of Σ c_(i,j,k) w^i v^j u^k with v = w² and u = w^6 - 9, given in the order 6i + 2j + k. */
export function fromTower(coefficients) {
  const sum = new Array(12).fill(0n);
  coefficients.forEach((c, at) => {
    const exponent = Math.floor(at / 6) + 2 * Math.floor((at % 6) / 2);
    if (at % 2 === 0) sum[exponent] += c;
    else [sum[exponent + 6], sum[exponent]] = [sum[exponent + 6] + c, sum[exponent] - 9n * c];
  });
  return sum.map(modulo);
}

export function power12(base, exponent) {
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
  // w^12 = 18 w^6 - 82
  for (let i = 22; i >= 12; i--) {
    product[i - 6] += 18n * product[i];
    product[i - 12] -= 82n * product[i];
  }
  return product.slice(0, 12).map(modulo);
}

/** The line through A and B (the tangent when they are equal) at P: y_P - λ w x_P + (λ x_A - y_A) w³, λ the slope on the twist. */
function line(A, B, [x, y]) {
  const slope = slopeOf(A, B);
  const value = new Array(12).fill(0n);
  const put = (exponent, [c0, c1]) => {
    // c0 + c1 u = (c0 - 9 c1) + c1 w^6
    value[exponent] = modulo(value[exponent] + c0 - 9n * c1);
    value[exponent + 6] = modulo(value[exponent + 6] + c1);
  };
  put(0, [y, 0n]);
  put(1, multiply2(slope, [-x, 0n]));
  put(3, subtract2(multiply2(slope, A[0]), A[1]));
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

/** π on twist coordinates: conjugate, then times w^(2(p-1)) and w^(3(p-1)), which are ξ^((p-1)/3) and ξ^((p-1)/2), ξ = 9 + u. */
function frobenius([x, y]) {
  const conjugate = ([c0, c1]) => [c0, modulo(-c1)];
  return [
    multiply2(conjugate(x), power2([9n, 1n], (p - 1n) / 3n)),
    multiply2(conjugate(y), power2([9n, 1n], (p - 1n) / 2n)),
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
  return subtract2(a, b).every((c) => c === 0n);
}

/** By Fermat: a^(p² - 2). */
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
