//! A filter picks the same cases as a plain reading of what programs are told
//! about each case: the model knows nothing of how a list is walked.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::{NOON, numbers, picked};
use crate::filters::deeds::Order;
use crate::filters::rules::read;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

/// A filter with what it means for the JSON of a case.
#[derive(Debug, Clone)]
enum Model {
    Is(&'static str),
    Not(Box<Model>),
    All(Vec<Model>),
    Any(Vec<Model>),
}

const PARTS: [&str; 14] = [
    "tag:red",
    "tag:blau",
    "tag:any",
    "owner:maya",
    "owner:none",
    "turn:us",
    "turn:customer",
    "state:closed",
    "state:later",
    "due:none",
    "due:<2d",
    "person:ines",
    "chain",
    "need:outcome",
];

fn says(part: &str, case: &Value) -> bool {
    let tags: Vec<&str> = case["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let due = case["next_word"]["due"].as_str();
    match part {
        "tag:red" => tags.contains(&"red"),
        "tag:blau" => tags.contains(&"bläu"),
        "tag:any" => !tags.is_empty(),
        "owner:maya" => case["owner"]["name"] == "Maya",
        "owner:none" => case["owner"].is_null(),
        "turn:us" => case["turn"] == "us",
        "turn:customer" => case["turn"] == "customer",
        "state:closed" => case["state"] == "closed",
        "state:later" => !case["parked_until"].is_null(),
        "due:none" => due.is_none(),
        // The clock stands at noon of the fifth: RFC 3339 sorts as it reads.
        "due:<2d" => due.is_some_and(|due| due < "2026-03-07T11:00:00Z"),
        "person:ines" => case["from"]["name"] == "Ines",
        "chain" => case["subject"].as_str().unwrap().contains("chain"),
        "need:outcome" => case["needs"]
            .as_array()
            .unwrap()
            .iter()
            .any(|need| need["kind"] == "outcome"),
        other => panic!("{other} has no meaning here"),
    }
}

impl Model {
    fn text(&self) -> String {
        let joined =
            |all: &[Model], by: &str| all.iter().map(Model::text).collect::<Vec<_>>().join(by);
        match self {
            Model::Is(part) => (*part).to_owned(),
            Model::Not(one) => format!("-({})", one.text()),
            Model::All(all) => format!("({})", joined(all, " ")),
            Model::Any(all) => format!("({})", joined(all, " or ")),
        }
    }

    fn holds(&self, case: &Value) -> bool {
        match self {
            Model::Is(part) => says(part, case),
            Model::Not(one) => !one.holds(case),
            Model::All(all) => all.iter().all(|one| one.holds(case)),
            Model::Any(all) => all.iter().any(|one| one.holds(case)),
        }
    }
}

fn model() -> impl Strategy<Value = Model> {
    proptest::sample::select(&PARTS[..])
        .prop_map(Model::Is)
        .prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|one| Model::Not(Box::new(one))),
                proptest::collection::vec(inner.clone(), 1..4).prop_map(Model::All),
                proptest::collection::vec(inner, 1..4).prop_map(Model::Any),
            ]
        })
}

/// Cases of many shapes: by their number in other places, owners, tags and dates.
async fn seed(desk: &TestDesk, robin: &Browser, maya: i64) {
    for n in 0..24_i64 {
        let name = ["Ines", "Harbor", "Okafor"][usize::try_from(n % 3).unwrap()];
        let words = ["a chain snapped", "the e-book is gone"][usize::try_from(n % 2).unwrap()];
        let number = desk.case(name, words).await;
        let path = format!("/api/v1/cases/{number}");
        let tags = [vec![], vec!["red"], vec!["bläu"], vec!["red", "bläu"]]
            [usize::try_from(n % 4).unwrap()]
        .clone();
        let turn = ["us", "customer", "us"][usize::try_from(n / 4 % 3).unwrap()];
        let owner = (n % 5 < 2).then_some(maya);
        let changed = robin
            .patch_json(&path, json!({"tags": tags, "turn": turn, "owner": owner}))
            .await;
        assert_eq!(changed.status, "200 OK", "{}", changed.text);
        let due =
            ["2026-03-06T08:00:00Z", "2026-03-12T08:00:00Z"][usize::try_from(n / 6 % 2).unwrap()];
        let done = match n % 6 {
            0 => {
                let reply = json!({"kind": "reply", "text": "Yes", "next_word": {"due": due, "text": "then"}});
                Some(robin.post_json(&format!("{path}/messages"), reply).await)
            }
            1 => {
                let reply = json!({"kind": "reply", "text": "Yes", "close": true, "next_word": {"due": due, "text": "then"}});
                Some(robin.post_json(&format!("{path}/messages"), reply).await)
            }
            2 => {
                let closing = json!({"exemption": "nothing_to_tell"});
                Some(robin.post_json(&format!("{path}/closing"), closing).await)
            }
            _ => None,
        };
        let went = |status: &str| status.starts_with('2');
        assert!(
            done.is_none_or(|answer| went(&answer.status)),
            "case {number}"
        );
    }
}

#[tokio::test]
async fn a_filter_picks_what_a_plain_reading_of_all_cases_picks() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.agent("Maya", Role::Agent).await;
        seed(&desk, &robin, maya).await;
        let all = robin.get("/api/v1/cases?limit=100").await.value();
        let all = all["items"].as_array().unwrap();
        assert_eq!(all.len(), 24);
        for state in ["closed", "open"] {
            assert!(
                all.iter().any(|case| case["state"] == state),
                "some are {state}"
            );
        }
        for part in PARTS {
            let fits = all.iter().filter(|case| says(part, case)).count();
            assert!(
                (1..24).contains(&fits) || part == "need:outcome",
                "{part} parts the cases: {fits}"
            );
        }
        assert!(
            all.iter().any(|case| !case["parked_until"].is_null()),
            "some are put off"
        );
        let mut runner = TestRunner::deterministic();
        for n in 0..120 {
            let filter = model().new_tree(&mut runner).unwrap().current();
            let expected: Vec<i64> = all
                .iter()
                .filter(|case| filter.holds(case))
                .map(|case| case["number"].as_i64().unwrap())
                .collect();
            let text = filter.text();
            assert_eq!(picked(&robin, &text).await, expected, "{text}");
            // A view picks the same among what is open, in an order of its own.
            if n < 40 {
                let kept = json!({"name": format!("view {n}"), "filter": text});
                let view = robin.post_json("/api/v1/views", kept).await.value();
                let list = format!("/api/v1/cases?limit=100&saved={}", view["id"]);
                let mut seen = numbers(&robin.get(&list).await.value(), "number");
                seen.sort_unstable_by_key(|n| -n);
                // Unless it asks for what is closed: then it is the filter as it stands.
                if Order::of_view(&read(&text).unwrap()) == Order::Newest {
                    assert_eq!(seen, expected, "view {text}");
                    continue;
                }
                let open = |n: &&i64| {
                    all.iter()
                        .any(|c| c["number"] == **n && c["state"] == "open")
                };
                let expected: Vec<i64> = expected.iter().filter(open).copied().collect();
                assert_eq!(seen, expected, "view {text}");
            }
        }
    })
    .await;
}

#[test]
fn a_view_is_about_what_is_open_unless_it_asks_for_more() {
    for (text, order) in [
        ("", Order::Owed),
        ("tag:x -state:closed", Order::Owed),
        ("state:open", Order::Owed),
        ("state:closed tag:x", Order::Newest),
        ("-(-state:closed)", Order::Newest),
        ("tag:x or -is:open", Order::Newest),
    ] {
        assert_eq!(Order::of_view(&read(text).unwrap()), order, "{text}");
    }
}
