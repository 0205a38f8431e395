//! Beside the locks: what no letter may leave with, at both doors.

use super::super::NOON;
use super::Doors;
use crate::testing::{self, Reply};
use crate::web::Role;
use serde_json::json;

/// Both refuse with the status, and both say the sentence.
#[track_caller]
fn alike(page: &Reply, api: &Reply, code: &str, said: &str) {
    let problem = api.value();
    assert_eq!(
        page.status,
        api.status,
        "{said}: {} / {problem}",
        page.words()
    );
    assert_eq!(
        (&problem["code"], &problem["detail"]),
        (&json!(code), &json!(said))
    );
    assert!(page.words().contains(said), "{said}: {}", page.words());
}

#[tokio::test]
async fn what_no_letter_may_leave_with_no_program_sends_either() {
    testing::each(NOON, async |desk| {
        let d = Doors::of(desk, "en", "Where is my book?").await;
        let before = d.events().await;
        let text = "No. Because: [the true reason].";
        let gap = "[the true reason] is still open. Fill it in, or take it out.";
        let page = d.letter(text, &[]).await;
        let api = d
            .json("/messages", json!({"kind": "reply", "text": text}))
            .await;
        alike(&page, &api, "brackets", gap);
        assert_eq!(api.value()["gap"], "[the true reason]");

        let empty = "There are no words yet. Write something, then send.";
        let page = d.letter("  ", &[]).await;
        alike(
            &page,
            &d.json("/messages", json!({"kind": "reply", "text": "  "}))
                .await,
            "empty",
            empty,
        );

        let stranger = [("settles", "999")];
        let page = d.letter("Here.", &stranger).await;
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Here.", "settles": [999]}),
            )
            .await;
        let said = api.value()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        alike(&page, &api, "no-such-need", &said);

        // A letter came meanwhile: neither sends past it.
        let stale = d.letter("Here.", &[("seen_event", "0")]).await;
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Here.", "seen_event": 0}),
            )
            .await;
        assert_eq!(
            (stale.status.as_str(), api.status.as_str()),
            ("409 Conflict", "409 Conflict")
        );
        assert_eq!(api.value()["code"], "stale");
        assert_eq!(d.events().await, before, "nothing was done");

        // What is meant leaves, by the same word at both.
        let sent = d
            .letter("Write [sic your name] there.", &[("gaps", "keep")])
            .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let body = json!({"kind": "reply", "text": "Write [your name] there.", "keep_gaps": true});
        let sent = d.json("/messages", body).await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
    })
    .await;
}

#[tokio::test]
async fn where_facts_and_help_holds_both_doors_wait_and_mark_nothing() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let words = "I burnt my hand on your heater, my lawyer will write";
        let d = Doors::of(desk, "en", words).await;
        let marks = "Facts and help holds here: no part of an apology can be marked. \
                     Put the margin away, and send the facts and the help.";
        let page = d
            .letter(
                "That was us.",
                &[
                    ("sorry", "1"),
                    ("fault", "ours"),
                    ("part", "responsibility"),
                ],
            )
            .await;
        let body = json!({"kind": "reply", "text": "That was us.",
                          "apology": {"fault": "ours", "parts": ["responsibility"]}});
        alike(
            &page,
            &d.json("/messages", body).await,
            "facts-and-help",
            marks,
        );
        let page = d.letter("How is your hand?", &[]).await;
        assert_eq!(page.location(), format!("/cases/{}#write", d.case));
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Where can we ring you?"}),
            )
            .await;
        assert_eq!(api.status, "202 Accepted", "{}", api.text);
        let letters = store::sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'");
        assert_eq!(d.desk.count(letters).await, 0);
    })
    .await;
}
