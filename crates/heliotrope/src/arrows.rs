//! The invariants of the house, held by reading the sources.

use std::path::{Path, PathBuf};

/// One file of `src/`.
pub struct Source {
    /// As in "web/gate.rs".
    pub path: String,
    pub text: String,
}

impl Source {
    /// The folder it stands in, or the file's own name: "web", "main".
    pub fn folder(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    pub fn without_comments(&self) -> String {
        let lines = self
            .text
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Every source of the product, in order.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 10, "the sources stand at {}", root.display());
    let source = |path: PathBuf| Source {
        path: path.strip_prefix(&root).unwrap().display().to_string(),
        text: std::fs::read_to_string(&path).unwrap(),
    };
    found.into_iter().map(source).collect()
}
