//! Two people, one matter, the same moment: one wins, the other is shown what
//! happened. Each pair at the page and at the API.

use super::billing::{bills, quote_of};
use super::goodwill::{forty, giving};
use super::{NOON, reply, seen, state};
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use serde_json::json;

/// Maya and Jonas, in a browser and as programs.
async fn two(desk: &TestDesk) -> [[Browser; 2]; 2] {
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let jonas = desk.sign_in("Jonas", Role::Agent).await;
    let programs = [
        desk.program_of(maya.agent.unwrap()).await,
        desk.program_of(jonas.agent.unwrap()).await,
    ];
    [[maya, jonas], programs]
}

/// The one that was refused says one of these, and the other was taken.
#[track_caller]
fn one_reads(pair: (Reply, Reply), said: [&str; 2]) {
    let (won, lost) = match pair.0.status.starts_with('4') {
        true => (pair.1, pair.0),
        false => pair,
    };
    assert!(
        won.status.starts_with(['2', '3']),
        "{}: {}",
        won.status,
        won.words()
    );
    assert_eq!(lost.status, "409 Conflict", "{}", lost.words());
    let words = lost.words();
    assert!(
        said.iter().any(|said| words.contains(said)),
        "{said:?}: {words}"
    );
}

async fn need_of(reader: &Browser, case: i64) -> String {
    state(reader, case).await["needs"][0]["id"].to_string()
}

#[tokio::test]
async fn of_two_at_one_need_the_second_reads_how_it_ended() {
    testing::each(NOON, async |desk| {
        let [[maya, jonas], [robin, sam]] = two(&desk).await;
        let ends = [
            ("met", "is met already."),
            ("declined", "was declined."),
            ("withdrawn", "is withdrawn."),
        ];
        for (state, said) in ends {
            let said = [
                format!("Maya was faster: “the book” {said}"),
                format!("Jonas was faster: “the book” {said}"),
            ];
            let said = [said[0].as_str(), said[1].as_str()];
            let no = [("reason", "We sell files"), ("possible", "a file")];
            let fields = [("act", state), no[0], no[1]];
            let case = desk.case("Ines", "the book").await;
            let path = format!("/cases/{case}/needs/{}", need_of(&robin, case).await);
            one_reads(
                tokio::join!(maya.post(&path, &fields), jonas.post(&path, &fields)),
                said,
            );

            let case = desk.case("Ines", "the book").await;
            let path = format!("/api/v1/cases/{case}/needs/{}", need_of(&robin, case).await);
            let mut body = json!({"state": state});
            if state == "declined" {
                body["reason"] = json!("We sell files");
                body["possible"] = json!("a file");
            }
            one_reads(
                tokio::join!(
                    robin.patch_json(&path, body.clone()),
                    sam.patch_json(&path, body.clone())
                ),
                said,
            );

            // One in a browser, the other a program.
            let case = desk.case("Ines", "the book").await;
            let path = format!("/cases/{case}/needs/{}", need_of(&robin, case).await);
            let api = format!("/api/v1{path}");
            one_reads(
                tokio::join!(
                    maya.post(&path, &fields),
                    sam.patch_json(&api, body.clone())
                ),
                said,
            );
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_who_tell_or_close_the_second_reads_who_did() {
    testing::each(NOON, async |desk| {
        let [[maya, jonas], [robin, sam]] = two(&desk).await;
        let told = [
            "Maya was faster and has told them: “the book”.",
            "Jonas was faster and has told them: “the book”.",
        ];
        let closed = [
            "Maya closed this case a moment ago.",
            "Jonas closed this case a moment ago.",
        ];
        let case = desk.case("Ines", "the book").await;
        let need = need_of(&robin, case).await;
        let path = format!("/cases/{case}/needs/{need}");
        robin
            .patch_json(&format!("/api/v1{path}"), json!({"state": "met"}))
            .await;
        let phone = [("act", "phone")];
        one_reads(
            tokio::join!(maya.post(&path, &phone), jonas.post(&path, &phone)),
            told,
        );
        let path = format!("/cases/{case}/closing");
        one_reads(
            tokio::join!(maya.post(&path, &[]), jonas.post(&path, &[])),
            closed,
        );

        let case = desk.case("Ines", "the book").await;
        let need = need_of(&robin, case).await.parse::<i64>().unwrap();
        let path = format!("/api/v1/cases/{case}");
        robin
            .patch_json(&format!("{path}/needs/{need}"), json!({"state": "met"}))
            .await;
        let (body, url) = (
            json!({"need": need, "how": "phone"}),
            format!("{path}/told"),
        );
        one_reads(
            tokio::join!(
                robin.post_json(&url, body.clone()),
                sam.post_json(&url, body.clone())
            ),
            told,
        );
        let url = format!("{path}/closing");
        one_reads(
            tokio::join!(
                robin.post_json(&url, json!({})),
                sam.post_json(&url, json!({}))
            ),
            closed,
        );

        // One in a browser, the other a program.
        let case = desk.case("Ines", "the book").await;
        let need = need_of(&robin, case).await.parse::<i64>().unwrap();
        let path = format!("/cases/{case}");
        let api = format!("/api/v1{path}");
        let (met, body) = (
            json!({"state": "met"}),
            json!({"need": need, "how": "phone"}),
        );
        robin.patch_json(&format!("{api}/needs/{need}"), met).await;
        let (url, page) = (format!("{api}/told"), format!("{path}/needs/{need}"));
        one_reads(
            tokio::join!(maya.post(&page, &phone), sam.post_json(&url, body)),
            told,
        );
        let (url, page) = (format!("{api}/closing"), format!("{path}/closing"));
        one_reads(
            tokio::join!(maya.post(&page, &[]), sam.post_json(&url, json!({}))),
            closed,
        );
        let rows = store::sql!("SELECT COUNT(*) FROM told WHERE undone_at IS NULL");
        assert_eq!(desk.count(rows).await, 3, "each need is told once");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_answer_one_letter_one_sends_and_the_other_is_held() {
    testing::each(NOON, async |desk| {
        let [[maya, jonas], [robin, sam]] = two(&desk).await;
        let case = desk.case("Ines", "the book").await;
        let (path, seen) = (format!("/cases/{case}/messages"), seen(&maya, case).await);
        let fields = |text| {
            [
                ("kind", "reply"),
                ("text", text),
                ("seen_event", seen.as_str()),
            ]
        };
        let (here, there) = (fields("Here."), fields("There."));
        let pair = tokio::join!(maya.post(&path, &here), jonas.post(&path, &there));
        one_reads(
            pair,
            [
                "Maya wrote while you were typing",
                "Jonas wrote while you were typing",
            ],
        );
        let sent = store::sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'");
        assert_eq!(desk.count(sent).await, 1);
        let case = desk.case("Ines", "the book").await;
        let seen = state(&robin, case).await["last_event"].clone();
        let path = format!("/api/v1/cases/{case}/messages");
        let body = |text: &str| {
            json!({"kind": "reply", "text": text, "seen_event": seen,
                                      "apology": {"fault": "ours", "parts": ["responsibility"]}})
        };
        let (one, two) = tokio::join!(
            robin.post_json(&path, body("Here.")),
            sam.post_json(&path, body("There."))
        );
        one_reads(
            (one, two),
            ["Somebody wrote while you were typing. Your words are held here and nothing was sent.";
                2],
        );
        let apologies = robin
            .get(&format!("/api/v1/cases/{case}/apologies"))
            .await
            .value();
        assert_eq!(
            apologies["items"].as_array().map(Vec::len),
            Some(1),
            "{apologies}"
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_who_look_at_one_answer_one_lets_it_leave_once() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let kim = desk.sign_in("Kim", Role::Lead).await;
        let programs = [
            desk.program_of(jo.agent.unwrap()).await,
            desk.program_of(kim.agent.unwrap()).await,
        ];
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let said = ["Somebody has looked at this answer already."; 2];
        let letters = store::sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'");
        let mut id = 0;
        for round in 0..2 {
            let case = desk
                .case("Ines", "I burnt my hand, my lawyer will write")
                .await;
            reply(&maya, case, "How is your hand?", &[]).await;
            id += 1;
            let path = format!("/cases/{case}/answers/{id}");
            let pair = match round {
                0 => tokio::join!(
                    jo.post(&path, &[("act", "send")]),
                    kim.post(&path, &[("act", "send")])
                ),
                _ => {
                    let (url, body) = (format!("/api/v1{path}"), json!({"leaves": true}));
                    tokio::join!(
                        programs[0].post_json(&url, body.clone()),
                        programs[1].post_json(&url, body.clone())
                    )
                }
            };
            one_reads(pair, said);
            assert_eq!(desk.count(letters).await, round + 1);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_leads_at_one_question_a_program_reads_who_answered_too() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let kim = desk.sign_in("Kim", Role::Lead).await;
        let programs = [
            desk.program_of(jo.agent.unwrap()).await,
            desk.program_of(kim.agent.unwrap()).await,
        ];
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        forty(&desk, case).await;
        let ask = [("until", "2026-03-06T12:00"), ("reply", "€30 are yours.")];
        giving(&maya, case, "30", "ask", &ask).await;
        let asks = jo.get("/api/v1/goodwill/asks").await.value();
        let url = format!("/api/v1/goodwill/asks/{}", asks["items"][0]["id"]);
        let yes = json!({"answer": "yes"});
        one_reads(
            tokio::join!(
                programs[0].post_json(&url, yes.clone()),
                programs[1].post_json(&url, yes.clone())
            ),
            ["Jo said yes a moment ago.", "Kim said yes a moment ago."],
        );
        let given = store::sql!("SELECT COUNT(*) FROM goodwill WHERE amount_minor = 3000");
        assert_eq!(desk.count(given).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_quote_is_answered_once_also_by_two_presses_that_differ() {
    testing::each(NOON, async |desk| {
        let (_, maya, case, page) = bills(&desk).await;
        let fields = [("part", "spring"), ("each", "12,50")];
        maya.post(&format!("/cases/{case}/quote"), &fields).await;
        let visitor = desk.visitor();
        let quote = quote_of(&visitor.get(&page).await);
        let url = format!("{page}/quote");
        let (yes, no) = (
            [("quote", quote.as_str()), ("answer", "yes")],
            [("quote", quote.as_str()), ("answer", "no")],
        );
        let (one, two) = tokio::join!(visitor.post(&url, &yes), visitor.post(&url, &no));
        one_reads((one, two), ["This quote has an answer already."; 2]);
        let events = store::sql!(
            "SELECT COUNT(*) FROM case_event WHERE kind IN ('quote_accepted', 'quote_refused')"
        );
        assert_eq!(desk.count(events).await, 1);
    })
    .await;
}
