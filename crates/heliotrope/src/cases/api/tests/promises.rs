//! Promises by a program: made aloud, given a new time, kept, released, broken.

use super::{NOON, get, post, refused};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const DUE: &str = "2026-03-06T11:00:00Z";

async fn changed(robin: &Browser, n: i64, promise: &Value, body: Value) -> (String, Value) {
    let reply = robin
        .patch_json(&format!("/api/v1/cases/{n}/promises/{promise}"), body)
        .await;
    let value = reply.value();
    let line = match value["detail"].as_str() {
        Some(detail) => format!(
            "{} {}: {detail}",
            value["status"],
            value["code"].as_str().unwrap_or_default()
        ),
        None => format!(
            "{} {}",
            reply.status,
            value["state"].as_str().unwrap_or_default()
        ),
    };
    (line, value)
}

#[tokio::test]
async fn a_promise_is_told_and_lies_ahead_or_is_refused() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is my book?").await;
        let promises = format!("cases/{n}/promises");
        for (body, expected) in [
            (
                json!({"due": DUE}),
                "422 not-told: A time counts when the person has heard it. Name the letter that says it \
                 (told_message), or how they heard it (told_how).",
            ),
            (
                json!({"due": NOON, "told_how": "phone"}),
                "422 past: That time is already over. Choose a time that is still to come.",
            ),
            (
                json!({"due": DUE, "told_message": 1}),
                "404 not-found: This message is not here any more, or was never yours to change.",
            ),
            (
                json!({"due": "2026-02-30T11:00:00Z", "told_how": "phone"}),
                "422 wrong-value: “due” is not as it has to be: day-of-month.",
            ),
        ] {
            let (line, _) = refused(&robin, &promises, body.clone()).await;
            assert!(
                line == expected || (expected.starts_with("422 wrong") && line.starts_with("422 ")),
                "{body}: {line}"
            );
        }
        let made = post(&robin, &promises, json!({"kind": "callback", "due": DUE, "text": "I call you on Friday at noon.",
                                                  "told_how": "phone"})).await;
        assert_eq!(
            (&made["state"], &made["standing"], &made["kind"], &made["zone"]),
            (&json!("live"), &json!("ahead"), &json!("callback"), &json!("Europe/Berlin"))
        );
        assert_eq!(get(&robin, &promises).await["items"], json!([made]));
        assert_eq!(get(&robin, "promises").await["items"], json!([made]));
        let case = get(&robin, &format!("cases/{n}")).await;
        assert_eq!(case["next_word"], json!({"due": DUE, "text": "I call you on Friday at noon."}));

        // A letter does not keep a call; the press does.
        post(&robin, &format!("cases/{n}/messages"), json!({"kind": "reply", "text": "Thank you."})).await;
        let (line, _) = changed(&robin, n, &made["id"], json!({"state": "kept", "due": DUE})).await;
        assert!(line.starts_with("422 state-or-due: Say how the promise ends"), "{line}");
        let (line, _) = changed(&robin, n, &made["id"], json!({"state": "kept"})).await;
        assert_eq!(line, "200 OK kept");
        let (line, again) = changed(&robin, n, &made["id"], json!({"state": "released"})).await;
        assert_eq!(line, "409 ended: This promise has ended already. Look at the case again.");
        assert_eq!(again["at"], NOON);
    })
    .await;
}

#[tokio::test]
async fn money_is_kept_when_the_person_has_heard_of_it() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "refund for order 8841").await;
    let messages = format!("cases/{n}/messages");
    let body = json!({"kind": "reply", "text": "Your money goes back to you by Friday noon."});
    let letter = post(&robin, &messages, body).await["id"].clone();
    let body = json!({"kind": "money", "due": DUE, "text": "Your money goes back to you by Friday noon.", "told_message": letter});
    let promise = post(&robin, &format!("cases/{n}/promises"), body).await["id"].clone();
    let (line, _) = changed(&robin, n, &promise, json!({"state": "kept"})).await;
    assert_eq!(
        line,
        "409 not-told: Nobody has heard of it yet: “Your money goes back to you by Friday noon.” Write to the \
         person, or say that you told them by phone, in person or by post."
    );
    desk.advance(Duration::from_secs(60));
    post(
        &robin,
        &messages,
        json!({"kind": "reply", "text": "It left us today."}),
    )
    .await;
    let (line, _) = changed(&robin, n, &promise, json!({"state": "kept"})).await;
    assert_eq!(line, "200 OK kept");
}

#[tokio::test]
async fn a_new_time_counts_before_the_old_one_and_when_it_was_told() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is my book?").await;
        let promises = format!("cases/{n}/promises");
        let body = json!({"kind": "action", "due": DUE, "told_how": "phone"});
        let first = post(&robin, &promises, body).await["id"].clone();
        let later = "2026-03-09T11:00:00Z";
        let (line, _) = changed(&robin, n, &first, json!({"due": later})).await;
        assert!(
            line.starts_with("422 not-told: A time counts when the person has heard it."),
            "{line}"
        );
        let body = json!({"kind": "reply", "text": "It takes until Monday noon, I am afraid."});
        let letter = post(&robin, &format!("cases/{n}/messages"), body).await["id"].clone();
        let (line, second) = changed(
            &robin,
            n,
            &first,
            json!({"due": later, "told_message": letter}),
        )
        .await;
        assert_eq!(line, "200 OK live");
        assert_eq!(
            (&second["kind"], &second["due"]),
            (&json!("action"), &json!(later))
        );
        assert_eq!(
            get(&robin, &promises).await["items"][0]["state"],
            "renegotiated"
        );

        desk.advance(Duration::from_secs(5 * 86_400));
        let (line, _) = changed(
            &robin,
            n,
            &second["id"],
            json!({"due": "2026-03-20T11:00:00Z", "told_how": "phone"}),
        )
        .await;
        assert!(
            line.starts_with("409 late: Its time is over, so it is late:"),
            "{line}"
        );
        let (line, _) = changed(
            &robin,
            n,
            &second["id"],
            json!({"state": "kept", "told_how": "phone"}),
        )
        .await;
        assert_eq!(line, "200 OK broken");
    })
    .await;
}

#[tokio::test]
async fn a_time_that_passes_without_a_word_is_broken_once_and_stays_late() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is my book?").await;
        let messages = format!("cases/{n}/messages");
        let body = json!({"kind": "reply", "text": "I ask.", "next_word": {"due": DUE}});
        post(&robin, &messages, body).await;
        desk.advance(Duration::from_secs(86_400));
        let clock = async |expected: usize| {
            let now = desk.now();
            let broken = desk
                .write(move |tx| Ok(crate::cases::deeds::break_due(tx, now, 10)?))
                .await;
            assert_eq!(broken, expected);
        };
        clock(0).await;
        desk.advance(Duration::from_secs(1));
        clock(1).await;
        clock(0).await;
        let live = get(&robin, "promises").await["items"][0].clone();
        assert_eq!(
            (&live["state"], &live["standing"]),
            (&json!("live"), &json!("late"))
        );
        post(
            &robin,
            &messages,
            json!({"kind": "reply", "text": "Here it is."}),
        )
        .await;
        assert_eq!(
            get(&robin, &format!("cases/{n}/promises")).await["items"][0]["state"],
            "broken"
        );
        let figures = get(&robin, "promises/figures").await;
        assert_eq!(
            figures,
            json!({"days": 28, "in_time": 0, "broken": 1, "ahead": 0, "kept_percent": 0,
                   "median_span_minutes": 1440, "silent_cases": 0})
        );
        let recorded = store::sql!("SELECT COUNT(*) FROM case_event WHERE kind = 'promise_broken'");
        assert_eq!(desk.count(recorded).await, 1);
    })
    .await;
}

/// L3.
#[tokio::test]
async fn nobody_waits_on_a_third_party_without_a_date() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is my book?").await;
        let path = format!("/api/v1/cases/{n}");
        let reply = robin.patch_json(&path, json!({"turn": "third_party"})).await.value();
        assert_eq!(
            (&reply["status"], &reply["code"], reply["detail"].as_str().unwrap()),
            (
                &json!(409),
                &json!("no-promise"),
                "Nobody waits without a date. Tell the person when they hear from us next, then wait on somebody else."
            )
        );
        let body = json!({"due": DUE, "told_how": "phone"});
        let promise = post(&robin, &format!("cases/{n}/promises"), body).await["id"].clone();
        let case = robin.patch_json(&path, json!({"turn": "third_party"})).await.value();
        assert_eq!(case["turn"], "third_party");
        // Two hours before it is due the case comes back, while there is time to write.
        desk.advance(Duration::from_secs(22 * 3600));
        let now = desk.now();
        let woken = desk.write(move |tx| Ok(crate::cases::deeds::wake(tx, now, 10)?)).await;
        assert_eq!(woken, 1);
        assert_eq!(get(&robin, &format!("cases/{n}")).await["turn"], "us");
        robin.patch_json(&path, json!({"turn": "third_party"})).await;
        let (line, _) = changed(&robin, n, &promise, json!({"state": "released"})).await;
        assert_eq!(line, "200 OK released");
        assert_eq!(get(&robin, &format!("cases/{n}")).await["turn"], "us");
    })
    .await;
}

#[tokio::test]
async fn a_day_without_a_word_or_a_date_is_a_silent_case() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let silent = desk.case("Ines", "Where is my book?").await;
        let promised = desk.case("Okafor", "The parcel is wet").await;
        let theirs = desk.case("Lena", "Which size?").await;
        let closed = desk.case("Ann", "Thank you").await;
        let body = json!({"due": DUE, "told_how": "phone"});
        post(&robin, &format!("cases/{promised}/promises"), body).await;
        post(
            &robin,
            &format!("cases/{theirs}/messages"),
            json!({"kind": "reply", "text": "Which colour?"}),
        )
        .await;
        post(
            &robin,
            &format!("cases/{closed}/closing"),
            json!({"exemption": "nothing_to_tell"}),
        )
        .await;
        let list = async || -> Vec<i64> {
            let page = get(&robin, "cases?view=silent").await;
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| c["number"].as_i64().unwrap())
                .collect()
        };
        assert!(list().await.is_empty());
        desk.advance(Duration::from_secs(86_400));
        let later = desk.case("Ivo", "Hello").await;
        assert_eq!(list().await, [silent]);
        assert_eq!(get(&robin, "promises/figures").await["silent_cases"], 1);
        assert_eq!(
            get(&robin, "cases?view=silent&q=book").await["items"][0]["number"],
            json!(silent)
        );
        assert_eq!(
            get(&robin, "cases?view=silent&q=wet").await["items"],
            json!([])
        );
        desk.advance(Duration::from_secs(86_400));
        assert_eq!(list().await, [silent, later]);
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/silent").await.words();
        assert!(
            page.contains("Silent") && page.contains("Where is my book?"),
            "{page}"
        );
    })
    .await;
}
