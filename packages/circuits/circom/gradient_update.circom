pragma circom 2.2.0;

// GradientUpdate(n, b, h): the statement that a client of verified aggregation proves. It has n signed values of b bits
// with a bounded squared norm, packed with h bits of headroom; a hiding commitment to them; and a blinded linear tag at a
// public point.
//
// Signed values are field elements: v < 0 is written as r + v. All bounds below are on integers and stay below 2^253 < r,
// so an equation in the field is the same equation on integers.
include "poseidon.circom";
include "update_slice.circom"; // SignedRange

// Assumes:     nothing about in; it may be any field element.
// Guarantees:  in is an integer of b bits. Its bits are unique, since 2^b <= 2^253 < r.
// Constraints: b non-linear (one a bit) and 1 linear.
template UnsignedRange(b) {
    assert(b >= 1 && b <= 253);

    signal input in;
    signal bit[b]; // 1 bit each

    var sum = 0;
    for (var i = 0; i < b; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sum === in; // b bits
}

// Returns the least e with 2^e >= n.
function ceilLog2(n) {
    var e = 0;
    while ((1 << e) < n) {
        e++;
    }
    return e;
}

// With slot = b + h bits, m = floor(253 / slot) values an element, L = ceil(n / m) elements, and
// w = 2(b - 1) + ceil(log2 n) bits of slack:
//
// Assumes:     rho is chosen after commitment is fixed: only then does the tag bind p and s.
//              s and k are uniform and used once: only then do tag and commitment hide x. The caller's protocol ensures
//              both.
// Guarantees:  -2^(b-1) <= x_i < 2^(b-1) for every i,
//              maxNormSq - (x_1^2 + .. + x_n^2) is an integer of w bits, so the norm is bounded,
//              p_j = the sum over i < m of (x_((j-1)m+i) + 2^(b-1)) * 2^(slot * i), slots past x_n zero,
//              commitment = PoseidonChain over (k, p_1, .., p_L, s), with the start n * 2^16 + b * 2^8 + h,
//              tag = s + rho * p_1 + rho^2 * p_2 + .. + rho^L * p_L.
//              commitment, rho and tag may be any field elements, and rho may be 0.
// Not given:   proofs for a short x if maxNormSq is 2^w or more: its slack has more than w bits.
// Constraints: n(b + 1) + w + L non-linear after --O2 (b bits and a square for each value, the slack's bits, and a Horner
//              step for each element) and those of PoseidonChain(L + 2); no linear ones. n = 31, b = 8, h = 10:
//              279 + 19 + 3 + 351 = 652.
template GradientUpdate(n, b, h) {
    assert(n >= 1 && n <= 1048576); // 2^20, so w <= 50
    assert(b == 4 || b == 8 || b == 16);
    assert(h >= 1 && h <= 16); // slot <= 32

    var slot = b + h;
    var m = 253 \ slot;
    var L = (n + m - 1) \ m;
    var w = 2 * (b - 1) + ceilLog2(n);

    signal input commitment; // any field element
    signal input rho;        // any field element
    signal input tag;        // any field element
    signal input maxNormSq;  // w + 1 bits: enforced by the slack's range
    signal input x[n];       // b bits, signed: enforced by SignedRange
    signal input s;          // any field element
    signal input k;          // any field element

    component range[n];
    signal square[n]; // 2(b - 1) + 1 bits
    var normSq = 0;   // w + 1 bits
    for (var i = 0; i < n; i++) {
        range[i] = SignedRange(b);
        range[i].x <== x[i];

        square[i] <== x[i] * x[i];
        normSq += square[i];
    }
    component slack = UnsignedRange(w);
    slack.in <== maxNormSq - normSq; // w bits

    signal p[L]; // m * slot bits
    for (var j = 0; j < L; j++) {
        var packed = 0;
        for (var i = 0; i < m && j * m + i < n; i++) {
            packed += (x[j * m + i] + (1 << (b - 1))) * (1 << (slot * i));
        }
        p[j] <== packed;
    }

    component chain = PoseidonChain(L + 2, n * 65536 + b * 256 + h);
    chain.in[0] <== k;
    for (var j = 0; j < L; j++) {
        chain.in[1 + j] <== p[j];
    }
    chain.in[L + 1] <== s;
    commitment === chain.out;

    // Horner from the last element: horner[j] = rho * p_j + rho^2 * p_(j+1) + ..
    signal horner[L]; // any field elements
    for (var j = L - 1; j >= 0; j--) {
        if (j == L - 1) {
            horner[j] <== rho * p[j];
        } else {
            horner[j] <== rho * (p[j] + horner[j + 1]);
        }
    }
    tag === s + horner[0];
}
