//! Compares the committed modules with those built from the sources.

use crate::Result;
use crate::build::Build;
use crate::files::{files_under, read, root, sha256, write};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file of a build, and the place where it is committed.
struct Pair {
    module: String,
    built: PathBuf,
    place: PathBuf,
}

/// Returns a line for each committed file that differs from the built one, and for each that no build makes.
pub fn differences(builds: &[Build]) -> Result<Vec<String>> {
    compare(&pairs(builds))
}

/// Copies the built files to the places where they are committed.
pub fn put(builds: &[Build]) -> Result<()> {
    pairs(builds).iter().try_for_each(|Pair { built, place, .. }| write(place, read(built)?))
}

fn pairs(builds: &[Build]) -> Vec<Pair> {
    let of = |build: &Build, file: &String| Pair {
        module: build.module.name.clone(),
        built: build.out(file),
        place: build.place(file),
    };
    builds.iter().flat_map(|build| build.files().iter().map(|file| of(build, file)).collect::<Vec<_>>()).collect()
}

fn compare(pairs: &[Pair]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for Pair { module, built, place } in pairs {
        let built = sha256(&read(built)?);
        let committed = if place.exists() { sha256(&read(place)?) } else { "no file".to_owned() };
        if committed != built {
            lines.push(format!("  {module}: {}\n    committed {committed}\n    built     {built}", shown(place)));
        }
    }
    for stray in strays(pairs)? {
        lines.push(format!("  {}: no module has it; delete it", shown(&stray)));
    }
    Ok(lines)
}

/// Files beside committed ones that no build makes.
fn strays(pairs: &[Pair]) -> Result<Vec<PathBuf>> {
    let places: BTreeSet<&Path> = pairs.iter().map(|pair| pair.place.as_path()).collect();
    let folders: BTreeSet<&Path> = places.iter().filter_map(|place| place.parent()).collect();
    let mut strays = Vec::new();
    for folder in folders.into_iter().filter(|folder| folder.exists()) {
        let all = files_under(folder, &|_| false)?;
        strays.extend(all.into_iter().filter(|file| !places.contains(file.as_path())));
    }
    Ok(strays)
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::{Pair, compare};
    use crate::files::{TempDir, sha256, write};
    use std::fs::remove_file;

    const FILES: [&str; 2] = ["m_bg.wasm", "m.js"];

    /// Lines about what differs, after a change to files that were equal.
    fn lines(change: impl Fn(&TempDir)) -> Vec<String> {
        let dir = TempDir::new();
        let pair = |file: &str| Pair {
            module: "m".to_owned(),
            built: dir.path(&format!("pkg/{file}")),
            place: dir.path(&format!("wasm/{file}")),
        };
        for folder in ["pkg", "wasm"] {
            for file in FILES {
                write(&dir.path(&format!("{folder}/{file}")), file).expect("written");
            }
        }
        change(&dir);
        let shown = dir.path("").display().to_string();
        let lines = compare(&FILES.map(pair)).expect("readable");
        lines.into_iter().map(|line| line.replace(&shown, "")).collect()
    }

    fn differs(file: &str, committed: &str, built: &str) -> Vec<String> {
        vec![format!("  m: wasm/{file}\n    committed {committed}\n    built     {built}")]
    }

    #[test]
    fn equal_files_need_no_line() {
        assert_eq!(lines(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn a_changed_byte_is_named_with_module_file_and_both_hashes() {
        let changed = |file: &'static str| {
            lines(move |dir| write(&dir.path(&format!("wasm/{file}")), format!("{file}!")).expect("written"))
        };
        for file in FILES {
            let (committed, built) = (format!("{file}!"), sha256(file.as_bytes()));
            assert_eq!(changed(file), differs(file, &sha256(committed.as_bytes()), &built));
        }
    }

    #[test]
    fn a_committed_file_that_is_missing_is_named() {
        let found = lines(|dir| remove_file(dir.path("wasm/m.js")).expect("removed"));
        assert_eq!(found, differs("m.js", "no file", &sha256(b"m.js")));
    }

    #[test]
    fn a_file_that_no_module_has_is_named() {
        let found = lines(|dir| write(&dir.path("wasm/old_bg.wasm"), "old").expect("written"));
        assert_eq!(found, ["  wasm/old_bg.wasm: no module has it; delete it"]);
    }

    #[test]
    fn nothing_is_compared_where_a_module_was_not_built() {
        let dir = TempDir::new();
        let [built, place] = ["pkg/m.js", "wasm/m.js"].map(|name| dir.path(name));
        write(&place, "m.js").expect("written");
        assert!(compare(&[Pair { module: "m".to_owned(), built, place }]).is_err());
    }
}
