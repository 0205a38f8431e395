//! A database file that a command cannot work with: newer, damaged, in other
//! hands. One sentence, and the file stays as it was.

use std::path::PathBuf;

use crate::folder::{Folder, Ran, letter};

/// Every command that opens the desk, and the code it ends with when it cannot.
/// A line with `-` reads a letter or a password.
const OPENING: [(&[&str], i32); 13] = [
    (&["serve", "--listen", "127.0.0.1:0"], 1),
    (
        &[
            "demo",
            "--keep",
            "heliotrope-data",
            "--port",
            "0",
            "--still",
            "--no-open",
        ],
        1,
    ),
    (&["receive", "--mailbox", "help@desk.example"], 75),
    (&["doctor"], 1),
    (
        &[
            "user",
            "add",
            "jo@desk.example",
            "--name",
            "Jo",
            "--role",
            "agent",
        ],
        1,
    ),
    (&["user", "list"], 1),
    (&["user", "disable", "mara@desk.example"], 1),
    (&["user", "password", "mara@desk.example"], 1),
    (&["user", "link", "mara@desk.example"], 1),
    (&["token", "create"], 1),
    (&["mailbox", "add", "shop@desk.example"], 1),
    (&["mailbox", "list"], 1),
    (&["mailbox", "test", "help@desk.example"], 1),
];

/// A desk with one person and one mailbox.
fn desk() -> Folder {
    let folder = Folder::new();
    let mara = [
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Mara",
        "--role",
        "admin",
    ];
    folder.run(&mara).ended(0);
    folder
        .run(&["mailbox", "add", "help@desk.example"])
        .ended(0);
    folder
}

fn file(folder: &Folder) -> PathBuf {
    let found = std::fs::read_dir(folder.path().join("heliotrope-data"))
        .expect("the data folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "db"));
    let files: Vec<_> = found.collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.into_iter().next().expect("the database")
}

fn input(line: &[&str]) -> Vec<u8> {
    match line {
        ["receive", ..] => letter("1", "help@desk.example"),
        ["user", "password", ..] => b"a long enough one\n".to_vec(),
        _ => Vec::new(),
    }
}

#[track_caller]
fn refuses(folder: &Folder, line: &[&str], code: i32, words: &str) {
    let ran = folder.run_with(line, &input(line));
    if line != ["doctor"] {
        return ran.refused(code, words);
    }
    // What is not well is what it was asked for.
    let ran = ran.ended(code);
    assert_eq!(
        (ran.out.lines().count(), ran.err.as_str()),
        (1, ""),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains(words),
        "{}\ndoes not say\n{words}",
        ran.out
    );
}

#[test]
fn a_database_of_a_newer_version_is_left_alone_by_every_command() {
    let folder = desk();
    let file = file(&folder);
    let newer = rusqlite::Connection::open(&file).expect("opened");
    newer
        .execute_batch(
            "INSERT INTO schema_version (number, name, digest, at) VALUES (9001, 'later', 'x', 0);
             PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .expect("a later migration");
    newer.close().expect("closed");
    let before = std::fs::read(&file).expect("read");
    for (line, code) in OPENING {
        refuses(
            &folder,
            line,
            code,
            "made by a newer version (its schema is 9001, this version knows up to",
        );
        assert_eq!(std::fs::read(&file).expect("read"), before, "{line:?}");
    }
}

#[test]
fn a_file_that_is_no_database_is_left_alone_by_every_command() {
    let folder = desk();
    let file = file(&folder);
    let mut bytes = std::fs::read(&file).expect("read");
    bytes[..100].fill(b'#');
    std::fs::write(&file, &bytes).expect("written");
    for (line, code) in OPENING {
        refuses(
            &folder,
            line,
            code,
            "file is not a database. Nothing was changed. Bring the file back from a backup",
        );
        assert_eq!(std::fs::read(&file).expect("read"), bytes, "{line:?}");
    }
}

/// One page inside is damaged: the desk opens, and the doctor says so.
#[test]
fn the_doctor_finds_a_damaged_page() {
    let folder = desk();
    let file = file(&folder);
    folder.run(&["doctor"]).ended(0);
    let db = rusqlite::Connection::open(&file).expect("opened");
    let page: i64 = db
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'case_event'",
            [],
            |row| row.get(0),
        )
        .expect("its page");
    let size: i64 = db
        .pragma_query_value(None, "page_size", |row| row.get(0))
        .expect("the size");
    db.close().expect("closed");
    let mut bytes = std::fs::read(&file).expect("read");
    let at = |n: i64| usize::try_from(n * size).expect("in the file");
    bytes[at(page - 1)..at(page)].fill(0x5a);
    std::fs::write(&file, &bytes).expect("written");

    let ran = folder.run(&["doctor", "--json"]);
    let Ran { code, out, err } = &ran;
    assert_eq!(*code, Some(1), "{out}{err}");
    assert!(
        out.contains("malformed") || err.contains("malformed"),
        "out: {out}\nerr: {err}"
    );
    assert!(!err.contains("panicked"), "{err}");
}

/// Thirty seconds each, at the same time.
#[test]
#[ignore = "waits half a minute: ./test mail"]
fn a_database_in_other_hands_is_waited_for_and_then_named() {
    let folder = desk();
    let other = rusqlite::Connection::open(file(&folder)).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    let writing = OPENING.iter().filter(|(line, _)| {
        matches!(
            line,
            ["receive", ..] | ["user", "add", ..] | ["mailbox", "add", ..]
        )
    });
    std::thread::scope(|scope| {
        for (line, code) in writing {
            let folder = &folder;
            scope.spawn(move || {
                let began = std::time::Instant::now();
                folder
                    .run_with(line, &input(line))
                    .refused(*code, "another process holds the database");
                let waited = began.elapsed().as_secs();
                assert!((29..60).contains(&waited), "{line:?} waited {waited} s");
            });
        }
    });
    // Nothing of it was half done, and now it goes.
    other.execute_batch("ROLLBACK").expect("let go");
    for (line, _) in OPENING.iter().filter(|(line, _)| line[0] == "receive") {
        folder.run_with(line, &input(line)).ended(0);
    }
    let people = folder.run(&["user", "list", "--json"]).ended(0).out;
    assert_eq!(people.lines().count(), 1, "{people}");
}
