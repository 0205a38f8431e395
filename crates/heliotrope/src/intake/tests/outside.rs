//! What one of us writes without this desk, and who is believed to be one.

use super::*;
use crate::events::Actor;
use crate::intake::deeds::{Fetched, take_fetched};
use crate::messages::Kind;
use crate::promises;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

fn to(address: &str, from: &str, id: &str, headers: &str, words: &str) -> String {
    format!(
        "From: {from}\r\nTo: {address}\r\nSubject: Re: The lamp\r\nMessage-ID: <{id}>\r\n{headers}\r\n\r\n{words}\r\n"
    )
}

impl World {
    /// As it lies in the folder of sent letters, since `came`.
    async fn fetched_from_sent(&self, mail: String, came: At) -> Verdict {
        let letter = Fetched {
            mailbox: "help@desk.example",
            bytes: mail.into_bytes(),
            sender: String::new(),
            came: Some(came),
            receipt: false,
            sent: true,
            head_of: None,
        };
        let taken = take_fetched(&self.desk, letter, |_| Ok(true)).await;
        taken.unwrap().unwrap()
    }

    async fn promise(&self, case: Option<i64>, due: At) {
        let number = case.unwrap();
        self.write(move |tx| {
            let new = promises::store::New {
                kind: promises::Kind::Update,
                words: "by Monday",
                due,
                zone: "UTC",
                owner: None,
                house: false,
                message: None,
            };
            promises::store::make(tx, number, &new, NOON, Actor::System)
        })
        .await;
    }

    async fn colleague(&self) -> i64 {
        let found = self
            .write(|tx| {
                let Ok(agent) =
                    crate::team::store::add_for_tests(tx, "maya@desk.example", "Maya", NOON)
                else {
                    return Ok(0);
                };
                Ok(agent)
            })
            .await;
        assert_ne!(found, 0);
        found
    }
}

#[tokio::test]
async fn a_letter_from_the_sent_folder_is_our_reply_and_keeps_the_promise() {
    each(async |world| {
        let first = world.help(letter(INES, "s1@x", "", "Where is it?")).await;
        let case = first.case;
        world.promise(case, NOON.plus(DAY)).await;
        // Fetched two days later, it had left in time.
        world.desk.clock.advance(DAY + DAY);
        let mail = to(
            "Ines <ines@example.org>, Bo <bo@example.org>",
            "Help <help@desk.example>",
            "phone1@desk.example",
            "In-Reply-To: <s1@x>",
            "It is on its way, from my phone.",
        );
        let sent = world
            .fetched_from_sent(mail.clone(), NOON.plus(DAY / 2))
            .await;
        assert_eq!((sent.shown(), sent.case, sent.new), ("case", case, false));
        assert_eq!(sent.reason.as_deref(), Some("sent-elsewhere"));
        let messages = world.messages(case).await;
        let reply = &messages[1];
        assert_eq!(
            (reply.kind, reply.sender.as_str()),
            (Kind::Reply, "help@desk.example")
        );
        assert_eq!(reply.words.trim(), "It is on its way, from my phone.");
        let number = case.unwrap();
        let ended = world
            .read(move |tx| promises::store::history(tx, number))
            .await;
        assert_eq!(
            ended[0].ended.map(|(how, _)| how),
            Some(promises::Ending::Kept)
        );
        let now = world.case(case).await;
        assert_eq!(
            (now.turn, now.answered, now.needs_open),
            (cases::Turn::Customer, true, 1)
        );
        // Nothing leaves a second time, and the answer to it comes home.
        let envelopes = world
            .read(move |tx| outbox::store::of_case(tx, number))
            .await;
        assert!(envelopes.iter().all(|e| e.message.is_none()));
        let answer = letter(
            INES,
            "s2@x",
            "In-Reply-To: <phone1@desk.example>",
            "Thanks, but when?",
        );
        assert_eq!(world.help(answer).await.case, case);
        // Bo was put in copy by one of us: he comes in too.
        let bo = letter(
            "bo@example.org",
            "s3@x",
            "In-Reply-To: <phone1@desk.example>",
            "I am Bo",
        );
        assert_eq!(world.help(bo).await.case, case);
        // What goes to Bo alone is between him and us: Ines reads nothing of it.
        let aside = to(
            "bo@example.org",
            "help@desk.example",
            "phone2@desk.example",
            "In-Reply-To: <s3@x>",
            "For you alone, Bo.",
        );
        world.fetched_from_sent(aside, NOON.plus(DAY)).await;
        let last = world.messages(case).await.pop().unwrap();
        assert_eq!(
            (last.kind, last.words.trim()),
            (Kind::Note, "For you alone, Bo.")
        );
        let again = world.fetched_from_sent(mail, NOON).await;
        assert_eq!((again.shown(), again.case), ("duplicate", case));
        world.check_ledger().await;
    })
    .await;
}

#[tokio::test]
async fn what_this_desk_sent_or_what_answers_nothing_here_makes_no_work() {
    each(async |world| {
        let first = world.help(letter(INES, "w1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "It left us today.").await;
        let filed = to(
            "ines@example.org",
            "help@desk.example",
            &ours,
            "In-Reply-To: <w1@x>",
            "It left us.",
        );
        let filed = world.fetched_from_sent(filed, NOON).await;
        assert_eq!((filed.shown(), filed.case), ("duplicate", first.case));
        let other = to(
            "bank@example.net",
            "help@desk.example",
            "o1@desk.example",
            "",
            "About our account",
        );
        let other = world.fetched_from_sent(other, NOON).await;
        assert_eq!(
            (other.shown(), other.reason.as_deref()),
            ("duplicate", Some("sent-elsewhere"))
        );
        // Passed on to somebody else it is for the team to know, and tells nobody.
        let passed = to(
            "supplier@example.net",
            "help@desk.example",
            "o2@desk.example",
            "References: <w1@x>",
            "Can you look at this lamp?",
        );
        let passed = world.fetched_from_sent(passed, NOON).await;
        assert_eq!(passed.case, first.case);
        assert_eq!(world.messages(first.case).await[2].kind, Kind::Note);
        assert!(world.case(first.case).await.is_closed());
        world.check_ledger().await;
    })
    .await;
}

#[tokio::test]
async fn a_copy_to_us_is_our_reply_only_when_the_server_in_front_vouches_for_its_writer() {
    each_with("mx.desk.example", async |world| {
        let maya = world.colleague().await;
        let first = world.help(letter(INES, "v1@x", "", "Where is it?")).await;
        let copy = |id: &str, results: &str| {
            let headers = format!("Cc: help@desk.example\r\nIn-Reply-To: <v1@x>{results}");
            to("ines@example.org", "Maya <maya@desk.example>", id, &headers, "From my own program.")
        };
        let forged = world.help(copy("f1@x", "")).await;
        assert_eq!((forged.reason.as_deref(), forged.new), (Some("belongs-to:1"), true));
        let others = "\r\nAuthentication-Results: mx.evil.example; dmarc=pass header.from=desk.example";
        assert_ne!(world.help(copy("f2@x", others)).await.case, first.case);
        let good = "\r\nAuthentication-Results: mx.desk.example; spf=pass; dmarc=pass header.from=desk.example";
        let ours = world.help(copy("v2@x", good)).await;
        assert_eq!((ours.case, ours.new), (first.case, false));
        let messages = world.messages(first.case).await;
        assert_eq!((messages[1].kind, messages[1].author), (Kind::Reply, Actor::Agent(maya)));
        // An answer of hers to us alone stays inside.
        let to_us = to("help@desk.example", "maya@desk.example", "v3@x",
            &format!("In-Reply-To: <v1@x>{good}"), "I will look at it tomorrow.");
        let note = world.help(to_us).await;
        assert_eq!(note.case, first.case);
        let messages = world.messages(first.case).await;
        assert_eq!((messages[2].kind, messages[2].author), (Kind::Note, Actor::Agent(maya)));
        // A customer whose server vouches for her is a customer.
        let ines = letter(INES, "v4@x", &format!("In-Reply-To: <v1@x>{}", good.replace("from=desk", "from=")), "And?");
        assert_eq!(world.messages(world.help(ines).await.case).await[3].kind, Kind::Letter);
    })
    .await;
}
