//! A module's declaration: `[[package.metadata.fedzk.module]]` in the Cargo.toml of its crate.
//!
//! | key               | what                                                                                      |
//! |-------------------|-------------------------------------------------------------------------------------------|
//! | `name`            | of the module and its files                                                               |
//! | `out`             | the folder that receives the files, from the repository's root                            |
//! | `features`        | the crate's own features, instead of its default ones                                     |
//! | `target-features` | what it may use beside the features that rustc takes for granted, such as `+simd128`       |
//! | `rustflags`       | further flags for the compiler                                                            |
//! | `glue`            | the name of the module whose glue it shares, or `none`; absent: it has its own             |
//! | `gzip-budget`     | the most bytes it may have after gzip; absent: it is not published, and built with --bench |

use crate::Result;
use serde_json::Value;
use std::path::PathBuf;

/// The JavaScript between a module and its callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Glue {
    /// wasm-bindgen's.
    Own,
    /// The glue of the module that this one is a variant of.
    Of(String),
    /// None: the crate exports functions of numbers, and imports nothing.
    None,
}

/// One module: a crate, compiled for one set of features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    pub name: String,
    /// The crate's name.
    pub package: String,
    /// The crate's folder.
    pub source: PathBuf,
    pub features: Vec<String>,
    pub target_features: String,
    pub rustflags: Vec<String>,
    pub glue: Glue,
    pub out: String,
    pub gzip_budget: Option<usize>,
}

const KEYS: [&str; 7] = ["name", "out", "features", "target-features", "rustflags", "glue", "gzip-budget"];

impl Module {
    pub fn read(package: &str, source: PathBuf, declaration: &Value) -> Result<Self> {
        let wrong = |key: &str, expected: &str| {
            format!(
                "{}: module \"{key}\" expected {expected}, got {}",
                source.join("Cargo.toml").display(),
                declaration[key]
            )
        };
        let keys = declaration.as_object().into_iter().flat_map(|object| object.keys());
        if let Some(unknown) = keys.into_iter().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(wrong(unknown, "nothing: there is no such key"));
        }
        let text = |key: &str| match &declaration[key] {
            Value::String(text) if !text.is_empty() => Ok(text.clone()),
            _ => Err(wrong(key, "a text")),
        };
        let texts = |key: &str| match &declaration[key] {
            Value::Null => Ok(Vec::new()),
            list => serde_json::from_value(list.clone()).map_err(|_| wrong(key, "a list of texts")),
        };
        let optional = |key: &str| if declaration[key].is_null() { Ok(String::new()) } else { text(key) };
        let glue = match optional("glue")?.as_str() {
            "" => Glue::Own,
            "none" => Glue::None,
            base => Glue::Of(base.to_owned()),
        };
        let gzip_budget = match &declaration["gzip-budget"] {
            Value::Null => None,
            number => {
                let bytes = number.as_u64().and_then(|bytes| usize::try_from(bytes).ok());
                Some(bytes.ok_or_else(|| wrong("gzip-budget", "a number of bytes"))?)
            }
        };
        let (name, out) = (text("name")?, text("out")?);
        let (features, rustflags) = (texts("features")?, texts("rustflags")?);
        let target_features = optional("target-features")?;
        Ok(Self {
            name,
            package: package.to_owned(),
            source,
            features,
            target_features,
            rustflags,
            glue,
            out,
            gzip_budget,
        })
    }

    /// Whether it belongs to a published package.
    pub fn is_published(&self) -> bool {
        self.gzip_budget.is_some()
    }

    /// Whether its glue is another module's.
    pub fn takes_glue(&self) -> bool {
        matches!(self.glue, Glue::Of(_))
    }

    /// The name that its glue knows it by.
    pub fn base(&self) -> &str {
        match &self.glue {
            Glue::Of(base) => base,
            Glue::Own | Glue::None => &self.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Glue, Module};
    use serde_json::{Value, json};
    use std::path::PathBuf;

    fn read(declaration: &Value) -> Result<Module, String> {
        Module::read("fedzk-wasm-m", PathBuf::from("/w/m"), declaration)
    }

    #[test]
    fn what_is_not_declared_has_its_default() {
        let module = read(&json!({ "name": "m", "out": "packages/m/wasm" })).expect("good");
        assert_eq!((module.glue.clone(), module.features.len(), module.is_published()), (Glue::Own, 0, false));
        assert_eq!(module.base(), "m");
    }

    #[test]
    fn glue_is_its_own_anothers_or_none() {
        let with = |glue: &str| read(&json!({ "name": "m", "out": "o", "glue": glue })).expect("good");
        assert_eq!((with("none").glue, with("base").base()), (Glue::None, "base"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_file() {
        for (declaration, named) in [
            (json!({ "out": "o" }), "\"name\" expected a text"),
            (json!({ "name": "m" }), "\"out\" expected a text"),
            (json!({ "name": "m", "out": "o", "features": "fma" }), "\"features\" expected a list"),
            (json!({ "name": "m", "out": "o", "gzip-budget": -1 }), "\"gzip-budget\" expected a number"),
            (json!({ "name": "m", "out": "o", "feature": [] }), "\"feature\" expected nothing"),
        ] {
            let message = read(&declaration).expect_err("wrong");
            assert!(message.starts_with("/w/m/Cargo.toml") && message.contains(named), "{message}");
        }
    }
}
