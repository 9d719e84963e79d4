//! `impl Kernel for [i32; N]`: the products of each limb layout.

use super::{each, line, range};

/// The layouts: limbs, and bits of a limb.
const LAYOUTS: [(usize, u32); 2] = [(9, 29), (14, 28)];

pub fn source() -> String {
    LAYOUTS.iter().map(|&(n, bits)| kernel(n, bits)).collect::<Vec<_>>().join("\n")
}

fn kernel(n: usize, bits: u32) -> String {
    let mut out = String::new();
    let w = &mut out;
    line(w, &format!("impl Kernel for [i32; {n}] {{"));
    line(w, &format!("    const N: usize = {n};"));
    line(w, &format!("    const BITS: u32 = {bits};"));
    line(w, &format!("    const ZERO: Self = [0; {n}];"));
    line(w, &format!("    const UNIT: Self = [1{}];", ", 0".repeat(n - 1)));
    line(w, &format!("    type Columns = [i64; {}];", 2 * n - 1));
    line(w, &format!("    const NO_COLUMNS: Self::Columns = [0; {}];", 2 * n - 1));
    line(w, "");
    line(w, "    fn from_words(words: [u64; 6]) -> Self {");
    line(w, "        to_digits(words, Self::BITS)");
    line(w, "    }");
    product(w, n, "mul", "a: &Self, b: &Self", |w, k| product_column(w, n, k));
    product(w, n, "square", "a: &Self", |_, k| square_column(n, k));
    product_less(w, n, "mul_sub", "a: &Self, b: &Self, less: &Self", |w, k| product_column(w, n, k));
    product_less(w, n, "square_sub", "a: &Self, less: &Self", |_, k| square_column(n, k));
    columns(w, n, "columns", |_| String::new());
    columns(w, n, "add_columns", |k| format!("Sum(out[{k}]) + "));
    let less = "x: &Self::Columns, y: &Self::Columns";
    product(w, n, "redc_less", less, |_, k| format!("Sum(x[{k}]) - Sum(y[{k}])"));
    product(w, n, "mul_less", &format!("a: &Self, b: &Self, {less}"), |_, k| {
        format!("{} - Sum(x[{k}]) - Sum(y[{k}])", column(n, "a", "b", k))
    });
    let sub = "x: &Self::Columns, y: &Self::Columns, less: &Self";
    product_less(w, n, "redc_sub", sub, |_, k| format!("Sum(x[{k}]) - Sum(y[{k}])"));
    product_less(w, n, "mul_less_sub", &format!("a: &Self, b: &Self, {sub}"), |_, k| {
        format!("{} - Sum(x[{k}]) - Sum(y[{k}])", column(n, "a", "b", k))
    });
    linear(w, n);
    line(w, "}");
    out
}

fn column(n: usize, a: &str, b: &str, k: usize) -> String {
    range(n, k).map(|i| format!("m({a}[{i}], {b}[{}])", k - i)).collect::<Vec<_>>().join(" + ")
}

/// The sum of column k of a·b. Of 14 digits it is Karatsuba's, from three products of halves: a quarter of the products of
/// digits less, which squares and 9 digits don't gain by. Columns of the low and the high half are named where they are first
/// needed. The halves' differences fit a digit's 32 bits, since those of operands do: 2·[`MAX_LIMB`]·2^27 < 2^31.
fn product_column(w: &mut String, n: usize, k: usize) -> String {
    if n != 14 {
        return column(n, "a", "b", k);
    }
    let h = n / 2;
    if k == 0 {
        for name in ["a", "b"] {
            let half = |from: usize| each(h, |i| format!("{name}[{}]", i + from));
            line(w, &format!("        let {name}_low = [{}];", half(0)));
            line(w, &format!("        let {name}_high = [{}];", half(h)));
            line(
                w,
                &format!("        let {name}_less = [{}];", each(h, |i| format!("{name}[{i}] - {name}[{}]", i + h))),
            );
        }
    }
    let columns = 2 * h - 1;
    let mut terms = vec![];
    if k < columns {
        line(w, &format!("        let low{k} = {};", column(h, "a_low", "b_low", k)));
        terms.push(format!("low{k}"));
    }
    if let Some(k) = k.checked_sub(h).filter(|k| *k < columns) {
        line(w, &format!("        let high{k} = {};", column(h, "a_high", "b_high", k)));
        terms.push(format!("low{k} + high{k} - ({})", column(h, "a_less", "b_less", k)));
    }
    if let Some(k) = k.checked_sub(2 * h) {
        terms.push(format!("high{k}"));
    }
    terms.join(" + ")
}

fn square_column(n: usize, k: usize) -> String {
    let pairs: Vec<_> = range(n, k).filter(|&i| 2 * i < k).map(|i| format!("m(a[{i}], a[{}])", k - i)).collect();
    let mut terms = vec![];
    if !pairs.is_empty() {
        terms.push(format!("({}) * Sum(2)", pairs.join(" + ")));
    }
    if k.is_multiple_of(2) {
        terms.push(format!("m(a[{0}], a[{0}])", k / 2));
    }
    terms.join(" + ")
}

/// The quotient digits found so far, times the modulus.
fn reduction(n: usize, q: &str, k: usize) -> String {
    let last = k.checked_sub(1).map_or(0, |x| x.min(n - 1) + 1);
    (k.saturating_sub(n - 1)..last).fold(String::new(), |terms, i| terms + &format!(" + m({q}{i}, p[{}])", k - i))
}

fn head(w: &mut String, name: &str, arguments: &str, result: &str) {
    line(w, "");
    line(w, "    #[inline(never)]");
    line(w, &format!("    fn {name}<M: Modulus<Limbs = Self>>({arguments}) -> {result} {{"));
    line(w, "        let p = &M::P;");
}

/// One step of column k for the running sum `c`: below n a quotient digit, from n on a digit of the result.
fn step(w: &mut String, n: usize, k: usize, sum: &str, c: &str, q: &str, o: &str) {
    line(w, &format!("        let t = {c} + {sum}{};", reduction(n, q, k)));
    if k < n {
        line(w, &format!("        let {q}{k} = quotient::<M>(t);"));
        line(w, &format!("        let {c} = (t + m({q}{k}, p[0])) >> Self::BITS as usize;"));
    } else {
        line(w, &format!("        let (low, {c}) = digit::<Self>(t);"));
        line(w, &format!("        {o}[{}] = low;", k - n));
    }
}

fn product(w: &mut String, n: usize, name: &str, arguments: &str, column: impl Fn(&mut String, usize) -> String) {
    columns_to_result(w, n, name, arguments, column, "c.0 as i32");
}

/// Subtracts the digits of `less` from those of the result, before they are carried.
fn product_less(w: &mut String, n: usize, name: &str, arguments: &str, column: impl Fn(&mut String, usize) -> String) {
    let less = |i: usize| format!("Sum(i64::from(less[{i}]))");
    let column = |w: &mut String, k: usize| {
        let sum = column(w, k);
        if k < n { sum } else { format!("{sum} - {}", less(k - n)) }
    };
    columns_to_result(w, n, name, arguments, column, &format!("(c - {}).0 as i32", less(n - 1)));
}

fn columns_to_result(
    w: &mut String,
    n: usize,
    name: &str,
    arguments: &str,
    column: impl Fn(&mut String, usize) -> String,
    highest: &str,
) {
    head(w, name, arguments, "Self");
    line(w, &format!("        let mut o = [0; {n}];"));
    line(w, "        let c = ZERO;");
    for k in 0..2 * n - 1 {
        let sum = column(w, k);
        step(w, n, k, &sum, "c", "q", "o");
    }
    line(w, &format!("        o[{}] = {highest};", n - 1));
    line(w, "        o");
    line(w, "    }");
}

fn columns(w: &mut String, n: usize, name: &str, before: impl Fn(usize) -> String) {
    line(w, "");
    line(w, "    #[inline(never)]");
    line(w, &format!("    fn {name}(a: &Self, b: &Self, out: &mut Self::Columns) {{"));
    for k in 0..2 * n - 1 {
        line(w, &format!("        out[{k}] = ({}{}).0;", before(k), column(n, "a", "b", k)));
    }
    line(w, "    }");
}

fn linear(w: &mut String, n: usize) {
    for (name, op) in [("add", "+"), ("sub", "-")] {
        line(w, "");
        line(w, "    #[inline(always)]");
        line(w, &format!("    fn {name}(a: &Self, b: &Self) -> Self {{"));
        line(w, &format!("        [{}]", each(n, |i| format!("a[{i}] {op} b[{i}]"))));
        line(w, "    }");
    }
    line(w, "");
    line(w, "    #[inline(always)]");
    line(w, "    fn neg(a: &Self) -> Self {");
    line(w, &format!("        [{}]", each(n, |i| format!("-a[{i}]"))));
    line(w, "    }");
    combination(w, n, "norm", "a: &Self", &|i| format!("Sum(i64::from(a[{i}]))"));
    combination(w, n, "combine", "a: &Self, x: i32, b: &Self, y: i32", &|i| format!("m(a[{i}], x) + m(b[{i}], y)"));
    combination(w, n, "combine_add", "a: &Self, x: i32, b: &Self, y: i32, c: &Self", &|i| {
        format!("m(a[{i}], x) + m(b[{i}], y) + Sum(i64::from(c[{i}]))")
    });
}

fn combination(w: &mut String, n: usize, name: &str, arguments: &str, term: &dyn Fn(usize) -> String) {
    head(w, name, arguments, "Self");
    line(w, &format!("        let top = {};", term(n - 1)));
    line(w, "        let q = multiple_of_modulus::<M>(top);");
    line(w, &format!("        let mut o = [0; {n}];"));
    line(w, "        let s = ZERO;");
    for i in 0..n - 1 {
        line(w, &format!("        let (low, s) = digit::<Self>(s + {} - m(q, p[{i}]));", term(i)));
        line(w, &format!("        o[{i}] = low;"));
    }
    line(w, &format!("        o[{0}] = (s + top - m(q, p[{0}])).0 as i32;", n - 1));
    line(w, "        o");
    line(w, "    }");
}
