//! Groth16 keys for tests and demonstrations, made in seconds from a circuit and a seed.
//!
//! **Insecure on purpose.** A proving key rests on numbers that nobody may know, the trapdoor. Here they follow from the
//! seed and the circuit. So whoever has those can prove any statement: a key of this crate protects nothing. A secure
//! key comes from a ceremony. Keys made here carry [`zkey::DEVELOPMENT_MARK`] and no contribution.
//!
//! In reading order: [`suite`] (the curves), [`r1cs`] (the compiled circuit), [`trapdoor`] (τ, α, β, δ from the seed),
//! [`lagrange`] and [`setup`] (the circuit's polynomials at τ), [`key`] (those as points), [`zkey`] and [`vkey`] (the
//! files, as snarkjs has them). [`make()`] does all of it.
//! The same circuit and seed give the same files, byte for byte. The circuit's prime
//! says which curve they are on: BN254 or BLS12-381.
//!
//! Groth16: <https://eprint.iacr.org/2016/260>, §3.2, with γ = 1.

#![forbid(unsafe_code)]

pub mod key;
pub mod lagrange;
mod make;
mod parallel;
pub mod setup;
pub mod suite;
pub mod trapdoor;
pub mod vkey;
pub mod zkey;

pub use fedzk_r1cs as r1cs;
pub use make::{DevelopmentKey, make};

pub use fedzk_r1cs::Result;

/// The warning to users of these keys.
pub const WARNING: &str = "\
WARNING: a development key. Its trapdoor follows from the seed and the circuit, so it is public: anyone can forge
proofs for it. Use it in tests and demonstrations only, never to decide whether an update is accepted.";
