//! The API at its door, on both engines. Every answer here is also held
//! against the document by the test desk.

mod lists;
mod owed;
mod promises;
mod refusals;
mod words;

use std::time::Duration;

use serde_json::{Value, json};
use store::sql;

use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";

async fn get(program: &Browser, path: &str) -> Value {
    let reply = program.get(&format!("/api/v1/{path}")).await;
    assert_eq!(reply.status, "200 OK", "{path}: {}", reply.text);
    reply.value()
}

/// POST that has to give 201.
async fn post(program: &Browser, path: &str, body: Value) -> Value {
    let reply = program.post_json(&format!("/api/v1/{path}"), body).await;
    assert_eq!(reply.status, "201 Created", "{path}: {}", reply.text);
    reply.value()
}

/// POST that has to be refused: status, code and the sentence, with the rest.
async fn refused(program: &Browser, path: &str, body: Value) -> (String, Value) {
    let reply = program.post_json(&format!("/api/v1/{path}"), body).await;
    assert_eq!(
        reply.header("content-type"),
        "application/problem+json",
        "{}",
        reply.text
    );
    let value = reply.value();
    let line = format!(
        "{} {}: {}",
        value["status"],
        value["code"].as_str().unwrap_or_default(),
        value["detail"].as_str().unwrap_or_default()
    );
    (line, value)
}

#[tokio::test]
async fn a_case_is_a_list_of_needs() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "How do I change my address?").await;
        let case = get(&robin, &format!("cases/{n}")).await;
        let need = case["needs"][0]["id"].as_i64().unwrap();
        let person = case["from"]["person"].as_i64().unwrap();
        assert_eq!(
            case,
            json!({
                "number": n, "subject": "How do I change my address?", "state": "open", "turn": "us",
                "from": {"address": "ines@customer.example", "name": "Ines", "person": person},
                "owner": null, "team": null, "mailbox": "help@desk.example", "last_event": 3, "next_word": null,
                "needs": [{"id": need, "text": "How do I change my address?", "kind": "answer", "state": "open",
                           "told": false, "no": null, "belongs_to": "person", "person": null, "found_by": "implied", "quote": null}],
                "tags": [], "opened_at": NOON, "parked_until": null, "undelivered_at": null,
            })
        );
        let messages = get(&robin, &format!("cases/{n}/messages")).await;
        assert_eq!(messages["next"], Value::Null);
        let letter = &messages["items"][0];
        assert_eq!(letter["kind"], "letter");
        assert_eq!(letter["direction"], "in");
        assert_eq!(letter["from"]["address"], "ines@customer.example");
        assert_eq!(letter["text"], "How do I change my address?");
        assert_eq!(letter["delivery"], Value::Null);
        assert_eq!(letter["event"], 2);
    })
    .await;
}

/// S1.1: the plain path.
#[tokio::test]
async fn a_plain_answer_settles_tells_and_closes() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "How do I change my address?").await;
        let seen = get(&robin, &format!("cases/{n}")).await["last_event"].clone();
        let body = json!({"kind": "reply", "text": "Under *My account*.", "seen_event": seen, "close": true});
        let written = post(&robin, &format!("cases/{n}/messages"), body).await;
        assert_eq!(written["kind"], "reply");
        assert_eq!(written["direction"], "out");
        assert_eq!(written["text"], "Under *My account*.");
        assert_eq!(written["delivery"], "waiting");
        assert_eq!(written["from"], json!({"address": "help@desk.example", "name": "Robin", "person": null}));
        assert!(written["message_id"].as_str().unwrap().ends_with("@desk.example"));
        let case = &written["case"];
        assert_eq!(case["state"], "closed");
        assert_eq!(case["turn"], "customer");
        assert_eq!(case["needs"][0]["state"], "met");
        assert_eq!(case["needs"][0]["told"], true);
        // A token sends at once: nothing is held for an undo.
        assert_eq!(desk.count(sql!("SELECT MAX(not_before - created_at) FROM outbox")).await, 0);
        assert_eq!(get(&robin, &format!("cases/{n}")).await, *case);
    })
    .await;
}

/// S1.2: settled is not told.
#[tokio::test]
async fn a_case_does_not_close_before_the_person_is_told() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "refund for order 8841").await;
        let need = get(&robin, &format!("cases/{n}")).await["needs"][0]["id"].clone();
        let closing = format!("cases/{n}/closing");
        let (line, problem) = refused(&robin, &closing, json!({})).await;
        assert_eq!(line, "409 untold: Still open: refund for order 8841");
        assert_eq!(
            problem["open"],
            json!([{"id": need, "text": "refund for order 8841"}])
        );
        assert_eq!(problem["untold"], json!([]));

        let path = format!("/api/v1/cases/{n}/needs/{need}");
        let met = robin.patch_json(&path, json!({"state": "met"})).await;
        assert_eq!(met.status, "200 OK");
        assert_eq!(
            (&met.value()["state"], &met.value()["told"]),
            (&json!("met"), &json!(false))
        );
        let (line, problem) = refused(&robin, &closing, json!({})).await;
        assert_eq!(
            line,
            "409 untold: Settled but not told: refund for order 8841"
        );
        assert_eq!(
            problem["untold"],
            json!([{"id": need, "text": "refund for order 8841"}])
        );

        let told = post(
            &robin,
            &format!("cases/{n}/told"),
            json!({"need": need, "how": "phone"}),
        )
        .await;
        assert_eq!(told["told"], true);
        let closed = post(&robin, &closing, json!({})).await;
        assert_eq!(closed["state"], "closed");

        let again = robin.delete(&format!("/api/v1/{closing}")).await;
        assert_eq!(
            (again.status.as_str(), &again.value()["state"]),
            ("200 OK", &json!("open"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_no_has_a_reason_and_a_way_on() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Okafor", "print it on paper").await;
    let need = post(
        &robin,
        &format!("cases/{n}/needs"),
        json!({"text": "and send it home"}),
    )
    .await;
    assert_eq!(
        (&need["state"], &need["text"]),
        (&json!("open"), &json!("and send it home"))
    );
    let path = format!("/api/v1/cases/{n}/needs/{}", need["id"]);
    for (body, code) in [
        (json!({"state": "declined"}), "no-way-on"),
        (
            json!({"state": "declined", "reason": "we sell files"}),
            "no-way-on",
        ),
        (
            json!({"state": "declined", "signpost": "a print shop"}),
            "no-reason",
        ),
    ] {
        let reply = robin.patch_json(&path, body).await;
        assert_eq!(
            (reply.status.as_str(), &reply.value()["code"]),
            ("422 Unprocessable Entity", &json!(code))
        );
    }
    let no = json!({"state": "declined", "reason": "we sell files", "possible": "a file for the printer"});
    assert_eq!(
        robin.patch_json(&path, no).await.value()["state"],
        "declined"
    );
    // Nobody was told this no yet; opened again it is nobody's no any more.
    let open = robin
        .patch_json(&path, json!({"state": "open"}))
        .await
        .value();
    assert_eq!(
        (&open["state"], &open["told"]),
        (&json!("open"), &json!(false))
    );
}

#[tokio::test]
async fn an_exemption_closes_what_nobody_can_be_told() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    for word in ["nothing_to_tell", "unreachable", "spam", "imported"] {
        let n = desk.case("Ines", "won prize").await;
        let closed = post(
            &robin,
            &format!("cases/{n}/closing"),
            json!({"exemption": word}),
        )
        .await;
        assert_eq!(closed["state"], "closed", "{word}");
        assert_eq!(closed["needs"][0]["state"], "withdrawn");
    }
    let n = desk.case("Ines", "won prize").await;
    let (line, _) = refused(
        &robin,
        &format!("cases/{n}/closing"),
        json!({"exemption": "boring"}),
    )
    .await;
    assert_eq!(
        line,
        "422 wrong-value: “boring” is not known for “exemption”. One of these is: nothing_to_tell, unreachable, spam, imported."
    );
}

#[tokio::test]
async fn a_promise_parks_and_keeps_the_case_open_until_it_is_kept() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is my book?").await;
        let messages = format!("cases/{n}/messages");
        let due = "2026-03-06T11:00:00Z";
        let body = json!({"kind": "reply", "text": "I ask.", "close": true,
                          "next_word": {"due": "2026-03-06T12:00:00+01:00", "text": "You hear by Friday noon."}});
        let case = post(&robin, &messages, body).await["case"].clone();
        assert_eq!(case["next_word"], json!({"due": due, "text": "You hear by Friday noon."}));
        assert_eq!((&case["state"], &case["turn"]), (&json!("open"), &json!("us")));
        assert_eq!(case["parked_until"], due);
        assert_eq!(case["needs"][0]["state"], "open");

        let promise = get(&robin, "promises").await["items"][0].clone();
        assert_eq!((&promise["case"], &promise["standing"]), (&json!(n), &json!("ahead")));
        let (line, problem) = refused(&robin, &format!("cases/{n}/closing"), json!({})).await;
        assert!(line.starts_with("409 promised: Not yet: a promise is still live."), "{line}");
        assert_eq!(
            problem["promises"],
            json!([{"id": promise["id"], "due": due, "text": "You hear by Friday noon."}])
        );

        desk.advance(Duration::from_secs(23 * 3600));
        assert_eq!(get(&robin, "promises").await["items"][0]["standing"], "due-soon");
        desk.advance(Duration::from_secs(2 * 3600));
        assert_eq!(get(&robin, "promises").await["items"][0]["standing"], "late");

        let case = post(&robin, &messages, json!({"kind": "reply", "text": "Here.", "close": true})).await["case"].clone();
        assert_eq!((&case["state"], &case["next_word"]), (&json!("closed"), &Value::Null));
        assert_eq!(get(&robin, "promises").await["items"], json!([]));
        let past = json!({"kind": "reply", "text": "x", "next_word": {"due": due}});
        let (line, _) = refused(&robin, &messages, past).await;
        assert_eq!(line, "422 past: That time is already over. Choose a time that is still to come.");
    })
    .await;
}

#[tokio::test]
async fn settles_turns_open_into_met_and_settled_into_told() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "the book").await;
    let first = get(&robin, &format!("cases/{n}")).await["needs"][0]["id"].clone();
    let second = post(
        &robin,
        &format!("cases/{n}/needs"),
        json!({"text": "her note"}),
    )
    .await["id"]
        .clone();
    let third = post(
        &robin,
        &format!("cases/{n}/needs"),
        json!({"text": "on paper"}),
    )
    .await["id"]
        .clone();
    let no = json!({"state": "declined", "reason": "files only", "possible": "a print shop"});
    robin
        .patch_json(&format!("/api/v1/cases/{n}/needs/{second}"), no)
        .await;
    let body = json!({"kind": "reply", "text": "Both.", "settles": [first, second]});
    let case = post(&robin, &format!("cases/{n}/messages"), body).await["case"].clone();
    let states: Vec<(&Value, &Value)> = case["needs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (&n["state"], &n["told"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("met"), &json!(true)),
            (&json!("declined"), &json!(true)),
            (&json!("open"), &json!(false))
        ]
    );
    // One is left, but the reply names another: nothing closes, nothing is sent.
    let body = json!({"kind": "reply", "text": "Done.", "settles": [first], "close": true});
    let (line, problem) = refused(&robin, &format!("cases/{n}/messages"), body).await;
    assert_eq!(line, "409 untold: Still open: on paper");
    assert_eq!(problem["open"], json!([{"id": third, "text": "on paper"}]));
    assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM outbox")).await, 1);
    let body = json!({"kind": "reply", "text": "Done.", "settles": [999]});
    let (line, _) = refused(&robin, &format!("cases/{n}/messages"), body).await;
    assert_eq!(line, "422 no-such-need: There is no need 999 in this case.");
}

#[tokio::test]
async fn words_written_without_the_newest_ones_are_held() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "Where is it?").await;
        let seen = get(&robin, &format!("cases/{n}")).await["last_event"].clone();
        let note = post(&robin, &format!("cases/{n}/messages"), json!({"kind": "note", "text": "I look."})).await;
        let body = json!({"kind": "reply", "text": "Soon.", "seen_event": seen});
        let (line, problem) = refused(&robin, &format!("cases/{n}/messages"), body.clone()).await;
        assert_eq!(
            line,
            "409 stale: Somebody wrote while you were typing. Your words are held here and nothing was sent."
        );
        assert_eq!(
            problem["since"],
            json!([{"n": note["event"], "at": NOON, "kind": "note", "message": note["id"]}])
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM outbox")).await, 0);
        let body = json!({"kind": "reply", "text": "Soon.", "seen_event": note["event"]});
        post(&robin, &format!("cases/{n}/messages"), body).await;
        // Who does not say what they saw is not asked.
        post(&robin, &format!("cases/{n}/messages"), json!({"kind": "reply", "text": "Soon."})).await;
    })
    .await;
}

#[tokio::test]
async fn owner_turn_and_tags_are_changed_together() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.agent("Maya", Role::Agent).await;
        let n = desk.case("Ines", "Where is it?").await;
        let path = format!("/api/v1/cases/{n}");
        let word = json!({"due": "2026-03-06T11:00:00Z", "told_how": "phone"});
        post(&robin, &format!("cases/{n}/promises"), word).await;
        let body =
            json!({"owner": maya, "turn": "third_party", "tags": ["E-Book", "  two  words "]});
        let case = robin.patch_json(&path, body).await.value();
        assert_eq!(
            case["owner"],
            json!({"id": maya, "name": "Maya", "address": "maya@desk.example"})
        );
        assert_eq!(
            (&case["turn"], &case["tags"]),
            (&json!("third_party"), &json!(["e-book", "two words"]))
        );
        let case = robin
            .patch_json(&path, json!({"tags": ["e-book"]}))
            .await
            .value();
        assert_eq!(
            (&case["tags"], &case["owner"]["id"]),
            (&json!(["e-book"]), &json!(maya))
        );
        let case = robin
            .patch_json(&path, json!({"owner": null, "turn": "us"}))
            .await
            .value();
        assert_eq!(
            (&case["owner"], &case["turn"]),
            (&Value::Null, &json!("us"))
        );
        let reply = robin.patch_json(&path, json!({"owner": 999})).await;
        assert_eq!(reply.status, "404 Not Found");
        let reply = robin
            .patch_json(&path, json!({"tags": [""], "owner": maya}))
            .await;
        assert_eq!(reply.status, "422 Unprocessable Entity");
        assert_eq!(
            get(&robin, &format!("cases/{n}")).await["owner"],
            Value::Null,
            "all of it or nothing"
        );
    })
    .await;
}
