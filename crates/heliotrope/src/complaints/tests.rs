//! A complaint at the page and by a program.

use crate::team::Role;
use crate::testing;
use serde_json::json;

#[tokio::test]
async fn a_complaint_has_the_clocks_its_mailbox_chose_and_is_kept_open() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk.case("Ines", "I complain about the invoice").await;
        let path = format!("/cases/{case}/complaint");
        let early = maya.post(&path, &[("act", "final")]).await;
        assert_eq!(early.status, "409 Conflict");
        assert!(
            early
                .words()
                .contains("This case is not flagged as a complaint.")
        );
        maya.post(&path, &[("act", "flag")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("No clocks are chosen for this mailbox."),
            "{page}"
        );
        maya.post(&path, &[("act", "none")]).await;

        let light = [("mailbox", "1"), ("pack", "uk-disp")];
        assert_eq!(
            maya.post("/settings/complaints", &light).await.status,
            "403 Forbidden"
        );
        assert_eq!(
            jo.post("/settings/complaints", &light).await.status,
            "303 See Other"
        );
        let odd = [("mailbox", "1"), ("pack", "moon")];
        assert_eq!(
            jo.post("/settings/complaints", &odd).await.status,
            "422 Unprocessable Entity"
        );
        maya.post(&path, &[("act", "flag")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("Acknowledge it") && page.contains("Final answer"),
            "{page}"
        );

        let reject = maya.post(&path, &[("act", "rejected")]).await;
        assert_eq!(reject.status, "409 Conflict");
        assert!(
            reject
                .words()
                .contains("There is no final answer yet that they could reject.")
        );
        let reply = [
            ("kind", "reply"),
            ("text", "You are right about it."),
            ("close", "true"),
        ];
        maya.post(&format!("/cases/{case}/messages"), &reply).await;
        maya.post(&path, &[("act", "final")]).await;
        let api = format!("/api/v1/cases/{case}/complaint");
        let answered = maya.get(&api).await.value();
        assert_eq!(answered["pack"], "uk-disp");
        assert!(
            answered["targets"]
                .as_array()
                .unwrap()
                .iter()
                .all(|t| !t["met_at"].is_null()),
            "{answered}"
        );
        let rejected = maya.post_json(&api, json!({"said": "rejected"})).await;
        assert_eq!(rejected.status, "201 Created");
        let state = maya.get(&format!("/api/v1/cases/{case}")).await.value();
        assert_eq!(
            state["state"], "open",
            "what they do not accept is kept open"
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("They did not accept our answer. It is kept open."),
            "{page}"
        );
    })
    .await;
}
