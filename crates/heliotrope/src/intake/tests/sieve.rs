//! The filter that learns from presses: it chooses where a letter waits, never
//! whether it is kept.

use super::*;
use crate::kit::sieve::LESSONS;
use crate::testing::{self, Browser, TestDesk};
use std::time::Duration;

const AT: &str = "2026-03-05T11:00:00Z";
const PRIZE: &str =
    "Congratulations winner, claim your lottery prize of $5000 by bank transfer today";

pub(super) async fn arrive(desk: &TestDesk, from: &str, id: &str, words: &str) -> Verdict {
    let arrived = Arrived {
        peer: None,
        door: Door::Receive,
        bytes: letter(from, id, "", words),
        sender: String::new(),
        recipients: vec!["help@desk.example".to_owned()],
    };
    intake::receive(&desk.desk, arrived).await.unwrap()
}

/// So many prizes that somebody closed as spam, and as many questions that were
/// answered.
async fn taught(desk: &TestDesk, robin: &Browser, lessons: i64) {
    for n in 0..lessons {
        let from = format!("winner{n}@prize.example");
        let prize = arrive(
            desk,
            &from,
            &format!("prize{n}@x"),
            &format!("{PRIZE} number {n}"),
        )
        .await;
        let path = format!("/api/v1/cases/{}/closing", prize.case.unwrap());
        let spam = serde_json::json!({ "exemption": "spam" });
        assert_eq!(robin.post_json(&path, spam).await.status, "201 Created");
        let from = format!("person{n}@customer.example");
        let words = format!("Hello, lamp {n} flickers since Tuesday. What can I do about it?");
        let asked = arrive(desk, &from, &format!("ask{n}@x"), &words).await;
        let path = format!("/api/v1/cases/{}/messages", asked.case.unwrap());
        let said = serde_json::json!({ "kind": "reply", "text": "Please turn it.", "close": true });
        assert_eq!(robin.post_json(&path, said).await.status, "201 Created");
    }
    while intake::deeds::learn(&desk.desk, true).await.unwrap() > 0 {}
}

#[tokio::test]
async fn what_people_let_go_is_learned_and_the_next_one_waits_with_its_words() {
    testing::each(AT, async |desk| {
        desk.mailbox().await;
        let robin = desk.program().await;
        let maya = desk.sign_in("Maya", crate::web::Role::Agent).await;
        taught(&desk, &robin, LESSONS - 1).await;
        let early = arrive(&desk, "a@prize.example", "early@x", PRIZE).await;
        assert_eq!(early.shown(), "case", "too little was learned");
        taught_more(&desk, &robin, early.case.unwrap()).await;

        let held = arrive(&desk, "b@prize.example", "held@x", PRIZE).await;
        assert_eq!(
            (held.shown(), held.reason.as_deref()),
            ("screened", Some("learned"))
        );
        let page = maya
            .get(&format!("/screened/{}", held.arrival))
            .await
            .words();
        assert!(page.contains(PRIZE), "kept in full: {page}");
        let why = "it reads like letters that people here let go: ";
        let at = page.find(why).unwrap_or_else(|| panic!("{page}")) + why.len();
        let first = page[at..].split([',', ' ']).next().unwrap_or_default();
        assert!(PRIZE.to_lowercase().contains(first), "{first}");
        // A question of a stranger, and a prize of somebody we know, come in.
        let new = arrive(
            &desk,
            "new@customer.example",
            "new@x",
            "My lamp flickers. What now?",
        )
        .await;
        assert_eq!(new.shown(), "case");
        let known = arrive(&desk, "person1@customer.example", "known@x", PRIZE).await;
        assert_eq!(known.shown(), "case", "who is known is never held back");
        // One press lets it in with its own time.
        desk.desk.clock.advance(Duration::from_secs(3600));
        let kept = maya
            .post(&format!("/screened/{}/keep", held.arrival), &[])
            .await;
        assert!(kept.location().starts_with("/cases/"), "{}", kept.words());
        // That was one mistake in fewer than a thousand letters: it stands aside.
        while intake::deeds::learn(&desk.desk, true).await.unwrap() > 0 {}
        let next = arrive(&desk, "c@prize.example", "next@x", PRIZE).await;
        assert_eq!(next.shown(), "case");
        let ledger = desk.read(|tx| Ok(intake::store::ledger(tx)?)).await;
        assert!(ledger.sums_up(), "{ledger:?}");
    })
    .await;
}

/// The lesson that was missing, of each kind.
async fn taught_more(desk: &TestDesk, robin: &Browser, prize: i64) {
    let spam = serde_json::json!({ "exemption": "spam" });
    robin
        .post_json(&format!("/api/v1/cases/{prize}/closing"), spam)
        .await;
    let asked = arrive(
        desk,
        "last@customer.example",
        "last@x",
        "Hello, my lamp flickers. What can I do?",
    )
    .await;
    let said = serde_json::json!({ "kind": "reply", "text": "Please turn it.", "close": true });
    robin
        .post_json(
            &format!("/api/v1/cases/{}/messages", asked.case.unwrap()),
            said,
        )
        .await;
    while intake::deeds::learn(&desk.desk, true).await.unwrap() > 0 {}
}

#[tokio::test]
async fn a_press_that_is_taken_back_is_unlearned_to_the_last_word() {
    testing::each(AT, async |desk| {
        desk.mailbox().await;
        let robin = desk.program().await;
        let counts = || async {
            desk.count(::store::sql!(
                "SELECT CAST(COALESCE(SUM(wanted + unwanted), 0) AS BIGINT) FROM sieve_word"
            ))
            .await
        };
        let prize = arrive(&desk, "a@prize.example", "one@x", PRIZE).await;
        let path = format!("/api/v1/cases/{}/closing", prize.case.unwrap());
        robin
            .post_json(&path, serde_json::json!({ "exemption": "spam" }))
            .await;
        intake::deeds::learn(&desk.desk, false).await.unwrap();
        assert!(counts().await > 5);
        // Looked at again, it is learned once.
        let before = counts().await;
        assert_eq!(intake::deeds::learn(&desk.desk, false).await.unwrap(), 0);
        assert_eq!(counts().await, before);
        robin.delete(&path).await;
        assert_eq!(intake::deeds::learn(&desk.desk, false).await.unwrap(), 1);
        assert_eq!(counts().await, 0);
        // No word of the letter stands in what was learned.
        let rows = desk.count(::store::sql!(
            "SELECT COUNT(*) FROM sieve_word WHERE wanted + unwanted <> 0"
        ));
        assert_eq!(rows.await, 0);
    })
    .await;
}
