//! Reads the sections that a prover needs of iden3's zkey format for Groth16, as snarkjs 0.7 writes it.
//!
//! | section |                | content                                                                               |
//! |---------|----------------|---------------------------------------------------------------------------------------|
//! | 2       | header         | u32 q's bytes ‖ q ‖ u32 32 ‖ r ‖ u32 wires ‖ u32 public ‖ u32 domain ‖ α₁ β₁ β₂ γ₂ δ₁ δ₂ |
//! | 3       | IC             | public + 1 points                                                                     |
//! | 4       | coefficients   | u32 count ‖ those of [`crate::rows`]                                                  |
//! | 5, 6, 7 | A, B₁, B₂      | a point a wire                                                                        |
//! | 8       | C              | a point a private wire                                                                |
//! | 9       | H              | a point a row of the domain                                                           |
//!
//! Integers are little-endian. A coordinate c is the integer cR mod q in as many bytes as q has, R = 2^(8·bytes); a point is
//! x ‖ y, an element of Fp2 its real part first, the point at infinity zeros.

use crate::{Proving, SCALAR_BYTES, number, words};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Affine, Coordinates, Curve, Encoding, GlvCurve},
    field::{Field, Fp, Fp2, Prime, TwoAdic},
    limbs::Kernel,
    uint,
};

/// Why a section is invalid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum KeyError {
    /// It is shorter or longer than it must be.
    Length = 1,
    /// Another q.
    CoordinateField,
    /// Another r.
    ScalarField,
    /// The domain is not a power of two, has no room for the public signals, or is too large for the field's roots.
    Domain,
    /// There are at least as many public signals as wires.
    Counts,
    /// A coordinate that isn't below q.
    CoordinateRange,
    /// A point at infinity where there must be none.
    Infinity,
    /// A point that isn't on its curve, or not in the subgroup.
    NotInGroup,
    /// A coefficient of neither A nor B, of a missing row or wire, or that isn't below r.
    Coefficient,
}

/// Section 2.
pub struct Header<S: Proving> {
    /// The number of wires, the constant 1 among them.
    pub wires: usize,
    /// The number of public signals.
    pub public: usize,
    /// k, where the domain has 2^k points.
    pub domain_log2: u32,
    /// \[α\]₁.
    pub alpha1: Affine<S::G1>,
    /// \[β\]₁.
    pub beta1: Affine<S::G1>,
    /// \[β\]₂.
    pub beta2: Affine<S::G2>,
    /// \[γ\]₂.
    pub gamma2: Affine<S::G2>,
    /// \[δ\]₁.
    pub delta1: Affine<S::G1>,
    /// \[δ\]₂.
    pub delta2: Affine<S::G2>,
}

impl<S: Proving> Header<S> {
    /// Reads the section; its points are checked.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(bytes: &[u8]) -> Result<Self, KeyError> {
        let (g1, g2) = (G1Point::<S>::BYTES, G2Point::<S>::BYTES);
        let q_bytes = S::BYTES;
        let numbers = 4 + q_bytes + 4 + SCALAR_BYTES;
        if bytes.len() < 4 || number(&bytes[..4]) as usize != q_bytes {
            return Err(KeyError::CoordinateField);
        }
        if bytes.len() != numbers + 12 + 3 * g1 + 3 * g2 {
            return Err(KeyError::Length);
        }
        if words::<6>(&bytes[4..4 + q_bytes]) != S::MODULUS {
            return Err(KeyError::CoordinateField);
        }
        let r = &bytes[4 + q_bytes..numbers];
        if number(&r[..4]) as usize != SCALAR_BYTES || words::<6>(&r[4..]) != S::Scalar::MODULUS {
            return Err(KeyError::ScalarField);
        }
        let [wires, public, domain] = [0, 4, 8].map(|at| number(&bytes[numbers + at..][..4]));
        if public >= wires {
            return Err(KeyError::Counts);
        }
        let domain_log2 = domain.checked_ilog2().ok_or(KeyError::Domain)?;
        if !domain.is_power_of_two() || domain_log2 >= S::Scalar::TWO_ADICITY || domain <= public {
            return Err(KeyError::Domain);
        }
        let mut points = &bytes[numbers + 12..];
        let mut take = |length| {
            let (point, rest) = points.split_at(length);
            points = rest;
            point
        };
        Ok(Self {
            wires: wires as usize,
            public: public as usize,
            domain_log2,
            alpha1: checked::<S, G1Point<S>>(take(g1))?,
            beta1: checked::<S, G1Point<S>>(take(g1))?,
            beta2: checked::<S, G2Point<S>>(take(g2))?,
            gamma2: checked::<S, G2Point<S>>(take(g2))?,
            delta1: checked::<S, G1Point<S>>(take(g1))?,
            delta2: checked::<S, G2Point<S>>(take(g2))?,
        })
    }

    /// The verification key, as [`fedzk_groth16::PreparedKey::read`] takes it, with section 3.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn verification_key(&self, ic: &[u8]) -> Result<Vec<u8>, KeyError> {
        if ic.len() != (self.public + 1) * G1Point::<S>::BYTES {
            return Err(KeyError::Length);
        }
        let mut key = Vec::from([S::CURVE_ID]);
        key.extend((self.public as u32).to_be_bytes());
        write::<S::G1>(&mut key, &self.alpha1);
        for point in [&self.beta2, &self.gamma2, &self.delta2] {
            write::<S::G2>(&mut key, point);
        }
        for point in ic.chunks_exact(G1Point::<S>::BYTES) {
            write::<S::G1>(&mut key, &checked::<S, G1Point<S>>(point)?);
        }
        Ok(key)
    }
}

fn write<C: Encoding>(out: &mut Vec<u8>, point: &Affine<C>) {
    let start = out.len();
    out.resize(start + C::BYTES, 0);
    C::write(point, &mut out[start..]);
}

fn checked<S: Proving, P: KeyPoint<S>>(bytes: &[u8]) -> Result<Affine<P::Curve>, KeyError> {
    P::read(bytes)?.ok_or(KeyError::Infinity)?.vartime_check().map_err(|_| KeyError::NotInGroup)
}

/// A group's points in the encoding of sections 3 to 9.
pub trait KeyPoint<S> {
    /// The group.
    type Curve: GlvCurve;
    /// The length of a point.
    const BYTES: usize;
    /// Reads a point, `None` for the point at infinity. It doesn't check the curve and the subgroup: a proof from
    /// invalid points is invalid.
    ///
    /// # Errors
    /// [`KeyError::CoordinateRange`].
    fn read(bytes: &[u8]) -> Result<Option<Coordinates<<Self::Curve as Curve>::Field>>, KeyError>;
}

/// Points of G1.
pub struct G1Point<S>(core::marker::PhantomData<S>);

/// Points of G2.
pub struct G2Point<S>(core::marker::PhantomData<S>);

impl<S: Proving> KeyPoint<S> for G1Point<S> {
    type Curve = S::G1;
    const BYTES: usize = 2 * S::BYTES;

    #[inline]
    fn read(bytes: &[u8]) -> Result<Option<Coordinates<Fp<S>>>, KeyError> {
        if is_zero(bytes) {
            return Ok(None);
        }
        let (x, y) = bytes.split_at(S::BYTES);
        Ok(Some(Coordinates { x: coordinate(x)?, y: coordinate(y)? }))
    }
}

impl<S: Proving> KeyPoint<S> for G2Point<S> {
    type Curve = S::G2;
    const BYTES: usize = 4 * S::BYTES;

    #[inline]
    fn read(bytes: &[u8]) -> Result<Option<Coordinates<Fp2<S>>>, KeyError> {
        if is_zero(bytes) {
            return Ok(None);
        }
        let part = |i: usize| coordinate::<S>(&bytes[i * S::BYTES..(i + 1) * S::BYTES]);
        let (x, y) = (Fp2::new(part(0)?, part(1)?), Fp2::new(part(2)?, part(3)?));
        Ok(Some(S::from_standard_twist(x, y)))
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.chunks_exact(8).all(|bytes| u64::from_le_bytes(bytes.try_into().expect("is_zero: eight bytes")) == 0)
}

/// Reads the element c of cR mod q, little-endian, R = 2^(8·bytes).
///
/// # Errors
/// [`KeyError::CoordinateRange`].
#[inline]
pub fn coordinate<S: Prime>(bytes: &[u8]) -> Result<Fp<S>, KeyError> {
    let words = words::<6>(bytes);
    if !uint::less(words, S::MODULUS) {
        return Err(KeyError::CoordinateRange);
    }
    // Our R is 2^(N·B), a few bits more.
    let factor = const { 1 << (<S::Limbs as Kernel>::N as u32 * <S::Limbs as Kernel>::BITS - 8 * S::BYTES as u32) };
    let element = Fp::from_montgomery(<S::Limbs as Kernel>::from_words(words));
    Ok(times(&element, factor))
}

/// k times an element, for a power of two.
#[inline]
fn times<S: Prime>(element: &Fp<S>, k: i32) -> Fp<S> {
    if k <= 32 { Fp::combine(element, k, &Fp::ZERO, 0) } else { times(&Fp::combine(element, 32, &Fp::ZERO, 0), k / 32) }
}
