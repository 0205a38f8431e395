//! Silence settles several cases at once: one press, one undo, nothing without
//! the sentence.

use super::{NOON, reply, state};
use crate::testing::{self, Browser};
use crate::web::Role;
use crate::{cases, messages};
use serde_json::json;
use std::time::Duration;
use store::sql;

const DAY: &str = "2026-03-09T17:00";

async fn letters(desk: &testing::TestDesk, case: i64) -> Vec<String> {
    desk.read(move |tx| {
        let all = messages::store::of_case(tx, case)?.into_iter();
        let ours = all.filter(|m| m.kind == messages::Kind::Reply);
        Ok(ours.map(|m| m.words).collect())
    })
    .await
}

/// The value of the box of a case, as the page shows it.
async fn shown(maya: &Browser, case: i64) -> String {
    let page = maya.get("/until").await.text;
    let at = page
        .find(&format!("value=\"{case}."))
        .expect("the case is on the page");
    page[at + 7..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn silence_settles_several_at_once_with_one_undo() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let mut cases = Vec::new();
        for (name, words) in [
            ("Ines", "Which size?"),
            ("Okafor", "Which colour?"),
            ("Lena", "Which plug?"),
        ] {
            let case = desk.case(name, words).await;
            reply(&maya, case, "Which one did you buy?", &[]).await;
            cases.push(case);
        }
        let [ines, okafor, lena] = cases[..] else {
            unreachable!()
        };
        desk.write(move |tx| {
            let speak = sql!("UPDATE cases SET language = $2 WHERE number = $1");
            tx.execute(speak, store::args![okafor, "de"])?;
            Ok(())
        })
        .await;
        desk.advance(Duration::from_secs(3600));
        let link = maya.get("/waiting").await;
        assert!(
            link.text.contains("href=\"/until\""),
            "one press from the list"
        );
        let page = maya.get("/until").await.words();
        assert!(
            page.contains("Ines · Which size?") && page.contains("Lena · Which plug?"),
            "{page}"
        );

        // Nothing chosen, no such day, a day that is past: nothing is lost.
        let (one, two, three) = (
            shown(&maya, ines).await,
            shown(&maya, okafor).await,
            shown(&maya, lena).await,
        );
        let none = maya.post("/until", &[("at", DAY), ("text", "Hello")]).await;
        assert_eq!(none.status, "422 Unprocessable Entity");
        assert!(
            none.words().contains("Choose at least one case."),
            "{}",
            none.words()
        );
        assert!(none.text.contains(">\nHello</textarea>") && none.text.contains(DAY));
        for day in ["2026-02-30T09:00", "2026-03-01T09:00", ""] {
            let odd = maya
                .post("/until", &[("case", one.as_str()), ("at", day)])
                .await;
            assert_eq!(odd.status, "422 Unprocessable Entity", "{day}");
            assert!(
                odd.text.contains(&format!("value=\"{one}\" checked")),
                "{day}"
            );
        }
        // Words of hers in one language go to nobody who reads another.
        let both = [
            ("case", one.as_str()),
            ("case", two.as_str()),
            ("at", DAY),
            ("text", "Dear customer,"),
        ];
        let both = maya.post("/until", &both).await;
        assert_eq!(both.status, "422 Unprocessable Entity");
        assert!(
            both.words()
                .contains("These cases speak several languages: English, Deutsch."),
            "{}",
            both.words()
        );

        // Lena writes while Maya chooses: she is left out, and named.
        desk.write(move |tx| {
            let case = cases::store::find(tx, lena)?.unwrap();
            let (person, at) = (case.person, case.since.plus(Duration::from_secs(9)));
            crate::events::store::record(
                tx,
                lena,
                at,
                crate::events::Actor::Person(person),
                &[(crate::events::Kind::Letter, crate::events::Ids::none())],
            )?;
            Ok(())
        })
        .await;
        let all = [
            ("case", one.as_str()),
            ("case", two.as_str()),
            ("case", three.as_str()),
            ("at", DAY),
        ];
        let sent = maya.post("/until", &all).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let after = maya.get(sent.location()).await;
        let said = after.words();
        assert!(said.contains("2 letters are written."), "{said}");
        assert!(said.contains("1 case was left out:"), "{said}");
        assert!(said.contains("somebody wrote since you chose it"), "{said}");
        assert_eq!(letters(&desk, lena).await.len(), 1);
        assert!(letters(&desk, ines).await[1].starts_with("If I hear nothing by"));
        assert!(
            letters(&desk, okafor).await[1].contains("als erledigt"),
            "in their language"
        );

        // One undo takes both back, and no draft of the desk's stays behind.
        let field = sent
            .location()
            .split("sent=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned();
        let back = maya.post("/until/undo", &[("sent", field.as_str())]).await;
        assert_eq!(back.location(), "/until?back=2&late=0");
        assert!(
            maya.get(back.location())
                .await
                .words()
                .contains("2 letters are taken back.")
        );
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM until WHERE ended_at IS NULL"))
                .await,
            0
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM draft")).await, 0);

        // Told again, the day closes what is open; "not yet?" stays.
        let again = [
            ("case", shown(&maya, ines).await),
            ("at", DAY.to_owned()),
            ("text", "Dear Ines,".to_owned()),
        ];
        let again: Vec<(&str, &str)> = again
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(maya.post("/until", &again).await.status, "303 See Other");
        assert!(
            letters(&desk, ines)
                .await
                .last()
                .unwrap()
                .starts_with("Dear Ines,\n\nIf I hear nothing by")
        );
        desk.advance(Duration::from_secs(30));
        let late = maya
            .post("/until/undo", &[("sent", &format!("{ines}-99999"))])
            .await;
        assert_eq!(late.location(), "/until?back=0&late=1");
        desk.advance(Duration::from_secs(5 * 86_400));
        let now = desk.now();
        desk.write(move |tx| Ok(cases::deeds::until_due(tx, now, 10)?))
            .await;
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let closed = state(&robin, ines).await;
        assert_eq!(closed["state"], "closed");
        assert_eq!(closed["needs"][0]["state"], "withdrawn");
        assert_eq!(state(&robin, okafor).await["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn what_a_batch_may_not_settle_is_named_and_left_as_it_is() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let promised = desk.case("Ines", "Where is my refund?").await;
        let told = json!({ "kind": "money", "text": "Your refund leaves by Monday.", "due": "2026-03-20T12:00:00Z", "told_how": "phone" });
        let told = robin.post_json(&format!("/api/v1/cases/{promised}/promises"), told).await;
        assert_eq!(told.status, "201 Created", "{}", told.text);
        let drafted = desk.case("Okafor", "Which colour?").await;
        let draft = json!({ "kind": "reply", "text": "Dear Okafor, half a", "version": 0 });
        maya.post_json(&format!("/cases/{drafted}/draft"), draft).await;
        let french = desk.case("Lena", "Quelle taille ?").await;
        desk.write(move |tx| {
            let speak = sql!("UPDATE cases SET language = $2 WHERE number = $1");
            tx.execute(speak, store::args![french, "fr"])?;
            Ok(())
        })
        .await;
        let closed = desk.case("Ann", "win a prize").await;
        maya.post(&format!("/cases/{closed}/closing"), &[("exemption", "spam")]).await;
        let body = json!({ "cases": [promised, drafted, french, closed, 9999], "until": "2026-03-10T12:00:00Z" });
        let batch = robin.post_json("/api/v1/until", body).await;
        assert_eq!(batch.status, "201 Created", "{}", batch.text);
        assert_eq!(
            batch.value(),
            json!({ "sent": [], "left_out": [
                { "case": promised, "why": "promised" }, { "case": drafted, "why": "draft" },
                { "case": french, "why": "language" }, { "case": closed, "why": "closed" },
                { "case": 9999, "why": "gone" }
            ] })
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'")).await, 0);
        let none = robin.post_json("/api/v1/until", json!({ "cases": [], "until": "2026-03-10T12:00:00Z" })).await;
        assert_eq!(none.status, "422 Unprocessable Entity");
        let ana = desk.sign_in("Ana", Role::Light).await;
        assert_eq!(ana.get("/until").await.status, "403 Forbidden");
    })
    .await;
}

/// How many cases are ticked on the page.
fn ticked(page: &str) -> usize {
    let boxes = page.split("name=\"case\"").skip(1);
    boxes
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| tag.ends_with(" checked"))
        .count()
}

/// Rows of a list, chosen without a script: the form leads to the page of
/// `/until` with those rows, and with what nobody was told named first.
#[tokio::test]
async fn rows_chosen_on_a_list_are_the_ones_that_are_asked_about() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let ines = desk.case("Ines", "Which size?").await;
        let okafor = desk.case("Okafor", "Which colour?").await;
        let lena = desk.case("Lena", "Which plug?").await;
        let today = maya.get("/today").await.text;
        for case in [ines, okafor, lena] {
            let row = format!(
                "name=\"case\" value=\"{case}\" form=\"chosen\" aria-labelledby=\"row-{case}\""
            );
            assert!(today.contains(&row), "{row}");
        }
        assert!(today.contains("id=\"chosen\" method=\"get\" action=\"/until\""));
        // Who may not act on cases is offered no choice, and nothing closed is chosen.
        let lucy = desk.sign_in("Lucy", Role::Light).await;
        assert!(!lucy.get("/today").await.text.contains("form=\"chosen\""));
        assert!(!maya.get("/closed").await.text.contains("id=\"chosen\""));
        assert!(
            !maya
                .get(&format!("/cases/{ines}"))
                .await
                .text
                .contains("id=\"chosen\"")
        );

        // Okafor's matter is settled, and nobody told him.
        let need = state(&maya, okafor).await["needs"][0]["id"].to_string();
        let met = maya
            .post(&format!("/cases/{okafor}/needs/{need}"), &[("act", "met")])
            .await;
        assert_eq!(met.status, "303 See Other");
        let page = maya
            .get(&format!(
                "/until?case={ines}&case={okafor}&case={okafor}&case=x"
            ))
            .await;
        let words = page.words();
        let (first, second) = (
            words.find("Okafor · Which colour?"),
            words.find("Ines · Which size?"),
        );
        assert!(first.is_some() && first < second, "{words}");
        assert!(
            words.contains("settled, not told: Which colour?") && !words.contains("Lena"),
            "{words}"
        );
        assert_eq!(
            page.text.matches("type=\"checkbox\" name=\"case\"").count(),
            2
        );
        assert_eq!(ticked(&page.text), 2);

        // A form that is refused shows the same rows, ticked as they were sent.
        let value = {
            let at = page
                .text
                .find(&format!("value=\"{ines}."))
                .expect("the case is on the page");
            page.text[at + 7..].split('"').next().unwrap().to_owned()
        };
        let of = format!("{okafor}.{ines}");
        let odd = maya
            .post(
                "/until",
                &[
                    ("of", of.as_str()),
                    ("case", value.as_str()),
                    ("at", "2026-02-30T09:00"),
                ],
            )
            .await;
        assert_eq!(odd.status, "422 Unprocessable Entity");
        assert!(
            odd.words().contains("Okafor · Which colour?"),
            "{}",
            odd.words()
        );
        assert_eq!(ticked(&odd.text), 1);
        let sent = maya
            .post(
                "/until",
                &[("of", of.as_str()), ("case", value.as_str()), ("at", DAY)],
            )
            .await;
        assert_eq!(sent.status, "303 See Other");
        assert_eq!(letters(&desk, ines).await.len(), 1);
        assert!(letters(&desk, okafor).await.is_empty());
    })
    .await;
}
