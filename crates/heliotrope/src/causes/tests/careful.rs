//! The word that a cause is mended, where somebody looks at letters first.

use super::{letter_in, set};
use crate::cases;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;
use std::time::Duration;

const LETTER: &str =
    "You wrote to us about {matter}. The heater was changed. We are sorry for any inconvenience.";

/// Three people burnt their hands or not; all read that it is mended. Gives the
/// case that speaks of a lawyer, and a plain one.
async fn told(desk: &TestDesk, jo: &Browser) -> (i64, i64) {
    let plain = desk.case("Okafor", "the heater is loud").await;
    let burnt = desk
        .case("Ines", "I burnt my hand on it, my lawyer will write")
        .await;
    for case in [plain, burnt] {
        set(jo, case, "heater without a guard").await;
    }
    jo.post("/causes/1", &[("fixed", "yes")]).await;
    let said = jo.post("/causes/1/news", &[("text", LETTER)]).await;
    assert_eq!(said.status, "303 See Other", "{}", said.words());
    desk.advance(Duration::from_secs(30));
    let now = desk.now();
    let more = desk.write(move |tx| cases::deeds::tell_next(tx, false, 20, now));
    assert!(more.await, "two letters, and the telling is not at its end");
    (burnt, plain)
}

#[tokio::test]
async fn the_word_that_it_is_mended_waits_where_facts_and_help_holds() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (burnt, plain) = told(&desk, &jo).await;
        cases::worker::tell(&desk.desk).await.unwrap();
        assert_eq!(letter_in(&desk, plain).await.len(), 1);
        assert_eq!(letter_in(&desk, burnt).await.len(), 0, "nobody has looked");
        let page = jo.get("/causes/1").await.words();
        assert!(
            page.contains("waits until somebody has looked at it: facts and help"),
            "{page}"
        );

        // Whoever looks reads what is asked about it: page and program.
        let page = jo.get(&format!("/cases/{burnt}")).await.words();
        assert!(
            page.contains("Jo’s answer waits until Jo has looked at it"),
            "{page}"
        );
        assert!(
            page.contains("any inconvenience: name what happened"),
            "{page}"
        );
        let waits = jo
            .get(&format!("/api/v1/cases/{burnt}/answers"))
            .await
            .value();
        assert_eq!(waits["items"][0]["hints"][0]["phrase"], "any inconvenience");
        assert_eq!(waits["items"][0]["waits_for"], waits["items"][0]["agent"]);

        // An answer that she writes there is another letter: neither takes the
        // place of the other.
        let named = [
            ("mailbox", "1"),
            ("country", ""),
            ("policy", "facts_and_help"),
        ];
        let kim = desk.agent("Kim", Role::Lead).await;
        let mut named = named.to_vec();
        let kim = kim.to_string();
        named.push(("agent", &kim));
        jo.post("/settings/apologies", &named).await;
        let own = [
            ("kind", "reply"),
            ("text", "How is your hand?"),
            ("close", "false"),
        ];
        let sent = jo.post(&format!("/cases/{burnt}/messages"), &own).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let both = jo
            .get(&format!("/api/v1/cases/{burnt}/answers"))
            .await
            .value();
        assert_eq!(both["items"].as_array().unwrap().len(), 2, "{both}");

        let id = &waits["items"][0]["id"];
        let sent = jo
            .post(&format!("/cases/{burnt}/answers/{id}"), &[("act", "send")])
            .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let letters = letter_in(&desk, burnt).await;
        assert!(
            letters[0].starts_with("You wrote to us about “I burnt my hand on it"),
            "{letters:?}"
        );
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("2 people were told,"), "{page}");
        let state = jo.get(&format!("/api/v1/cases/{burnt}")).await.value();
        assert_eq!(
            (&state["state"], &state["turn"]),
            (&json!("open"), &json!("us"))
        );
        assert_eq!(state["needs"][0]["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn a_telling_that_was_stopped_or_looked_at_sends_nothing() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (burnt, _) = told(&desk, &jo).await;
        jo.post("/causes/1/news/stop", &[]).await;
        let waits = jo.get(&format!("/api/v1/cases/{burnt}/answers")).await.value();
        let answer = format!("/api/v1/cases/{burnt}/answers/{}", waits["items"][0]["id"]);
        let stopped = "The letter about this fault was stopped while this one waited. Give it back to its writer, and nothing leaves.";
        let page = answer.replace("/api/v1", "");
        let no = jo.post(&page, &[("act", "send")]).await;
        assert_eq!(no.status, "409 Conflict");
        assert!(no.words().contains(stopped), "{}", no.words());
        let no = jo.post_json(&answer, json!({ "leaves": true })).await;
        assert_eq!((no.value()["code"].clone(), no.value()["detail"].clone()), (json!("stopped"), json!(stopped)));
        let back = jo.post_json(&answer, json!({ "leaves": false })).await;
        assert_eq!(back.status, "201 Created", "{}", back.text);
        assert_eq!(letter_in(&desk, burnt).await.len(), 0);
        let page = jo.get("/causes/1").await.words();
        assert!(
            page.contains("was looked at and not sent; it is its writer’s draft"),
            "{page}"
        );
        let page = jo.get(&format!("/cases/{burnt}")).await.text;
        assert!(page.contains("The heater was changed."), "it is her draft");
    })
    .await;
}

#[tokio::test]
async fn the_newest_cases_of_a_cause_say_who_asks_what_and_how_it_stands() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let cases = [
            desk.case("Ines", "The parcel is wet").await,
            desk.case("Okafor", "Where is my parcel?").await,
        ];
        for case in cases {
            let path = format!("/cases/{case}/causes");
            maya.post(&path, &[("cause", "late courier")]).await;
        }
        maya.post(
            &format!("/cases/{}/closing", cases[0]),
            &[("exemption", "unreachable")],
        )
        .await;
        let page = maya.get("/causes/1").await;
        let words = page.words();
        let newest = words
            .split("The newest cases")
            .nth(1)
            .expect("the newest cases");
        let order = [
            "Okafor",
            "Where is my parcel?",
            "#2",
            "our turn",
            "Ines",
            "The parcel is wet",
            "#1",
            "closed",
        ];
        let mut rest = newest;
        for part in order {
            rest = rest
                .split_once(part)
                .unwrap_or_else(|| panic!("{part} in {newest}"))
                .1;
        }
        assert!(
            page.text.contains("class=\"row\" href=\"/cases/2\""),
            "{}",
            page.text
        );
    })
    .await;
}
