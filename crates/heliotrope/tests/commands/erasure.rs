//! Erasing a person from the command line, beside a running desk too.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::folder::Folder;

const LETTER: &[u8] =
    b"From: Quenby Ashgrove <quenby@ashgrove.example>\r\nTo: help@example.org\r\n\
    Subject: Violet umbrella bent\r\nMessage-ID: <one@ashgrove.example>\r\n\
    Date: Thu, 5 Mar 2026 11:00:00 +0000\r\n\r\nThe seventeenth spoke snapped on the ferry.\r\n";
const HERS: [&str; 5] = ["quenby", "ashgrove", "umbrella", "seventeenth", "ferry"];

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, into),
            false => into.push(path),
        }
    }
}

fn found(folder: &Folder) -> Vec<String> {
    let mut paths = Vec::new();
    files(&folder.path().join("heliotrope-data"), &mut paths);
    assert!(paths.len() > 1, "{paths:?}");
    let mut found = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).expect("a file").to_ascii_lowercase();
        for word in HERS {
            if bytes.windows(word.len()).any(|w| w == word.as_bytes()) {
                found.push(format!("{word} in {}", path.display()));
            }
        }
    }
    found
}

#[test]
fn a_person_is_erased_from_the_command_line_and_nobody_by_accident() {
    let folder = Folder::new();
    folder
        .run(&["erase", "person", "quenby@ashgrove.example", "--yes"])
        .refused(1, "there is no desk at");
    folder.run(&["mailbox", "add", "help@example.org"]).ended(0);
    folder
        .run_with(&["receive", "--mailbox", "help@example.org"], LETTER)
        .ended(0);
    assert!(!found(&folder).is_empty());
    folder
        .run(&["erase", "person", "quenbi@ashgrove.example", "--yes"])
        .refused(1, "nobody here is quenbi@ashgrove.example");
    let asked = folder
        .run(&["erase", "person", "quenby@ashgrove.example"])
        .ended(1);
    assert!(
        asked
            .err
            .contains("Everything said in 1 of their cases goes (1 messages, 0 files): #1."),
        "{}",
        asked.err
    );
    assert!(
        asked
            .err
            .contains("--yes erases without asking. Nothing was erased")
    );
    assert!(!found(&folder).is_empty(), "nothing was erased");

    let old = folder.path().join("older.db");
    let database = folder.path().join("heliotrope-data/heliotrope.db");
    std::fs::copy(&database, &old).expect("a copy of before");
    let serving = folder.serve(&[]);
    let erased = folder
        .run(&[
            "erase",
            "person",
            "Quenby@ashgrove.example",
            "--yes",
            "--json",
        ])
        .ended(0);
    assert_eq!(
        erased.json(),
        json!({ "person": 1, "cases": [1], "shared": [], "messages": 1, "files": 0, "held": [], "elsewhere": [],
                "erased": true })
    );
    assert!(
        !erased.err.to_lowercase().contains("quenby"),
        "{}",
        erased.err
    );
    drop(serving);
    assert_eq!(found(&folder), Vec::<String>::new());
    folder
        .run(&["erase", "person", "1", "--yes"])
        .refused(1, "This person is erased already.");
    folder.run(&["doctor"]).ended(0);

    // The older database is put back, and erased again by the list beside it.
    for name in ["heliotrope.db-wal", "heliotrope.db-shm"] {
        let _ = std::fs::remove_file(database.with_file_name(name));
    }
    std::fs::copy(&old, &database).expect("the copy is put back");
    assert!(!found(&folder).is_empty());
    folder
        .run(&["erase", "again", "--from", "nowhere"])
        .refused(1, "there is no list nowhere");
    let list = [
        "erase",
        "again",
        "--from",
        "heliotrope-data/erasures",
        "--json",
    ];
    assert_eq!(folder.run(&list).ended(0).json(), json!({ "erased": 1 }));
    assert_eq!(found(&folder), Vec::<String>::new());
    assert_eq!(folder.run(&list).ended(0).json(), json!({ "erased": 0 }));
    folder.run(&["doctor"]).ended(0);
}

#[test]
fn all_we_hold_is_written_once_and_over_nothing() {
    let folder = Folder::new();
    folder.run(&["mailbox", "add", "help@example.org"]).ended(0);
    folder
        .run_with(&["receive", "--mailbox", "help@example.org"], LETTER)
        .ended(0);
    let export = [
        "export",
        "person",
        "quenby@ashgrove.example",
        "--out",
        "hers.zip",
        "--json",
    ];
    assert_eq!(
        folder.run(&export).ended(0).json(),
        json!({ "person": 1, "file": "hers.zip" })
    );
    let archive = std::fs::read(folder.path().join("hers.zip")).expect("the archive");
    for words in ["index.html", "data.json", "The seventeenth spoke snapped"] {
        let there = archive.windows(words.len()).any(|w| w == words.as_bytes());
        assert!(there, "{words}");
    }
    folder.run(&export).refused(1, "making hers.zip");
    folder
        .run(&["export", "person", "nobody@example.org", "--out", "x.zip"])
        .refused(1, "nobody here is nobody@example.org");
    assert!(!folder.path().join("x.zip").exists());
}
