//! Who gets a receipt, and what it promises.

use super::*;
use crate::messages::Mark;
use crate::promises;
use crate::web::Problem;
use std::time::Duration;

#[tokio::test]
async fn a_mailbox_that_gives_a_date_promises_it_in_the_receipt() {
    each(async |world| {
        add_mailbox(&world.desk, "quick@desk.example", Some(24 * 60)).await;
        let verdict = world
            .receive(letter(INES, "d1@x", "", "Hello"), &["quick@desk.example"])
            .await;
        let number = verdict.case.unwrap();
        let live = world
            .read(move |tx| promises::store::live(tx, number))
            .await;
        assert_eq!((live.len(), live[0].house, live[0].owner), (1, true, None));
        assert_eq!(live[0].due, NOON.plus(Duration::from_secs(24 * 3600)));
        assert_eq!(
            live[0].words,
            "Next word from us by Friday, 6 March 2026, 12:00 CET."
        );
        assert_eq!(world.case(verdict.case).await.owed_at, live[0].due);
    })
    .await;
}

/// The house promises what 95 of 100 answers took, the team owns it until
/// somebody takes the case, and a second letter causes no second receipt.
#[tokio::test]
async fn s1_the_receipt_promises_what_the_house_keeps() {
    each(async |world| {
        let quick = add_mailbox(&world.desk, "quick@desk.example", Some(24 * 60)).await;
        world
            .write(move |tx| {
                let pace = crate::receipts::Pace {
                    answers: 40,
                    nearly_all_min: 100,
                    usual_min: 50,
                };
                crate::receipts::store::keep(tx, quick, Some(&pace), NOON)
            })
            .await;
        let first = world
            .receive(letter(INES, "d1@x", "", "Hello"), &["quick@desk.example"])
            .await;
        let number = first.case.unwrap();
        let live = world
            .read(move |tx| promises::store::live(tx, number))
            .await;
        assert_eq!(
            (live[0].words.as_str(), live[0].owner),
            (
                "Next word from us by Thursday, 5 March 2026, 13:45 CET.",
                None
            )
        );
        let said = world
            .read(move |tx| outbox::store::of_case(tx, number))
            .await;
        assert_eq!(said.len(), 1);
        let more = letter(INES, "d2@x", "In-Reply-To: <d1@x>", "And the shade is gone");
        let second = world.receive(more, &["quick@desk.example"]).await;
        assert_eq!(second.case, first.case);
        assert_eq!(world.receipts(first.case).await, 1);
        let maya = world
            .write(|tx| crate::team::store::add_for_tests(tx, "maya@desk.example", "Maya", NOON))
            .await;
        world
            .desk
            .db
            .write(move |tx| cases::deeds::assign(tx, &asker(maya), number, Some(maya), NOON))
            .await
            .unwrap_or_else(|p: Problem| panic!("{}", p.cause_in_words()));
        let live = world
            .read(move |tx| promises::store::live(tx, number))
            .await;
        assert_eq!(live[0].owner, Some(maya));
    })
    .await;
}

#[tokio::test]
async fn one_person_gets_at_most_one_receipt_an_hour() {
    each(async |world| {
        let first = world.help(letter(INES, "h1@x", "", "One")).await;
        let second = world.help(letter(INES, "h2@x", "", "Two")).await;
        world.desk.clock.advance(Duration::from_secs(3601));
        let third = world.help(letter(INES, "h3@x", "", "Three")).await;
        let mut receipts = Vec::new();
        for verdict in [first, second, third] {
            receipts.push(world.receipts(verdict.case).await);
        }
        assert_eq!(receipts, [1, 0, 1]);
    })
    .await;
}

#[tokio::test]
async fn automatic_letters_are_shown_and_never_answered() {
    each(async |world| {
        let first = world.help(letter(INES, "m1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "Here.").await;
        let headers = format!("Auto-Submitted: auto-replied\r\nIn-Reply-To: <{ours}>");
        let away = world
            .help(letter(INES, "m2@x", &headers, "I am away until Monday."))
            .await;
        assert_eq!(away.case, first.case);
        assert!(
            world.case(first.case).await.is_closed(),
            "a machine reopens nothing"
        );
        assert_eq!(world.messages(first.case).await[2].mark, Some(Mark::Auto));
        for (n, header) in [
            "Auto-Submitted: auto-replied",
            "List-Id: <talk.example.org>",
        ]
        .iter()
        .enumerate()
        {
            let from = format!("bot{n}@machine.example");
            let alone = world
                .help(letter(&from, &format!("m3{n}@x"), header, "Words"))
                .await;
            assert!(alone.new, "it is not hidden");
            assert_eq!(world.receipts(alone.case).await, 0, "{header}");
        }
    })
    .await;
}

/// A bomb: a hundred letters of one stranger within minutes. Each is kept in a
/// case, and one answer leaves.
#[tokio::test]
async fn a_hundred_letters_of_one_stranger_are_kept_and_answered_once() {
    each(async |world| {
        let (mut cases, mut receipts) = (std::collections::BTreeSet::new(), 0);
        for n in 0..100 {
            let words = format!("Letter {n} of a hundred");
            let came = letter("bomb@other.example", &format!("b{n}@x"), "", &words);
            let verdict = world.help(came).await;
            assert_eq!((verdict.shown(), verdict.new), ("case", true), "{n}");
            receipts += world.receipts(verdict.case).await;
            cases.insert(verdict.case);
            world.desk.clock.advance(Duration::from_secs(5));
        }
        assert_eq!((cases.len(), receipts), (100, 1));
        world.check_ledger().await;
    })
    .await;
}

/// What a provider reports about a letter of ours is shown, marked, and never
/// answered: somebody pressed "spam", nobody asked.
#[tokio::test]
async fn a_feedback_report_is_shown_marked_and_never_answered() {
    each(async |world| {
        let report = "From: reports@provider.example\r\nTo: help@desk.example\r\nSubject: Complaint\r\n\
            Message-ID: <report@provider.example>\r\nDate: Thu, 5 Mar 2026 11:00:00 +0000\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nThis is a report about a letter of yours.\r\n\
            --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Provider/1\r\n\
            Version: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: help@desk.example\r\n\
            Subject: News\r\n\r\nWords\r\n--b--\r\n";
        let came = world.help(report.as_bytes()).await;
        assert_eq!(came.shown(), "case", "it is not hidden");
        assert_eq!(
            world.messages(came.case).await[0].mark,
            Some(Mark::Feedback)
        );
        assert_eq!(world.receipts(came.case).await, 0);
        world.check_ledger().await;
    })
    .await;
}
