//! Every POST of the document, twice under one `Idempotency-Key`.

use serde_json::{Value, json};

use super::written;
use crate::arrows::{everything, tables};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

/// How a POST of the document is asked in a case of its own: the path with its
/// numbers, and the body.
async fn asked(desk: &TestDesk, program: &Browser, template: &str) -> (String, Value) {
    let n = desk.case("Ines", "the download link I paid for").await;
    let case = format!("/api/v1/cases/{n}");
    let needs = program.get(&case).await.value()["needs"].clone();
    let need = needs[0]["id"].as_i64().expect("a need");
    let body = match template {
        "/api/v1/cases" => json!({
            "from": {"address": "okafor@customer.example", "name": "Okafor"},
            "subject": "The parcel", "text": "It is wet."
        }),
        "/api/v1/cases/{number}/messages" => json!({"kind": "reply", "text": "It is on its way."}),
        "/api/v1/cases/{number}/calls" => json!({"how": "we", "text": "She has it."}),
        "/api/v1/cases/{number}/following" => json!({}),
        "/api/v1/cases/{number}/needs" => json!({"text": "her note"}),
        "/api/v1/cases/{number}/promises" => {
            json!({"due": "2026-03-06T11:00:00Z", "text": "You hear from us by Friday noon.", "told_how": "phone"})
        }
        "/api/v1/cases/{number}/told" => {
            let path = format!("{case}/needs/{need}");
            let met = program.patch_json(&path, json!({"state": "met"})).await;
            assert_eq!(met.status, "200 OK");
            json!({"need": need, "how": "phone"})
        }
        "/api/v1/cases/{number}/merging" => {
            json!({"into": desk.case("Ines", "the same matter").await})
        }
        "/api/v1/cases/{number}/messages/{message}/split" => {
            let link = desk
                .write(move |tx| {
                    let ines = crate::cases::store::find(tx, n)?.map_or(0, |c| c.person);
                    Ok(crate::cases::store::link(tx, n, ines, crate::kit::At(1))?)
                })
                .await;
            let words = [("text", "My lamp flickers, too.")];
            desk.visitor()
                .post(&format!("/c/{link}/write"), &words)
                .await;
            let all = program.get(&format!("{case}/messages")).await.value();
            let letter = all["items"][1]["id"].to_string();
            let path = template.replace("{message}", &letter);
            return (path.replace("{number}", &n.to_string()), json!({}));
        }
        "/api/v1/cases/{number}/needs/{need}/joining" => {
            let other = desk.case("Ines", "the download link I paid for").await;
            let into = json!({ "into": n });
            let path = format!("/api/v1/cases/{other}/merging");
            let merged = program.post_json(&path, into).await.value();
            let came = merged["same_needs"][0]["need"].to_string();
            let path = format!("{case}/needs/{came}/joining");
            return (path, json!({"into": need}));
        }
        "/api/v1/cases/{number}/closing" => json!({"exemption": "spam"}),
        "/api/v1/bulk" => json!({"cases": [n], "when": "tomorrow 9", "reason": "stock"}),
        "/api/v1/cases/{number}/later" => json!({"when": "tomorrow 9", "reason": "stock"}),
        "/api/v1/cases/{number}/goodwill" => {
            let budget =
                json!({"scope": "house", "period": "year", "limit": 90_000, "currency": "EUR"});
            program.post_json("/api/v1/goodwill/budgets", budget).await;
            json!({"amount": 100, "currency": "EUR", "kind": "credit"})
        }
        "/api/v1/cases/{number}/goodwill/asks" => {
            desk.agent("Nora", Role::Agent).await;
            asking()
        }
        "/api/v1/goodwill/asks/{id}" => {
            desk.agent("Okon", Role::Agent).await;
            let open = program
                .post_json(&format!("{case}/goodwill/asks"), asking())
                .await;
            let path = template.replace("{id}", &open.value()["id"].to_string());
            return (
                path,
                json!({"answer": "no", "reason": "She has had it twice."}),
            );
        }
        "/api/v1/goodwill/budgets" => {
            json!({"scope": "house", "period": "year", "limit": 90_000, "currency": "EUR"})
        }
        "/api/v1/cases/{number}/causes" => json!({"cause": "no link on payment page"}),
        "/api/v1/cases/{number}/proposals" => json!({"text": "It left today."}),
        "/api/v1/cases/{number}/proposals/{id}" => {
            let left = json!({"text": "It left today."});
            let left = program.post_json(&format!("{case}/proposals"), left).await;
            let path = template.replace("{id}", &left.value()["items"][0]["id"].to_string());
            return (
                path.replace("{number}", &n.to_string()),
                json!({"close": false}),
            );
        }
        "/api/v1/cases/{number}/apologies" => json!({"owed": false}),
        "/api/v1/cases/{number}/complaint" => json!({"said": "flagged"}),
        "/api/v1/cases/{number}/answers/{id}" => {
            let nora = desk.agent("Tilda", Role::Agent).await;
            let nora = desk.program_of(nora).await;
            let n = desk
                .case("Okafor", "I was hurt, my lawyer will write")
                .await;
            let words = json!({"kind": "reply", "text": "How are you now?"});
            let path = format!("/api/v1/cases/{n}/messages");
            let waits = nora.post_json(&path, words).await;
            assert_eq!(waits.status, "202 Accepted", "{}", waits.text);
            let path = template.replace("{number}", &n.to_string());
            let path = path.replace("{id}", &waits.value()["id"].to_string());
            return (path, json!({"leaves": false, "why": "Not yet."}));
        }
        "/api/v1/causes" => json!({"name": "late courier"}),
        "/api/v1/causes/{id}/changes" | "/api/v1/causes/{id}/news" => {
            let cause = json!({"cause": format!("no link on page {n}")});
            let cause = program.post_json(&format!("{case}/causes"), cause).await;
            let cause = cause.value()["id"].as_i64().expect("a cause");
            let path = format!("/api/v1/causes/{cause}");
            program.patch_json(&path, json!({"fixed": true})).await;
            let body = json!({"text": "You wrote about {matter}. It is mended."});
            return (template.replace("{id}", &cause.to_string()), body);
        }
        "/api/v1/cases/{number}/people" => json!({
            "address": "lena@customer.example", "role": "affected", "name": "Lena"
        }),
        "/api/v1/cases/{number}/people/{person}/told" => {
            let lena = json!({"address": "lena@customer.example", "role": "affected"});
            let added = program.post_json(&format!("{case}/people"), lena).await;
            let lena = added.value()["person"].to_string();
            let path = template.replace("{person}", &lena);
            let body = json!({"text": "Your plan was changed."});
            return (path.replace("{number}", &n.to_string()), body);
        }
        "/api/v1/tradeoffs" => tradeoff(program),
        "/api/v1/tradeoffs/{id}/review" => {
            let kept = program
                .post_json("/api/v1/tradeoffs", tradeoff(program))
                .await;
            let path = template.replace("{id}", &kept.value()["id"].to_string());
            return (path, json!({"decision": "keep"}));
        }
        "/api/v1/until" => json!({"cases": [n], "until": "2026-03-09T16:00:00Z"}),
        "/api/v1/cases/{number}/time" => {
            let bills = json!({"bills": true, "rate": 8500});
            program.patch_json("/api/v1/billing", bills).await;
            json!({"kind": "research", "minutes": 190, "note": "the archive"})
        }
        "/api/v1/cases/{number}/quotes" => {
            let bills = json!({"bills": true, "rate": 8500});
            program.patch_json("/api/v1/billing", bills).await;
            json!({"lines": [{"text": "spring", "pieces": 2, "each": 1250}]})
        }
        "/api/v1/views" => json!({"name": "Late", "filter": "is:late"}),
        "/api/v1/teams" => json!({"name": "Billing", "members": [program.agent]}),
        "/api/v1/teams/{id}/duty" => {
            let team = json!({"name": "Duty", "members": [program.agent]});
            let team = program.post_json("/api/v1/teams", team).await;
            let path = template.replace("{id}", &team.value()["id"].to_string());
            let until = json!({"agent": program.agent, "from": "2026-03-05T07:00:00Z",
                               "until": "2036-03-05T17:00:00Z"});
            return (path, until);
        }
        "/api/v1/hours" => office(),
        "/api/v1/hours/{id}/days" => {
            let made = program.post_json("/api/v1/hours", office()).await;
            let path = template.replace("{id}", &made.value()["id"].to_string());
            return (
                path,
                json!({"date": "--12-24", "name": "Eve", "hours": "9-13"}),
            );
        }
        "/api/v1/agents/me/muted-times" => json!({"phrase": "by weekday"}),
        "/api/v1/agents/me/away" => {
            desk.agent("Ivo", Role::Agent).await;
            json!({"until": "2026-03-09T00:00:00Z"})
        }
        "/api/v1/agents/{id}/away" => {
            let mara = desk.agent("Mara", Role::Agent).await;
            let until = json!({"until": "2026-03-09T00:00:00Z"});
            return (template.replace("{id}", &mara.to_string()), until);
        }
        other => panic!("POST {other} is new: say here how it is asked"),
    };
    (template.replace("{number}", &n.to_string()), body)
}

fn office() -> Value {
    json!({"name": "Office", "zone": "Europe/Berlin", "week": [{"day": "monday", "hours": "9-17"}]})
}

fn asking() -> Value {
    json!({"amount": 3000, "currency": "EUR", "kind": "credit", "until": "2026-03-06T11:00:00Z"})
}

fn tradeoff(program: &Browser) -> Value {
    json!({
        "title": "No phone line", "because": "a person should answer", "so_that": "letters are quick",
        "possible_instead": ["a call-back"], "owner": program.agent, "review_on": "2027-03-05"
    })
}

#[tokio::test]
async fn every_post_acts_once_under_one_key_also_after_a_restart() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let priya = desk.agent("Priya", Role::Admin).await;
        let priya = desk.program_of(priya).await;
        let tables = tables(&desk).await;
        let paths = written()["paths"].as_object().unwrap();
        let posts: Vec<_> = paths
            .iter()
            .filter(|(_, item)| item.get("post").is_some())
            .collect();
        assert!(posts.len() >= 5, "the document has them");
        for (template, _) in posts {
            let (path, body) = asked(&desk, &priya, template).await;
            let key = format!("once-{template}");
            let first = priya.post_json_once(&path, &key, body.clone()).await;
            assert_eq!(first.status, "201 Created", "{path}: {}", first.text);
            let after_one = everything(&desk, &tables).await;

            let restarted = desk.restarted();
            let mut later = restarted.visitor();
            later.bearer.clone_from(&priya.bearer);
            for program in [&priya, &later] {
                let again = program.post_json_once(&path, &key, body.clone()).await;
                assert_eq!(
                    (&again.status, &again.text),
                    (&first.status, &first.text),
                    "{path}"
                );
            }
            let mut other = body;
            let changed = [
                ("text", json!("Other words.")),
                ("how", json!("post")),
                ("exemption", json!("imported")),
                ("reason", json!("Another.")),
                ("note", json!("another")),
                ("kind", json!("gift")),
                ("lines", json!([])),
                ("period", json!("month")),
                ("cause", json!("another cause")),
                ("owed", json!(true)),
                ("said", json!("final")),
                ("leaves", json!(true)),
                ("name", json!("another cause")),
                ("title", json!("No faxes")),
                ("decision", json!("drop")),
                ("into", json!(4242)),
                ("until", json!("2026-03-10T00:00:00Z")),
                ("phrase", json!("in hours")),
                ("close", json!(true)),
            ];
            let known = changed.iter().find(|(field, _)| other.get(field).is_some());
            // Where nothing is asked for, anything is another request.
            let (field, value) = known.unwrap_or(&changed[0]);
            other[field] = value.clone();
            let refused = later.post_json_once(&path, &key, other).await;
            assert_eq!(
                refused.status, "422 Unprocessable Entity",
                "{path}: {}",
                refused.text
            );
            assert_eq!(refused.value()["code"], "idempotency-mismatch");
            for (table, rows) in everything(&desk, &tables).await {
                assert_eq!(after_one[&table], rows, "{path} wrote to {table} again");
            }
        }
    })
    .await;
}
