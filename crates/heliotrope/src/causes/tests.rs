//! Causes at the page and by a program, and S1.5: everybody a mended cause
//! touched is told once.

mod daily;

use super::store::news;
use crate::cases;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;
use std::time::Duration;
use store::sql;

const LETTER: &str = "You wrote to us about {matter}. The link stands on the receipt page now.";

fn text(words: String) -> &'static str {
    Box::leak(words.into_boxed_str())
}

/// Cases 1 to `n`, each of a person of its own who wrote about their order.
async fn cases(desk: &TestDesk, n: i64) -> Vec<i64> {
    let mut numbers = Vec::new();
    for at in 1..=n {
        let (name, words) = (
            text(format!("Person{at}")),
            text(format!("order {}", 8000 + at)),
        );
        numbers.push(desk.case(name, words).await);
    }
    numbers
}

async fn letter_in(desk: &TestDesk, case: i64) -> Vec<String> {
    desk.read(move |tx| {
        let all = crate::messages::store::of_case(tx, case)?;
        let replies = all
            .into_iter()
            .filter(|m| m.kind == crate::messages::Kind::Reply);
        Ok(replies.map(|m| m.words).collect())
    })
    .await
}

/// The customer opens their need again on their own page.
async fn not_yet(desk: &TestDesk, case: i64) {
    let (token, need) = desk
        .write(move |tx| {
            let found = cases::store::find(tx, case)?.unwrap();
            let now = found.opened_at;
            let token = cases::store::link(tx, case, found.person, now)?;
            Ok((token, crate::needs::store::of_case(tx, case)?[0].id))
        })
        .await;
    let pressed = desk
        .visitor()
        .post(
            &format!("/c/{token}/not-yet"),
            &[("need", &need.to_string())],
        )
        .await;
    assert_eq!(pressed.status, "303 See Other");
}

async fn set(maya: &Browser, case: i64, cause: &str) -> String {
    maya.post(&format!("/cases/{case}/causes"), &[("cause", cause)])
        .await
        .status
}

#[tokio::test]
async fn s1_5_everybody_a_mended_cause_touched_is_told_of_their_own_order() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let numbers = cases(&desk, 212).await;
        assert_eq!(
            set(&jo, numbers[0], "no link on receipt page").await,
            "303 See Other"
        );
        for case in &numbers[1..] {
            // The first letters are enough once it is known.
            assert_eq!(set(&jo, *case, "rec").await, "303 See Other");
        }
        let (closed, waiting) = (numbers[1], numbers[2]);
        for case in [closed, waiting] {
            let fields = [
                ("kind", "reply"),
                ("text", "Here is the link."),
                ("close", "true"),
            ];
            let sent = jo.post(&format!("/cases/{case}/messages"), &fields).await;
            assert_eq!(sent.status, "303 See Other");
        }
        not_yet(&desk, waiting).await;

        let early = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(early.status, "409 Conflict");
        assert!(
            early
                .words()
                .contains("This cause is not mended yet, so there is nothing to tell.")
        );
        let mended = jo.post("/causes/1", &[("fixed", "yes")]).await;
        assert_eq!(mended.location(), "/causes/1#news");
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("212 cases of 212 people"), "{page}");
        assert!(page.contains("Tell 212 people"), "{page}");

        // Taken back in the undo time: nothing has left.
        assert_eq!(
            jo.post("/causes/1/news", &[("text", LETTER)]).await.status,
            "303 See Other"
        );
        let twice = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(twice.status, "409 Conflict");
        assert!(
            twice
                .words()
                .contains("This letter is on its way already. Nothing was sent twice.")
        );
        jo.post("/causes/1/news/stop", &[]).await;
        desk.advance(Duration::from_secs(30));
        cases::worker::tell(&desk.desk).await.unwrap();
        assert!(
            jo.get("/causes/1")
                .await
                .words()
                .contains("Taken back before anything left")
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM cause_told")).await, 0);

        // Sent, with a restart in the middle.
        jo.post("/causes/1/news", &[("text", LETTER)]).await;
        desk.advance(Duration::from_secs(20));
        let now = desk.now();
        for _ in 0..3 {
            let more = desk
                .write(move |tx| cases::deeds::tell_next(tx, false, 20, now))
                .await;
            assert!(more);
        }
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM cause_told")).await,
            60
        );
        assert!(
            jo.get("/causes/1")
                .await
                .words()
                .contains("60 of 212 are written.")
        );
        let desk = desk.restarted();
        cases::worker::tell(&desk.desk).await.unwrap();
        cases::worker::tell(&desk.desk).await.unwrap();
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("212 people were told,"), "{page}");
        assert!(
            page.contains("Everybody it touched has been told."),
            "{page}"
        );
        let letters =
            sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply' AND state = 'waiting'");
        assert_eq!(
            desk.count(letters).await,
            214,
            "212 and the two answers before"
        );

        for (at, case) in numbers.iter().enumerate() {
            let own = letter_in(&desk, *case).await;
            let about = format!(
                "You wrote to us about “order {}”. The link stands on the receipt page now.",
                8001 + at
            );
            assert_eq!(own.last(), Some(&about));
        }
        let state = jo.get(&format!("/api/v1/cases/{waiting}")).await.value();
        assert_eq!(
            (&state["state"], &state["turn"]),
            (&json!("open"), &json!("us"))
        );
        assert_eq!(state["needs"][0]["state"], "open");
        let state = jo.get(&format!("/api/v1/cases/{closed}")).await.value();
        assert_eq!(state["state"], "closed");
        let again = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(again.status, "409 Conflict");
        assert!(
            again
                .words()
                .contains("Everybody it touched has been told. Nothing was sent.")
        );
    })
    .await;
}

#[tokio::test]
async fn a_person_with_two_cases_reads_it_once_and_finds_both_in_it() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let first = desk.case("Ines", "order 8841").await;
        let second = desk.case("Ines", "Re: order 9002").await;
        for case in [first, second] {
            set(&jo, case, "late courier").await;
        }
        jo.post("/causes/1", &[("fixed", "yes")]).await;
        assert!(jo.get("/causes/1").await.words().contains("Tell 1 person"));
        jo.post("/causes/1/news", &[("text", LETTER)]).await;
        desk.advance(Duration::from_secs(20));
        cases::worker::tell(&desk.desk).await.unwrap();
        assert!(letter_in(&desk, first).await[0].contains("“order 8841”, “Re: order 9002”"));
        assert_eq!(letter_in(&desk, second).await.len(), 0);
        let states = desk.read(|tx| Ok(news::progress(tx, 1, 9)?)).await;
        assert_eq!((states.sent, states.joined), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_cause_is_set_by_a_few_letters_and_names_a_thing() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        desk.agent("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "You charged me twice").await;
        let path = format!("/cases/{case}/causes");
        let says = async |cause: &str| {
            let reply = maya.post(&path, &[("cause", cause)]).await;
            (reply.status.clone(), reply.words())
        };
        let (status, words) = says("Jonas forgot it").await;
        assert_eq!(status, "422 Unprocessable Entity");
        assert!(
            words.contains(
                "Jonas works here. A cause names the thing that went wrong, not a person."
            )
        );
        let (_, words) = says("dou").await;
        assert!(
            words.contains("No cause begins with “dou”. Write its whole name to make a new one.")
        );
        assert_eq!(says("double charge").await.0, "303 See Other");
        assert_eq!(says("double entry").await.0, "303 See Other");
        let (status, words) = says("dou").await;
        assert_eq!(status, "422 Unprocessable Entity");
        assert!(words.contains(
            "Several causes begin with “dou”: double charge, double entry. Write one of them out."
        ));
        maya.post(&path, &[("not", "2")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("double charge") && !page.contains("double entry"),
            "{page}"
        );

        let ana = desk.sign_in("Ana", Role::Light).await;
        assert_eq!(
            ana.post(&path, &[("cause", "double charge")]).await.status,
            "403 Forbidden"
        );
        let news = maya.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(
            news.status, "403 Forbidden",
            "only a lead writes to everybody"
        );
    })
    .await;
}

#[tokio::test]
async fn what_changes_is_asked_for_and_answered_in_one_row() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        maya.post("/causes", &[("name", "late courier")]).await;
        maya.post("/causes/1", &[("owner", &maya.agent.unwrap().to_string())])
            .await;
        maya.post("/causes/1/changes", &[("state", "asked")]).await;
        assert!(
            maya.get("/causes")
                .await
                .words()
                .contains("asked for, not known yet")
        );
        let empty = maya
            .post("/causes/1/changes", &[("state", "planned"), ("text", " ")])
            .await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
        assert!(empty.words().contains("Write what changes."));
        let day = [
            ("state", "planned"),
            ("text", "Another courier"),
            ("due", "30 February"),
        ];
        let odd = maya.post("/causes/1/changes", &day).await;
        assert!(
            odd.words()
                .contains("This day could not be understood. Write it as 2026-11-30.")
        );
        assert!(
            odd.text.contains("Another courier"),
            "what was typed is still there"
        );
        let day = [
            ("state", "planned"),
            ("text", "Another courier"),
            ("due", "2026-05-12"),
        ];
        maya.post("/causes/1/changes", &day).await;
        let cause = maya.get("/api/v1/causes/1").await.value();
        assert_eq!(cause["changes"].as_array().unwrap().len(), 1);
        assert_eq!(cause["changes"][0]["state"], "planned");
        assert_eq!(cause["changes"][0]["due"], "2026-05-12T21:59:00Z");
    })
    .await;
}
