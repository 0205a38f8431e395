//! A complaint at the page and by a program.

use crate::team::Role;
use crate::testing;
use serde_json::json;

#[tokio::test]
async fn a_complaint_has_the_clocks_its_mailbox_chose_and_is_kept_open() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk.case("Ines", "I complain about the invoice").await;
        let path = format!("/cases/{case}/complaint");
        let early = maya.post(&path, &[("act", "final")]).await;
        assert_eq!(early.status, "409 Conflict");
        assert!(
            early
                .words()
                .contains("This case is not flagged as a complaint.")
        );
        maya.post(&path, &[("act", "flag")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("No clocks are chosen for this mailbox."),
            "{page}"
        );
        maya.post(&path, &[("act", "none")]).await;

        let light = [("mailbox", "1"), ("pack", "uk-disp")];
        assert_eq!(
            maya.post("/settings/complaints", &light).await.status,
            "403 Forbidden"
        );
        assert_eq!(
            jo.post("/settings/complaints", &light).await.status,
            "303 See Other"
        );
        let odd = [("mailbox", "1"), ("pack", "moon")];
        assert_eq!(
            jo.post("/settings/complaints", &odd).await.status,
            "422 Unprocessable Entity"
        );
        maya.post(&path, &[("act", "flag")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("Acknowledge it") && page.contains("Final answer"),
            "{page}"
        );

        let reject = maya.post(&path, &[("act", "rejected")]).await;
        assert_eq!(reject.status, "409 Conflict");
        assert!(
            reject
                .words()
                .contains("There is no final answer yet that they could reject.")
        );
        let reply = [
            ("kind", "reply"),
            ("text", "You are right about it."),
            ("close", "true"),
        ];
        maya.post(&format!("/cases/{case}/messages"), &reply).await;
        maya.post(&path, &[("act", "final")]).await;
        let api = format!("/api/v1/cases/{case}/complaint");
        let answered = maya.get(&api).await.value();
        assert_eq!(answered["pack"], "uk-disp");
        assert!(
            answered["targets"]
                .as_array()
                .unwrap()
                .iter()
                .all(|t| !t["met_at"].is_null()),
            "{answered}"
        );
        let rejected = maya.post_json(&api, json!({"said": "rejected"})).await;
        assert_eq!(rejected.status, "201 Created");
        let state = maya.get(&format!("/api/v1/cases/{case}")).await.value();
        assert_eq!(
            state["state"], "open",
            "what they do not accept is kept open"
        );
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("They did not accept our answer. It is kept open."),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_complaints_of_all_cases_stand_by_their_next_clock() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let first = desk.case("Ines", "I complain about the invoice").await;
        let second = desk.case("Okafor", "I complain about the parcel").await;
        let flag = [("act", "flag")];
        maya.post(&format!("/cases/{first}/complaint"), &flag).await;
        let clocks = "/api/v1/complaints/clocks";
        let wish = json!({ "mailbox": 1, "pack": "uk-disp" });
        assert_eq!(
            maya.patch_json(clocks, wish.clone()).await.status,
            "403 Forbidden"
        );
        let odd = jo
            .patch_json(clocks, json!({ "mailbox": 1, "pack": "moon" }))
            .await;
        assert_eq!(
            odd.value()["detail"],
            "There is no such set of clocks. Choose one that is offered, or none."
        );
        let half = jo.patch_json(clocks, json!({ "mailbox": 1 })).await;
        assert_eq!(half.status, "422 Unprocessable Entity", "{}", half.text);
        let chosen = jo.patch_json(clocks, wish).await.value();
        assert_eq!(chosen["items"][0]["pack"], "uk-disp", "{chosen}");
        maya.post(&format!("/cases/{second}/complaint"), &flag)
            .await;

        // The one with a clock stands first, whenever it was flagged.
        let all = maya.get("/api/v1/complaints").await.value();
        let items = all["items"].as_array().unwrap();
        assert_eq!(items.len(), 2, "{all}");
        assert_eq!(items[0]["case"], second);
        assert_eq!(items[0]["next"]["what"], "acknowledge");
        assert_eq!(items[0]["next"]["due"], "2026-03-09T11:00:00Z");
        assert_eq!(
            (&items[0]["late"], &items[1]["next"]),
            (&json!(false), &json!(null))
        );
        let page = jo.get("/complaints").await.words();
        assert!(
            page.contains(&format!(
                "#{second} I complain about the parcel Acknowledge it by"
            )),
            "{page}"
        );
        assert!(jo.get("/lead").await.text.contains("href=\"/complaints\""));

        // Another clock runs once they had word; what was answered is gone.
        let reply = [("kind", "reply"), ("text", "We look into it.")];
        maya.post(&format!("/cases/{second}/messages"), &reply)
            .await;
        let all = maya.get("/api/v1/complaints").await.value();
        assert_eq!(all["items"][0]["next"]["what"], "inform", "{all}");
        desk.advance(std::time::Duration::from_secs(20 * 86_400));
        let late = jo.get("/complaints").await.words();
        assert!(late.contains("Keep them informed 6 days late"), "{late}");
        let path = format!("/cases/{second}/complaint");
        maya.post(&path, &[("act", "final")]).await;
        let all = maya.get("/api/v1/complaints").await.value();
        assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
        let nobodys = maya.get("/api/v1/complaints?team=7").await.value();
        assert_eq!(nobodys["items"], json!([]));

        // The policies of apologies, under the rules of their page.
        let policies = "/api/v1/apologies/policies";
        let careful = json!({ "mailbox": 1, "country": "us", "policy": "facts_and_help" });
        let kept = jo.patch_json(policies, careful).await.value();
        assert_eq!(
            kept["items"],
            json!([{ "mailbox": 1, "country": "US", "policy": "facts_and_help", "agent": null }])
        );
        let odd = json!({ "mailbox": 1, "country": "moon", "policy": "full" });
        let odd = jo.patch_json(policies, odd).await;
        assert_eq!(odd.status, "422 Unprocessable Entity");
        assert_eq!(odd.value()["field"], "country");
        let typed = [
            ("mailbox", "1"),
            ("country", "moon"),
            ("policy", "facts_and_help"),
        ];
        let form = jo.post("/settings/apologies", &typed).await;
        assert_eq!(form.status, "422 Unprocessable Entity");
        assert!(
            form.text.contains("value=\"moon\"") && form.text.contains("policy-1-country-error")
        );
        let gone = json!({ "mailbox": 1, "country": "US", "policy": "drop" });
        assert_eq!(
            jo.patch_json(policies, gone).await.value()["items"],
            json!([])
        );
    })
    .await;
}
