//! What a page does by one press, a program does by one call.

use super::{NOON, get, post, refused};
use crate::testing;
use crate::web::Role;
use serde_json::json;

#[tokio::test]
async fn a_letter_is_taken_back_while_it_is_here() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let case = desk.case("Ines", "Where is my book?").await;
        let path = format!("cases/{case}/messages");
        let new =
            json!({"kind": "reply", "text": "It left today.", "close": true, "undo_seconds": 60});
        let sent = post(&robin, &path, new).await;
        assert_eq!(sent["case"]["state"], "closed");
        let one = format!("/api/v1/{path}/{}", sent["id"]);
        let back = robin.delete(&one).await;
        assert_eq!(back.status, "200 OK", "{}", back.text);
        let back = back.value();
        assert_eq!(back["text"], "It left today.");
        assert_eq!(
            (&back["case"]["state"], &back["case"]["needs"][0]["told"]),
            (&json!("open"), &json!(false))
        );
        // Its words wait as the draft of who wrote it, as on the page.
        assert_eq!(
            desk.count(store::sql!(
                "SELECT COUNT(*) FROM draft WHERE words = 'It left today.'"
            ))
            .await,
            1
        );
        assert_eq!(robin.delete(&one).await.status, "404 Not Found");

        let gone = post(
            &robin,
            &path,
            json!({"kind": "reply", "text": "It left today.", "undo_seconds": 0}),
        )
        .await;
        let late = robin
            .delete(&format!("/api/v1/{path}/{}", gone["id"]))
            .await;
        assert_eq!(late.status, "409 Conflict", "{}", late.text);
        let late = late.value();
        assert_eq!(late["code"], "left");
        assert_eq!(
            late["detail"],
            "This letter has left already. Write another one to put things right."
        );
        // Not of another case, and not a letter of theirs.
        let other = desk.case("Okafor", "And mine?").await;
        let wrong = robin
            .delete(&format!("/api/v1/cases/{other}/messages/{}", gone["id"]))
            .await;
        assert_eq!(wrong.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn what_is_owed_is_listed_and_said_to_be_given_once() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let reply = json!({"kind": "reply", "text": "We sent it with the wrong courier. Would 15 EUR make it right?",
            "apology": {"fault": "ours", "cause": "wet parcel", "parts": ["responsibility"],
                        "restitution": {"given": false, "amount": "15 EUR"}}});
        post(&robin, &format!("cases/{case}/messages"), reply).await;
        let path = format!("cases/{case}/restitutions");
        let owed = get(&robin, &path).await;
        let one = &owed["items"][0];
        assert_eq!((&one["state"], &one["amount"], &one["currency"]), (&json!("offered"), &json!(1500), &json!("EUR")));
        let place = format!("/api/v1/{path}/{}", one["id"]);
        let wrong = robin.patch_json(&place, json!({"state": "taken_back"})).await;
        assert_eq!((wrong.status.as_str(), &wrong.value()["code"]), ("422 Unprocessable Entity", &json!("state")));
        for _ in 0..2 {
            let given = robin.patch_json(&place, json!({"state": "given"})).await;
            assert_eq!(given.status, "200 OK", "{}", given.text);
            assert_eq!(given.value()["items"][0]["state"], "given");
        }
        // One event, however often it is said; nothing of another case.
        let events = store::sql!("SELECT COUNT(*) FROM case_event WHERE kind = 'restitution_made' AND ids LIKE '%given%'");
        assert_eq!(desk.count(events).await, 1);
        let other = desk.case("Okafor", "And mine?").await;
        let astray = format!("/api/v1/cases/{other}/restitutions/{}", one["id"]);
        assert_eq!(robin.patch_json(&astray, json!({"state": "given"})).await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn a_case_asks_for_care_until_somebody_says_that_it_is_not_about_that() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.program_of(desk.agent("Maya", Role::Agent).await).await;
        let case = desk
            .case(
                "Ines",
                "My lawyer will write to you about the burn on my hand",
            )
            .await;
        let (path, reply) = (
            format!("cases/{case}/care"),
            json!({"kind": "reply", "text": "Thank you for telling us."}),
        );
        assert_eq!(get(&maya, &path).await, json!({"careful": true}));
        let waits = maya
            .post_json(&format!("/api/v1/cases/{case}/messages"), reply.clone())
            .await;
        assert_eq!(waits.status, "202 Accepted", "{}", waits.text);
        let none = maya.delete(&format!("/api/v1/{path}")).await;
        assert_eq!(
            (none.status.as_str(), none.value()),
            ("200 OK", json!({"careful": false}))
        );
        post(&maya, &format!("cases/{case}/messages"), reply).await;
        assert_eq!(
            jo.get(&format!("/api/v1/{path}")).await.value(),
            json!({"careful": false})
        );
    })
    .await;
}

#[tokio::test]
async fn a_time_is_muted_and_heard_again() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "Where is my book?").await;
        let offered = async |version: i64| {
            let draft = json!({"kind": "reply", "text": "I will write to you by Friday 15:00.", "version": version});
            let kept = maya.post_json(&format!("/cases/{case}/draft"), draft).await.value();
            kept["chips"].as_array().map_or(0, Vec::len)
        };
        let draft = json!({"kind": "reply", "text": "I will write to you by Friday 15:00.", "version": 0});
        let kept = maya.post_json(&format!("/cases/{case}/draft"), draft).await.value();
        let phrase = kept["chips"][0]["phrase"].as_str().unwrap().to_owned();
        let muted = post(&maya, "agents/me/muted-times", json!({"phrase": phrase})).await;
        assert_eq!(muted["items"], json!([{"phrase": phrase}]));
        assert_eq!(offered(1).await, 0);
        let path = format!("/api/v1/agents/me/muted-times/{}", phrase.replace(' ', "%20"));
        assert_eq!(maya.delete(&path).await.value()["items"], json!([]));
        assert_eq!(offered(2).await, 1);
        let (line, _) = refused(&maya, "agents/me/muted-times", json!({"phrase": " "})).await;
        assert_eq!(line, "422 phrase: Send the phrase as a chip names it: one to 60 characters.");
        // A habit of one person: nobody else's chips change.
        let robin = desk.program().await;
        assert_eq!(get(&robin, "agents/me/muted-times").await["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_question_to_the_lead_is_withdrawn_and_its_letter_is_a_draft_again() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let path = format!("cases/{case}/goodwill/asks");
        let ask = json!({"amount": 4000, "currency": "EUR", "kind": "credit", "until": "2026-03-06T11:00:00Z",
                         "reply": "Take these 40 EUR as a sign."});
        post(&robin, &path, ask).await;
        let none = robin.delete(&format!("/api/v1/{path}")).await;
        assert_eq!(none.status, "200 OK", "{}", none.text);
        assert_eq!(none.value()["ask"], json!(null));
        let back = store::sql!("SELECT COUNT(*) FROM draft WHERE words = 'Take these 40 EUR as a sign.'");
        assert_eq!(desk.count(back).await, 1);
        // Whoever comes too late for it changes nothing.
        assert_eq!(robin.delete(&format!("/api/v1/{path}")).await.status, "200 OK");
        assert_eq!(desk.count(back).await, 1);
    })
    .await;
}
