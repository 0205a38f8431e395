//! A desk moved between the engines from the command line, killed on the way
//! and taken up again.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use store::testing::TestDb;

use crate::folder::{Folder, Ran, letter};
use crate::keep::{manifest, same_rows};

const KEY: &str = "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f901a2b3c4d5e";

/// A command on a desk whose key is configured, as PostgreSQL wants it.
fn keyed(folder: &Folder, line: &[&str]) -> Command {
    let mut command = folder.command(line);
    command.env("HELIOTROPE_KEY", KEY).stdin(Stdio::null());
    command
}

fn run(folder: &Folder, line: &[&str]) -> Ran {
    Ran::from(keyed(folder, line).output().expect("it runs"))
}

fn receive(folder: &Folder, line: &[&str], id: &str) -> Ran {
    folder.run_in(
        line,
        &[("HELIOTROPE_KEY", KEY)],
        &letter(id, "help@example.org"),
    )
}

fn furnish(folder: &Folder) {
    run(folder, &["mailbox", "add", "help@example.org"]).ended(0);
    run(
        folder,
        &[
            "user",
            "add",
            "maya@example.org",
            "--name",
            "Maya",
            "--role",
            "admin",
        ],
    )
    .ended(0);
    for n in 0..8 {
        receive(folder, &["receive"], &n.to_string()).ended(0);
    }
}

fn counts(folder: &Folder, place: &[&str]) -> Value {
    let report = run(folder, &[&["doctor", "--json"], place].concat())
        .ended(0)
        .json();
    assert_eq!(report["ok"], true, "{report}");
    json!([report["counts"], report["ledger"], report["outbox"]])
}

/// Rows and digests of every table, and the bytes, as a backup lists them.
fn digests(folder: &Folder, place: &[&str]) -> Value {
    let file = "digests.tar.zst";
    run(folder, &[&["backup", file, "--force"], place].concat()).ended(0);
    manifest(folder, file)
}

/// Begins the move, kills it, ever later, and then lets it end. Gives how often
/// it was found half done.
fn move_through_deaths(folder: &Folder, line: &[&str], there: &[&str]) -> usize {
    let mut half = 0;
    for wait in (60..1500).step_by(20) {
        let mut child = keyed(folder, line)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("killed");
        child.wait().expect("gone");
        let seen = run(folder, &[&["doctor"], there].concat());
        half += usize::from(seen.out.contains("is not whole yet"));
        if half == 3 || (seen.code == Some(0) && half > 0) {
            break;
        }
    }
    let last = run(folder, line);
    let done = last.code == Some(0) || last.err.contains("has moved to");
    assert!(done, "it did not go on: {}", last.err);
    half
}

#[test]
fn a_desk_moves_to_another_file_and_is_left_behind() {
    let folder = Folder::new();
    furnish(&folder);
    let before = counts(&folder, &[]);
    let to = format!("sqlite:{}", folder.path().join("there/desk.db").display());
    let serving = folder.serve(&[("HELIOTROPE_KEY", KEY)]);
    run(&folder, &["move", "--to", &to]).refused(1, "another serve already works on");
    assert_eq!(serving.stop().0, Some(0));

    let moved = run(&folder, &["move", "--to", &to, "--json"])
        .ended(0)
        .json();
    assert_eq!(
        (&moved["to"], &moved["resumed"]),
        (&json!(to), &json!(false))
    );
    assert_eq!(moved["tables"]["cases"]["rows"], before[0]["cases"]);
    let there = ["--data", "there", "--database", &to];
    assert_eq!(counts(&folder, &there), before);

    // Nothing is kept where nobody looks: the mail server comes again.
    receive(&folder, &["receive"], "late").refused(75, "this desk has moved to sqlite:");
    run(&folder, &["serve", "--listen", "127.0.0.1:0"]).refused(1, "this desk has moved to");
    run(&folder, &["move", "--to", &to]).refused(2, "has moved to");
    let other = format!("sqlite:{}", folder.path().join("other/desk.db").display());
    run(&folder, &["move", "--to", &other]).refused(2, "is on its way to");

    // And the other way round: a target that holds data is refused.
    run(&folder, &["move", "--back"]).ended(0);
    receive(&folder, &["receive"], "late").ended(0);
    run(&folder, &["move", "--to", &to]).refused(2, "holds data already");
    run(&folder, &["move", "--back"]).refused(2, "has not moved away");
    let own = format!(
        "sqlite:{}",
        folder
            .path()
            .join("heliotrope-data/heliotrope.db")
            .display()
    );
    run(&folder, &["move", "--to", &own]).refused(2, "the desk is at sqlite:");
    run(&folder, &["move"]).refused(2, "needs --to <URL> too");
    run(&folder, &["move", "--to", "mysql://host/desk"]).refused(1, "--to mysql://host/desk");
}

#[test]
fn a_move_that_was_killed_goes_on() {
    let folder = Folder::new();
    furnish(&folder);
    let before = counts(&folder, &[]);
    let to = format!("sqlite:{}", folder.path().join("there/desk.db").display());
    let there = ["--data", "there", "--database", &to];
    let half = move_through_deaths(&folder, &["move", "--to", &to], &there);
    assert!(half > 0, "it was never killed in the middle");
    assert_eq!(counts(&folder, &there), before);
}

/// With threads of its own, so that the connections which made the database end
/// while this one waits for commands.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_moves_to_postgres_and_back_through_deaths() {
    let Some(postgres) = TestDb::postgres(&[]).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    postgres.db.close().await;
    let url = postgres.postgres_url().expect("its address");
    let folder = Folder::new();
    furnish(&folder);
    let (before, rows) = (counts(&folder, &[]), digests(&folder, &[]));
    let there = ["--database", &url];
    let half = move_through_deaths(&folder, &["move", "--to", &url], &there);
    assert!(half > 0, "it was never killed in the middle");
    assert_eq!(counts(&folder, &there), before);
    let moved = digests(&folder, &there);
    same_rows(&moved, &rows);
    assert_eq!(moved["tables"]["outbox"], rows["tables"]["outbox"]);
    // Numbers go on where they were.
    let added = [
        "mailbox",
        "add",
        "shop@example.org",
        "--json",
        "--database",
        &url,
    ];
    assert_eq!(
        run(&folder, &added).ended(0).json(),
        json!({ "mailbox": 2 })
    );
    let line = ["receive", "--json", "--database", &url];
    let kept = receive(&folder, &line, "there").ended(0).json();
    assert_eq!(kept["arrival"], 9, "{kept}");
    let (after, rows) = (counts(&folder, &there), digests(&folder, &there));

    let back = format!("sqlite:{}", folder.path().join("back/desk.db").display());
    let place = ["--data", "back", "--database", &back];
    move_through_deaths(
        &folder,
        &["move", "--database", &url, "--to", &back],
        &place,
    );
    assert_eq!(counts(&folder, &place), after);
    let moved = digests(&folder, &place);
    same_rows(&moved, &rows);
    assert_eq!(moved["tables"]["outbox"], rows["tables"]["outbox"]);
    let key = std::fs::read_to_string(folder.path().join("back/key")).expect("the key");
    assert_eq!(key.trim(), KEY);
}
