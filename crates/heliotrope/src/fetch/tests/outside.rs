//! Letters that one of us wrote without this desk, in the folder of sent ones.

use super::*;
use crate::messages;

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_letter_filed_as_sent_is_fetched_as_our_reply() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders.push("Sent".to_owned());
        fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        dovecot.put(&letter("a@c.example", "Ines <ines@c.example>", "Lost key", "I lost my key."));
        until_arrived(&desk, 1, "the customer's letter").await;
        let ours = "Message-ID: <p@desk.example>\r\nFrom: help@desk.example\r\nTo: ines@c.example\r\n\
                    In-Reply-To: <a@c.example>\r\nSubject: Re: Lost key\r\n\r\nA new one is on its way.\r\n";
        dovecot.put_in("Sent", ours.as_bytes());
        crate::fetch::now(&desk.desk, 1);
        until_arrived(&desk, 2, "our own letter").await;
        running.stop().await;
        let said = desk.read(|tx| Ok(messages::store::of_case(tx, 1)?)).await;
        assert_eq!(said[1].kind, messages::Kind::Reply);
        assert_eq!(said[1].words.trim(), "A new one is on its way.");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn where_only_sent_letters_are_fetched_they_are_ours_too() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let mut sent = fetching(&desk, dovecot.port, PASSWORD);
        sent.folders = vec!["Sent".to_owned()];
        // What customers write comes by another door.
        let case = desk.case("Ines", "I lost my key.").await;
        fetch_from(&desk, sent).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        let ours = "Message-ID: <p@desk.example>\r\nFrom: help@desk.example\r\nTo: ines@customer.example\r\n\
                    Subject: Re: [#1]\r\n\r\nWe look for it.\r\n";
        dovecot.put_in("Sent", ours.as_bytes());
        until_arrived(&desk, 1, "our own letter").await;
        running.stop().await;
        let cases = desk.count(::store::sql!("SELECT COUNT(*) FROM cases")).await;
        assert_eq!((cases, case), (1, 1), "no case of a customer named as we are");
        assert_eq!(ledger(&desk).await.duplicate, 1, "it answers nothing here");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_server_that_does_not_tell_of_new_letters_is_asked_for_them() {
    testing::each(AT, async |desk| {
        let plain = "imap_capability = IMAP4rev1 SASL-IR ENABLE LITERAL+ UIDPLUS";
        let mut dovecot = Dovecot::start_with(None, plain).await;
        let signed_in = try_sign_in(&source(&dovecot, Tls::None, PASSWORD)).await;
        assert!(!signed_in.unwrap().idle);
        let mailbox = fetch_from(&desk, fetching(&desk, dovecot.port, PASSWORD)).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        for n in 0..3 {
            let id = format!("plain{n}@c.example");
            dovecot.put(&letter(
                &id,
                "Ines <ines@c.example>",
                "Lost key",
                &format!("Key {n}"),
            ));
            crate::fetch::now(&desk.desk, mailbox);
            until_arrived(&desk, n + 1, "asked for at once").await;
        }
        // Nobody presses: it is looked for all the same.
        dovecot.put(&letter(
            "late@c.example",
            "Bo <bo@c.example>",
            "Late",
            "Found by looking",
        ));
        let began = Instant::now();
        while ledger(&desk).await.arrivals < 4 {
            assert!(began.elapsed() < Duration::from_secs(75), "within a minute");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        running.stop().await;
        let all = ledger(&desk).await;
        assert_eq!((all.case, all.duplicate), (4, 0));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_folder_that_is_gone_is_said_and_keeps_no_other_waiting() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders = vec!["Gone".to_owned(), "INBOX".to_owned()];
        let mailbox = fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "it is said, by its name", |s| {
            s.code.as_deref() == Some("folder")
                && s.said.as_deref().is_some_and(|w| w.starts_with("Gone: "))
        })
        .await;
        dovecot.put(&letter(
            "a@c.example",
            "Ines <ines@c.example>",
            "Lost key",
            "I lost my key.",
        ));
        crate::fetch::now(&desk.desk, mailbox);
        until_arrived(&desk, 1, "the letter in the folder that is there").await;
        until(&desk, "and is said still", |s| s.failing_since.is_some()).await;
        running.stop().await;
    })
    .await;
}
