//! Amounts and dates as people get them wrong, at every form and every API door
//! of the heart: the same sentence at both, and what was typed stays.

use super::goodwill::forty;
use super::{NOON, reply};
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};

const BELOW: &str = "The amount is below 0. Say it without a minus.";
const HUGE: &str = "That is more than can be counted here. Say a smaller amount.";
const OTHER: &str = "Amounts here are in EUR, not in USD. Say it in EUR.";
const NONE: &str = "This is no amount. Write it like 15 or 15.50.";
const NOTHING: &str = "That is nothing. Say an amount above 0.";
const OVER: &str = "That time is already over. Choose a time that is still to come.";
const UNREAD: &str = "That day and time were not understood. Write them like 2026-11-24 12:00.";

/// What is typed, and what is said to it.
const TYPED: [(&str, &str); 6] = [
    ("-5,50", BELOW),
    ("99999999999999", HUGE),
    ("12 USD", OTHER),
    ("1.2.3", NONE),
    ("a lot", NONE),
    ("", "There is no amount yet. Say how much."),
];

struct World {
    desk: TestDesk,
    admin: Browser,
    api: Browser,
    case: i64,
}

/// A house that counts in euros, and a case.
async fn world(desk: TestDesk) -> World {
    desk.agent("Jo", Role::Lead).await;
    let admin = desk.sign_in("Priya", Role::Admin).await;
    let api = desk.program_of(admin.agent.unwrap()).await;
    let house = [("bills", "yes"), ("rate", "85"), ("currency", "EUR")];
    admin.post("/settings/billing", &house).await;
    let case = desk.case("Ines", "my note is lost").await;
    forty(&desk, case).await;
    World {
        desk,
        admin,
        api,
        case,
    }
}

/// The page comes back with what was typed and the sentence.
#[track_caller]
fn comes_back(page: &Reply, typed: &str, said: &str) {
    assert_eq!(
        page.status,
        "422 Unprocessable Entity",
        "{typed}: {}",
        page.words()
    );
    assert!(
        page.words().contains(said),
        "{typed}: {said}: {}",
        page.words()
    );
    let stands = page.text.contains(&format!("value=\"{typed}\""));
    assert!(
        typed.is_empty() || stands,
        "{typed} is gone: {}",
        page.words()
    );
}

#[track_caller]
fn names_it(api: &Reply, said: &str) {
    assert_eq!(api.status, "422 Unprocessable Entity", "{}", api.text);
    assert_eq!(api.value()["detail"], said, "{}", api.text);
}

impl World {
    async fn post(&self, below: &str, fields: &[(&str, &str)]) -> Reply {
        self.admin
            .post(&format!("/cases/{}{below}", self.case), fields)
            .await
    }

    async fn json(&self, below: &str, body: Value) -> Reply {
        self.api
            .post_json(&format!("/api/v1/cases/{}{below}", self.case), body)
            .await
    }

    /// Nothing of money was kept but what was there before.
    async fn kept(&self) -> (i64, i64, i64, i64) {
        (
            self.desk
                .count(store::sql!("SELECT COUNT(*) FROM goodwill"))
                .await,
            self.desk
                .count(store::sql!("SELECT COUNT(*) FROM goodwill_ask"))
                .await,
            self.desk
                .count(store::sql!("SELECT COUNT(*) FROM goodwill_budget"))
                .await,
            self.desk
                .count(store::sql!("SELECT COUNT(*) FROM restitution"))
                .await,
        )
    }
}

#[tokio::test]
async fn a_wrong_amount_is_named_and_kept_at_every_form() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let before = w.kept().await;
        for (amount, said) in TYPED {
            for act in ["give", "ask"] {
                let fields = [
                    ("act", act),
                    ("amount", amount),
                    ("until", "2026-03-06T12:00"),
                    ("kind", "credit"),
                ];
                comes_back(&w.post("/goodwill", &fields).await, amount, said);
            }
            let quote = [("part", "spring"), ("pieces", "1"), ("each", amount)];
            comes_back(&w.post("/quote", &quote).await, amount, said);
            let house = [("bills", "yes"), ("rate", amount), ("currency", "EUR")];
            comes_back(
                &w.admin.post("/settings/billing", &house).await,
                amount,
                said,
            );
            for field in ["limit", "per_case"] {
                let (limit, each) = if field == "limit" {
                    (amount, "5")
                } else {
                    ("50", amount)
                };
                if field == "per_case" && amount.is_empty() {
                    continue;
                }
                let budget = [
                    ("scope", "house"),
                    ("period", "year"),
                    ("currency", "EUR"),
                    ("limit", limit),
                    ("per_case", each),
                ];
                comes_back(
                    &w.admin.post("/settings/goodwill", &budget).await,
                    amount,
                    said,
                );
            }
            // A letter may put right in the currency it names, or without a sum.
            if amount.is_empty() || amount.ends_with("USD") {
                continue;
            }
            let letter = [
                ("sorry", "1"),
                ("fault", "ours"),
                ("part", "responsibility"),
                ("repair", "give"),
                ("amount", amount),
            ];
            comes_back(
                &reply(&w.admin, w.case, "That was us.", &letter).await,
                amount,
                said,
            );
            let api = json!({"kind": "reply", "text": "That was us.", "apology": {"fault": "ours",
                "parts": ["responsibility"], "restitution": {"given": true, "amount": amount}}});
            names_it(&w.json("/messages", api).await, said);
        }
        for act in ["give", "ask"] {
            let fields = [("act", act), ("amount", "0"), ("until", "2026-03-06T12:00")];
            comes_back(&w.post("/goodwill", &fields).await, "0", NOTHING);
        }
        // A currency that nobody uses is not taken for euros.
        let none = "There is no currency XYZ. Use a code of ISO 4217, such as EUR.";
        let house = [("bills", "yes"), ("rate", "85"), ("currency", "XYZ")];
        comes_back(&w.admin.post("/settings/billing", &house).await, "85", none);
        let budget = [
            ("scope", "house"),
            ("period", "year"),
            ("currency", "XYZ"),
            ("limit", "50"),
        ];
        comes_back(
            &w.admin.post("/settings/goodwill", &budget).await,
            "50",
            none,
        );
        assert_eq!(w.kept().await, before);
    })
    .await;
}

/// `1.50` as people write it: the same row at every form, and by the API.
async fn reaches_its_row(w: World, dot: &str) {
    let sum = |euros: &str| euros.replace('.', dot);
    let taken = |reply: Reply| assert_eq!(reply.status, "303 See Other", "{}", reply.words());
    let (small, large, rate) = (sum("1.50"), sum("31.50"), sum("85.50"));
    let gift = [("act", "give"), ("amount", &small), ("kind", "credit")];
    taken(w.post("/goodwill", &gift).await);
    let ask = [
        ("act", "ask"),
        ("amount", &large),
        ("until", "2026-03-06T12:00"),
        ("kind", "credit"),
    ];
    taken(w.post("/goodwill", &ask).await);
    let quote = [("part", "spring"), ("pieces", "1"), ("each", &small)];
    taken(w.post("/quote", &quote).await);
    let house = [("bills", "yes"), ("rate", &rate), ("currency", "EUR")];
    taken(w.admin.post("/settings/billing", &house).await);
    let budget = [
        ("scope", "house"),
        ("period", "month"),
        ("currency", "EUR"),
        ("limit", &large),
        ("per_case", &small),
    ];
    taken(w.admin.post("/settings/goodwill", &budget).await);
    let letter = [
        ("sorry", "1"),
        ("fault", "ours"),
        ("part", "responsibility"),
        ("repair", "give"),
        ("amount", &small),
    ];
    taken(reply(&w.admin, w.case, "That was us.", &letter).await);
    let api = json!({"kind": "reply", "text": "That was us.", "apology": {"fault": "ours",
        "parts": ["responsibility"], "restitution": {"given": true, "amount": small}}});
    let api = w.json("/messages", api).await;
    assert_eq!(api.status, "201 Created", "{}", api.text);

    let billing = w.api.get("/api/v1/billing").await.value();
    assert_eq!(billing["rate"], 8550, "{billing}");
    let rows = [
        store::sql!("SELECT COUNT(*) FROM goodwill WHERE amount_minor = 150"),
        store::sql!("SELECT COUNT(*) FROM goodwill_ask WHERE amount_minor = 3150"),
        store::sql!("SELECT COUNT(*) FROM quote_line WHERE each_minor = 150"),
        store::sql!(
            "SELECT COUNT(*) FROM goodwill_budget WHERE limit_minor = 3150 AND per_case_minor = 150"
        ),
    ];
    for sql in rows {
        assert_eq!(w.desk.count(sql).await, 1, "{}", sql.text);
    }
    let sorry = store::sql!("SELECT COUNT(*) FROM restitution WHERE amount_minor = 150");
    assert_eq!(w.desk.count(sorry).await, 2, "by the form and by the API");
}

#[tokio::test]
async fn a_right_amount_reaches_its_row_from_every_form_with_comma_and_with_point() {
    for dot in [",", "."] {
        testing::each(NOON, async |desk| {
            reaches_its_row(world(desk).await, dot).await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_wrong_amount_is_named_at_every_door_of_the_api() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let before = w.kept().await;
        let none = "There is no currency XYZ. Use a code of ISO 4217, such as EUR.";
        for (minor, currency, said) in [
            (-550, "EUR", BELOW),
            (0, "EUR", NOTHING),
            (99_999_999_999_999_999_i64, "EUR", HUGE),
            (500, "USD", OTHER),
            (500, "XYZ", none),
        ] {
            let gift = json!({"amount": minor, "currency": currency, "kind": "credit"});
            names_it(&w.json("/goodwill", gift.clone()).await, said);
            let mut ask = gift;
            ask["until"] = json!("2026-03-06T11:00:00Z");
            names_it(&w.json("/goodwill/asks", ask).await, said);
            if currency != "USD" {
                let budget = json!({"scope": "house", "period": "year", "limit": minor, "currency": currency});
                names_it(&w.api.post_json("/api/v1/goodwill/budgets", budget).await, said);
            }
        }
        for (each, said) in [
            (-1, "Say how many pieces, from 1, and a price that is not below 0."),
            (99_999_999_999_999_999_i64, HUGE),
        ] {
            let quote = json!({"lines": [{"text": "spring", "pieces": 1, "each": each}]});
            let api = w.json("/quotes", quote).await;
            assert_eq!(api.status, "422 Unprocessable Entity", "{}", api.text);
            assert_eq!(api.value()["detail"], said, "{}", api.text);
        }
        for (rate, said) in [(-1, BELOW), (99_999_999_999_999_999_i64, HUGE)] {
            names_it(&w.api.patch_json("/api/v1/billing", json!({"rate": rate})).await, said);
        }
        names_it(&w.api.patch_json("/api/v1/billing", json!({"currency": "XYZ"})).await, none);
        assert_eq!(w.kept().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_day_that_is_over_or_never_was_is_named_and_kept_at_every_form() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let body = json!({"due": "2026-03-06T11:00:00Z", "told_how": "phone"});
        let promise = w.json("/promises", body).await.value()["id"].to_string();
        for (day, said) in [
            ("2026-03-05T09:00", OVER),
            ("2026-02-30T09:00", UNREAD),
            ("tomorrow", UNREAD),
        ] {
            for next in ["at", "until"] {
                let fields = [("next_word", next), ("next_word_at", day)];
                comes_back(&reply(&w.admin, w.case, "Soon.", &fields).await, day, said);
            }
            let later = [("act", "later-phone"), ("due", day)];
            comes_back(
                &w.post(&format!("/promises/{promise}"), &later).await,
                day,
                said,
            );
            let none = [("until", "at"), ("until_at", day)];
            comes_back(&w.post("/plan/none", &none).await, day, said);
            let ask = [
                ("act", "ask"),
                ("amount", "30"),
                ("until", "at"),
                ("until_at", day),
            ];
            comes_back(&w.post("/goodwill", &ask).await, day, said);
        }
        let (over, never) = ("2026-03-04", "2026-02-30");
        for (day, said) in [
            (
                over,
                "That day is over. Choose one that is still to come, or leave it empty.",
            ),
            (never, "Choose a date that exists, or leave it empty."),
        ] {
            comes_back(
                &w.admin.post("/settings/me/away", &[("until", day)]).await,
                day,
                said,
            );
        }
        let owner = w.admin.agent.unwrap().to_string();
        for (day, said) in [
            (
                over,
                "The day on which it is looked at again has to lie ahead.",
            ),
            (never, "Name the day on which it is looked at again."),
        ] {
            let fields = [
                ("title", "No phone line"),
                ("why", "tradeoff"),
                ("because", "we sleep"),
                ("so_that", "mornings are good"),
                ("instead", "a call on Tuesday"),
                ("owner", owner.as_str()),
                ("decided", "1"),
                ("review_on", day),
            ];
            comes_back(&w.admin.post("/tradeoffs", &fields).await, day, said);
        }
        assert_eq!(
            w.desk.count(store::sql!("SELECT COUNT(*) FROM away")).await,
            0
        );
        assert_eq!(
            w.desk
                .count(store::sql!("SELECT COUNT(*) FROM promise"))
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_day_that_is_over_or_never_was_is_named_at_every_door_of_the_api() {
    testing::each(NOON, async |desk| {
        let w = world(desk).await;
        let body = json!({"due": "2026-03-06T11:00:00Z", "told_how": "phone"});
        let promise = w.json("/promises", body).await.value()["id"].to_string();
        let path = format!("/api/v1/cases/{}/promises/{promise}", w.case);
        for day in ["2026-03-05T09:00:00Z", "2026-02-30T09:00:00Z", "Friday"] {
            let answers = [
                w.json("/messages", json!({"kind": "reply", "text": "Soon.", "next_word": {"due": day}})).await,
                w.json(
                    "/messages",
                    json!({"kind": "reply", "text": "Soon.", "promises": [{"due": day, "text": "Soon."}]}),
                )
                .await,
                w.json("/promises", json!({"due": day, "told_how": "phone"})).await,
                w.api.patch_json(&path, json!({"due": day, "told_how": "phone"})).await,
                w.json(
                    "/goodwill/asks",
                    json!({"amount": 3000, "currency": "EUR", "kind": "credit", "until": day}),
                )
                .await,
                w.api.post_json("/api/v1/agents/me/away", json!({"until": day})).await,
            ];
            for (n, api) in answers.iter().enumerate() {
                assert_eq!(api.status, "422 Unprocessable Entity", "{n} {day}: {}", api.text);
                let problem = api.value();
                let code = if day.starts_with("2026-03") { "past" } else { "wrong-value" };
                assert_eq!(problem["code"], code, "{n} {day}: {problem}");
                let said = problem["detail"].as_str().unwrap_or_default();
                let names = match (code, n) {
                    ("past", 5) => said.starts_with("That day is over."),
                    ("past", _) => said == OVER,
                    (_, 4 | 5) => said.contains("until"),
                    _ => said.contains("due"),
                };
                assert!(names, "{n} {day}: {said}");
            }
        }
        assert_eq!(w.desk.count(store::sql!("SELECT COUNT(*) FROM promise")).await, 1);
        assert_eq!(w.desk.count(store::sql!("SELECT COUNT(*) FROM away")).await, 0);
    })
    .await;
}
