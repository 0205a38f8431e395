//! Needs of others than who asks: told to each alone, and shown to nobody else.

use super::{NOON, reply, state};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use serde_json::json;
use std::time::Duration;

/// Lena is affected by what Otto wrote about. Gives the case and her.
async fn daughter(desk: &TestDesk, maya: &Browser) -> (i64, i64) {
    let case = desk.case("Otto", "You locked my daughter out").await;
    let add = [
        ("act", "add"),
        ("address", "lena@customer.example"),
        ("name", "Lena"),
        ("role", "affected"),
    ];
    let added = maya.post(&format!("/cases/{case}/people"), &add).await;
    assert_eq!(added.status, "303 See Other", "{}", added.words());
    let people = maya
        .get(&format!("/api/v1/cases/{case}/people"))
        .await
        .value();
    (case, people["items"][1]["person"].as_i64().unwrap())
}

async fn needs_of(maya: &Browser, case: i64) -> Vec<(String, String, bool)> {
    let case = state(maya, case).await;
    let one = |need: &serde_json::Value| {
        let text = |name: &str| need[name].as_str().unwrap_or_default().to_owned();
        (text("text"), text("state"), need["told"] == true)
    };
    case["needs"].as_array().unwrap().iter().map(one).collect()
}

/// Their own page of the case.
async fn page_of(desk: &TestDesk, case: i64, person: i64) -> String {
    let now = desk.now();
    let link = desk
        .write(move |tx| Ok(crate::cases::store::link(tx, case, person, now)?))
        .await;
    format!("/c/{link}")
}

#[tokio::test]
async fn a_need_of_somebody_else_is_told_to_them_alone() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let (case, lena) = daughter(&desk, &maya).await;
        let (people, lena) = (format!("/cases/{case}/people"), lena.to_string());
        let empty = [("act", "need"), ("person", lena.as_str()), ("text", " ")];
        let empty = maya.post(&people, &empty).await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
        assert!(
            empty.words().contains("What Lena needs"),
            "{}",
            empty.words()
        );
        let hers = [
            ("act", "need"),
            ("person", lena.as_str()),
            ("text", "her login works again"),
        ];
        assert_eq!(maya.post(&people, &hers).await.status, "303 See Other");
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("her login works again") && page.contains("lena@customer.example"),
            "{page}"
        );

        // The chord settles and tells what Otto needs, and not what Lena needs.
        let held = reply(
            &maya,
            case,
            "Dear Otto, it is looked into.",
            &[("close", "true")],
        )
        .await;
        assert_eq!(held.status, "409 Conflict");
        let asked = held.words();
        assert!(
            asked.contains("Still open: You locked my daughter out · her login works again"),
            "{asked}"
        );
        assert!(
            asked.contains("Send it. The case stays open until everybody it is about has had word"),
            "{asked}"
        );
        let sent = reply(
            &maya,
            case,
            "Dear Otto, it is looked into.",
            &[("close", "theirs")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let needs = needs_of(&maya, case).await;
        assert_eq!(needs[0].1, "met");
        assert!(needs[0].2, "told by the letter to him");
        assert_eq!((needs[1].1.as_str(), needs[1].2), ("open", false));

        // A letter of her own meets it and tells it; the case may close.
        let need = state(&maya, case).await["needs"][1].clone();
        assert_eq!(need["person"], json!(lena.parse::<i64>().unwrap()));
        let need = need["id"].to_string();
        let shown = maya.get(&people).await.words();
        assert!(
            shown.contains("This letter meets: her login works again"),
            "{shown}"
        );
        let tell = [
            ("act", "tell"),
            ("person", lena.as_str()),
            ("text", "Dear Lena, your login works again."),
            ("settles", need.as_str()),
        ];
        let told = maya.post(&people, &tell).await;
        assert_eq!(told.status, "303 See Other", "{}", told.words());
        let needs = needs_of(&maya, case).await;
        assert_eq!((needs[1].1.as_str(), needs[1].2), ("met", true));
        let closed = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert_eq!(closed.status, "303 See Other", "{}", closed.words());

        // Nothing of one stands on the page of the other, and each opens their own again.
        desk.advance(Duration::from_secs(60));
        let found = desk
            .read(move |tx| Ok(crate::cases::store::find(tx, case)?.unwrap().person))
            .await;
        let (his, hers) = (
            page_of(&desk, case, found).await,
            page_of(&desk, case, lena.parse().unwrap()).await,
        );
        let read = desk.visitor().get(&hers).await;
        assert!(
            read.words().contains("her login works again"),
            "{}",
            read.words()
        );
        for secret in ["Otto", "locked", "looked into"] {
            assert!(!read.text.contains(secret), "{secret}: {}", read.words());
        }
        let read = desk.visitor().get(&his).await;
        for secret in ["Lena", "login"] {
            assert!(!read.text.contains(secret), "{secret}: {}", read.words());
        }
        let press = desk
            .visitor()
            .post(&format!("{his}/not-yet"), &[("need", &need)])
            .await;
        assert_eq!(press.status, "404 Not Found", "it is not his to open");
        let press = desk
            .visitor()
            .post(&format!("{hers}/not-yet"), &[("need", &need)])
            .await;
        assert_eq!(press.status, "303 See Other", "{}", press.words());
        let needs = needs_of(&maya, case).await;
        assert_eq!((needs[0].1.as_str(), needs[1].1.as_str()), ("met", "open"));
        assert_eq!(state(&maya, case).await["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn words_of_one_are_no_need_of_another_and_nobody_leaves_while_we_owe_them() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let (case, lena) = daughter(&desk, &maya).await;
        let robin = desk.program().await;
        let path = format!("/api/v1/cases/{case}");
        let letter = robin.get(&format!("{path}/messages")).await.value()["items"][0]["id"].clone();
        let refused = async |body| {
            let answer = robin.post_json(&format!("{path}/needs"), body).await;
            (answer.status.clone(), answer.value()["detail"].as_str().unwrap_or_default().to_owned())
        };
        let quoted = json!({ "text": "my daughter", "person": lena, "message": letter });
        let (status, said) = refused(quoted).await;
        assert_eq!(status, "422 Unprocessable Entity");
        assert_eq!(
            said,
            "These words were written by somebody else. Write what this person needs in words they may read."
        );
        let stranger = json!({ "text": "a refund", "person": lena + 99 });
        assert_eq!(refused(stranger).await.0, "404 Not Found");
        let made = json!({ "text": "her login works again", "person": lena });
        let made = robin.post_json(&format!("{path}/needs"), made).await;
        assert_eq!(made.status, "201 Created", "{}", made.text);
        let need = made.value()["id"].to_string();

        // The draft goes to Otto: it says no to nothing of hers.
        let no = [("no_act", "blank")];
        let no = maya.post(&format!("/cases/{case}/needs/{need}/no"), &no).await;
        assert_eq!(no.status, "409 Conflict");
        assert!(no.words().contains("is not what the reader of this letter needs."), "{}", no.words());
        let gone = robin.delete(&format!("{path}/people/{lena}")).await;
        assert_eq!(gone.status, "409 Conflict");
        assert_eq!(
            gone.value()["detail"],
            "They still need something here: her login works again. Write to them first, then change this."
        );
        let copied = json!({ "address": "lena@customer.example", "role": "cc" });
        assert_eq!(robin.post_json(&format!("{path}/people"), copied).await.status, "409 Conflict");

        // Met by phone; the letter to her then tells it, taken back it does not.
        maya.post(&format!("/cases/{case}/needs/{need}"), &[("act", "met")]).await;
        let told = json!({ "text": "It works again." });
        let told = robin.post_json(&format!("{path}/people/{lena}/told"), told).await;
        assert_eq!(told.status, "201 Created", "{}", told.text);
        assert!(needs_of(&maya, case).await[1].2);
        let stranger = json!({ "text": "Again.", "settles": [need.parse::<i64>().unwrap() + 50] });
        let stranger = robin.post_json(&format!("{path}/people/{lena}/told"), stranger).await;
        assert_eq!(stranger.status, "422 Unprocessable Entity");
    })
    .await;
}

#[tokio::test]
async fn what_came_with_another_persons_case_is_not_told_by_a_letter_to_the_first() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let okafor = desk.case("Okafor", "the parcel is wet").await;
        let ines = desk.case("Ines", "order 8841").await;
        let into = [("into", ines.to_string())];
        let into: Vec<(&str, &str)> = into.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let merged = maya.post(&format!("/cases/{okafor}/merging"), &into).await;
        assert_eq!(merged.status, "303 See Other", "{}", merged.words());
        let held = reply(
            &maya,
            ines,
            "Dear Ines, it left today.",
            &[("close", "true")],
        )
        .await;
        assert_eq!(held.status, "409 Conflict");
        let sent = reply(
            &maya,
            ines,
            "Dear Ines, it left today.",
            &[("close", "theirs")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        for (words, state, told) in needs_of(&maya, ines).await {
            let expected = if words.contains("8841") {
                ("met", true)
            } else {
                ("open", false)
            };
            assert_eq!((state.as_str(), told), expected, "{words}");
        }
        // Taken apart, each is who asked again.
        let apart = maya
            .post(&format!("/cases/{okafor}/merging/undo"), &[])
            .await;
        assert_eq!(apart.status, "303 See Other", "{}", apart.words());
        assert_eq!(
            state(&maya, okafor).await["needs"][0]["person"],
            json!(null)
        );
        let sent = reply(
            &maya,
            okafor,
            "Dear Okafor, a new one is on its way.",
            &[("close", "true")],
        )
        .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        assert_eq!(state(&maya, okafor).await["state"], "closed");
    })
    .await;
}

/// The need of the case as the API has it, by its words.
async fn need(maya: &Browser, case: i64, words: &str) -> serde_json::Value {
    let case = state(maya, case).await;
    let mut needs = case["needs"].as_array().unwrap().iter();
    needs
        .find(|n| n["text"] == words)
        .cloned()
        .expect("this need")
}

#[tokio::test]
async fn a_need_turns_out_to_be_somebody_elses_and_they_are_told_of_it() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let (case, lena) = daughter(&desk, &maya).await;
        let otto = desk
            .read(move |tx| Ok(crate::cases::store::find(tx, case)?.unwrap().person))
            .await;
        let (people, her) = (format!("/cases/{case}/people"), lena.to_string());
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let path = format!("/api/v1/cases/{case}");
        let add = json!({ "text": "a new password" });
        robin.post_json(&format!("{path}/needs"), add).await;
        let id = need(&maya, case, "a new password").await["id"].to_string();

        // What he wrote is not hers to read; in other words it is.
        let his = need(&maya, case, "You locked my daughter out").await["id"].to_string();
        let another = "These words were written by somebody else. Write what this person needs in words they may read.";
        let mut give = vec![("act", "give"), ("person", her.as_str()), ("need", his.as_str()), ("text", "")];
        let refused = maya.post(&people, &give).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(refused.words().contains(another), "{}", refused.words());
        let api = robin.patch_json(&format!("{path}/needs/{his}"), json!({ "person": lena })).await;
        assert_eq!((&api.value()["code"], &api.value()["detail"]), (&json!("of-another"), &json!(another)));
        let words = robin.patch_json(&format!("{path}/needs/{id}"), json!({ "text": "x" })).await;
        assert_eq!(words.value()["code"], "no-person", "{}", words.text);
        let stranger = robin.patch_json(&format!("{path}/needs/{id}"), json!({ "person": lena + 99 })).await;
        assert_eq!(stranger.status, "404 Not Found");

        // Met and told in a letter to him; she has not heard of it.
        let sent = reply(&maya, case, "It is set anew.", &[("settles", &id)]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        assert_eq!(need(&maya, case, "a new password").await["told"], true);
        give = vec![("act", "give"), ("person", her.as_str()), ("need", id.as_str()), ("text", "")];
        let given = maya.post(&people, &give).await;
        assert_eq!(given.location(), people, "{}", given.words());
        let hers = need(&maya, case, "a new password").await;
        assert_eq!((&hers["person"], &hers["state"], &hers["told"]), (&json!(lena), &json!("met"), &json!(false)));
        let read = desk.visitor().get(&page_of(&desk, case, lena).await).await.words();
        assert!(read.contains("a new password"), "{read}");
        let events = store::sql!("SELECT COUNT(*) FROM case_event WHERE kind = 'need_given'");
        assert_eq!(desk.count(events).await, 1);

        // A letter to her tells her; back with him, he had his word in no letter.
        let told = json!({ "text": "Your password is new." });
        robin.post_json(&format!("{path}/people/{lena}/told"), told).await;
        assert_eq!(need(&maya, case, "a new password").await["told"], true);
        let back = robin.patch_json(&format!("{path}/needs/{id}"), json!({ "person": null })).await;
        assert_eq!(back.status, "200 OK", "{}", back.text);
        assert_eq!((&back.value()["person"], &back.value()["told"]), (&json!(null), &json!(false)));

        // In words she may read, the first one is hers too.
        let anew = json!({ "person": lena, "text": "Her login works again" });
        let anew = robin.patch_json(&format!("{path}/needs/{his}"), anew).await.value();
        assert_eq!((&anew["text"], &anew["person"]), (&json!("Her login works again"), &json!(lena)));
        let his_page = desk.visitor().get(&page_of(&desk, case, otto).await).await.words();
        assert!(!his_page.contains("Her login works again"), "{his_page}");
    })
    .await;
}
