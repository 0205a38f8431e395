//! What an open page hears.

use axum::body::Body;
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use serde_json::json;
use std::time::Duration;

use super::NOON;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Problem;
use crate::web::live::Doing as Present;

/// An open `/live`, read event by event.
struct Listening(axum::body::BodyDataStream);

impl Listening {
    async fn at(browser: &Browser, parts: &str) -> Listening {
        let response = browser.open(&format!("/live?parts={parts}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut listening = Listening(response.into_body().into_data_stream());
        assert_eq!(listening.next().await, "retry: 2000\n\n");
        listening
    }

    async fn next(&mut self) -> String {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await;
        match next.expect("something is heard within ten seconds") {
            Some(bytes) => String::from_utf8(bytes.unwrap().to_vec()).unwrap(),
            None => "the end".to_owned(),
        }
    }
}

#[tokio::test]
async fn a_page_hears_which_of_its_parts_is_stale_and_no_other() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let mut live = Listening::at(&maya, "case:7,list").await;
        desk.write(|tx| {
            tx.say("case:8");
            tx.say("case:7");
            Ok(())
        })
        .await;
        assert_eq!(live.next().await, "event: part\ndata: case:7\n\n");
        let undone: Result<(), Problem> = desk
            .desk
            .db
            .write(|tx| {
                tx.say("case:7");
                Err(Problem::not_found("case", 7))
            })
            .await;
        assert!(undone.is_err());
        desk.write(|tx| {
            tx.say("list");
            Ok(())
        })
        .await;
        assert_eq!(
            live.next().await,
            "event: part\ndata: list\n\n",
            "what was rolled back is not heard"
        );
        desk.desk.live.close();
        assert_eq!(live.next().await, "the end");
    })
    .await;
}

#[tokio::test]
async fn who_reads_and_who_writes_is_heard_and_ends() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let id = jonas.agent.unwrap();
        let mut case = Listening::at(&maya, "case:7").await;
        let mut list = Listening::at(&maya, "list").await;
        let said = |doing: &str| {
            let agents = match doing {
                "" => json!([]),
                doing => json!([{ "agent": id, "name": "Jonas", "doing": doing }]),
            };
            format!(
                "event: presence\ndata: {}\n\n",
                json!({ "part": "case:7", "agents": agents })
            )
        };
        for doing in ["reading", "writing", "writing", "gone"] {
            assert_eq!(
                jonas
                    .post("/presence", &[("part", "case:7"), ("doing", doing)])
                    .await
                    .status,
                "204 No Content"
            );
        }
        for doing in ["reading", "writing", ""] {
            assert_eq!(case.next().await, said(doing));
            assert_eq!(list.next().await, said(doing));
        }
        desk.desk.live.mark("case:7", id, "Jonas", Present::Reading);
        assert_eq!(case.next().await, said("reading"));
        assert_eq!(desk.desk.live.present("case:7").len(), 1);
        let late = maya.open("/live?parts=case:7").await;
        let first = Listening(late.into_body().into_data_stream()).next().await;
        assert_eq!(
            first,
            format!("retry: 2000\n\n{}", said("reading")),
            "who comes later hears of it at once"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_listens_to_another_ones_thanks_or_to_nonsense() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let own = format!("/live?parts=thanks:{}", maya.agent.unwrap());
    assert_eq!(maya.open(&own).await.status(), StatusCode::OK);
    for parts in ["thanks:99", "case:7:8", "CASE:7", "case:x", "~presence"] {
        assert_eq!(
            maya.open(&format!("/live?parts={parts}")).await.status(),
            StatusCode::BAD_REQUEST,
            "{parts}"
        );
    }
    assert_eq!(
        desk.visitor().get("/live?parts=list").await.status,
        "303 See Other"
    );
    let json = desk.visitor();
    let request = axum::http::Request::builder()
        .uri("/live")
        .header(header::ACCEPT, "text/event-stream");
    assert_eq!(
        json.send(request, Body::empty()).await.status,
        "401 Unauthorized"
    );
}

#[tokio::test]
async fn a_page_first_hears_what_changed_since_it_was_read() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let mut live = Listening::at(&maya, "case:7,list").await;
        let page = maya.get("/today").await.text;
        let since = |page: &str| {
            let at = page
                .find("data-live=\"")
                .expect("the page says up to where it was read")
                + 11;
            page[at..].split('"').next().unwrap().to_owned()
        };
        let before = since(&page);
        desk.write(|tx| {
            tx.say("case:7");
            tx.say("case:8");
            tx.say("case:7");
            Ok(())
        })
        .await;
        assert_eq!(live.next().await, "event: part\ndata: case:7\n\n");

        // Each part once, and none that the page does not show.
        let first = |since: String| {
            let maya = &maya;
            async move {
                let path = format!("/live?parts=case:7,list&since={since}");
                let mut body = maya.open(&path).await.into_body().into_data_stream();
                let bytes = body.next().await.expect("it begins").unwrap();
                String::from_utf8(bytes.to_vec()).unwrap()
            }
        };
        let missed = "retry: 2000\n\nevent: part\ndata: case:7\n\n";
        assert_eq!(first(before.clone()).await, missed);
        // A page that is read now has heard of it.
        let now = since(&maya.get("/today").await.text);
        assert_eq!(first(now).await, "retry: 2000\n\n");
        // Another run of the desk, one that nobody remembers, and no such thing.
        let resync = "retry: 2000\n\nevent: resync\ndata: all\n\n";
        let (hub, change) = before.split_once('.').unwrap();
        let later = format!("{hub}.{}", change.parse::<u64>().unwrap() + 1_000_000);
        for odd in ["0.0".to_owned(), later, "x".to_owned(), format!("{hub}.-1")] {
            assert_eq!(first(odd.clone()).await, resync, "{odd}");
        }
    })
    .await;
}
