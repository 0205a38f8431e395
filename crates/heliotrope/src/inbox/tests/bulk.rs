//! One change to several cases, and one press that takes it back.

use super::{NOON, reply, state};
use crate::testing::{self, Browser};
use crate::web::Role;
use serde_json::{Value, json};

/// Presses one act on these cases and gives where it leads.
async fn press(maya: &Browser, cases: &[i64], act: &[(&str, &str)]) -> testing::Reply {
    let of: Vec<String> = cases.iter().map(i64::to_string).collect();
    let of = of.join(".");
    let mut fields = vec![("of", of.as_str())];
    fields.extend_from_slice(act);
    maya.post("/bulk", &fields).await
}

async fn undo(maya: &Browser, done: &testing::Reply) -> testing::Reply {
    let (_, batch) = done.location().split_once("batch=").expect("a batch");
    maya.post("/bulk/undo", &[("batch", batch)]).await
}

/// What a change may touch of a case.
async fn stands(maya: &Browser, case: i64) -> Value {
    let mut all = state(maya, case).await;
    all["last_event"] = Value::Null;
    let promises = format!("/api/v1/cases/{case}/promises");
    all["promises"] = maya.get(&promises).await.value();
    all
}

#[tokio::test]
async fn every_change_is_taken_back_to_how_it_was() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.agent("Jonas", Role::Agent).await.to_string();
        let robin = desk.program().await;
        let one = desk.case("Ines", "Where is my book?").await;
        let two = desk.case("Ada", "Where is my lamp?").await;
        let due = json!({"due": "2026-03-12T11:00:00Z", "told_how": "phone"});
        robin
            .post_json(&format!("/api/v1/cases/{two}/promises"), due)
            .await;
        maya.post(&format!("/cases/{two}/owner"), &[("owner", "me")])
            .await;
        maya.post(&format!("/cases/{two}/tags"), &[("tag", "lamp")])
            .await;
        let later = [("when", "Monday"), ("reason", "stock")];
        maya.post(&format!("/cases/{two}/later"), &later).await;
        let before = [stands(&maya, one).await, stands(&maya, two).await];
        for act in [
            vec![("act", "owner"), ("owner", jonas.as_str())],
            vec![("act", "owner"), ("owner", "")],
            vec![("act", "tag"), ("tag", "Spring")],
            vec![("act", "untag"), ("tag", "lamp")],
            vec![("act", "later"), ("when", "tomorrow 9"), ("reason", "call")],
        ] {
            let done = press(&maya, &[one, two], &act).await;
            assert_eq!(done.status, "303 See Other", "{act:?}: {}", done.words());
            assert_ne!(stands(&maya, two).await, before[1], "{act:?}");
            let said = maya.get(done.location()).await.words();
            assert!(said.contains("changed."), "{said}");
            let back = undo(&maya, &done).await;
            assert_eq!(back.location(), done.location());
            assert_eq!(
                [stands(&maya, one).await, stands(&maya, two).await],
                before,
                "{act:?}"
            );
            let said = maya.get(back.location()).await.words();
            assert!(said.contains("before."), "{said}");
        }
        let page = maya.get(&format!("/cases/{two}")).await.words();
        assert!(
            page.contains("Maya put this off until Mon 09:00. stock"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn bulk_close_names_the_untold_first_and_closes_what_is_told() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let told = desk.case("Ines", "Where is my book?").await;
        let untold = desk.case("Ada", "Where is my lamp?").await;
        let needs = state(&maya, told).await["needs"][0]["id"].to_string();
        reply(&maya, told, "It is on its way.", &[("settles", &needs)]).await;
        let need = state(&maya, untold).await["needs"][0]["id"].to_string();
        let met = json!({"state": "met"});
        let path = format!("/api/v1/cases/{untold}/needs/{need}");
        desk.program().await.patch_json(&path, met).await;

        let page = maya
            .get(&format!("/bulk?case={told}&case={untold}"))
            .await
            .words();
        let (first, second) = (page.find("Ada").unwrap(), page.find("Ines").unwrap());
        assert!(first < second, "{page}");
        let before = stands(&maya, told).await;
        let done = press(&maya, &[told, untold], &[("act", "close")]).await;
        assert_eq!(state(&maya, told).await["state"], "closed");
        assert_eq!(state(&maya, untold).await["state"], "open");
        let said = maya.get(done.location()).await.words();
        assert!(said.contains("1 case is changed."), "{said}");
        assert!(
            said.contains(&format!("#{untold}: something there is open or not told")),
            "{said}"
        );
        undo(&maya, &done).await;
        assert_eq!(stands(&maya, told).await, before);
    })
    .await;
}

#[tokio::test]
async fn an_undo_leaves_alone_where_something_happened_since() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let one = desk.case("Ines", "Where is my book?").await;
        let two = desk.case("Ada", "Where is my lamp?").await;
        let body = json!({"cases": [one, two, 999], "owner": maya.agent});
        let done = robin.post_json("/api/v1/bulk", body).await;
        assert_eq!(done.status, "201 Created", "{}", done.text);
        assert_eq!(done.value()["cases"], json!([one, two]));
        jonas
            .post(&format!("/cases/{two}/owner"), &[("owner", "me")])
            .await;
        let path = format!("/api/v1/bulk/{}", done.value()["id"]);
        let back = robin.delete(&path).await.value();
        assert_eq!(back["cases"], json!([one]));
        assert_eq!(back["left_out"], json!([{"case": two, "why": "late"}]));
        assert_eq!(state(&maya, one).await["owner"], Value::Null);
        assert_eq!(state(&maya, two).await["owner"]["name"], "Jonas");
        // What is somebody else's is not there.
        let batch = done.value()["id"].to_string();
        let no = jonas.post("/bulk/undo", &[("batch", &batch)]).await;
        assert_eq!(no.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn a_change_that_cannot_be_read_changes_nothing_and_comes_back() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let one = desk.case("Ines", "Where is my book?").await;
        let before = state(&maya, one).await;
        let typed = [("act", "later"), ("when", "whenever"), ("reason", "stock")];
        let wrong = press(&maya, &[one], &typed).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(wrong.words().contains("This is no time the desk can read."));
        assert!(
            wrong.text.contains("value=\"whenever\"") && wrong.text.contains("value=\"stock\"")
        );
        let long = "x".repeat(61);
        let wrong = press(&maya, &[one], &[("act", "tag"), ("tag", &long)]).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert_eq!(
            press(&maya, &[], &[("act", "close")]).await.status,
            "422 Unprocessable Entity"
        );
        assert_eq!(
            press(&maya, &[one], &[("act", "paint")]).await.status,
            "422 Unprocessable Entity"
        );
        for body in [
            json!({"cases": [one]}),
            json!({"cases": [one], "tag": "a", "close": true}),
        ] {
            let refused = robin.post_json("/api/v1/bulk", body.clone()).await;
            assert_eq!(refused.value()["code"], "one-change", "{body}");
        }
        assert_eq!(state(&maya, one).await, before);
        let none = maya.get("/bulk").await.words();
        assert!(none.contains("No case is chosen."), "{none}");
    })
    .await;
}
