//! `impl LaneKernel for [F64x2; N]`.

use super::{each, line, range};

/// The layouts: digits, and rows of a reduction. 51·5 bits are hardly more than BN254's modulus has, so it has one row
/// more than digits.
const LAYOUTS: [(usize, usize); 2] = [(5, 6), (8, 8)];

pub fn source() -> String {
    LAYOUTS.iter().map(|&(n, rows)| kernel(n, rows)).collect()
}

fn kernel(n: usize, rows: usize) -> String {
    let mut out = String::new();
    let w = &mut out;
    line(w, &format!("impl<M: Prime> LaneKernel<M> for [F64x2; {n}] {{"));
    line(w, &format!("    const ROWS: usize = {rows};"));
    line(w, &format!("    const ZERO: Self = [F64x2::new(0.0, 0.0); {n}];"));
    line(w, "    const ONE: Self = montgomery::<M, _>(ONE, [0; 6]);");
    line(w, &format!("    const R2: Self = montgomery::<M, _>(r_mod_p::<M>({rows}), r_mod_p::<M>({rows}));"));
    line(w, "    const UNIT: Self = pairs(ONE, ONE);");
    line(w, "");
    line(w, "    fn from_words([a, b]: [[u64; 6]; 2]) -> Self {");
    line(w, "        pairs(a, b)");
    line(w, "    }");
    digit_by_digit(w, n);
    product(w, n, rows, "mul_complex", true);
    product(w, n, rows, "mul_each", false);
    linear(w, n, "scale", "x: F64x2", &[("a", "x")], None);
    linear(w, n, "combine", "x: F64x2, b: &Self, y: F64x2", &[("a", "x"), ("b", "y")], None);
    linear(w, n, "combine_add", "x: F64x2, b: &Self, y: F64x2, c: &Self", &[("a", "x"), ("b", "y")], Some("c"));
    line(w, "}");
    line(w, "");
    out
}

fn head(w: &mut String, name: &str, arguments: &str) {
    line(w, "");
    line(w, "    #[inline(never)]");
    line(w, &format!("    fn {name}(a: &Self, {arguments}) -> Self {{"));
}

/// Unrolled too: a loop costs as much as its body.
fn digit_by_digit(w: &mut String, n: usize) {
    let operations = [
        ("add", "a: &Self, b: &Self", "a[#].plus(b[#])"),
        ("sub", "a: &Self, b: &Self", "a[#].minus(b[#])"),
        ("neg", "a: &Self", "a[#].negated()"),
        ("conjugate", "a: &Self", "a[#].times(F64x2::new(1.0, -1.0))"),
        ("swap", "a: &Self", "a[#].swapped()"),
    ];
    for (name, arguments, digit) in operations {
        line(w, "");
        line(w, "    #[inline(never)]");
        line(w, &format!("    fn {name}({arguments}) -> Self {{"));
        line(w, &format!("        [{}]", each(n, |i| digit.replace('#', &i.to_string()))));
        line(w, "    }");
    }
    line(w, "");
    line(w, "    #[inline(always)]");
    line(w, "    fn square_factors(a: &Self) -> [Self; 2] {");
    let left = each(n, |i| format!("a[{i}].first().plus(a[{i}].swapped())"));
    let right = each(n, |i| format!("a[{i}].minus(a[{i}].swapped().times(F64x2::new(1.0, 0.0)))"));
    line(w, &format!("        [[{left}], [{right}]]"));
    line(w, "    }");
}

/// Reads them from memory, hidden from the compiler: V8 would build constants in the code anew at each use.
fn constants(w: &mut String, n: usize) {
    line(w, &format!("        let constants = core::hint::black_box(&const {{ Constants::new::<M, {n}>() }});"));
    line(w, "        let split = Split::new(constants);");
}

/// Works column by column; row r of the reduction is digit r of the sum, `q[r]`.
fn product(w: &mut String, n: usize, rows: usize, name: &str, complex: bool) {
    head(w, name, "b: &Self");
    constants(w, n);
    if complex {
        // (a0, a0)·(b0, b1) + (−a1, a1)·(b1, b0).
        for (name, from, f) in
            [("real", "a", "first"), ("imaginary", "a", "second_and_negated"), ("swapped", "b", "swapped")]
        {
            line(w, &format!("        let {name} = [{}];", each(n, |i| format!("{from}[{i}].{f}()"))));
        }
    }
    line(w, &format!("        let mut q = [F64x2::new(0.0, 0.0); {rows}];"));
    line(w, &format!("        let mut out = [F64x2::new(0.0, 0.0); {n}];"));
    line(w, "        let mut column = Column::new(split);");
    let last_row = rows - 1;
    for column in 0..n + rows {
        if column < 2 * n - 1 {
            for i in range(n, column) {
                let j = column - i;
                if complex {
                    line(w, &format!("        column.add(real[{i}], b[{j}]);"));
                    line(w, &format!("        column.add(imaginary[{i}], swapped[{j}]);"));
                } else {
                    line(w, &format!("        column.add(a[{i}], b[{j}]);"));
                }
            }
        }
        for row in 0..last_row.min(column) {
            // d·2^(51·row) = d·K·2^(51·(row + 1))
            let j = column - row - 1;
            if j < n {
                line(w, &format!("        column.add(q[{row}], F64x2::splat(constants.k[{j}]));"));
            }
        }
        if column > last_row && column - last_row < n {
            line(w, &format!("        column.add(q[{last_row}], F64x2::splat(constants.p[{}]));", column - last_row));
        }
        if column < last_row {
            line(w, &format!("        q[{column}] = column.next();"));
        } else if column == last_row {
            line(w, "        let inverse = F64x2::splat(constants.negative_inverse);");
            line(w, &format!("        q[{column}] = split.low_product(column.digit(), inverse);"));
            line(w, &format!("        column.add(q[{column}], F64x2::splat(constants.p[0]));"));
            line(w, "        column.next();");
        } else if column + 1 < n + rows {
            line(w, &format!("        out[{}] = column.next();", column - rows));
        } else {
            line(w, &format!("        out[{}] = column.last();", column - rows));
        }
    }
    line(w, "        out");
    line(w, "    }");
}

fn linear(w: &mut String, n: usize, name: &str, arguments: &str, terms: &[(&str, &str)], added: Option<&str>) {
    head(w, name, arguments);
    let top: Vec<_> = terms.iter().map(|(a, x)| format!("{a}[{}].times({x})", n - 1)).collect();
    let mut top = top.into_iter().chain(added.map(|c| format!("{c}[{}]", n - 1)));
    let first = top.next().expect("a term");
    let sum = top.fold(first, |sum, term| format!("{sum}.plus({term})"));
    constants(w, n);
    line(w, &format!("        let q = split.nearest({sum}, constants.reciprocal).negated();"));
    line(w, &format!("        let mut out = [F64x2::new(0.0, 0.0); {n}];"));
    line(w, "        let mut column = Column::new(split);");
    for i in 0..n {
        for (a, x) in terms {
            line(w, &format!("        column.add({a}[{i}], {x});"));
        }
        if let Some(c) = added {
            line(w, &format!("        column.add({c}[{i}], F64x2::splat(1.0));"));
        }
        line(w, &format!("        column.add(q, F64x2::splat(constants.p[{i}]));"));
        line(w, &format!("        out[{i}] = column.{}();", if i + 1 < n { "next" } else { "last" }));
    }
    line(w, "        out");
    line(w, "    }");
}
