//! Research is given, direct work is billed after the customer's OK.

use super::{NOON, their_page};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const MARCH: &str = "/api/v1/invoice-lines?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z";

/// A house that bills, a case, and the way to the customer's page.
pub(super) async fn bills(desk: &TestDesk) -> (Browser, Browser, i64, String) {
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let kept = priya
        .post(
            "/settings/billing",
            &[("bills", "yes"), ("rate", "85"), ("currency", "EUR")],
        )
        .await;
    assert_eq!(
        kept.location(),
        "/settings/billing?kept=1",
        "{}",
        kept.words()
    );
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "A rare fault of my press").await;
    let page = their_page(desk, case).await;
    (priya, maya, case, page)
}

pub(super) async fn lines(browser: &Browser) -> Vec<(String, Value, i64)> {
    let all = browser.get(MARCH).await.value();
    let line = |l: &Value| {
        (
            l["text"].as_str().unwrap().to_owned(),
            l["minutes"].clone(),
            l["amount"].as_i64().unwrap(),
        )
    };
    all["items"].as_array().unwrap().iter().map(line).collect()
}

pub(super) fn quote_of(page: &testing::Reply) -> String {
    let (_, rest) = page
        .text
        .split_once("name=\"quote\" value=\"")
        .expect("a quote that asks");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn s3_1_only_what_was_agreed_is_billed_and_research_never() {
    testing::each(NOON, async |desk| {
        let (priya, maya, case, page) = bills(&desk).await;
        let time = format!("/cases/{case}/time");
        for (kind, minutes) in [("research", "3 h 10"), ("direct", "60")] {
            let kept = maya
                .post(
                    &time,
                    &[("kind", kind), ("minutes", minutes), ("note", "press")],
                )
                .await;
            assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        }
        let quoted = maya
            .post(
                &format!("/cases/{case}/quote"),
                &[
                    ("work", "Work on the machine"),
                    ("minutes", "60"),
                    ("part", "spring"),
                    ("pieces", "2"),
                    ("each", "12.50"),
                ],
            )
            .await;
        assert_eq!(quoted.status, "303 See Other", "{}", quoted.words());
        // Before the OK there is nothing to pay.
        assert_eq!(
            lines(&priya).await,
            [
                (
                    "Direct work 1 h without an OK: not charged".to_owned(),
                    json!(60),
                    0
                ),
                ("Research 3 h 10 min: not charged".to_owned(), json!(190), 0)
            ]
        );
        let visitor = desk.visitor();
        let asked = visitor.get(&page).await;
        assert!(
            asked
                .words()
                .contains("Nothing is done and nothing is charged before you say yes.")
        );
        assert!(asked.words().contains("€110.00"), "{}", asked.words());
        assert!(
            asked
                .words()
                .contains("Asking is free: looking for the answer is never charged.")
        );
        let quote = quote_of(&asked);
        let pressed = visitor
            .post(
                &format!("{page}/quote"),
                &[("quote", &quote), ("answer", "yes")],
            )
            .await;
        assert_eq!(pressed.status, "303 See Other", "{}", pressed.words());
        assert!(
            visitor
                .get(&page)
                .await
                .words()
                .contains("You said yes to this.")
        );
        desk.advance(Duration::from_secs(60));
        assert_eq!(
            lines(&priya).await,
            [
                ("Work on the machine".to_owned(), json!(60), 8500),
                ("spring".to_owned(), Value::Null, 2500),
                ("Research 3 h 10 min: not charged".to_owned(), json!(190), 0)
            ]
        );
        let panel = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            panel.contains("Research 3 h 10 min · not charged"),
            "{panel}"
        );
        assert!(panel.contains("Quote €110.00 · accepted"), "{panel}");

        // Nobody can charge for an answer, not even by asking for it.
        let robin = desk.program().await;
        let body = json!({"kind": "research", "minutes": 190, "billable": true});
        let refused = robin
            .post_json(&format!("/api/v1/cases/{case}/time"), body)
            .await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert_eq!(
            refused.value()["detail"],
            "Looking for the answer is never charged, so time has no such field. \
             Direct work and parts are charged after the customer’s OK on a quote."
        );
        let typed = [
            ("kind", "research"),
            ("minutes", "190"),
            ("billable", "yes"),
        ];
        let page = maya.post(&format!("/cases/{case}/time"), &typed).await;
        assert_eq!(page.status, refused.status);
        let same = refused.value()["detail"].as_str().unwrap().to_owned();
        assert!(page.words().contains(&same), "{}", page.words());
        assert!(
            page.text.contains("value=\"190\""),
            "what was typed comes back"
        );
    })
    .await;
}

#[tokio::test]
async fn no_layer_has_a_field_that_says_research_is_billed() {
    let desk = TestDesk::at(NOON).await;
    let columns = store::testing::columns(&desk.desk.db).await;
    assert!(columns.iter().any(|c| c == "time_spent.minutes"));
    let api = serde_json::to_value(crate::app::openapi::document()).unwrap();
    let time = &api["components"]["schemas"]["NewTime"]["properties"];
    assert!(time.get("minutes").is_some());
    let names = time.as_object().unwrap().keys().cloned();
    let all = columns
        .into_iter()
        .filter(|c| c.starts_with("time_spent."))
        .chain(names);
    let wrong: Vec<String> = all
        .filter(|name| {
            ["bill", "charge", "rate", "amount", "price"]
                .iter()
                .any(|w| name.contains(w))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(!api.to_string().contains("billable"));
}

#[tokio::test]
async fn a_changed_quote_asks_again_and_the_older_one_says_so() {
    testing::each(NOON, async |desk| {
        let (priya, maya, case, page) = bills(&desk).await;
        let quotes = format!("/cases/{case}/quote");
        maya.post(&quotes, &[("part", "spring"), ("each", "12,50")])
            .await;
        let visitor = desk.visitor();
        let first = quote_of(&visitor.get(&page).await);
        maya.post(&quotes, &[("part", "spring"), ("each", "15")])
            .await;
        let late = visitor
            .post(
                &format!("{page}/quote"),
                &[("quote", &first), ("answer", "yes")],
            )
            .await;
        assert_eq!(late.status, "409 Conflict");
        assert!(
            late.words().contains("The quote was changed."),
            "{}",
            late.words()
        );
        let second = quote_of(&visitor.get(&page).await);
        visitor
            .post(
                &format!("{page}/quote"),
                &[("quote", &second), ("answer", "no")],
            )
            .await;
        desk.advance(Duration::from_secs(60));
        assert_eq!(lines(&priya).await, []);
        let said = maya.get(&format!("/cases/{case}")).await.words();
        assert!(said.contains("Quote €15.00 · refused"), "{said}");
        assert!(said.contains("Ines said no to the quote"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn a_visit_accepts_nothing_and_another_case_is_out_of_reach() {
    testing::each(NOON, async |desk| {
        let (_, maya, case, page) = bills(&desk).await;
        maya.post(
            &format!("/cases/{case}/quote"),
            &[("part", "spring"), ("each", "1")],
        )
        .await;
        let visitor = desk.visitor();
        let quote = quote_of(&visitor.get(&page).await);
        assert_eq!(
            visitor
                .get(&format!("{page}/quote?quote={quote}&answer=yes"))
                .await
                .status,
            "405 Method Not Allowed"
        );
        let other = desk.case("Okafor", "The parcel is wet").await;
        let theirs = desk
            .write(move |tx| {
                let person = crate::cases::store::find(tx, other)?.unwrap().person;
                Ok(crate::cases::store::link(
                    tx,
                    other,
                    person,
                    crate::kit::At(1),
                )?)
            })
            .await;
        let stranger = visitor
            .post(
                &format!("/c/{theirs}/quote"),
                &[("quote", &quote), ("answer", "yes")],
            )
            .await;
        assert_eq!(stranger.status, "404 Not Found");
        let all = maya
            .get(&format!("/api/v1/cases/{case}/quotes"))
            .await
            .value();
        assert_eq!(all["items"][0]["accepted"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn where_the_house_does_not_bill_there_is_nothing_to_fill_in() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "How do I change my address?").await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(!page.text.contains("id=\"time\"") && !page.text.contains("id=\"quote\""));
        let refused = maya
            .post(
                &format!("/cases/{case}/time"),
                &[("kind", "research"), ("minutes", "5")],
            )
            .await;
        assert_eq!(refused.status, "409 Conflict");
        assert!(
            refused.words().contains("This house does not bill"),
            "{}",
            refused.words()
        );
        assert!(
            !desk
                .visitor()
                .get("/write")
                .await
                .words()
                .contains("Asking is free")
        );
    })
    .await;
}

#[tokio::test]
async fn the_table_of_lines_holds_no_formula_and_leaves_a_line_in_the_audit() {
    testing::each(NOON, async |desk| {
        let (priya, maya, case, page) = bills(&desk).await;
        maya.post(
            &format!("/cases/{case}/quote"),
            &[("part", "=HYPERLINK(\"x\")"), ("each", "1")],
        )
        .await;
        let visitor = desk.visitor();
        let quote = quote_of(&visitor.get(&page).await);
        visitor
            .post(
                &format!("{page}/quote"),
                &[("quote", &quote), ("answer", "yes")],
            )
            .await;
        desk.advance(Duration::from_secs(60));
        let csv = priya.get("/settings/billing/lines.csv?month=2026-03").await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            csv.text,
            "case,person,kind,text,minutes,pieces,each,amount,currency\r\n\
             1,Ines,part,\"'=HYPERLINK(\"\"x\"\")\",,1,1.00,1.00,EUR\r\n"
        );
        let exports =
            store::sql!("SELECT COUNT(*) FROM audit WHERE deed = 'invoice-lines-exported'");
        assert_eq!(desk.count(exports).await, 1);
        assert_eq!(
            priya
                .get("/settings/billing/lines.csv?month=soon")
                .await
                .status,
            "422 Unprocessable Entity"
        );
        let robin = desk.program().await;
        assert_eq!(robin.get(MARCH).await.status, "403 Forbidden");
    })
    .await;
}
