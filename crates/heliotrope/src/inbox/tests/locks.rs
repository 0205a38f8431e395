//! Each lock at both doors: the page and the API refuse alike, in one sentence.

use super::{NOON, seen, state};
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};

const PAST: &str = "2026-03-05T10:00:00Z";
const OVER: &str = "That time is already over. Choose a time that is still to come.";

struct Doors {
    page: Browser,
    api: Browser,
    case: i64,
}

impl Doors {
    async fn of(desk: &TestDesk, words: &'static str) -> Doors {
        let page = desk.sign_in("Maya", Role::Agent).await;
        Doors {
            api: desk.program_of(page.agent.unwrap()).await,
            page,
            case: desk.case("Ines", words).await,
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

    async fn need(&self) -> String {
        state(&self.api, self.case).await["needs"][0]["id"].to_string()
    }

    async fn events(&self) -> Value {
        state(&self.api, self.case).await["last_event"].clone()
    }
}

/// Both refuse with the status, both say the sentence, and nothing happened.
#[track_caller]
fn alike(page: &Reply, api: &Reply, code: &str, said: &str) {
    let problem = api.value();
    assert_eq!(
        page.status,
        api.status,
        "{said}: {} / {problem}",
        page.words()
    );
    assert_eq!(
        (&problem["code"], &problem["detail"]),
        (&json!(code), &json!(said))
    );
    assert!(page.words().contains(said), "{said}: {}", page.words());
}

#[tokio::test]
async fn l1_a_case_closes_when_every_need_is_settled_and_told() {
    testing::each(NOON, async |desk| {
        let d = Doors::of(&desk, "refund for order 8841").await;
        let (need, before) = (d.need().await, d.events().await);
        // The page asks with the lines of its gate below it, and the API lists them.
        let page = d.post("/closing", &[]).await;
        alike(&page, &d.json("/closing", json!({})).await, "untold", "Still open: refund for order 8841");
        let told = "“refund for order 8841” is still open. Say first whether it is met, declined or withdrawn.";
        let body = json!({"need": need.parse::<i64>().unwrap(), "how": "phone"});
        let page = d.post(&format!("/needs/{need}"), &[("act", "phone")]).await;
        alike(&page, &d.json("/told", body).await, "open", told);
        assert_eq!(d.events().await, before, "nothing was done");

        d.patch(&format!("/needs/{need}"), json!({"state": "met"})).await;
        let page = d.post("/closing", &[]).await;
        let untold = "Settled but not told: refund for order 8841";
        alike(&page, &d.json("/closing", json!({})).await, "untold", untold);

        // Of two, one is open and one untold: both stand in one sentence.
        let second = d.json("/needs", json!({"text": "print it on paper"})).await.value()["id"].to_string();
        let page = d.post("/closing", &[]).await;
        let both = "Still open or not told: print it on paper · refund for order 8841";
        alike(&page, &d.json("/closing", json!({})).await, "untold", both);
        d.patch(&format!("/needs/{second}"), json!({"state": "withdrawn"})).await;
        let body = json!({"need": second.parse::<i64>().unwrap(), "how": "phone"});
        d.json("/told", body).await;

        let next = [("next_word", "at"), ("next_word_at", "2026-03-09T12:00"), ("settles", need.as_str())];
        let sent = d.letter("It left today.", &next).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let live = "Not yet: a promise is still live. “Next word from us by Monday, 9 March 2026, 12:00 CET.” \
                    Keep it, or tell the person a new time.";
        let page = d.post("/closing", &[]).await;
        alike(&page, &d.json("/closing", json!({})).await, "promised", live);
    })
    .await;
}

#[tokio::test]
async fn l2_a_no_has_a_reason_and_a_way_on() {
    testing::each(NOON, async |desk| {
        let d = Doors::of(&desk, "print it on paper").await;
        let (need, before) = (d.need().await, d.events().await);
        let (form, path) = (format!("/needs/{need}/no"), format!("/needs/{need}"));
        let none = "Say what is possible, or who can help.";
        let page = d
            .post(&form, &[("no_act", "now"), ("no_reason", "we sell files")])
            .await;
        let body = json!({"state": "declined", "reason": "we sell files", "possible": " "});
        alike(&page, &d.patch(&path, body).await, "no-way-on", none);
        let none = "A no needs its reason. Say why it cannot be done.";
        let page = d
            .post(&form, &[("no_act", "now"), ("no_way", "a file")])
            .await;
        let body = json!({"state": "declined", "possible": "a file"});
        alike(&page, &d.patch(&path, body).await, "no-reason", none);
        // The old door beside the form of a no leads past neither.
        let page = d
            .post(&path, &[("act", "declined"), ("reason", "we sell files")])
            .await;
        assert_eq!(page.status, "422 Unprocessable Entity");
        assert_eq!(d.events().await, before, "nothing was done");
    })
    .await;
}

#[tokio::test]
async fn l3_a_promise_lies_ahead_stands_in_its_letter_and_nobody_waits_without_one() {
    testing::each(NOON, async |desk| {
        let d = Doors::of(&desk, "Where is my book?").await;
        let before = d.events().await;
        let page = d.letter("Soon.", &[("next_word", "at"), ("next_word_at", "2026-03-05T09:00")]).await;
        let body = json!({"kind": "reply", "text": "Soon.", "next_word": {"due": PAST}});
        alike(&page, &d.json("/messages", body).await, "past", OVER);

        let gone = "“I write by Friday.”";
        let chip = json!({"kind": "update", "due": "2026-03-06T11:00:00Z", "words": "I write by Friday."}).to_string();
        let page = d.letter("Soon.", &[("chip", &chip)]).await;
        let said = json!([{"due": "2026-03-06T11:00:00Z", "text": "I write by Friday."}]);
        let api = d.json("/messages", json!({"kind": "reply", "text": "Soon.", "promises": said})).await;
        let said = api.value()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(said.contains(gone), "{said}");
        alike(&page, &api, "not-said", &said);

        let silence = "The letter has to say it once, with its day: “If I hear nothing by Friday I take this as settled.”";
        let chip = json!({"kind": "until", "due": "2026-03-06T11:00:00Z", "words": "x"}).to_string();
        let page = d.letter("Soon.", &[("chip", &chip)]).await;
        let api = d.json("/messages", json!({"kind": "reply", "text": "Soon.", "until": true})).await;
        alike(&page, &api, "until-not-said", silence);

        // "No plan yet" says when the next word comes, and no day that is over.
        let page = d.post("/plan/none", &[("until", "at"), ("until_at", "")]).await;
        let never = "Nobody waits without a date: say when you will write again.";
        alike(&page, &d.patch("/plan", json!({"none_yet": true})).await, "no-time", never);
        let page = d.post("/plan/none", &[("until", "at"), ("until_at", "2026-03-05T09:00")]).await;
        alike(&page, &d.patch("/plan", json!({"none_yet": true, "until": PAST})).await, "past", OVER);
        let alone = d.patch("/plan", json!({"until": "2026-03-06T11:00:00Z"})).await;
        assert_eq!(alone.value()["code"], "until");

        let wait = "Nobody waits without a date. Tell the person when they hear from us next, then wait on somebody else.";
        let page = d.post("/turn", &[("turn", "third_party")]).await;
        alike(&page, &d.patch("", json!({"turn": "third_party"})).await, "no-promise", wait);
        assert_eq!(d.events().await, before, "nothing was done");

        let body = json!({"due": "2026-03-06T11:00:00Z", "told_how": "phone"});
        let id = d.json("/promises", body).await.value()["id"].to_string();
        let path = format!("/promises/{id}");
        let page = d.post(&path, &[("act", "later-phone"), ("due", "2026-03-05T09:00")]).await;
        let api = d.patch(&path, json!({"due": PAST, "told_how": "phone"})).await;
        alike(&page, &api, "past", OVER);
        assert!(page.text.contains("2026-03-05T09:00"), "what was typed stands there");
    })
    .await;
}

#[tokio::test]
async fn what_no_letter_may_leave_with_no_program_sends_either() {
    testing::each(NOON, async |desk| {
        let d = Doors::of(&desk, "Where is my book?").await;
        let before = d.events().await;
        let text = "No. Because: [the true reason].";
        let gap = "[the true reason] is still open. Fill it in, or take it out.";
        let page = d.letter(text, &[]).await;
        let api = d
            .json("/messages", json!({"kind": "reply", "text": text}))
            .await;
        alike(&page, &api, "brackets", gap);
        assert_eq!(api.value()["gap"], "[the true reason]");

        let empty = "There are no words yet. Write something, then send.";
        let page = d.letter("  ", &[]).await;
        alike(
            &page,
            &d.json("/messages", json!({"kind": "reply", "text": "  "}))
                .await,
            "empty",
            empty,
        );

        let stranger = [("settles", "999")];
        let page = d.letter("Here.", &stranger).await;
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Here.", "settles": [999]}),
            )
            .await;
        let said = api.value()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        alike(&page, &api, "no-such-need", &said);

        // A letter came meanwhile: neither sends past it.
        let stale = d.letter("Here.", &[("seen_event", "0")]).await;
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Here.", "seen_event": 0}),
            )
            .await;
        assert_eq!(
            (stale.status.as_str(), api.status.as_str()),
            ("409 Conflict", "409 Conflict")
        );
        assert_eq!(api.value()["code"], "stale");
        assert_eq!(d.events().await, before, "nothing was done");

        // What is meant leaves, by the same word at both.
        let sent = d
            .letter("Write [sic your name] there.", &[("gaps", "keep")])
            .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let body = json!({"kind": "reply", "text": "Write [your name] there.", "keep_gaps": true});
        let sent = d.json("/messages", body).await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
    })
    .await;
}

#[tokio::test]
async fn where_facts_and_help_holds_both_doors_wait_and_mark_nothing() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let d = Doors::of(
            &desk,
            "I burnt my hand on your heater, my lawyer will write",
        )
        .await;
        let marks = "Facts and help holds here: no part of an apology can be marked. \
                     Put the margin away, and send the facts and the help.";
        let page = d
            .letter(
                "That was us.",
                &[
                    ("sorry", "1"),
                    ("fault", "ours"),
                    ("part", "responsibility"),
                ],
            )
            .await;
        let body = json!({"kind": "reply", "text": "That was us.",
                          "apology": {"fault": "ours", "parts": ["responsibility"]}});
        alike(
            &page,
            &d.json("/messages", body).await,
            "facts-and-help",
            marks,
        );
        let page = d.letter("How is your hand?", &[]).await;
        assert_eq!(page.location(), format!("/cases/{}#write", d.case));
        let api = d
            .json(
                "/messages",
                json!({"kind": "reply", "text": "Where can we ring you?"}),
            )
            .await;
        assert_eq!(api.status, "202 Accepted", "{}", api.text);
        let letters = store::sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'");
        assert_eq!(desk.count(letters).await, 0);
    })
    .await;
}
