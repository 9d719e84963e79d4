//! A compiled circuit, as circom writes it: iden3's r1cs format, version 1
//! (<https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md>).
//!
//! "r1cs" ‖ u32 version ‖ u32 sections ‖ sections (u32 type ‖ u64 length ‖ content) in any order. Integers are
//! little-endian; field elements too, 32 bytes below r. Section 1 is the header, which names r, section 2 the
//! constraints.

#![forbid(unsafe_code)]

use fedzk_curves::{
    bls12_381::Bls12381Scalar,
    bn254::Bn254Scalar,
    field::{Fp, Prime},
};

/// An error is only its message, since people read it.
pub type Result<T> = std::result::Result<T, String>;

/// ⟨a, w⟩·⟨b, w⟩ = ⟨c, w⟩ for each constraint, where w\[0\] = 1 and w\[1..=public\] are the public signals.
pub struct R1cs<M: Prime> {
    /// The length of w.
    pub wires: usize,
    /// The number of public signals: outputs, then public inputs.
    pub public: usize,
    /// The constraints.
    pub constraints: Vec<Constraint<M>>,
}

/// ⟨a, w⟩·⟨b, w⟩ = ⟨c, w⟩.
pub struct Constraint<M: Prime> {
    /// a.
    pub a: Vec<Term<M>>,
    /// b.
    pub b: Vec<Term<M>>,
    /// c.
    pub c: Vec<Term<M>>,
}

/// coefficient·w\[wire\].
pub struct Term<M: Prime> {
    /// The place in w, below [`R1cs::wires`].
    pub wire: usize,
    /// The factor.
    pub coefficient: Fp<M>,
}

/// Reads the prime of a file's field, in words from the lowest. It says which curve a key of that circuit is on.
///
/// # Errors
/// The first mistake before the prime, and its place.
pub fn prime(file: &[u8]) -> Result<[u64; 6]> {
    let sections = sections(file)?;
    Reader::new(the_one(&sections, 1, "the header")?, "section 1 (header)").prime()
}

impl<M: Prime> R1cs<M> {
    /// Reads a file.
    ///
    /// # Errors
    /// The first mistake in the file, and its place; another curve's prime is one.
    pub fn read(file: &[u8]) -> Result<Self> {
        let sections = sections(file)?;
        // 4 and 5 are PLONK's custom gates. A Groth16 key without them would accept what they forbid.
        let gates = |&(kind, content): &(u32, &[u8])| matches!(kind, 4 | 5) && content != [0; 4];
        if sections.iter().any(gates) {
            return Err("it uses custom gates, which Groth16 doesn't have".into());
        }
        let header = Header::read::<M>(Reader::new(the_one(&sections, 1, "the header")?, "section 1 (header)"))?;
        let mut reader = Reader::new(the_one(&sections, 2, "the constraints")?, "section 2 (constraints)");
        // A constraint has at least three lengths, so reserve no more constraints than the file can hold.
        let mut constraints = Vec::with_capacity(header.constraints.min(reader.rest.len() / 12));
        for i in 0..header.constraints {
            let mut part = |name: char| {
                reader.combination(header.wires).map_err(|error| format!("{error}, in {name} of constraint {i}"))
            };
            constraints.push(Constraint { a: part('A')?, b: part('B')?, c: part('C')? });
        }
        reader.end()?;
        Ok(Self { wires: header.wires, public: header.public, constraints })
    }
}

struct Header {
    wires: usize,
    public: usize,
    constraints: usize,
}

impl Header {
    fn read<M: Prime>(mut reader: Reader) -> Result<Self> {
        if reader.prime()? != M::MODULUS {
            let (name, prime) = if M::MODULUS == Bn254Scalar::MODULUS {
                ("BN254", "bn128")
            } else {
                debug_assert_eq!(M::MODULUS, Bls12381Scalar::MODULUS);
                ("BLS12-381", "bls12381")
            };
            return Err(format!("its prime is not the order of {name}; compile it with: circom --prime {prime}"));
        }
        let [wires, outputs, public_inputs, private_inputs] =
            [reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?].map(u64::from);
        let _labels = reader.take(8)?;
        let constraints = reader.u32()? as usize;
        reader.end()?;
        let named = 1 + outputs + public_inputs + private_inputs;
        if named > wires {
            return Err(format!("its header has {wires} wires, too few for the constant and {} signals", named - 1));
        }
        if constraints == 0 {
            return Err("it has no constraints: nothing to prove".into());
        }
        Ok(Self { wires: wires as usize, public: (outputs + public_inputs) as usize, constraints })
    }
}

/// (type, content) of each section.
fn sections(file: &[u8]) -> Result<Vec<(u32, &[u8])>> {
    let mut reader = Reader::new(file, "the file");
    if reader.take(4).ok() != Some(b"r1cs") {
        return Err("it doesn't begin with \"r1cs\": not a compiled circuit".into());
    }
    let version = reader.u32()?;
    if version != 1 {
        return Err(format!("it has version {version} of the format; this reads version 1"));
    }
    let count = reader.u32()?;
    let mut sections = Vec::new();
    for i in 0..count {
        let mut section = || {
            let kind = reader.u32()?;
            let length = reader.u64()?;
            Ok((kind, reader.take(length)?))
        };
        sections.push(section().map_err(|error: String| format!("{error}, in the {}. of {count} sections", i + 1))?);
    }
    reader.end()?;
    Ok(sections)
}

fn the_one<'a>(sections: &[(u32, &'a [u8])], kind: u32, what: &str) -> Result<&'a [u8]> {
    let mut found = sections.iter().filter(|section| section.0 == kind);
    match (found.next(), found.next()) {
        (Some((_, content)), None) => Ok(content),
        (None, _) => Err(format!("section {kind}, {what}, is missing")),
        (Some(_), Some(_)) => Err(format!("section {kind}, {what}, is there twice")),
    }
}

/// Reads bytes from the front.
struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
    what: &'static str,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { rest: bytes, length: bytes.len(), what }
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let (taken, rest) =
            usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count)).ok_or_else(|| {
                let (at, left) = (self.length - self.rest.len(), self.rest.len());
                format!("{} is cut off: {count} bytes should follow byte {at}, {left} do", self.what)
            })?;
        self.rest = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32> {
        Ok(self.u64_of(4)? as u32)
    }

    fn u64(&mut self) -> Result<u64> {
        self.u64_of(8)
    }

    fn u64_of(&mut self, bytes: u64) -> Result<u64> {
        Ok(self.take(bytes)?.iter().rev().fold(0, |acc, &byte| acc << 8 | u64::from(byte)))
    }

    fn words(&mut self) -> Result<[u64; 6]> {
        Ok([self.u64()?, self.u64()?, self.u64()?, self.u64()?, 0, 0])
    }

    /// u32 length of an element ‖ p.
    fn prime(&mut self) -> Result<[u64; 6]> {
        match self.u32()? {
            32 => self.words(),
            bytes => Err(format!("its field elements have {bytes} bytes; those of BN254 and BLS12-381 have 32")),
        }
    }

    /// u32 terms ‖ terms (u32 wire ‖ coefficient).
    fn combination<M: Prime>(&mut self, wires: usize) -> Result<Vec<Term<M>>> {
        let count = self.u32()? as usize;
        let mut terms = Vec::with_capacity(count.min(self.rest.len() / 36));
        for i in 0..count {
            let wire = self.u32()? as usize;
            if wire >= wires {
                return Err(format!("term {i} has wire {wire}, and the circuit has {wires}"));
            }
            let coefficient = Fp::from_words(self.words()?)
                .ok_or_else(|| format!("term {i} has a coefficient that isn't below r"))?;
            terms.push(Term { wire, coefficient });
        }
        Ok(terms)
    }

    fn end(self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(format!("{} bytes are left over at the end of {}", self.rest.len(), self.what))
    }
}
