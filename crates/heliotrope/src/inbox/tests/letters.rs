//! Every letter of ours passes one gate: what goodwill writes, and what goes to
//! somebody aside, as well as what is typed in the editor.

use super::NOON;
use super::goodwill::{forty, giving};
use crate::apologies::rules::{Line, Policy};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;
use ::store::sql;

const LETTER: &str = "€30 are on their way to you.";
const ASK: [(&str, &str); 2] = [("until", "2026-03-06T12:00"), ("reply", LETTER)];

/// A case in which a letter speaks of a lawyer, and Maya asks for €30 in it.
struct World {
    desk: TestDesk,
    maya: Browser,
    jo: Browser,
    case: i64,
}

async fn asked(desk: TestDesk) -> World {
    let jo = desk.sign_in("Jo", Role::Lead).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let words = "I burnt my hand on your heater, my lawyer will write";
    let case = desk.case("Ines", words).await;
    forty(&desk, case).await;
    let sent = giving(&maya, case, "30", "ask", &ASK).await;
    assert_eq!(
        sent.location(),
        "/cases/2#write".replace('2', &case.to_string())
    );
    World {
        desk,
        maya,
        jo,
        case,
    }
}

impl World {
    /// The texts of ours that were sent, oldest first.
    async fn sent(&self) -> Vec<String> {
        let path = format!("/api/v1/cases/{}/messages", self.case);
        let all = self.maya.get(&path).await.value();
        let items = all["items"].as_array().unwrap();
        let ours = items.iter().filter(|m| m["kind"] == "reply");
        ours.map(|m| m["text"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn page(&self) -> String {
        self.maya
            .get(&format!("/cases/{}", self.case))
            .await
            .words()
    }

    async fn answer(&self, fields: &[(&str, &str)]) -> testing::Reply {
        let id = self.jo.get("/api/v1/goodwill/asks").await.value()["items"][0]["id"].to_string();
        self.jo.post(&format!("/asks/{id}"), fields).await
    }
}

#[tokio::test]
async fn under_facts_and_help_that_it_was_asked_waits_and_a_yes_sends_the_letter_alone() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        assert_eq!(w.sent().await, [""; 0], "it waits");
        let page = w.page().await;
        for part in [
            "Maya’s answer waits until Jo has looked at it",
            "I have asked; you will know by tomorrow 12:00.",
            "Maya asked for €30.",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        // Jo is who looks: with the yes she has looked at the letter, and what
        // was asked is no news any more.
        let yes = w.answer(&[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=sent");
        assert_eq!(w.sent().await, [LETTER]);
        let page = w.page().await;
        assert!(!page.contains("answer waits until Jo"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_no_or_a_withdrawal_takes_the_word_that_waits_along() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        let no = w
            .answer(&[("answer", "no"), ("reason", "Twice already.")])
            .await;
        assert_eq!(no.location(), "/asks?done=no");
        assert!(!w.page().await.contains("answer waits until Jo"));
        let page = w.maya.get(&format!("/cases/{}", w.case)).await;
        assert!(page.text.contains(&format!("\n{LETTER}</textarea>")));
        giving(&w.maya, w.case, "30", "ask", &ASK).await;
        assert!(w.page().await.contains("answer waits until Jo"));
        giving(&w.maya, w.case, "", "withdraw", &[]).await;
        assert!(!w.page().await.contains("answer waits until Jo"));
        assert_eq!(w.sent().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn that_it_was_asked_may_leave_first_and_the_letter_still_follows_the_yes() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        let go = [("act", "send")];
        let let_go =
            w.jo.post(&format!("/cases/{}/answers/1", w.case), &go)
                .await;
        assert_eq!(let_go.status, "303 See Other", "{}", let_go.words());
        let yes = w.answer(&[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=sent");
        let said = "I have asked; you will know by tomorrow 12:00.";
        assert_eq!(w.sent().await, [said, LETTER]);
    })
    .await;
}

#[tokio::test]
async fn the_letter_waits_for_whoever_is_named_although_a_lead_said_yes() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        let priya = w.desk.sign_in("Priya", Role::Admin).await;
        let (named, now) = (priya.agent, w.desk.now());
        w.desk
            .write(move |tx| {
                let line = Line {
                    mailbox: 1,
                    country: String::new(),
                    policy: Policy::FactsAndHelp,
                    agent: named,
                };
                Ok(crate::apologies::store::keep_line(
                    tx, &line, "agent:1", now,
                )?)
            })
            .await;
        let yes = w.answer(&[("answer", "yes")]).await;
        assert_eq!(yes.location(), "/asks?done=waits");
        let told = w.jo.get(yes.location()).await.words();
        assert!(
            told.contains(
                "The letter that waited leaves when the person named for it has looked at it."
            ),
            "{told}"
        );
        assert_eq!(w.sent().await, [""; 0]);
        let page = w.page().await;
        assert!(
            page.contains("Maya’s answer waits until Priya has looked at it"),
            "{page}"
        );
        let go = [("act", "send")];
        let let_go = priya
            .post(&format!("/cases/{}/answers/2", w.case), &go)
            .await;
        assert_eq!(let_go.status, "303 See Other", "{}", let_go.words());
        assert_eq!(w.sent().await, [LETTER]);
    })
    .await;
}

#[tokio::test]
async fn a_letter_with_a_gap_does_not_wait_for_a_yes() {
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "my note is lost").await;
        forty(&desk, case).await;
        let gap = [
            ("until", "2026-03-06T12:00"),
            ("reply", "Dear [name], €30 are yours."),
        ];
        let held = giving(&maya, case, "30", "ask", &gap).await;
        assert_eq!(held.status, "422 Unprocessable Entity", "{}", held.words());
        assert!(
            held.words()
                .contains("[name] is still open. Fill it in, or take it out."),
            "{}",
            held.words()
        );
        assert!(
            held.text
                .contains("\nDear [name], €30 are yours.</textarea>")
        );
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM goodwill_ask")).await,
            0
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM outbox")).await, 0);
        let robin = desk.program().await;
        let body = serde_json::json!({"amount": 3000, "currency": "EUR", "kind": "credit",
            "until": "2026-03-06T11:00:00Z", "reply": "Dear [name], €30 are yours."});
        let same = robin
            .post_json(&format!("/api/v1/cases/{case}/goodwill/asks"), body)
            .await;
        assert_eq!(same.status, "422 Unprocessable Entity");
        assert_eq!(same.value()["code"], "brackets");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_another_takes_the_place_of_is_its_writers_draft() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        let path = format!("/cases/{}/messages", w.case);
        let first = [("kind", "reply"), ("text", "How is your hand?")];
        w.maya.post(&path, &first).await;
        let second = [
            ("kind", "reply"),
            ("text", "The heater is on our recall page."),
        ];
        assert_eq!(w.maya.post(&path, &second).await.status, "303 See Other");
        let page = w.maya.get(&format!("/cases/{}", w.case)).await;
        assert!(page.text.contains("How is your hand?"), "{}", page.words());
        assert!(page.words().contains("The heater is on our recall page."));
        let waiting = sql!("SELECT COUNT(*) FROM waiting_answer WHERE ended_at IS NULL");
        assert_eq!(w.desk.count(waiting).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_letter_to_somebody_aside_does_not_leave_before_somebody_has_looked() {
    testing::each(NOON, async |desk| {
        let w = asked(desk).await;
        let people = format!("/cases/{}/people", w.case);
        let added = [
            ("act", "add"),
            ("address", "son@customer.example"),
            ("name", "Leo"),
            ("role", "affected"),
        ];
        let added = w.maya.post(&people, &added).await;
        assert_eq!(added.status, "303 See Other", "{}", added.words());
        let son = w
            .desk
            .read(|tx| {
                Ok(crate::people::store::by_address(
                    tx,
                    "son@customer.example",
                )?)
            })
            .await
            .unwrap()
            .to_string();
        let tell = [
            ("act", "tell"),
            ("person", son.as_str()),
            ("text", "Please do not use the heater."),
        ];
        let held = w.maya.post(&people, &tell).await;
        assert_eq!(held.status, "409 Conflict", "{}", held.words());
        assert!(
            held.words().contains(
                "Facts and help: Jo looks at letters of this case before they leave. \
                 Tick this person on your reply, so that both wait together."
            ),
            "{}",
            held.words()
        );
        assert!(held.text.contains("Please do not use the heater."));
        assert_eq!(w.sent().await, [""; 0]);
        // Whoever looks writes it at once.
        let sent = w.jo.post(&people, &tell).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    })
    .await;
}
