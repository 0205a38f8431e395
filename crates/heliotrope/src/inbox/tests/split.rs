//! A letter gets a case of its own, at every door, and goes back.

use super::merging::{INES, letter, world};
use super::{NOON, state};
use crate::cases;
use crate::testing;
use serde_json::json;
use std::time::Duration;

/// The second letter of a case: its message id on the page.
async fn second(w: &super::merging::World, case: i64) -> (String, i64) {
    let path = format!("/api/v1/cases/{case}/messages");
    let items = w.robin.get(&path).await.value();
    let id = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|m| m["kind"] == "letter")
        .map(|m| m["id"].as_i64().unwrap())
        .unwrap();
    (id.to_string(), id)
}

#[tokio::test]
async fn one_press_gives_a_letter_its_own_case_and_another_puts_it_back() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        // One letter alone has nothing to be split from.
        let alone = w.maya.get("/cases/1").await;
        assert!(!alone.text.contains("id=\"split-off\""));
        assert_eq!(
            letter(&w.desk, INES, "a2@x", "a@x", "My lamp flickers").await,
            1
        );
        let (id, _) = second(&w, 1).await;
        // A need made of its words goes along.
        let need = [
            ("text", "My lamp flickers"),
            ("message", &id),
            ("from", "0"),
            ("to", "16"),
        ];
        w.maya.post("/cases/1/needs", &need).await;
        let page = w.maya.get("/cases/1").await;
        assert!(
            page.text.contains("id=\"split\"")
                && page.words().contains("A case of its own for this letter")
        );
        let split = w.maya.post("/cases/1/split", &[("letter", &id)]).await;
        assert_eq!(
            (split.status.as_str(), split.location()),
            ("303 See Other", "/cases/3")
        );
        assert_eq!(w.texts(3).await, ["My lamp flickers"]);
        assert_eq!(w.texts(1).await, ["Where is my parcel?"]);
        assert_eq!(w.needs(3).await, ["My lamp flickers"]);
        assert_eq!(w.needs(1).await, ["Where is my parcel?"]);
        let (from, own) = (w.maya.get("/cases/1").await, w.maya.get("/cases/3").await);
        assert!(
            from.words()
                .contains("Maya gave a letter a case of its own: 3"),
            "{}",
            from.words()
        );
        assert!(
            own.words().contains("Maya split this off case 1"),
            "{}",
            own.words()
        );
        assert_eq!(state(&w.robin, 3).await["turn"], "us");
        w.check_rows().await;
        // Until 30 days have passed both pages hold the way back.
        assert!(own.words().contains("Put it back") && from.words().contains("Put it back"));
        let back = w.maya.post("/cases/3/merging", &[("into", "1")]).await;
        assert_eq!(back.location(), "/cases/1");
        assert_eq!(
            w.texts(1).await,
            ["Where is my parcel?", "My lamp flickers"]
        );
        assert_eq!(
            w.needs(1).await,
            ["Where is my parcel?", "My lamp flickers"]
        );
        assert!(!w.maya.get("/cases/1").await.words().contains("Put it back"));
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn the_way_back_stands_there_for_thirty_days() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        letter(&w.desk, INES, "a2@x", "a@x", "My lamp flickers").await;
        let (id, _) = second(&w, 1).await;
        w.maya.post("/cases/1/split", &[("letter", &id)]).await;
        w.desk
            .desk
            .clock
            .advance(Duration::from_secs(30 * 86_400 - 60));
        let maya = w.desk.sign_in("Jonas", crate::web::Role::Agent).await;
        assert!(maya.get("/cases/3").await.words().contains("Put it back"));
        w.desk.desk.clock.advance(Duration::from_secs(120));
        assert!(!maya.get("/cases/3").await.words().contains("Put it back"));
    })
    .await;
}

#[tokio::test]
async fn what_the_letter_had_opened_again_is_closed_as_before() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let sent = json!({ "kind": "reply", "text": "It left us today.", "close": true });
        let sent = w.robin.post_json("/api/v1/cases/1/messages", sent).await;
        let ours = sent.value()["message_id"].as_str().unwrap().to_owned();
        w.desk.desk.clock.advance(Duration::from_secs(86_400));
        assert_eq!(
            letter(&w.desk, INES, "a2@x", &ours, "Something else: my lamp").await,
            1
        );
        let open = state(&w.robin, 1).await;
        assert_eq!(
            (&open["state"], &open["needs"][0]["state"]),
            (&json!("open"), &json!("open"))
        );
        let (_, id) = second(&w, 1).await;
        let path = format!("/api/v1/cases/1/messages/{id}/split");
        let own = w.robin.post_json(&path, json!({})).await;
        assert_eq!(own.status, "201 Created", "{}", own.text);
        let own = own.value();
        assert_eq!(
            (&own["number"], &own["state"], &own["turn"]),
            (&json!(3), &json!("open"), &json!("us"))
        );
        assert_eq!(own["needs"][0]["text"], "Something else: my lamp");
        let first = state(&w.robin, 1).await;
        assert_eq!(first["state"], "closed");
        assert_eq!(
            (&first["needs"][0]["state"], &first["needs"][0]["told"]),
            (&json!("met"), &json!(true))
        );
        // Its own reply and promise go along with the thread, and back.
        let said = json!({ "kind": "reply", "text": "We look at it.",
            "next_word": { "due": "2026-03-09T10:00:00Z", "text": "by Monday" } });
        w.robin.post_json("/api/v1/cases/3/messages", said).await;
        let back = w
            .robin
            .post_json("/api/v1/cases/3/merging", json!({ "into": 1 }))
            .await;
        assert_eq!(back.status, "201 Created", "{}", back.text);
        let live = w
            .desk
            .desk
            .db
            .read(|tx| crate::promises::store::live(tx, 1))
            .await
            .unwrap();
        assert_eq!(live.iter().filter(|p| !p.house).count(), 1);
        assert_eq!(state(&w.robin, 1).await["state"], "open");
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn a_participants_letter_becomes_their_own_case_with_its_reply_and_promise() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let now = w.desk.now();
        w.desk
            .write(move |tx| {
                let bo = crate::people::store::meet(tx, "bo@example.org", "Bo", now)?.0;
                Ok(cases::store::join(tx, 1, bo, "cc", now)?)
            })
            .await;
        letter(
            &w.desk,
            "Bo <bo@example.org>",
            "bo1@x",
            "a@x",
            "I have a question too",
        )
        .await;
        let said = json!({ "kind": "reply", "text": "Hello Bo, we write on Monday.",
            "next_word": { "due": "2026-03-09T10:00:00Z", "text": "by Monday" } });
        let said = w
            .robin
            .post_json("/api/v1/cases/1/messages", said)
            .await
            .value();
        let (id, _) = second(&w, 1).await;
        let split = w.maya.post("/cases/1/split", &[("letter", &id)]).await;
        assert_eq!(split.location(), "/cases/3", "{}", split.words());
        let own = state(&w.robin, 3).await;
        assert_eq!(own["from"]["address"], "bo@example.org");
        assert_eq!(own["next_word"]["text"], "by Monday");
        assert!(state(&w.robin, 1).await["next_word"].is_null());
        assert_eq!(
            w.texts(3).await,
            ["I have a question too", "Hello Bo, we write on Monday."]
        );
        // The envelope is the new case's too, and Bo's answer comes there.
        let ours = said["message_id"].as_str().unwrap();
        let next = letter(
            &w.desk,
            "Bo <bo@example.org>",
            "bo2@x",
            ours,
            "Thank you, until then.",
        )
        .await;
        assert_eq!(next, 3);
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn a_split_that_would_leave_nothing_behind_is_refused_in_words() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        letter(&w.desk, INES, "a2@x", "a@x", "And?").await;
        let items = w.robin.get("/api/v1/cases/1/messages").await.value();
        let first = items["items"][0]["id"].to_string();
        let refused = w
            .robin
            .post_json(&format!("/api/v1/cases/1/messages/{first}/split"), json!({}))
            .await;
        assert_eq!(refused.status, "409 Conflict");
        assert_eq!(refused.value()["code"], "split-all");
        assert_eq!(
            refused.value()["detail"],
            "Everything else here answers this letter, so nothing would stay behind. Choose a later letter."
        );
        let nobody = w.robin.post_json("/api/v1/cases/1/messages/99/split", json!({})).await;
        assert_eq!(nobody.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn the_page_a_person_knows_leads_to_the_case_that_was_split_off_and_only_theirs_does() {
    testing::each(NOON, async |desk| {
        let w = world(desk, super::merging::JONAS).await;
        letter(&w.desk, INES, "a2@x", "a@x", "My lamp flickers").await;
        let (id, _) = second(&w, 1).await;
        let (ines, jonas) = (
            super::their_page(&w.desk, 1).await,
            super::their_page(&w.desk, 2).await,
        );
        let before = w.desk.visitor().get(&ines).await.words();
        assert!(!before.contains("goes on here"), "{before}");
        w.maya.post("/cases/1/split", &[("letter", &id)]).await;
        let page = w.desk.visitor().get(&ines).await;
        let said = "What you wrote about something else goes on here: My lamp flickers";
        assert!(page.words().contains(said), "{}", page.words());
        let own = super::their_page(&w.desk, 3).await;
        assert!(
            page.text.contains(&format!("href=\"{own}\"")),
            "{}",
            page.text
        );
        assert!(
            w.desk
                .visitor()
                .get(&own)
                .await
                .words()
                .contains("My lamp flickers")
        );
        assert!(
            !w.desk
                .visitor()
                .get(&jonas)
                .await
                .words()
                .contains("goes on here")
        );
        // Put back, there is nothing to lead to.
        w.merge(3, 1).await;
        let back = w.desk.visitor().get(&ines).await.words();
        assert!(!back.contains("goes on here"), "{back}");
    })
    .await;
}

#[tokio::test]
async fn a_letter_of_somebody_in_copy_leads_nobody_else_to_their_case() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let jonas = w.desk.write(|tx| {
            let met = crate::people::store::meet(
                tx,
                "jonas@customer.example",
                "Jonas",
                crate::kit::At(1),
            )?
            .0;
            cases::store::join(tx, 1, met, "affected", crate::kit::At(1))?;
            Ok(met)
        });
        jonas.await;
        letter(&w.desk, super::merging::JONAS, "j@x", "a@x", "I moved").await;
        let (id, _) = second(&w, 1).await;
        let ines = super::their_page(&w.desk, 1).await;
        let split = w.maya.post("/cases/1/split", &[("letter", &id)]).await;
        assert_eq!(split.location(), "/cases/3", "{}", split.words());
        let page = w.desk.visitor().get(&ines).await.words();
        assert!(
            !page.contains("goes on here") && !page.contains("I moved"),
            "{page}"
        );
    })
    .await;
}
