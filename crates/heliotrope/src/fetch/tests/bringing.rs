//! What is brought, what is left, and what stays as it was on the server.

use super::*;
use crate::team::Role;

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn from_now_on_each_letter_comes_once_and_stays_unread_on_its_server() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        for n in 0..5 {
            let old = letter(
                &format!("old{n}@c.example"),
                "old@c.example",
                "Old",
                "Before you.",
            );
            dovecot.put_at(&old, days(-30));
        }
        fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        assert_eq!(
            ledger(&desk).await.arrivals,
            0,
            "what was there stays there"
        );

        // The line rests in an IDLE now.
        let began = Instant::now();
        dovecot.put(&letter(
            "a@c.example",
            "Ines <ines@c.example>",
            "Lost key",
            "I lost my key.",
        ));
        until_arrived(&desk, 1, "the first letter").await;
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "by IDLE, not by looking"
        );
        for n in 0..120 {
            let from = format!("writer{n}@c.example");
            dovecot.put(&letter(
                &format!("b{n}@c.example"),
                &from,
                "Question",
                "How?",
            ));
        }
        let all = until_arrived(&desk, 121, "120 letters").await;
        assert_eq!((all.case, all.duplicate), (121, 0));
        running.stop().await;

        assert_eq!(
            dovecot.letters(),
            (126, 0),
            "all there, none marked as read"
        );
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/cases/1").await;
        assert!(page.text.contains("I lost my key."), "{}", page.text);
        // The cursor is kept: a new start brings nothing twice.
        let running = start(desk.desk.clone());
        dovecot.put(&letter(
            "last@c.example",
            "ines@c.example",
            "One more",
            "Hello again.",
        ));
        let all = until_arrived(&desk, 122, "after a new start").await;
        assert_eq!((all.case, all.duplicate), (122, 0));
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn the_last_letters_are_brought_when_asked_for_and_nobody_gets_a_late_receipt() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        for n in 0..8 {
            let from = format!("old{n}@c.example");
            let old = letter(
                &format!("old{n}@c.example"),
                &from,
                &format!("Old {n}"),
                "Before.",
            );
            dovecot.put_at(&old, days(n - 20));
        }
        let bring = Fetching {
            bring: Some(3),
            ..fetching(&desk, dovecot.port, PASSWORD)
        };
        fetch_from(&desk, bring).await;
        let running = start(desk.desk.clone());
        until_arrived(&desk, 3, "the last three").await;
        until(&desk, "done", |s| s.last_fetched_at.is_some()).await;
        let subjects = desk
            .read(|tx| {
                let mut found = Vec::new();
                for number in 1..=3 {
                    found.push(cases::store::find(tx, number)?.unwrap().subject);
                }
                Ok(found)
            })
            .await;
        assert_eq!(subjects, ["Old 5", "Old 6", "Old 7"]);
        let receipts = ::store::sql!("SELECT COUNT(*) FROM outbox");
        assert_eq!(
            desk.count(receipts).await,
            0,
            "nothing leaves for old letters"
        );
        dovecot.put_at(
            &letter("new@c.example", "ines@c.example", "New", "Now."),
            days(0),
        );
        until_arrived(&desk, 4, "a new one").await;
        assert_eq!(
            desk.count(receipts).await,
            1,
            "a new letter gets its receipt"
        );
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_folder_that_counts_anew_is_looked_at_again_and_what_we_have_is_known() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        let old = letter("old@c.example", "old@c.example", "Old", "Before.");
        dovecot.put_at(&old, days(-30));
        fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        for n in 0..4 {
            let from = format!("writer{n}@c.example");
            dovecot.put(&letter(
                &format!("a{n}@c.example"),
                &from,
                "Question",
                "How?",
            ));
        }
        until_arrived(&desk, 4, "four letters").await;
        dovecot.renumber();
        dovecot.put(&letter(
            "a4@c.example",
            "writer4@c.example",
            "Question",
            "And this?",
        ));
        let all = until_arrived(&desk, 9, "four again and a new one").await;
        assert_eq!((all.case, all.duplicate), (5, 4));
        until(&desk, "it is said", |s| s.renumbered_at.is_some()).await;
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn of_a_letter_that_is_too_large_the_head_comes_and_the_case_says_so() {
    testing::each(AT, async |desk| {
        let desk = desk.with(|c| c.limits.letter_in = 64 * 1024);
        let mut dovecot = Dovecot::start().await;
        fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
        let large = "0123456789 abcdefghijklmnopqrstuvwxyz\r\n".repeat(4_000);
        dovecot.put(&letter("s@c.example", "first@c.example", "Small", "Before it."));
        dovecot.put(&letter("l@c.example", "ines@c.example", "My photographs", &large));
        dovecot.put(&letter("t@c.example", "third@c.example", "Small", "Behind it."));
        let running = start(desk.desk.clone());
        let all = until_arrived(&desk, 3, "three letters").await;
        assert_eq!(all.case, 3);
        running.stop().await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/cases/2").await;
        let words = page.words();
        assert!(words.contains("My photographs"), "{words}");
        assert!(
            words.contains("This letter of 156 kB is larger than the desk takes in. Only its head is here; the whole letter still lies on the server it was fetched from."),
            "{words}"
        );
        assert!(!words.contains("0123456789"), "{words}");
        assert_eq!(dovecot.letters().0, 3);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_letter_that_the_server_cannot_hand_over_does_not_stop_the_others() {
    testing::each(AT, async |desk| {
        // One that it cannot even measure, and one that it can.
        for measured in [false, true] {
            let mut dovecot = Dovecot::start().await;
            dovecot.measured = measured;
            let mailbox = fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
            let before = ledger(&desk).await;
            let id = |name: &str| format!("{name}{measured}@c.example");
            dovecot.put(&letter(&id("a"), "first@c.example", "First", "Before it."));
            dovecot.put(&letter(&id("b"), "ines@c.example", "Locked", "Nobody can read this."));
            dovecot.put(&letter(&id("c"), "third@c.example", "Third", "Behind it."));
            dovecot.lock_letter("Nobody can read this.");
            let running = start(desk.desk.clone());
            let until_then = Instant::now() + PATIENCE;
            let all = loop {
                let all = ledger(&desk).await;
                if all.arrivals >= before.arrivals + 3 {
                    break all;
                }
                let state = state(&desk).await;
                assert!(Instant::now() < until_then, "{all:?} {state:?} {}", dovecot.log_tail());
                // Somebody presses the key: pauses are for servers.
                now(&desk.desk, mailbox);
                tokio::time::sleep(Duration::from_millis(100)).await;
            };
            assert_eq!(all.case, before.case + 2);
            assert_eq!(all.needs_person, before.needs_person + 1);
            until(&desk, "well again", |s| s.failing_since.is_none()).await;
            running.stop().await;
        }
        assert_eq!(state(&desk).await.skipped, 2);
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let words = maya.get("/screened").await.words();
        assert!(
            words.contains("the other server did not hand it over; this is all we know of it, and it still lies there"),
            "{words}"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn kept_letters_are_marked_or_taken_away_only_when_somebody_asked_for_it() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        let after = |after| Fetching {
            after,
            ..fetching(&desk, dovecot.port, PASSWORD)
        };
        let (seen, delete) = (
            after(mailboxes::After::Seen),
            after(mailboxes::After::Delete),
        );
        fetch_from(&desk, seen).await;
        let running = start(desk.desk.clone());
        dovecot.put(&letter("a@c.example", "first@c.example", "First", "One."));
        until_arrived(&desk, 1, "to be marked").await;
        let until = Instant::now() + PATIENCE;
        while dovecot.letters() != (1, 1) {
            assert!(Instant::now() < until, "{:?}", dovecot.letters());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Changed settings count at once.
        fetch_from(&desk, delete).await;
        dovecot.put(&letter("b@c.example", "second@c.example", "Second", "Two."));
        until_arrived(&desk, 2, "to be deleted").await;
        let until = Instant::now() + PATIENCE;
        while dovecot.letters() != (1, 1) {
            assert!(Instant::now() < until, "{:?}", dovecot.letters());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn an_expired_password_is_said_and_mended() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        let mailbox = fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
        let running = start(desk.desk.clone());
        dovecot.put(&letter("a@c.example", "first@c.example", "First", "One."));
        until_arrived(&desk, 1, "before").await;

        dovecot.password("another one");
        dovecot.stop();
        dovecot.go_on();
        until(&desk, "locked out", |s| {
            s.code.as_deref() == Some("sign-in")
        })
        .await;
        dovecot.put(&letter("b@c.example", "second@c.example", "Second", "Two."));
        let said = state(&desk).await;
        assert_eq!(
            said.said.as_deref(),
            Some("[AUTHENTICATIONFAILED] Authentication failed.")
        );
        assert_eq!(said.failing_since, Some(desk.now()));
        assert!(said.next_try.is_some_and(|next| next > desk.now()));
        assert_eq!(ledger(&desk).await.arrivals, 1);

        // Mended there, and looked at when somebody asks.
        dovecot.password(PASSWORD);
        now(&desk.desk, mailbox);
        until_arrived(&desk, 2, "after").await;
        until(&desk, "well again", |s| {
            s.failing_since.is_none() && s.said.is_none()
        })
        .await;
        // Changed there, and mended here.
        dovecot.password("a third one");
        dovecot.stop();
        dovecot.go_on();
        dovecot.put(&letter("c@c.example", "third@c.example", "Third", "Three."));
        until(&desk, "locked out", |s| {
            s.code.as_deref() == Some("sign-in")
        })
        .await;
        fetch_from(&desk, fetching(&desk, dovecot.port, "a third one")).await;
        let all = until_arrived(&desk, 3, "after the new password").await;
        assert_eq!((all.case, all.duplicate), (3, 0));
        running.stop().await;
    })
    .await;
}
