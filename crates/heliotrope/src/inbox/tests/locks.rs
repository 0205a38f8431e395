//! Each lock at both doors, in both languages: the page and the API refuse the
//! same deed with one sentence and one status, a program reads what is missing,
//! nothing was done, and what was typed stands there again.

mod letters;
mod promises;

use super::{NOON, seen, state};
use crate::arrows;
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::Future;

/// One desk, one case, and an agent of this language at its page and its API.
struct Doors {
    desk: TestDesk,
    page: Browser,
    api: Browser,
    case: i64,
    lang: &'static str,
}

/// How a lock refuses: the status, the code, and what is missing.
type Refused<'a> = (u16, &'a str, &'a [&'a str]);

/// The test in English and in German, on every engine.
async fn in_both_languages(words: &'static str, test: impl AsyncFn(Doors)) {
    for lang in ["en", "de"] {
        testing::each(NOON, async |desk| {
            test(Doors::of(desk, lang, words).await).await
        })
        .await;
    }
}

impl Doors {
    async fn of(desk: TestDesk, lang: &'static str, words: &'static str) -> Doors {
        let page = desk.sign_in("Maya", Role::Agent).await;
        let maya = page.agent.unwrap();
        desk.write(move |tx| {
            let speak = store::sql!("UPDATE agent SET language = $2 WHERE id = $1");
            tx.execute(speak, store::args![maya, lang])?;
            Ok(())
        })
        .await;
        Doors {
            api: desk.program_of(maya).await,
            case: desk.case("Ines", words).await,
            page,
            lang,
            desk,
        }
    }

    async fn post(&self, below: &str, fields: &[(&str, &str)]) -> Reply {
        self.page
            .post(&format!("/cases/{}{below}", self.case), fields)
            .await
    }

    async fn letter(&self, text: &str, fields: &[(&str, &str)]) -> Reply {
        let seen = seen(&self.page, self.case).await;
        let mut all = vec![
            ("kind", "reply"),
            ("text", text),
            ("seen_event", seen.as_str()),
            ("close", "false"),
        ];
        all.retain(|(name, _)| fields.iter().all(|(own, _)| own != name));
        all.extend_from_slice(fields);
        self.post("/messages", &all).await
    }

    async fn json(&self, below: &str, body: Value) -> Reply {
        self.api
            .post_json(&format!("/api/v1/cases/{}{below}", self.case), body)
            .await
    }

    async fn patch(&self, below: &str, body: Value) -> Reply {
        self.api
            .patch_json(&format!("/api/v1/cases/{}{below}", self.case), body)
            .await
    }

    async fn need(&self) -> i64 {
        let case = state(&self.api, self.case).await;
        case["needs"][0]["id"].as_i64().unwrap()
    }

    async fn events(&self) -> Value {
        state(&self.api, self.case).await["last_event"].clone()
    }

    /// Every row but the drafts: what was typed is kept there.
    async fn rows(&self) -> BTreeMap<String, String> {
        let mut tables = arrows::tables(&self.desk).await;
        assert!(tables.iter().any(|(name, _)| name == "draft"));
        tables.retain(|(name, _)| name != "draft");
        arrows::everything(&self.desk, &tables).await
    }

    /// The same deed at both doors is refused by a lock. Gives what the API says.
    async fn held(
        &self,
        (status, code, missing): Refused<'_>,
        [english, german]: [&str; 2],
        typed: &[&str],
        page: impl Future<Output = Reply>,
        api: impl Future<Output = Reply>,
    ) -> Value {
        let before = self.rows().await;
        let page = page.await;
        let between = self.rows().await;
        let api = api.await;
        let problem = api.value();
        let said = if self.lang == "de" { german } else { english };
        for (reply, door) in [(&page, "page"), (&api, "API")] {
            let begins = format!("{status} ");
            assert!(
                reply.status.starts_with(&begins),
                "{door}, {said}: {} {}",
                reply.status,
                reply.words()
            );
        }
        assert_eq!(
            (&problem["code"], &problem["detail"], &problem["missing"]),
            (&json!(code), &json!(said), &json!(missing))
        );
        assert!(page.words().contains(said), "{said}: {}", page.words());
        for typed in typed {
            assert!(
                page.text.contains(typed),
                "{typed} comes back: {}",
                page.text
            );
        }
        assert_eq!(before, between, "the page did nothing");
        assert_eq!(before, self.rows().await, "the API did nothing");
        problem
    }
}

#[tokio::test]
async fn l1_a_case_closes_when_every_need_is_settled_and_told() {
    in_both_languages("refund for order 8841", async |d| {
        let need = d.need().await;
        let refund = json!([{"id": need, "text": "refund for order 8841"}]);
        let closing = async |missing: &[&str], said| {
            let (page, api) = (d.post("/closing", &[]), d.json("/closing", json!({})));
            d.held((409, "untold", missing), said, &[], page, api).await
        };
        let open = [
            "Still open: refund for order 8841",
            "Noch offen: refund for order 8841",
        ];
        let refused = closing(&["settled"], open).await;
        assert_eq!((&refused["open"], &refused["untold"]), (&refund, &json!([])));

        let told = [
            "“refund for order 8841” is still open. Say first whether it is met, declined or withdrawn.",
            "„refund for order 8841“ ist noch offen. Sagen Sie zuerst, ob es erfüllt, abgelehnt oder \
             zurückgezogen ist.",
        ];
        let path = format!("/needs/{need}");
        let page = d.post(&path, &[("act", "phone")]);
        let api = d.json("/told", json!({"need": need, "how": "phone"}));
        let refused = d.held((409, "open", &["settled"]), told, &[], page, api).await;
        assert_eq!(refused["open"], refund);

        d.patch(&path, json!({"state": "met"})).await;
        let untold = [
            "Settled but not told: refund for order 8841",
            "Erledigt, aber nicht mitgeteilt: refund for order 8841",
        ];
        let refused = closing(&["told"], untold).await;
        assert_eq!((&refused["open"], &refused["untold"]), (&json!([]), &refund));

        // Of two, one is open and one untold: both stand in one sentence.
        let body = json!({"text": "print it on paper"});
        let second = d.json("/needs", body).await.value()["id"].as_i64().unwrap();
        let paper = json!([{"id": second, "text": "print it on paper"}]);
        let both = [
            "Still open or not told: print it on paper · refund for order 8841",
            "Noch offen oder nicht mitgeteilt: print it on paper · refund for order 8841",
        ];
        let refused = closing(&["settled", "told"], both).await;
        assert_eq!((&refused["open"], &refused["untold"]), (&paper, &refund));
    })
    .await;
}

#[tokio::test]
async fn l1_no_letter_closes_past_a_need_or_a_promise() {
    in_both_languages("refund for order 8841", async |d| {
        let need = d.need().await;
        d.json("/needs", json!({"text": "print it on paper"})).await;
        let open = ["Still open: print it on paper", "Noch offen: print it on paper"];
        let settles = need.to_string();
        let typed = [("close", "true"), ("settles", &settles)];
        let page = d.letter("It left today.", &typed);
        let letter = json!({"kind": "reply", "text": "It left today.", "settles": [need], "close": true});
        let api = d.json("/messages", letter);
        d.held((409, "untold", &["settled"]), open, &["It left today."], page, api).await;

        let promise = json!({"kind": "callback", "due": "2026-03-09T11:00:00Z", "text": "I call you on Monday.",
                             "told_how": "phone"});
        let promised = d.json("/promises", promise).await.value();
        let live = [
            "Not yet: a promise is still live. “I call you on Monday.” Keep it, or tell the person a new time.",
            "Noch nicht: Ein Versprechen steht noch aus. „I call you on Monday.“ Halten Sie es ein oder \
             nennen Sie der Person eine neue Zeit.",
        ];
        let lock = (409, "promised", &["kept"][..]);
        let (page, api) = (d.post("/closing", &[]), d.json("/closing", json!({})));
        let refused = d.held(lock, live, &[], page, api).await;
        let owed = json!([{"id": promised["id"], "due": promised["due"], "text": "I call you on Monday."}]);
        assert_eq!(refused["promises"], owed);

        // Silence closes nothing either, where a word is owed.
        let text = "Which size is it? If I hear nothing by Friday I take this as settled.";
        let chip = json!({"kind": "until", "due": "2026-03-06T11:00:00Z", "words": "x"}).to_string();
        let typed = [("chip", chip.as_str())];
        let page = d.letter(text, &typed);
        let api = d.json("/messages", json!({"kind": "reply", "text": text, "until": true}));
        let refused = d.held(lock, live, &[text], page, api).await;
        assert_eq!(refused["promises"], owed);
    })
    .await;
}

#[tokio::test]
async fn l2_a_no_has_a_reason_and_a_way_on() {
    in_both_languages("print it on paper", async |d| {
        let path = format!("/needs/{}", d.need().await);
        let form = format!("{path}/no");
        let no_way = [
            "Say what is possible, or who can help.",
            "Sagen Sie, was möglich ist oder wer helfen kann.",
        ];
        let page = d.post(&form, &[("no_act", "now"), ("no_reason", "we sell files")]);
        let api = d.patch(
            &path,
            json!({"state": "declined", "reason": "we sell files", "possible": " "}),
        );
        let lock = (422, "no-way-on", &["possible", "signpost"][..]);
        d.held(lock, no_way, &["we sell files"], page, api).await;
        // The old door beside the form of a no leads past neither.
        let page = d.post(&path, &[("act", "declined"), ("reason", "we sell files")]);
        let api = d.patch(
            &path,
            json!({"state": "declined", "reason": "we sell files"}),
        );
        d.held(lock, no_way, &[], page, api).await;

        let page = d.post(&form, &[("no_act", "now")]);
        let api = d.patch(&path, json!({"state": "declined"}));
        let lock = (422, "no-way-on", &["reason", "possible", "signpost"][..]);
        d.held(lock, no_way, &[], page, api).await;

        let no_reason = [
            "A no needs its reason. Say why it cannot be done.",
            "Ein Nein braucht seinen Grund. Sagen Sie, warum es nicht geht.",
        ];
        for (field, name) in [("no_more", "possible"), ("no_signpost", "signpost")] {
            let typed = [("no_act", "now"), (field, "a file to print")];
            let page = d.post(&form, &typed);
            let mut body = json!({"state": "declined"});
            body[name] = json!("a file to print");
            let api = d.patch(&path, body);
            let lock = (422, "no-reason", &["reason"][..]);
            d.held(lock, no_reason, &["a file to print"], page, api)
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn l4_looking_for_the_answer_is_never_charged() {
    in_both_languages("A rare fault of my press", async |d| {
        let priya = d.desk.sign_in("Priya", Role::Admin).await;
        let bills = [("bills", "yes"), ("rate", "85"), ("currency", "EUR")];
        priya.post("/settings/billing", &bills).await;
        let never = [
            "Looking for the answer is never charged, so time has no such field. Direct work and parts are \
             charged after the customer’s OK on a quote.",
            "Die Suche nach der Antwort wird nie berechnet, deshalb hat Zeit kein solches Feld. Direkte Arbeit \
             und Teile werden nach dem Ja zu einem Kostenvoranschlag berechnet.",
        ];
        for (kind, field) in [("research", "billable"), ("direct", "charged")] {
            let typed = [("kind", kind), ("minutes", "3 h 10"), ("note", "the archive"), (field, "yes")];
            let page = d.post("/time", &typed);
            let mut body = json!({"kind": kind, "minutes": 190, "note": "the archive"});
            body[field] = json!(true);
            let api = d.json("/time", body);
            let back = ["value=\"3 h 10\"", "the archive"];
            d.held((422, "never-charged", &["quote"]), never, &back, page, api).await;
        }
    })
    .await;
}

#[tokio::test]
async fn l6_what_a_person_sent_is_in_a_case_or_held_and_never_thrown_away() {
    in_both_languages("Where is my book?", async |d| {
        let robot = [
            ("text", "My ring"),
            ("from", "ines@example.org"),
            ("website", "http://x"),
        ];
        d.desk.visitor().post("/write", &robot).await;
        let held = d.api.get("/api/v1/screened").await.value()["items"][0]["arrival"].clone();
        let path = format!("/api/v1/screened/{held}");
        let kept = d.api.patch_json(&path, json!({"state": "kept"})).await;
        assert_eq!(kept.value()["state"], "kept", "{}", kept.text);
        let gone = [
            "This is not held back any more, so it cannot go.",
            "Das ist nicht mehr zurückgehalten und kann deshalb nicht weg.",
        ];
        let go = format!("/screened/{held}/go");
        let page = d.page.post(&go, &[]);
        let api = d.api.patch_json(&path, json!({"state": "leaving"}));
        d.held((409, "not-held", &["held"]), gone, &[], page, api)
            .await;
    })
    .await;
}
