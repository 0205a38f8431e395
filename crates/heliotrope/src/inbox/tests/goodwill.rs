//! Goodwill at the page: inside the limit, over it, asked and answered.

use super::{NOON, state};
use crate::goodwill::{Budget, Period, Scope, store};
use crate::kit::money::{Currency, Money};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use ::store::sql;
use store::{New, give};

fn euros(n: i64) -> Money {
    Money::of(n * 100, Currency::EUR)
}

/// A house budget of €40 a year, of which €25 are given.
pub(super) async fn forty(desk: &TestDesk, case: i64) {
    let now = desk.now();
    desk.write(move |tx| {
        let budget = Budget {
            id: 0,
            scope: Scope::House,
            period: Period::Year,
            limit: euros(40),
            per_case: None,
        };
        let by = crate::events::Actor::System;
        store::add_budget(tx, &budget, now, by)?;
        let kind = crate::goodwill::Kind::Credit;
        let new = New {
            case,
            need: None,
            cause: None,
            kind,
            amount: euros(25),
            role: Role::Agent,
        };
        give(tx, &new, None, now, by)?;
        Ok(())
    })
    .await;
}

pub(super) async fn giving(
    browser: &Browser,
    case: i64,
    amount: &str,
    act: &str,
    more: &[(&str, &str)],
) -> testing::Reply {
    let mut fields = vec![("amount", amount), ("kind", "credit"), ("act", act)];
    fields.extend_from_slice(more);
    browser
        .post(&format!("/cases/{case}/goodwill"), &fields)
        .await
}

#[tokio::test]
async fn s3_4_over_the_limit_there_are_three_honest_ways() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let other = desk.case("Okafor", "The parcel is wet").await;
        let case = desk.case("Ines", "my note is lost").await;
        forty(&desk, other).await;
        let open = maya
            .get(&format!("/cases/{case}?goodwill=open"))
            .await
            .words();
        assert!(
            open.contains("€15 of €40 left this year. Inside it nobody has to be asked."),
            "{open}"
        );

        let over = giving(&maya, case, "30", "give", &[]).await;
        assert_eq!(over.status, "409 Conflict");
        let words = over.words();
        assert!(
            words.contains("€15 left: give 15 · ask for 30 · say the limit is reached"),
            "{words}"
        );
        assert!(
            words.contains("Give €15") && words.contains("Ask for €30"),
            "{words}"
        );
        assert!(over.text.contains(
            "name=\"amount\" inputmode=\"decimal\" autocomplete=\"off\" required value=\"30\""
        ));
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM goodwill")).await, 1);

        // The last of the ways gives nothing and opens the honest no, as every no.
        let limit = giving(&maya, case, "30", "limit", &[]).await;
        let need = state(&maya, case).await["needs"][0]["id"].to_string();
        assert_eq!(
            limit.location(),
            format!("/cases/{case}?no={need}&why=limit#no-ask")
        );
        let form = maya.get(limit.location()).await;
        assert!(
            form.words().contains("An honest no to “my note is lost”"),
            "{}",
            form.words()
        );
        let reason = "The limit of what we may give is reached.";
        assert!(form.text.contains(&format!("\n{reason}</textarea>")));
        assert!(form.text.contains("option value=\"limit\" selected"));
        let path = format!("/cases/{case}/needs/{need}/no");
        let mut no = vec![
            ("no_act", "now"),
            ("no_why", "limit"),
            ("no_reason", reason),
        ];
        let alone = maya.post(&path, &no).await;
        assert_eq!(alone.status, "422 Unprocessable Entity");
        assert!(
            alone
                .words()
                .contains("Say what is possible, or who can help."),
            "{}",
            alone.words()
        );
        no.push(("no_more", "We look for it again."));
        let well = maya.post(&path, &no).await;
        assert_eq!(well.status, "303 See Other", "{}", well.words());
        let told = state(&maya, case).await["needs"][0].clone();
        assert_eq!(told["state"], "declined");
        assert_eq!(told["no"]["reason_kind"], "limit");
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM goodwill")).await, 1);
        let nothing = giving(&maya, case, "30", "limit", &[]).await;
        assert_eq!(nothing.status, "409 Conflict");
        assert!(
            nothing
                .words()
                .contains("Every need here is settled, so there is nothing to say no to."),
            "{}",
            nothing.words()
        );

        // What is left is given by one press.
        let left = giving(&maya, case, "30", "give_left", &[]).await;
        assert_eq!(left.status, "303 See Other", "{}", left.words());
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("€15 credit"), "{page}");
        let none = giving(&maya, case, "1", "give", &[]).await.words();
        assert!(
            none.contains("€0 left: ask for 1 · say the limit is reached"),
            "{none}"
        );
    })
    .await;
}

#[tokio::test]
async fn s3_4_the_same_sentence_comes_from_the_api() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "my note is lost").await;
        forty(&desk, case).await;
        let path = format!("/api/v1/cases/{case}/goodwill");
        let wish = |amount: i64, currency: &str| serde_json::json!({"amount": amount, "currency": currency, "kind": "credit"});
        let over = robin.post_json(&path, wish(3000, "EUR")).await;
        assert_eq!(over.status, "409 Conflict");
        let said = over.value();
        assert_eq!(said["detail"], "€15 left: give 15 · ask for 30 · say the limit is reached");
        assert_eq!((said["left"].as_i64(), &said["ways"]), (Some(1500), &serde_json::json!(["give", "ask", "limit"])));
        let other = robin.post_json(&path, wish(1500, "CHF")).await;
        assert_eq!(other.status, "422 Unprocessable Entity");
        assert_eq!(other.value()["detail"], "Amounts here are in EUR, not in CHF. Say it in EUR.");
        assert_eq!(robin.post_json(&path, wish(-1, "EUR")).await.value()["code"], "amount");
        assert_eq!(robin.post_json(&path, wish(1500, "EUR")).await.status, "201 Created");
        assert_eq!(robin.get(&path).await.value()["left"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_amount_stays_in_its_field_with_its_reason() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        forty(&desk, case).await;
        for (typed, says) in [
            ("-5", "The amount is below 0. Say it without a minus."),
            ("$5", "Amounts here are in EUR, not in $. Say it in EUR."),
            (
                "5.505",
                "EUR has 2 digits after the point. Leave the others out.",
            ),
            (
                "99999999999999",
                "That is more than can be counted here. Say a smaller amount.",
            ),
            ("some", "This is no amount. Write it like 15 or 15.50."),
        ] {
            let said = giving(&maya, case, typed, "give", &[]).await;
            assert_eq!(said.status, "422 Unprocessable Entity", "{typed}");
            assert!(said.words().contains(says), "{typed}: {}", said.words());
            assert!(said.text.contains(&format!("value=\"{typed}\"")), "{typed}");
        }
    })
    .await;
}

async fn asked(desk: &TestDesk) -> (Browser, Browser, i64) {
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let case = desk.case("Ines", "my note is lost").await;
    forty(desk, case).await;
    let sent = giving(
        &maya,
        case,
        "30",
        "ask",
        &[
            ("until", "2026-03-06T12:00"),
            ("reply", "We give you €30 for the lost note."),
        ],
    )
    .await;
    assert!(
        sent.location().starts_with(&format!("/cases/{case}?sent=")),
        "{}",
        sent.words()
    );
    (jo, maya, case)
}

#[tokio::test]
async fn an_ask_tells_the_person_when_they_will_know_and_yes_lets_the_letter_go() {
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        let now = state(&maya, case).await;
        assert_eq!(
            now["next_word"]["text"],
            "I have asked; you will know by tomorrow 12:00."
        );
        let again = giving(&maya, case, "30", "ask", &[("until", "2026-03-06T12:00")]).await;
        assert!(
            again.words().contains("Maya has asked for €30 already."),
            "{}",
            again.words()
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Maya asked for €30."), "{page}");

        desk.advance(std::time::Duration::from_secs(30));
        let open = jo.get("/asks").await.words();
        assert!(
            open.contains("€30 credit") && open.contains("Maya asks for Ines"),
            "{open}"
        );
        let id = jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        let yes = jo.post(&format!("/asks/{id}"), &[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=sent");
        let messages = maya
            .get(&format!("/api/v1/cases/{case}/messages"))
            .await
            .value();
        let last = messages["items"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone();
        assert_eq!(last["text"], "We give you €30 for the lost note.");
        assert_eq!(last["from"]["name"], "Maya");
        // It may leave at once: no undo time stands before it.
        let due = desk
            .count(sql!(
                "SELECT COUNT(*) FROM outbox WHERE not_before <= 1772708430000000"
            ))
            .await;
        assert_eq!(due, 2);
        assert_eq!(
            state(&maya, case).await["next_word"],
            serde_json::Value::Null
        );
        assert_eq!(
            desk.count(sql!(
                "SELECT COUNT(*) FROM goodwill WHERE amount_minor = 3000"
            ))
            .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn no_needs_a_reason_that_reaches_the_agent_with_the_letter() {
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        let id = jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        let bare = jo
            .post(&format!("/asks/{id}"), &[("answer", "no"), ("reason", " ")])
            .await;
        assert_eq!(bare.status, "422 Unprocessable Entity");
        assert!(
            bare.words()
                .contains("A no needs its reason. It reaches whoever asked.")
        );
        let no = jo
            .post(
                &format!("/asks/{id}"),
                &[("answer", "no"), ("reason", "She has had it twice.")],
            )
            .await;
        assert_eq!(no.location(), "/asks?done=no");
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.words().contains("No to €30: She has had it twice."),
            "{}",
            page.words()
        );
        assert!(
            page.text
                .contains("\nWe give you €30 for the lost note.</textarea>")
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM goodwill")).await, 1);
        assert_eq!(
            maya.post(&format!("/asks/{id}"), &[("answer", "yes")])
                .await
                .status,
            "403 Forbidden"
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_leads_one_answers_and_the_other_reads_who() {
    testing::each(NOON, async |desk| {
        let (jo, _, _) = asked(&desk).await;
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let id = jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        let path = format!("/asks/{id}");
        let (one, two) = tokio::join!(
            jo.post(&path, &[("answer", "yes")]),
            priya.post(&path, &[("answer", "yes")])
        );
        let mut both = [
            (one.status.as_str(), one.words()),
            (two.status.as_str(), two.words()),
        ];
        both.sort();
        assert_eq!(both[0].0, "303 See Other");
        assert_eq!(both[1].0, "409 Conflict");
        assert!(
            both[1].1.contains("said yes a moment ago."),
            "{}",
            both[1].1
        );
        assert_eq!(
            desk.count(sql!(
                "SELECT COUNT(*) FROM goodwill WHERE amount_minor = 3000"
            ))
            .await,
            1
        );
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'"))
                .await,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_waited_is_not_sent_past_newer_words() {
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        let note = [("kind", "note"), ("text", "She found the note.")];
        jo.post(&format!("/cases/{case}/messages"), &note).await;
        let id = jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        let yes = jo.post(&format!("/asks/{id}"), &[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=kept");
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.text
                .contains("\nWe give you €30 for the lost note.</textarea>")
        );
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'"))
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_question_that_is_withdrawn_gives_the_letter_back() {
    testing::each(NOON, async |desk| {
        let (jo, maya, case) = asked(&desk).await;
        let back = giving(&maya, case, "", "withdraw", &[]).await;
        assert_eq!(back.status, "303 See Other");
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.text
                .contains("\nWe give you €30 for the lost note.</textarea>")
        );
        assert!(
            jo.get("/asks")
                .await
                .words()
                .contains("Nobody asks for anything.")
        );
    })
    .await;
}

#[tokio::test]
async fn a_lead_sets_budgets_in_one_currency() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let budget = |limit: &'static str, currency: &'static str| {
            [
                ("scope", "house"),
                ("period", "year"),
                ("limit", limit),
                ("currency", currency),
            ]
        };
        let wrong = jo.post("/settings/goodwill", &budget("1.234", "EUR")).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(
            wrong.words().contains("EUR has 2 digits after the point."),
            "{}",
            wrong.words()
        );
        assert!(wrong.text.contains("value=\"1.234\""));
        let kept = jo.post("/settings/goodwill", &budget("1,200", "EUR")).await;
        assert_eq!(kept.location(), "/settings/goodwill");
        let page = jo.get("/settings/goodwill").await.words();
        assert!(page.contains("by everybody year €1,200"), "{page}");
        let other = jo.post("/settings/goodwill", &budget("10", "CHF")).await;
        assert!(
            other.words().contains("The other budgets are in EUR."),
            "{}",
            other.words()
        );
        let id = jo.get("/api/v1/goodwill/budgets").await.value()["items"][0]["id"].to_string();
        jo.post(&format!("/settings/goodwill/{id}/end"), &[]).await;
        assert_eq!(
            jo.get("/api/v1/goodwill/budgets").await.value()["items"],
            serde_json::json!([])
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_does_not_overtake_the_letter_that_says_i_have_asked() {
    testing::each(NOON, async |desk| {
        let (jo, _, _) = asked(&desk).await;
        let id = jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        jo.post(&format!("/asks/{id}"), &[("answer", "yes")]).await;
        let first = desk.count(sql!("SELECT MIN(not_before) FROM outbox")).await;
        let second = desk.count(sql!("SELECT MAX(not_before) FROM outbox")).await;
        assert!(first < second, "{first} {second}");
    })
    .await;
}
