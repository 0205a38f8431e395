//! Notices at their doors: who is told of what, once, and until they have read it.

use crate::kit::At;
use crate::notices::deeds;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const NOON: &str = "2026-03-05T11:00:00Z";

async fn told(browser: &Browser) -> Vec<(String, bool)> {
    let all = browser.get("/api/v1/notices").await.value();
    let one = |n: &Value| {
        let kind = n["kind"].as_str().unwrap().to_owned();
        (kind, n["read_at"].is_string())
    };
    all["items"].as_array().unwrap().iter().map(one).collect()
}

fn new(kind: &str) -> (String, bool) {
    (kind.to_owned(), false)
}

async fn note(browser: &Browser, case: i64, text: &str) {
    let fields = [("kind", "note"), ("text", text)];
    let done = browser
        .post(&format!("/cases/{case}/messages"), &fields)
        .await;
    assert_eq!(done.status, "303 See Other", "{}", done.words());
}

async fn writes(desk: &TestDesk, case: i64, text: &str) {
    let link = desk
        .write(move |tx| {
            let person = crate::cases::store::find(tx, case)?.unwrap().person;
            Ok(crate::cases::store::link(tx, case, person, At(1))?)
        })
        .await;
    let path = format!("/c/{link}/write");
    let wrote = desk.visitor().post(&path, &[("text", text)]).await;
    assert_eq!(wrote.status, "303 See Other", "{}", wrote.words());
}

#[tokio::test]
async fn a_mention_an_assignment_and_an_answer_are_told_once_and_read_by_opening() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas_id = desk.agent("Jonas", Role::Agent).await;
        let jonas = desk.browser_of(jonas_id).await;
        let case = desk.case("Ines", "Where is my book?").await;
        note(&maya, case, "@Jonas, @Maya: it is the lilac one").await;
        assert_eq!(told(&jonas).await, [new("mention")]);
        assert!(told(&maya).await.is_empty(), "nobody tells themselves");
        let page = jonas.get("/notices").await;
        assert!(page.words().contains("Maya named you in a note"));
        assert!(!page.text.contains("lilac"), "a notice holds no words");
        assert!(page.text.contains("<title>(1) "), "{}", page.text);
        assert!(page.text.contains("favicon-news.svg\">"));

        let id = jonas.get("/api/v1/notices").await.value()["items"][0]["id"].to_string();
        let strange = maya.post(&format!("/notices/{id}"), &[]).await;
        assert_eq!(strange.status, "404 Not Found");
        let opened = jonas.post(&format!("/notices/{id}"), &[]).await;
        assert!(
            opened.location().starts_with(&format!("/cases/{case}#m")),
            "{}",
            opened.location()
        );
        assert_eq!(told(&jonas).await, [("mention".to_owned(), true)]);
        assert!(!jonas.get("/today").await.text.contains("<title>(1)"));

        let owner = jonas_id.to_string();
        let path = format!("/cases/{case}/owner");
        maya.post(&path, &[("owner", &owner)]).await;
        writes(&desk, case, "Any news?").await;
        let all = told(&jonas).await;
        assert_eq!(all[..2], [new("answer"), new("assigned")], "{all:?}");
        // What he does in the case shows that he knows.
        note(&jonas, case, "I look").await;
        assert!(told(&jonas).await.iter().all(|(_, read)| *read));
        assert!(told(&maya).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_follows_a_case_hears_what_others_do_in_it_until_they_stop() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let tomasz = desk.sign_in("Tomasz", Role::Light).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("/cases/{case}/following");
        for _ in 0..2 {
            let done = tomasz.post(&path, &[("follow", "yes")]).await;
            assert_eq!(done.status, "303 See Other", "{}", done.words());
        }
        let who = tomasz.get(&format!("/api/v1{path}")).await.value();
        assert_eq!(who["items"].as_array().unwrap().len(), 1);
        note(&maya, case, "On its way").await;
        writes(&desk, case, "Thank you").await;
        assert_eq!(told(&tomasz).await, [new("followed"), new("followed")]);
        let words = tomasz.get("/notices").await.words();
        assert!(
            words.contains("Maya wrote a note in a case you follow"),
            "{words}"
        );
        assert!(words.contains("Ines wrote in a case you follow"), "{words}");
        // A follower goes along when the case becomes one with another.
        let other = desk.case("Ines", "The book again").await;
        let into = [("into", other.to_string())];
        let into: Vec<(&str, &str)> = into.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let merged = maya.post(&format!("/cases/{case}/merging"), &into).await;
        assert_eq!(merged.status, "303 See Other", "{}", merged.words());
        let path = format!("/cases/{other}/following");
        let who = tomasz.get(&format!("/api/v1{path}")).await.value();
        assert_eq!(who["items"].as_array().unwrap().len(), 1);
        let before = told(&tomasz).await.len();
        tomasz.post(&path, &[("follow", "no")]).await;
        note(&maya, other, "It came").await;
        assert_eq!(told(&tomasz).await.len(), before);
        let newest = tomasz.get("/api/v1/notices").await.value()["items"][0]["id"].to_string();
        tomasz.post("/notices", &[("up_to", &newest)]).await;
        assert!(told(&tomasz).await.iter().all(|(_, read)| *read));
    })
    .await;
}

#[tokio::test]
async fn the_owner_of_a_promise_is_told_a_quarter_of_an_hour_before_and_once() {
    testing::each(NOON, async |desk| {
        let maya_id = desk.agent("Maya", Role::Agent).await;
        let maya = desk.browser_of(maya_id).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("/cases/{case}/owner");
        maya.post(&path, &[("owner", "me")]).await;
        let due = json!({"due": "2026-03-05T12:00:00Z", "told_how": "phone"});
        let made = maya
            .post_json(&format!("/api/v1/cases/{case}/promises"), due)
            .await;
        assert_eq!(made.status, "201 Created", "{}", made.text);
        let clock = async || {
            let now = desk.now();
            desk.write(move |tx| Ok(deeds::warn(tx, now, 10)?)).await
        };
        desk.advance(Duration::from_secs(44 * 60));
        assert_eq!(clock().await, 0);
        desk.advance(Duration::from_secs(60));
        assert_eq!(clock().await, 1);
        assert_eq!(clock().await, 0, "once");
        assert_eq!(told(&maya).await, [new("due")]);
        let words = maya.get("/notices").await.words();
        assert!(words.contains("A word of yours is due: 13:00"), "{words}");
        let id = maya.get("/api/v1/notices").await.value()["items"][0]["id"].to_string();
        let read = maya
            .patch_json(&format!("/api/v1/notices/{id}"), json!({}))
            .await;
        assert_eq!(read.status, "200 OK", "{}", read.text);
        assert!(told(&maya).await[0].1);
    })
    .await;
}
