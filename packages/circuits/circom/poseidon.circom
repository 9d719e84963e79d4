pragma circom 2.2.0;

// Poseidon (Grassi, Khovratovich, Rechberger, Roy, Schofnegger, eprint 2019/458) with circomlib's parameters. The
// included file isn't in this folder: src/poseidon-constants.ts writes it for the curve in use.
//   poseidonPartialRounds(t)  partial rounds of width t
//   poseidonTable<t>()        rows of width t: the round constants, round by round; then the matrix of the linear
//                             layer; then the inverse of that matrix
include "poseidon_constants.circom";

// The hash of `arity` elements: permutes t = arity + 1 lanes, 0 and the inputs; the first lane is the output.
//
// The inputs of S-boxes are signals, not their outputs, so that products have few terms: for 16 inputs A and B have 5,346
// coefficients instead of 21,054, and 438 wires reach G2 instead of 609. An S-box is x -> x^2 -> x^4 -> x^5, and its last
// step includes the linear layer: the matrix is invertible, so the x^5 of a round are linear in the next round's lanes.
// `fourth * x === power` constrains this.
//
// Assumes:     nothing about the inputs; they may be any field elements.
// Guarantees:  out is the hash of in. The inputs determine each signal.
// Constraints: 24(arity + 1) + 3 poseidonPartialRounds(arity + 1) - 3 non-linear and no linear ones after --O2: 240 for 2
//              inputs, 609 for 16. At --O0 one more, and three linear ones: of the known first lane and of out.
template Poseidon(arity) {
    assert(arity >= 1 && arity <= 16);

    signal input in[arity]; // any field elements, as are all signals below
    signal output out;

    var t = arity + 1;
    var partial = poseidonPartialRounds(t);
    var rounds = 8 + partial;
    var table[rounds + 2 * t][t];
    // The compiler keeps only the table that is used.
    if (t == 2) { table = poseidonTable2(); }
    if (t == 3) { table = poseidonTable3(); }
    if (t == 4) { table = poseidonTable4(); }
    if (t == 5) { table = poseidonTable5(); }
    if (t == 6) { table = poseidonTable6(); }
    if (t == 7) { table = poseidonTable7(); }
    if (t == 8) { table = poseidonTable8(); }
    if (t == 9) { table = poseidonTable9(); }
    if (t == 10) { table = poseidonTable10(); }
    if (t == 11) { table = poseidonTable11(); }
    if (t == 12) { table = poseidonTable12(); }
    if (t == 13) { table = poseidonTable13(); }
    if (t == 14) { table = poseidonTable14(); }
    if (t == 15) { table = poseidonTable15(); }
    if (t == 16) { table = poseidonTable16(); }
    if (t == 17) { table = poseidonTable17(); }
    var matrix = rounds;
    var inverse = rounds + t;

    signal square[8 * t + partial]; // S-box by S-box in the order of evaluation
    signal fourth[8 * t + partial];
    signal lane[7][t];              // after the first seven full rounds, with the next round's constants
    signal first[partial];          // lane 0 after each partial round, likewise
    signal fifth[t];                // S-boxes of the last round

    var x[t]; // the inputs of the round: lanes plus constants
    x[0] = table[0][0];
    for (var i = 0; i < arity; i++) {
        x[i + 1] = in[i] + table[0][i + 1];
    }

    var round = 1; // the round whose constants are added next
    var k = 0;     // the next S-box
    for (var full = 0; full < 8; full++) {
        if (full == 4) {
            for (var r = 0; r < partial; r++) {
                square[k] <== x[0] * x[0];
                fourth[k] <== square[k] * square[k];

                var rest = table[round][0];
                for (var j = 1; j < t; j++) {
                    rest += table[matrix][j] * x[j];
                }
                first[r] <-- table[matrix][0] * fourth[k] * x[0] + rest;
                var power = (first[r] - rest) / table[matrix][0];
                fourth[k] * x[0] === power;

                var next[t];
                next[0] = first[r];
                for (var i = 1; i < t; i++) {
                    next[i] = table[round][i] + table[matrix + i][0] * power;
                    for (var j = 1; j < t; j++) {
                        next[i] += table[matrix + i][j] * x[j];
                    }
                }
                x = next;
                round++;
                k++;
            }
        }

        for (var i = 0; i < t; i++) {
            square[k + i] <== x[i] * x[i];
            fourth[k + i] <== square[k + i] * square[k + i];
        }
        if (full < 7) {
            for (var i = 0; i < t; i++) {
                var sum = table[round][i];
                for (var j = 0; j < t; j++) {
                    sum += table[matrix + i][j] * fourth[k + j] * x[j];
                }
                lane[full][i] <-- sum;
            }
            for (var i = 0; i < t; i++) {
                var power = 0;
                for (var j = 0; j < t; j++) {
                    power += table[inverse + i][j] * (lane[full][j] - table[round][j]);
                }
                fourth[k + i] * x[i] === power;
            }
            x = lane[full];
            round++;
        } else {
            var sum = 0;
            for (var i = 0; i < t; i++) {
                fifth[i] <== fourth[k + i] * x[i];
                sum += table[matrix][i] * fifth[i];
            }
            out <== sum;
        }
        k += t;
    }
}

// A hash of `length` elements: state_0 = start, state_i = Poseidon(state_(i-1), the next 15 elements). The last block has
// 1 to 15 elements without padding, and the last state is the output.
//
// Assumes:     nothing about the inputs. start is a constant, another one for each length that is hashed.
// Guarantees:  out is the last state. Two lists of this length with the same out give a collision of Poseidon.
// Constraints: those of the Poseidons, minus 3 non-linear after --O2, since start is known: 351 for 5 elements.
template PoseidonChain(length, start) {
    assert(length >= 1);

    signal input in[length]; // any field elements
    signal output out;

    var blocks = (length + 14) \ 15;
    component hash[blocks];

    var state = start;
    for (var i = 0; i < blocks; i++) {
        var size = i < blocks - 1 ? 15 : length - 15 * i;
        hash[i] = Poseidon(1 + size);
        hash[i].in[0] <== state;
        for (var j = 0; j < size; j++) {
            hash[i].in[1 + j] <== in[15 * i + j];
        }
        state = hash[i].out;
    }
    out <== state;
}
