//! The API's door and the ledger from outside, at the real router.

use super::doors::{NOON, letters, mailbox};
use crate::intake::{deeds, store as rows};
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;

async fn arrivals(desk: &TestDesk) -> Vec<rows::Arrival> {
    desk.read(|tx| Ok(rows::list(tx, None, i64::MAX, 99)?))
        .await
}

async fn program(desk: &TestDesk) -> Browser {
    mailbox(desk).await;
    desk.program().await
}

#[tokio::test]
async fn a_program_opens_a_case_and_the_same_key_opens_it_once() {
    testing::each(NOON, async |desk| {
        let program = program(&desk).await;
        let body = json!({
            "from": { "address": "Ines@example.org", "name": "Ines Ebner" },
            "subject": "Paid, no link",
            "text": "> I paid\nand got \u{202e}nothing\r\n-- \nInes",
        });
        let first = program
            .post_json_once("/api/v1/cases", "k1", body.clone())
            .await;
        assert_eq!(first.status, "201 Created");
        let case = first.value();
        assert_eq!(
            (case["number"].as_i64(), case["subject"].as_str()),
            (Some(1), Some("Paid, no link"))
        );
        assert_eq!(case["from"]["address"], "ines@example.org");
        assert_eq!(case["needs"][0]["text"], "Paid, no link");
        assert_eq!(
            letters(&desk, 1).await[0].words,
            body["text"].as_str().unwrap(),
            "as it was given"
        );
        let again = program
            .post_json_once("/api/v1/cases", "k1", body.clone())
            .await;
        assert_eq!(
            (again.status.as_str(), again.value()),
            ("201 Created", case)
        );
        let mut other = body.clone();
        other["text"] = "other words".into();
        let mismatch = program.post_json_once("/api/v1/cases", "k1", other).await;
        assert_eq!(mismatch.value()["code"], "idempotency-mismatch");
        let second = program.post_json("/api/v1/cases", body.clone()).await;
        assert_eq!(second.value()["number"], 2);
        // The bytes that came are kept.
        let raw = arrivals(&desk).await[1].raw.clone();
        let raw = desk.read(move |tx| Ok(tx.blob(&raw)?)).await.unwrap();
        assert_eq!(raw, body.to_string().into_bytes());
    })
    .await;
}

#[tokio::test]
async fn a_program_is_told_what_a_case_lacks() {
    testing::each(NOON, async |desk| {
        let program = program(&desk).await;
        let from = json!({ "address": "ines@example.org" });
        let refused = [
            (
                json!({ "from": { "address": "ines" }, "text": "Hi" }),
                "wrong-address",
            ),
            (json!({ "from": from, "text": " " }), "empty"),
            (json!({ "from": from }), "missing-field"),
            (
                json!({ "from": from, "text": "Hi", "mailbox": "no@desk.example" }),
                "no-such-mailbox",
            ),
            (
                json!({ "from": from, "text": "Hi", "subjekt": "x" }),
                "unknown-field",
            ),
        ];
        for (body, code) in refused {
            let reply = program.post_json("/api/v1/cases", body).await;
            assert_eq!(
                (reply.status.as_str(), reply.value()["code"].as_str()),
                ("422 Unprocessable Entity", Some(code))
            );
        }
        assert_eq!(arrivals(&desk).await.len(), 0);
        let good = json!({ "from": from, "text": "Hi", "mailbox": "Help@desk.example" });
        assert_eq!(
            program.post_json("/api/v1/cases", good).await.status,
            "201 Created"
        );
    })
    .await;
}

#[tokio::test]
async fn the_ledger_is_read_from_outside_page_by_page() {
    testing::each(NOON, async |desk| {
        let program = program(&desk).await;
        for n in [1, 1, 2] {
            let bytes = format!("From: a@example.org\r\nMessage-ID: <l{n}@x>\r\n\r\nHello").into_bytes();
            let arrived = deeds::Arrived {
                peer: None,
                door: crate::intake::Door::Receive,
                bytes,
                sender: String::new(),
                recipients: vec!["help@desk.example".into()],
            };
            deeds::receive(&desk.desk, arrived).await.unwrap();
        }
        let of_one = program.get("/api/v1/arrivals?message_id=%3Cl1%40x%3E").await.value();
        assert_eq!(
            of_one,
            json!({ "items": [
                { "arrival": 2, "verdict": "duplicate", "case": 1, "message_id": "l1@x", "at": NOON },
                { "arrival": 1, "verdict": "case", "case": 1, "message_id": "l1@x", "at": NOON },
            ], "next": null })
        );
        let mut seen = Vec::new();
        let mut path = "/api/v1/arrivals?limit=2".to_owned();
        loop {
            let page = program.get(&path).await.value();
            seen.extend(page["items"].as_array().unwrap().iter().map(|a| a["arrival"].as_i64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/arrivals?limit=2&cursor={next}");
        }
        assert_eq!(seen, [3, 2, 1]);
    })
    .await;
}

#[tokio::test]
async fn hostile_strings_come_back_as_they_went_in() {
    testing::each(NOON, async |desk| {
        let program = program(&desk).await;
        let own = [
            "\u{202e}\u{0}\u{feff} \t",
            "'; DROP TABLE cases; --",
            "<script>alert(1)</script>",
            "\u{1F469}\u{200d}\u{1F4BB} \u{fdfd}",
        ];
        let mut strings: Vec<String> = own.iter().map(|s| (*s).to_owned()).collect();
        strings.extend(super::shared("hostile/strings.jsonl", "text"));
        let mut refused = 0;
        for (n, hostile) in strings.iter().enumerate() {
            let body = json!({
                "from": { "address": format!("p{n}@example.org"), "name": hostile },
                "subject": hostile,
                "text": hostile,
            });
            let reply = program.post_json("/api/v1/cases", body).await;
            if hostile.trim().is_empty() {
                assert_eq!(reply.value()["code"], "empty");
                refused += 1;
                continue;
            }
            assert_eq!(reply.status, "201 Created", "{hostile:?}");
            let number = reply.value()["number"].as_i64().unwrap();
            assert_eq!(reply.value()["subject"], *hostile);
            let letter = &letters(&desk, number).await[0];
            assert_eq!((&letter.words, &letter.author_name), (hostile, hostile));
        }
        let ledger = desk.read(|tx| Ok(rows::ledger(tx)?)).await;
        assert_eq!(ledger.case, i64::try_from(strings.len() - refused).unwrap());
    })
    .await;
}

#[tokio::test]
async fn what_is_held_back_is_read_and_let_in_from_outside_like_on_its_page() {
    testing::each(NOON, async |desk| {
        let program = program(&desk).await;
        for (text, from) in [
            ("You won", "prize@example.org"),
            ("My ring", "ines@example.org"),
        ] {
            let fields = [("text", text), ("from", from), ("website", "http://x")];
            assert_eq!(
                desk.visitor().post("/write", &fields).await.status,
                "200 OK"
            );
        }
        let list = program.get("/api/v1/screened?limit=1").await.value();
        assert_eq!(list["items"][0]["text"], "My ring");
        assert_eq!(list["items"][0]["state"], "held");
        assert_eq!(list["items"][0]["from"], "ines@example.org");
        let next = list["next"].as_str().expect("an older one");
        let older = program
            .get(&format!("/api/v1/screened?cursor={next}"))
            .await
            .value();
        assert_eq!(
            (&older["items"][0]["text"], &older["next"]),
            (&json!("You won"), &json!(null))
        );

        let (prize, ring) = ("/api/v1/screened/1", "/api/v1/screened/2");
        let goes = program.patch_json(prize, json!({"state": "leaving"})).await;
        assert_eq!(goes.value()["state"], "leaving", "{}", goes.text);
        assert_eq!(goes.value()["gone_at"], "2026-04-04T11:00:00Z");
        let leaving = program.get("/api/v1/screened?state=leaving").await.value();
        assert_eq!(leaving["items"][0]["arrival"], 1);
        let stays = program
            .patch_json(prize, json!({"state": "held"}))
            .await
            .value();
        assert_eq!(
            (&stays["state"], &stays["gone_at"]),
            (&json!("held"), &json!(null))
        );

        let kept = program
            .patch_json(ring, json!({"state": "kept"}))
            .await
            .value();
        assert_eq!((&kept["state"], &kept["case"]), (&json!("kept"), &json!(1)));
        // Nothing a customer sent can be thrown away (lock L6): the same sentence at both doors.
        let late = program.patch_json(ring, json!({"state": "leaving"})).await;
        assert_eq!(
            (late.status.as_str(), &late.value()["code"]),
            ("409 Conflict", &json!("not-held"))
        );
        let maya = desk.sign_in("Maya", crate::web::Role::Agent).await;
        let page = maya.post("/screened/2/go", &[]).await;
        assert_eq!(page.status, late.status);
        assert!(
            page.words()
                .contains(late.value()["detail"].as_str().unwrap())
        );
        let none = program
            .patch_json("/api/v1/screened/77", json!({"state": "kept"}))
            .await;
        assert_eq!(none.status, "404 Not Found");
    })
    .await;
}
