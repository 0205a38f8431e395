//! The sources of the product, read as the invariants ask of them.

use std::path::{Path, PathBuf};

/// One file of `src/`.
pub struct Source {
    /// As in "web/gate.rs".
    pub path: String,
    pub text: String,
}

impl Source {
    /// The folder it stands in, or the file's own name: "web", "lib".
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

impl Source {
    /// Whether the whole file is a test.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs")
            || self.path.contains("/tests/")
            || self.folder() == "stories"
    }

    /// What runs in the product: without comments and without its tests.
    pub fn product(&self) -> String {
        let code = self.without_comments();
        match code.find("#[cfg(test)]\nmod ") {
            Some(at) if code[at..].contains('{') => code[..at].to_owned(),
            _ => code,
        }
    }

    /// The folders and top files this one names: `crate::web`, `crate::{web, kit}`.
    pub fn names(&self) -> Vec<String> {
        let code = self.product();
        let mut found = Vec::new();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            match rest.strip_prefix('{') {
                Some(list) => found.extend(first_words(&list[..end_of_braces(list)])),
                None => found.extend(first_words(rest).into_iter().take(1)),
            }
        }
        found.retain(|name| name != "t");
        found
    }
}

/// The first word of each entry of `a::b, c::{d, e}, f`.
fn first_words(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut words = vec![String::new()];
    let mut open = true;
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.push(String::new());
                open = true;
            }
            c if open && (c.is_alphanumeric() || c == '_') => words.last_mut().unwrap().push(c),
            c if c.is_whitespace() => {}
            _ => open = false,
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

fn end_of_braces(list: &str) -> usize {
    let mut depth = 1;
    for (at, c) in list.char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at;
        }
    }
    list.len()
}

pub fn product_sources() -> Vec<Source> {
    sources().into_iter().filter(|s| !s.is_test()).collect()
}
