//! Needs at the door of the case page: made of words, sorted, settled, asked.

use super::{NOON, reply, state};
use crate::team::Role;
use crate::testing;

const LETTER: &str = "Refund me or I go to the press! I have guests on Friday and no heating";

#[tokio::test]
async fn s8_1_selected_words_become_a_need_that_is_met_alone() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case_of("Ines", "Refund", LETTER).await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.words()
                .contains("Perhaps a need (Outcome): I have guests on Friday and no heating"),
            "{}",
            page.words()
        );
        let first = state(&maya, case).await;
        assert_eq!(first["needs"][0]["text"], "Refund");
        assert_eq!(first["needs"][0]["kind"], "money");
        assert_eq!(first["needs"][0]["found_by"], "implied");

        let letter = maya
            .get(&format!("/api/v1/cases/{case}/messages"))
            .await
            .value();
        let letter = letter["items"][0]["id"].to_string();
        let selected = [
            ("text", "guests on Friday\nand no heating"),
            ("message", letter.as_str()),
            ("from", "39"),
        ];
        let made = maya.post(&format!("/cases/{case}/needs"), &selected).await;
        assert_eq!(made.status, "303 See Other");
        let both = state(&maya, case).await;
        let heating = &both["needs"][1];
        assert_eq!(heating["text"], "guests on Friday and no heating");
        assert_eq!(heating["kind"], "outcome");
        assert_eq!(heating["quote"]["from"], 39);
        assert_eq!(heating["quote"]["to"], 70);
        let id = heating["id"].to_string();
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.text.contains(&format!("href=\"#q{id}\"")),
            "the panel leads to the place"
        );
        assert!(page.text.contains(&format!(
            "id=\"q{id}\" tabindex=\"-1\">guests on Friday and no heating</mark>"
        )));

        let loan = "A loan heater is on its way to you and comes on Thursday.";
        reply(&maya, case, loan, &[("settles", &id)]).await;
        let met = state(&maya, case).await;
        assert_eq!(met["needs"][1]["state"], "met");
        assert_eq!(met["needs"][1]["told"], true);
        assert_eq!(met["needs"][0]["state"], "open");
        assert_eq!(met["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn an_outlined_place_is_accepted_by_its_button_and_ignored_for_nothing() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let ana = desk.sign_in("Ana", Role::Light).await;
        let letter = "I paid for the book and there is no link.\n\nCan you send a printed one, too? Here is a poem for you.";
        let case = desk.case_of("Ines", "The book", letter).await;
        let path = format!("/cases/{case}");
        let page = maya.get(&path).await;
        assert_eq!(page.text.matches("<mark class=\"candidate\">").count(), 3);
        assert!(page.words().contains("Make it a need: Here is a poem for you."), "{}", page.words());
        assert!(!ana.get(&path).await.text.contains("candidate"), "a light user settles nothing");
        assert_eq!(state(&maya, case).await["needs"].as_array().map(Vec::len), Some(1), "looking wrote nothing");

        let field = |name: &str| {
            let (_, rest) = page.text.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\"")).unwrap();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let first = ["text", "message", "from", "outlined"].map(|name| (name, field(name)));
        let first: Vec<(&str, &str)> = first.iter().map(|(n, v)| (*n, v.as_str())).collect();
        maya.post(&format!("{path}/needs"), &first).await;
        let needs = state(&maya, case).await["needs"].clone();
        assert_eq!(needs[1]["text"], "I paid for the book and there is no link.");
        assert_eq!(needs[1]["kind"], "money");
        assert_eq!(needs[1]["found_by"], "rule");
        let page = maya.get(&path).await;
        assert_eq!(page.text.matches("<mark class=\"candidate\">").count(), 2, "what is a need is outlined no more");

        reply(&maya, case, "I look into it.", &[]).await;
        assert!(!maya.get(&path).await.text.contains("candidate"), "the letter is answered");
    })
    .await;
}

#[tokio::test]
async fn a_plain_question_is_not_outlined_and_its_kind_is_corrected() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "How do I change my address?").await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(!page.text.contains("candidate"));
        assert!(page.words().contains("Answer · open"), "{}", page.words());
        let id = state(&maya, case).await["needs"][0]["id"].to_string();
        let path = format!("/cases/{case}/needs/{id}");
        maya.post(&path, &[("act", "kind"), ("kind", "heard")])
            .await;
        assert_eq!(state(&maya, case).await["needs"][0]["kind"], "heard");
        let strange = maya
            .post(&path, &[("act", "kind"), ("kind", "happy")])
            .await;
        assert_eq!(strange.status, "422 Unprocessable Entity");

        // Whoever wants to be heard is heard by an answer.
        reply(&maya, case, "I read every line.", &[]).await;
        let heard = state(&maya, case).await["needs"][0].clone();
        assert_eq!(heard["state"], "met");
        assert_eq!(heard["told"], true);
    })
    .await;
}

#[tokio::test]
async fn safety_stands_above_late_and_says_so() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let late = desk.case("Okafor", "Where is my parcel?").await;
        reply(
            &maya,
            late,
            "I write by one.",
            &[("next_word", "2026-03-05T12:30")],
        )
        .await;
        desk.advance(std::time::Duration::from_secs(3 * 3600));
        let burnt = desk.case("Ines", "I burnt my hand on your heater").await;
        let today = maya.get("/today").await.words();
        let at = |what: &str| {
            today
                .find(what)
                .unwrap_or_else(|| panic!("{what}: {today}"))
        };
        assert!(
            at("Safety first") < at("I burnt my hand") && at("I burnt my hand") < at("Late"),
            "{today}"
        );
        let listed = maya.get("/api/v1/cases?view=today").await.value();
        assert_eq!(listed["items"][0]["number"], burnt);
        assert_eq!(listed["items"][1]["number"], late);
        let next = listed["items"][0]["needs"][0].clone();
        assert_eq!(next["kind"], "safety");

        // One row a page: the cursor keeps the order.
        let page = maya.get("/api/v1/cases?view=today&limit=1").await.value();
        let cursor = page["next"].as_str().unwrap().to_owned();
        let page = maya
            .get(&format!("/api/v1/cases?view=today&limit=1&cursor={cursor}"))
            .await
            .value();
        assert_eq!(page["items"][0]["number"], late);

        maya.post(
            &format!("/cases/{burnt}/needs/{}", next["id"]),
            &[("act", "kind"), ("kind", "outcome")],
        )
        .await;
        assert!(!maya.get("/today").await.words().contains("Safety first"));
    })
    .await;
}

#[tokio::test]
async fn s8_2_the_gate_names_only_what_is_left() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "the link").await;
        let needs = format!("/cases/{case}/needs");
        for text in ["her note", "on paper"] {
            maya.post(&needs, &[("text", text)]).await;
        }
        let all = state(&maya, case).await;
        let id = |n: usize| all["needs"][n]["id"].to_string();
        // All three are open: one question, and Enter is the answer.
        let asked = reply(&maya, case, "All of it is done.", &[("close", "true")]).await;
        assert_eq!(asked.status, "409 Conflict");
        assert!(
            asked.words().contains(
                "Still open: the link · her note · on paper Enter 3 needs: all met? Send and close"
            ),
            "{}",
            asked.words()
        );

        reply(
            &maya,
            case,
            "Link and note are here.",
            &[("settles", &id(0)), ("settles", &id(1))],
        )
        .await;
        let asked = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert_eq!(asked.status, "409 Conflict");
        let words = asked.words();
        assert!(
            words.contains("Still open: on paper Enter Write it m It is met; I tell them later"),
            "{words}"
        );
        assert!(
            words.contains("d It cannot be done: an honest no w Not yet: promise the next word"),
            "{words}"
        );
        assert!(!words.contains("Still open: the link"), "{words}");

        maya.post(&format!("/cases/{case}/closing"), &[("how", "met")])
            .await;
        let met = state(&maya, case).await;
        assert_eq!(met["needs"][2]["state"], "met");
        assert_eq!(met["state"], "open");
        let asked = maya.post(&format!("/cases/{case}/closing"), &[]).await;
        assert!(
            asked.words().contains("Settled but not told: on paper"),
            "{}",
            asked.words()
        );
    })
    .await;
}

#[tokio::test]
async fn all_that_is_left_is_met_by_one_more_enter() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "the link").await;
        maya.post(&format!("/cases/{case}/needs"), &[("text", "her note")])
            .await;
        let sent = reply(&maya, case, "Both are here.", &[("close", "all")]).await;
        assert_eq!(sent.status, "303 See Other");
        let closed = state(&maya, case).await;
        assert_eq!(closed["state"], "closed");
        assert!(
            closed["needs"]
                .as_array()
                .unwrap()
                .iter()
                .all(|n| n["told"] == true)
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_at_one_need_the_second_is_shown_what_happened() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "the link").await;
        let id = state(&maya, case).await["needs"][0]["id"].to_string();
        let path = format!("/cases/{case}/needs/{id}");
        jonas.post(&path, &[("act", "met")]).await;
        let second = maya.post(&path, &[("act", "withdrawn")]).await;
        assert_eq!(second.status, "409 Conflict");
        assert!(
            second
                .words()
                .contains("Jonas was faster: “the link” is met already."),
            "{}",
            second.words()
        );
        let api = format!("/api/v1/cases/{case}/needs/{id}");
        let second = maya
            .patch_json(&api, serde_json::json!({"state": "withdrawn"}))
            .await;
        assert_eq!(second.status, "409 Conflict");
        let problem = second.value();
        assert_eq!(problem["code"], "settled");
        assert_eq!(problem["state"], "met");
        assert_eq!(state(&maya, case).await["needs"][0]["state"], "met");
        // Their own settling they may change, and anybody may open it again.
        assert_eq!(
            jonas.post(&path, &[("act", "withdrawn")]).await.status,
            "303 See Other"
        );
        assert_eq!(
            maya.post(&path, &[("act", "open")]).await.status,
            "303 See Other"
        );
        assert_eq!(state(&maya, case).await["needs"][0]["state"], "open");

        let ana = desk.sign_in("Ana", Role::Light).await;
        assert_eq!(
            ana.post(&path, &[("act", "met")]).await.status,
            "403 Forbidden"
        );
        assert_eq!(
            ana.patch_json(&api, serde_json::json!({"state": "met"}))
                .await
                .status,
            "403 Forbidden"
        );
    })
    .await;
}

#[tokio::test]
async fn words_that_are_too_long_or_missing_are_named() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "the link").await;
        let path = format!("/cases/{case}/needs");
        let long = "word ".repeat(40);
        let refused = maya.post(&path, &[("text", &long)]).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(
            refused.words().contains(
                "A need has at most 140 characters. Shorten it; the rest can stand in a note."
            ),
            "{}",
            refused.words()
        );
        let refused = maya.post(&path, &[("text", " ")]).await;
        assert!(
            refused
                .words()
                .contains("Say what the person needs, in their words.")
        );
        let strange = maya
            .post(&path, &[("text", "a note"), ("message", "4711")])
            .await;
        assert_eq!(strange.status, "404 Not Found");
        assert_eq!(
            state(&maya, case).await["needs"].as_array().map(Vec::len),
            Some(1)
        );
    })
    .await;
}
