//! The modules that are committed beside what was built of the sources.

use crate::Result;
use crate::build::Build;
use crate::files::{read, root, sha256, write};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A line for each committed file that is not what was built, and for each that nothing makes.
pub fn differences(builds: &[Build]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut places = BTreeSet::new();
    for build in builds {
        for file in build.files() {
            let place = build.place(&file);
            let built = sha256(&read(&build.out(&file))?);
            let committed = if place.exists() { sha256(&read(&place)?) } else { "no file".to_owned() };
            if committed != built {
                let (module, shown) = (&build.module.name, shown(&place));
                lines.push(format!("  {module}: {shown}\n    committed {committed}\n    built     {built}"));
            }
            places.insert(place);
        }
    }
    for extra in extras(builds, &places)? {
        lines.push(format!("  {}: no module has it; delete it", shown(&extra)));
    }
    Ok(lines)
}

/// Puts what was built in the places where it is committed.
pub fn put(builds: &[Build]) -> Result<()> {
    for build in builds {
        for file in build.files() {
            write(&build.place(&file), read(&build.out(&file))?)?;
        }
    }
    Ok(())
}

fn extras(builds: &[Build], places: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>> {
    let folders: BTreeSet<PathBuf> =
        builds.iter().map(|build| build.place("")).filter(|folder| folder.exists()).collect();
    let mut extras = Vec::new();
    for folder in folders {
        let all = crate::files::files_under(&folder, &|_| false)?;
        extras.extend(all.into_iter().filter(|file| !places.contains(file)));
    }
    Ok(extras)
}

fn shown(path: &std::path::Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
