//! The workspace at its door, as forms without any script, on both engines.

mod agreed;
mod at_once;
mod billing;
mod bulk;
mod calls;
mod causes;
mod drafts;
mod empty;
mod forms;
mod gifts;
mod goodwill;
mod heavy;
mod later;
mod lead;
mod letters;
mod locks;
mod looked_at;
mod margin;
mod merging;
mod needs;
mod people;
mod plan;
mod promises;
mod proposals;
mod racing;
mod ribbon;
mod rights;
mod settings;
mod split;
mod sums;
mod thanked;
mod undelivered;
mod until;
mod words;

use crate::testing::{self, Browser};
use crate::web::Role;
use serde_json::json;
use std::time::Duration;

const NOON: &str = "2026-03-05T11:00:00Z";

/// The last event the case page shows, which its forms carry.
async fn seen(browser: &Browser, case: i64) -> String {
    let page = browser.get(&format!("/cases/{case}")).await.text;
    let (_, rest) = page
        .split_once("name=\"seen_event\" value=\"")
        .expect("the page has a reply form");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn reply(browser: &Browser, case: i64, text: &str, more: &[(&str, &str)]) -> testing::Reply {
    let seen = seen(browser, case).await;
    let mut fields = vec![
        ("kind", "reply"),
        ("drafted", "1"),
        ("text", text),
        ("seen_event", seen.as_str()),
    ];
    fields.extend_from_slice(more);
    browser
        .post(&format!("/cases/{case}/messages"), &fields)
        .await
}

async fn state(browser: &Browser, case: i64) -> serde_json::Value {
    browser.get(&format!("/api/v1/cases/{case}")).await.value()
}

/// The way to the page of the person who asks.
async fn their_page(desk: &testing::TestDesk, case: i64) -> String {
    let link = desk
        .write(move |tx| {
            let person = crate::cases::store::find(tx, case)?.unwrap().person;
            let now = crate::kit::At(1);
            Ok(crate::cases::store::link(tx, case, person, now)?)
        })
        .await;
    format!("/c/{link}")
}

#[tokio::test]
async fn s1_1_the_chord_sends_tells_and_closes_without_a_question() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "How do I change my address?").await;
        let sent = reply(
            &maya,
            case,
            "Under Settings.",
            &[("close", "true"), ("then", "next")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other");
        assert!(
            sent.location().starts_with("/today?sent="),
            "{}",
            sent.location()
        );
        let bar = maya.get(sent.location()).await.words();
        assert!(bar.contains("Your reply to Ines leaves in 20 s."), "{bar}");
        let closed = state(&maya, case).await;
        assert_eq!(closed["state"], "closed");
        assert_eq!(closed["needs"][0]["told"], true);
    })
    .await;
}

#[tokio::test]
async fn s1_2_the_gate_asks_once_and_its_shortest_letter_closes() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let finance = desk.sign_in("Finn", Role::Agent).await;
        let case = desk.case("Ines", "refund for order 8841").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let says = "Your refund of €34.00 left us today and takes 3-5 days.";
        finance
            .post(
                &format!("/cases/{case}/needs/{need}"),
                &[("act", "met"), ("says", says)],
            )
            .await;
        let asked = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert_eq!(asked.status, "409 Conflict");
        let words = asked.words();
        let gate = format!(
            "Settled but not told: refund for order 8841 Enter Write it b Send {says} p Ines knows: I told them by phone"
        );
        assert!(words.contains(&gate), "{words}");
        let sent = maya
            .post(&format!("/cases/{case}/closing"), &[("how", "brief")])
            .await;
        assert_eq!(sent.status, "303 See Other");
        assert_eq!(state(&maya, case).await["state"], "closed");
        let letters = maya.get(&format!("/api/v1/cases/{case}/messages")).await;
        assert_eq!(letters.value()["items"][1]["text"], says);
    })
    .await;
}

#[tokio::test]
async fn a_held_reply_comes_back_with_every_word_and_goes_as_it_is() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "Where is it?").await;
        let old = seen(&maya, case).await;
        let note = [("kind", "note"), ("text", "I have asked the warehouse.")];
        assert_eq!(
            jonas
                .post(&format!("/cases/{case}/messages"), &note)
                .await
                .status,
            "303 See Other"
        );
        let mine = [
            ("kind", "reply"),
            ("text", "It left\n<b>today</b>."),
            ("seen_event", old.as_str()),
        ];
        let held = maya.post(&format!("/cases/{case}/messages"), &mine).await;
        assert_eq!(held.status, "409 Conflict");
        assert!(
            held.words()
                .contains("Jonas wrote while you were typing. Your words are held here")
        );
        assert!(
            held.text
                .contains("\nIt left\n&lt;b&gt;today&lt;/b&gt;.</textarea>")
        );
        assert_eq!(
            desk.count(store::sql!("SELECT COUNT(*) FROM outbox")).await,
            0
        );
        let (_, rest) = held
            .text
            .split_once("name=\"as_is\" value=\"")
            .expect("a way to send it as it is");
        let newest = rest.split('"').next().unwrap_or_default().to_owned();
        let as_is = [mine[0], mine[1], mine[2], ("as_is", newest.as_str())];
        assert_eq!(
            maya.post(&format!("/cases/{case}/messages"), &as_is)
                .await
                .status,
            "303 See Other"
        );
        assert_eq!(
            desk.count(store::sql!("SELECT COUNT(*) FROM outbox")).await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn undo_gives_the_words_back_to_the_page() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is it?").await;
        let sent = reply(&maya, case, "It left today.", &[("close", "true")]).await;
        let message = sent
            .location()
            .rsplit('=')
            .next()
            .unwrap_or_default()
            .to_owned();
        let undo = format!("/cases/{case}/messages/{message}/undo");
        assert_eq!(maya.post(&undo, &[]).await.status, "303 See Other");
        let page = maya.get(&format!("/cases/{case}")).await.text;
        assert!(page.contains("\nIt left today.</textarea>"));
        let again = reply(&maya, case, "It left today.", &[("close", "true")]).await;
        desk.advance(Duration::from_secs(21));
        let message = again
            .location()
            .rsplit('=')
            .next()
            .unwrap_or_default()
            .to_owned();
        let late = maya
            .post(&format!("/cases/{case}/messages/{message}/undo"), &[])
            .await;
        assert_eq!(late.status, "409 Conflict");
        assert!(late.words().contains("This letter has left already."));
    })
    .await;
}

#[tokio::test]
async fn today_is_late_then_due_then_new() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let new = desk.case("Ivo", "Is it open?").await;
        let soon = desk.case("Chidi", "New address").await;
        let late = desk.case("Harbour", "Two flicker").await;
        for (case, due) in [(soon, "2026-03-05T15:00"), (late, "2026-03-05T12:30")] {
            let sent = reply(
                &maya,
                case,
                "I ask.",
                &[("next_word", "at"), ("next_word_at", due)],
            )
            .await;
            assert_eq!(sent.status, "303 See Other");
        }
        desk.advance(Duration::from_secs(3600));
        let words = maya.get("/today").await.words();
        let place = |text: &str| {
            words
                .find(text)
                .unwrap_or_else(|| panic!("{text} is not in: {words}"))
        };
        assert!(place("Late") < place("Two flicker") && place("Two flicker") < place("Due"));
        assert!(place("New address") < place("New, oldest first"));
        assert!(place("New, oldest first") < place("Is it open?"));
        assert!(words.contains("30 min late"), "{words}");
        assert!(new < soon);
    })
    .await;
}

#[tokio::test]
async fn a_second_window_with_an_old_draft_overwrites_nothing() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is it?").await;
        let path = format!("/cases/{case}/draft");
        let draft =
            |text: &str, version: i64| json!({ "kind": "reply", "text": text, "version": version });
        let first = maya.post_json(&path, draft("It left", 0)).await;
        assert_eq!(first.value()["version"], 1);
        let other = maya.post_json(&path, draft("No, wait", 0)).await;
        assert_eq!(other.status, "409 Conflict");
        assert_eq!(other.value(), json!({ "version": 1, "text": "It left" }));
        let further = maya.post_json(&path, draft("It left today", 0)).await;
        assert_eq!(further.value()["version"], 2);
        assert!(
            maya.get(&format!("/cases/{case}"))
                .await
                .text
                .contains("\nIt left today</textarea>")
        );
        let nowhere = maya.get("/cases/new-york").await;
        assert_eq!(nowhere.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn readers_write_notes_and_no_letters() {
    testing::each(NOON, async |desk| {
        let case = desk.case("Ines", "Where is it?").await;
        let tomasz = desk.sign_in("Tomasz", Role::Light).await;
        let page = tomasz.get(&format!("/cases/{case}")).await.text;
        // What is written for a customer is left for an agent; no form of the page sends it.
        assert!(page.contains("data-send=\"proposal\"") && !page.contains("data-send=\"reply\""));
        assert!(page.contains("id=\"note-form\""));
        let path = format!("/cases/{case}/messages");
        let letter = tomasz
            .post(&path, &[("kind", "reply"), ("text", "Hello")])
            .await;
        assert_eq!(letter.status, "403 Forbidden");
        let note = tomasz
            .post(
                &path,
                &[("kind", "note"), ("text", "It is in the old folder.")],
            )
            .await;
        assert_eq!(note.status, "303 See Other");
    })
    .await;
}
