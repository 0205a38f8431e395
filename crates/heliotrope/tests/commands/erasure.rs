//! Erasing a person from the command line, beside a running desk too.

use std::path::{Path, PathBuf};

use serde_json::json;
use store::testing::TestDb;

use crate::folder::{Folder, Place};
use crate::keep::parts;

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
    let data = folder.path().join("heliotrope-data");
    assert!(data.join("heliotrope.db").exists());
    found_below(&data)
}

fn found_below(data: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    files(data, &mut paths);
    let read = |path: &PathBuf| std::fs::read(path).expect("a file");
    let found = paths
        .iter()
        .flat_map(|path| found_in(&path.display().to_string(), &read(path)));
    found.collect()
}

fn found_in(name: &str, bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.to_ascii_lowercase();
    let held = |word: &&str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    let words = HERS.into_iter().filter(held);
    words.map(|word| format!("{word} in {name}")).collect()
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

/// Where a word of hers stands: in any file of the data folder, in any row of the
/// server, and (bytes are compressed in both) in what a backup of this desk holds
/// once it is unpacked.
fn found_at(place: &Place<'_>) -> Vec<String> {
    let mut found = found_below(&place.folder.path().join(place.data));
    if let Some(url) = place.postgres {
        found.extend(found_in("the rows", &all_rows(url)));
    }
    let file = format!("{}-looked-into.tar.zst", place.data);
    place.run(&["backup", &file, "--force"]).ended(0);
    let whole = std::fs::read(place.folder.path().join(&file)).expect("the backup");
    let parts = parts(&whole);
    assert!(parts.len() > 5, "{} parts", parts.len());
    found.extend(parts.iter().flat_map(|(name, bytes)| found_in(name, bytes)));
    found
}

/// Every row of every table as text, also of those that no backup holds.
fn all_rows(url: &str) -> Vec<u8> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let of_debian = versions
        .flatten()
        .map(|version| version.path().join("bin/pg_dump"))
        .find(|program| program.exists());
    let program = of_debian.unwrap_or_else(|| PathBuf::from("pg_dump"));
    let dump = std::process::Command::new(&program)
        .args(["--data-only", "--dbname", url])
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}; it comes with PostgreSQL", program.display()));
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    assert!(String::from_utf8_lossy(&dump.stdout).contains("COPY public.message "));
    dump.stdout
}

fn erased_and_brought_back(here: &Place<'_>, again: &Place<'_>) {
    here.run(&["mailbox", "add", "help@example.org"]).ended(0);
    here.run_with(&["receive", "--mailbox", "help@example.org"], LETTER)
        .ended(0);
    let held = found_at(here);
    for word in HERS {
        assert!(held.iter().any(|line| line.starts_with(word)), "{held:?}");
    }
    here.run(&["backup", "before.tar.zst"]).ended(0);
    let erase = ["erase", "person", "quenby@ashgrove.example", "--yes"];
    here.run(&erase).ended(0);
    assert_eq!(found_at(here), Vec::<String>::new(), "after the erasure");

    let list = format!("{}/erasures", here.data);
    let restored = again
        .run(&["restore", "before.tar.zst", "--erasures", &list, "--json"])
        .ended(0)
        .json();
    assert_eq!(restored["erased_again"], 1, "{restored}");
    assert_eq!(found_at(again), Vec::<String>::new(), "after the restore");
    for place in [here, again] {
        let report = place.run(&["doctor", "--json"]).ended(0).json();
        assert_eq!(report["counts"]["cases"], 1, "{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_words_are_found_nowhere_before_and_after_a_restore() {
    let folder = Folder::new();
    let place = |data, postgres| Place {
        folder: &folder,
        data,
        postgres,
    };
    tokio::task::block_in_place(|| {
        erased_and_brought_back(&place("here", None), &place("again", None));
    });
    let (one, two) = (TestDb::postgres(&[]).await, TestDb::postgres(&[]).await);
    let (Some(one), Some(two)) = (one, two) else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    one.db.close().await;
    two.db.close().await;
    let (one, two) = (one.postgres_url(), two.postgres_url());
    std::fs::remove_file(folder.path().join("before.tar.zst")).expect("the other engine's");
    tokio::task::block_in_place(|| {
        erased_and_brought_back(
            &place("here-too", one.as_deref()),
            &place("again-too", two.as_deref()),
        );
    });
}
