//! What a person can do about needs on their own page.

use super::{World, each};
use crate::cases::deeds::{self, Wanted};
use crate::needs::Whose;
use crate::testing::Browser;
use crate::web::Role;

async fn needs(jo: &Browser, w: &World) -> serde_json::Value {
    jo.get(&format!("/api/v1/cases/{}", w.case)).await.value()
}

#[tokio::test]
async fn s8_3_their_own_words_count_and_the_agent_sees_a_dot() {
    each(async |w| {
        let jo = w.desk.sign_in("Jo", Role::Lead).await;
        let id = needs(&jo, &w).await["needs"][0]["id"].to_string();
        let (maya, case, now) = (w.maya.clone(), w.case, w.desk.now());
        let letter = w.messages().await[0].id;
        w.desk
            .write(move |tx| {
                let wish = Wanted {
                    of: Some((letter, None)),
                    ..Wanted::typed("see no <b>link</b>")
                };
                deeds::add_need(tx, &maya, case, &wish, now)
            })
            .await;
        let before = needs(&jo, &w).await["needs"][1].clone();
        let second = before["id"].to_string();
        let page = w.browser.get(&w.path).await;
        assert!(
            page.words().contains("Say it better: see no <b>link</b>"),
            "{}",
            page.words()
        );

        let path = format!("{}/need-words", w.path);
        let words = [
            ("need", second.as_str()),
            ("text", "change invoice address for all"),
        ];
        let said = w.browser.post(&path, &words).await;
        assert_eq!(said.status, "303 See Other");
        let page = w.browser.get(said.location()).await.words();
        assert!(
            page.contains("Thank you. We read it in your new words."),
            "{page}"
        );
        assert!(page.contains("change invoice address for all"), "{page}");
        let after = needs(&jo, &w).await["needs"][1].clone();
        assert_eq!(after["text"], "change invoice address for all");
        assert_eq!(after["quote"], before["quote"], "the quote stays");
        assert!(after["quote"].is_object());

        let jonas = w.desk.sign_in("Jonas", Role::Agent).await;
        let shown = jonas.get(&format!("/cases/{}", w.case)).await;
        assert!(shown.text.contains("class=\"fresh\""));
        assert!(
            shown.words().contains("put it in other words"),
            "{}",
            shown.words()
        );
        w.reply(super::words("I see.")).await;
        let shown = jonas.get(&format!("/cases/{}", w.case)).await;
        assert!(
            !shown.text.contains("class=\"fresh\""),
            "somebody of us has answered it"
        );

        let long = "word ".repeat(40);
        for (text, why) in [
            (" ", "Say what the person needs, in their words."),
            (long.as_str(), "A need has at most 140 characters."),
        ] {
            let held = w
                .browser
                .post(&path, &[("need", &id), ("text", text)])
                .await;
            assert_eq!(held.status, "422 Unprocessable Entity");
            assert!(held.words().contains(why), "{}", held.words());
            assert!(
                held.text.contains(&format!("value=\"{text}\"")),
                "what was typed stands there"
            );
        }
        let strange = w
            .browser
            .post(&path, &[("need", "4711"), ("text", "mine")])
            .await;
        assert_eq!(strange.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn what_we_need_from_them_is_met_by_a_file_and_keeps_nothing_open() {
    each(async |w| {
        let jo = w.desk.sign_in("Jo", Role::Lead).await;
        let (maya, case, now) = (w.maya.clone(), w.case, w.desk.now());
        let ask = w
            .desk
            .write(move |tx| {
                let wish = Wanted {
                    whose: Whose::Us,
                    ..Wanted::typed("a photo of the label")
                };
                deeds::add_need(tx, &maya, case, &wish, now)
            })
            .await;
        let asked = needs(&jo, &w).await;
        assert_eq!(asked["needs"][1]["belongs_to"], "us");
        assert_eq!(asked["turn"], "customer", "it is their move");
        let page = w.browser.get(&w.path).await.words();
        assert!(
            page.contains("What we need from you a photo of the label"),
            "{page}"
        );

        let path = format!("{}/give/{ask}", w.path);
        let empty = w
            .browser
            .post_files(&path, &[("text", ""), ("once", "a1")], &[])
            .await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
        assert!(
            empty
                .words()
                .contains("There are no words and no files here yet."),
            "{}",
            empty.words()
        );

        let file = [("files", "label.png", "image/png", &b"\x89PNG"[..])];
        let given = w
            .browser
            .post_files(&path, &[("text", "Here."), ("once", "a1")], &file)
            .await;
        assert_eq!(given.status, "303 See Other");
        // Pressed twice it is one letter.
        let again = w
            .browser
            .post_files(&path, &[("text", "Here."), ("once", "a1")], &file)
            .await;
        assert_eq!(again.status, "303 See Other");
        let letters = w.messages().await;
        let files: Vec<_> = letters.iter().flat_map(|m| &m.attachments).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].name, "label.png");
        let met = needs(&jo, &w).await;
        assert_eq!(met["needs"][1]["state"], "met");
        assert_eq!(met["turn"], "us", "their file is ours to look at");
        let page = w.browser.get(given.location()).await.words();
        assert!(
            page.contains("Thank you. It is here.") && !page.contains("What we need from you"),
            "{page}"
        );
        // It is nobody's to say "not yet" to.
        let not_yet = format!("{}/not-yet", w.path);
        assert_eq!(
            w.browser
                .post(&not_yet, &[("need", &ask.to_string())])
                .await
                .status,
            "404 Not Found"
        );
    })
    .await;
}

#[tokio::test]
async fn a_case_closes_while_we_still_wait_for_something_of_theirs() {
    each(async |w| {
        let jo = w.desk.sign_in("Jo", Role::Lead).await;
        let (maya, case, now) = (w.maya.clone(), w.case, w.desk.now());
        w.desk
            .write(move |tx| {
                let wish = Wanted {
                    whose: Whose::Us,
                    ..Wanted::typed("a photo of the label")
                };
                deeds::add_need(tx, &maya, case, &wish, now)
            })
            .await;
        let close = deeds::Reply {
            close: true,
            ..super::words("Here is a new one; no photo needed.")
        };
        w.reply(close).await;
        let closed = needs(&jo, &w).await;
        assert_eq!(closed["state"], "closed");
        assert_eq!(closed["needs"][0]["told"], true);
        let page = w.browser.get(&w.path).await.words();
        assert!(!page.contains("What we need from you"), "{page}");
    })
    .await;
}
