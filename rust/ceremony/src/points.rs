//! The checks of each link on its own: its points, its transcript, and that s is not ±sx, which would say that the
//! contribution multiplied by ±1.

use crate::{
    Ceremony, Chain,
    chain::Link,
    section::{self, PointProblem},
};
use alloc::vec::Vec;
use fedzk_curves::curve::Affine;
use fedzk_prover::zkey::{G1Point, G2Point};

/// A link's points, on their curves and in their subgroups.
pub struct Points<S: Ceremony> {
    /// \[δ\]₁ after the contribution.
    pub delta: Affine<S::G1>,
    /// The contribution's own point.
    pub s: Affine<S::G1>,
    /// Its product with δ'.
    pub sx: Affine<S::G1>,
    /// The product of the transcript's point and δ'.
    pub spx: Affine<S::G2>,
}

/// What is wrong with a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkProblem {
    /// Its first point that is wrong.
    Point(PointProblem),
    /// The transcript is not the hash of what came before, s and sx.
    Transcript,
    /// sx = ±s.
    NoChange,
}

impl LinkProblem {
    /// A number: a [`PointProblem`]'s, then those after it.
    pub fn number(self) -> u32 {
        match self {
            Self::Point(problem) => problem as u32,
            Self::Transcript => 5,
            Self::NoChange => 6,
        }
    }
}

impl<S: Ceremony> Chain<S> {
    /// The points of all links.
    ///
    /// # Errors
    /// All problems, each with its link.
    pub fn check_points(&self) -> Result<Vec<Points<S>>, Vec<(usize, LinkProblem)>> {
        let mut points = Vec::with_capacity(self.links().len());
        let mut problems = Vec::new();
        for (place, (link, transcript)) in self.links().iter().zip(self.transcripts()).enumerate() {
            match read::<S>(link) {
                Ok(read) => {
                    if read.s.x() == read.sx.x() {
                        problems.push((place, LinkProblem::NoChange));
                    }
                    points.push(read);
                }
                Err(problem) => problems.push((place, LinkProblem::Point(problem))),
            }
            if link.transcript != transcript {
                problems.push((place, LinkProblem::Transcript));
            }
        }
        if problems.is_empty() { Ok(points) } else { Err(problems) }
    }
}

fn read<S: Ceremony>(link: &Link) -> Result<Points<S>, PointProblem> {
    let at = |i: usize| &link.points[2 * i * S::BYTES..];
    let g1 = |i| section::read::<S, G1Point<S>>(&at(i)[..2 * S::BYTES]);
    Ok(Points { delta: g1(0)?, s: g1(1)?, sx: g1(2)?, spx: section::read::<S, G2Point<S>>(at(3))? })
}
