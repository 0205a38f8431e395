//! A telephone call at its doors: written down, told by it, kept when refused,
//! and gone with the person.

use super::{NOON, state, their_page};
use crate::testing::{self, Browser};
use crate::web::Role;
use serde_json::{Value, json};

async fn page(browser: &Browser, case: i64) -> String {
    browser.get(&format!("/cases/{case}")).await.words()
}

#[tokio::test]
async fn a_call_stands_in_the_conversation_and_tells_what_was_ticked() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let due = json!({"due": "2026-03-06T11:00:00Z", "kind": "callback", "told_how": "phone"});
        let robin = desk.program().await;
        let promised = robin
            .post_json(&format!("/api/v1/cases/{case}/promises"), due)
            .await;
        assert_eq!(promised.status, "201 Created", "{}", promised.text);
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let fields = [
            ("kind", "call"),
            ("rang", "we"),
            ("called_at", "2026-03-05T11:30"),
            ("text", "She has it since **this morning**."),
            ("settles", need.as_str()),
        ];
        let path = format!("/cases/{case}/messages");
        let done = maya.post(&path, &fields).await;
        assert_eq!(done.status, "303 See Other", "{}", done.words());

        let words = page(&maya, case).await;
        assert!(words.contains("called Ines"), "{words}");
        assert!(words.contains("She has it since this morning."), "{words}");
        let case_now = state(&maya, case).await;
        assert_eq!(case_now["needs"][0]["state"], "met", "{case_now}");
        assert_eq!(case_now["needs"][0]["told"], true, "{case_now}");
        assert_eq!(case_now["next_word"], Value::Null, "the call keeps it");
        let all = maya.get(&format!("/api/v1{path}")).await.value();
        let call = &all["items"][1];
        assert_eq!(
            (&call["kind"], &call["call"]["how"], &call["call"]["at"]),
            (&json!("call"), &json!("we"), &json!("2026-03-05T10:30:00Z"))
        );
        // Nothing is left to tell: the case closes without a question.
        let closed = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert_eq!(closed.status, "303 See Other", "{}", closed.words());
        // What was said stays in the team.
        let theirs = desk.visitor().get(&their_page(&desk, case).await).await;
        assert!(!theirs.words().contains("since this morning"));
        let found = maya.get("/search?q=morning").await.words();
        assert!(found.contains("in a call that Maya wrote down"), "{found}");
    })
    .await;
}

#[tokio::test]
async fn nobody_who_did_not_answer_is_told_and_what_was_typed_comes_back() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let path = format!("/cases/{case}/messages");
        let ahead = [
            ("kind", "call"),
            ("rang", "they"),
            ("called_at", "2026-03-05T12:30"),
            ("text", "She < rang"),
        ];
        for (fields, said) in [
            (ahead.to_vec(), "That time is still to come."),
            (
                vec![
                    ("kind", "call"),
                    ("rang", "missed"),
                    ("text", "She < rang"),
                    ("settles", need.as_str()),
                ],
                "Nobody answered, so nobody was told.",
            ),
            (
                vec![("kind", "call"), ("text", "She < rang"), ("with", "4711")],
                "This person takes no part in the case.",
            ),
        ] {
            let refused = maya.post(&path, &fields).await;
            assert_eq!(refused.status, "422 Unprocessable Entity", "{said}");
            assert!(refused.words().contains(said), "{}", refused.words());
            assert!(refused.text.contains("id=\"call-error\""));
            assert!(refused.text.contains("She &lt; rang</textarea>"));
        }
        // It waits as the draft, also on another page.
        let draft = maya.get(&format!("/cases/{case}")).await.text;
        assert!(draft.contains("She &lt; rang</textarea>"), "{draft}");
        let missed = [("kind", "call"), ("rang", "missed"), ("text", "No luck")];
        assert_eq!(maya.post(&path, &missed).await.status, "303 See Other");
        let now = state(&maya, case).await;
        assert_eq!(now["needs"][0]["told"], false);
        assert!(page(&maya, case).await.contains("nobody answered"));
        // Who only reads writes down no call.
        let tomasz = desk.sign_in("Tomasz", Role::Light).await;
        assert_eq!(tomasz.post(&path, &missed).await.status, "403 Forbidden");
    })
    .await;
}

#[tokio::test]
async fn a_program_writes_a_call_down_once() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("/api/v1/cases/{case}/calls");
        let body = json!({"how": "they", "text": "It came."});
        let first = robin.post_json_once(&path, "call-1", body.clone()).await;
        assert_eq!(first.status, "201 Created", "{}", first.text);
        assert_eq!(first.value()["call"]["how"], "they");
        assert_eq!(first.value()["call"]["at"], "2026-03-05T11:00:00Z");
        let again = robin.post_json_once(&path, "call-1", body).await;
        assert_eq!(again.value()["id"], first.value()["id"]);
        let all = robin.get(&format!("/api/v1/cases/{case}/messages")).await;
        assert_eq!(all.value()["items"].as_array().unwrap().len(), 2);
        for (body, code) in [
            (json!({"how": "we", "text": " "}), "empty"),
            (
                json!({"how": "we", "text": "x", "settles": [4711]}),
                "no-such-need",
            ),
            (
                json!({"how": "we", "text": "x", "at": "2027-01-01T00:00:00Z"}),
                "ahead",
            ),
        ] {
            let refused = robin.post_json(&path, body.clone()).await;
            assert_eq!(refused.value()["code"], code, "{body}");
        }
    })
    .await;
}
