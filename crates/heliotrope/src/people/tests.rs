//! People at the door: the API and the pages.

use serde_json::{Value, json};

use crate::testing::{self, TestDesk};
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";

#[tokio::test]
async fn people_are_listed_found_and_changed_by_programs() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        for name in ["Zoe", "Ines", "Åsa"] {
            desk.case(name, "the book").await;
        }
        let names = |list: &Value| -> Vec<String> {
            list["items"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
        };
        let first = robin.get("/api/v1/people?limit=2").await.value();
        assert_eq!(names(&first), ["Åsa", "Ines"]);
        let next = first["next"].as_str().unwrap();
        let second = robin.get(&format!("/api/v1/people?limit=2&cursor={next}")).await.value();
        assert_eq!((names(&second), &second["next"]), (vec!["Zoe".to_owned()], &Value::Null));
        for (query, found) in [("asa", "Åsa"), ("zoe%40customer.example", "Zoe"), ("INE", "Ines")] {
            let list = robin.get(&format!("/api/v1/people?q={query}")).await.value();
            assert_eq!(names(&list), [found], "{query}");
        }
        let id = second["items"][0]["id"].as_i64().unwrap();
        let path = format!("/api/v1/people/{id}");
        let zoe = robin.patch_json(&path, json!({"name": "Zoë Lind", "language": "SV"})).await.value();
        assert_eq!(
            zoe,
            json!({"id": id, "name": "Zoë Lind", "addresses": ["zoe@customer.example"], "language": "sv",
                   "language_from": "said", "zone": null})
        );
        assert_eq!(robin.get(&path).await.value(), zoe);
        assert_eq!(names(&robin.get("/api/v1/people?q=lind").await.value()), ["Zoë Lind"]);
        let unknown = robin.patch_json(&path, json!({"language": null})).await.value();
        assert_eq!((&unknown["language"], &unknown["language_from"]), (&Value::Null, &Value::Null));
        let wrong = robin.patch_json(&path, json!({"language": "Swedish", "name": "x"})).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert_eq!(
            wrong.value()["detail"],
            "“Swedish” is no language tag. Write en, de, pt-BR and the like."
        );
        assert_eq!(robin.get(&path).await.value()["name"], "Zoë Lind", "all of it or nothing");
        assert_eq!(robin.get("/api/v1/people/999").await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn a_persons_page_shows_who_they_are_and_keeps_what_is_corrected() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let n = desk.case("Ines", "Where is my book?").await;
        desk.case("Okafor", "the chain").await;
        let list = maya.get("/people").await;
        assert!(
            list.words()
                .contains("Ines ines@customer.example not known"),
            "{}",
            list.words()
        );
        let id = list
            .text
            .split("href=\"/people/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let page = maya.get(&format!("/people/{id}")).await;
        assert!(
            page.words().contains("Where is my book?"),
            "{}",
            page.words()
        );
        assert!(page.text.contains(&format!("href=\"/cases/{n}\"")));

        let path = format!("/people/{id}");
        let kept = maya
            .post(&path, &[("name", " Ines Ebner "), ("language", "de")])
            .await;
        assert_eq!(
            (kept.status.as_str(), kept.location()),
            ("303 See Other", path.as_str())
        );
        let page = maya.get(&path).await;
        assert!(
            page.words().contains("German, as they said"),
            "{}",
            page.words()
        );
        assert!(page.words().starts_with("Ines Ebner"), "{}", page.words());
        assert!(
            page.text
                .contains("<option value=\"de\" selected>German</option>"),
            "languages are chosen by name"
        );

        let wrong = maya
            .post(&path, &[("name", "I & <b>"), ("language", "Deutsch")])
            .await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(
            wrong.text.contains("value=\"I &amp; &lt;b&gt;\""),
            "what was typed is in the field"
        );
        assert!(
            wrong.text.contains("href=\"#language\""),
            "the list leads to the field"
        );
        assert!(wrong.words().contains("“Deutsch” is no language tag."));
        assert!(
            wrong
                .text
                .contains("<option value=\"Deutsch\" selected>Deutsch</option>"),
            "and what was sent is still chosen"
        );
        // A tag that no list of ours holds is stored, shown and chosen as it is.
        let rare = maya
            .post(&path, &[("name", "Ines Ebner"), ("language", "gsw")])
            .await;
        assert_eq!(rare.status, "303 See Other");
        assert!(
            maya.get(&path)
                .await
                .text
                .contains("<option value=\"gsw\" selected>gsw</option>")
        );

        let addresses = format!("{path}/addresses");
        let added = maya
            .post(&addresses, &[("address", "INES@work.example ")])
            .await;
        assert_eq!(added.status, "303 See Other");
        assert!(
            maya.get(&path)
                .await
                .words()
                .contains("ines@customer.example, ines@work.example")
        );
        assert!(
            maya.get("/people?q=work.example")
                .await
                .words()
                .contains("Ines Ebner")
        );
        let taken = maya
            .post(&addresses, &[("address", "okafor@customer.example")])
            .await;
        assert_eq!(taken.status, "422 Unprocessable Entity");
        assert!(
            taken.words().contains("This address belongs to Okafor."),
            "{}",
            taken.words()
        );
        assert!(taken.text.contains("value=\"okafor@customer.example\""));
        let wrong = maya.post(&addresses, &[("address", "nowhere")]).await;
        assert!(
            wrong
                .words()
                .contains("A mail address looks like name@example.org.")
        );
        assert_eq!(maya.get("/people/999").await.status, "404 Not Found");
        let none = maya.get("/people?q=nobody").await;
        assert!(
            none.words().contains("Nobody found for “nobody”."),
            "{}",
            none.words()
        );
    })
    .await;
}

#[tokio::test]
async fn a_reader_sees_people_and_changes_none() {
    let desk = TestDesk::at(NOON).await;
    let ana = desk.sign_in("Ana", Role::Light).await;
    desk.case("Ines", "the book").await;
    let page = ana.get("/people/1").await;
    assert_eq!(page.status, "200 OK");
    assert!(!page.text.contains("action=\"/people/1\""));
    assert_eq!(
        ana.post("/people/1", &[("name", "x")]).await.status,
        "403 Forbidden"
    );
}
