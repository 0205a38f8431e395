//! Later at its door: put off in words, back by the clock, by a letter, by a
//! press, and in time for what was promised.

use super::{NOON, reply, state, their_page};
use crate::cases;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

async fn put_off(maya: &Browser, case: i64, when: &str, reason: &str) -> testing::Reply {
    let fields = [("when", when), ("reason", reason)];
    maya.post(&format!("/cases/{case}/later"), &fields).await
}

async fn clock(desk: &TestDesk) {
    let now = desk.now();
    desk.write(move |tx| {
        cases::deeds::wake(tx, now, 10)?;
        Ok(())
    })
    .await;
}

async fn page(maya: &Browser, case: i64) -> String {
    maya.get(&format!("/cases/{case}")).await.words()
}

#[tokio::test]
async fn a_case_that_is_put_off_comes_back_by_the_clock_with_its_reason() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let done = put_off(&maya, case, "tomorrow 9", "The printer calls back").await;
        assert_eq!(done.status, "303 See Other", "{}", done.words());
        assert_eq!(
            state(&maya, case).await["parked_until"],
            "2026-03-06T08:00:00Z"
        );
        let words = page(&maya, case).await;
        assert!(
            words.contains("Maya put this off until tomorrow 09:00. The printer calls back"),
            "{words}"
        );
        assert!(words.contains("Maya put this off , 12:00"), "{words}");
        let later = maya.get("/later").await.words();
        assert!(later.contains("The printer calls back"), "{later}");
        assert!(
            !maya
                .get("/today")
                .await
                .words()
                .contains("Where is my book?")
        );

        desk.advance(22 * HOUR);
        clock(&desk).await;
        assert_eq!(state(&maya, case).await["parked_until"], Value::Null);
        let words = page(&maya, case).await;
        assert!(
            words.contains(
                "Back from later: Maya had put it off until 09:00. The printer calls back"
            ),
            "{words}"
        );
        assert!(
            maya.get("/today")
                .await
                .words()
                .contains("Where is my book?")
        );
        // Whoever has written has read it.
        reply(&maya, case, "It is on its way.", &[]).await;
        assert!(!page(&maya, case).await.contains("Back from later: "));
    })
    .await;
}

#[tokio::test]
async fn a_letter_or_a_press_brings_it_back_before() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("/cases/{case}/later");
        put_off(&maya, case, "Montag", "").await;
        maya.post(&path, &[("act", "back")]).await;
        assert_eq!(state(&maya, case).await["parked_until"], Value::Null);
        assert!(!page(&maya, case).await.contains("put it off until"));

        maya.post(
            &path,
            &[("quick", "in 3 h"), ("when", ""), ("reason", "a call")],
        )
        .await;
        assert_eq!(
            state(&maya, case).await["parked_until"],
            "2026-03-05T14:00:00Z"
        );
        desk.advance(HOUR);
        let write = format!("{}/write", their_page(&desk, case).await);
        let fields = [("text", "Never mind, it is here.")];
        let wrote = desk.visitor().post(&write, &fields).await;
        assert_eq!(wrote.status, "303 See Other", "{}", wrote.words());
        assert_eq!(state(&maya, case).await["parked_until"], Value::Null);
        let words = page(&maya, case).await;
        assert!(
            words.contains(
                "They wrote while it was put off. Maya had put it off until 15:00. a call"
            ),
            "{words}"
        );
        let listed = maya.get(&format!("/api/v1{path}")).await.value();
        assert_eq!(listed["items"][0]["reason"], "a call");
        assert_eq!(listed["items"][0]["back_at"], "2026-03-05T12:00:00Z");
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_put_off_makes_a_promise_late() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "Where is my book?").await;
        let promises = format!("/api/v1/cases/{case}/promises");
        let due = |at: &str| json!({"due": at, "told_how": "phone"});
        let first = robin
            .post_json(&promises, due("2026-03-06T11:00:00Z"))
            .await
            .value();
        put_off(&maya, case, "Monday", "stock").await;
        assert_eq!(
            state(&maya, case).await["parked_until"],
            "2026-03-06T09:00:00Z"
        );
        let words = page(&maya, case).await;
        assert!(
            words.contains("It comes back tomorrow 10:00, in time for the word we promised."),
            "{words}"
        );
        // Without the promise it sleeps as long as it was asked for.
        let one = format!("{promises}/{}", first["id"]);
        robin.patch_json(&one, json!({"state": "released"})).await;
        assert_eq!(
            state(&maya, case).await["parked_until"],
            "2026-03-09T08:00:00Z"
        );
        // A word given while it sleeps counts as well.
        robin
            .post_json(&promises, due("2026-03-05T16:00:00Z"))
            .await;
        assert_eq!(
            state(&maya, case).await["parked_until"],
            "2026-03-05T14:00:00Z"
        );
        desk.advance(4 * HOUR);
        clock(&desk).await;
        let refused = put_off(&maya, case, "tomorrow", "").await;
        assert_eq!(refused.status, "409 Conflict");
        let words = refused.words();
        assert!(
            words.contains("A word is promised here within two hours."),
            "{words}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_time_that_is_none_comes_back_with_what_was_typed() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "Where is my book?").await;
        for (when, said) in [
            ("soonish", "This is no time the desk can read."),
            ("", "This is no time the desk can read."),
            ("2026-03-01", "That time is already over."),
            ("12 May 2031", "That is more than a year ahead."),
        ] {
            let refused = put_off(&maya, case, when, "the < reason").await;
            assert_eq!(refused.status, "422 Unprocessable Entity", "{when}");
            assert!(
                refused.words().contains(said),
                "{when}: {}",
                refused.words()
            );
            assert!(
                refused
                    .text
                    .contains(&format!("name=\"when\" value=\"{when}\"")),
                "{when}"
            );
            assert!(refused.text.contains("value=\"the &lt; reason\""));
        }
        let long = put_off(&maya, case, "Monday", &"x".repeat(201)).await;
        assert_eq!(long.status, "422 Unprocessable Entity");
        let path = format!("/api/v1/cases/{case}/later");
        for (body, code) in [
            (json!({}), "until-or-when"),
            (
                json!({"until": "2026-03-09T08:00:00Z", "when": "Monday"}),
                "until-or-when",
            ),
            (json!({"when": "whenever"}), "time"),
            (json!({"until": NOON}), "past"),
        ] {
            let refused = robin.post_json(&path, body.clone()).await;
            assert_eq!(refused.value()["code"], code, "{body}");
        }
        assert_eq!(state(&maya, case).await["parked_until"], Value::Null);
        let body = json!({"when": "Monday 8:30", "reason": "stock"});
        let done = robin.post_json(&path, body).await;
        assert_eq!(done.status, "201 Created", "{}", done.text);
        assert_eq!(done.value()["parked_until"], "2026-03-09T07:30:00Z");
        let back = robin.delete(&path).await;
        assert_eq!(back.value()["parked_until"], Value::Null);
        // A case that is closed sleeps already.
        reply(&maya, case, "Here it is.", &[("close", "true")]).await;
        assert_eq!(
            put_off(&maya, case, "Monday", "").await.status,
            "409 Conflict"
        );
    })
    .await;
}
