//! Thousands of letters that waited: brought in pages, in little memory, gone
//! on with after a kill, and held against the ledger.

use std::time::{Duration, Instant, SystemTime};

use super::{Elsewhere, arrivals, doctor, until};
use crate::folder::{Folder, Serving};
use crate::foreign::proxy::Proxy;
use crate::full_disk::Browser;

/// More than one list of 2,000; `HELIOTROPE_TEST_LETTERS` says how many else.
const LETTERS: usize = 2_200;
/// What the program may take at most, whatever waits.
const MEMORY_KIB: u64 = 300 * 1024;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn thousands_of_waiting_letters_come_in_pages_and_a_kill_doubles_none() {
    let letters = std::env::var("HELIOTROPE_TEST_LETTERS").ok();
    let letters = letters.map_or(LETTERS, |n| n.parse().expect("a number"));
    let mut elsewhere = Elsewhere::start().await;
    elsewhere.dovecot.measured = true;
    let began = SystemTime::now() - Duration::from_secs(3 * 86_400);
    for n in 0..letters {
        let text = "I have looked for it everywhere.\n".repeat(n % 60);
        elsewhere.put(began + Duration::from_secs(n as u64), &text);
    }
    let proxy = Proxy::to(elsewhere.dovecot.port).await;
    let folder = Folder::new();
    elsewhere.add_to(&folder, proxy.port, letters, None);

    // Killed in the middle, at whatever letter that is.
    let serving = folder.serve(&[]);
    until("some of them", Duration::from_secs(120), || {
        let here = arrivals(&serving);
        (here > letters / 5, here)
    });
    let before = most_memory(&serving);
    drop(serving);
    let kept = doctor(&folder)["ledger"]["arrivals"].as_u64();
    let kept = kept.expect("a number") as usize;
    assert!(kept < letters, "it was killed too late to show anything");

    let lines = proxy.lines();
    let began = Instant::now();
    let serving = folder.serve(&[]);
    until("all of them", Duration::from_secs(600), || {
        let here = arrivals(&serving);
        (here >= letters, here)
    });
    let took = began.elapsed();
    let (memory, lines) = (most_memory(&serving).max(before), proxy.lines() - lines);
    let rest = letters - kept;
    println!(
        "{rest} of {letters} letters after a kill: {:.0} a second, {lines} lines said, at most {} MiB",
        rest as f64 / took.as_secs_f64(),
        memory / 1024
    );
    // 50 letters a page and 2,000 a list; some more to get in and to rest.
    let needed = (rest / 50 + rest / 2_000 + 20) as u64;
    assert!(lines <= needed, "{lines} lines for {rest} letters");
    assert!(memory < MEMORY_KIB, "{memory} KiB");
    elsewhere.agrees_with(&folder);
    drop(serving);
    compare(&folder, &proxy, letters);
    elsewhere.agrees_with(&folder);
}

/// Holds all that lies there against the ledger, in a process that has done
/// nothing else.
fn compare(folder: &Folder, proxy: &Proxy, letters: usize) {
    let address = "mara@desk.example";
    let mara = ["user", "add", address, "--name", "Mara", "--role", "admin"];
    folder.run(&mara).ended(0);
    let serving = folder.serve(&[]);
    let mara = Browser::signed_in(folder, &[], &serving);
    // Once it has found that nothing waits.
    until("a first look", Duration::from_secs(60), || {
        let age = serving.get("/metrics");
        (age.contains("heliotrope_fetch_age_seconds"), age)
    });
    let (before, lines, began) = (most_memory(&serving), proxy.lines(), Instant::now());
    let (status, page) = mara.post("/settings/health", &[]);
    assert_eq!(status, 303, "{page}");
    until("compared", Duration::from_secs(600), || {
        let (_, page) = mara.get("/settings/health");
        (page.contains("should be here are here"), page)
    });
    let (took, memory) = (began.elapsed(), most_memory(&serving));
    println!(
        "{letters} letters compared in {:.1} s, {} lines said, at most {} MiB, {} MiB before",
        took.as_secs_f64(),
        proxy.lines() - lines,
        memory / 1024,
        before / 1024
    );
    assert!(memory < MEMORY_KIB, "{memory} KiB");
}

/// The most memory it ever had, in KiB.
fn most_memory(serving: &Serving) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.child.id()));
    let status = status.expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let word = line.expect("a peak").split_whitespace().nth(1);
    word.expect("a figure").parse().expect("a number")
}
