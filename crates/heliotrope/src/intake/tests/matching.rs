//! What becomes of a thread on its way: addresses that lose their token,
//! subjects that are edited, headers that are dropped, other addresses, other
//! desks, cases that moved.

use super::*;
use crate::events::{self, Kind};
use crate::web::Problem;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

impl World {
    async fn address_of(&self, case: Option<i64>) -> String {
        let number = case.expect("a case");
        let token = self
            .write(move |tx| cases::store::address_token(tx, number))
            .await;
        format!("help+{token}@desk.example")
    }

    async fn deed<T: Send + 'static>(
        &self,
        deed: impl Fn(&mut Tx<'_>, At) -> Result<T, Problem> + Send + Sync + 'static,
    ) -> T {
        let now = self.desk.now();
        let done = self.desk.db.write(move |tx| deed(tx, now)).await;
        done.unwrap_or_else(|p| panic!("{}", p.cause_in_words()))
    }
}

#[tokio::test]
async fn a_relay_that_strips_the_plus_leaves_the_headers_to_find_the_case() {
    each(async |world| {
        let first = world.help(letter(INES, "p1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "On its way.").await;
        // The reply went out with help+token; what comes back is for help alone.
        let headers = format!("References: <p1@x> <{ours}>");
        let back = world
            .help(letter(INES, "p2@x", &headers, "Still nothing"))
            .await;
        assert_eq!((back.case, back.new), (first.case, false));
    })
    .await;
}

#[tokio::test]
async fn an_edited_subject_changes_nothing() {
    each(async |world| {
        let first = world.help(letter(INES, "e1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "On its way.").await;
        let mail = format!(
            "From: {INES}\r\nTo: help@desk.example\r\nSubject: Something else entirely\r\nMessage-ID: <e2@x>\r\n\
             In-Reply-To: <{ours}>\r\n\r\nStill nothing\r\n"
        );
        assert_eq!(world.help(mail).await.case, first.case);
        assert_eq!(world.case(first.case).await.subject, "The lamp");
    })
    .await;
}

#[tokio::test]
async fn without_its_headers_an_answer_comes_home_by_the_address_and_else_opens_a_case() {
    each(async |world| {
        let first = world.help(letter(INES, "h1@x", "", "Where is it?")).await;
        world.answer(first.case, "On its way.").await;
        let to = world.address_of(first.case).await;
        let home = world
            .receive(letter(INES, "h2@x", "", "Still nothing"), &[&to])
            .await;
        assert_eq!((home.case, home.new), (first.case, false));
        let lost = world
            .help(letter(INES, "h3@x", "", "Still nothing here"))
            .await;
        assert!(lost.new, "the subject and the writer alone never join");
        assert_ne!(lost.case, first.case);
    })
    .await;
}

#[tokio::test]
async fn a_known_person_answers_from_their_second_address() {
    each(async |world| {
        let first = world.help(letter(INES, "a1@x", "", "Where is it?")).await;
        let ours = world.answer(first.case, "On its way.").await;
        let person = world.case(first.case).await.person;
        world
            .write(move |tx| people::store::add_address(tx, person, "ines@work.example", NOON))
            .await;
        let headers = format!("In-Reply-To: <{ours}>");
        let second = world
            .help(letter("ines@work.example", "a2@x", &headers, "From work"))
            .await;
        assert_eq!((second.case, second.reason), (first.case, None));
        assert_eq!(world.case(first.case).await.person, person);
    })
    .await;
}

#[tokio::test]
async fn who_was_in_copy_answers_as_a_participant_and_is_not_who_asks() {
    each(async |world| {
        let first = world
            .help(letter(
                INES,
                "c1@x",
                "Cc: Bo <bo@example.org>",
                "Bo knows more",
            ))
            .await;
        let ines = world.case(first.case).await.person;
        let second = world
            .help(letter(
                "Bo <bo@example.org>",
                "c2@x",
                "In-Reply-To: <c1@x>",
                "I am Bo",
            ))
            .await;
        assert_eq!(second.case, first.case);
        let case = world.case(first.case).await;
        assert_eq!((case.person, case.needs_open), (ines, 1));
        let messages = world.messages(first.case).await;
        let bo = world.person("bo@example.org").await.unwrap();
        assert_eq!(messages[1].author, events::Actor::Person(bo));
        // An answer of ours goes to who asks, and to Bo in copy.
        world.answer(first.case, "For both of you.").await;
        let number = first.case.unwrap();
        let to: Vec<String> = world
            .read(move |tx| outbox::store::of_case(tx, number))
            .await
            .into_iter()
            .filter(|e| e.message.is_some())
            .map(|e| e.address)
            .collect();
        assert_eq!(to, ["ines@example.org", "bo@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn two_desks_that_answer_each_other_fall_silent_and_the_case_says_so() {
    each(async |world| {
        // The other desk answers each letter of ours with one that says nothing of itself.
        let mut receipts = 0;
        let mut last = None;
        for round in 0..30 {
            let id = format!("loop{round}@other.example");
            let words = format!("We have opened ticket {round}. Thank you for your letter.");
            let came = world
                .help(letter(
                    "Other desk <support@other.example>",
                    &id,
                    "",
                    &words,
                ))
                .await;
            let left = world.receipts(came.case).await;
            receipts += left;
            last = came.case;
            if left == 0 {
                break;
            }
            world.desk.clock.advance(HOUR + HOUR);
        }
        assert_eq!(receipts, 4, "a bound within a day");
        let number = last.unwrap();
        let record = world
            .read(move |tx| events::store::since(tx, number, 0))
            .await;
        let held = record.iter().find(|e| e.kind == Kind::ReceiptHeld).unwrap();
        assert_eq!(held.ids.get("had"), Some(4));
        // The next day a person there gets one again.
        world.desk.clock.advance(HOUR * 24);
        let next = letter(
            "support@other.example",
            "person@other.example",
            "",
            "A person here",
        );
        assert_eq!(world.receipts(world.help(next).await.case).await, 1);
    })
    .await;
}

#[tokio::test]
async fn answers_find_the_case_that_a_letter_was_merged_or_split_into() {
    each(async |world| {
        let one = world
            .help(letter(INES, "m1@x", "", "Where is it?"))
            .await
            .case;
        let two = world
            .help(letter(INES, "m2@x", "", "And the other?"))
            .await
            .case;
        let (kept, gone) = (one.unwrap(), two.unwrap());
        world
            .deed(move |tx, now| cases::deeds::merge(tx, &asker(1), gone, kept, now))
            .await;
        let merged = world
            .help(letter(INES, "m3@x", "In-Reply-To: <m2@x>", "To the second"))
            .await;
        assert_eq!(merged.case, one);
        // Split off again with what answered it, it takes the next answer along,
        // although that comes to the address of the case it left.
        let to = world.address_of(one).await;
        world
            .deed(move |tx, now| {
                let reply = cases::deeds::Reply {
                    words: "The second is on its way.".into(),
                    ..Default::default()
                };
                cases::deeds::reply(tx, &asker(1), kept, &reply, now)
            })
            .await;
        let thread = world
            .read(move |tx| messages::store::thread(tx, kept))
            .await;
        let ours = thread.last().unwrap();
        let messages = world.messages(one).await;
        let letter_two = messages
            .iter()
            .find(|m| m.words.contains("the other"))
            .unwrap()
            .id;
        let own = world
            .deed(move |tx, now| cases::deeds::split(tx, &asker(1), kept, letter_two, now))
            .await;
        let moved: Vec<String> = world
            .messages(Some(own))
            .await
            .into_iter()
            .map(|m| m.words)
            .collect();
        assert_eq!(
            moved,
            [
                "And the other?",
                "To the second",
                "The second is on its way."
            ]
        );
        // All of them are called "The lamp": what they came for is in their words.
        let needs = world
            .read(move |tx| crate::needs::store::of_case(tx, own))
            .await;
        assert_eq!(needs[0].words, "And the other?");
        let headers = format!("In-Reply-To: <{ours}>\r\nReferences: <m2@x> <m3@x> <{ours}>");
        let next = world
            .receive(letter(INES, "m4@x", &headers, "It came."), &[&to])
            .await;
        assert_eq!(next.case, Some(own));
        let root = world
            .help(letter(INES, "m5@x", "In-Reply-To: <m1@x>", "The first?"))
            .await;
        assert_eq!(root.case, one);
        // The same letter once more is known where it stands now.
        let again = world.help(letter(INES, "m2@x", "", "And the other?")).await;
        assert_eq!((again.shown(), again.case), ("duplicate", Some(own)));
        world.check_ledger().await;
    })
    .await;
}
