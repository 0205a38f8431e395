//! The set-up in a terminal: a real one, made by `script` (Debian: bsdutils).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::folder::Folder;

#[path = "../foreign/dns.rs"]
pub mod dns;

#[test]
fn without_a_terminal_setup_says_which_commands_do_the_same() {
    let folder = Folder::new();
    let ran = folder.run(&["setup", "--data", "here"]).ended(2);
    assert_eq!(ran.out, "");
    for command in ["user add", "mailbox add", "mailbox test"] {
        let whole = format!("heliotrope {command}");
        assert!(ran.err.contains(&whole), "{}", ran.err);
    }
    assert!(ran.err.contains("--data here"), "{}", ran.err);
    assert!(!folder.path().join("here").exists(), "nothing was made");
}

/// Types these lines at a terminal in which `heliotrope setup` runs.
fn typed(folder: &Folder, lines: &[&str]) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_heliotrope");
    let mut terminal = Command::new("script")
        .args(["-qec", &format!("{program} setup"), "/dev/null"])
        .current_dir(folder.path())
        .env(
            "HELIOTROPE_DNS__SERVERS",
            dns::serve(Vec::new()).to_string(),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` is there: Debian's bsdutils has it");
    let mut keys = terminal.stdin.take().expect("its input");
    let mut screen = terminal.stdout.take().expect("its output");
    let (mut shown, mut lines) = (Vec::new(), lines.iter());
    let mut byte = [0];
    // A person answers what is asked: before that, a password prompt throws
    // away what was typed.
    while screen.read(&mut byte).expect("reading the screen") > 0 {
        shown.push(byte[0]);
        if shown.ends_with(b": ")
            && shown
                .rsplit(|b| *b == b'\n')
                .next()
                .is_some_and(is_question)
            && let Some(line) = lines.next()
        {
            // The question stands there a moment before the terminal shows no
            // more of what is typed; no person is as quick.
            if shown.ends_with(b"(not shown): ") {
                std::thread::sleep(Duration::from_millis(200));
            }
            writeln!(keys, "{line}").expect("typing");
        }
    }
    let status = terminal.wait().expect("it ends");
    (status.code(), String::from_utf8_lossy(&shown).into_owned())
}

/// Sentences of our own have their colon inside; a question ends with it.
fn is_question(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    !line.trim_start().starts_with(['✗', '✓']) && !line.starts_with("  ")
        || line.contains("Account there")
}

#[test]
fn setup_in_a_terminal_asks_the_same_and_goes_on_where_it_was_left() {
    let folder = Folder::new();
    let port = {
        // Nobody listens there any more.
        let held = TcpListener::bind("127.0.0.1:0").expect("a port");
        held.local_addr().expect("a bound port").port()
    };
    let server = format!("127.0.0.1:{port} none");
    let you = [
        "Priya Natt",
        "not an address",
        "priya@desk.example",
        "short",
        "sieben gelbe Schirme",
        "sieben gelbe Schirme",
        "",
    ];
    let mailbox = [
        "help@desk.invalid",
        "seven calm herons",
        &server,
        "",
        &server,
        "",
    ];
    let (code, shown) = typed(&folder, &[&you[..], &mailbox[..], &["stop"][..]].concat());
    assert_eq!(code, Some(1), "{shown}");
    for said in [
        "at least 12",
        "This desk answers on this machine only.",
        "✗",
        "Connection refused",
        "`heliotrope setup` goes on here",
    ] {
        assert!(shown.contains(said), "{said} is not in:\n{shown}");
    }
    assert!(
        !shown.contains("sieben gelbe"),
        "a password is not shown:\n{shown}"
    );
    let people = folder.run(&["user", "list"]).ended(0).out;
    assert!(
        people.contains("priya@desk.example") && people.contains("admin"),
        "{people}"
    );
    assert_eq!(folder.run(&["mailbox", "list"]).ended(0).out, "");

    // It goes on with the mailbox, and this time it is kept although.
    let word = [
        "keep",
        "yes",
        "4",
        "Europe/Berlin",
        "9-12, 13-17",
        "-",
        "-",
        "de",
    ];
    let (code, shown) = typed(&folder, &[&mailbox[..], &word[..]].concat());
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains("Your name"), "{shown}");
    assert!(
        shown.contains("The desk is set up. `heliotrope serve` opens it."),
        "{shown}"
    );
    let mailboxes = folder.run(&["mailbox", "list"]).ended(0).out;
    assert!(mailboxes.contains("help@desk.invalid"), "{mailboxes}");
    let serving = folder.serve(&[]);
    assert!(serving.ready["setup"].is_null());
}
