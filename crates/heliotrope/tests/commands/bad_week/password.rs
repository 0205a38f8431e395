//! A password that expired, for a week.

use std::time::{Duration, SystemTime};

use super::{Clock, Elsewhere, MAILBOX, doctor, finding, until, until_all};
use crate::folder::Folder;
use crate::foreign::{PASSWORD, USER};
use crate::full_disk::Browser;

const DAY: u64 = 86_400;
const NEW: &str = "nine patient otters";

/// The week is over now; it began seven days ago.
fn day(n: u64) -> SystemTime {
    SystemTime::now() - Duration::from_secs((7 - n) * DAY)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_password_that_expired_for_a_week_costs_no_letter_and_no_time() {
    let mut elsewhere = Elsewhere::start().await;
    let mut folder = Folder::new();
    let clock = Clock::of(&mut folder);
    let at = |n: u64| clock.off_by(-i64::try_from((7 - n) * DAY).expect("a week"));
    at(0);
    folder.set("HELIOTROPE_LOG__LEVEL", "debug");
    elsewhere.put(day(0) - Duration::from_secs(DAY), "Before you.");
    let mara = ["--name", "Mara", "--role", "admin"];
    folder
        .run(&[&["user", "add", "mara@desk.example"], &mara[..]].concat())
        .ended(0);
    elsewhere.add_to(&folder, elsewhere.dovecot.port, 1, None);
    let serving = folder.serve(&[]);
    let mara = Browser::signed_in(&folder, &[], &serving);
    until_all(
        &serving,
        &elsewhere,
        "while it works",
        Duration::from_secs(20),
    );

    elsewhere.dovecot.password(NEW);
    elsewhere.dovecot.stop();
    elsewhere.dovecot.go_on();
    let let_in = elsewhere.dovecot.sign_ins().0;
    for n in 0..7 {
        at(n);
        for hour in [1, 9, 17] {
            elsewhere.put(day(n) + Duration::from_secs(hour * 3600), "Please answer.");
        }
        if n == 0 {
            until("it is noticed", Duration::from_secs(20), || {
                let (status, page) = mara.get("/today");
                assert_eq!(status, 200, "{page}");
                (page.contains("cannot be fetched since"), page)
            });
        }
        std::thread::sleep(Duration::from_millis(700));
    }
    let (in_now, in_vain) = elsewhere.dovecot.sign_ins();
    assert_eq!(in_now, let_in);
    // In growing pauses: nobody is locked out for trying too often.
    assert!((1..6).contains(&in_vain), "{in_vain} tries in ten seconds");

    at(7);
    let banner = format!("Letters to {MAILBOX} cannot be fetched since");
    let server = format!("127.0.0.1:{} says:", elsewhere.dovecot.port);
    let said = "[AUTHENTICATIONFAILED] Authentication failed.";
    let page = mara.get("/settings/health").1;
    for words in [banner.as_str(), &server, said, "nothing is lost"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let report = folder.run(&["doctor", "--json"]).ended(1).json();
    let (well, words) = finding(&report, "fetching");
    assert!(!well && words.contains(said), "{words}");
    let began = words.split_once("since ").expect("a time").1;
    let day = began.split_once(';').expect("a sentence").0;
    assert!(day.contains(' '), "a day and not only an hour: {day}");
    assert_eq!(report["ledger"]["arrivals"], 1);

    // Typed into the page: letters come at once, not after the pause.
    let port = elsewhere.dovecot.port.to_string();
    let fields = [
        ("address", MAILBOX),
        ("name", "Help"),
        ("language", "en"),
        ("zone", "Europe/Berlin"),
        ("imap_host", "127.0.0.1"),
        ("imap_port", &port),
        ("imap_tls", "none"),
        ("imap_user", USER),
        ("imap_password", NEW),
        ("imap_folders", "INBOX"),
        ("imap_after", "leave"),
    ];
    let (status, page) = mara.post("/settings/mailboxes/1", &fields);
    assert_eq!(status, 303, "{page}");
    until_all(
        &serving,
        &elsewhere,
        "after the week",
        Duration::from_secs(5),
    );
    until("all is well", Duration::from_secs(20), || {
        let page = mara.get("/today").1;
        (!page.contains("cannot be fetched"), page)
    });
    assert!(finding(&doctor(&folder), "fetching").0);
    elsewhere.agrees_with(&folder);
    // The oldest waits longest, and its case says since when.
    let (_, page) = mara.get("/cases/2");
    assert!(page.contains("Question 1"), "{page}");

    drop(serving);
    let log = std::fs::read_to_string(folder.path().join("serve.log")).expect("its log");
    assert!(
        log.contains("Fetching was interrupted") && log.contains("Fetched letters"),
        "{log}"
    );
    for private in [
        PASSWORD,
        NEW,
        USER,
        MAILBOX,
        "writer1@",
        "Please answer",
        "Question 1",
    ] {
        assert!(!log.contains(private), "the log holds {private}");
    }
}
