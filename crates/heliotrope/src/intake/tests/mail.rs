//! Where letters go: each sentence of the design's section on matching.

use super::*;
use crate::intake::store as rows;
use crate::messages::Mark;
use crate::needs;
use crate::outbox::Delivery;
use crate::web::Problem;
use std::time::Duration;

impl World {
    /// A reply of ours, sent and closing the case. Gives its Message-ID.
    pub(super) async fn answer(&self, case: Option<i64>, words: &'static str) -> String {
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
        written
            .await
            .unwrap_or_else(|p: Problem| panic!("{}", p.cause_in_words()));
        let thread = self
            .read(move |tx| messages::store::thread(tx, number))
            .await;
        thread.last().cloned().expect("the reply has a Message-ID")
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
async fn a_letter_that_the_desk_sent_to_itself_opens_no_case() {
    each(async |world| {
        let now = world.desk.now();
        let noted = world
            .desk
            .db
            .write(move |tx| crate::outbox::store::note_own(tx, "trip@desk.example", now));
        noted.await.unwrap();
        let mail = letter(
            "help@desk.example",
            "trip@desk.example",
            "",
            "Does it come back?",
        );
        let verdict = world.receive(mail, &["help+abc@desk.example"]).await;
        assert_eq!(
            (verdict.ending, verdict.reason.as_deref(), verdict.case),
            (Some(intake::Ending::Duplicate), Some("own-test"), None)
        );
    })
    .await;
}
