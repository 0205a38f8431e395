//! Causes at the page and by a program, and S1.5: everybody a mended cause
//! touched is told once.

mod careful;
mod daily;

use super::store::news;
use crate::cases;
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;
use std::time::Duration;
use store::sql;

const LETTER: &str = "You wrote to us about {matter}. The link stands on the receipt page now.";

fn text(words: String) -> &'static str {
    Box::leak(words.into_boxed_str())
}

/// Cases 1 to `n`, each of a person of its own who wrote about their order.
async fn cases(desk: &TestDesk, n: i64) -> Vec<i64> {
    let mut numbers = Vec::new();
    for at in 1..=n {
        let (name, words) = (
            text(format!("Person{at}")),
            text(format!("order {}", 8000 + at)),
        );
        numbers.push(desk.case(name, words).await);
    }
    numbers
}

async fn letter_in(desk: &TestDesk, case: i64) -> Vec<String> {
    desk.read(move |tx| {
        let all = crate::messages::store::of_case(tx, case)?;
        let replies = all
            .into_iter()
            .filter(|m| m.kind == crate::messages::Kind::Reply);
        Ok(replies.map(|m| m.words).collect())
    })
    .await
}

/// The customer opens their need again on their own page.
async fn not_yet(desk: &TestDesk, case: i64) {
    let (token, need) = desk
        .write(move |tx| {
            let found = cases::store::find(tx, case)?.unwrap();
            let now = found.opened_at;
            let token = cases::store::link(tx, case, found.person, now)?;
            Ok((token, crate::needs::store::of_case(tx, case)?[0].id))
        })
        .await;
    let pressed = desk
        .visitor()
        .post(
            &format!("/c/{token}/not-yet"),
            &[("need", &need.to_string())],
        )
        .await;
    assert_eq!(pressed.status, "303 See Other");
}

async fn set(maya: &Browser, case: i64, cause: &str) -> String {
    maya.post(&format!("/cases/{case}/causes"), &[("cause", cause)])
        .await
        .status
}

#[tokio::test]
async fn s1_5_everybody_a_mended_cause_touched_is_told_of_their_own_order() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let numbers = cases(&desk, 212).await;
        assert_eq!(
            set(&jo, numbers[0], "no link on receipt page").await,
            "303 See Other"
        );
        for case in &numbers[1..] {
            // The first letters are enough once it is known.
            assert_eq!(set(&jo, *case, "rec").await, "303 See Other");
        }
        let (closed, waiting) = (numbers[1], numbers[2]);
        for case in [closed, waiting] {
            let fields = [
                ("kind", "reply"),
                ("text", "Here is the link."),
                ("close", "true"),
            ];
            let sent = jo.post(&format!("/cases/{case}/messages"), &fields).await;
            assert_eq!(sent.status, "303 See Other");
        }
        not_yet(&desk, waiting).await;

        let early = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(early.status, "409 Conflict");
        assert!(
            early
                .words()
                .contains("This cause is not mended yet, so there is nothing to tell.")
        );
        let mended = jo.post("/causes/1", &[("fixed", "yes")]).await;
        assert_eq!(mended.location(), "/causes/1#news");
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("212 cases of 212 people"), "{page}");
        assert!(page.contains("Tell 212 people"), "{page}");

        // Taken back in the undo time: nothing has left.
        assert_eq!(
            jo.post("/causes/1/news", &[("text", LETTER)]).await.status,
            "303 See Other"
        );
        let twice = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(twice.status, "409 Conflict");
        assert!(
            twice
                .words()
                .contains("This letter is on its way already. Nothing was sent twice.")
        );
        jo.post("/causes/1/news/stop", &[]).await;
        desk.advance(Duration::from_secs(30));
        cases::worker::tell(&desk.desk).await.unwrap();
        assert!(
            jo.get("/causes/1")
                .await
                .words()
                .contains("Taken back before anything left")
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM cause_told")).await, 0);

        // Sent, with a restart in the middle.
        jo.post("/causes/1/news", &[("text", LETTER)]).await;
        desk.advance(Duration::from_secs(20));
        let now = desk.now();
        for _ in 0..3 {
            let more = desk
                .write(move |tx| cases::deeds::tell_next(tx, false, 20, now))
                .await;
            assert!(more);
        }
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM cause_told")).await,
            60
        );
        assert!(
            jo.get("/causes/1")
                .await
                .words()
                .contains("60 of 212 are written.")
        );
        let desk = desk.restarted();
        cases::worker::tell(&desk.desk).await.unwrap();
        cases::worker::tell(&desk.desk).await.unwrap();
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("212 people were told,"), "{page}");
        assert!(
            page.contains("Everybody it touched has been told."),
            "{page}"
        );
        let letters =
            sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply' AND state = 'waiting'");
        assert_eq!(
            desk.count(letters).await,
            214,
            "212 and the two answers before"
        );

        for (at, case) in numbers.iter().enumerate() {
            let own = letter_in(&desk, *case).await;
            let about = format!(
                "You wrote to us about “order {}”. The link stands on the receipt page now.",
                8001 + at
            );
            assert_eq!(own.last(), Some(&about));
        }
        let state = jo.get(&format!("/api/v1/cases/{waiting}")).await.value();
        assert_eq!(
            (&state["state"], &state["turn"]),
            (&json!("open"), &json!("us"))
        );
        assert_eq!(state["needs"][0]["state"], "open");
        let state = jo.get(&format!("/api/v1/cases/{closed}")).await.value();
        assert_eq!(state["state"], "closed");
        let again = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(again.status, "409 Conflict");
        assert!(
            again
                .words()
                .contains("Everybody it touched has been told. Nothing was sent.")
        );
    })
    .await;
}

#[tokio::test]
async fn a_person_with_two_cases_reads_it_once_and_finds_both_in_it() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let first = desk.case("Ines", "order 8841").await;
        let second = desk.case("Ines", "Re: order 9002").await;
        for case in [first, second] {
            set(&jo, case, "late courier").await;
        }
        jo.post("/causes/1", &[("fixed", "yes")]).await;
        assert!(jo.get("/causes/1").await.words().contains("Tell 1 person"));
        jo.post("/causes/1/news", &[("text", LETTER)]).await;
        desk.advance(Duration::from_secs(20));
        cases::worker::tell(&desk.desk).await.unwrap();
        assert!(letter_in(&desk, first).await[0].contains("“order 8841”, “Re: order 9002”"));
        assert_eq!(letter_in(&desk, second).await.len(), 0);
        let states = desk.read(|tx| Ok(news::progress(tx, 1, 9)?)).await;
        assert_eq!((states.sent, states.joined), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn each_reads_it_in_their_language_and_a_language_without_a_text_is_held() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let numbers = cases(&desk, 4).await;
        for case in &numbers {
            set(&jo, *case, "late courier").await;
        }
        let (german, french) = (numbers[1], numbers[2]);
        desk.write(move |tx| {
            let speak = sql!("UPDATE cases SET language = $2 WHERE number = $1");
            tx.execute(speak, store::args![german, "de-AT"])?;
            tx.execute(speak, store::args![french, "fr"])?;
            Ok(())
        })
        .await;
        jo.post("/causes/1", &[("fixed", "yes")]).await;
        let page = jo.get("/causes/1").await.words();
        for part in [
            "The letter in English, to 2 people",
            "The letter in Deutsch, to 1 person",
            "The letter in fr, to 1 person",
            "Tell 4 people",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        // One text for several languages goes to nobody, and comes back.
        let one = jo.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(one.status, "422 Unprocessable Entity");
        let said = one.words();
        assert!(
            said.contains("write in several languages: en, de, fr."),
            "{said}"
        );
        assert!(
            said.contains("The link stands on the receipt page now."),
            "{said}"
        );
        let german_words =
            "Sie schrieben uns wegen {matter}. Der Link steht jetzt auf der Quittung.";
        let texts = [
            ("language", "en"),
            ("text", LETTER),
            ("language", "de"),
            ("text", german_words),
            ("language", "fr"),
            ("text", " "),
        ];
        let told = jo.post("/causes/1/news", &texts).await;
        assert_eq!(told.status, "303 See Other", "{}", told.words());
        desk.advance(Duration::from_secs(20));
        cases::worker::tell(&desk.desk).await.unwrap();
        assert_eq!(
            letter_in(&desk, german).await,
            ["Sie schrieben uns wegen „order 8002“. Der Link steht jetzt auf der Quittung."]
        );
        assert_eq!(
            letter_in(&desk, french).await.len(),
            0,
            "never in another language"
        );
        let page = jo.get("/causes/1").await.words();
        assert!(page.contains("3 people were told,"), "{page}");
        assert!(
            page.contains(&format!(
                "#{french} : held: there is no letter in its language yet"
            )) || page.contains(&format!(
                "#{french}: held: there is no letter in its language yet"
            )),
            "{page}"
        );
        let cause = jo.get("/api/v1/causes/1").await.value();
        assert_eq!(
            cause["languages"],
            json!([{ "language": "fr", "people": 1 }])
        );
        assert_eq!(cause["news"]["kept_aside"], json!([french]));
        // Written later, it goes to who was held, and to nobody twice.
        let robin = desk.program_of(jo.agent.unwrap()).await;
        let later = json!({ "texts": { "fr": "Vous nous avez écrit : {matter}. C'est réparé." } });
        let later = robin.post_json("/api/v1/causes/1/news", later).await;
        assert_eq!(later.status, "201 Created", "{}", later.text);
        cases::worker::tell(&desk.desk).await.unwrap();
        assert_eq!(
            letter_in(&desk, french).await,
            ["Vous nous avez écrit : “order 8003”. C'est réparé."]
        );
        assert_eq!(letter_in(&desk, german).await.len(), 1);
        let page = jo.get("/causes/1").await.words();
        assert!(
            page.contains("Everybody it touched has been told."),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_cause_without_an_owner_asks_whoever_is_on_duty_and_never_nobody() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jonas = desk.sign_in("Jonas", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk.case("Ines", "You charged me twice").await;
        let (leads, now) = (jonas.agent.unwrap(), desk.now());
        let team = desk
            .write(move |tx| {
                let team = crate::teams::store::add(tx, "Web", now)?;
                crate::teams::store::set_members(tx, team, &[(leads, true)])?;
                Ok(team)
            })
            .await;
        let path = format!("/api/v1/cases/{case}");
        let robin = desk.program_of(maya.agent.unwrap()).await;
        robin.patch_json(&path, json!({ "team": team })).await;
        set(&maya, case, "double charge").await;

        // The team of its first case: who leads it is asked, nobody else.
        let asked = async |browser: &Browser| {
            let list = browser.get("/api/v1/causes/asked").await.value()["items"].clone();
            let one = |item: &serde_json::Value| item["asks"].as_str().unwrap().to_owned();
            list.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(asked(&jonas).await, ["owner"]);
        assert!(asked(&maya).await.is_empty() && asked(&jo).await.is_empty());
        let page = jonas.get("/causes").await.words();
        assert!(page.contains("Asked of you double charge Nobody looks after it."), "{page}");
        assert!(!maya.get("/causes").await.words().contains("Asked of you"));
        let page = maya.get("/causes/1").await.words();
        assert!(page.contains("Jonas is asked about it now."), "{page}");

        // Maya looks after it and is asked what changes; while she is away the team is.
        let owner = maya.agent.unwrap().to_string();
        maya.post("/causes/1", &[("owner", owner.as_str())]).await;
        maya.post("/causes/1/changes", &[("state", "asked")]).await;
        assert_eq!(asked(&maya).await, ["change"]);
        assert!(asked(&jonas).await.is_empty());
        robin.post_json("/api/v1/agents/me/away", json!({})).await;
        assert!(asked(&maya).await.is_empty());
        assert_eq!(asked(&jonas).await, ["change"]);
        robin.delete("/api/v1/agents/me/away").await;

        // Planned by nobody, then late, then done.
        let planned = json!({ "text": "One press, one charge", "due": "2026-03-06T12:00:00Z", "owner": owner.parse::<i64>().unwrap() });
        let change = robin.post_json("/api/v1/causes/1/changes", planned).await.value();
        assert!(asked(&maya).await.is_empty());
        desk.advance(Duration::from_secs(3 * 86_400));
        let maya = desk.browser_of(maya.agent.unwrap()).await;
        assert_eq!(asked(&maya).await, ["overdue"]);
        // Whoever leaves for good leaves nothing to nobody.
        let gone = owner.parse::<i64>().unwrap();
        desk.write(move |tx| Ok(tx.execute(sql!("UPDATE agent SET disabled_at = 1 WHERE id = $1"), store::args![gone])?))
            .await;
        let jonas = desk.browser_of(leads).await;
        assert_eq!(asked(&jonas).await, ["owner", "overdue"]);
        let done = json!({ "text": "One press, one charge", "state": "done" });
        let robin = desk.program_of(leads).await;
        robin.patch_json(&format!("/api/v1/changes/{}", change["id"]), done).await;
        robin.patch_json("/api/v1/causes/1", json!({ "owner": leads, "team": null })).await;
        assert!(asked(&jonas).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_cause_is_set_by_a_few_letters_and_names_a_thing() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        desk.agent("Jonas", Role::Agent).await;
        let case = desk.case("Ines", "You charged me twice").await;
        let path = format!("/cases/{case}/causes");
        let says = async |cause: &str| {
            let reply = maya.post(&path, &[("cause", cause)]).await;
            (reply.status.clone(), reply.words())
        };
        let (status, words) = says("Jonas forgot it").await;
        assert_eq!(status, "422 Unprocessable Entity");
        assert!(
            words.contains(
                "Jonas works here. A cause names the thing that went wrong, not a person."
            )
        );
        let (_, words) = says("dou").await;
        assert!(
            words.contains("No cause begins with “dou”. Write its whole name to make a new one.")
        );
        assert_eq!(says("double charge").await.0, "303 See Other");
        assert_eq!(says("double entry").await.0, "303 See Other");
        let (status, words) = says("dou").await;
        assert_eq!(status, "422 Unprocessable Entity");
        assert!(words.contains(
            "Several causes begin with “dou”: double charge, double entry. Write one of them out."
        ));
        maya.post(&path, &[("not", "2")]).await;
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("double charge") && !page.contains("double entry"),
            "{page}"
        );

        let ana = desk.sign_in("Ana", Role::Light).await;
        assert_eq!(
            ana.post(&path, &[("cause", "double charge")]).await.status,
            "403 Forbidden"
        );
        let news = maya.post("/causes/1/news", &[("text", LETTER)]).await;
        assert_eq!(
            news.status, "403 Forbidden",
            "only a lead writes to everybody"
        );
    })
    .await;
}

#[tokio::test]
async fn what_changes_is_asked_for_and_answered_in_one_row() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        maya.post("/causes", &[("name", "late courier")]).await;
        maya.post("/causes/1", &[("owner", &maya.agent.unwrap().to_string())])
            .await;
        maya.post("/causes/1/changes", &[("state", "asked")]).await;
        assert!(
            maya.get("/causes")
                .await
                .words()
                .contains("asked for, not known yet")
        );
        let empty = maya
            .post("/causes/1/changes", &[("state", "planned"), ("text", " ")])
            .await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
        assert!(empty.words().contains("Write what changes."));
        let day = [
            ("state", "planned"),
            ("text", "Another courier"),
            ("due", "30 February"),
        ];
        let odd = maya.post("/causes/1/changes", &day).await;
        assert!(
            odd.words()
                .contains("This day could not be understood. Write it as 2026-11-30.")
        );
        assert!(
            odd.text.contains("Another courier"),
            "what was typed is still there"
        );
        let day = [
            ("state", "planned"),
            ("text", "Another courier"),
            ("due", "2026-05-12"),
        ];
        maya.post("/causes/1/changes", &day).await;
        let cause = maya.get("/api/v1/causes/1").await.value();
        assert_eq!(cause["changes"].as_array().unwrap().len(), 1);
        assert_eq!(cause["changes"][0]["state"], "planned");
        assert_eq!(cause["changes"][0]["due"], "2026-05-12T21:59:00Z");
    })
    .await;
}
