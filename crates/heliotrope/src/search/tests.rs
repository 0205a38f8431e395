//! Search at the door.

use serde_json::{Value, json};

use crate::testing;
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";

fn cases(list: &Value) -> Vec<i64> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["case"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn words_names_addresses_and_subjects_are_found_newest_first() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let chain = desk.case("Harbor", "The chain snapped on the second day").await;
        let refund = desk.case("Ines", "Please refund order 8841").await;
        let note = json!({"kind": "note", "text": "The Harbor branch is closed, we refund."});
        robin.post_json(&format!("/api/v1/cases/{chain}/messages"), note).await;

        let found = robin.get("/api/v1/search?q=refund").await.value();
        assert_eq!(cases(&found), [chain, refund]);
        assert_eq!(found["items"][0]["snippet"], "The Harbor branch is closed, we refund.");
        assert_eq!(found["items"][0]["kind"], "note");
        assert_eq!(found["items"][1]["subject"], "Please refund order 8841");
        for (query, expected) in [
            ("harbor", vec![chain, chain]),
            ("REFUND+harbor", vec![chain]),
            ("ines%40customer.example", vec![refund]),
            ("chai", vec![chain]),
            ("chai%20snapped", vec![]),
            ("%22%27*%28", vec![]),
        ] {
            let found = robin.get(&format!("/api/v1/search?q={query}")).await.value();
            assert_eq!(cases(&found), expected, "{query}");
        }
        let first = robin.get("/api/v1/search?q=refund&limit=1").await.value();
        let next = first["next"].as_str().unwrap();
        let second = robin.get(&format!("/api/v1/search?q=refund&limit=1&cursor={next}")).await.value();
        assert_eq!((cases(&first), cases(&second), &second["next"]), (vec![chain], vec![refund], &Value::Null));

        let ines = robin.get(&format!("/api/v1/cases/{refund}")).await.value()["from"]["person"].clone();
        for (scope, expected) in [
            (format!("person:{ines}"), vec![refund]),
            ("mailbox:1".to_owned(), vec![chain, refund]),
            ("mailbox:2".to_owned(), vec![]),
        ] {
            let found = robin.get(&format!("/api/v1/search?q=refund&scope={scope}")).await.value();
            assert_eq!(cases(&found), expected, "{scope}");
        }
        let wrong = robin.get("/api/v1/search?q=refund&scope=moon").await.value();
        assert_eq!(
            wrong["detail"],
            "“moon” is no place to search. Write mailbox:1 or person:88, with the number it has here."
        );
        assert_eq!(robin.get("/api/v1/search").await.value()["detail"], "The field “q” is missing.");
    })
    .await;
}

#[tokio::test]
async fn the_page_marks_what_it_found_and_says_what_it_searched() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let n = desk
            .case("Harbor", "The chain snapped, we want a refund")
            .await;
        let page = maya.get("/search?q=chain+refund").await;
        assert_eq!(page.status, "200 OK");
        assert!(
            page.text
                .contains("The <mark>chain</mark> snapped, we want a <mark>refund</mark>"),
            "{}",
            page.text
        );
        assert!(page.text.contains(&format!("href=\"/cases/{n}#m")));
        assert!(page.words().contains("One case"), "{}", page.words());
        assert!(
            page.words().contains("in a letter from Harbor"),
            "{}",
            page.words()
        );

        let none = maya.get("/search?q=harbr").await;
        let words = none.words();
        assert!(words.contains("Nothing found for “harbr”."), "{words}");
        assert!(
            words.contains("Searched subjects, messages, names, addresses, files."),
            "{words}"
        );
        assert!(
            none.text.contains("href=\"/search?q=harbor\""),
            "the nearest spelling is one press away"
        );
        assert!(words.contains("Search for “harbor”"), "{words}");
        let hostile = maya.get("/search?q=%3Cscript%3E%22").await;
        assert!(
            hostile
                .text
                .contains("Nothing found for “&lt;script&gt;&quot;”.")
        );
        let empty = maya.get("/search").await;
        assert!(
            empty.words().contains("All words have to be there"),
            "{}",
            empty.words()
        );
        let german = desk.program_of(maya.agent.unwrap()).await;
        assert_eq!(
            german.get("/search?q=x").await.status,
            "303 See Other",
            "a token is for programs"
        );
    })
    .await;
}
