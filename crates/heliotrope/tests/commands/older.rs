//! What an older version left: its database and its backup are here as its own
//! commands wrote them, when the schema was 20 (a colleague, a mailbox, three
//! letters of Ines). So they stay older, whatever comes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use store::testing::TestDb;

use crate::folder::Folder;
use crate::keep::{names, repack};

const DATABASE: &[u8] = include_bytes!("older/heliotrope.db.zst");
const BACKUP: &[u8] = include_bytes!("older/desk.tar.zst");
const SCHEMA: u32 = 20;

/// The highest number of our migrations, and how many come after the old ones.
fn newest() -> (u32, usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let numbers: Vec<u32> = names(&folder)
        .iter()
        .map(|name| name[..4].parse().expect("a number"))
        .collect();
    let after = numbers.iter().filter(|number| **number > SCHEMA).count();
    (*numbers.last().expect("migrations"), after)
}

/// A folder in which the older version ran last.
fn left_by_the_older() -> Folder {
    let folder = Folder::new();
    let data = folder.path().join("heliotrope-data");
    fs::create_dir(&data).expect("a data folder");
    let database = zstd::decode_all(DATABASE).expect("zstd");
    fs::write(data.join("heliotrope.db"), database).expect("written");
    folder
}

/// What is there, and that it is whole. Its receipts have waited since the day
/// they were written for a server that nobody has: of those the doctor complains.
fn counts(report: &Value) -> &Value {
    let checks = report["checks"].as_array().expect("checks");
    for name in ["database", "integrity", "ledger", "arrivals"] {
        let check = checks.iter().find(|check| check["name"] == name);
        assert_eq!(check.expect("a check")["ok"], true, "{report}");
    }
    assert_eq!(report["counts"]["messages"], 3, "{report}");
    &report["counts"]
}

#[test]
fn an_upgrade_copies_the_database_first_and_says_so() {
    let folder = left_by_the_older();
    let data = folder.path().join("heliotrope-data");
    let serving = folder.serve(&[]);
    assert!(serving.get("/healthz").ends_with("ok\n"));
    let before = format!("heliotrope.db.before-{:04}", SCHEMA + 1);
    let log = fs::read_to_string(folder.path().join("serve.log")).expect("its log");
    let said = log.lines().find(|line| line.contains(&before));
    assert!(
        said.is_some_and(|line| line.contains("Copied the database before its upgrade")),
        "{log}"
    );
    assert_eq!(serving.stop().0, Some(0));
    let now = folder.run(&["doctor", "--json"]).json();

    // The copy is the database as it was: a desk begins from it again.
    let copies: Vec<String> = names(&data)
        .into_iter()
        .filter(|name| name.contains(".before-"))
        .collect();
    assert_eq!(copies, [before.as_str()]);
    let again = folder.path().join("again");
    fs::create_dir(&again).expect("a folder");
    fs::copy(data.join(&before), again.join("heliotrope.db")).expect("copied");
    // A command that is the first to open it copies too, and says so.
    let opened = folder.run(&["doctor", "--data", "again", "--json"]);
    assert!(opened.err.contains(&before), "{}", opened.err);
    assert!(again.join(&before).exists());
    assert_eq!(counts(&opened.json()), counts(&now));

    // And opened once more, nothing is left to do.
    let opened = folder.run(&["doctor", "--data", "again"]);
    assert!(!opened.err.contains("Copied"), "{}", opened.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_version_is_brought_up_to_date_and_says_so() {
    let folder = Folder::new();
    fs::write(folder.path().join("old.tar.zst"), BACKUP).expect("written");
    let restored = folder
        .run(&["restore", "old.tar.zst", "--data", "again"])
        .ended(0);
    let (newest, _) = newest();
    let said = format!("its schema was {SCHEMA}, and is {newest} now");
    assert!(restored.out.contains(&said), "{}", restored.out);
    assert!(
        restored.out.contains("Enter again, its key is not here"),
        "{}",
        restored.out
    );
    assert_eq!(
        names(&folder.path().join("again")),
        ["heliotrope.db"],
        "the backup is the copy of before"
    );
    let here = folder.run(&["doctor", "--data", "again", "--json"]).json();
    counts(&here);

    let Some(postgres) = TestDb::postgres(&[]).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    postgres.db.close().await;
    let url = postgres.postgres_url().expect("its address");
    let line = [
        "restore",
        "old.tar.zst",
        "--data",
        "beside",
        "--database",
        &url,
        "--json",
    ];
    let restored = folder.run(&line).ended(0).json();
    assert_eq!(
        (&restored["schema"], &restored["messages"]),
        (&json!(SCHEMA), &json!(3)),
        "{restored}"
    );
    let line = ["doctor", "--database", &url, "--json"];
    let there = folder.run_in(&line, &[("HELIOTROPE_KEY", &"5f".repeat(32))], b"");
    assert_eq!(counts(&there.json()), counts(&here));
}

/// The same backup, if a later version had made it.
#[test]
fn a_backup_of_a_newer_version_is_refused() {
    let folder = Folder::new();
    let (newest, after) = newest();
    assert!(after > 0, "the old one is not old");
    let newer = repack(BACKUP, &move |name, bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(match name {
            "format.json" => text
                .replace(
                    &format!("\"schema\": {SCHEMA}"),
                    &format!("\"schema\": {}", newest + 1),
                )
                .into_bytes(),
            _ => bytes,
        })
    });
    fs::write(folder.path().join("newer.tar.zst"), newer).expect("written");
    let ran = folder.run(&["restore", "newer.tar.zst", "--data", "again"]);
    assert!(ran.err.contains("Nothing was changed."), "{}", ran.err);
    ran.refused(
        1,
        &format!(
            "its schema is {}, this version knows up to {newest}). Restore it with that version",
            newest + 1
        ),
    );
    assert!(!folder.path().join("again").exists());
}
