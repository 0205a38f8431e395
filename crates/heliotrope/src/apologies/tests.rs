//! S2.1 to S2.4 at the page, and what stands beside them.

mod sums;

use crate::cases;
use crate::restitution;
use crate::team::Role;
use crate::testing::{self, Browser, Reply, TestDesk};
use serde_json::json;
use std::time::Duration;
use store::sql;

const DAY: Duration = Duration::from_secs(86_400);

async fn answer(maya: &Browser, case: i64, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![
        ("kind", "reply"),
        ("drafted", "1"),
        ("then", "stay"),
        ("close", "false"),
    ];
    all.extend(fields);
    maya.post(&format!("/cases/{case}/messages"), &all).await
}

async fn apologies(desk: &TestDesk, case: i64) -> Vec<super::store::Apology> {
    desk.read(move |tx| Ok(super::store::of_case(tx, case)?))
        .await
}

#[tokio::test]
async fn s2_1_an_apology_is_marked_and_its_repair_draws_on_no_goodwill() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let budget = json!({"scope": "house", "period": "year", "limit": 9000, "currency": "EUR"});
        let jo = desk.sign_in("Jo", Role::Lead).await;
        jo.post_json("/api/v1/goodwill/budgets", budget).await;
        let before = desk.case("Okafor", "the parcel is wet").await;
        maya.post(&format!("/cases/{before}/causes"), &[("cause", "double charge")]).await;
        let case = desk.case("Ines", "You charged me twice for invoice 7730").await;

        let margin = maya.get(&format!("/cases/{case}?sorry=1&fault=ours&cause=dou")).await.words();
        for question in [
            "Whose was it?",
            "What did we do?",
            "What will you put right?",
            "What went wrong, in one line?",
            "How is it for them?",
            "What has changed?",
            "Forgiveness is off",
            "no apology yet",
        ] {
            assert!(margin.contains(question), "{question} in {margin}");
        }
        assert!(!margin.to_lowercase().contains("sorry for"), "no sentence is offered: {margin}");

        let words = "We charged your card twice on 4 May. That was our error, made when our payment page retried. \
                     €59 went back to you this morning";
        let sent = answer(&maya, case, &[
            ("text", words),
            ("sorry", "1"),
            ("fault", "ours"),
            ("sorry_cause", "dou"),
            ("part", "responsibility"),
            ("part", "explanation"),
            ("repair", "give"),
            ("amount", "59"),
        ])
        .await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());

        let list = maya.get(&format!("/api/v1/cases/{case}/apologies")).await.value();
        assert_eq!(list["items"][0]["fault"], "ours");
        assert_eq!(list["items"][0]["parts"], json!(["responsibility", "restitution", "explanation"]));
        let given = desk.read(move |tx| Ok(restitution::store::of_case(tx, case)?)).await;
        assert_eq!(given.len(), 1);
        let amount = given[0].amount.map(|m| (m.minor, m.currency.code()));
        assert_eq!((given[0].state, amount), (restitution::State::Given, Some((5900, "EUR"))));
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM goodwill")).await, 0);
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(page.text.contains("Apologised: a letter said so"));
        let cause = maya.get("/api/v1/causes/1").await.value();
        assert_eq!((&cause["cases"], &cause["apologised_to"]), (&json!(2), &json!(1)));

        // Undo takes all of it back with the letter.
        let message = list["items"][0]["message"].to_string();
        maya.post(&format!("/cases/{case}/messages/{message}/undo"), &[]).await;
        assert_eq!(apologies(&desk, case).await, []);
        let left = desk.read(move |tx| Ok(restitution::store::of_case(tx, case)?)).await;
        assert_eq!(left, []);
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(page.text.contains("Apology: none was made"));
        assert_eq!(maya.get("/api/v1/causes/1").await.value()["apologised_to"], 0);
    })
    .await;
}

const MARKED: [(&str, &str); 5] = [
    ("text", "We sent it with the wrong courier."),
    ("sorry", "1"),
    ("fault", "ours"),
    ("sorry_cause", "late courier"),
    ("part", "responsibility"),
];

#[tokio::test]
async fn s2_2_the_second_apology_for_one_cause_stops_once_with_four_ways_on() {
    testing::each("2026-05-03T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let first = desk.case("Ines", "The parcel is late").await;
        assert_eq!(answer(&maya, first, &MARKED).await.status, "303 See Other");
        desk.advance(DAY * 17);
        let second = desk.case("Ines", "Late again").await;

        let stop =
            "Words were used up on 3 May. Choose: repair · call · tell what changed · send anyway.";
        let margin = maya
            .get(&format!("/cases/{second}?sorry=1&fault=ours&cause=late"))
            .await;
        assert!(margin.words().contains(stop), "{}", margin.words());
        let refused = answer(&maya, second, &MARKED).await;
        assert_eq!(refused.status, "409 Conflict");
        assert!(refused.words().contains(stop));
        assert!(
            refused.text.contains("We sent it with the wrong courier."),
            "the words are still there"
        );
        assert_eq!(apologies(&desk, second).await, []);

        // "Call" leads to the box where what was said is written down, and telling
        // by phone marks no apology.
        let way = format!("href=\"/cases/{second}?called=1#write\"");
        assert!(refused.text.contains(&way), "{}", refused.words());
        let called = maya.get(&format!("/cases/{second}?called=1")).await;
        assert!(
            called
                .text
                .contains("id=\"write-call\" type=\"radio\" name=\"write\" checked"),
            "{}",
            called.words()
        );
        let need = maya.get(&format!("/api/v1/cases/{second}")).await.value()["needs"][0]["id"]
            .to_string();
        let call = [
            ("kind", "call"),
            ("rang", "we"),
            ("text", "She wants to hear before it is late again."),
            ("settles", need.as_str()),
        ];
        let done = maya.post(&format!("/cases/{second}/messages"), &call).await;
        assert_eq!(done.status, "303 See Other", "{}", done.words());
        let heard = maya.get(&format!("/api/v1/cases/{second}")).await.value();
        assert_eq!(heard["needs"][0]["told"], true);
        assert_eq!(apologies(&desk, second).await, []);

        // "Tell what changed": nobody knows yet, so whoever looks after it is asked for a date.
        let path = format!("/cases/{second}/sorry");
        let asked = maya
            .post(&path, &[("act", "changed"), ("cause", "late courier")])
            .await;
        assert_eq!(asked.location(), "/causes/1#changes");
        assert!(
            maya.get("/causes/1")
                .await
                .words()
                .contains("asked for, not known yet")
        );

        // "Repair" is such a way, and so is "send anyway".
        let mut repaired = MARKED.to_vec();
        repaired.push(("repair", "give"));
        assert_eq!(
            answer(&maya, second, &repaired).await.status,
            "303 See Other"
        );
        let third = desk.case("Ines", "And again").await;
        let mut anyway = MARKED.to_vec();
        anyway.push(("again", "anyway"));
        assert_eq!(answer(&maya, third, &anyway).await.status, "303 See Other");
        // Somebody else has not read it yet.
        let other = desk.case("Okafor", "The parcel is late").await;
        assert_eq!(answer(&maya, other, &MARKED).await.status, "303 See Other");

        let api = json!({"kind": "reply", "text": "Late.", "apology":
            {"fault": "ours", "cause": "late courier", "parts": ["regret"]}});
        let robin = desk.program().await;
        let refused = robin
            .post_json(&format!("/api/v1/cases/{third}/messages"), api)
            .await;
        assert_eq!(refused.status, "409 Conflict");
        assert_eq!(refused.value()["code"], "used-up");
        assert_eq!(
            refused.value()["ways"],
            json!(["repair", "call", "tell_what_changed", "anyway"])
        );
    })
    .await;
}

#[tokio::test]
async fn s2_3_facts_and_help_waits_for_the_lead_and_marks_nothing() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk
            .case(
                "Ines",
                "I burnt my hand on your heater, my lawyer will write",
            )
            .await;
        let page = maya.get(&format!("/cases/{case}?sorry=1")).await.words();
        assert!(
            page.contains("This speaks of an injury, a lawyer, an insurer or lost data."),
            "{page}"
        );
        assert!(
            page.contains("Facts and help: Jo looks at this answer before it leaves"),
            "{page}"
        );
        assert!(
            page.contains("How is Ines?") && !page.contains("What did we do?"),
            "{page}"
        );

        let marked = answer(&maya, case, &MARKED).await;
        assert_eq!(marked.status, "422 Unprocessable Entity");
        assert!(
            marked
                .words()
                .contains("no part of an apology can be marked"),
            "{}",
            marked.words()
        );

        let words = "How is your hand? The heater is on our recall page. Jonas is there for you.";
        assert_eq!(
            answer(&maya, case, &[("text", words)]).await.status,
            "303 See Other"
        );
        let letters = sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'");
        assert_eq!(desk.count(letters).await, 0, "it waits");
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(
            page.contains("Maya’s answer waits until Jo has looked at it"),
            "{page}"
        );
        assert_eq!(apologies(&desk, case).await, []);
        let own = maya
            .post(&format!("/cases/{case}/answers/1"), &[("act", "send")])
            .await;
        assert_eq!(own.status, "403 Forbidden");

        // Back with a word of why, written anew, and let go.
        let back = [("act", "back"), ("why", "Name the page, please.")];
        jo.post(&format!("/cases/{case}/answers/1"), &back).await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(page.text.contains(words), "it is her draft again");
        assert!(page.words().contains("Name the page, please."));
        assert_eq!(
            answer(&maya, case, &[("text", words)]).await.status,
            "303 See Other"
        );
        let let_go = jo
            .post(&format!("/cases/{case}/answers/2"), &[("act", "send")])
            .await;
        assert_eq!(let_go.status, "303 See Other");
        assert_eq!(desk.count(letters).await, 1);
        let twice = jo
            .post(&format!("/cases/{case}/answers/2"), &[("act", "send")])
            .await;
        assert_eq!(twice.status, "409 Conflict");
        assert!(
            twice
                .words()
                .contains("Somebody has looked at this answer already.")
        );

        // It is not about that after all: the next answer leaves as always.
        maya.post(
            &format!("/cases/{case}/sorry"),
            &[("act", "not_about_that")],
        )
        .await;
        assert_eq!(
            answer(&maya, case, &[("text", "Yes, Friday.")])
                .await
                .status,
            "303 See Other"
        );
        assert_eq!(desk.count(letters).await, 2);
    })
    .await;
}

#[tokio::test]
async fn s2_4_a_hollow_phrase_is_named_and_nothing_is_blocked() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let text = "We apologise for any inconvenience this may have caused. As stated in our terms, we do not pay.";
        let path = format!("/cases/{case}/draft");
        let body = json!({"kind": "reply", "text": text, "version": 0});
        let kept = maya.post_json(&path, body).await.value();
        assert_eq!(kept["hints"], json!([
            {"phrase": "any inconvenience", "says": "name what happened"},
            {"phrase": "As stated in our terms", "says": "right, and now?"},
        ]));
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("any inconvenience: name what happened"), "{page}");
        assert_eq!(answer(&maya, case, &[("text", text)]).await.status, "303 See Other");

        let jo = desk.sign_in("Jo", Role::Lead).await;
        let off = jo.post("/settings/words/hollow/en", &[("act", "off")]).await;
        assert_eq!(off.status, "303 See Other", "{}", off.words());
        let body = json!({"kind": "reply", "text": text, "version": 0});
        let kept = maya.post_json(&path, body).await.value();
        assert_eq!(kept["hints"].as_array().unwrap().len(), 1, "{kept}");
    })
    .await;
}

#[tokio::test]
async fn what_is_offered_is_taken_by_one_press_on_their_page() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let mut offer = MARKED.to_vec();
        offer.extend([("repair", "ask"), ("amount", "15 EUR")]);
        assert_eq!(answer(&maya, case, &offer).await.status, "303 See Other");
        let token = desk
            .write(move |tx| {
                let found = cases::store::find(tx, case)?.unwrap();
                Ok(cases::store::link(tx, case, found.person, found.opened_at)?)
            })
            .await;
        let visitor = desk.visitor();
        let page = visitor.get(&format!("/c/{token}")).await.words();
        assert!(
            page.contains("What would make it right? We offer €15. That is right"),
            "{page}"
        );
        let taken = visitor
            .post(&format!("/c/{token}/offer"), &[("offer", "1")])
            .await;
        assert_eq!(taken.status, "303 See Other");
        let page = visitor.get(taken.location()).await.words();
        assert!(
            page.contains("You took our offer. We put it right and write to you."),
            "{page}"
        );
        assert!(!page.contains("What would make it right?"));
        let state = maya.get(&format!("/api/v1/cases/{case}")).await.value();
        assert_eq!(state["turn"], "us");
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Ines took what we offered"), "{page}");
        assert!(page.contains("€15 they took it, not given yet"), "{page}");
        maya.post(
            &format!("/cases/{case}/sorry"),
            &[("act", "given"), ("owed", "1")],
        )
        .await;
        assert!(
            maya.get(&format!("/cases/{case}"))
                .await
                .words()
                .contains("€15 given")
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_every_word_is_kept() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let says = async |change: &[(&str, &str)]| {
            let mut fields: Vec<_> = MARKED.to_vec();
            for (name, value) in change {
                fields.retain(|(known, _)| known != name);
                fields.push((name, value));
            }
            let reply = answer(&maya, case, &fields).await;
            assert!(
                reply.text.contains("We sent it with the wrong courier."),
                "the words are kept"
            );
            (reply.status.clone(), reply.words())
        };
        for (change, said) in [
            (
                &[("fault", "")][..],
                "Say whose it was: ours, shared, not ours or unknown.",
            ),
            (
                &[("fault", "not_ours")],
                "What was not ours has no responsibility to take.",
            ),
            (
                &[("part", "repentance")],
                "Say what changes: link a change that somebody looks after",
            ),
            (
                &[("repair", "give"), ("amount", "-5")],
                "The amount is below 0. Say it without a minus.",
            ),
            (
                &[("repair", "give"), ("amount", "ten")],
                "This is no amount. Write it like 15 or 15.50.",
            ),
            (&[("sorry_cause", "Maya forgot it")], "Maya works here."),
        ] {
            let (status, words) = says(change).await;
            assert_eq!(status, "422 Unprocessable Entity", "{change:?}");
            assert!(words.contains(said), "{said} in {words}");
        }
        assert_eq!(apologies(&desk, case).await, []);
        let unknown = [("part", "repentance"), ("change", "unknown")];
        let mut fields = MARKED.to_vec();
        fields.extend(unknown);
        assert_eq!(answer(&maya, case, &fields).await.status, "303 See Other");
    })
    .await;
}

#[tokio::test]
async fn a_policy_holds_for_a_mailbox_and_a_country() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk.case("Ines", "The parcel is wet").await;
        let wrong = [
            ("mailbox", "1"),
            ("country", "Utopia"),
            ("policy", "facts_and_help"),
        ];
        let refused = jo.post("/settings/apologies", &wrong).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(
            refused
                .words()
                .contains("A country is two letters, such as US.")
        );
        let line = [
            ("mailbox", "1"),
            ("country", ""),
            ("policy", "facts_and_help"),
        ];
        assert_eq!(
            jo.post("/settings/apologies", &line).await.status,
            "303 See Other"
        );
        assert!(
            jo.get("/settings/apologies")
                .await
                .words()
                .contains("Every country: facts and help · the lead on duty looks first")
        );
        assert_eq!(
            answer(&maya, case, &[("text", "It dries.")]).await.status,
            "303 See Other"
        );
        let letters = sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'");
        assert_eq!(desk.count(letters).await, 0);
        // A lead's own answer leaves: nobody else has to look.
        assert_eq!(
            answer(&jo, case, &[("text", "It dries.")]).await.status,
            "303 See Other"
        );
        assert_eq!(desk.count(letters).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_policy_of_one_country_holds_there_alone_however_it_is_written() {
    testing::each("2026-05-05T09:00:00Z", async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let here = desk.case("Ines", "The parcel is wet").await;
        let nigel = json!({
            "from": {"address": "nigel@press.co.uk", "name": "Nigel"},
            "subject": "The parcel is wet",
            "text": "The parcel is wet",
        });
        let there = desk.program().await.post_json("/api/v1/cases", nigel).await;
        let there = there.value()["number"].as_i64().unwrap();
        let line = |policy| [("mailbox", "1"), ("country", " uk "), ("policy", policy)];
        jo.post("/settings/apologies", &line("facts_and_help"))
            .await;
        let settings = jo.get("/settings/apologies").await.words();
        assert!(settings.contains("GB: facts and help"), "{settings}");

        let letters = sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'");
        let dries = [("text", "It dries.")];
        assert_eq!(answer(&maya, there, &dries).await.status, "303 See Other");
        assert_eq!(desk.count(letters).await, 0, "it waits for who looks");
        assert_eq!(answer(&maya, here, &dries).await.status, "303 See Other");
        assert_eq!(desk.count(letters).await, 1);

        jo.post("/settings/apologies", &line("drop")).await;
        let settings = jo.get("/settings/apologies").await.words();
        assert!(!settings.contains("GB: facts and help"), "{settings}");
    })
    .await;
}
