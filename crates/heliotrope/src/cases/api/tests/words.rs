//! Whatever is typed comes back as it went in.

use serde_json::json;

use super::{NOON, get, post};
use crate::testing::{TestDesk, hostile};

#[tokio::test]
async fn every_string_comes_back_as_it_went_in() {
    let strings = hostile::strings();
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let mut n = desk.case("Ines", "the book").await;
    let person = get(&robin, &format!("cases/{n}")).await["from"]["person"].clone();
    for (i, text) in strings.iter().enumerate() {
        // A case of five hundred needs would only be slow.
        if i % 25 == 0 {
            n = desk.case("Ines", "the book").await;
        }
        let named = robin
            .patch_json(&format!("/api/v1/people/{person}"), json!({"name": text}))
            .await;
        assert_eq!(named.value()["name"], *text);
        if text.trim().is_empty() {
            continue;
        }
        let note = post(
            &robin,
            &format!("cases/{n}/messages"),
            json!({"kind": "note", "text": text}),
        )
        .await;
        assert_eq!(note["text"], *text);
        let need = post(&robin, &format!("cases/{n}/needs"), json!({"text": text})).await;
        assert_eq!(need["text"], *text);
        if i % 5 > 0 {
            continue;
        }
        let search = format!(
            "search?q={}",
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
        );
        get(&robin, &search).await;
    }
    let body = |text: &str| json!({"kind": "reply", "text": text, "next_word": {"due": "2026-03-09T11:00:00Z", "text": text}});
    for text in strings.iter().filter(|t| !t.trim().is_empty()).step_by(10) {
        let reply = post(&robin, &format!("cases/{n}/messages"), body(text)).await;
        assert_eq!(reply["text"], *text);
        assert_eq!(reply["case"]["next_word"]["text"], *text);
    }
}
