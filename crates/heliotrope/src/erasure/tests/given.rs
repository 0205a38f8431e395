//! What the world of these tests plans, asks and quotes.

use serde_json::json;

use crate::kit::money::{Currency, Money};
use crate::testing::{Browser, TestDesk};
use crate::web::Role;
use crate::{goodwill, mailboxes, outbox};

/// A plan, a question with the letter that waits, time and a quote, all with
/// words of hers.
pub(super) async fn planned_and_given(
    desk: &TestDesk,
    priya: &Browser,
    robin: &Browser,
    case: i64,
) {
    let path = |what: &str| format!("/api/v1/cases/{case}/{what}");
    let plan = json!({"can": "a violet umbrella for Quenby", "cannot": "find the ferry",
        "steps": [{"text": "measure the seventeenth spoke"}]});
    let planned = robin.patch_json(&path("plan"), plan).await;
    assert_eq!(planned.status, "200 OK", "{}", planned.text);
    let (agent, now) = (robin.agent.unwrap(), desk.now());
    desk.write(move |tx| {
        let new = goodwill::store::New {
            case,
            need: None,
            cause: None,
            kind: goodwill::Kind::Gift,
            amount: Money::of(3000, Currency::EUR),
            role: Role::Agent,
        };
        let reply = "Dear Quenby, the umbrella is a gift.";
        Ok(goodwill::store::ask(tx, &new, reply, 0, now, agent)?)
    })
    .await;
    let bills = priya
        .patch_json("/api/v1/billing", json!({"bills": true, "rate": 8500}))
        .await;
    assert_eq!(bills.status, "200 OK", "{}", bills.text);
    for (what, body) in [
        (
            "time",
            json!({"kind": "research", "minutes": 5, "note": "the ferry and its spoke"}),
        ),
        (
            "quotes",
            json!({"lines": [{"text": "a periwinkle spoke", "pieces": 1, "each": 100}]}),
        ),
    ] {
        let done = robin.post_json(&path(what), body).await;
        assert_eq!(done.status, "201 Created", "{what}: {}", done.text);
    }
}

/// A letter to her, as it left, waits for the folder of sent letters.
pub(super) async fn a_copy_waits(desk: &TestDesk, case: i64) {
    let left =
        b"To: quenby@ashgrove.example\r\n\r\nDear Quenby, the seventeenth spoke was weak.\r\n";
    let left = desk.desk.db.prepare_blob(left.to_vec()).await.unwrap();
    let now = desk.now();
    desk.write(move |tx| {
        mailboxes::store::file_sent(tx, 1, Some(&mailboxes::SentFolder::Found))?;
        let standing = outbox::store::of_case(tx, case)?;
        let envelope = outbox::store::not_arrived(tx, standing[0].id)?.expect("it waits");
        Ok(outbox::store::copies::keep(tx, &envelope, 1, &left, now)?)
    })
    .await;
}
