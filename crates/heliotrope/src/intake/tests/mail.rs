//! Where letters go: each sentence of the design's section on matching.

use super::*;
use crate::intake::{Ending, store as rows};
use crate::messages::Mark;
use crate::outbox::Delivery;
use crate::web::{Asker, Problem, Role, Via};
use crate::{needs, promises};
use std::time::Duration;

const INES: &str = "Ines Ebner <ines@example.org>";

impl World {
    /// A reply of ours, sent and closing the case. Gives its Message-ID.
    async fn answer(&self, case: Option<i64>, words: &'static str) -> String {
        let number = case.expect("a case");
        let now = self.desk.now();
        let written = self.desk.db.write(move |tx| {
            let agent = crate::team::store::add_for_tests(tx, "maya@desk.example", "Maya", now);
            let asker = asker(agent.unwrap_or(1));
            let reply = cases::deeds::Reply {
                words: words.into(),
                close: true,
                ..Default::default()
            };
            cases::deeds::reply(tx, &asker, number, &reply, now)
        });
        let message = written
            .await
            .unwrap_or_else(|p: Problem| panic!("{}", p.cause_in_words()))
            .message;
        self.read(move |tx| Ok(messages::store::outgoing(tx, message)?.unwrap().letter_id))
            .await
    }
}

fn asker(agent: i64) -> Asker {
    Asker {
        agent,
        name: "Maya".into(),
        address: "maya@desk.example".into(),
        role: Role::Agent,
        lang: crate::kit::words::Lang::En,
        zone: jiff::tz::TimeZone::UTC,
        via: Via::Token { id: 1 },
        form_token: String::new(),
        scheme: "system".into(),
        density: "roomy".into(),
        single_keys: true,
        undo_seconds: 20,
    }
}

#[tokio::test]
async fn a_new_letter_opens_a_case_with_its_words_files_and_a_receipt() {
    each(async |world| {
        let mail = "From: Ines Ebner <Ines@Example.org>\r\nTo: Help <help@desk.example>\r\nSubject: The lamp\r\n\
            Message-ID: <n1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMeine Lampe ist kaputt und ich brauche Hilfe, \
            bitte antworten Sie mir bald.\r\n--b\r\nContent-Type: image/png; name=\"lamp.png\"\r\n\
            Content-Disposition: attachment; filename=\"lamp.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            iVBORw0KGgo=\r\n--b--\r\n";
        let verdict = world.help(mail).await;
        assert_eq!((verdict.shown(), verdict.new, verdict.case), ("case", true, Some(1)));
        let case = world.case(verdict.case).await;
        assert_eq!((case.subject.as_str(), case.language.as_deref(), case.mailbox), ("The lamp", Some("de"), world.help));
        let messages = world.messages(verdict.case).await;
        let letter = &messages[0];
        assert_eq!((letter.sender.as_str(), letter.author_name.as_str()), ("ines@example.org", "Ines Ebner"));
        assert_eq!(letter.attachments[0].name, "lamp.png");
        let digest = letter.attachments[0].digest.clone();
        assert_eq!(world.read(move |tx| tx.blob(&digest)).await.unwrap(), b"\x89PNG\r\n\x1a\n");
        assert_eq!(world.receipts(verdict.case).await, 1);
        assert_eq!(world.check_ledger().await.case, 1);
    })
    .await;
}

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

#[tokio::test]
async fn the_same_letter_again_is_a_duplicate_and_the_same_id_with_other_words_is_not() {
    each(async |world| {
        let first = world.help(letter(INES, "s1@x", "", "Hello")).await;
        let again = world
            .help(letter(INES, "s1@x", "Received: from elsewhere", "Hello"))
            .await;
        assert_eq!(
            (again.shown(), again.case, again.new),
            ("duplicate", first.case, false)
        );
        let other = world.help(letter(INES, "s1@x", "", "Other words")).await;
        assert_eq!(other.shown(), "case");
        assert_eq!(world.check_ledger().await.duplicate, 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_letter_to_two_mailboxes_is_one_case_and_both_are_recorded() {
    each(async |world| {
        let mail = letter(INES, "t1@x", "", "Hello");
        world
            .receive(mail.clone(), &["help@desk.example", "shop@desk.example"])
            .await;
        // And by another door, with other transport headers.
        let again = world.receive(mail, &["shop@desk.example"]).await;
        assert_eq!((again.shown(), again.case), ("duplicate", Some(1)));
        let recipients = world
            .read(|tx| rows::list(tx, Some("t1@x"), i64::MAX, 9))
            .await;
        assert_eq!(recipients.iter().filter(|a| a.case == Some(1)).count(), 3);
        assert_eq!(world.messages(Some(1)).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_answer_joins_its_case_and_reopens_it_for_ever() {
    each(async |world| {
        let first = world.help(letter(INES, "r1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "It left us today.").await;
        assert!(world.case(first.case).await.is_closed());
        world.desk.clock.advance(Duration::from_secs(400 * 86_400));
        let headers = format!("In-Reply-To: <{ours}>\r\nReferences: <r1@x> <{ours}>");
        let second = world
            .help(letter(INES, "r2@x", &headers, "It never came."))
            .await;
        assert_eq!((second.case, second.new), (first.case, false));
        let case = world.case(first.case).await;
        assert_eq!((case.is_closed(), case.needs_open), (false, 1));
        assert_eq!(
            world.receipts(first.case).await,
            1,
            "an answer gets no second receipt"
        );
    })
    .await;
}

#[tokio::test]
async fn only_thanks_after_closing_makes_no_work() {
    each(async |world| {
        let first = world
            .help(letter(INES, "k1@x", "", "How do I change my address?"))
            .await;
        let ours = world.answer(first.case, "Under Settings.").await;
        let before = world.case(first.case).await;
        let thanks = world
            .help(letter(
                INES,
                "k2@x",
                &format!("In-Reply-To: <{ours}>"),
                "Thanks, got it!",
            ))
            .await;
        assert_eq!((thanks.shown(), thanks.case), ("case", first.case));
        let after = world.case(first.case).await;
        assert!(after.is_closed());
        assert_eq!(
            (after.since, after.turn, after.needs_open),
            (before.since, before.turn, 0)
        );
        assert_eq!(world.messages(first.case).await[2].mark, Some(Mark::Thanks));
        // While a case is open, thanks is a letter like any other.
        let open = world
            .help(letter("Bo <bo@example.org>", "k3@x", "", "Hello?"))
            .await;
        world
            .help(letter(
                "Bo <bo@example.org>",
                "k4@x",
                "In-Reply-To: <k3@x>",
                "Thanks!",
            ))
            .await;
        assert_eq!(world.messages(open.case).await[1].mark, None);
    })
    .await;
}

#[tokio::test]
async fn the_subject_alone_never_joins() {
    each(async |world| {
        let first = world.help(letter(INES, "u1@x", "", "Hello")).await;
        let second = world
            .help(letter(INES, "u2@x", "", "Hello again, the same subject"))
            .await;
        assert_ne!(first.case, second.case);
        assert!(second.new);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_who_holds_our_message_id_opens_a_case_of_their_own() {
    each(async |world| {
        let first = world.help(letter(INES, "v1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "On its way.").await;
        let headers = format!("In-Reply-To: <{ours}>");
        let stranger = world
            .help(letter(
                "Sam <sam@elsewhere.example>",
                "v2@x",
                &headers,
                "I know more",
            ))
            .await;
        assert_ne!(stranger.case, first.case);
        assert_eq!(stranger.reason.as_deref(), Some("belongs-to:1"));
        let number = stranger.case.unwrap();
        assert_eq!(
            world.read(move |tx| rows::belongs_to(tx, number)).await,
            first.case
        );
        assert!(
            world.case(first.case).await.is_closed(),
            "nothing happened to the case"
        );
        // A second stranger is pointed to the case itself, not to the first stranger's.
        let third = world
            .help(letter(
                "Kim <kim@elsewhere.example>",
                "v3@x",
                &headers,
                "Me too",
            ))
            .await;
        assert_eq!(third.reason.as_deref(), Some("belongs-to:1"));
        // The person of the case still comes home.
        let home = world
            .help(letter(INES, "v4@x", &headers, "Still nothing"))
            .await;
        assert_eq!(home.case, first.case);
    })
    .await;
}

#[tokio::test]
async fn the_token_in_the_address_lets_in_whoever_holds_it() {
    each(async |world| {
        let first = world.help(letter(INES, "w1@x", "", "Where is it?")).await;
        let number = first.case.unwrap();
        let person = world.case(first.case).await.person;
        let token = world
            .write(move |tx| cases::store::link(tx, number, person, NOON))
            .await;
        let to = format!("HELP+{}@desk.example", token.to_uppercase()).to_lowercase();
        let by_envelope = world
            .receive(
                letter("Sam <sam@elsewhere.example>", "w2@x", "", "From Sam"),
                &[&to],
            )
            .await;
        assert_eq!(by_envelope.case, first.case);
        let by_header = world
            .help(letter(
                "Kim <kim@x.example>",
                "w3@x",
                &format!("Cc: {to}"),
                "From Kim",
            ))
            .await;
        assert_eq!(by_header.case, first.case);
        let guessed = world.receive(
            letter("Eve <eve@x.example>", "w4@x", "", "From Eve"),
            &["help+aaaa@desk.example"],
        );
        assert_ne!(guessed.await.case, first.case);
    })
    .await;
}

#[tokio::test]
async fn copies_take_part_and_may_write_to_the_case() {
    each(async |world| {
        let copied = "Cc: Bo <bo@example.org>, shop@desk.example, Ines <ines@example.org>";
        let first = world
            .help(letter(INES, "c1@x", copied, "Bo is affected too"))
            .await;
        let number = first.case.unwrap();
        let others = world.read(move |tx| cases::store::others(tx, number)).await;
        let others: Vec<_> = others
            .iter()
            .map(|(_, role, address)| (role.as_str(), address.as_str()))
            .collect();
        assert_eq!(others, [("cc", "bo@example.org")]);
        let second = world
            .help(letter(
                "bo@example.org",
                "c2@x",
                "References: <c1@x>",
                "I am Bo",
            ))
            .await;
        assert_eq!(second.case, first.case);
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
async fn a_mailbox_does_not_answer_itself_and_knows_its_own_letters() {
    each(async |world| {
        let own = world
            .help(letter(
                "Shop <shop@desk.example>",
                "o1@x",
                "",
                "Passed on to help",
            ))
            .await;
        assert_eq!(world.receipts(own.case).await, 0);
        let first = world.help(letter(INES, "o2@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "It left us today.").await;
        let copy = letter(
            "Help <help@desk.example>",
            &ours,
            "In-Reply-To: <o2@x>",
            "It left us today.\r\n\r\n-- \r\nHelp",
        );
        let back = world.help(copy).await;
        assert_eq!((back.shown(), back.case), ("duplicate", first.case));
        assert_eq!(back.reason.as_deref(), Some("our-own"));
        // Somebody who only borrows our name and id is not swallowed.
        let borrowed = world
            .help(letter("Help <help@desk.example>", &ours, "", "Send money"))
            .await;
        assert_eq!(borrowed.shown(), "case");
    })
    .await;
}

#[tokio::test]
async fn a_bounce_joins_by_the_letter_it_returns_whoever_sends_it() {
    each(async |world| {
        let first = world.help(letter(INES, "b1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "It left us today.").await;
        let bounce = format!(
            "From: Mail Delivery System <mailer-daemon@relay.example>\r\nTo: help@desk.example\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <bounce1@relay.example>\r\n\
             Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n\
             Final-Recipient: rfc822; ines@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: help@desk.example\r\nTo: ines@example.org\r\n\
             Subject: Re: The lamp\r\nMessage-ID: <{ours}>\r\n\r\nIt left us today.\r\n--b--\r\n"
        );
        let verdict = world.help(bounce).await;
        assert_eq!((verdict.shown(), verdict.case), ("case", first.case));
        let case = world.case(first.case).await;
        assert_eq!((case.is_closed(), case.undelivered_at), (false, Some(NOON)));
        let number = first.case.unwrap();
        let (needs, envelopes) = world
            .read(move |tx| Ok((needs::store::of_case(tx, number)?, outbox::store::of_case(tx, number)?)))
            .await;
        assert_eq!(needs[0].told_at, None, "what it told is untold");
        let reply = envelopes.iter().find(|e| e.message.is_some()).unwrap();
        assert_eq!(reply.state, Delivery::Bounced);
        assert!(reply.said.as_deref().unwrap().contains("no such user here"), "{:?}", reply.said);
        let messages = world.messages(first.case).await;
        assert_eq!(messages.last().unwrap().mark, Some(Mark::Bounce));
    })
    .await;
}

#[tokio::test]
async fn letters_of_one_thread_that_overtake_each_other_are_one_case() {
    each(async |world| {
        let second = world
            .help(letter(
                INES,
                "f2@x",
                "In-Reply-To: <f1@x>\r\nReferences: <f1@x>",
                "And another thing",
            ))
            .await;
        let first = world
            .help(letter(INES, "f1@x", "", "The first thing"))
            .await;
        let third = world
            .help(letter(INES, "f3@x", "References: <f1@x>", "A third"))
            .await;
        assert_eq!((first.case, third.case), (second.case, second.case));
        assert_eq!(world.messages(second.case).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_missing_message_id_is_derived_from_the_bytes() {
    each(async |world| {
        let mail = "From: ines@example.org\r\nTo: help@desk.example\r\n\r\nNo id";
        let first = world.help(mail).await;
        let again = world.help(mail).await;
        assert_eq!((again.shown(), again.case), ("duplicate", first.case));
        let other = world.help(format!("{mail} but other words")).await;
        assert_eq!((other.shown(), other.new), ("case", true));
    })
    .await;
}

#[tokio::test]
async fn whatever_comes_is_kept_and_shown_as_far_as_it_can_be() {
    each(async |world| {
        let nested = format!(
            "From: a@example.org\r\nSubject: deep\r\n{}\r\n\r\nwords at the bottom\r\n",
            (0..5000)
                .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
                .collect::<String>()
        );
        let strange: [(&str, Vec<u8>); 7] = [
            ("empty", Vec::new()),
            ("headerless", b"just words, no headers at all".to_vec()),
            ("binary", (0..=255u8).cycle().take(5000).collect()),
            (
                "nul",
                b"From: a@example.org\r\nSubject: a\0b\r\n\r\nwords\0 here".to_vec(),
            ),
            ("no sender", b"Subject: nobody\r\n\r\nwords".to_vec()),
            (
                "long id",
                [
                    &b"From: a@example.org\r\nMessage-ID: <"[..],
                    &vec![b'x'; 9000],
                    b">\r\n\r\nwords",
                ]
                .concat(),
            ),
            ("deep", nested.into_bytes()),
        ];
        for (what, bytes) in strange {
            let verdict = world.help(bytes).await;
            assert_eq!((verdict.shown(), verdict.new), ("case", true), "{what}");
            let messages = world.messages(verdict.case).await;
            assert!(messages[0].raw.is_some(), "{what}");
            if what != "empty" {
                let shown = format!("{} {}", messages[0].words, messages[0].attachments.len());
                assert_ne!(shown, " 0", "{what}");
            }
        }
        let ledger = world.check_ledger().await;
        assert_eq!((ledger.case, ledger.unjudged), (7, 0));
    })
    .await;
}

#[tokio::test]
async fn a_letter_of_50_mib_is_kept_whole() {
    each(async |world| {
        let file = "QUJD".repeat(19).into_bytes();
        let mut mail = b"From: ines@example.org\r\nMessage-ID: <big@x>\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe film\r\n--b\r\n\
            Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n"
            .to_vec();
        while mail.len() < (50 << 20) - 200 {
            mail.extend_from_slice(&file);
            mail.extend_from_slice(b"\r\n");
        }
        mail.extend_from_slice(b"--b--\r\n");
        let size = mail.len();
        let verdict = world.help(mail).await;
        assert_eq!(verdict.shown(), "case");
        let messages = world.messages(verdict.case).await;
        assert_eq!(
            (
                messages[0].words.trim(),
                messages[0].attachments[0].name.as_str()
            ),
            ("The film", "film.mp4")
        );
        assert!(messages[0].attachments[0].size > 36 << 20);
        let raw = messages[0].raw.clone().unwrap();
        assert_eq!(
            world.read(move |tx| tx.blob(&raw)).await.unwrap().len(),
            size
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_mailbox_a_person_has_to_look() {
    each(async |world| {
        world
            .write(|tx| {
                for id in [1, 2] {
                    tx.execute(
                        ::store::sql!("UPDATE mailbox SET removed_at = 1 WHERE id = $1"),
                        ::store::args![id],
                    )?;
                }
                Ok(())
            })
            .await;
        let verdict = world
            .receive(letter(INES, "q1@x", "", "Anybody?"), &[])
            .await;
        assert_eq!(
            (verdict.shown(), verdict.ending),
            ("needs-person", Some(Ending::NeedsPerson))
        );
        assert_eq!(verdict.reason.as_deref(), Some("no-mailbox"));
        // Once there is a mailbox, a press opens the case with its own time.
        add_mailbox(&world.desk, "late@desk.example", None).await;
        world.desk.clock.advance(Duration::from_secs(3 * 86_400));
        let kept = intake::deeds::keep(&world.desk, &asker(1), verdict.arrival)
            .await
            .unwrap();
        assert_eq!((kept.shown(), kept.new), ("case", true));
        assert_eq!(world.messages(kept.case).await[0].at, NOON);
        assert_eq!(
            world.receipts(kept.case).await,
            0,
            "no receipt three days later"
        );
        let again = intake::deeds::keep(&world.desk, &asker(1), verdict.arrival)
            .await
            .unwrap();
        assert_eq!(again.case, kept.case, "pressed twice, kept once");
        assert_eq!(world.check_ledger().await.case, 1);
    })
    .await;
}

#[tokio::test]
async fn the_mailbox_is_the_envelopes_else_the_letters_else_the_first() {
    each(async |world| {
        let shop = world.help + 1;
        let to_shop = "Delivered-To: shop@desk.example";
        let by_envelope = world
            .receive(letter(INES, "x1@x", "", "One"), &["shop@desk.example"])
            .await;
        let by_header = world
            .receive(letter(INES, "x2@x", to_shop, "Two"), &[])
            .await;
        let blind = "From: ines@example.org\r\nMessage-ID: <x3@x>\r\nTo: undisclosed\r\n\r\nThree";
        let by_nothing = world.receive(blind, &[]).await;
        let mut mailboxes = Vec::new();
        for verdict in [by_envelope, by_header, by_nothing] {
            mailboxes.push(world.case(verdict.case).await.mailbox);
        }
        assert_eq!(mailboxes, [shop, shop, world.help]);
    })
    .await;
}

#[tokio::test]
async fn doors_that_race_for_one_thread_open_one_case() {
    each(async |world| {
        let world = Arc::new(world);
        let mut doors = tokio::task::JoinSet::new();
        for n in 0..32 {
            let world = world.clone();
            // Half of them the same letter, half of them others of the thread.
            let mail = if n % 2 == 0 {
                letter(INES, "race-root@x", "", "The first letter")
            } else {
                letter(
                    INES,
                    &format!("race{n}@x"),
                    "References: <race-root@x>",
                    &format!("Letter {n}"),
                )
            };
            doors.spawn(async move { world.help(mail).await });
        }
        let verdicts = doors.join_all().await;
        assert_eq!(
            verdicts.iter().filter(|v| v.new).count(),
            1,
            "one case was opened"
        );
        assert!(verdicts.iter().all(|v| v.case == verdicts[0].case));
        assert_eq!(
            world.messages(verdicts[0].case).await.len(),
            17,
            "each letter stands there once"
        );
        let ledger = world.check_ledger().await;
        assert_eq!(
            (ledger.arrivals, ledger.case, ledger.duplicate),
            (32, 17, 15)
        );
        assert!(world.person("ines@example.org").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_judged_is_kept_and_judged_again() {
    each(async |world| {
        // A mailbox that cannot be read makes every judgement fail, but not the keeping.
        set_ports(&world, 70_000).await;
        let kept = world.help(letter(INES, "j1@x", "", "Hello")).await;
        assert_eq!((kept.ending, kept.shown()), (None, "needs-person"));
        let ledger = world.check_ledger().await;
        assert_eq!((ledger.needs_person, ledger.unjudged), (1, 1));
        for minutes in [2, 10, 10] {
            world.desk.clock.advance(Duration::from_secs(minutes * 60));
            intake::deeds::judge_again(&world.desk).await.unwrap();
        }
        let arrival = world
            .read(move |tx| rows::find(tx, kept.arrival))
            .await
            .unwrap();
        assert_eq!(
            (arrival.ending, arrival.reason.as_deref()),
            (Some(Ending::NeedsPerson), Some("not-understood"))
        );
        set_ports(&world, 25).await;
        let second = world.help(letter(INES, "j2@x", "", "Hello")).await;
        assert_eq!(second.shown(), "case");
        let let_in = intake::deeds::keep(&world.desk, &asker(1), kept.arrival)
            .await
            .unwrap();
        assert_eq!((let_in.shown(), let_in.new), ("case", true));
        assert_eq!(world.check_ledger().await.case, 2);
    })
    .await;
}

async fn set_ports(world: &World, port: i64) {
    let sql = ::store::sql!("UPDATE mailbox SET smtp_port = $1");
    world
        .write(move |tx| tx.execute(sql, ::store::args![port]))
        .await;
}
