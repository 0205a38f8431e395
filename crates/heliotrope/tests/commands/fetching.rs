//! Letters that lie on another server: a mailbox added while the desk serves.

use std::time::{Duration, Instant};

use crate::folder::{Folder, letter};
use crate::foreign::imap::Dovecot;
use crate::foreign::{PASSWORD, USER};

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_mailbox_added_while_the_desk_serves_is_fetched_at_once() {
    let mut dovecot = Dovecot::start().await;
    let folder = Folder::new();
    let serving = folder.serve(&[]);
    let imap = format!(
        "imap://{}@127.0.0.1:{}?tls=none",
        USER.replace('@', "%40"),
        dovecot.port
    );
    let add = ["mailbox", "add", "help@example.org", "--imap", &imap];
    let password = format!("{PASSWORD}\n");
    folder.run_with(&add, password.as_bytes()).ended(0);
    let tried = folder.run(&["mailbox", "test"]).ended(0).out;
    assert!(
        tried.contains("it lets us in; 0 letters lie there"),
        "{tried}"
    );

    // It may still be getting in; a letter from now on is ours all the same.
    dovecot.put(&letter("1", "help@example.org"));
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let report = folder.run(&["doctor", "--json"]).ended(0).json();
        if report["ledger"]["case"] == 1 {
            assert_eq!(report["ledger"]["arrivals"], 1, "{report}");
            break;
        }
        assert!(Instant::now() < until, "{report}");
        std::thread::sleep(Duration::from_millis(200));
    }
    // It rests in an IDLE, and still ends at once.
    let (code, took) = serving.stop();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(dovecot.letters(), (1, 0));
}
