//! A gift names what went wrong, and is taken back while nobody has heard of it.

use super::{NOON, reply, state};
use crate::goodwill::{Budget, Period, Scope, store};
use crate::kit::money::{Currency, Money};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use ::store::sql;

/// A house budget of so many euros a year.
async fn budget(desk: &TestDesk, euros: i64) {
    let now = desk.now();
    desk.write(move |tx| {
        let budget = Budget {
            id: 0,
            scope: Scope::House,
            period: Period::Year,
            limit: Money::of(euros * 100, Currency::EUR),
            per_case: None,
        };
        store::add_budget(tx, &budget, now, crate::events::Actor::System)?;
        Ok(())
    })
    .await;
}

async fn give(maya: &Browser, case: i64, amount: &str, more: &[(&str, &str)]) -> testing::Reply {
    let mut fields = vec![("amount", amount), ("kind", "credit"), ("act", "give")];
    fields.extend_from_slice(more);
    maya.post(&format!("/cases/{case}/goodwill"), &fields).await
}

async fn left(maya: &Browser, case: i64) -> i64 {
    let all = maya.get(&format!("/api/v1/cases/{case}/goodwill")).await;
    all.value()["left"].as_i64().unwrap()
}

#[tokio::test]
async fn a_gift_names_what_went_wrong_and_a_wrong_one_comes_back() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        budget(&desk, 40).await;
        let given = give(
            &maya,
            case,
            "15",
            &[("cause", "Notes fall behind the shelf")],
        )
        .await;
        assert_eq!(given.status, "303 See Other", "{}", given.words());
        let all = maya
            .get(&format!("/api/v1/cases/{case}/goodwill"))
            .await
            .value();
        let cause = all["given"][0]["cause"].as_i64().unwrap();
        let set = maya.get(&format!("/api/v1/causes/{cause}")).await.value();
        assert_eq!(set["name"], "Notes fall behind the shelf");
        // The next one begins with it.
        let form = maya.get(&format!("/cases/{case}?goodwill=open")).await;
        assert!(
            form.text.contains("value=\"Notes fall behind the shelf\""),
            "{}",
            form.words()
        );
        // Each amount that is none is named beside its field, and stays there.
        for (amount, said) in [
            ("", "There is no amount yet. Say how much."),
            ("-5", "The amount is below 0. Say it without a minus."),
            ("0", "That is nothing. Say an amount above 0."),
            ("ten", "This is no amount. Write it like 15 or 15.50."),
            (
                "10 USD",
                "Amounts here are in EUR, not in USD. Say it in EUR.",
            ),
            (
                "99999999999999999",
                "That is more than can be counted here. Say a smaller amount.",
            ),
        ] {
            let bad = give(
                &maya,
                case,
                amount,
                &[("cause", "Notes fall behind the shelf")],
            )
            .await;
            assert_eq!(bad.status, "422 Unprocessable Entity", "{amount}");
            assert!(bad.words().contains(said), "{amount}: {}", bad.words());
            assert!(
                bad.text.contains(&format!("value=\"{amount}\"")),
                "{amount}"
            );
            assert!(bad.text.contains("give-amount-error"), "{amount}");
        }
        let long = "no link on the page ".repeat(6);
        let bad = give(&maya, case, "5", &[("cause", long.trim())]).await;
        assert_eq!(bad.status, "422 Unprocessable Entity");
        assert!(
            bad.words()
                .contains("A cause is named in at most 80 characters."),
            "{}",
            bad.words()
        );
        assert!(bad.text.contains("id=\"give-cause-error\"") && bad.text.contains(long.trim()));
        // Asked with a day that does not exist, the question comes back whole.
        let jo = desk.agent("Jo", Role::Lead).await;
        let ask = [
            ("act", "ask"),
            ("amount", "100"),
            ("kind", "refund"),
            ("until", "at"),
            ("until_at", "2026-02-30T10:00"),
            ("reply", "We give you all of it."),
        ];
        let bad = maya.post(&format!("/cases/{case}/goodwill"), &ask).await;
        assert_eq!(bad.status, "422 Unprocessable Entity", "{jo}");
        for kept in [
            "id=\"give-until-error\"",
            "value=\"2026-02-30T10:00\"",
            "\nWe give you all of it.</textarea>",
            "value=\"100\"",
            "option value=\"refund\" selected",
        ] {
            assert!(bad.text.contains(kept), "{kept}: {}", bad.words());
        }
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM goodwill")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_gift_is_taken_back_until_the_person_may_have_heard_of_it() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        budget(&desk, 40).await;
        give(&maya, case, "15", &[]).await;
        assert_eq!(left(&maya, case).await, 2500);
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Take it back"), "{page}");
        let back = [("act", "take_back"), ("gift", "1")];
        let path = format!("/cases/{case}/goodwill");
        let taken = maya.post(&path, &back).await;
        assert_eq!(taken.status, "303 See Other", "{}", taken.words());
        assert_eq!(left(&maya, case).await, 4000);
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Maya took back what was given"), "{page}");
        assert!(!page.contains("€15 credit"), "{page}");
        // It is on the record, and taken back once.
        let kept = sql!("SELECT COUNT(*) FROM goodwill WHERE taken_back_at IS NOT NULL");
        assert_eq!(desk.count(kept).await, 1);
        assert_eq!(maya.post(&path, &back).await.status, "404 Not Found");

        // A letter that was taken back told nobody; one that stands did.
        give(&maya, case, "10", &[]).await;
        let sent = reply(&maya, case, "We give you 10 euros.", &[]).await;
        let refused = maya.delete(&format!("/api/v1{path}/2")).await;
        assert_eq!(refused.status, "409 Conflict");
        assert_eq!(
            refused.value()["detail"],
            "A letter left since, or somebody told them: they may have heard of it, so it stays given."
        );
        assert!(!sent.location().is_empty());
        let letter = state(&maya, case).await;
        let all = maya.get(&format!("/api/v1/cases/{case}/messages")).await.value();
        let newest = all["items"].as_array().unwrap().last().unwrap()["id"].to_string();
        let undone = maya
            .post(&format!("/cases/{case}/messages/{newest}/undo"), &[])
            .await;
        assert_eq!(undone.status, "303 See Other", "{letter} {}", undone.words());
        let taken = maya.delete(&format!("/api/v1{path}/2")).await;
        assert_eq!(taken.status, "200 OK", "{}", taken.text);
        assert_eq!(left(&maya, case).await, 4000);
    })
    .await;
}

/// What is left stands in the margin of an apology too, beside what is put right.
#[tokio::test]
async fn the_margin_says_what_is_left_to_give() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        let bare = maya.get(&format!("/cases/{case}?sorry=1")).await.words();
        assert!(!bare.contains("Goodwill:"), "{bare}");
        budget(&desk, 40).await;
        give(&maya, case, "25", &[]).await;
        let page = maya.get(&format!("/cases/{case}?sorry=1&fault=ours")).await;
        assert!(
            page.words().contains("Goodwill: €15 left · give"),
            "{}",
            page.words()
        );
        // Both stand open, so that nothing said in the margin is left behind.
        let both = maya
            .get(&format!("/cases/{case}?sorry=1&fault=ours&goodwill=open"))
            .await;
        assert!(both.text.contains("id=\"sorry\"") && both.text.contains("id=\"give-amount\""));
    })
    .await;
}
