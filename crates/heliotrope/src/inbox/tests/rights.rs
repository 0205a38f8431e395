//! Who only reads settles nothing, and a customer's link reaches one case only:
//! every state-changing route, with rows that are really there.

use super::billing::bills;
use super::goodwill::{forty, giving};
use super::{NOON, reply, state, their_page};
use crate::cases::deeds;
use crate::messages::{self, store::NewFile};
use crate::testing::{self, Browser, TestDesk};
use crate::web::{Asker, Role, Who};
use serde_json::{Value, json};

/// Case 1 with something of everything: need, promise, quote, gift, question,
/// offer, cause, complaint, plan, a person beside, an answer that waits. Each is
/// the first of its kind, so that `1` means it.
async fn full(desk: &TestDesk) -> (Browser, i64) {
    desk.sign_in("Jo", Role::Lead).await;
    let (priya, maya, case, _) = bills(desk).await;
    assert_eq!(case, 1);
    forty(desk, case).await;
    let path = format!("/cases/{case}");
    for (below, fields) in [
        ("/needs", vec![("text", "a spring")]),
        (
            "/plan",
            vec![("can", "mend it"), ("steps", "Ask the maker")],
        ),
        ("/quote", vec![("part", "spring"), ("each", "12,50")]),
        ("/time", vec![("kind", "research"), ("minutes", "20")]),
        ("/causes", vec![("cause", "worn spring")]),
        ("/complaint", vec![("act", "flag")]),
        (
            "/people",
            vec![
                ("act", "add"),
                ("address", "leo@customer.example"),
                ("name", "Leo"),
                ("role", "affected"),
            ],
        ),
    ] {
        let done = maya.post(&format!("{path}{below}"), &fields).await;
        assert_eq!(done.status, "303 See Other", "{below}: {}", done.words());
    }
    let fields = [
        ("next_word", "at"),
        ("next_word_at", "2026-03-09T12:00"),
        ("sorry", "1"),
        ("fault", "ours"),
        ("part", "responsibility"),
        ("repair", "ask"),
        ("amount", "20 EUR"),
    ];
    let sent = reply(&maya, case, "That was us.", &fields).await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    let asked = giving(
        &maya,
        case,
        "30",
        "ask",
        &[("until", "2026-03-06T12:00"), ("reply", "Yours.")],
    )
    .await;
    assert_eq!(asked.status, "303 See Other", "{}", asked.words());
    let line = [
        ("mailbox", "1"),
        ("country", ""),
        ("policy", "facts_and_help"),
    ];
    priya.post("/settings/apologies", &line).await;
    let held = reply(&maya, case, "One more word.", &[]).await;
    assert_eq!(held.location(), "/cases/1#write");
    (priya, case)
}

/// All that is on record of a case, as an admin reads it.
async fn record(reader: &Browser, case: i64) -> Value {
    let mut all = json!({});
    for part in [
        "",
        "/promises",
        "/quotes",
        "/time",
        "/goodwill",
        "/plan",
        "/apologies",
        "/answers",
        "/causes",
        "/people",
        "/complaint",
        "/check-ins",
    ] {
        all[part] = reader
            .get(&format!("/api/v1/cases/{case}{part}"))
            .await
            .value();
    }
    all["asks"] = reader.get("/api/v1/goodwill/asks").await.value();
    all["budgets"] = reader.get("/api/v1/goodwill/budgets").await.value();
    all["cause"] = reader.get("/api/v1/causes/1").await.value();
    all
}

/// What changes something and is open to who only reads: notes, drafts, and what
/// is their own. None of it settles, tells, promises or gives.
const LIGHT: &[&str] = &[
    "DELETE /api/v1/agents/me/away",
    "DELETE /api/v1/cases/{number}/following",
    "DELETE /api/v1/cases/{number}/proposals/{id}",
    "DELETE /api/v1/views/{id}",
    "PATCH /api/v1/notices/{id}",
    "PATCH /api/v1/views/{id}",
    "POST /api/v1/agents/me/away",
    "POST /api/v1/cases/{number}/following",
    "POST /api/v1/cases/{number}/messages",
    "POST /api/v1/cases/{number}/proposals",
    "POST /api/v1/views",
    "POST /cases/{n}/draft",
    "POST /cases/{n}/following",
    "POST /cases/{n}/messages",
    "POST /cases/{n}/proposals",
    "POST /cases/{n}/proposals/{id}",
    "POST /notices",
    "POST /notices/{id}",
    "POST /presence",
    "POST /settings/me",
    "POST /settings/me/away",
    "POST /settings/me/back",
    "POST /settings/me/tokens",
    "POST /settings/me/tokens/{id}/revoke",
    "POST /sign-out",
    "POST /thanks/{id}",
    "POST /views",
    "POST /views/{id}",
    "POST /views/{id}/remove",
];

#[tokio::test]
async fn who_only_reads_settles_promises_and_gives_nothing() {
    testing::each(NOON, async |desk| {
        let (priya, case) = full(&desk).await;
        let ana = desk.sign_in("Ana", Role::Light).await;
        let program = desk.program_of(ana.agent.unwrap()).await;
        let before = record(&priya, case).await;
        for part in ["/promises", "/quotes", "/apologies", "/answers", "/causes"] {
            assert!(
                before[part]["items"][0].is_object(),
                "{part}: {}",
                before[part]
            );
        }
        let (mut knocked, mut open) = (0, Vec::new());
        for (method, path, who) in crate::app::routes().table() {
            if method.is_safe() || matches!(who, Who::Anyone | Who::Link | Who::Demo) {
                continue;
            }
            if *who == Who::Light {
                open.push(format!("{method} {path}"));
                continue;
            }
            let by = if path.starts_with("/api/") {
                &program
            } else {
                &ana
            };
            assert_eq!(
                by.knock(method.clone(), path).await,
                "403",
                "{method} {path}"
            );
            knocked += 1;
        }
        assert!(knocked > 120, "{knocked}");
        open.sort_unstable();
        assert_eq!(open, LIGHT, "what a light user may do was thought about");
        // What is open to her writes notes and drafts, whatever stands in it.
        let need = state(&priya, case).await["needs"][0]["id"].to_string();
        let wish = [
            ("text", "Done."),
            ("settles", need.as_str()),
            ("close", "all"),
            ("next_word", "at"),
            ("next_word_at", "2026-03-09T12:00"),
            ("promises", "said"),
            ("sorry", "1"),
            ("fault", "ours"),
        ];
        let mut letter = wish.to_vec();
        letter.push(("kind", "reply"));
        let refused = ana.post("/cases/1/messages", &letter).await;
        assert_eq!(refused.status, "403 Forbidden");
        let body = json!({"kind": "reply", "text": "Done.", "close": true});
        let refused = program.post_json("/api/v1/cases/1/messages", body).await;
        assert_eq!(refused.status, "403 Forbidden");
        let body = json!({"kind": "note", "text": "Done.", "close": true, "settles": [1]});
        let refused = program.post_json("/api/v1/cases/1/messages", body).await;
        assert_eq!(refused.value()["code"], "note", "{}", refused.text);
        assert_eq!(record(&priya, case).await, before);
        let mut note = wish.to_vec();
        note.push(("kind", "note"));
        let kept = ana.post("/cases/1/messages", &note).await;
        assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        let after = record(&priya, case).await;
        for part in ["/promises", "/goodwill", "/apologies", "/answers"] {
            assert_eq!(after[part], before[part], "{part}");
        }
        assert_eq!(after[""]["needs"], before[""]["needs"]);
        assert_eq!(after[""]["state"], before[""]["state"]);
    })
    .await;
}

#[tokio::test]
async fn a_link_reaches_one_case_and_nothing_of_another() {
    testing::each(NOON, async |desk| {
        let (priya, case) = full(&desk).await;
        let other = desk.case("Okafor", "the parcel is wet").await;
        let link = their_page(&desk, other).await;
        let before = record(&priya, case).await;
        let need = state(&priya, case).await["needs"][0]["id"].to_string();
        let offer = desk
            .read(move |tx| Ok(crate::restitution::store::of_case(tx, case)?[0].id))
            .await
            .to_string();
        let id = |part: &str| before[part]["items"][0]["id"].to_string();
        let (quote, promise) = (id("/quotes"), id("/promises"));
        let visitor = desk.visitor();
        let (mut tried, mut there) = (0, Vec::new());
        for (method, path, who) in crate::app::routes().table() {
            if *who != Who::Link || method.is_safe() || !path.starts_with("/c/") {
                continue;
            }
            let path = path.replace("/c/{token}", &link).replace("{need}", &need);
            let fields = [
                ("need", need.as_str()),
                ("quote", &quote),
                ("promise", &promise),
                ("offer", &offer),
                ("way", "0"),
                ("answer", "yes"),
                ("text", "in other words"),
            ];
            let answer = visitor.post(&path, &fields).await;
            assert!(
                !answer.status.starts_with('5'),
                "{path}: {}",
                answer.words()
            );
            if answer.status.starts_with('2') || answer.status.starts_with('3') {
                there.push(path.rsplit('/').next().unwrap_or_default().to_owned());
            }
            assert_eq!(
                record(&priya, case).await,
                before,
                "{path} changed the case of somebody else"
            );
            tried += 1;
        }
        assert!(tried >= 10, "{tried}");
        // What is theirs alone was taken: words, and that all of it is settled.
        for reached in &there {
            assert!(
                ["write", "plan", "settled", "offer"].contains(&reached.as_str()),
                "{there:?}"
            );
        }
        let page = visitor.get(&link).await;
        for secret in ["spring", "Ines", "Leo", "12.50", "That was us."] {
            assert!(!page.text.contains(secret), "{secret}: {}", page.words());
        }
        let nobodys = visitor.post("/c/not-a-link/settled", &[]).await;
        assert_eq!(nobodys.status, "404 Not Found");
    })
    .await;
}

/// A reply with a file; gives the file's id.
async fn file_in(desk: &TestDesk, asker: &Asker, case: i64) -> i64 {
    let blob = desk.desk.db.prepare_blob(b"the drawing".to_vec()).await;
    let file = NewFile {
        name: "drawing.txt".to_owned(),
        content_type: "text/plain".to_owned(),
        content_id: None,
        inline: false,
        blob: blob.expect("a small blob"),
    };
    let (asker, now) = (asker.clone(), desk.now());
    desk.write(move |tx| {
        let reply = deeds::Reply {
            words: "Here it is.".to_owned(),
            files: vec![file.clone()],
            default_server: true,
            ..deeds::Reply::default()
        };
        let written = deeds::reply(tx, &asker, case, &reply, now)?;
        Ok(messages::store::attachments(tx, written.message)?[0].id)
    })
    .await
}

#[tokio::test]
async fn a_link_opens_the_files_of_its_own_case_alone() {
    testing::each(NOON, async |desk| {
        let maya = desk.agent("Maya", Role::Agent).await;
        let maya = desk.asker(maya).await;
        let mut cases = Vec::new();
        for (name, subject) in [
            ("Ines", "the lamp"),
            ("Ines", "the book"),
            ("Okafor", "the parcel"),
        ] {
            let case = desk.case(name, subject).await;
            let file = file_in(&desk, &maya, case).await;
            cases.push((their_page(&desk, case).await, file));
        }
        let visitor = desk.visitor();
        for (link, _) in &cases {
            for (owner, file) in &cases {
                let got = visitor.get(&format!("{link}/files/{file}")).await;
                let status = if owner == link {
                    "200 OK"
                } else {
                    "404 Not Found"
                };
                assert_eq!(got.status, status, "{}", got.words());
                assert_eq!(got.text.contains("the drawing"), owner == link);
            }
        }
    })
    .await;
}
