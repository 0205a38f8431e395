//! Time and quotes of a number that was merged: found, answered and billed once.

use super::NOON;
use super::billing::{bills, lines, quote_of};
use crate::testing::{self, Browser, TestDesk};
use serde_json::{Value, json};
use std::time::Duration;

async fn posted(maya: &Browser, path: String, fields: &[(&str, &str)]) {
    let done = maya.post(&path, fields).await;
    assert_eq!(done.status, "303 See Other", "{path}: {}", done.words());
}

async fn link_of(desk: &TestDesk, case: i64) -> String {
    let link = desk
        .write(move |tx| {
            let person = crate::cases::store::find(tx, case)?.unwrap().person;
            let at = crate::kit::At(1);
            Ok(crate::cases::store::link(tx, case, person, at)?)
        })
        .await;
    format!("/c/{link}")
}

/// Says yes to the quote that asks on this page.
async fn accept(visitor: &Browser, page: &str) {
    let quote = quote_of(&visitor.get(page).await);
    let pressed = visitor
        .post(
            &format!("{page}/quote"),
            &[("quote", &quote), ("answer", "yes")],
        )
        .await;
    assert_eq!(pressed.status, "303 See Other", "{}", pressed.words());
}

#[tokio::test]
async fn a_quote_of_a_merged_number_is_found_answered_and_billed_once() {
    testing::each(NOON, async |desk| {
        let (priya, maya, kept, page) = bills(&desk).await;
        let gone = desk.case("Ines", "The spring of my press").await;
        let old_page = link_of(&desk, gone).await;
        posted(
            &maya,
            format!("/cases/{gone}/quote"),
            &[("part", "spring"), ("each", "12,50")],
        )
        .await;
        let time = [("kind", "research"), ("minutes", "30")];
        posted(&maya, format!("/cases/{gone}/time"), &time).await;
        let into = kept.to_string();
        posted(&maya, format!("/cases/{gone}/merging"), &[("into", &into)]).await;

        // It asks on either page of hers, and stands on ours.
        let visitor = desk.visitor();
        for page in [&page, &old_page] {
            let asked = visitor.get(page).await;
            assert!(
                asked.words().contains("spring 1 at €12.50 €12.50"),
                "{}",
                asked.words()
            );
            assert_eq!(asked.text.matches("name=\"quote\"").count(), 1);
        }
        let panel = maya.get(&format!("/cases/{kept}")).await.words();
        for part in ["Research 30 min · not charged", "Quote €12.50 · waits"] {
            assert!(panel.contains(part), "{part}: {panel}");
        }
        let read = async |what: &str| {
            let path = format!("/api/v1/cases/{kept}/{what}");
            maya.get(&path).await.value()["items"].clone()
        };
        assert_eq!(read("time").await[0]["minutes"], 30);
        assert_eq!(read("quotes").await[0]["accepted"], Value::Null);

        // A new one from here is the next version of the same agreement.
        posted(
            &maya,
            format!("/cases/{kept}/quote"),
            &[("part", "spring"), ("each", "15")],
        )
        .await;
        let asked = visitor.get(&page).await;
        assert_eq!(asked.text.matches("name=\"quote\"").count(), 1);
        assert!(!asked.words().contains("€12.50"), "{}", asked.words());
        accept(&visitor, &page).await;
        let time = [("kind", "research"), ("minutes", "15")];
        posted(&maya, format!("/cases/{kept}/time"), &time).await;
        desk.advance(Duration::from_secs(60));
        let billed = [
            ("spring".to_owned(), Value::Null, 1500),
            ("Research 45 min: not charged".to_owned(), json!(45), 0),
        ];
        assert_eq!(lines(&priya).await, billed);
        let panel = maya.get(&format!("/cases/{kept}")).await.words();
        for part in ["Research 45 min · not charged", "Quote €15.00 · accepted"] {
            assert!(panel.contains(part), "{part}: {panel}");
        }

        // Apart again all of it is the number's own, and billed no other way.
        posted(&maya, format!("/cases/{gone}/merging/undo"), &[]).await;
        assert_eq!(lines(&priya).await, billed);
        let panel = maya.get(&format!("/cases/{gone}")).await.words();
        for part in ["Research 45 min · not charged", "Quote €15.00 · accepted"] {
            assert!(panel.contains(part), "{part}: {panel}");
        }
        let panel = maya.get(&format!("/cases/{kept}")).await.words();
        assert!(!panel.contains("Quote €"), "{panel}");
        assert!(!visitor.get(&page).await.words().contains("spring"));
    })
    .await;
}

#[tokio::test]
async fn of_two_people_each_reads_and_answers_their_own_quote() {
    testing::each(NOON, async |desk| {
        let (priya, maya, kept, page) = bills(&desk).await;
        let gone = desk.case("Okafor", "My lathe").await;
        let his_page = link_of(&desk, gone).await;
        for (case, part, each) in [(kept, "spring", "10"), (gone, "belt", "20")] {
            posted(
                &maya,
                format!("/cases/{case}/quote"),
                &[("part", part), ("each", each)],
            )
            .await;
        }
        let into = kept.to_string();
        posted(&maya, format!("/cases/{gone}/merging"), &[("into", &into)]).await;
        let visitor = desk.visitor();
        let (hers, his) = (visitor.get(&page).await, visitor.get(&his_page).await);
        assert!(hers.words().contains("spring") && !hers.words().contains("belt"));
        assert!(his.words().contains("belt") && !his.words().contains("spring"));
        let his_quote = quote_of(&his);
        let stranger = visitor
            .post(
                &format!("{page}/quote"),
                &[("quote", &his_quote), ("answer", "yes")],
            )
            .await;
        assert_eq!(stranger.status, "404 Not Found");
        accept(&visitor, &page).await;
        accept(&visitor, &his_page).await;
        let panel = maya.get(&format!("/cases/{kept}")).await.words();
        for part in ["Quote €10.00 · accepted", "Quote €20.00 · accepted"] {
            assert!(panel.contains(part), "{part}: {panel}");
        }
        desk.advance(Duration::from_secs(60));
        let all = lines(&priya).await;
        assert_eq!(all.iter().map(|(.., amount)| amount).sum::<i64>(), 3000);
        assert_eq!(all.len(), 2, "{all:?}");
    })
    .await;
}
