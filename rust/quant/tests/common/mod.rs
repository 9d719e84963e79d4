//! IEEE 754 by integers: m·2^e with m of up to 128 bits, rounded where the format says so. No float takes part.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::cast_precision_loss)]

#[path = "../../../curves/tests/common/random.rs"]
mod random;

pub use random::Random;

impl Random {
    /// Any finite float, exponents evenly.
    pub fn float(&mut self) -> f32 {
        loop {
            let x = f32::from_bits(self.word() as u32);
            if x.is_finite() {
                return x;
            }
        }
    }
}

/// ±m·2^e.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dyadic {
    pub negative: bool,
    pub m: u128,
    pub e: i32,
}

impl Dyadic {
    /// The exact value of a finite float.
    pub fn of(x: f64) -> Self {
        let bits = x.to_bits();
        let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
        assert!(exponent != 0x7ff, "a finite float");
        let m = if exponent == 0 { fraction } else { fraction | 1 << 52 };
        Self { negative: bits >> 63 == 1, m: m.into(), e: exponent.max(1) - 1075 }
    }

    pub fn integer(n: i32) -> Self {
        Self { negative: n < 0, m: n.unsigned_abs().into(), e: 0 }
    }

    /// m with `bits` bits.
    fn widened(self, bits: u32) -> Self {
        if self.m == 0 {
            return self;
        }
        let shift = self.m.leading_zeros() as i32 - (128 - bits as i32);
        assert!(shift >= 0);
        Self { m: self.m << shift, e: self.e - shift, ..self }
    }

    /// m·2^e cut after `places` bits behind the point, half to even; `more` says that the true value is above m·2^e.
    fn cut(self, drop: u32, more: bool) -> Self {
        if drop == 0 {
            return self;
        }
        if drop > 127 {
            return Self { m: 0, e: self.e + drop as i32, ..self };
        }
        let (kept, rest, half) = (self.m >> drop, self.m & ((1 << drop) - 1), 1 << (drop - 1));
        let up = rest > half || rest == half && (more || kept & 1 == 1);
        Self { m: kept + u128::from(up), e: self.e + drop as i32, ..self }
    }

    /// Rounded to `precision` bits, and to multiples of 2^`lowest`.
    fn rounded(self, precision: u32, lowest: i32, more: bool) -> Self {
        let length = 128 - self.m.leading_zeros();
        let drop = (length as i32 - precision as i32).max(lowest - self.e).max(0);
        self.cut(drop as u32, more)
    }

    pub fn to_f64_format(self) -> Self {
        self.rounded(53, -1074, false)
    }

    pub fn to_f32_format(self) -> Self {
        self.rounded(24, -149, false)
    }

    /// The float64 product.
    pub fn times(self, other: Self) -> Self {
        let negative = self.negative != other.negative;
        Self { negative, m: self.m * other.m, e: self.e + other.e }.to_f64_format()
    }

    /// The float64 quotient.
    pub fn over(self, other: Self) -> Self {
        let (a, b) = (self.widened(127), other.widened(53));
        let negative = self.negative != other.negative;
        let quotient = Self { negative, m: a.m / b.m, e: a.e - b.e };
        quotient.rounded(53, -1074, a.m % b.m != 0)
    }

    /// To an integer, half to even.
    pub fn nearest(self) -> i64 {
        let whole = if self.e < 0 { self.cut(self.e.unsigned_abs(), false) } else { self };
        let size = i64::try_from(whole.m << whole.e).unwrap();
        if self.negative { -size } else { size }
    }

    /// The value as a float32, which it must be, or infinity where it is too large.
    pub fn f32(self) -> f32 {
        let trimmed = Self { m: self.m >> self.m.trailing_zeros().min(127), ..self };
        let e = self.e + self.m.trailing_zeros().min(127) as i32;
        let sign = if self.negative { -1.0 } else { 1.0 };
        if self.m == 0 {
            return 0.0 * sign;
        }
        assert!(trimmed.m < 1 << 24);
        if 128 - trimmed.m.leading_zeros() as i32 + e > 128 {
            return f32::INFINITY * sign;
        }
        // Both factors and the product are exact in float64.
        let power = f64::from_bits(((1023 + e) as u64) << 52);
        (trimmed.m as f64 * power) as f32 * sign
    }
}
