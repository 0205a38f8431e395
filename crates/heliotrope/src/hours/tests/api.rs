//! Hours and holidays by a program: the rules and the sentences of the page.

use super::{NINE_THERE, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn a_program_keeps_hours_and_holidays_under_the_rules_of_the_page() {
    crate::testing::each(NINE_THERE, async |desk| walk(desk).await).await;
}

async fn walk(desk: TestDesk) {
    desk.case("Ines", "Where is my book?").await;
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let week =
        json!([{ "day": "monday", "hours": "9-12, 13-17" }, { "day": "friday", "hours": "9-12" }]);
    let office =
        json!({ "name": "Office", "zone": "Europe/Berlin", "week": week, "mailboxes": [1] });
    let all = "/api/v1/hours";
    assert_eq!(
        maya.post_json(all, office.clone()).await.status,
        "403 Forbidden"
    );
    let made = jo.post_json(all, office).await;
    assert_eq!(made.status, "201 Created", "{}", made.text);
    let made = made.value();
    assert_eq!(made["mailboxes"], json!(["help@desk.example"]));
    assert_eq!(made["week"][0]["hours"], "9:00–12:00, 13:00–17:00");
    assert_eq!(made["week"][1]["hours"], "");

    // What cannot be is named by its field, and nothing is kept.
    for (change, field, said) in [
        (
            json!({ "week": [{ "day": "monday", "hours": "17-9" }] }),
            "monday",
            "Write from when to when",
        ),
        (json!({ "week": [] }), "monday", "at least one day"),
        (
            json!({ "week": [{ "day": "moonday", "hours": "9-17" }] }),
            "day",
            "There is no day “moonday”. Use monday to sunday.",
        ),
        (json!({ "name": " " }), "name", "name"),
        (json!({ "zone": "Moon/Sea" }), "zone", "zone"),
    ] {
        let refused = jo.patch_json("/api/v1/hours/1", change).await;
        assert_eq!(refused.status, "422 Unprocessable Entity", "{field}");
        let refused = refused.value();
        assert_eq!(refused["field"], field, "{refused}");
        let detail = refused["detail"].as_str().unwrap();
        assert!(
            detail.to_lowercase().contains(&said.to_lowercase()),
            "{field}: {detail}"
        );
    }
    let stranger = jo
        .patch_json("/api/v1/hours/1", json!({ "mailboxes": [7] }))
        .await;
    assert_eq!(stranger.status, "404 Not Found", "{}", stranger.text);

    // A day takes the place of what stood at its date, and the week changes beside it.
    let days = "/api/v1/hours/1/days";
    let eve = json!({ "date": "--12-24", "name": "Christmas Eve", "hours": "9-13" });
    assert_eq!(
        jo.post_json(days, eve.clone()).await.value(),
        json!({
            "date": "--12-24", "name": "Christmas Eve", "hours": "9:00–13:00",
        })
    );
    let closed = json!({ "date": "2026-12-24", "name": "Inventory", "hours": "" });
    assert_eq!(jo.post_json(days, closed).await.status, "201 Created");
    let odd = json!({ "date": "2026-02-30", "name": "Never", "hours": "" });
    let odd = jo.post_json(days, odd).await;
    assert_eq!(odd.status, "422 Unprocessable Entity");
    assert_eq!(odd.value()["field"], "date");
    let renamed = jo
        .patch_json("/api/v1/hours/1", json!({ "name": "House" }))
        .await
        .value();
    assert_eq!(renamed["name"], "House");
    assert_eq!(
        renamed["days"].as_array().map(Vec::len),
        Some(2),
        "{renamed}"
    );
    assert_eq!(renamed["week"][0]["hours"], "9:00–12:00, 13:00–17:00");
    for date in ["--12-24", "2026-12-24"] {
        let gone = jo.delete(&format!("{days}/{date}")).await;
        assert_eq!(gone.status, "200 OK", "{}", gone.text);
    }
    assert_eq!(
        jo.delete(&format!("{days}/soon")).await.status,
        "404 Not Found"
    );

    let used = jo.delete("/api/v1/hours/1").await;
    assert_eq!(used.status, "409 Conflict");
    assert_eq!(
        used.value()["detail"],
        "help@desk.example keeps these hours. Give it others first, then remove these."
    );
    jo.patch_json("/api/v1/hours/1", json!({ "mailboxes": [] }))
        .await;
    assert_eq!(jo.delete("/api/v1/hours/1").await.status, "200 OK");
    let left: Value = jo.get(all).await.value();
    assert_eq!(left["items"], json!([]));
}
