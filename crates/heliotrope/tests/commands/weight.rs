//! What a letter of the largest size costs while it is taken in: at most four
//! times its size more than a small one, at both doors and on both engines.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use store::testing::TestDb;

use crate::folder::{Folder, letter};
use crate::full_disk::{MAILBOX, deliver, noise};

/// Just under what `limits.letter_in` lets in, each line end as two bytes.
const SIZE: usize = 49 * 1024 * 1024;
const MOST_TIMES: f64 = 4.0;

/// A file in lines of base64, or text that no compression makes small.
fn heavy(id: &str, is_file: bool) -> Vec<u8> {
    let mut bytes = letter(id, MAILBOX);
    if is_file {
        let head = "MIME-Version: 1.0\nContent-Type: application/pdf; name=a.pdf\n\
                    Content-Transfer-Encoding: base64\n";
        bytes.splice(0..0, head.bytes());
        // The words of the small letter would be no base64.
        let head_ends = bytes.windows(2).position(|two| two == b"\n\n");
        bytes.truncate(head_ends.expect("a head") + 2);
        bytes.extend(format!("{}\n", "QUJD".repeat(19)).repeat(SIZE / 78).bytes());
    } else {
        // A line of it has at least 17 bytes, and one more when it is sent.
        bytes.extend(noise(SIZE / 18 * 17, 7).bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// The most memory that a process had so far, in bytes. None: it has ended.
fn most_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

/// `receive` with this letter; the most memory it had. A peak is never taken
/// back, so looking now and then finds it.
fn received(folder: &Folder, letter: &[u8]) -> u64 {
    let mut child = folder
        .command(&["receive", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("receive starts");
    let (pid, mut input) = (child.id(), child.stdin.take().expect("its input"));
    let most = std::thread::scope(|threads| {
        threads.spawn(move || input.write_all(letter).expect("it reads"));
        let mut most = 0;
        while let Some(now) = most_memory(pid) {
            most = now.max(most);
            std::thread::sleep(Duration::from_millis(2));
        }
        most
    });
    assert!(child.wait().expect("it ends").success());
    most
}

/// `serve` that takes this letter by SMTP: how much its peak grew. It answers
/// when the letter is read and committed, so the peak is behind it then.
fn served(folder: &Folder, name: &str, letter: &[u8]) -> u64 {
    let serving = folder.serve(&[("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0")]);
    let small = crate::folder::letter(&format!("{name}-small"), MAILBOX);
    assert!(deliver(&serving, &small).starts_with("250"));
    let before = most_memory(serving.child.id()).expect("it runs");
    let answer = deliver(&serving, letter);
    assert!(answer.starts_with("250"), "{answer}");
    most_memory(serving.child.id()).expect("it runs") - before
}

#[track_caller]
fn check(what: &str, cost: u64, size: usize) {
    let times = cost as f64 / size as f64;
    println!("{what}: {times:.2} times the size of the letter");
    assert!(times > 0.5, "{what}: {times:.2} times shows nothing");
    assert!(times <= MOST_TIMES, "{what}: {times:.2} times its size");
}

fn weigh(folder: &Folder, engine: &str) {
    folder.run(&["mailbox", "add", MAILBOX]).ended(0);
    let small = received(folder, &letter("small", MAILBOX));
    for (kind, is_file) in [("file", true), ("text", false)] {
        let id = |door: &str| format!("{door}-{kind}");
        let by_receive = heavy(&id("receive"), is_file);
        let cost = received(folder, &by_receive).saturating_sub(small);
        check(
            &format!("{engine}, receive, {kind}"),
            cost,
            by_receive.len(),
        );
        let by_smtp = heavy(&id("smtp"), is_file);
        let cost = served(folder, kind, &by_smtp);
        check(&format!("{engine}, SMTP, {kind}"), cost, by_smtp.len());
    }
    let report = folder.run(&["doctor", "--json"]).ended(0).json();
    // Each was read, not only kept.
    let ledger = &report["ledger"];
    assert_eq!(ledger["arrivals"], 7, "{report}");
    assert_eq!(ledger["case"], 7, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes in 400 MB of letters: ./test mail"]
async fn a_letter_of_the_largest_size_costs_at_most_four_times_its_size() {
    weigh(&Folder::new(), "SQLite");
    let Some(postgres) = TestDb::postgres(&[]).await else {
        return;
    };
    postgres.db.close().await;
    let mut folder = Folder::new();
    let url = postgres.postgres_url().expect("its address");
    folder.set("HELIOTROPE_DATABASE__URL", url);
    folder.set("HELIOTROPE_KEY", "5f".repeat(32));
    weigh(&folder, "PostgreSQL");
}
