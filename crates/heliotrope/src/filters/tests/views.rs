//! Views: kept, named, shared, let go; and their lists.

use serde_json::json;

use super::{NOON, asked};
use crate::testing;
use crate::web::Role;

#[tokio::test]
async fn a_view_is_its_authors_until_it_is_shared() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let n = desk.case("Ines", "Please refund").await;
        robin
            .patch_json(&format!("/api/v1/cases/{n}"), json!({"tags": ["refund"]}))
            .await;

        let typed = [("name", "Refunds"), ("filter", "label:refund")];
        let made = maya.post("/views", &typed).await;
        assert_eq!(made.status, "303 See Other", "{}", made.text);
        let path = made.location().to_owned();
        let list = maya.get(&path).await;
        assert!(
            list.words().contains("Refunds") && list.words().contains("Please refund"),
            "{}",
            list.words()
        );
        assert!(list.text.contains("tag:refund"), "as it prints");
        assert!(
            list.text
                .contains(&format!("?kept={}", path.rsplit('/').next().unwrap()))
        );
        let case = maya
            .get(&format!(
                "/cases/{n}?kept={}",
                path.rsplit('/').next().unwrap()
            ))
            .await;
        assert_eq!(case.status, "200 OK");
        assert!(
            maya.get("/today")
                .await
                .text
                .contains(&format!("href=\"{path}\"")),
            "one press away"
        );

        assert_eq!(jonas.get(&path).await.status, "404 Not Found");
        assert!(!jonas.get("/views").await.words().contains("Refunds"));
        let shared = [
            ("name", "Refunds"),
            ("filter", "tag:refund"),
            ("shared", "1"),
        ];
        assert_eq!(maya.post(&path, &shared).await.status, "303 See Other");
        assert!(jonas.get(&path).await.words().contains("Please refund"));
        assert_eq!(
            jonas.get(&format!("{path}/edit")).await.status,
            "403 Forbidden"
        );
        assert_eq!(
            jonas.post(&format!("{path}/remove"), &[]).await.status,
            "403 Forbidden"
        );
        assert_eq!(jo.get(&format!("{path}/edit")).await.status, "200 OK");
        assert_eq!(
            jo.post(&format!("{path}/remove"), &[]).await.status,
            "303 See Other"
        );
        assert_eq!(maya.get(&path).await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_refused_gives_back_what_was_typed() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        for (name, filter, said) in [
            (
                "",
                "is:free",
                "A view needs a name of at most 60 characters.",
            ),
            (
                "Mine",
                "ownr:me",
                "“ownr” is no field, at character 1. Is it “owner”?",
            ),
            (
                "Mine",
                "tag:nowhere",
                "Nobody here knows “nowhere”, at character 5.",
            ),
        ] {
            let again = maya
                .post(
                    "/views",
                    &[("name", name), ("filter", filter), ("shared", "1")],
                )
                .await;
            assert_eq!(again.status, "422 Unprocessable Entity", "{filter}");
            assert!(again.words().contains(said), "{}", again.words());
            assert!(
                again.text.contains(&format!("value=\"{filter}\"")),
                "{}",
                again.text
            );
        }
        let light = desk.sign_in("Lio", Role::Light).await;
        let made = light
            .post(
                "/views",
                &[("name", "All"), ("filter", ""), ("shared", "1")],
            )
            .await;
        assert_eq!(made.status, "303 See Other");
        assert_eq!(
            maya.get(made.location()).await.status,
            "404 Not Found",
            "who is light shares nothing"
        );
        let twice = light
            .post("/views", &[("name", "ALL"), ("filter", "is:free")])
            .await;
        assert_eq!(twice.status, "409 Conflict");
    })
    .await;
}

#[tokio::test]
async fn a_view_whose_names_are_gone_says_so() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let n = desk.case("Ines", "Please refund").await;
        let tags = format!("/api/v1/cases/{n}");
        robin.patch_json(&tags, json!({"tags": ["refund"]})).await;
        let made = maya
            .post("/views", &[("name", "Refunds"), ("filter", "tag:refund")])
            .await;
        robin.patch_json(&tags, json!({"tags": []})).await;
        let list = maya.get(made.location()).await;
        assert_eq!(list.status, "200 OK");
        assert!(
            list.words()
                .contains("Nobody here knows “refund”, at character 5."),
            "{}",
            list.words()
        );
        let free = maya
            .get(&format!(
                "/list?{}",
                asked("filter", "is:free -\"never said\"")
            ))
            .await;
        assert!(free.words().contains("Please refund"), "{}", free.words());
        assert!(free.words().contains("Keep as a view"), "{}", free.words());
    })
    .await;
}

#[tokio::test]
async fn programs_keep_views_too() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let made = robin
            .post_json(
                "/api/v1/views",
                json!({"name": "Late", "filter": "is:late"}),
            )
            .await;
        assert_eq!(made.status, "201 Created", "{}", made.text);
        assert_eq!(made.value()["filter"], "due:late");
        let path = format!("/api/v1/views/{}", made.value()["id"]);
        let changed = robin
            .patch_json(&path, json!({"shared": true}))
            .await
            .value();
        assert_eq!(
            (&changed["name"], &changed["shared"]),
            (&"Late".into(), &true.into())
        );
        assert_eq!(
            robin.get("/api/v1/views").await.value()["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let left = robin.delete(&path).await.value();
        assert_eq!(left["items"], json!([]));
        assert_eq!(
            robin.get("/api/v1/cases?saved=99").await.status,
            "404 Not Found"
        );
    })
    .await;
}
