//! The outcomes of a verification.

/// The classes of outcomes. The boundary uses their numbers, which never change meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Status {
    /// The proof is valid for these signals.
    Ok = 0,
    /// Not a proof's shape: type, length, syntax of a number, flag bits, curve or protocol name.
    MalformedProof = 1,
    /// Not a list of signals: type, length in bytes, syntax of a number.
    MalformedSignals = 2,
    /// More or fewer signals than the key has.
    SignalCount = 3,
    /// A signal below 0 or not below r.
    SignalRange = 4,
    /// A coordinate below 0 or not below p.
    CoordinateRange = 5,
    /// The point at infinity, which no honest proof contains.
    Infinity = 6,
    /// A point off the curve.
    NotOnCurve = 7,
    /// A point of the curve outside the subgroup of order r.
    NotInSubgroup = 8,
    /// Everything is well-formed, but the pairing equation does not hold.
    Equation = 9,
}

/// Every status with its name in TypeScript, in the order of the numbers.
pub const ALL: [(Status, &str); 10] = [
    (Status::Ok, "ok"),
    (Status::MalformedProof, "malformed-proof"),
    (Status::MalformedSignals, "malformed-signals"),
    (Status::SignalCount, "signal-count"),
    (Status::SignalRange, "signal-range"),
    (Status::CoordinateRange, "coordinate-range"),
    (Status::Infinity, "infinity"),
    (Status::NotOnCurve, "not-on-curve"),
    (Status::NotInSubgroup, "not-in-subgroup"),
    (Status::Equation, "equation"),
];

// The number of a status is its place in the table.
const _: () = {
    let mut i = 0;
    while i < ALL.len() {
        assert!(ALL[i].0 as usize == i);
        i += 1;
    }
};
