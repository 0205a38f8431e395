//! The honest no at its doors: page, API, letter and the customer's page.

mod drafts;
mod map;
mod ways;

use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use serde_json::{Value, json};
use std::time::Duration;

const NOON: &str = "2026-03-05T11:00:00Z";

/// Keeps a trade-off by the API and gives its id.
async fn tradeoff(program: &Browser, more: Value) -> i64 {
    let mut new = json!({ "owner": program.agent, "review_on": "2027-03-05", "decided": 1 });
    for (name, value) in more.as_object().unwrap() {
        new[name] = value.clone();
    }
    let kept = program.post_json("/api/v1/tradeoffs", new).await;
    assert_eq!(kept.status, "201 Created", "{}", kept.text);
    kept.value()["id"].as_i64().unwrap()
}

async fn case_of(browser: &Browser, case: i64) -> Value {
    browser.get(&format!("/api/v1/cases/{case}")).await.value()
}

/// The value of a field of the page, as a browser would send it.
fn field(page: &Reply, name: &str) -> String {
    let (_, rest) = page
        .text
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name} in {}", page.text));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// What stands in the box of the reply.
fn letter(page: &Reply) -> String {
    let (_, rest) = page.text.split_once("id=\"reply\"").expect("a reply form");
    let (_, rest) = rest.split_once("\n").expect("its words");
    let text = rest.split("</textarea>").next().unwrap_or_default();
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// The link to the customer's page, made as a letter makes it.
async fn link(desk: &TestDesk, case: i64, address: &'static str) -> String {
    let now = desk.now();
    let token = desk
        .write(move |tx| {
            let person = crate::people::store::by_address(tx, address)?.unwrap();
            Ok(crate::cases::store::link(tx, case, person, now)?)
        })
        .await;
    format!("/c/{token}")
}

#[tokio::test]
async fn s4_1_three_letters_write_the_no_and_its_letter_tells_it() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let third = json!({
            "title": "Another person would have to act", "reason": "third_party_decides",
            "we_are_bad_at": "We cannot make another person act",
            "possible_instead": ["secure your own login", "export your data",
                "open a dispute with the registrar; here is how"],
        });
        let third = tradeoff(&robin, third).await;
        let case = desk
            .case("Ines", "Make my former partner hand over the domain")
            .await;
        let need = case_of(&maya, case).await["needs"][0]["id"].clone();
        // `d`: the link in the line of the need. Then three letters.
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(page.text.contains(&format!("href=\"/cases/{case}?no={need}#no-ask\"")));
        let found = maya.get(&format!("/cases/{case}?no={need}&q=thi")).await;
        assert!(found.words().contains("An honest no to “Make my former partner hand over the domain”"));
        assert_eq!(field(&found, "no_tradeoff"), third.to_string());
        assert!(found.text.contains("<option value=\"third_party_decides\" selected>"));
        // Without a script Enter comes before the letters were looked up: they are then.
        let path = format!("/cases/{case}/needs/{need}/no");
        let enter = [("no_act", "draft"), ("no_q", "thi"), ("no_for", ""), ("text", "Dear Ines,")];
        let looked = maya.post(&path, &enter).await;
        assert_eq!(looked.location(), format!("/cases/{case}?no={need}&q=thi#no-ask"));
        let id = third.to_string();
        let enter = [
            ("no_act", "draft"),
            ("no_q", "thi"),
            ("no_for", "thi"),
            ("no_tradeoff", id.as_str()),
            ("no_look", "14"),
            ("text", "Dear Ines,"),
        ];
        let put = maya.post(&path, &enter).await;
        assert_eq!(put.status, "303 See Other", "{}", put.text);
        let page = maya.get(&format!("/cases/{case}")).await;
        assert_eq!(
            letter(&page),
            "We cannot make another person act. What you can do today: secure your own login, export your data, \
             open a dispute with the registrar; here is how.\n\nDear Ines,"
        );
        // Nothing is said before the letter says it.
        assert_eq!(case_of(&maya, case).await["needs"][0]["state"], "open");
        let need_text = need.to_string();
        let text = letter(&page);
        let send = [
            ("kind", "reply"),
            ("drafted", "1"),
            ("text", text.as_str()),
            ("says_no", need_text.as_str()),
            ("close", "true"),
        ];
        let sent = maya.post(&format!("/cases/{case}/messages"), &send).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let closed = case_of(&maya, case).await;
        let no = &closed["needs"][0];
        assert_eq!((&closed["state"], &no["state"], &no["told"]), (&json!("closed"), &json!("declined"), &json!(true)));
        assert_eq!(no["no"]["reason_kind"], "third_party_decides");
        assert_eq!(no["no"]["tradeoff"], third);
        // Taken back, the letter is a draft again and its no waits in it.
        let message = sent.location().rsplit('=').next().unwrap_or_default().to_owned();
        maya.post(&format!("/cases/{case}/messages/{message}/undo"), &[]).await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert_eq!(letter(&page), text);
        assert!(page.text.contains(&format!("name=\"says_no\" value=\"{need}\"")));
        let undone = case_of(&maya, case).await;
        assert_eq!((&undone["state"], &undone["needs"][0]["state"]), (&json!("open"), &json!("open")));
    })
    .await;
}

#[tokio::test]
async fn s4_2_the_reply_offers_the_two_next_slots_as_links() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let phone = json!({
            "title": "No phone line", "because": "a person who knows your machine should answer",
            "so_that": "every mail is answered in 4 h", "possible_instead": ["book a call-back Tue or Thu"],
            "slots": ["tue 10:00", "thu 14:30"],
        });
        let phone = tradeoff(&robin, phone).await.to_string();
        let case = desk.case("Ines", "Give me a phone number now").await;
        let need = case_of(&maya, case).await["needs"][0]["id"].to_string();
        let put = [("no_act", "draft"), ("no_tradeoff", phone.as_str())];
        let put = maya.post(&format!("/cases/{case}/needs/{need}/no"), &put).await;
        assert_eq!(put.status, "303 See Other", "{}", put.words());
        let page = maya.get(&format!("/cases/{case}")).await;
        let text = letter(&page);
        assert_eq!(
            text,
            "No phone line, because a person who knows your machine should answer, so that every mail is answered in \
             4 h. What we can do: book a call-back Tue or Thu: [call-back on today, 14:30]({page}), \
             [call-back on Tuesday, 10 March, 10:00]({page})."
        );
        let send = [("kind", "reply"), ("text", text.as_str()), ("says_no", need.as_str()), ("close", "true")];
        let sent = maya.post(&format!("/cases/{case}/messages"), &send).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        desk.advance(Duration::from_secs(60));
        // On her own page each is one press; a look changes nothing.
        let page = link(&desk, case, "ines@customer.example").await;
        let seen = desk.visitor().get(&page).await;
        for says in [
            "We cannot",
            "Because a person who knows your machine should answer, so that every mail is answered in 4 h.",
            "What is possible:",
            "call-back on Tuesday, 10 March, 10:00",
            "I take this",
        ] {
            assert!(seen.words().contains(says), "{says}: {}", seen.words());
        }
        let take = format!("{page}/take");
        let press = [("need", need.as_str()), ("way", "2")];
        let taken = desk.visitor().post(&take, &press).await;
        assert_eq!(taken.status, "303 See Other", "{}", taken.words());
        let again = desk.visitor().post(&take, &press).await;
        assert_eq!(again.status, "303 See Other");
        let seen = desk.visitor().get(taken.location()).await.words();
        assert!(seen.contains("Thank you. We have your choice and go on with it."), "{seen}");
        assert!(seen.contains("You chose this"), "{seen}");
        let open = case_of(&maya, case).await;
        assert_eq!((&open["state"], &open["turn"]), (&json!("open"), &json!("us")));
        let needs = open["needs"].as_array().unwrap();
        assert_eq!(needs.len(), 2, "taken twice is taken once: {needs:?}");
        assert_eq!(needs[1]["text"], "call-back on Tuesday, 10 March, 10:00");
        assert_eq!(needs[0]["no"]["replaced_by"], needs[1]["id"]);
        assert_eq!(needs[0]["no"]["possible"][2]["taken"], true);
        let nothing = desk.visitor().post(&take, &[("need", &need), ("way", "9")]).await;
        assert_eq!(nothing.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn s4_3_a_no_without_a_way_on_is_refused_by_every_door() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "On paper, please").await;
        let need = case_of(&robin, case).await["needs"][0]["id"].clone();
        let path = format!("/api/v1/cases/{case}/needs/{need}");
        let no = robin
            .patch_json(&path, json!({ "state": "declined", "reason": "we sell files only", "possible": "" }))
            .await;
        assert_eq!(no.status, "422 Unprocessable Entity");
        assert_eq!(no.value()["detail"], "Say what is possible, or who can help.");
        assert_eq!(no.value()["missing"], json!(["possible", "signpost"]));
        let bare = robin.patch_json(&path, json!({ "state": "declined" })).await.value();
        assert_eq!(bare["missing"], json!(["reason", "possible", "signpost"]));
        let why = robin
            .patch_json(&path, json!({ "state": "declined", "possible": "a file" }))
            .await
            .value();
        assert_eq!((&why["code"], &why["missing"]), (&json!("no-reason"), &json!(["reason"])));
        // The page says the same and keeps every word.
        let form = [
            ("no_act", "draft"),
            ("no_reason", "we sell <b>files</b> only"),
            ("text", "Dear Ines, I looked."),
        ];
        let page = maya.post(&format!("/cases/{case}/needs/{need}/no"), &form).await;
        assert_eq!(page.status, "422 Unprocessable Entity");
        assert!(page.words().contains("Say what is possible, or who can help."), "{}", page.words());
        assert!(page.text.contains("we sell &lt;b&gt;files&lt;/b&gt; only</textarea>"));
        assert_eq!(letter(&page), "Dear Ines, I looked.");
        let light = desk.sign_in("Tomasz", Role::Light).await;
        let refused = light.post(&format!("/cases/{case}/needs/{need}/no"), &form).await;
        assert_eq!(refused.status, "403 Forbidden");
        // A trade-off fills both in.
        let files = json!({ "title": "Files only", "because": "a small press cannot hold stock", "so_that": "books stay cheap",
            "possible_instead": ["a print-ready file", "a print shop near you"] });
        let files = tradeoff(&robin, files).await;
        let said = robin
            .patch_json(&path, json!({ "state": "declined", "tradeoff": files, "look_again": 14 }))
            .await;
        assert_eq!(said.status, "200 OK", "{}", said.text);
        let said = said.value();
        assert_eq!(said["no"]["reason"], "a small press cannot hold stock, so that books stay cheap");
        assert_eq!(said["no"]["possible"][1]["text"], "a print shop near you");
        assert_eq!((&said["state"], &said["told"]), (&json!("declined"), &json!(false)));
        let far = json!({ "state": "declined", "tradeoff": files, "look_again": 400 });
        assert_eq!(robin.patch_json(&path, far).await.value()["code"], "look-again");
    })
    .await;
}

#[tokio::test]
async fn s4_4_nothing_of_one_is_shown_to_another_and_the_affected_is_told() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk
            .case("Otto", "You overcharged my daughter and I am furious")
            .await;
        let path = format!("/cases/{case}/people");
        let add = [
            ("act", "add"),
            ("address", "Lena@customer.example"),
            ("name", "Lena"),
            ("role", "affected"),
        ];
        assert_eq!(maya.post(&path, &add).await.status, "303 See Other");
        let people = maya.get(&path).await.words();
        assert!(
            people.contains("Otto · asks") && people.contains("Lena · affected"),
            "{people}"
        );
        let lena = maya
            .get(&format!("/api/v1/cases/{case}/people"))
            .await
            .value()["items"][1]["person"]
            .to_string();
        // The tick stands in the send bar; what she reads is written for her.
        let page = maya.get(&format!("/cases/{case}")).await;
        assert!(
            page.words()
                .contains("Tell lena@customer.example what was changed"),
            "{}",
            page.words()
        );
        let send = [
            ("kind", "reply"),
            ("text", "Dear Otto, we are looking into it."),
            ("tells", lena.as_str()),
            (
                "tell_text",
                "The plan of your account was set back to Basic.",
            ),
            ("close", "true"),
        ];
        let sent = maya.post(&format!("/cases/{case}/messages"), &send).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        desk.advance(Duration::from_secs(60));
        let hers = link(&desk, case, "lena@customer.example").await;
        let hers = desk.visitor().get(&hers).await;
        assert!(
            hers.words()
                .contains("The plan of your account was set back to Basic."),
            "{}",
            hers.words()
        );
        for secret in ["Otto", "furious", "overcharged", "looking into it"] {
            assert!(
                !hers.text.contains(secret),
                "{secret} stands on her page: {}",
                hers.words()
            );
        }
        let his = link(&desk, case, "otto@customer.example").await;
        let his = desk.visitor().get(&his).await;
        assert!(his.words().contains("we are looking into it"));
        for secret in ["Lena", "lena@", "Basic"] {
            assert!(
                !his.text.contains(secret),
                "{secret} stands on his page: {}",
                his.words()
            );
        }
        let pressed = link(&desk, case, "lena@customer.example").await;
        let words = [("text", "Who asked for this?")];
        let wrote = desk
            .visitor()
            .post(&format!("{pressed}/write"), &words)
            .await;
        assert_eq!(wrote.status, "303 See Other", "{}", wrote.words());
        let hers = desk.visitor().get(&pressed).await;
        assert!(
            hers.words().contains("Who asked for this?"),
            "{}",
            hers.words()
        );
        assert!(
            !hers.text.contains("overcharged"),
            "his subject stands on her page"
        );
        let refused = desk
            .visitor()
            .post(&format!("{pressed}/settled"), &[])
            .await;
        assert_eq!(
            refused.status, "404 Not Found",
            "his needs are not hers to settle"
        );
        // One envelope each, and neither names the other.
        let addresses = desk
            .read(move |tx| {
                let all = crate::outbox::store::of_case(tx, case)?;
                Ok(all
                    .into_iter()
                    .map(|e| (e.message, e.address))
                    .collect::<Vec<_>>())
            })
            .await;
        assert_eq!(addresses.len(), 2);
        assert_ne!(addresses[0].0, addresses[1].0, "two letters: {addresses:?}");
        // Taken out, her link opens nothing.
        let remove = [("act", "remove"), ("person", lena.as_str())];
        assert_eq!(maya.post(&path, &remove).await.status, "303 See Other");
        assert_eq!(desk.visitor().get(&pressed).await.status, "404 Not Found");
        let asks = [
            ("act", "add"),
            ("address", "otto@customer.example"),
            ("role", "pays"),
        ];
        let asks = maya.post(&path, &asks).await;
        assert_eq!(asks.status, "409 Conflict");
        assert!(
            asks.words()
                .contains("otto@customer.example is who asks. They take part already.")
        );
    })
    .await;
}

#[tokio::test]
async fn fourteen_days_after_a_grave_no_the_case_comes_back_with_a_draft() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let [quiet, wrote] = [
            desk.case("Ines", "Bring my old domain back").await,
            desk.case("Okafor", "Bring my photos back").await,
        ];
        for case in [quiet, wrote] {
            maya.post(&format!("/cases/{case}/owner"), &[("owner", "me")]).await;
            let need = case_of(&maya, case).await["needs"][0]["id"].clone();
            let no = json!({ "state": "declined", "reason": "they are gone", "reason_kind": "impossible",
                "signpost": "a recovery service", "look_again": 14 });
            let said = maya.patch_json(&format!("/api/v1/cases/{case}/needs/{need}"), no).await;
            assert_eq!(said.status, "200 OK", "{}", said.text);
            let told = json!({ "need": need, "how": "phone" });
            maya.post_json(&format!("/api/v1/cases/{case}/told"), told).await;
            // A look back is no promise: it keeps no case open.
            let closed = maya.post(&format!("/cases/{case}/closing"), &[]).await;
            assert_eq!(closed.status, "303 See Other", "{}", closed.words());
        }
        let panel = maya.get(&format!("/cases/{quiet}")).await.words();
        assert!(panel.contains("Looks in again 19 Mar 09:00"), "{panel}");
        let coming = maya
            .get(&format!("/api/v1/cases/{quiet}/check-ins"))
            .await
            .value();
        assert_eq!(coming["items"][0]["due"], "2026-03-19T08:00:00Z");
        desk.advance(Duration::from_secs(86_400));
        let page = link(&desk, wrote, "okafor@customer.example").await;
        let words = [("text", "I found a shop that saved half of them.")];
        assert_eq!(desk.visitor().post(&format!("{page}/write"), &words).await.status, "303 See Other");
        let back = async |at: Duration| {
            desk.advance(at);
            let now = desk.now();
            desk.write(move |tx| Ok(crate::cases::deeds::look_back(tx, now, 10)?)).await
        };
        assert_eq!(back(Duration::from_secs(12 * 86_400)).await, 0, "a day too early");
        assert_eq!(back(Duration::from_secs(86_400)).await, 2);
        assert_eq!(back(Duration::from_secs(86_400)).await, 0, "once is enough");
        let came = case_of(&maya, quiet).await;
        assert_eq!((&came["state"], &came["turn"]), (&json!("open"), &json!("us")));
        let page = maya.get(&format!("/cases/{quiet}")).await;
        assert_eq!(
            letter(&page),
            "A while ago we had to say no to “Bring my old domain back”. I wanted to ask: [did you find another way?]"
        );
        assert!(page.words().contains("Time to look in again after the no"));
        assert_eq!(desk.count(store::sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'reply'")).await, 0);
        // She wrote in between: dropped, and nothing says so.
        let page = maya.get(&format!("/cases/{wrote}")).await;
        assert_eq!(letter(&page), "");
        // And it still closes with one press.
        let closed = maya.post(&format!("/cases/{quiet}/closing"), &[]).await;
        assert_eq!(closed.status, "303 See Other", "{}", closed.words());
    })
    .await;
}
