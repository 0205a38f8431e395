//! Promises at the page: chips, the line that waits, silence until a day, and
//! the person's own press.

use super::{NOON, reply, seen, state};
use crate::cases;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

/// Keeps the draft as the script does and gives the chips that come back.
async fn chips(maya: &Browser, case: i64, text: &str) -> Vec<Value> {
    let page = maya.get(&format!("/cases/{case}")).await.text;
    let (_, rest) = page
        .split_once("data-version=\"")
        .expect("a box with a draft");
    let version: i64 = rest.split('"').next().unwrap().parse().unwrap();
    let body = json!({"kind": "reply", "text": text, "version": version});
    let kept = maya.post_json(&format!("/cases/{case}/draft"), body).await;
    assert_eq!(kept.status, "200 OK", "{}", kept.text);
    kept.value()["chips"].as_array().unwrap().clone()
}

/// The field that a script sends for an accepted chip.
fn field(chip: &Value) -> String {
    json!({"kind": chip["kind"], "due": chip["due"], "words": chip["words"]}).to_string()
}

async fn clock(desk: &TestDesk) {
    let now = desk.now();
    desk.write(move |tx| {
        cases::deeds::until_due(tx, now, 10)?;
        cases::deeds::break_due(tx, now, 10)?;
        cases::deeds::wake(tx, now, 10)?;
        Ok(())
    })
    .await;
}

async fn page_of(desk: &TestDesk, case: i64) -> String {
    let now = desk.now();
    let token = desk
        .write(move |tx| {
            let person = cases::store::find(tx, case)?.map_or(0, |c| c.person);
            Ok(cases::store::link(tx, case, person, now)?)
        })
        .await;
    format!("/c/{token}")
}

#[tokio::test]
async fn a_time_in_a_reply_is_offered_and_the_case_parks_until_it() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let text = "Thank you. I will write to you by Friday 15:00.";
        let offered = chips(&maya, case, text).await;
        assert_eq!(offered.len(), 1);
        assert_eq!(offered[0]["label"], "Promise: update, tomorrow 15:00");
        assert_eq!(offered[0]["words"], "I will write to you by Friday 15:00.");
        assert_eq!(offered[0]["due"], "2026-03-06T14:00:00Z");
        // Not accepted: nobody promises by accident.
        let chip = field(&offered[0]);
        let sent = reply(
            &maya,
            case,
            text,
            &[("chip", &chip), ("close", "true"), ("then", "stay")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let bar = maya.get(sent.location()).await.words();
        assert!(
            bar.contains("leaves in 20 s. Parked until tomorrow 15:00."),
            "{bar}"
        );
        let now = state(&maya, case).await;
        assert_eq!(
            now["next_word"],
            json!({"due": "2026-03-06T14:00:00Z", "text": "I will write to you by Friday 15:00."})
        );
        assert_eq!(
            (&now["state"], &now["parked_until"]),
            (&json!("open"), &json!("2026-03-06T14:00:00Z"))
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_press_a_time_in_a_reply_promises_nothing() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "Where is my book?").await;
    let text = "I will write to you by Friday 15:00.";
    assert_eq!(chips(&maya, case, text).await.len(), 1);
    let sent = reply(&maya, case, text, &[("close", "true")]).await;
    assert_eq!(sent.status, "303 See Other");
    let now = state(&maya, case).await;
    assert_eq!(
        (&now["next_word"], &now["state"]),
        (&Value::Null, &json!("closed"))
    );
}

#[tokio::test]
async fn a_chip_whose_sentence_is_gone_sends_nothing() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "Where is my book?").await;
    let chip = field(&chips(&maya, case, "I will write to you by Friday 15:00.").await[0]);
    let gone = reply(&maya, case, "I will write to you soon.", &[("chip", &chip)]).await;
    assert_eq!(gone.status, "409 Conflict");
    let words = gone.words();
    assert!(
        words.contains(
            "The letter does not say it any more: “I will write to you by Friday 15:00.”"
        ),
        "{words}"
    );
    assert!(gone.text.contains("I will write to you soon.</textarea>"));
    assert_eq!(
        desk.count(store::sql!("SELECT COUNT(*) FROM outbox")).await,
        0
    );
    // A slip mended after the press changes nothing of the promise.
    let mended = "I will surely write to you by Friday 15:00.";
    let sent = reply(&maya, case, mended, &[("chip", &chip)]).await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    assert_eq!(state(&maya, case).await["next_word"]["text"], mended);
}

#[tokio::test]
async fn a_muted_phrase_is_offered_no_more_until_asked_for() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let jonas = desk.sign_in("Jonas", Role::Agent).await;
    let case = desk.case("Ines", "Where is my book?").await;
    let text = "I will write to you by Friday.";
    let phrase = chips(&maya, case, text).await[0]["phrase"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(phrase, "by weekday");
    let muted = maya.post("/promises/muted", &[("phrase", &phrase)]).await;
    assert_eq!(muted.status, "204 No Content");
    assert!(
        chips(&maya, case, "I will write to you by Monday.")
            .await
            .is_empty()
    );
    assert_eq!(
        chips(&maya, case, "I will write to you by 20 March.")
            .await
            .len(),
        1
    );
    assert_eq!(
        chips(&jonas, case, text).await.len(),
        1,
        "the others are asked as before"
    );
    let listed = maya.get("/settings/times").await.words();
    assert!(listed.contains("by weekday Ask again"), "{listed}");
    let fields = [
        ("phrase", phrase.as_str()),
        ("again", "true"),
        ("back", "true"),
    ];
    let heard = maya.post("/promises/muted", &fields).await;
    assert_eq!(heard.location(), "/settings/times");
    assert_eq!(chips(&maya, case, text).await.len(), 1);
}

#[tokio::test]
async fn two_hours_before_a_line_waits_and_one_press_keeps_our_word() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("/cases/{case}");
        let sent = reply(
            &maya,
            case,
            "I ask the press.",
            &[("next_word", "at"), ("next_word_at", "2026-03-06T12:00")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other");
        desk.advance(Duration::from_secs(21 * 3600));
        assert!(!maya.get(&path).await.text.contains("id=\"holding\""), "it is too early");
        desk.advance(Duration::from_secs(3600));
        let page = maya.get(&path).await;
        let line = "No news yet: we are still waiting for an answer. I will write to you again by Monday, 9 March 2026, \
                    12:00 CET.";
        assert!(page.text.contains(&format!("\n{line}</textarea>")), "{}", page.words());
        assert!(page.words().contains("No news? This line keeps your word:"), "{}", page.words());
        assert_eq!(desk.count(store::sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'")).await, 1);

        // In the agent's own words, and with no time in them it does not leave.
        let vague = reply(&maya, case, "No news yet.", &[("promises", "said")]).await;
        assert_eq!(vague.status, "422 Unprocessable Entity");
        assert!(vague.words().contains("This line names no time that can be read."), "{}", vague.words());
        // What was typed is a draft now, so the line steps aside.
        assert!(!maya.get(&path).await.text.contains("id=\"holding\""));
        let seen = seen(&maya, case).await;
        let own = "The press has not answered yet. I will write to you again by Tuesday noon.";
        let sent = maya
            .post(
                &format!("{path}/messages"),
                &[("kind", "reply"), ("text", own), ("seen_event", &seen), ("promises", "said")],
            )
            .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let promises = maya.get(&format!("/api/v1{path}/promises")).await.value();
        assert_eq!(
            (&promises["items"][0]["state"], &promises["items"][1]["text"]),
            (&json!("kept"), &json!("I will write to you again by Tuesday noon."))
        );
        let page = maya.get(&path).await;
        assert!(!page.text.contains("id=\"holding\""), "word has gone");
        assert!(page.words().contains("1 kept"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn silence_until_a_day_that_was_told_settles_and_closes() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Which size do I need?").await;
        let text = "Size M. If I hear nothing by Friday I take this as settled.";
        let offered = chips(&maya, case, text).await;
        assert_eq!(offered[0]["label"], "Settled by silence: tomorrow 17:00");
        let chip = field(&offered[0]);
        // Send and close does not close over their heads: the day does.
        let sent = reply(&maya, case, text, &[("chip", &chip), ("close", "true")]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let open = state(&maya, case).await;
        assert_eq!(
            (&open["state"], &open["turn"]),
            (&json!("open"), &json!("customer"))
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("Closes by itself if nothing is heard until tomorrow 17:00"),
            "{page}"
        );

        desk.advance(Duration::from_secs(28 * 3600));
        clock(&desk).await;
        assert_eq!(
            state(&maya, case).await["state"],
            "open",
            "the day is not over"
        );
        desk.advance(Duration::from_secs(3600));
        clock(&desk).await;
        let closed = state(&maya, case).await;
        assert_eq!(closed["state"], "closed");
        assert_eq!(
            (&closed["needs"][0]["state"], &closed["needs"][0]["told"]),
            (&json!("withdrawn"), &json!(true))
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("Nothing was heard until the day that was told: settled"),
            "{page}"
        );

        // "Not yet?" stays, for ever.
        let path = page_of(&desk, case).await;
        let theirs = desk.visitor().get(&path).await.words();
        assert!(theirs.contains("Not yet?"), "{theirs}");
        let need = closed["needs"][0]["id"].to_string();
        desk.visitor()
            .post(&format!("{path}/not-yet"), &[("need", &need)])
            .await;
        assert_eq!(state(&maya, case).await["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn silence_settles_nothing_without_the_sentence_or_after_a_word() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Which size do I need?").await;
        let messages = format!("/api/v1/cases/{case}/messages");
        let body = json!({"kind": "reply", "text": "Size M.", "until": true});
        let refused = maya.post_json(&messages, body).await.value();
        assert_eq!(
            (&refused["status"], &refused["code"], refused["detail"].as_str().unwrap()),
            (
                &json!(422),
                &json!("until-not-said"),
                "The letter has to say it once, with its day: “If I hear nothing by Friday I take this as settled.”"
            )
        );
        // Without a script the sentence is put below the letter.
        let fields = [("next_word", "until"), ("next_word_at", "2026-03-09T12:00")];
        let sent = reply(&maya, case, "Size M.", &fields).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let said = maya.get(&messages).await.value();
        assert_eq!(
            said["items"][1]["text"],
            "Size M.\n\nIf I hear nothing by Monday, 9 March 2026, 12:00 CET I take this as settled."
        );
        let live = store::sql!("SELECT COUNT(*) FROM until WHERE ended_at IS NULL");
        assert_eq!(desk.count(live).await, 1);
        // They write before the day: it is off.
        let path = page_of(&desk, case).await;
        desk.visitor().post(&format!("{path}/write"), &[("text", "And which colour do you have?")]).await;
        assert_eq!(desk.count(live).await, 0);
        desk.advance(Duration::from_secs(5 * 86_400));
        clock(&desk).await;
        assert_eq!(state(&maya, case).await["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn taking_the_letter_back_takes_its_day_and_its_promise_back() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Which size do I need?").await;
        let text = "If I hear nothing by Friday I take this as settled.";
        let chip = field(&chips(&maya, case, text).await[0]);
        reply(&maya, case, text, &[("chip", &chip)]).await;
        let other = "I will write to you by Monday noon.";
        let chip = field(&chips(&maya, case, other).await[0]);
        let sent = reply(&maya, case, other, &[("chip", &chip), ("then", "stay")]).await;
        let live = store::sql!("SELECT COUNT(*) FROM until WHERE ended_at IS NULL");
        assert_eq!(
            desk.count(live).await,
            0,
            "a newer letter says something else"
        );
        let message = sent.location().split("sent=").nth(1).unwrap().to_owned();
        let undone = maya
            .post(&format!("/cases/{case}/messages/{message}/undo"), &[])
            .await;
        assert_eq!(undone.status, "303 See Other");
        assert_eq!(desk.count(live).await, 1, "the older letter stands again");
        assert_eq!(state(&maya, case).await["next_word"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn the_person_lets_us_off_by_one_press_on_their_page() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let text = "I will write to you by Monday noon.";
        let chip = field(&chips(&maya, case, text).await[0]);
        reply(&maya, case, text, &[("chip", &chip), ("close", "true")]).await;
        let path = page_of(&desk, case).await;
        let page = desk.visitor().get(&path).await;
        assert!(
            page.words().contains("I need no further word on this"),
            "{}",
            page.words()
        );
        let promise = maya
            .get(&format!("/api/v1/cases/{case}/promises"))
            .await
            .value()["items"][0]["id"]
            .to_string();
        let pressed = desk
            .visitor()
            .post(&format!("{path}/release"), &[("promise", &promise)])
            .await;
        assert_eq!(pressed.status, "303 See Other");
        let told = desk.visitor().get(pressed.location()).await.words();
        assert!(
            told.contains("Thank you. We keep no date for this any more."),
            "{told}"
        );
        // Twice is once, and another case's promise is nobody's here.
        assert_eq!(
            desk.visitor()
                .post(&format!("{path}/release"), &[("promise", &promise)])
                .await
                .status,
            "303 See Other"
        );
        let other = desk
            .visitor()
            .post(&format!("{path}/release"), &[("promise", "999")])
            .await;
        assert_eq!(other.status, "404 Not Found");
        let now = state(&maya, case).await;
        assert_eq!(
            (&now["next_word"], &now["parked_until"]),
            (&Value::Null, &Value::Null)
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Ines needs no further word"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_call_is_kept_at_the_panel_and_waiting_needs_a_date_there_too() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "Where is my book?").await;
    let path = format!("/cases/{case}");
    let refused = maya
        .post(&format!("{path}/turn"), &[("turn", "third_party")])
        .await;
    assert_eq!(refused.status, "409 Conflict");
    assert!(
        refused.words().contains("Nobody waits without a date."),
        "{}",
        refused.words()
    );
    let text = "I will call you tomorrow at 10:00.";
    let chip = field(&chips(&maya, case, text).await[0]);
    reply(&maya, case, text, &[("chip", &chip)]).await;
    maya.post(&format!("{path}/turn"), &[("turn", "third_party")])
        .await;
    assert_eq!(state(&maya, case).await["turn"], "third_party");
    let later = "I am afraid not. I will call you on Monday at 10:00.";
    let chip = field(&chips(&maya, case, later).await[0]);
    reply(&maya, case, later, &[("chip", &chip)]).await;
    let all = maya.get(&format!("/api/v1{path}/promises")).await.value();
    assert_eq!(
        (&all["items"][0]["state"], &all["items"][1]["state"]),
        (&json!("renegotiated"), &json!("live")),
        "a call with a new time takes the place of the first"
    );
    let id = all["items"][1]["id"].to_string();
    let kept = maya
        .post(&format!("{path}/promises/{id}"), &[("act", "kept")])
        .await;
    assert_eq!(kept.status, "303 See Other", "{}", kept.words());
    let page = maya.get(&path).await.words();
    assert!(page.contains("2 kept"), "{page}");
}
