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
        assert_eq!(jo.get("/lead/people").await.status, "404 Not Found");
        assert_eq!(maya.get("/lead").await.status, "403 Forbidden");
    })
    .await;
}
