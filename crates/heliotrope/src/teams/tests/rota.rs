//! Who becomes a reader, and the rota by a program.

use super::each;
use crate::web::Role;
use serde_json::{Value, json};

/// Who only reads from now on answers for nobody, also in what opens again.
#[tokio::test]
async fn who_becomes_a_reader_leaves_nothing_to_nobody() {
    each(async |d| {
        d.promised(true).await;
        let maya = d.maya.agent.unwrap();
        let priya = d.desk.sign_in("Priya", Role::Admin).await;
        let path = format!("/settings/people/{maya}");
        let same = [("name", "Maya"), ("role", "lead")];
        assert_eq!(priya.post(&path, &same).await.status, "303 See Other");
        assert_eq!(d.case().await["owner"]["name"], "Maya");
        let reads = [("name", "Maya"), ("role", "light")];
        assert_eq!(
            priya.post(&path, &reads).await.location(),
            "/settings/people"
        );
        assert_eq!(d.case().await["owner"], Value::Null);
        let live = d.jonas.get("/api/v1/promises").await.value();
        assert_eq!(live["items"][0]["owner"], Value::Null);
        assert!(d.sees(&d.jonas, "/today").await);
        let page = d.jonas.get(&format!("/cases/{}", d.case)).await.words();
        for words in [
            "You hear from us by three.",
            "Maya only reads from now on: the case is the team’s",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_program_keeps_the_rota() {
    each(async |d| {
        let team = d.team("Prints", &[&d.maya, &d.jonas], &[&d.maya]).await;
        let path = format!("/api/v1/teams/{team}/duty");
        let jonas = d.jonas.agent.unwrap();
        let duty =
            |from: &str, until: &str| json!({ "agent": jonas, "from": from, "until": until });
        let now = duty("2026-03-05T07:00:00Z", "2026-03-05T17:00:00Z");
        assert_eq!(
            d.maya.post_json(&path, now.clone()).await.status,
            "403 Forbidden"
        );
        let made = d.jo.post_json(&path, now).await;
        assert_eq!(made.status, "201 Created", "{}", made.text);
        assert_eq!(made.value()["name"], "Jonas");
        let teams = d.maya.get("/api/v1/teams").await.value();
        assert_eq!(teams["items"][0]["on_duty"]["name"], "Jonas");
        for (from, until) in [
            ("2026-03-06T17:00:00Z", "2026-03-06T07:00:00Z"),
            ("2026-03-04T07:00:00Z", "2026-03-04T17:00:00Z"),
        ] {
            let refused = d.jo.post_json(&path, duty(from, until)).await;
            assert_eq!(refused.status, "422 Unprocessable Entity");
            assert_eq!(refused.value()["code"], "time");
        }
        let stranger = json!({ "agent": d.jo.agent.unwrap(), "from": "2026-03-06T07:00:00Z",
                               "until": "2026-03-06T17:00:00Z" });
        assert_eq!(
            d.jo.post_json(&path, stranger).await.status,
            "404 Not Found"
        );
        let rota = d.maya.get(&path).await.value();
        assert_eq!(rota["items"].as_array().map(Vec::len), Some(1), "{rota}");
        let gone = format!("{path}/{}", rota["items"][0]["id"]);
        assert_eq!(d.jo.delete(&gone).await.status, "200 OK");
        let teams = d.maya.get("/api/v1/teams").await.value();
        assert_eq!(teams["items"][0]["on_duty"]["name"], "Maya", "who leads it");
    })
    .await;
}
