//! Two people's cases are one: each is given what is theirs, and one goes.

use serde_json::{Value, json};

use super::export::given;
use super::{HERS, NOON, World, found, world};
use crate::goodwill;
use crate::kit::money::{Currency, Money};
use crate::testing::{self, Browser};
use crate::web::Role;

async fn posted(priya: &Browser, path: String, body: Value) -> Value {
    let done = priya.post_json(&path, body).await;
    assert_eq!(done.status, "201 Created", "{path}: {}", done.text);
    done.value()
}

/// An apology with what was put right, a gift and a complaint, for Quenby; and
/// Okafor's lamp with a need, a promise and a gift of his own. Hers is merged
/// into his. Gives his number.
async fn merged(w: &World) -> i64 {
    let lamp = w.desk.case("Okafor", "My lamp broke again").await;
    let path = |case: i64, what: &str| format!("/api/v1/cases/{case}/{what}");
    let sorry = json!({"kind": "reply", "text": "We sent the wrong spoke for your umbrella, Quenby.", "undo_seconds": 60,
        "apology": {"fault": "ours", "cause": "wrong part sent", "parts": ["responsibility"],
            "restitution": {"given": true, "amount": "59 EUR"}}});
    posted(&w.priya, path(w.alone, "messages"), sorry).await;
    posted(
        &w.priya,
        path(w.alone, "complaint"),
        json!({"said": "flagged"}),
    )
    .await;
    posted(
        &w.priya,
        path(lamp, "needs"),
        json!({"text": "a shade of teal glass"}),
    )
    .await;
    let his = json!({"kind": "reply", "text": "The teal glass is on its way.", "undo_seconds": 60,
        "next_word": {"due": "2026-03-10T11:00:00Z", "text": "Teal news by Tuesday"}});
    posted(&w.priya, path(lamp, "messages"), his).await;
    let (hers, now) = (w.alone, w.desk.now());
    let by = crate::events::Actor::Agent(w.priya.agent.unwrap());
    w.desk
        .write(move |tx| {
            for (case, minor) in [(hers, 1500), (lamp, 700)] {
                let gift = goodwill::store::New {
                    case,
                    need: None,
                    cause: None,
                    kind: goodwill::Kind::Credit,
                    amount: Money::of(minor, Currency::EUR),
                    role: Role::Agent,
                };
                goodwill::store::give(tx, &gift, None, now, by)?;
            }
            Ok(())
        })
        .await;
    let into = lamp.to_string();
    let done = w
        .priya
        .post(&format!("/cases/{hers}/merging"), &[("into", &into)])
        .await;
    assert_eq!(done.status, "303 See Other", "{}", done.words());
    lamp
}

fn numbered(held: &Value, number: i64) -> &Value {
    let cases = held["cases"].as_array().unwrap();
    let one = cases.iter().find(|c| c["number"] == number);
    one.unwrap_or_else(|| panic!("case {number} in {held}"))
}

fn texts(items: &Value) -> Vec<&str> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["text"].as_str().unwrap())
        .collect()
}

/// Hers is hers, whether it stands under her number or where that leads.
async fn she_is_given_hers(w: &World, lamp: i64) {
    let (held, page, _) = given(&w.priya, w.person).await;
    let case = numbered(&held, w.alone);
    assert_eq!(case["part"], "asks");
    assert_eq!(
        texts(&case["needs"]),
        ["Violet umbrella bent", "a periwinkle umbrella"]
    );
    assert_eq!(
        texts(&case["promises"]),
        ["Quenby hears of the umbrella by Monday"]
    );
    assert_eq!(case["plan"]["can"], "a violet umbrella for Quenby");
    assert_eq!(
        case["restitution"][0]["amount"],
        json!({"minor": 5900, "currency": "EUR"})
    );
    assert_eq!(case["restitution"][0]["state"], "given");
    assert_eq!(
        case["gifts"][0]["amount"],
        json!({"minor": 1500, "currency": "EUR"})
    );
    assert_eq!(case["gifts"].as_array().unwrap().len(), 1);
    assert_eq!(case["time"][0]["minutes"], 5);
    assert_eq!(case["quotes"][0]["lines"][0]["text"], "a periwinkle spoke");
    assert!(case["complaint"]["received_at"].is_string(), "{case}");
    assert_eq!(case["messages"].as_array().unwrap().len(), 4, "{case}");
    let sorry = &case["apologies"][0]["message"];
    assert!(
        case["messages"]
            .as_array()
            .unwrap()
            .iter()
            .any(|m| m["id"] == *sorry),
        "{case}"
    );
    // What colleagues said among themselves: why no, the question to the lead,
    // the note beside the minutes, whose fault it was judged to be.
    assert_eq!(
        case["needs"][1]["no"],
        Value::Null,
        "nobody has told her the no"
    );
    let all = format!("{held}{page}");
    for strange in [
        "teal",
        "Teal",
        "lamp",
        "periwinkle is sold out",
        "the umbrella is a gift",
        "the ferry and its spoke",
        "wrong part sent",
        "\"ours\"",
    ] {
        assert!(!all.contains(strange), "{strange}: {held}");
    }
    for said in [
        "What we put right",
        "refund €59.00",
        "What we gave beyond that",
        "credit €15.00",
        "Research 5 min · not charged",
        "This is a complaint, received",
        "holds an apology",
        "Quote €1.00",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    if let Some(his) = held["cases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["number"] == lamp)
    {
        assert_eq!(
            (&his["part"], &his["subject"]),
            (&json!("affected"), &json!(""))
        );
        assert_eq!((&his["needs"], &his["gifts"]), (&json!([]), &json!([])));
    }
}

async fn he_is_given_his(w: &World, lamp: i64) {
    let okafor = w
        .desk
        .read(|tx| {
            Ok(crate::people::store::by_address(
                tx,
                "okafor@customer.example",
            )?)
        })
        .await
        .unwrap();
    let (held, page, _) = given(&w.priya, okafor).await;
    let case = numbered(&held, lamp);
    assert_eq!(
        texts(&case["needs"]),
        ["My lamp broke again", "a shade of teal glass"]
    );
    assert_eq!(texts(&case["promises"]), ["Teal news by Tuesday"]);
    assert_eq!(case["gifts"][0]["amount"]["minor"], 700);
    assert_eq!(
        (&case["plan"], &case["complaint"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(case["messages"].as_array().unwrap().len(), 2, "{case}");
    let all = format!("{held}{page}");
    for strange in ["umbrella", "periwinkle", "spoke", "1500", "5900"] {
        assert!(!all.contains(strange), "{strange}: {held}");
    }
}

#[tokio::test]
async fn each_of_two_merged_people_is_given_what_is_theirs() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let lamp = merged(&w).await;
        she_is_given_hers(&w, lamp).await;
        he_is_given_his(&w, lamp).await;
        let apart = w
            .priya
            .post(&format!("/cases/{}/merging/undo", w.alone), &[])
            .await;
        assert_eq!(apart.status, "303 See Other", "{}", apart.words());
        she_is_given_hers(&w, lamp).await;
        he_is_given_his(&w, lamp).await;
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_goes_where_their_case_was_merged_and_stays_gone_apart() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let lamp = merged(&w).await;
        // What was being typed to her stands below what is typed to him.
        let his = json!({"kind": "reply", "text": "Dear Okafor, the glass", "version": 1});
        w.priya
            .post_json(&format!("/cases/{lamp}/draft"), his)
            .await;
        let page = w
            .priya
            .get(&format!("/people/{}/erase", w.person))
            .await
            .words();
        assert!(
            page.contains("Cases that are theirs alone")
                || page.contains("One case that is theirs alone"),
            "{page}"
        );
        assert!(page.contains("(4 messages, one file)"), "{page}");
        let erased = w
            .priya
            .post(&format!("/people/{}/erase", w.person), &[("sure", "yes")])
            .await;
        assert_eq!(erased.status, "303 See Other", "{}", erased.words());
        assert_eq!(found(&w.desk).await, [""; 0]);
        he_is_given_his(&w, lamp).await;
        let preview = w
            .desk
            .read(move |tx| Ok(crate::cases::store::find(tx, lamp)?.map(|c| c.preview)))
            .await;
        assert_eq!(preview.as_deref(), Some("The teal glass is on its way."));

        let apart = w
            .priya
            .post(&format!("/cases/{}/merging/undo", w.alone), &[])
            .await;
        assert_eq!(apart.status, "303 See Other", "{}", apart.words());
        assert_eq!(found(&w.desk).await, [""; 0], "{HERS:?} stay gone");
        he_is_given_his(&w, lamp).await;
        let empty = w.priya.get(&format!("/cases/{}", w.alone)).await;
        assert_eq!(empty.status, "200 OK");
        assert_eq!(w.desk.desk.db.integrity().await.unwrap(), [""; 0]);
    })
    .await;
}
