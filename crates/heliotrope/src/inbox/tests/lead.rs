//! V10 at its door: figures of the team, each with the list behind it.

use super::{NOON, reply};
use crate::testing;
use crate::web::Role;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_lead_sees_what_we_owe_and_each_figure_leads_to_its_list() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let first = desk.case("Ines", "the download link I paid for").await;
        let second = desk.case("Okafor", "the parcel is wet").await;
        let third = desk.case("Lena", "a plain question").await;
        let robin = desk.program().await;
        for (case, due) in [(first, "2026-03-05T12:00:00Z"), (second, "2026-03-05T20:00:00Z")] {
            let body = json!({ "kind": "reply", "text": "We look.", "next_word": { "due": due, "text": "Word tonight." } });
            robin.post_json(&format!("/api/v1/cases/{case}/messages"), body).await;
        }
        let need = robin.get(&format!("/api/v1/cases/{second}")).await.value()["needs"][0]["id"].to_string();
        maya.post(&format!("/cases/{second}/needs/{need}"), &[("act", "met")]).await;
        reply(&maya, third, "Under Settings.", &[("close", "true")]).await;
        let fourth = desk.case("Ann", "win a prize").await;
        maya.post(&format!("/cases/{fourth}/closing"), &[("exemption", "spam")]).await;

        let page = jo.get("/lead").await;
        let words = page.words();
        for part in [
            "1 At risk: due within two hours",
            "2 Promises due today",
            "0 Late",
            "1 Settled but not told",
            "Closed because the person was told 50 %",
            "Closed: spam 1",
            "Needs that came back within 7 days 0 %",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        // Of the team, of nobody in it.
        assert!(!words.contains("Maya") && !words.contains("Robin"), "{words}");

        desk.advance(Duration::from_secs(3 * 3600));
        let figures = desk.program_of(jo.agent.unwrap_or_default()).await.get("/api/v1/lead").await.value();
        assert_eq!((&figures["late"], &figures["due_today"]), (&json!(1), &json!(1)));
        assert_eq!(figures["exemptions"], json!([{ "kind": "spam", "count": 1 }]));
        for (list, words) in [
            ("late", "the download link I paid for"),
            ("due", "Word tonight."),
            ("untold", "the parcel is wet"),
            ("spam", "win a prize"),
        ] {
            let page = jo.get(&format!("/lead/{list}")).await.words();
            assert!(page.contains(words), "{list}: {page}");
        }
        // The sheet of keys names it to those who lead, and to nobody else.
        assert!(page.text.contains("data-keys=\"g k\" data-do=\"go\" data-to=\"/lead\""));
        assert!(!maya.get("/keys").await.text.contains("/lead"));
        assert_eq!(jo.get("/lead/people").await.status, "404 Not Found");
        assert_eq!(maya.get("/lead").await.status, "403 Forbidden");
    })
    .await;
}

#[tokio::test]
async fn the_lead_sees_needs_found_late_kinds_we_decline_teams_and_the_price_of_a_fault() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let robin = desk.program().await;
        let first = desk.case("Ines", "Refund me for order 8841").await;
        let second = desk.case("Okafor", "where is my parcel").await;
        reply(&maya, second, "It left today.", &[]).await;
        desk.advance(Duration::from_secs(60));
        let late = json!({ "text": "a paper invoice" });
        let added = robin.post_json(&format!("/api/v1/cases/{second}/needs"), late).await;
        assert_eq!(added.status, "201 Created");
        let need = robin.get(&format!("/api/v1/cases/{first}")).await.value()["needs"][0]["id"].to_string();
        let no = json!({ "state": "declined", "reason": "it was used", "possible": "a repair" });
        let no = robin.patch_json(&format!("/api/v1/cases/{first}/needs/{need}"), no).await;
        assert_eq!(no.status, "200 OK", "{}", no.text);
        // A team with a promise of its own, and a gift because of a cause.
        let (maya_id, now) = (maya.agent.unwrap(), desk.now());
        let team = desk
            .write(move |tx| {
                let team = crate::teams::store::add(tx, "Web", now)?;
                crate::teams::store::set_members(tx, team, &[(maya_id, true)])?;
                Ok(team)
            })
            .await;
        let path = format!("/api/v1/cases/{second}");
        assert_eq!(robin.patch_json(&path, json!({ "team": team })).await.status, "200 OK");
        let promise = json!({ "kind": "action", "text": "Word by one.", "due": "2026-03-05T12:00:00Z", "told_how": "phone" });
        let promise = robin.post_json(&format!("{path}/promises"), promise).await;
        assert_eq!(promise.status, "201 Created", "{}", promise.text);
        maya.post(&format!("/cases/{second}/causes"), &[("cause", "late courier")]).await;
        maya.post("/causes", &[("name", "double charge")]).await;
        desk.write(move |tx| {
            tx.execute(
                store::sql!(
                    "INSERT INTO goodwill (case_number, cause_id, kind, amount_minor, currency, given_at, given_by, role)
                     VALUES ($1, 1, 'credit', 1500, 'EUR', $2, 'agent:1', 'agent')"
                ),
                store::args![second, now.0],
            )?;
            Ok(())
        })
        .await;

        let page = jo.get("/lead").await.words();
        for part in [
            "Web 0 1 1",
            "late courier 1 person · Web · €15 given",
            // Nobody looks after it: whoever is on duty is asked.
            "double charge Nobody looks after it. Say who does.",
            "money declined once",
            "Cases in which a need was found only after our first answer 50 %",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        for (list, words) in [("late-needs", "a paper invoice"), ("declined-money", "order 8841")] {
            let page = jo.get(&format!("/lead/{list}")).await.words();
            assert!(page.contains(words), "{list}: {page}");
        }
        let figures = desk.program_of(jo.agent.unwrap()).await.get("/api/v1/lead").await.value();
        assert_eq!(figures["late_need_percent"], 50);
        assert_eq!(figures["teams"], json!([{ "id": team, "name": "Web", "due_today": 1, "at_risk": 1, "late": 0 }]));
        assert_eq!(figures["causes"][0]["goodwill"], json!([{ "amount_minor": 1500, "currency": "EUR" }]));
        assert_eq!(figures["causes"][0]["owner"], "Web");
    })
    .await;
}
