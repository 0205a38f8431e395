//! Letters kept and the desk at work, several processes at once.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::folder::{Folder, Ran, letter};

#[test]
fn receive_keeps_a_letter_and_says_where_it_went() {
    let folder = Folder::new();
    let first = letter("1", "help@example.org");
    let kept = folder
        .run_with(&["receive", "--json"], &first)
        .ended(0)
        .json();
    assert_eq!(
        kept,
        json!({ "arrival": 1, "verdict": "needs-person", "case": null, "new": false })
    );

    folder
        .run(&["mailbox", "add", "help@example.org", "--json"])
        .ended(0);
    let second = letter("2", "help@example.org");
    let line = [
        "receive",
        "--mailbox",
        "help@example.org",
        "--sender",
        "ines@customers.example",
        "--json",
    ];
    let opened = folder.run_with(&line, &second).ended(0).json();
    assert_eq!(
        opened,
        json!({ "arrival": 2, "verdict": "case", "case": 1, "new": true })
    );
    let again = folder.run_with(&line, &second).ended(0).json();
    assert_eq!(
        again,
        json!({ "arrival": 3, "verdict": "duplicate", "case": 1, "new": false })
    );
    let spoken = folder
        .run_with(&["receive"], &letter("3", "help@example.org"))
        .ended(0);
    assert_eq!(spoken.out, "Kept as arrival 4: it opens case 2.\n");
    let empty = folder
        .run_with(&["receive", "--json", "--sender", ""], b"")
        .ended(0)
        .json();
    assert_eq!(empty["arrival"], 5);

    let report = folder.run(&["doctor", "--json"]).ended(0).json();
    assert_eq!(report["ok"], true, "{report}");
    let ledger = &report["ledger"];
    let sum = ["case", "duplicate", "screened", "needs_person"]
        .iter()
        .map(|k| ledger[k].as_i64().expect("a number"))
        .sum::<i64>();
    assert_eq!((ledger["arrivals"].as_i64(), sum), (Some(5), 5), "{ledger}");
    let count = |name: &str| report["counts"][name].as_i64().expect("a number");
    assert!(
        count("cases") >= 2
            && count("messages") >= 2
            && count("people") >= 1
            && count("events") >= 2
    );
    assert_eq!(count("attachments"), 0);
    assert_eq!(report["outbox"]["sent"], 0);
    for check in report["checks"].as_array().expect("checks") {
        assert!(
            check["name"].is_string() && check["ok"] == true && check["detail"].is_string(),
            "{check}"
        );
    }
}

#[test]
fn what_cannot_be_kept_ends_with_75_and_says_why() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("file"), "").expect("written");
    let ran = folder.run_with(
        &["receive", "--data", "file/below"],
        &letter("1", "a@b.example"),
    );
    ran.refused(
        75,
        "the letter is not kept, bring it again: making the data folder",
    );
    let ran = folder.run_with(&["receive", "--database", "sqlite:file"], b"x");
    assert_eq!(
        ran.code,
        Some(0),
        "an empty file becomes a database: {}",
        ran.err
    );
    std::fs::write(
        folder.path().join("other"),
        "not a database at all, but long enough to be looked at ".repeat(40),
    )
    .expect("written");
    let ran = folder.run_with(&["receive", "--database", "sqlite:other"], b"x");
    ran.refused(
        75,
        "file is not a database. Nothing was changed. Bring the file back from a backup",
    );
    let mut small = folder.command(&["receive"]);
    let mut child = small
        .env("HELIOTROPE_LIMITS__LETTER_IN", "1 KiB")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let _ = child.stdin.take().expect("input").write_all(&[b'x'; 2000]);
    let ran = Ran::from(child.wait_with_output().expect("it ends"));
    ran.refused(75, "larger than limits.letter_in allows (1024 bytes)");
}

#[test]
fn two_processes_that_begin_in_an_empty_folder_at_once_agree() {
    let folder = Folder::new();
    std::thread::scope(|threads| {
        for n in 0..8 {
            let folder = &folder;
            threads.spawn(move || {
                let ran = folder.run_with(
                    &["receive", "--json"],
                    &letter(&n.to_string(), "help@example.org"),
                );
                assert_eq!(ran.ended(0).json()["verdict"], "needs-person");
            });
        }
    });
    let report = folder.run(&["doctor", "--json"]).ended(0).json();
    assert_eq!(report["ledger"]["arrivals"], 8);
    let files = std::fs::read_dir(folder.path().join("heliotrope-data")).expect("the data folder");
    let names: Vec<String> = files
        .map(|f| {
            f.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert!(
        names.iter().filter(|name| name.starts_with("key")).count() == 1,
        "{names:?}"
    );
}

#[test]
fn serve_says_where_it_listens_works_beside_commands_and_stops_when_asked() {
    let folder = Folder::new();
    let serving = folder.serve(&[("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0")]);
    let mut keys: Vec<&String> = serving
        .ready
        .as_object()
        .expect("an object")
        .keys()
        .collect();
    keys.sort();
    assert_eq!(keys, ["setup", "smtp", "url"]);
    assert!(!serving.address().ends_with(":0"));
    let setup = serving.ready["setup"].as_str().expect("a link");
    let page = setup.strip_prefix(serving.ready["url"].as_str().expect("a url"));
    assert!(
        serving
            .get(page.expect("it leads here"))
            .contains("Who are you?"),
        "the first page of the set-up"
    );
    assert!(serving.get("/healthz").ends_with("ok\n"));

    let smtp = TcpStream::connect(serving.ready["smtp"].as_str().expect("an address"))
        .expect("it listens");
    let mut greeting = String::new();
    BufReader::new(&smtp)
        .read_line(&mut greeting)
        .expect("it greets");
    assert!(greeting.starts_with("220 "), "{greeting}");

    let began = Instant::now();
    for n in 0..10 {
        folder
            .run_with(&["receive"], &letter(&n.to_string(), "help@example.org"))
            .ended(0);
    }
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "waited for locks: {:?}",
        began.elapsed()
    );
    let report = folder.run(&["doctor", "--json"]).ended(0).json();
    assert_eq!(report["ledger"]["arrivals"], 10);

    folder
        .run(&[
            "user",
            "add",
            "maya@example.org",
            "--name",
            "Maya",
            "--role",
            "admin",
        ])
        .ended(0);
    let link = folder
        .run(&["user", "link", "maya@example.org", "--json"])
        .ended(0)
        .json();
    let link = link["link"].as_str().expect("a link");
    let path = link
        .strip_prefix(serving.ready["url"].as_str().expect("a url"))
        .expect("it leads to the desk that runs");
    assert!(serving.get(path).contains("Maya"), "the page of the link");

    let well = folder.run(&["healthcheck", "--json"]).ended(0).json();
    assert_eq!(
        (&well["ok"], &well["said"]),
        (&json!(true), &json!("ready"))
    );
    folder
        .run(&["serve", "--listen", "127.0.0.1:0"])
        .refused(1, "another serve already works on");
    folder
        .run(&["serve", "--data", "other", "--listen", serving.address()])
        .refused(1, "Another program listens there");

    let (code, took) = serving.stop();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    // Somebody was added by hand: there is nothing to set up.
    assert!(folder.serve(&[]).ready["setup"].is_null());
    folder
        .run(&["healthcheck"])
        .refused(1, "no desk answers there");
}

/// Said before any letter could carry such a link.
#[test]
fn serve_says_at_once_that_links_would_lead_nowhere() {
    let folder = Folder::new();
    let check = |listen: &str, environment: &[(&str, &str)], words: Option<&str>| {
        let serving = folder.serve_at(listen, environment);
        assert_eq!(serving.stop().0, Some(0));
        let log = std::fs::read_to_string(folder.path().join("serve.log")).expect("its log");
        match words {
            Some(words) => assert!(log.contains(words), "{log}\ndoes not say\n{words}"),
            None => assert!(!log.contains("web.public_url"), "{log}"),
        }
    };
    let url = "HELIOTROPE_WEB__PUBLIC_URL";
    let here = Some("which only this machine reaches: set web.public_url before customers write");
    check("127.0.0.1:0", &[], here);
    check("127.0.0.1:0", &[(url, "http://localhost:8000")], here);
    let nowhere = Some(
        "No link leaves with letters, because http://localhost:8000 is reached by this machine only",
    );
    check("0.0.0.0:0", &[(url, "http://localhost:8000")], nowhere);
    check("0.0.0.0:0", &[(url, "https://desk.example.org")], None);
}
