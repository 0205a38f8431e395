//! Our own letters, in families, with the reading of each beside it in
//! `corpus/`. All people and shops in them are invented.
//!
//! A new oddity from the field becomes one more letter there. After a change
//! that is meant, `HELIOTROPE_WRITE_CORPUS=1 cargo test -p letters --test corpus`
//! writes the readings anew; look at every one that changed.

use std::path::{Path, PathBuf};

use letters::{read, reading};

fn letters_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for family in std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_dir())
    {
        files.extend(
            std::fs::read_dir(family.path())
                .unwrap()
                .flatten()
                .map(|e| e.path()),
        );
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "eml"));
    files.sort();
    files
}

#[test]
fn every_letter_in_the_corpus_reads_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let files = letters_in(&folder);
    assert!(
        files.len() >= 100,
        "the corpus is there: {} letters",
        files.len()
    );
    let write = std::env::var_os("HELIOTROPE_WRITE_CORPUS").is_some();
    let mut differ = Vec::new();
    for file in files {
        let raw = std::fs::read(&file).unwrap();
        let (letter, oddities) = read(&raw);
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        let printed = reading(&name, &letter, &oddities);
        let got = serde_json::to_string_pretty(&printed).unwrap() + "\n";
        let beside = file.with_extension("json");
        if write {
            std::fs::write(&beside, &got).unwrap();
        } else {
            let recorded = std::fs::read_to_string(&beside).unwrap_or_default();
            if recorded != got {
                println!("== {name}\n-- recorded\n{recorded}\n-- read\n{got}");
                differ.push(name);
            }
        }
    }
    assert!(
        differ.is_empty(),
        "these letters read differently than recorded: {differ:?}"
    );
}
