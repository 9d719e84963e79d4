//! Remembers which inputs made which outputs, so that nothing is built twice.

use crate::Result;
use crate::files::{read_text, sha256_of, write};
use std::path::PathBuf;

/// The record of one build. It is written last, so a build that was cut off has none and is repeated.
pub struct Stamp {
    pub file: PathBuf,
    /// A hash of all that decides the outputs.
    pub inputs: String,
    pub outputs: Vec<PathBuf>,
}

impl Stamp {
    /// Whether the last record is of these inputs, and the outputs are still the recorded ones.
    pub fn is_current(&self) -> bool {
        self.text().is_ok_and(|text| read_text(&self.file).is_ok_and(|recorded| recorded == text))
    }

    /// Records the present outputs. Fails if one is missing.
    pub fn record(&self) -> Result<()> {
        write(&self.file, self.text()?)
    }

    fn text(&self) -> Result<String> {
        Ok(format!("{} {}\n", self.inputs, sha256_of("", &self.outputs)?))
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;
    use crate::files::{TempDir, write};

    fn stamp(dir: &TempDir, inputs: &str) -> Stamp {
        Stamp { file: dir.path("stamp"), inputs: inputs.to_owned(), outputs: vec![dir.path("a"), dir.path("b")] }
    }

    /// Both outputs, and a record of them.
    fn built() -> TempDir {
        let dir = TempDir::new();
        write(&dir.path("a"), "1").expect("written");
        write(&dir.path("b"), "2").expect("written");
        stamp(&dir, "inputs").record().expect("recorded");
        dir
    }

    #[test]
    fn what_is_recorded_is_current() {
        assert!(stamp(&built(), "inputs").is_current());
    }

    #[test]
    fn other_inputs_are_not() {
        assert!(!stamp(&built(), "other inputs").is_current());
    }

    #[test]
    fn an_output_that_was_changed_or_is_missing_is_not() {
        let dir = built();
        write(&dir.path("b"), "3").expect("written");
        assert!(!stamp(&dir, "inputs").is_current());
        std::fs::remove_file(dir.path("b")).expect("removed");
        assert!(!stamp(&dir, "inputs").is_current());
        assert!(stamp(&dir, "inputs").record().is_err());
    }

    #[test]
    fn a_build_that_was_cut_off_is_not() {
        let dir = built();
        // New inputs have made their outputs, and then the program was stopped.
        write(&dir.path("a"), "1, newer").expect("written");
        write(&dir.path("b"), "2, newer").expect("written");
        assert!(!stamp(&dir, "newer inputs").is_current());
        // The old inputs are back, but the outputs are not theirs.
        assert!(!stamp(&dir, "inputs").is_current());
    }
}
