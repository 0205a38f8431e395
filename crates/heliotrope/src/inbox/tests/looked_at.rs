//! Letters that a second person lets leave: what they are shown, and whose the
//! letter is when its writer works here no more. And the line that waits for the
//! promise of the house.

use super::goodwill::{forty, giving};
use super::{NOON, reply, state};
use crate::team::By;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use std::time::Duration;

const HOLLOW: &str = "We give you €30. We apologise for any inconvenience.";

async fn asked(desk: &TestDesk) -> (Browser, Browser, i64) {
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "my note is lost").await;
    forty(desk, case).await;
    let ask = [("until", "2026-03-06T12:00"), ("reply", HOLLOW)];
    let sent = giving(&maya, case, "30", "ask", &ask).await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    desk.advance(Duration::from_secs(30));
    (jo, maya, case)
}

async fn leaves(desk: &TestDesk, agent: i64) {
    let now = desk.now();
    desk.write(move |tx| crate::cases::deeds::leave(tx, agent, By::System, now))
        .await;
}

/// Our letters, each with who wrote it, oldest first.
async fn letters(reader: &Browser, case: i64) -> Vec<(String, String)> {
    let all = reader.get(&format!("/api/v1/cases/{case}/messages")).await;
    let all = all.value()["items"].clone();
    let ours = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["kind"] == "reply");
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    ours.map(|m| (text(&m["from"]["name"]), text(&m["text"])))
        .collect()
}

#[tokio::test]
async fn whoever_says_yes_reads_the_hollow_phrases_of_the_letter_that_waits() {
    testing::each(NOON, async |desk| {
        let (jo, _, _) = asked(&desk).await;
        for page in ["/asks", "/lead"] {
            let page = jo.get(page).await.words();
            assert!(
                page.contains("any inconvenience: name what happened"),
                "{page}"
            );
        }
        let asks = jo.get("/api/v1/goodwill/asks").await.value();
        assert_eq!(asks["items"][0]["hints"][0]["phrase"], "any inconvenience");
    })
    .await;
}

#[tokio::test]
async fn a_letter_whose_writer_left_leaves_as_the_leads_or_is_everybodys() {
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        leaves(&desk, maya.agent.unwrap()).await;
        let asks = jo.get("/api/v1/goodwill/asks").await.value();
        let answer = format!("/asks/{}", asks["items"][0]["id"]);
        let yes = jo.post(&answer, &[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=sent");
        let letters = letters(&jo, case).await;
        assert_eq!(letters.last(), Some(&("Jo".to_owned(), HOLLOW.to_owned())));
    })
    .await;
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        leaves(&desk, maya.agent.unwrap()).await;
        let asks = jo.get("/api/v1/goodwill/asks").await.value();
        let answer = format!("/asks/{}", asks["items"][0]["id"]);
        let no = jo.post(&answer, &[("answer", "no"), ("reason", "Twice already.")]).await;
        assert_eq!(no.location(), "/asks?done=no");
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let page = jonas.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains(&format!(
                "A letter of Maya waited here. Maya works here no more, so it is everybody’s: {HOLLOW}"
            )),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_promise_in_an_answer_whose_writer_left_has_an_owner_who_is_here() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk
            .case("Ines", "I burnt my hand, my lawyer will write")
            .await;
        let next = [("next_word", "at"), ("next_word_at", "2026-03-09T12:00")];
        let held = reply(&maya, case, "How is your hand?", &next).await;
        assert_eq!(held.location(), format!("/cases/{case}#write"));
        leaves(&desk, maya.agent.unwrap()).await;
        let sent = jo
            .post(&format!("/cases/{case}/answers/1"), &[("act", "send")])
            .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let promises = jo
            .get(&format!("/api/v1/cases/{case}/promises"))
            .await
            .value();
        assert_eq!(
            promises["items"][0]["owner"],
            jo.agent.unwrap(),
            "{promises}"
        );
        assert_eq!(letters(&jo, case).await[0].0, "Jo");
    })
    .await;
}

#[tokio::test]
async fn the_promise_of_the_house_has_its_line_too_and_says_what_is_true() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let now = desk.now();
        desk.write(move |tx| {
            let found = crate::cases::store::find(tx, case)?.unwrap();
            let envelope = crate::outbox::store::New {
                kind: crate::outbox::Kind::Receipt,
                case: Some(case),
                message: None,
                person: Some(found.person),
                mailbox: Some(found.mailbox),
                address: "ines@customer.example",
                letter_id: "receipt@desk.example",
                words: "{}",
                not_before: now,
            };
            let promise = crate::promises::store::New {
                kind: crate::promises::Kind::Update,
                words: "You hear from us by 16:00.",
                due: now.plus(Duration::from_secs(4 * 3600)),
                zone: "Europe/Berlin",
                owner: None,
                house: true,
                message: None,
            };
            crate::cases::deeds::receipt(tx, found, &envelope, Some(&promise), now)?;
            Ok(())
        })
        .await;
        let path = format!("/cases/{case}");
        desk.advance(Duration::from_secs(2 * 3600 - 60));
        assert!(!maya.get(&path).await.text.contains("id=\"holding\""), "too early");
        desk.advance(Duration::from_secs(60));
        let line = "There is no answer to your letter yet. I will write to you by Friday, 6 March 2026, 12:00 CET.";
        let page = maya.get(&path).await;
        assert!(page.text.contains(&format!("\n{line}</textarea>")), "{}", page.words());
        assert!(
            page.words().contains("Word is due today 16:00. No news? This line keeps your word:")
                || page.words().contains("Word is due 16:00. No news? This line keeps your word:"),
            "{}",
            page.words()
        );
        let sent = reply(&maya, case, line, &[("promises", "said")]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let promises = maya.get(&format!("/api/v1{path}/promises")).await.value();
        assert_eq!(promises["items"][0]["state"], "kept", "{promises}");
        assert_eq!(promises["items"][1]["owner"], maya.agent.unwrap());

        // Answered once: from then on it is we who wait for somebody.
        desk.advance(Duration::from_secs(21 * 3600));
        let page = maya.get(&path).await;
        assert!(
            page.text.contains("\nNo news yet: we are still waiting for an answer. I will write to you again by "),
            "{}",
            page.words()
        );
        assert_eq!(state(&maya, case).await["state"], "open");
    })
    .await;
}
