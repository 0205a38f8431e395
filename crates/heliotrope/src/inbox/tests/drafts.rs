//! What somebody is typing goes with what leaves from its own box, and with
//! nothing else.

use super::{NOON, reply};
use crate::testing::{self, Browser};
use crate::web::Role;
use serde_json::json;

const TYPED: &str = "Dear Ines, half a sent";

async fn type_(maya: &Browser, case: i64, kind: &str) {
    let draft = json!({ "kind": kind, "text": TYPED, "version": 0 });
    let kept = maya.post_json(&format!("/cases/{case}/draft"), draft).await;
    assert_eq!(kept.status, "200 OK", "{}", kept.text);
}

/// In how many boxes of the case the words stand.
async fn boxes(maya: &Browser, case: i64) -> usize {
    let page = maya.get(&format!("/cases/{case}")).await.text;
    page.matches(&format!("\n{TYPED}</textarea>")).count()
}

#[tokio::test]
async fn a_program_of_hers_writes_and_her_drafts_stay() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let program = desk.program_of(maya.agent.unwrap_or_default()).await;
        let case = desk.case("Ines", "Where is my book?").await;
        for kind in ["reply", "note", "call"] {
            type_(&maya, case, kind).await;
        }
        assert_eq!(boxes(&maya, case).await, 3);
        let path = format!("/api/v1/cases/{case}");
        for (at, body) in [
            (
                "messages",
                json!({"kind": "reply", "text": "It left today."}),
            ),
            ("messages", json!({"kind": "note", "text": "Asked twice."})),
            (
                "calls",
                json!({"how": "we", "text": "She has it in the hall."}),
            ),
        ] {
            let done = program.post_json(&format!("{path}/{at}"), body).await;
            assert_eq!(done.status, "201 Created", "{}", done.text);
        }
        assert_eq!(boxes(&maya, case).await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_line_from_elsewhere_leaves_and_the_draft_stays_until_its_own_box_is_sent() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        type_(&maya, case, "reply").await;
        // The line that waits before a promise breaks has a form of its own.
        let fields = [
            ("kind", "reply"),
            ("text", "I am still at it."),
            ("close", "false"),
        ];
        let line = maya.post(&format!("/cases/{case}/messages"), &fields).await;
        assert_eq!(line.status, "303 See Other", "{}", line.words());
        assert_eq!(boxes(&maya, case).await, 1);
        let sent = reply(&maya, case, "Dear Ines, half a sentence more.", &[]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        assert_eq!(boxes(&maya, case).await, 0);
    })
    .await;
}
