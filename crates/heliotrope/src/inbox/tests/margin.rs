//! What is marked beside a draft waits with it.

use super::{NOON, seen};
use crate::team::Role;
use crate::testing::{self, Browser};
use serde_json::{Value, json};

async fn keep(maya: &Browser, case: i64, version: i64, margin: Value) -> Value {
    let draft = json!({
        "kind": "reply", "text": "We charged you €59 twice. That was ours.", "version": version, "margin": margin,
    });
    let kept = maya.post_json(&format!("/cases/{case}/draft"), draft).await;
    assert_eq!(kept.status, "200 OK", "{}", kept.text);
    kept.value()
}

fn marked() -> Value {
    json!({"fault": "ours", "cause": "double charge", "parts": ["responsibility", "explanation"],
           "repair": "give", "amount": "59", "change": ""})
}

/// What of the margin stands in a page as chosen.
fn chosen(page: &str) -> Vec<String> {
    let open = page.contains("id=\"sorry\"");
    let inputs = page.split("<input").filter(|i| {
        let tag = i.split('>').next().unwrap_or_default();
        tag.contains("reply-form") && tag.contains(" checked")
    });
    let value = |i: &str| {
        i.split_once("value=\"")
            .map(|(_, v)| v.split('"').next().unwrap_or_default().to_owned())
    };
    let mut all: Vec<String> = inputs.filter_map(value).collect();
    if open {
        all.insert(0, "open".to_owned());
    }
    all
}

#[tokio::test]
async fn marks_of_an_apology_wait_with_the_draft_until_it_leaves_or_they_are_put_away() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "You charged me twice").await;
        let path = format!("/cases/{case}");
        assert!(chosen(&maya.get(&path).await.text).is_empty());

        let version = keep(&maya, case, 0, marked()).await["version"]
            .as_i64()
            .unwrap();
        let page = maya.get(&path).await.text;
        let all = [
            "open",
            "ours",
            "responsibility",
            "restitution",
            "explanation",
        ];
        assert_eq!(chosen(&page), all);
        assert!(
            page.contains("value=\"double charge\"") && page.contains("value=\"59\""),
            "{page}"
        );
        assert!(
            chosen(&jonas.get(&path).await.text).is_empty(),
            "it is beside Maya's draft"
        );

        // Another choice by the address leaves the marks; shut is shut.
        let other = maya.get(&format!("{path}?sorry=1&fault=shared")).await.text;
        assert_eq!(
            chosen(&other),
            [
                "open",
                "shared",
                "responsibility",
                "restitution",
                "explanation"
            ]
        );
        assert!(chosen(&maya.get(&format!("{path}?sorry=0")).await.text).is_empty());
        assert_eq!(
            chosen(&maya.get(&path).await.text),
            all,
            "looking kept nothing"
        );

        let version = keep(&maya, case, version, Value::Null).await["version"]
            .as_i64()
            .unwrap();
        assert!(chosen(&maya.get(&path).await.text).is_empty());
        keep(&maya, case, version, marked()).await;

        // It leaves with its letter, and comes back when that is taken back.
        let seen = seen(&maya, case).await;
        let letter = [
            ("kind", "reply"),
            ("drafted", "1"),
            ("text", "We charged you €59 twice. That was ours."),
            ("seen_event", seen.as_str()),
            ("sorry", "1"),
            ("fault", "ours"),
            ("sorry_cause", "double charge"),
            ("part", "responsibility"),
            ("part", "explanation"),
            ("repair", "give"),
            ("amount", "59"),
        ];
        let sent = maya.post(&format!("{path}/messages"), &letter).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        assert!(chosen(&maya.get(&path).await.text).is_empty());
        let list = maya.get(&format!("/api/v1{path}/apologies")).await.value();
        let message = list["items"][0]["message"].to_string();
        maya.post(&format!("{path}/messages/{message}/undo"), &[])
            .await;
        let page = maya.get(&path).await.text;
        assert_eq!(chosen(&page), all);
        assert!(
            page.contains("value=\"double charge\"") && page.contains("value=\"59"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn marks_come_along_when_two_cases_become_one_and_back_with_a_refusal() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let kept = desk.case("Ines", "You charged me twice").await;
        let gone = desk.case("Ines", "Again: charged twice").await;
        let draft = json!({"kind": "reply", "text": "Dear Ines,", "version": 0});
        maya.post_json(&format!("/cases/{kept}/draft"), draft).await;
        keep(&maya, gone, 0, marked()).await;
        let into = kept.to_string();
        maya.post(&format!("/cases/{gone}/merging"), &[("into", &into)])
            .await;
        let page = maya.get(&format!("/cases/{kept}")).await.text;
        assert_eq!(chosen(&page)[0], "open");
        assert!(page.contains("Dear Ines,") && page.contains("That was ours."));

        // Without a script: what was refused comes back, also after a reload.
        let case = desk.case("Okafor", "My parcel is wet").await;
        let seen = seen(&maya, case).await;
        let letter = [
            ("kind", "reply"),
            ("text", "It got wet with us. [what we do]"),
            ("seen_event", seen.as_str()),
            ("sorry", "1"),
            ("fault", "shared"),
            ("part", "responsibility"),
        ];
        let refused = maya.post(&format!("/cases/{case}/messages"), &letter).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        for page in [refused, maya.get(&format!("/cases/{case}")).await] {
            assert_eq!(chosen(&page.text), ["open", "shared", "responsibility"]);
        }
    })
    .await;
}
