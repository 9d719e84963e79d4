//! Proofs, keys and signals that are almost right, and what must hold for each. The choices come from a seed here, and
//! from libFuzzer in `rust/fuzz`, which also uses these modules.

pub mod choices;
pub mod judge;
pub mod mutate;
pub mod oracle;
pub mod reference;
pub mod subject;

pub use choices::{Choices, Seeded};
pub use oracle::Slow;
pub use subject::Subject;
