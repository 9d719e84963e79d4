pragma circom 2.2.0;

// UpdateSlice(n, b): n signed values of b bits, their sum, their squared norm, and a linear tag at a public point.
//
// Signed values are field elements: v < 0 stands as r + v. All bounds below are on integers and stay far under r/2 on
// every curve in use, so an equation in the field is the same equation on integers, read as signed.

// A signed integer of b bits in two's complement, shifted to be unsigned: enforces -2^(b-1) <= x < 2^(b-1).
//
// Assumes:     nothing about x; it may be any field element.
// Guarantees:  x + 2^(b-1) is an integer of b bits. The bits are unique, since 2^b <= 2^32 < r.
// Constraints: b non-linear (one a bit) and 1 linear.
template SignedRange(b) {
    assert(b >= 1 && b <= 32);

    signal input x;
    signal bit[b]; // 1 bit each

    var shift = 1 << (b - 1);
    var sum = 0;
    for (var i = 0; i < b; i++) {
        bit[i] <-- ((x + shift) >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * (1 << i);
    }
    sum === x + shift; // b bits
}

// Assumes:     rho is chosen after x is fixed: only then does the tag bind x. The caller's protocol sees to it.
// Guarantees:  -2^(b-1) <= x_i < 2^(b-1) for every i,
//              sum = x_1 + .. + x_n,
//              normSq = x_1^2 + .. + x_n^2,
//              tag = rho * x_1 + rho^2 * x_2 + .. + rho^n * x_n.
//              rho, tag, sum and normSq are read as the field elements they are; any rho is possible, 0 too.
// Not given:   hiding beyond the proof. sum, normSq and tag are functions of x alone, without blinding: whoever sees
//              them can test a guess of x, and can search for a short x. A circuit that hides x adds a secret to the tag.
// Constraints: n(b + 2) non-linear (b bits, a square and a Horner step a value) and n + 2 linear after --O1, which only
//              drops copies (for n = 1 sum and normSq are copies too, and 1 is left); n = 10, b = 8: 100 and 12.
//              After --O2 the linear ones are folded into the others: 100 and 0.
template UpdateSlice(n, b) {
    assert(n >= 1 && n <= 1048576); // 2^20, so |sum| <= 2^51 and normSq <= 2^82
    assert(b >= 1 && b <= 32);

    signal input rho;    // any field element
    signal input tag;    // any field element
    signal input sum;    // b + ceil(log2 n) bits, signed
    signal input normSq; // 2(b - 1) + ceil(log2(n + 1)) bits
    signal input x[n];   // b bits, signed: enforced by SignedRange

    component range[n];
    signal square[n]; // 2(b - 1) + 1 bits
    signal horner[n]; // any field element

    var total = 0;
    var norm = 0;
    for (var i = 0; i < n; i++) {
        range[i] = SignedRange(b);
        range[i].x <== x[i];

        square[i] <== x[i] * x[i];
        total += x[i];
        norm += square[i];
    }
    sum === total;
    normSq === norm;

    // Horner from the last value: horner[i] = rho * x_i + rho^2 * x_(i+1) + ..
    for (var i = n - 1; i >= 0; i--) {
        if (i == n - 1) {
            horner[i] <== rho * x[i];
        } else {
            horner[i] <== rho * (x[i] + horner[i + 1]);
        }
    }
    tag === horner[0];
}
