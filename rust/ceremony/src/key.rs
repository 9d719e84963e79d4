//! Facts about a verification key, as [`fedzk_groth16::PreparedKey::read`] takes it, without preparing it.

use crate::Ceremony;
use fedzk_curves::curve::{Affine, Encoding};

/// The bytes before the points: u8 curve, u32 number of public signals.
const HEADER: usize = 5;

/// The bytes of a key, of a length that fits its header. Its points are not checked.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    header: &'a [u8; HEADER],
    points: &'a [u8],
}

impl<'a> Key<'a> {
    /// Reads a key of this curve.
    pub fn read<S: Ceremony>(bytes: &'a [u8]) -> Option<Self> {
        let (header, points) = bytes.split_first_chunk()?;
        let key = Self { header, points };
        let length =
            (key.n_public() as usize).checked_add(2)?.checked_mul(S::G1::BYTES)?.checked_add(3 * S::G2::BYTES)?;
        (header[0] == S::CURVE_ID && points.len() == length).then_some(key)
    }

    /// The number of public signals.
    pub fn n_public(&self) -> u32 {
        self.header[1..].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// Whether γ is the generator of G2, as in every key of snarkjs.
    pub fn gamma_is_generator<S: Ceremony>(&self) -> bool {
        let mut generator = [0; 192];
        let generator = &mut generator[..S::G2::BYTES];
        S::G2::write(&Affine::GENERATOR, generator);
        self.g2::<S>(1) == generator
    }

    /// Whether δ = γ, as before the first contribution. Then anyone can forge proofs.
    pub fn delta_is_gamma<S: Ceremony>(&self) -> bool {
        self.g2::<S>(2) == self.g2::<S>(1)
    }

    /// δ, if it is a point of the subgroup.
    pub fn delta<S: Ceremony>(&self) -> Option<Affine<S::G2>> {
        point(self.g2::<S>(2))
    }

    /// The place of the first point that isn't canonical, finite, on its curve and in its subgroup: α, β, γ, δ, IC₀, ….
    pub fn wrong_point<S: Ceremony>(&self) -> Option<usize> {
        let (alpha, rest) = self.points.split_at(S::G1::BYTES);
        let (twisted, ic) = rest.split_at(3 * S::G2::BYTES);
        let alpha = point::<S::G1>(alpha).is_some();
        let twisted = twisted.chunks_exact(S::G2::BYTES).map(|bytes| point::<S::G2>(bytes).is_some());
        let ic = ic.chunks_exact(S::G1::BYTES).map(|bytes| point::<S::G1>(bytes).is_some());
        core::iter::once(alpha).chain(twisted).chain(ic).position(|right| !right)
    }

    /// β, γ or δ.
    fn g2<S: Ceremony>(&self, i: usize) -> &'a [u8] {
        &self.points[S::G1::BYTES + i * S::G2::BYTES..][..S::G2::BYTES]
    }
}

fn point<C: Encoding>(bytes: &[u8]) -> Option<Affine<C>> {
    C::read(bytes).ok()?.vartime_check().ok()
}
