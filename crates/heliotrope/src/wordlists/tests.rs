//! The lists at the door of the settings.

use super::rules::Which;
use super::store;
use crate::kit::words::Lang;
use crate::team::Role;
use crate::testing;
use crate::testing::TestDesk;
use serde_json::json;

const LIST: &str = "/settings/words/needs/en";

async fn finds(desk: &TestDesk, text: &'static str) -> Option<Vec<String>> {
    desk.read(move |tx| {
        let list = store::of(tx, Which::Needs, Lang::En)?;
        Ok(list.map(|list| {
            let found = list.find(text).into_iter();
            found
                .map(|f| format!("{} {}", f.head, &text[f.at]))
                .collect()
        }))
    })
    .await
}

#[tokio::test]
async fn a_list_is_the_teams_to_change_switch_off_and_give_back() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let all = jo.get("/settings/words").await;
        assert!(
            all.words()
                .contains("What a person may need English As it came Look and change"),
            "{}",
            all.words()
        );
        assert_eq!(finds(&desk, "I paid").await.unwrap(), ["money paid"]);

        let mine = "[gift]\r\nsunflower*\r\n";
        let kept = jo.post(LIST, &[("act", "keep"), ("words", mine)]).await;
        assert_eq!(kept.location(), "/settings/words");
        let all = jo.get("/settings/words").await;
        assert!(
            all.words().contains("Your own Jo, just now"),
            "{}",
            all.words()
        );
        assert_eq!(
            finds(&desk, "I paid for sunflowers").await.unwrap(),
            ["gift sunflowers"]
        );

        jo.post(LIST, &[("act", "off")]).await;
        assert_eq!(finds(&desk, "I paid for sunflowers").await, None);
        assert!(
            jo.get("/settings/words")
                .await
                .words()
                .contains("Switched off Jo")
        );
        jo.post(LIST, &[("act", "on")]).await;
        assert_eq!(finds(&desk, "sunflowers").await.unwrap().len(), 1);
        jo.post(LIST, &[("act", "ours")]).await;
        assert_eq!(
            finds(&desk, "I paid for sunflowers").await.unwrap(),
            ["money paid"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_list_comes_back_as_it_was_typed() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let typed = "[gift]\nby @never\n*\nsunflower";
    let wrong = jo.post(LIST, &[("act", "keep"), ("words", typed)]).await;
    assert_eq!(wrong.status, "422 Unprocessable Entity");
    let said = wrong.words();
    assert!(
        said.contains("The list is not kept yet The old one still counts."),
        "{said}"
    );
    assert!(
        said.contains("Line 2: no line says which words @never is."),
        "{said}"
    );
    assert!(
        said.contains("Line 3 is * alone, which is every word there is."),
        "{said}"
    );
    assert!(wrong.text.contains("by @never\n*\nsunflower</textarea>"));
    assert_eq!(finds(&desk, "I paid").await.unwrap(), ["money paid"]);

    let long = "word\n".repeat(10_000);
    let wrong = jo.post(LIST, &[("act", "keep"), ("words", &long)]).await;
    assert!(wrong.words().contains("The list is longer than 40 kB."));
    let strange = jo.post(LIST, &[("act", "dance")]).await;
    assert_eq!(strange.status, "422 Unprocessable Entity");
    let nowhere = jo.get("/settings/words/needs/xx").await;
    assert_eq!(nowhere.status, "404 Not Found");
}

#[tokio::test]
async fn a_list_is_tried_on_a_letter_and_nothing_is_kept() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let form = [
        ("act", "try"),
        ("words", "[gift]\nsunflower*"),
        ("letter", "Two sunflowers for you"),
    ];
    let tried = jo.post(LIST, &form).await;
    assert_eq!(tried.status, "200 OK");
    assert!(
        tried
            .words()
            .contains("It finds one place in this letter gift · sunflowers"),
        "{}",
        tried.words()
    );
    assert_eq!(finds(&desk, "two sunflowers").await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_list_is_changed_by_leads_alone() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    assert_eq!(maya.get("/settings/words").await.status, "403 Forbidden");
    let form = [("act", "off")];
    assert_eq!(maya.post(LIST, &form).await.status, "403 Forbidden");
}

#[tokio::test]
async fn a_program_changes_a_list_under_the_rules_of_the_page() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let lead = desk.agent("Jo", Role::Lead).await;
        let jo = desk.program_of(lead).await;
        let all = jo.get("/api/v1/word-lists").await.value();
        assert_eq!(all["items"].as_array().map(Vec::len), Some(8));
        let first = &all["items"][0];
        assert_eq!(
            (&first["list"], &first["own"]),
            (&json!("needs"), &json!(false))
        );

        let path = "/api/v1/word-lists/needs/en";
        let wrong = jo
            .patch_json(path, json!({"words": "[gift]\nby @never\n*"}))
            .await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        let said = wrong.value();
        assert_eq!(
            (&said["code"], &said["field"]),
            (&json!("wrong-list"), &json!("words"))
        );
        let said = said["detail"].as_str().unwrap_or_default();
        assert!(
            said.starts_with("Line 2: no line says which words @never is."),
            "{said}"
        );
        assert!(said.ends_with("The old list still counts."), "{said}");
        assert_eq!(finds(&desk, "I paid").await.unwrap(), ["money paid"]);

        let mine = json!({"words": "[gift]\nsunflower*"});
        let kept = jo.patch_json(path, mine).await.value();
        assert_eq!((&kept["own"], &kept["off"]), (&json!(true), &json!(false)));
        assert_eq!(
            finds(&desk, "sunflowers").await.unwrap(),
            ["gift sunflowers"]
        );
        jo.patch_json(path, json!({"off": true})).await;
        assert_eq!(finds(&desk, "sunflowers").await, None);
        let back = jo
            .patch_json(path, json!({"words": null, "off": false}))
            .await
            .value();
        assert_eq!(back["own"], false);
        assert_eq!(finds(&desk, "I paid").await.unwrap(), ["money paid"]);

        let maya = desk.program().await;
        assert_eq!(maya.get("/api/v1/word-lists").await.status, "403 Forbidden");
        let nowhere = jo
            .patch_json("/api/v1/word-lists/needs/xx", json!({}))
            .await;
        assert_eq!(nowhere.status, "404 Not Found");
    })
    .await;
}
