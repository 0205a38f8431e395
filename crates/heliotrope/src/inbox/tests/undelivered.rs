//! S1.3 at the doors of the mail and of the page.

use super::merging::{INES, letter};
use super::{NOON, reply, state};
use crate::intake::{self, Arrived, Door};
use crate::testing::{self, TestDesk};
use crate::web::Role;
use serde_json::json;
use std::time::Duration;

/// What her provider sends when it gives the letter back.
async fn bounces(desk: &TestDesk, ours: &str, id: &str) -> Option<i64> {
    let bounce = format!(
        "From: Mail Delivery System <mailer-daemon@relay.example>\r\nTo: help@desk.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{id}@relay.example>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n\
         Final-Recipient: rfc822; ines@customer.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\
         Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: help@desk.example\r\nTo: ines@customer.example\r\n\
         Subject: Re: my book\r\nMessage-ID: <{ours}>\r\n\r\nIt left us today.\r\n--b--\r\n"
    );
    let arrived = Arrived {
        peer: None,
        door: Door::Receive,
        bytes: bounce.into_bytes(),
        sender: String::new(),
        recipients: vec!["help@desk.example".to_owned()],
    };
    intake::receive(&desk.desk, arrived).await.unwrap().case
}

async fn days_later(desk: TestDesk, later: Duration) {
    desk.mailbox().await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = letter(&desk, INES, "b@x", "", "Where is my book?").await;
    let mine = [("owner", maya.agent.unwrap_or_default().to_string())];
    let mine = mine.each_ref().map(|(name, id)| (*name, id.as_str()));
    maya.post(&format!("/cases/{case}/owner"), &mine).await;
    let sent = reply(&maya, case, "It left us today.", &[("close", "true")]).await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    assert_eq!(state(&maya, case).await["state"], "closed");
    let messages = maya
        .get(&format!("/api/v1/cases/{case}/messages"))
        .await
        .value();
    let ours = messages["items"][1]["message_id"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.advance(later);

    assert_eq!(bounces(&desk, &ours, "bounce1").await, Some(case));
    let open = state(&maya, case).await;
    assert_eq!(
        (&open["state"], &open["turn"]),
        (&json!("open"), &json!("us"))
    );
    assert_eq!(
        (&open["needs"][0]["state"], &open["needs"][0]["told"]),
        (&json!("met"), &json!(false))
    );
    assert_eq!(open["owner"]["id"], json!(maya.agent));
    // On its owner's list, with the word; in the case, with the address and
    // what the other server said.
    for list in ["/today", "/mine"] {
        let words = maya.get(list).await.words();
        assert!(words.contains("never got it"), "{list}: {words}");
    }
    let page = maya.get(&format!("/cases/{case}")).await.words();
    for said in [
        "Ines Ebner never got it.",
        "ines@customer.example",
        "The mailbox is full",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // It does not close on what nobody has heard.
    let refused = maya.post(&format!("/cases/{case}/closing"), &[]).await;
    assert_eq!(refused.status, "409 Conflict", "{}", refused.words());
    // The same bounce once more is no news.
    bounces(&desk, &ours, "bounce1").await;
    assert_eq!(state(&maya, case).await["last_event"], open["last_event"]);
}

#[tokio::test]
async fn s1_3_twenty_minutes_later_it_reopens_as_ines_never_got_it() {
    testing::each(NOON, async |desk| {
        days_later(desk, Duration::from_secs(20 * 60)).await;
    })
    .await;
}

#[tokio::test]
async fn s1_3_four_days_later_it_reopens_as_ines_never_got_it() {
    testing::each(NOON, async |desk| {
        days_later(desk, Duration::from_secs(4 * 86_400)).await;
    })
    .await;
}
