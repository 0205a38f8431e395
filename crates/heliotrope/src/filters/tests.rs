//! The language by itself, and filters at the door.

mod language;
mod model;
mod views;

use serde_json::Value;

use crate::testing::{self, Browser};
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";

/// A text as the pair of an address.
fn asked(name: &str, text: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair(name, text)
        .finish()
}

async fn picked(program: &Browser, filter: &str) -> Vec<i64> {
    let answer = program
        .get(&format!("/api/v1/cases?{}", asked("filter", filter)))
        .await;
    assert_eq!(answer.status, "200 OK", "{filter}: {}", answer.text);
    numbers(&answer.value(), "number")
}

fn numbers(list: &Value, name: &str) -> Vec<i64> {
    let items = list["items"].as_array().expect("a list");
    items
        .iter()
        .map(|item| item[name].as_i64().expect("a number"))
        .collect()
}

#[tokio::test]
async fn a_filter_picks_by_every_field() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.agent("Maya", Role::Agent).await;
        let refund = desk.case("Ines", "Please refund order 8841").await;
        let chain = desk.case_of("Harbor", "Chain", "The chain snapped on the second day").await;
        let free = desk.case("Okafor", "Is the shop open?").await;
        let change = |n: i64, body: Value| {
            let robin = &robin;
            async move {
                let answer = robin.patch_json(&format!("/api/v1/cases/{n}"), body).await;
                assert_eq!(answer.status, "200 OK", "{}", answer.text);
            }
        };
        change(refund, serde_json::json!({"tags": ["rückgabe", "vip guest"], "owner": maya})).await;
        change(chain, serde_json::json!({"turn": "customer", "tags": ["repair"]})).await;
        let note = serde_json::json!({"kind": "note", "text": "They pay, we refund on Monday"});
        robin.post_json(&format!("/api/v1/cases/{chain}/messages"), note).await;
        let reply = serde_json::json!({"kind": "reply", "text": "Yes", "next_word": {"due": "2026-03-06T11:00:00Z", "text": "tomorrow"}});
        robin.post_json(&format!("/api/v1/cases/{free}/messages"), reply).await;

        for (filter, expected) in [
            ("", vec![free, chain, refund]),
            ("tag:ruckgabe", vec![refund]),
            ("label:RÜCKGABE", vec![refund]),
            ("tag:\"VIP guest\"", vec![refund]),
            ("-tag:any", vec![free]),
            ("tag:none", vec![free]),
            ("tag:repair or tag:ruckgabe", vec![chain, refund]),
            ("owner:maya", vec![refund]),
            ("assignee:maya@desk.example", vec![refund]),
            ("turn:customer", vec![chain]),
            ("turn:third", vec![]),
            ("not turn:waiting not owner:none", vec![refund]),
            ("refund", vec![chain, refund]),
            ("refund -tag:repair", vec![refund]),
            ("has:note", vec![chain]),
            ("person:ines", vec![refund]),
            ("person:harb", vec![chain]),
            ("\"snapped on the SECOND\"", vec![chain]),
            ("\"second snapped\"", vec![]),
            ("due:<2d", vec![free]),
            ("due:2026-03-06", vec![free]),
            ("due:>2d", vec![]),
            ("due:none -tag:any", vec![]),
            ("answered:yes", vec![free]),
            ("answered:<1d", vec![free]),
            ("answered:>1d", vec![]),
            ("answered:no", vec![chain, refund]),
            ("opened:today", vec![free, chain, refund]),
            ("opened:>1d", vec![]),
            ("mailbox:help", vec![free, chain, refund]),
            ("lang:en -lang:de", vec![free, chain, refund]),
            ("state:closed", vec![]),
            ("state:open", vec![free, chain, refund]),
            ("need:outcome has:note", vec![chain]),
            ("cause:any", vec![]),
            ("has:files or has:complaint or has:undelivered", vec![]),
            (&format!("case:{chain} or #{refund}"), vec![chain]),
            ("(tag:repair or owner:maya) -refund", vec![]),
        ] {
            assert_eq!(picked(&robin, filter).await, expected, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place_and_the_nearest_word() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Please refund").await;
        robin
            .patch_json(
                &format!("/api/v1/cases/{n}"),
                serde_json::json!({"tags": ["refund"]}),
            )
            .await;
        for (filter, at, length, nearest) in [
            ("tag:refund ownr:me", 12, 4, Some("owner")),
            ("turn:uz", 6, 2, Some("us")),
            ("tag:refnd", 5, 5, Some("refund")),
            ("owner:robn", 7, 4, Some("Robin")),
            ("(tag:refund", 1, 1, None),
            ("tag:refund or", 14, 0, None),
            ("ä \"open", 3, 5, None),
            ("qqqqqq:1", 1, 6, None),
        ] {
            let answer = robin
                .get(&format!("/api/v1/cases?{}", asked("filter", filter)))
                .await;
            assert_eq!(answer.status, "422 Unprocessable Entity", "{filter}");
            let told = answer.value();
            assert_eq!(told["code"], "filter");
            assert_eq!(
                (told["at"].as_i64(), told["length"].as_i64()),
                (Some(at), Some(length)),
                "{filter}: {told}"
            );
            assert_eq!(told["nearest"].as_str(), nearest, "{filter}: {told}");
        }
        let told = robin.get("/api/v1/cases?filter=ownr:me").await.value();
        assert_eq!(
            told["detail"],
            "“ownr” is no field, at character 1. Is it “owner”?"
        );
        let both = robin
            .get("/api/v1/cases?filter=tag:refund&view=today")
            .await;
        assert_eq!(both.value()["code"], "filter-alone");
    })
    .await;
}

#[tokio::test]
async fn a_list_goes_on_after_its_last_row_in_either_order() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let mut all = Vec::new();
        for _ in 0..7 {
            all.push(desk.case("Ines", "Please refund").await);
            desk.advance(std::time::Duration::from_secs(60));
        }
        let kept = serde_json::json!({"name": "All of Ines", "filter": "turn:us"});
        let view = robin.post_json("/api/v1/views", kept).await.value()["id"].clone();
        let newest: Vec<i64> = all.iter().rev().copied().collect();
        for (list, expected) in [
            ("filter=person:ines".to_owned(), &newest),
            ("filter=turn:us".to_owned(), &newest),
            (format!("saved={view}"), &all),
        ] {
            let (mut seen, mut next) = (Vec::new(), String::new());
            loop {
                let page = robin
                    .get(&format!("/api/v1/cases?{list}&limit=3{next}"))
                    .await
                    .value();
                seen.extend(numbers(&page, "number"));
                match page["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={cursor}"),
                    None => break,
                }
            }
            assert_eq!(&seen, expected, "{list}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_search_takes_a_filter_and_words_as_they_stand() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let one = desk.case("Ines", "It did not arrive, please refund").await;
        let two = desk.case("Harbor", "Please refund the chain").await;
        robin
            .patch_json(
                &format!("/api/v1/cases/{two}"),
                serde_json::json!({"tags": ["repair"]}),
            )
            .await;
        for (q, expected) in [
            ("did not arrive", vec![one]),
            ("refund", vec![two, one]),
            ("refund -tag:repair", vec![one]),
            ("tag:repair", vec![two]),
            ("refund NOT chain", vec![one]),
            ("\"please refund\" tag:repair", vec![two]),
            ("refund or tag:repair", vec![]),
            ("REFUND OR tag:repair", vec![two, one]),
        ] {
            let found = robin
                .get(&format!("/api/v1/search?{}", asked("q", q)))
                .await
                .value();
            if q == "refund or tag:repair" {
                assert_eq!(
                    numbers(&found, "case"),
                    [two, one],
                    "a field makes it a filter"
                );
                continue;
            }
            assert_eq!(numbers(&found, "case"), expected, "{q}");
        }
        let odd = robin.get("/api/v1/search?q=tga:repair").await.value();
        assert_eq!(
            (
                odd["trouble"]["at"].as_i64(),
                odd["trouble"]["nearest"].as_str()
            ),
            (Some(1), Some("tag"))
        );
        let page = maya.get("/search?q=tga:repair").await;
        assert!(
            page.words()
                .contains("“tga” is no field, at character 1. Is it “tag”?"),
            "{}",
            page.words()
        );
        assert!(
            page.text.contains("href=\"/search?q=tag%3Arepair\""),
            "{}",
            page.text
        );
        let page = maya.get("/search?q=tag:repair").await;
        assert!(
            page.text.contains(&format!("href=\"/cases/{two}#m")),
            "{}",
            page.text
        );
        assert!(page.text.contains("/views/new?filter=tag%3Arepair"));
        assert!(
            page.words().contains("How to narrow it down"),
            "{}",
            page.words()
        );
    })
    .await;
}

#[tokio::test]
async fn suggestions_follow_the_caret() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Please refund").await;
        robin
            .patch_json(
                &format!("/api/v1/cases/{n}"),
                serde_json::json!({"tags": ["refund", "vip guest"]}),
            )
            .await;
        for (q, caret, word, text) in [
            ("ta", 2, "tag:", "tag:"),
            ("lab", 3, "tag:", "tag:"),
            ("is:open tag:ref", 15, "tag:refund", "is:open tag:refund "),
            (
                "-tag:vi is:open",
                7,
                "tag:\"vip guest\"",
                "-tag:\"vip guest\" is:open",
            ),
            ("owner:", 6, "owner:Robin", "owner:Robin "),
            ("turn:", 5, "turn:us", "turn:us "),
        ] {
            let told = robin
                .get(&format!("/api/v1/filters?{}&caret={caret}", asked("q", q)))
                .await
                .value();
            assert_eq!(
                (
                    &told["suggestions"][0]["word"],
                    &told["suggestions"][0]["text"]
                ),
                (&word.into(), &text.into()),
                "{q}: {told}"
            );
        }
        let read = robin
            .get(&format!(
                "/api/v1/filters?{}",
                asked("q", "not ticket:7 and label:refund")
            ))
            .await
            .value();
        assert_eq!(read["filter"], "-case:7 tag:refund");
        assert_eq!(read["trouble"], Value::Null);
    })
    .await;
}
