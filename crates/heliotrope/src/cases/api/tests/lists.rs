//! Views, cursors and words.

use std::time::Duration;

use serde_json::{Value, json};

use super::{NOON, get, post};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

fn numbers(list: &Value) -> Vec<i64> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["number"].as_i64().unwrap())
        .collect()
}

/// All pages of a list, two at a time.
async fn walk(program: &Browser, query: &str) -> Vec<i64> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(program, &format!("cases?limit=2{query}{cursor}")).await;
        assert!(page["items"].as_array().unwrap().len() <= 2);
        all.extend(numbers(&page));
        let Some(next) = page["next"].as_str() else {
            return all;
        };
        assert_eq!(numbers(&page).len(), 2, "only the last page is short");
        cursor = format!("&cursor={next}");
    }
}

/// Five cases, one of each kind, and two more that are free.
async fn world(desk: &TestDesk, robin: &Browser, other: i64) -> [i64; 7] {
    let mut numbers = [0; 7];
    for number in &mut numbers {
        *number = desk.case("Ines", "Where is my book?").await;
        desk.advance(Duration::from_secs(60));
    }
    let [late, later, mine, hers, waiting, ..] = numbers;
    let me = robin.agent.unwrap();
    let promise = |hours: u64| {
        let due = desk
            .now()
            .plus(Duration::from_secs(hours * 3600))
            .to_string();
        json!({"kind": "reply", "text": "I ask.", "next_word": {"due": due}})
    };
    post(robin, &format!("cases/{late}/messages"), promise(1)).await;
    let mut parks = promise(48);
    parks["close"] = json!(true);
    post(robin, &format!("cases/{later}/messages"), parks).await;
    robin
        .patch_json(&format!("/api/v1/cases/{mine}"), json!({"owner": me}))
        .await;
    robin
        .patch_json(&format!("/api/v1/cases/{hers}"), json!({"owner": other}))
        .await;
    post(
        robin,
        &format!("cases/{waiting}/messages"),
        json!({"kind": "reply", "text": "Which one?"}),
    )
    .await;
    numbers
}

#[tokio::test]
async fn each_view_shows_its_cases_in_its_order() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let other = desk.agent("Maya", Role::Agent).await;
        let [owed, later, mine, hers, waiting, free, newest] = world(&desk, &robin, other).await;
        // What is owed first, then new ones from the oldest.
        assert_eq!(
            walk(&robin, "&view=today").await,
            [owed, mine, free, newest]
        );
        assert_eq!(walk(&robin, "&view=mine").await, [mine]);
        assert_eq!(walk(&robin, "&view=free").await, [owed, free, newest]);
        assert_eq!(walk(&robin, "&view=waiting").await, [waiting]);
        assert_eq!(walk(&robin, "&view=later").await, [later]);
        assert_eq!(walk(&robin, "&view=closed").await, [] as [i64; 0]);
        assert_eq!(
            walk(&robin, "").await,
            [newest, free, waiting, hers, mine, later, owed]
        );
        let maya = desk.program_of(other).await;
        assert_eq!(walk(&maya, "&view=today").await, [owed, hers, free, newest]);

        for number in [free, mine, newest] {
            desk.advance(Duration::from_secs(1));
            post(
                &robin,
                &format!("cases/{number}/closing"),
                json!({"exemption": "spam"}),
            )
            .await;
        }
        assert_eq!(walk(&robin, "&view=closed").await, [newest, mine, free]);
        assert_eq!(
            walk(&robin, "&q=book").await,
            [waiting, later, owed, newest, free, hers, mine]
        );
        assert_eq!(
            walk(&robin, "&q=BOOK&view=closed").await,
            [newest, free, mine]
        );
        assert_eq!(walk(&robin, "&q=Ines&view=waiting").await, [waiting]);
        assert_eq!(
            walk(&robin, "&q=customer.example&view=later").await,
            [later]
        );
        assert_eq!(walk(&robin, "&q=nowhere").await, [] as [i64; 0]);
        assert_eq!(numbers(&get(&robin, "cases?limit=1000").await).len(), 7);
    })
    .await;
}

#[tokio::test]
async fn the_messages_of_a_case_come_in_pages() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "Where is my book?").await;
    for i in 0..4 {
        post(
            &robin,
            &format!("cases/{n}/messages"),
            json!({"kind": "note", "text": format!("{i}")}),
        )
        .await;
    }
    let texts = |list: &Value| -> Vec<String> {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = get(&robin, &format!("cases/{n}/messages?limit=3")).await;
    assert_eq!(texts(&first), ["Where is my book?", "0", "1"]);
    let cursor = first["next"].as_str().unwrap();
    let second = get(
        &robin,
        &format!("cases/{n}/messages?limit=3&cursor={cursor}"),
    )
    .await;
    assert_eq!(
        (texts(&second), &second["next"]),
        (vec!["2".to_owned(), "3".to_owned()], &Value::Null)
    );
    assert_eq!(
        texts(&get(&robin, &format!("cases/{n}/messages")).await).len(),
        5
    );
}

#[tokio::test]
async fn promises_come_by_when_they_are_due() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let mut cases = Vec::new();
    for hours in [3, 1, 2] {
        let n = desk.case("Ines", "Where is my book?").await;
        let due = desk
            .now()
            .plus(Duration::from_secs(hours * 3600))
            .to_string();
        let body = json!({"kind": "reply", "text": "I ask.", "next_word": {"due": due}});
        post(&robin, &format!("cases/{n}/messages"), body).await;
        cases.push(n);
    }
    let of = |list: &Value| -> Vec<i64> {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["case"].as_i64().unwrap())
            .collect()
    };
    let first = get(&robin, "promises?limit=2").await;
    assert_eq!(of(&first), [cases[1], cases[2]]);
    let second = get(
        &robin,
        &format!(
            "promises?limit=2&cursor={}",
            first["next"].as_str().unwrap()
        ),
    )
    .await;
    assert_eq!(
        (of(&second), &second["next"]),
        (vec![cases[0]], &Value::Null)
    );
}
