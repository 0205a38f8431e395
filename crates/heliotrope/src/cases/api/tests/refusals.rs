//! Who may not, what is not understood, and what comes twice or at once.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use store::sql;

use super::{NOON, get, post, refused};
use crate::testing::{self, TestDesk};
use crate::web::Role;

#[tokio::test]
async fn of_two_who_close_at_once_one_wins_and_the_other_reads_who() {
    testing::each(NOON, async |desk| {
        let maya = desk.agent("Maya", Role::Agent).await;
        let jonas = desk.agent("Jonas", Role::Agent).await;
        let (maya, jonas) = (desk.program_of(maya).await, desk.program_of(jonas).await);
        let n = desk.case("Ines", "won prize").await;
        let path = format!("/api/v1/cases/{n}/closing");
        let body = json!({"exemption": "spam"});
        let (one, two) = tokio::join!(
            maya.post_json(&path, body.clone()),
            jonas.post_json(&path, body.clone())
        );
        let (won, lost, name) = if one.status == "201 Created" {
            (one, two, "Maya")
        } else {
            (two, one, "Jonas")
        };
        assert_eq!(
            (won.status.as_str(), lost.status.as_str()),
            ("201 Created", "409 Conflict")
        );
        let problem = lost.value();
        assert_eq!(problem["code"], "closed");
        assert_eq!(
            problem["detail"],
            format!("{name} closed this case a moment ago.")
        );
        assert_eq!(problem["at"], NOON);
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM closing")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_request_under_one_key_acts_once() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let n = desk.case("Ines", "the book").await;
        let need = get(&robin, &format!("cases/{n}")).await["needs"][0]["id"].clone();
        let requests = [
            ("messages", json!({"kind": "reply", "text": "Here.", "settles": [need]}), json!({"kind": "note", "text": "x"})),
            ("messages", json!({"kind": "note", "text": "Sent."}), json!({"kind": "note", "text": "Sent!"})),
            ("needs", json!({"text": "her note"}), json!({"text": "another"})),
            ("told", json!({"need": need, "how": "phone"}), json!({"need": need, "how": "post"})),
            ("closing", json!({"exemption": "unreachable"}), json!({"exemption": "spam"})),
        ];
        for (i, (what, body, other)) in requests.into_iter().enumerate() {
            let (path, key) = (format!("/api/v1/cases/{n}/{what}"), format!("key-{i}"));
            let rows = sql!(
                "SELECT (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM need) + (SELECT COUNT(*) FROM told)
                      + (SELECT COUNT(*) FROM closing) + (SELECT COUNT(*) FROM case_event)"
            );
            let first = robin.post_json_once(&path, &key, body.clone()).await;
            assert_eq!(first.status, "201 Created", "{what}: {}", first.text);
            let after = desk.count(rows).await;
            let again = robin.post_json_once(&path, &key, body).await;
            assert_eq!((again.status.as_str(), again.value()), ("201 Created", first.value()), "{what}");
            let mismatch = robin.post_json_once(&path, &key, other).await;
            assert_eq!(mismatch.status, "422 Unprocessable Entity");
            assert_eq!(mismatch.value()["code"], "idempotency-mismatch");
            assert_eq!(desk.count(rows).await, after, "{what} acted once");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_request_may_be_tried_again_under_its_key() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "the book").await;
    let path = format!("/api/v1/cases/{n}/closing");
    assert_eq!(
        robin.post_json_once(&path, "k", json!({})).await.status,
        "409 Conflict"
    );
    post(
        &robin,
        &format!("cases/{n}/messages"),
        json!({"kind": "reply", "text": "Here.", "settles": [1]}),
    )
    .await;
    assert_eq!(
        robin.post_json_once(&path, "k", json!({})).await.status,
        "201 Created"
    );
}

#[tokio::test]
async fn a_reader_reads_and_writes_notes() {
    testing::each(NOON, async |desk| {
        let ana = desk.agent("Ana", Role::Light).await;
        let ana = desk.program_of(ana).await;
        let n = desk.case("Ines", "the book").await;
        let messages = format!("cases/{n}/messages");
        get(&ana, &messages).await;
        get(&ana, "search?q=book").await;
        post(&ana, &messages, json!({"kind": "note", "text": "I know her."})).await;
        let (line, _) = refused(&ana, &messages, json!({"kind": "reply", "text": "Hello"})).await;
        assert_eq!(
            line,
            "403 role: An agent sends replies. Leave yours for one to send (programs: POST to the case's proposals), or write a note."
        );
        for (path, body) in [
            (format!("cases/{n}/closing"), json!({"exemption": "spam"})),
            (format!("cases/{n}/needs"), json!({"text": "more"})),
            (format!("cases/{n}/told"), json!({"need": 1, "how": "phone"})),
        ] {
            let (line, _) = refused(&ana, &path, body).await;
            assert!(line.starts_with("403 role:"), "{path}: {line}");
        }
        assert_eq!(ana.patch_json("/api/v1/people/1", json!({"name": "x"})).await.status, "403 Forbidden");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_understood_is_named_with_the_nearest_name() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "the book").await;
    let messages = format!("cases/{n}/messages");
    for (body, line) in [
        (
            json!({"kind": "reply", "text": "x", "sttles": [1]}),
            "422 unknown-field: There is no field “sttles” here. The nearest is “settles”. Nothing was done.",
        ),
        (
            json!({"kind": "reply", "text": "x", "next_word": {"due": "2026-03-06T11:00:00Z", "txt": "y"}}),
            "422 unknown-field: There is no field “next_word.txt” here. The nearest is “text”. Nothing was done.",
        ),
        (
            json!({"kind": "reply"}),
            "422 missing-field: The field “text” is missing.",
        ),
        (
            json!({"kind": "reply", "text": "x", "next_word": {}}),
            "422 missing-field: The field “next_word.due” is missing.",
        ),
        (
            json!({"kind": "reply", "text": 7}),
            "422 wrong-type: “text” has to be text in quotation marks.",
        ),
        (
            json!({"kind": "reply", "text": "x", "close": "yes"}),
            "422 wrong-type: “close” has to be true or false.",
        ),
        (
            json!({"kind": "reply", "text": "x", "seen_event": "3"}),
            "422 wrong-type: “seen_event” has to be a whole number.",
        ),
        (
            json!({"kind": "reply", "text": "x", "settles": [1, "2"]}),
            "422 wrong-type: “settles[1]” has to be a whole number.",
        ),
        (
            json!({"kind": "reply", "text": "x", "settles": 1}),
            "422 wrong-type: “settles” has to be a list in square brackets.",
        ),
        (
            json!({"kind": "reply", "text": "x", "next_word": "soon"}),
            "422 wrong-type: “next_word” has to be an object in braces.",
        ),
        (
            json!({"kind": "letter", "text": "x"}),
            "422 wrong-value: “letter” is not known for “kind”. One of these is: reply, note.",
        ),
        (
            json!([1]),
            "422 wrong-type: The body has to be a JSON object in braces.",
        ),
        (
            json!({"kind": "reply", "text": " "}),
            "422 empty: There are no words yet. Write something, then send.",
        ),
        (
            json!({"kind": "note", "text": "x", "close": true}),
            "422 note: A note stays in the team, so it settles nothing, promises nothing and closes nothing. Send a reply for that.",
        ),
        (
            json!({"kind": "reply", "text": "x", "undo_seconds": -1}),
            "422 undo-seconds: A letter can be held back for 0 to 3600 seconds.",
        ),
    ] {
        assert_eq!(refused(&robin, &messages, body).await.0, line);
    }
    let (line, _) = refused(
        &robin,
        &messages,
        json!({"kind": "reply", "text": "x", "next_word": {"due": "noon"}}),
    )
    .await;
    assert!(
        line.starts_with("422 wrong-value: “next_word.due” could not be read: "),
        "{line}"
    );
    let found = robin.get("/api/v1/cases?veiw=today").await.value();
    assert_eq!(
        (&found["code"], &found["field"], &found["nearest"]),
        (&json!("unknown-field"), &json!("veiw"), &json!("view"))
    );
    for query in [
        "view=todday",
        "limit=0",
        "limit=ten",
        "cursor=%21",
        "cursor=bm9wZQ",
    ] {
        assert_eq!(
            robin.get(&format!("/api/v1/cases?{query}")).await.status,
            "422 Unprocessable Entity",
            "{query}"
        );
    }
    assert_eq!(
        desk.count(sql!("SELECT COUNT(*) FROM message")).await,
        1,
        "nothing was done"
    );
}

#[tokio::test]
async fn the_door_itself_speaks_in_problems_too() {
    let desk = TestDesk::at(NOON)
        .await
        .with(|config| config.limits.form = 1000);
    let robin = desk.program().await;
    let n = desk.case("Ines", "the book").await;
    let path = format!("/api/v1/cases/{n}/messages");
    let send = |method: Method, path: String, kind: &'static str, body: &'static str| {
        let request = robin.request(method, &path).header("content-type", kind);
        let robin = robin.clone();
        async move { robin.send(request, Body::from(body)).await }
    };
    let json = "application/json";
    for (reply, status, code) in [
        (
            send(Method::POST, path.clone(), "text/plain", "{}").await,
            "415 Unsupported Media Type",
            "not-json",
        ),
        (
            send(Method::POST, path.clone(), json, "{\"kind\": ").await,
            "400 Bad Request",
            "malformed-json",
        ),
        (
            send(Method::POST, path.clone(), json, "{\"text\": \"\\ud800\"}").await,
            "400 Bad Request",
            "malformed-json",
        ),
        (
            send(Method::PUT, path.clone(), json, "{}").await,
            "405 Method Not Allowed",
            "method-not-allowed",
        ),
        (
            send(Method::GET, "/api/v1/nothing".into(), json, "").await,
            "404 Not Found",
            "not-found",
        ),
        (
            send(Method::GET, "/api/v1/cases/999".into(), json, "").await,
            "404 Not Found",
            "not-found",
        ),
        (
            send(Method::GET, "/api/v1/cases/seven".into(), json, "").await,
            "404 Not Found",
            "not-found",
        ),
        (
            send(
                Method::GET,
                "/api/v1/cases/99999999999999999999".into(),
                json,
                "",
            )
            .await,
            "404 Not Found",
            "not-found",
        ),
        (
            desk.visitor().get("/api/v1/cases").await,
            "401 Unauthorized",
            "sign-in",
        ),
    ] {
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(reply.value()["code"], code);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert!(!reply.value()["detail"].as_str().unwrap().is_empty());
    }
    let large = robin
        .post_json(
            &format!("/api/v1/cases/{n}/messages"),
            json!({"kind": "note", "text": "x".repeat(2000)}),
        )
        .await;
    assert_eq!(
        (large.status.as_str(), &large.value()["code"]),
        ("413 Payload Too Large", &json!("too-large"))
    );
    let german = robin.clone().speaking("de").get("/api/v1/cases/999").await;
    assert_eq!(german.value()["status"], Value::from(404));
}

#[tokio::test]
async fn without_a_sending_server_nothing_is_written() {
    let desk = TestDesk::at(NOON).await;
    let robin = desk.program().await;
    let n = desk.case("Ines", "the book").await;
    desk.write(|tx| {
        Ok(tx.execute(
            sql!("UPDATE mailbox SET smtp_host = NULL, smtp_port = NULL, smtp_tls = NULL"),
            &[],
        )?)
    })
    .await;
    let (line, _) = refused(
        &robin,
        &format!("cases/{n}/messages"),
        json!({"kind": "reply", "text": "x"}),
    )
    .await;
    assert!(
        line.starts_with("409 no-sending-server: help@desk.example has no sending server yet"),
        "{line}"
    );
    assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM message")).await, 1);
}
