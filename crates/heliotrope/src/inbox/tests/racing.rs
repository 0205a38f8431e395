//! Two at once: who merges, who settles, who takes apart. One wins, the other
//! is shown what happened, and nothing is lost or doubled.

use super::merging::{INES, World, letter, world};
use super::{NOON, reply, seen, state};
use crate::testing::{self, Browser, Reply};
use crate::web::Role;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn of_two_who_merge_at_once_one_wins_and_the_other_reads_who() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let third = letter(&w.desk, INES, "c@x", "", "a third matter").await;
        w.merge(w.gone, w.kept).await;
        let jonas = w.desk.sign_in("Jonas", Role::Agent).await;
        let late = jonas.post("/cases/2/merging", &[("into", "3")]).await;
        assert_eq!(late.status, "409 Conflict");
        assert!(
            late.words()
                .contains("Maya merged case 2 into case 1. Go on there.")
        );
        // Into itself, also by the way of the number that went.
        for into in ["1", "2"] {
            let circle = w.maya.post("/cases/1/merging", &[("into", into)]).await;
            assert_eq!(circle.status, "422 Unprocessable Entity", "{into}");
            assert!(circle.words().contains("These are one case already."));
        }
        let nowhere = w.maya.post("/cases/1/merging", &[("into", "99")]).await;
        assert_eq!(nowhere.status, "404 Not Found");

        // A chain: into the number that went is into where it leads.
        assert_eq!(w.merge(third, w.gone).await.location(), "/cases/1");
        let fourth = letter(&w.desk, INES, "d@x", "", "a fourth").await;
        assert_eq!(w.merge(1, fourth).await.location(), "/cases/4");
        for number in [1, 2, 3] {
            assert_eq!(
                w.maya.get(&format!("/cases/{number}")).await.location(),
                "/cases/4"
            );
        }
        assert_eq!(w.texts(4).await.len(), 4);
        let inner = w.take_apart(2).await;
        assert_eq!(inner.status, "409 Conflict");
        assert!(
            inner
                .words()
                .contains("Case 1 was merged into another case since. Take that apart first.")
        );
        w.take_apart(1).await;
        assert_eq!(w.maya.get("/cases/2").await.location(), "/cases/1");
        w.take_apart(2).await;
        assert_eq!(w.texts(2).await, ["where is my parcel"]);
        assert_eq!(w.texts(1).await, ["Where is my parcel?", "a third matter"]);
        assert_eq!(w.texts(4).await, ["a fourth"]);
        let nothing = w.take_apart(2).await;
        assert_eq!(nothing.status, "404 Not Found");
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_case_that_takes_an_open_one_in_opens_and_closes_again_with_it() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        reply(&w.maya, w.kept, "It is there.", &[("close", "true")]).await;
        w.merge(w.gone, w.kept).await;
        assert_eq!(state(&w.robin, 1).await["state"], "open");
        w.take_apart(2).await;
        assert_eq!(state(&w.robin, 1).await["state"], "closed");
        assert_eq!(state(&w.robin, 2).await["state"], "open");
        // Two closed ones stay closed, and thanks to the one that went reaches who helped.
        reply(&w.maya, w.gone, "And this too.", &[("close", "true")]).await;
        w.merge(w.gone, w.kept).await;
        assert_eq!(state(&w.robin, 1).await["state"], "closed");
        assert_eq!(letter(&w.desk, INES, "t@x", "b@x", "Thank you!").await, 1);
        assert_eq!(state(&w.robin, 1).await["state"], "closed");
        w.desk.advance(Duration::from_secs(30 * 86_400));
        let late = w.robin.delete("/api/v1/cases/2/merging").await;
        assert_eq!(late.status, "409 Conflict");
        assert_eq!(
            late.value()["detail"],
            "These cases were merged more than 30 days ago. They stay together."
        );
        w.check_rows().await;
    })
    .await;
}

/// Exactly one was done; gives what the other was told.
#[track_caller]
fn one_won(a: Reply, b: Reply) -> Reply {
    let done = |r: &Reply| r.status == "303 See Other";
    assert_ne!(done(&a), done(&b), "{}\n{}", a.words(), b.words());
    if done(&a) { b } else { a }
}

async fn jonas(w: &World) -> Browser {
    w.desk.sign_in("Jonas", Role::Agent).await
}

async fn merging(by: &Browser, from: i64, into: i64) -> Reply {
    let into = into.to_string();
    by.post(&format!("/cases/{from}/merging"), &[("into", &into)])
        .await
}

#[tokio::test]
async fn two_cases_merged_crosswise_at_once_are_one_case_once() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let jonas = jonas(&w).await;
        let (a, b) = tokio::join!(merging(&w.maya, 2, 1), merging(&jonas, 1, 2));
        let told = one_won(a, b);
        let words = told.words();
        match told.status.as_str() {
            "409 Conflict" => assert!(words.contains(" merged case "), "{words}"),
            "422 Unprocessable Entity" => {
                assert!(words.contains("These are one case already."), "{words}");
            }
            other => panic!("{other}: {words}"),
        }
        let mut at = Vec::new();
        for n in [1, 2] {
            at.push((n, w.texts(n).await.len()));
        }
        // A program that reads the number that went is sent on: no rows of its own.
        at.sort_by_key(|(_, texts)| *texts);
        assert_eq!((at[0].1, at[1].1), (0, 2), "{at:?}");
        let gone = at[0].0;
        w.check_rows().await;
        assert_eq!(w.take_apart(gone).await.status, "303 See Other");
        assert_eq!((w.texts(1).await.len(), w.texts(2).await.len()), (1, 1));
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn one_case_merged_into_two_at_once_goes_into_one() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        letter(&w.desk, INES, "c@x", "", "a third matter").await;
        let jonas = jonas(&w).await;
        let (a, b) = tokio::join!(merging(&w.maya, 2, 1), merging(&jonas, 2, 3));
        let told = one_won(a, b);
        assert_eq!(told.status, "409 Conflict", "{}", told.words());
        assert!(
            told.words().contains(" merged case 2 into case "),
            "{}",
            told.words()
        );
        assert_eq!(w.texts(1).await.len() + w.texts(3).await.len(), 3);
        let live = store::sql!("SELECT COUNT(*) FROM merging WHERE undone_at IS NULL");
        assert_eq!(w.desk.count(live).await, 1);
        w.check_rows().await;

        let (a, b) = tokio::join!(w.take_apart(2), async {
            jonas.post("/cases/2/merging/undo", &[]).await
        });
        assert_eq!(one_won(a, b).status, "404 Not Found");
        for case in [1, 2, 3] {
            assert_eq!(w.texts(case).await.len(), 1, "{case}");
        }
        w.check_rows().await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_sent_while_its_case_is_merged_leaves_once_or_waits_with_every_word() {
    testing::each(NOON, async |desk| {
        let w = world(desk, INES).await;
        let jonas = jonas(&w).await;
        for round in 0..4 {
            let old = seen(&w.maya, 2).await;
            let words = format!("It left today, round {round}.");
            let fields = [
                ("kind", "reply"),
                ("text", words.as_str()),
                ("seen_event", old.as_str()),
            ];
            let sent = w.maya.post("/cases/2/messages", &fields);
            let (sent, merged) = tokio::join!(sent, merging(&jonas, 2, 1));
            assert_eq!(merged.status, "303 See Other", "{}", merged.words());
            let texts = w.texts(1).await;
            let letters = texts.iter().filter(|t| **t == words).count();
            let page = w.maya.get("/cases/1").await.text;
            let typed = page.matches(&format!("\n{words}</textarea>")).count();
            match sent.status.as_str() {
                "303 See Other" => assert_eq!((letters, typed), (1, 0), "{texts:?}"),
                "409 Conflict" => {
                    assert_eq!((letters, typed), (0, 1), "{}", sent.words());
                    let draft = json!({ "kind": "reply", "text": "", "version": 1 });
                    w.maya.post_json("/cases/1/draft", draft).await;
                }
                other => panic!("{other}: {}", sent.words()),
            }
            let envelopes = w.desk.count(store::sql!(
                "SELECT COUNT(*) FROM outbox o JOIN message m ON m.id = o.message_id WHERE m.kind = 'reply'"
            ));
            let replies = w
                .desk
                .count(store::sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'"));
            assert_eq!(envelopes.await, replies.await);
            w.check_rows().await;
            assert_eq!(w.take_apart(2).await.status, "303 See Other");
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_who_settle_one_need_at_once_one_wins_and_the_other_reads_how() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "the book on paper").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let path = format!("/cases/{case}/needs/{need}");
        let no = [
            ("act", "declined"),
            ("reason", "We sell files only"),
            ("possible", "a file to print"),
        ];
        let met = [("act", "met")];
        let (a, b) = tokio::join!(maya.post(&path, &no), jonas.post(&path, &met));
        let told = one_won(a, b);
        assert_eq!(told.status, "409 Conflict");
        let words = told.words();
        assert!(
            words.contains("Maya was faster: “the book on paper” was declined.")
                || words.contains("Jonas was faster: “the book on paper” is met already."),
            "{words}"
        );
        let settled = store::sql!("SELECT COUNT(*) FROM settlement WHERE undone_at IS NULL");
        assert_eq!(desk.count(settled).await, 1);
    })
    .await;
}

/// A no waits in Maya's draft; Jonas settles the need before it leaves.
#[tokio::test]
async fn a_no_in_a_draft_does_not_overrule_what_a_colleague_settled_meanwhile() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "the book on paper").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let ready = maya
            .post(
                &format!("/cases/{case}/needs/{need}/no"),
                &[
                    ("no_act", "draft"),
                    ("no_reason", "We sell files only"),
                    ("no_way", "a file to print"),
                ],
            )
            .await;
        assert_eq!(ready.status, "303 See Other", "{}", ready.words());
        desk.advance(Duration::from_secs(60));
        let met = jonas
            .post(&format!("/cases/{case}/needs/{need}"), &[("act", "met")])
            .await;
        assert_eq!(met.status, "303 See Other", "{}", met.words());

        let says = [("says_no", need.as_str()), ("no_shown", need.as_str())];
        let held = reply(&maya, case, "No: on paper we cannot.", &says).await;
        assert_eq!(held.status, "409 Conflict", "{}", held.words());
        assert!(
            held.words()
                .contains("Jonas was faster: “the book on paper” is met already."),
            "{}",
            held.words()
        );
        assert!(held.text.contains("\nNo: on paper we cannot.</textarea>"));
        let stands = &state(&maya, case).await["needs"][0];
        assert_eq!(
            (&stands["state"], &stands["told"]),
            (&json!("met"), &json!(false))
        );
        // Without the no it leaves, and tells what Jonas did.
        let without = [("no_shown", need.as_str()), ("settles", need.as_str())];
        let sent = reply(&maya, case, "Jonas found one for you.", &without).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        assert_eq!(state(&maya, case).await["needs"][0]["told"], true);
    })
    .await;
}

/// Maya's page shows the need open; Jonas says no to it; her letter would tell
/// the no as if it were the book.
#[tokio::test]
async fn a_letter_does_not_tell_a_no_that_its_writer_has_not_seen() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "the book on paper").await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        let old = seen(&maya, case).await;
        let no = [
            ("act", "declined"),
            ("reason", "We sell files only"),
            ("possible", "a file to print"),
        ];
        let said = jonas
            .post(&format!("/cases/{case}/needs/{need}"), &no)
            .await;
        assert_eq!(said.status, "303 See Other");
        let fields = [
            ("kind", "reply"),
            ("text", "The book is on its way."),
            ("seen_event", old.as_str()),
            ("close", "true"),
        ];
        let path = format!("/cases/{case}/messages");
        let held = maya.post(&path, &fields).await;
        assert_eq!(held.status, "409 Conflict", "{}", held.words());
        assert!(
            held.words()
                .contains("Jonas was faster: “the book on paper” was declined."),
            "{}",
            held.words()
        );
        assert!(held.text.contains("\nThe book is on its way.</textarea>"));
        assert_eq!(state(&maya, case).await["needs"][0]["told"], false);
        // The page that came back has seen it.
        let again = reply(
            &maya,
            case,
            "Not on paper, as a file.",
            &[("close", "true")],
        )
        .await;
        assert_eq!(again.status, "303 See Other", "{}", again.words());
        assert_eq!(state(&maya, case).await["state"], "closed");
    })
    .await;
}
