//! A case is told of one cause a day, and nothing else leaves by itself.

use super::{LETTER, letter_in, set};
use crate::intake::{self, Arrived, Door};
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use std::time::Duration;
use store::sql;

const HOUR: Duration = Duration::from_secs(3600);

/// Ines writes by mail; gives the case.
async fn writes(desk: &TestDesk, id: &str, answers: &str, words: &str) -> i64 {
    let answers = match answers {
        "" => String::new(),
        id => format!("In-Reply-To: <{id}>\r\n"),
    };
    let bytes = format!(
        "From: Ines <ines@customer.example>\r\nTo: help@desk.example\r\nSubject: order 8001\r\n\
         Message-ID: <{id}>\r\nDate: Thu, 5 Mar 2026 11:00:00 +0000\r\n{answers}\r\n{words}\r\n"
    );
    let arrived = Arrived {
        peer: None,
        door: Door::Receive,
        bytes: bytes.into_bytes(),
        sender: "ines@customer.example".to_owned(),
        recipients: vec!["help@desk.example".to_owned()],
    };
    let verdict = intake::receive(&desk.desk, arrived).await.unwrap();
    verdict.case.expect("it came to a case")
}

/// What the desk does by itself: the clock's letters and drafts, and the telling.
async fn clock(desk: &TestDesk) {
    crate::cases::worker::tell(&desk.desk).await.unwrap();
    let now = desk.now();
    desk.write(move |tx| {
        crate::cases::deeds::break_due(tx, now, 100)?;
        crate::cases::deeds::wake(tx, now, 100)?;
        crate::cases::deeds::look_back(tx, now, 100)?;
        crate::cases::deeds::until_due(tx, now, 100)?;
        Ok(())
    })
    .await;
}

/// Letters in the outbox that nobody of us typed into the case.
async fn automatic(desk: &TestDesk) -> (i64, i64) {
    let receipts = desk.count(sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'receipt'"));
    let told = desk.count(sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'"));
    (receipts.await, told.await)
}

/// Mends a cause and tells everybody; the time to take that back passes.
async fn mended(desk: &TestDesk, jo: &Browser, cause: i64) {
    let page = format!("/causes/{cause}");
    let said = jo.post(&page, &[("fixed", "yes")]).await;
    assert_eq!(said.status, "303 See Other", "{}", said.words());
    let told = jo.post(&format!("{page}/news"), &[("text", LETTER)]).await;
    assert_eq!(told.status, "303 See Other", "{}", told.words());
    desk.advance(Duration::from_secs(30));
}

#[tokio::test]
async fn a_case_is_told_of_one_cause_a_day_and_no_receipt_holds_it_up() {
    testing::each("2026-03-05T08:00:00Z", async |desk| {
        desk.mailbox().await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        // The receipt, once, however often she writes.
        let case = writes(&desk, "a@x", "", "order 8001 has no link").await;
        desk.advance(HOUR * 2);
        assert_eq!(writes(&desk, "b@x", "a@x", "still none").await, case);
        let old = desk.case("Okafor", "order 8002 has no link").await;
        assert_eq!(automatic(&desk).await, (1, 0));
        for number in [case, old] {
            set(&jo, number, "no link on receipt page").await;
            set(&jo, number, "late courier").await;
        }

        // Two causes are mended on that day: both read of the first at once,
        // Ines two hours after her receipt, and of the other a day later.
        mended(&desk, &jo, 1).await;
        clock(&desk).await;
        assert_eq!(automatic(&desk).await, (1, 2));
        mended(&desk, &jo, 2).await;
        clock(&desk).await;
        assert_eq!(automatic(&desk).await, (1, 2), "both had theirs today");

        let agent = jo.agent.unwrap();
        let read = async || {
            (
                letter_in(&desk, case).await.len(),
                letter_in(&desk, old).await.len(),
            )
        };
        desk.advance(HOUR * 24);
        clock(&desk).await;
        assert_eq!(read().await, (1, 1));
        desk.advance(HOUR);
        clock(&desk).await;
        assert_eq!(read().await, (2, 2));
        assert_eq!(automatic(&desk).await, (1, 4));
        clock(&desk).await;
        let over = sql!("SELECT COUNT(*) FROM cause_news WHERE ended_at IS NULL");
        clock(&desk).await;
        assert_eq!(desk.count(over).await, 0, "nobody waits any more");
        let page = desk.browser_of(agent).await.get("/causes/2").await.words();
        assert!(page.contains("2 people were told"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_holding_line_a_look_back_and_a_time_that_passed_send_nothing() {
    testing::each("2026-03-05T08:00:00Z", async |desk| {
        desk.mailbox().await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = writes(&desk, "a@x", "", "the book on paper").await;
        let need = jo.get(&format!("/api/v1/cases/{case}")).await.value()["needs"][0]["id"].clone();
        let no = serde_json::json!({"state": "declined", "reason": "We sell files only",
            "possible": "a file to print", "look_again": 14});
        let said = jo
            .patch_json(&format!("/api/v1/cases/{case}/needs/{need}"), no)
            .await;
        assert_eq!(said.status, "200 OK", "{}", said.text);
        let promise = serde_json::json!({"kind": "reply", "text": "We look for it.",
            "next_word": {"due": "2026-03-05T16:00:00Z"}, "undo_seconds": 0});
        let sent = jo
            .post_json(&format!("/api/v1/cases/{case}/messages"), promise)
            .await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
        assert_eq!(automatic(&desk).await, (1, 1));
        for hours in [6, 4, 24 * 14, 24] {
            desk.advance(HOUR * hours);
            clock(&desk).await;
            assert_eq!(automatic(&desk).await, (1, 1), "after {hours} hours");
        }
    })
    .await;
}
