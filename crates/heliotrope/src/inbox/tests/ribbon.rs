//! The ribbon L·E·A·R·N: what the record says, and a dot for what nobody measures.

use super::{NOON, reply, state};
use crate::testing::{self, Browser};
use crate::web::Role;
use serde_json::json;

/// The steps that are lit, and the whole ribbon as it is read out.
async fn ribbon(maya: &Browser, case: i64) -> (String, String) {
    let page = maya.get(&format!("/cases/{case}")).await.text;
    let (_, rest) = page.split_once("<ol class=\"ribbon\">").expect("a ribbon");
    let ribbon = rest.split("</ol>").next().unwrap_or_default();
    let mut lit = String::new();
    for step in ribbon.split("<li").skip(1) {
        let (attributes, inside) = step.split_once('>').unwrap_or_default();
        let letter = inside
            .split_once("aria-hidden=\"true\">")
            .and_then(|(_, rest)| rest.chars().next());
        match letter {
            Some(letter) if attributes.contains("class=\"on\"") => lit.push(letter),
            Some(_) => {}
            // The dot: no letter, and nothing that could be lit.
            None => {
                assert!(attributes.contains("class=\"dot\""), "{attributes}");
                assert!(
                    inside.contains("Empathy is yours; it is not measured"),
                    "{inside}"
                );
                lit.push('·');
            }
        }
    }
    (lit, ribbon.to_owned())
}

#[tokio::test]
async fn the_ribbon_is_derived_from_what_happened_and_its_e_is_a_dot() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "Where is my book?").await;
        let (lit, said) = ribbon(&maya, case).await;
        assert_eq!(lit, "·", "{said}");
        for open in [
            "Listen: nobody is at it yet",
            "Respond: no answer yet",
            "Tell: something is not told yet",
        ] {
            assert!(said.contains(open), "{open}: {said}");
        }
        // A note listens; it answers nobody.
        let note = json!({"kind": "note", "text": "I ask the press."});
        robin
            .post_json(&format!("/api/v1/cases/{case}/messages"), note)
            .await;
        assert_eq!(ribbon(&maya, case).await.0, "L·");
        // A promise responds, and so does a need that is settled; neither tells.
        let promise =
            json!({"due": "2026-03-06T11:00:00Z", "kind": "callback", "told_how": "phone"});
        let promised = robin
            .post_json(&format!("/api/v1/cases/{case}/promises"), promise)
            .await;
        assert_eq!(promised.status, "201 Created", "{}", promised.text);
        assert_eq!(ribbon(&maya, case).await.0, "L·R");
        let other = desk.case("Okafor", "And mine?").await;
        let need = state(&maya, other).await["needs"][0]["id"].to_string();
        let path = format!("/api/v1/cases/{other}/needs/{need}");
        robin.patch_json(&path, json!({"state": "met"})).await;
        assert_eq!(ribbon(&maya, other).await.0, "·R");
        // A letter that closes tells; taken back, it never was.
        let sent = reply(&maya, other, "It left us today.", &[("close", "true")]).await;
        assert_eq!(ribbon(&maya, other).await.0, "L·RN");
        let message = sent
            .location()
            .rsplit('=')
            .next()
            .unwrap_or_default()
            .to_owned();
        maya.post(&format!("/cases/{other}/messages/{message}/undo"), &[])
            .await;
        assert_eq!(ribbon(&maya, other).await.0, "·R");
    })
    .await;
}
