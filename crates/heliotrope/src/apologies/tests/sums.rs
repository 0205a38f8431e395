//! In which currency a restitution counts, at the page and for programs.

use super::{MARKED, answer};
use crate::restitution;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;

const ASKED: &str =
    "Say the currency with the amount, like 59 EUR: nothing here says which one is meant.";

/// Sends a letter that puts right so much; gives what is owed then.
async fn repaired(
    desk: &TestDesk,
    maya: &Browser,
    text: &str,
    amount: &str,
) -> Option<(i64, &'static str)> {
    let case = desk.case("Okafor", "the parcel is wet").await;
    let fields = [
        ("text", text),
        ("sorry", "1"),
        ("fault", "ours"),
        ("sorry_cause", "late courier"),
        ("part", "responsibility"),
        ("repair", "give"),
        ("amount", amount),
        ("again", "anyway"),
    ];
    let sent = answer(maya, case, &fields).await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    let all = desk
        .read(move |tx| Ok(restitution::store::of_case(tx, case)?))
        .await;
    all[0].amount.map(|m| (m.minor, m.currency.code()))
}

#[tokio::test]
async fn a_sum_without_a_currency_is_asked_for_and_everything_typed_stays() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "The parcel is late").await;
        let mut fields = MARKED.to_vec();
        fields.extend([("repair", "give"), ("amount", "59")]);
        let refused = answer(&maya, case, &fields).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(refused.words().contains(ASKED), "{}", refused.words());
        assert!(refused.text.contains("value=\"59\""), "{}", refused.words());
        assert!(
            refused
                .text
                .contains("\nWe sent it with the wrong courier.</textarea>")
        );
        let none = store::sql!("SELECT COUNT(*) FROM restitution");
        assert_eq!(desk.count(none).await, 0);

        let robin = desk.program().await;
        let api = json!({"kind": "reply", "text": "Late.", "apology": {"fault": "ours", "parts": [],
            "restitution": {"given": true, "amount": "59"}}});
        let same = robin
            .post_json(&format!("/api/v1/cases/{case}/messages"), api)
            .await;
        assert_eq!(same.status, "422 Unprocessable Entity");
        assert_eq!(
            (&same.value()["code"], &same.value()["detail"]),
            (&json!("currency"), &json!(ASKED))
        );
        let said = repaired(&desk, &maya, "Late.", "59 CHF").await;
        assert_eq!(said, Some((5900, "CHF")));
    })
    .await;
}

#[tokio::test]
async fn the_letter_says_the_currency_before_budgets_and_billing_do() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let house = json!({"bills": true, "rate": 8500, "currency": "CHF"});
        let kept = priya.patch_json("/api/v1/billing", house).await;
        assert_eq!(kept.status, "200 OK", "{}", kept.text);
        let (plain, pounds) = ("It came late.", "£59 went back to you.");
        assert_eq!(
            repaired(&desk, &maya, plain, "59").await,
            Some((5900, "CHF"))
        );
        let budget = json!({"scope": "house", "period": "year", "limit": 9000, "currency": "USD"});
        let added = priya.post_json("/api/v1/goodwill/budgets", budget).await;
        assert_eq!(added.status, "201 Created", "{}", added.text);
        assert_eq!(
            repaired(&desk, &maya, plain, "59").await,
            Some((5900, "USD"))
        );
        assert_eq!(
            repaired(&desk, &maya, pounds, "59").await,
            Some((5900, "GBP"))
        );
        assert_eq!(
            repaired(&desk, &maya, pounds, "12 CHF").await,
            Some((1200, "CHF"))
        );
    })
    .await;
}
