//! S8.4: two cases become one and are taken apart again, at every door.

use super::{NOON, seen, state};
use crate::intake::{self, Arrived, Door};
use crate::kit::At;
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use crate::{cases, merging};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A letter at the real door; gives the case it came to.
pub(super) async fn letter(
    desk: &TestDesk,
    from: &str,
    id: &str,
    answers: &str,
    words: &str,
) -> i64 {
    let answers = match answers {
        "" => String::new(),
        id => format!("In-Reply-To: <{id}>\r\n"),
    };
    let bytes = format!(
        "From: {from}\r\nTo: help@desk.example\r\nSubject: {words}\r\nMessage-ID: <{id}>\r\n\
         Date: Thu, 5 Mar 2026 11:00:00 +0000\r\n{answers}\r\n{words}\r\n"
    );
    let arrived = Arrived {
        peer: None,
        door: Door::Receive,
        bytes: bytes.into_bytes(),
        sender: String::new(),
        recipients: vec!["help@desk.example".to_owned()],
    };
    let verdict = intake::receive(&desk.desk, arrived).await.unwrap();
    verdict.case.expect("it came to a case")
}

pub(super) const INES: &str = "Ines Ebner <ines@customer.example>";
pub(super) const JONAS: &str = "Jonas Weber <jonas@customer.example>";

/// Maya at a desk with two letters of one person, or of two.
pub(super) struct World {
    pub desk: TestDesk,
    pub maya: Browser,
    pub robin: Browser,
    pub kept: i64,
    pub gone: i64,
}

pub(super) async fn world(desk: TestDesk, other: &str) -> World {
    desk.mailbox().await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let robin = desk.program().await;
    let kept = letter(&desk, INES, "a@x", "", "Where is my parcel?").await;
    let gone = letter(&desk, other, "b@x", "", "where is my parcel").await;
    World {
        desk,
        maya,
        robin,
        kept,
        gone,
    }
}

impl World {
    pub async fn merge(&self, from: i64, into: i64) -> Reply {
        let into = into.to_string();
        self.maya
            .post(&format!("/cases/{from}/merging"), &[("into", &into)])
            .await
    }

    pub async fn take_apart(&self, from: i64) -> Reply {
        self.maya
            .post(&format!("/cases/{from}/merging/undo"), &[])
            .await
    }

    pub async fn texts(&self, case: i64) -> Vec<String> {
        let path = format!("/api/v1/cases/{case}/messages");
        let answer = self.robin.get(&path).await.value();
        texts(&answer["items"])
    }

    pub async fn needs(&self, case: i64) -> Vec<String> {
        texts(&state(&self.robin, case).await["needs"])
    }

    /// The path of a person's page.
    pub async fn page_of(&self, case: i64) -> String {
        let now = self.desk.now();
        self.desk
            .write(move |tx| {
                let person = cases::store::find(tx, case)?.map_or(0, |c| c.person);
                Ok(format!("/c/{}", cases::store::link(tx, case, person, now)?))
            })
            .await
    }

    /// What lists sort by, and where a number leads, follow from the rows of record.
    pub async fn check_rows(&self) {
        let numbers = [self.kept, self.gone];
        self.desk
            .write(move |tx| {
                for number in numbers {
                    let before = cases::store::find(tx, number)?.unwrap();
                    cases::store::save(tx, &before, At(0))?;
                    assert_eq!(Some(&before), cases::store::find(tx, number)?.as_ref());
                    let mut home = number;
                    while let Some(merging) = merging::store::of(tx, home)? {
                        home = merging.into;
                    }
                    assert_eq!(cases::store::home(tx, number)?, Some(home));
                }
                assert!(intake::store::ledger(tx)?.sums_up());
                assert_eq!(intake::store::without_case(tx)?, 0);
                Ok(())
            })
            .await;
    }
}

fn texts(items: &Value) -> Vec<String> {
    let text = |item: &Value| item["text"].as_str().unwrap_or_default().trim().to_owned();
    items
        .as_array()
        .map(|all| all.iter().map(text).collect())
        .unwrap_or_default()
}

#[tokio::test]
async fn s8_4_merging_keeps_needs_promises_and_drafts_and_offers_duplicates() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let due = "2026-03-06T11:00:00Z";
        let promised = json!({ "kind": "reply", "text": "We look.", "next_word": { "due": due } });
        let path = format!("/api/v1/cases/{}/messages", w.gone);
        assert_eq!(
            w.robin.post_json(&path, promised).await.status,
            "201 Created"
        );
        let refund = json!({ "text": "the money back" });
        w.robin
            .post_json(&format!("/api/v1/cases/{}/needs", w.gone), refund)
            .await;
        for (case, words) in [(w.kept, "Dear Ines"), (w.gone, "It left today.")] {
            let draft = json!({ "kind": "reply", "text": words, "version": 0 });
            let kept = w
                .maya
                .post_json(&format!("/cases/{case}/draft"), draft)
                .await;
            assert_eq!(kept.status, "200 OK");
        }

        let merged = w.merge(w.gone, w.kept).await;
        assert_eq!(
            (merged.status.as_str(), merged.location()),
            ("303 See Other", "/cases/1")
        );
        let case = state(&w.robin, w.kept).await;
        assert_eq!(
            texts(&case["needs"]),
            [
                "Where is my parcel?",
                "where is my parcel",
                "the money back"
            ]
        );
        assert_eq!(case["next_word"]["due"], due);
        let all = ["Where is my parcel?", "where is my parcel", "We look."];
        assert_eq!(w.texts(w.kept).await, all);

        let page = w.maya.get("/cases/1").await;
        let words = page.words();
        for part in [
            "Maya merged case 2 into this one",
            "Take apart",
            "Two needs say the same: Where is my parcel?",
            "Dear Ines It left today.",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        // Every letter of both stands in the conversation once.
        for part in [
            "<div class=\"words rich\" dir=\"auto\"><p>We look.",
            "id=\"m1\"",
            "id=\"m2\"",
            "id=\"m3\"",
        ] {
            assert_eq!(page.text.matches(part).count(), 1, "{part}");
        }
        w.check_rows().await;

        let same = case["needs"][1]["id"].to_string();
        let into = case["needs"][0]["id"].to_string();
        let join = format!("/cases/1/needs/{same}/joining");
        assert_eq!(
            w.maya.post(&join, &[("into", &into)]).await.status,
            "303 See Other"
        );
        assert_eq!(w.needs(1).await, ["Where is my parcel?", "the money back"]);
        let twice = w.maya.post(&join, &[("into", &into)]).await;
        assert_eq!(twice.status, "409 Conflict");
        assert!(
            twice
                .words()
                .contains("do not say the same, or not any more"),
            "{}",
            twice.words()
        );

        assert_eq!(w.take_apart(2).await.location(), "/cases/2");
        assert_eq!(w.needs(1).await, ["Where is my parcel?"]);
        assert_eq!(w.needs(2).await, ["where is my parcel", "the money back"]);
        assert_eq!(state(&w.robin, 2).await["next_word"]["due"], due);
        assert_eq!(state(&w.robin, 1).await["next_word"], Value::Null);
        assert_eq!(w.texts(1).await, ["Where is my parcel?"]);
        for (case, draft) in [
            (1, "\nDear Ines</textarea>"),
            (2, "\nIt left today.</textarea>"),
        ] {
            let page = w.maya.get(&format!("/cases/{case}")).await.text;
            assert!(page.contains(draft), "{case}: {page}");
        }
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn a_merged_number_leads_on_for_pages_programs_and_letters() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let old = seen(&w.maya, w.gone).await;
        w.merge(w.gone, w.kept).await;

        let page = w.maya.get("/cases/2?in=later").await;
        assert_eq!(page.location(), "/cases/1?in=later");
        let read = w.robin.get("/api/v1/cases/2/messages?limit=1").await;
        assert_eq!(read.status, "307 Temporary Redirect");
        assert_eq!(read.location(), "/api/v1/cases/1/messages?limit=1");
        let told = w
            .robin
            .patch_json("/api/v1/cases/2", json!({ "tags": ["late"] }))
            .await;
        assert_eq!(told.status, "409 Conflict");
        let told = told.value();
        assert_eq!(
            (&told["code"], &told["into"]),
            (&json!("merged"), &json!(1))
        );
        assert_eq!(
            told["detail"],
            "Maya merged case 2 into case 1. Go on there."
        );
        let pressed = w.maya.post("/cases/2/closing", &[]).await;
        assert!(
            pressed
                .words()
                .contains("Maya merged case 2 into case 1. Go on there.")
        );
        assert!(
            pressed.text.contains("href=\"/cases/1\""),
            "{}",
            pressed.text
        );

        // A reply that was being written there waits here, with every word.
        let fields = [
            ("kind", "reply"),
            ("text", "It left <today>."),
            ("seen_event", old.as_str()),
        ];
        let held = w.maya.post("/cases/2/messages", &fields).await;
        assert_eq!(held.status, "409 Conflict");
        assert!(
            held.words()
                .contains("Something new came while you were typing."),
            "{}",
            held.words()
        );
        assert!(held.text.contains("\nIt left &lt;today&gt;.</textarea>"));
        assert!(held.text.contains("action=\"/cases/1/messages#write\""));

        // Letters: by header, and by the number's own page.
        assert_eq!(
            letter(&w.desk, INES, "b2@x", "b@x", "still nothing").await,
            1
        );
        let link = w.page_of(2).await;
        let visitor = w.desk.visitor();
        let words = visitor.get(&link).await.words();
        assert!(
            words.contains("where is my parcel") && words.contains("Where is my parcel?"),
            "{words}"
        );
        let wrote = visitor
            .post(
                &format!("{link}/write"),
                &[("text", "By the page"), ("once", "p")],
            )
            .await;
        assert_eq!(wrote.status, "303 See Other");
        assert_eq!(w.texts(1).await.len(), 4);
        let ledger = w
            .robin
            .get("/api/v1/arrivals?message_id=b2@x")
            .await
            .value();
        assert_eq!(ledger["items"][0]["case"], 1);
        let ledger = w.robin.get("/api/v1/arrivals?message_id=b@x").await.value();
        assert_eq!(ledger["items"][0]["case"], 1);
        for list in ["/today", "/free", "/closed", "/api/v1/cases"] {
            let page = w.maya.get(list).await.text;
            assert!(
                !page.contains("/cases/2") && !page.contains("\"number\":2"),
                "{list}"
            );
        }
        let hits = w.robin.get("/api/v1/search?q=parcel").await.value();
        let cases: BTreeSet<i64> = hits["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|h| h["case"].as_i64())
            .collect();
        assert_eq!(cases, BTreeSet::from([1]));

        // Taken apart, what was written in its thread goes with it.
        letter(&w.desk, INES, "a2@x", "a@x", "of the first").await;
        w.take_apart(2).await;
        assert_eq!(w.texts(1).await, ["Where is my parcel?", "of the first"]);
        assert_eq!(
            w.texts(2).await,
            ["where is my parcel", "still nothing", "By the page"]
        );
        let page = w.maya.get("/cases/2").await.words();
        for part in [
            "still nothing",
            "By the page",
            "Maya took this case and case 1 apart again",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(letter(&w.desk, INES, "b3@x", "b2@x", "again").await, 2);
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn our_answer_to_a_letter_that_came_along_goes_back_with_it() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        w.merge(w.gone, w.kept).await;
        // The newest letter is the one that came along: that is what is answered.
        let due = "2026-03-06T11:00:00Z";
        let answer =
            json!({ "kind": "reply", "text": "We look for both.", "next_word": { "due": due } });
        w.robin.post_json("/api/v1/cases/1/messages", answer).await;
        w.take_apart(2).await;
        assert_eq!(
            w.texts(2).await,
            ["where is my parcel", "We look for both."]
        );
        assert_eq!(state(&w.robin, 2).await["next_word"]["due"], due);
        assert_eq!(w.texts(1).await, ["Where is my parcel?"]);
        let envelopes = w.desk.count(store::sql!(
            "SELECT COUNT(*) FROM outbox WHERE case_number = 2 AND kind = 'reply'"
        ));
        assert_eq!(envelopes.await, 1);
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_people_each_sees_their_own_part_and_nothing_of_the_other() {
    testing::each(NOON, async |desk| {
        let w = world(desk, JONAS).await;
        let choice = w.maya.get("/cases/2/merging?q=1").await.words();
        assert!(
            choice.contains(
                "This is Ines Ebner's case, not Jonas Weber's. Jonas Weber will take part in it"
            ),
            "{choice}"
        );
        let link = w.page_of(2).await;
        let hers = w.page_of(1).await;
        let merged = w
            .robin
            .post_json("/api/v1/cases/2/merging", json!({ "into": 1 }))
            .await;
        assert_eq!(merged.status, "201 Created");
        assert_eq!(merged.value()["other_person"], true);
        assert_eq!(merged.value()["same_needs"], json!([]));
        let said = json!({ "kind": "reply", "text": "For Ines alone." });
        w.robin.post_json("/api/v1/cases/1/messages", said).await;

        let visitor = w.desk.visitor();
        let his = visitor.get(&link).await;
        let words = his.words();
        assert!(
            words.contains("where is my parcel") && his.text.contains("Case 2"),
            "{words}"
        );
        for part in ["Where is my parcel?", "For Ines", "Ines Ebner"] {
            assert!(!his.text.contains(part), "{part}: {words}");
        }
        let words = visitor.get(&hers).await.words();
        assert!(
            words.contains("Where is my parcel?") && words.contains("For Ines alone."),
            "{words}"
        );
        assert!(!words.contains("where is my parcel"), "{words}");

        // His press settles what is his, and the case stays open for her.
        assert_eq!(
            visitor.post(&format!("{link}/settled"), &[]).await.status,
            "303 See Other"
        );
        let case = state(&w.robin, 1).await;
        assert_eq!(case["state"], "open");
        assert_eq!(
            (&case["needs"][0]["state"], &case["needs"][1]["state"]),
            (&json!("open"), &json!("met"))
        );
        let need = case["needs"][1]["id"].to_string();
        let hers_again = visitor
            .post(&format!("{hers}/not-yet"), &[("need", &need)])
            .await;
        assert_eq!(hers_again.status, "404 Not Found");
        let again = visitor
            .post(&format!("{link}/not-yet"), &[("need", &need)])
            .await;
        assert_eq!(again.status, "303 See Other");
        assert_eq!(state(&w.robin, 1).await["needs"][1]["state"], "open");
        w.check_rows().await;
    })
    .await;
}

/// Every table with a case's number is decided about: a new word cannot be
/// forgotten by a merging.
#[tokio::test]
async fn every_table_with_a_case_number_goes_along_or_says_why_it_stays() {
    let desk = TestDesk::at(NOON).await;
    let columns = store::testing::columns(&desk.desk.db).await;
    let there: BTreeSet<&str> = columns
        .iter()
        .filter_map(|c| c.strip_suffix(".case_number"))
        .collect();
    let stays = merging::store::STAYS.iter().map(|(table, _)| *table);
    let decided: BTreeSet<&str> = merging::store::MOVES.iter().copied().chain(stays).collect();
    assert_eq!(there, decided);
    assert!(merging::store::STAYS.iter().all(|(_, why)| why.len() > 10));
}
