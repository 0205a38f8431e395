//! Who only reads writes a reply, and an agent sends it with one key: both are
//! named, nothing leaves by itself, no word is lost.

use super::{NOON, state};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use store::sql;

const WORDS: &str = "The spring is out of stock until **Monday**.";

/// Ana, who only reads, and Maya; Ana has left a reply in the case.
async fn left(desk: &TestDesk) -> (Browser, Browser, i64) {
    let ana = desk.sign_in("Ana", Role::Light).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "Where is my spring?").await;
    let page = ana.get(&format!("/cases/{case}")).await;
    assert!(
        page.text.contains("Leave it for an agent"),
        "{}",
        page.words()
    );
    assert!(!page.text.contains("id=\"send\""), "she sends none");
    // It is kept while she types, and goes with the press.
    let draft = json!({"kind": "reply", "text": WORDS, "version": 0});
    ana.post_json(&format!("/cases/{case}/draft"), draft).await;
    let fields = [("text", WORDS), ("drafted", "1")];
    let put = ana.post(&format!("/cases/{case}/proposals"), &fields).await;
    assert_eq!(put.status, "303 See Other", "{}", put.words());
    assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM draft")).await, 0);
    assert_eq!(
        desk.count(sql!(
            "SELECT COUNT(*) FROM outbox WHERE message_id IS NOT NULL"
        ))
        .await,
        0
    );
    (ana, maya, case)
}

async fn replies(maya: &Browser, case: i64) -> Vec<Value> {
    let all = maya
        .get(&format!("/api/v1/cases/{case}/messages"))
        .await
        .value();
    let all = all["items"].as_array().unwrap().clone();
    all.into_iter().filter(|m| m["kind"] == "reply").collect()
}

#[tokio::test]
async fn a_reply_of_who_only_reads_is_sent_by_one_press_and_both_are_named() {
    testing::each(NOON, async |desk| {
        let (ana, maya, case) = left(&desk).await;
        let waits = ana.get(&format!("/cases/{case}")).await.words();
        assert!(
            waits.contains("Your reply waits for an agent to send it."),
            "{waits}"
        );
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.words()
                .contains("Ana wrote this reply for you to send."),
            "{}",
            page.words()
        );
        assert!(page.text.contains("id=\"proposal-send\""));
        // What Maya is typing herself is not touched by it.
        let draft = json!({"kind": "reply", "text": "Dear Ines,", "version": 0});
        maya.post_json(&format!("/cases/{case}/draft"), draft).await;
        let path = format!("/cases/{case}/proposals/1");
        let hers = ana.post(&path, &[("act", "send")]).await;
        assert_eq!(hers.status, "403 Forbidden", "{}", hers.words());
        let sent = maya.post(&path, &[("act", "close")]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());

        let letters = replies(&maya, case).await;
        assert_eq!(letters.len(), 1);
        assert_eq!(
            (&letters[0]["text"], &letters[0]["from"]["name"]),
            (&json!(WORDS), &json!("Maya"))
        );
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(page.words().contains("drafted by Ana"), "{}", page.words());
        let closed = state(&maya, case).await;
        assert_eq!(
            (&closed["state"], &closed["needs"][0]["told"]),
            (&json!("closed"), &json!(true))
        );
        let list = maya
            .get(&format!("/api/v1/cases/{case}/proposals"))
            .await
            .value();
        assert_eq!(list["items"][0]["message"], letters[0]["id"]);
        // Once: whoever comes second reads it, and nothing leaves twice.
        let again = maya.post(&path, &[("act", "send")]).await;
        assert_eq!(again.status, "409 Conflict", "{}", again.words());
        assert!(
            again.words().contains("Somebody has sent this reply"),
            "{}",
            again.words()
        );
        assert_eq!(replies(&maya, case).await.len(), 1);
        assert_eq!(
            desk.count(sql!(
                "SELECT COUNT(*) FROM draft WHERE words = 'Dear Ines,'"
            ))
            .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_was_left_is_held_when_somebody_wrote_since_and_becomes_a_draft_by_a_press() {
    testing::each(NOON, async |desk| {
        let (ana, maya, case) = left(&desk).await;
        let path = format!("/cases/{case}/proposals/1");
        let seen = state(&maya, case).await["last_event"].to_string();
        let note = json!({"kind": "note", "text": "It came today!"});
        maya.post_json(&format!("/api/v1/cases/{case}/messages"), note)
            .await;
        let held = maya
            .post(&path, &[("act", "send"), ("seen_event", &seen)])
            .await;
        assert_eq!(held.status, "409 Conflict", "{}", held.words());
        assert!(
            held.words().contains("out of stock until"),
            "the reply still stands there: {}",
            held.words()
        );
        assert_eq!(replies(&maya, case).await.len(), 0);
        let taken = maya.post(&path, &[("act", "take")]).await;
        assert_eq!(taken.status, "303 See Other", "{}", taken.words());
        let page = maya.get(&format!("/cases/{case}")).await.text;
        assert!(
            page.contains(&format!("\n{WORDS}</textarea>")),
            "it is her draft"
        );
        assert!(!page.contains("id=\"proposal-send\""));
        // Ana has hers back as long as nobody took it.
        let program = desk.program_of(ana.agent.unwrap_or_default()).await;
        let put = program
            .post_json(
                &format!("/api/v1/cases/{case}/proposals"),
                json!({"text": "On Tuesday."}),
            )
            .await;
        assert_eq!(put.status, "201 Created", "{}", put.text);
        let id = put.value()["items"][1]["id"].to_string();
        let send = format!("/api/v1/cases/{case}/proposals/{id}");
        assert_eq!(
            program.post_json(&send, json!({})).await.status,
            "403 Forbidden"
        );
        assert_eq!(program.delete(&send).await.status, "200 OK");
        let page = ana.get(&format!("/cases/{case}")).await.text;
        assert!(page.contains("\nOn Tuesday.</textarea>"));
        let empty = ana
            .post(&format!("/cases/{case}/proposals"), &[("text", " ")])
            .await;
        assert_eq!(
            empty.status,
            "422 Unprocessable Entity",
            "{}",
            empty.words()
        );
    })
    .await;
}
