//! Paths of the repository, reading and writing with errors that name the file, and hashes.

use crate::Result;
use sha2::{Digest, Sha256};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The Rust workspace, by the environment that cargo gives the programs it runs. The place of compilation says nothing:
/// a target folder may be a copy from another checkout.
pub fn rust_dir() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").expect("run as: cargo xtask");
    Path::new(&xtask).parent().expect("xtask is a folder of the workspace").to_path_buf()
}

/// The repository's root.
pub fn root() -> PathBuf {
    rust_dir().parent().expect("rust is a folder of the repository").to_path_buf()
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file, and the folders on the way to it.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Every file below a folder, sorted; files and folders for which `skip` holds are not entered.
pub fn files_under(dir: &Path, skip: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", dir.display()))?.path();
        if skip(&path) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_under(&path, skip)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// SHA-256 as lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// One hash over names and contents. `start` is hashed before them.
pub fn sha256_of(start: &str, files: &[PathBuf]) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(start);
    for file in files {
        let content = read(file)?;
        hash.update(format!("\0{}\0{}\0", file.display(), content.len()));
        hash.update(content);
    }
    Ok(hex(&hash.finalize()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A folder for one test, removed after it.
#[cfg(test)]
pub struct TempDir(PathBuf);

#[cfg(test)]
impl TempDir {
    pub fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("fedzk-xtask-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = env::temp_dir().join(name);
        fs::create_dir(&dir).expect("a new folder");
        Self(dir)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

#[cfg(test)]
impl Drop for TempDir {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder is removed");
    }
}
