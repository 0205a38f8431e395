//! What came with a letter, at the door.

use crate::cases::deeds;
use crate::messages::store::NewFile;
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use crate::wordlists::Said;
use crate::{cases, people};

const NOON: &str = "2026-03-05T11:00:00Z";
const RAW: &[u8] = b"From: ines@customer.example\r\nSubject: x\r\n\r\nHello\xff\r\n";
const HTML: &str = "<p style=\"color:red\">Hello <script>alert(1)</script><img src=\"cid:logo\">\
    <img src=\"https://tracker.example/p.gif\"><a href=\"https://example.org\">see</a></p>";

/// A letter with HTML, its raw bytes and these files (name, type, Content-ID).
async fn letter(
    desk: &TestDesk,
    files: Vec<(&'static str, &'static str, Option<&'static str>)>,
) -> i64 {
    let case = desk.case("Ines", "the first letter").await;
    let raw = desk.desk.db.prepare_blob(RAW.to_vec()).await.unwrap();
    let mut prepared = Vec::new();
    for (name, kind, cid) in files {
        let blob = desk
            .desk
            .db
            .prepare_blob(format!("bytes of {name}").into_bytes())
            .await
            .unwrap();
        prepared.push(NewFile {
            name: name.to_owned(),
            content_type: kind.to_owned(),
            content_id: cid.map(str::to_owned),
            inline: cid.is_some(),
            blob,
        });
    }
    let now = desk.now();
    desk.write(move |tx| {
        let case = cases::store::find(tx, case)?.unwrap();
        let (person, _) = people::store::meet(tx, "ines@customer.example", "Ines", now)?;
        let letter = deeds::Letter {
            person,
            sender: "ines@customer.example",
            reply_to: None,
            subject: "x",
            words: "Hello",
            said: &Said::of("x", "Hello"),
            elided: None,
            html: Some(HTML),
            letter_id: None,
            mark: None,
            oddities: "",
            raw: Some(raw.digest()),
            way: crate::messages::store::Way::default(),
            answers: None,
            files: &prepared,
            copies: &[],
            language: None,
        };
        let message = deeds::letter(tx, case, &letter, now, now)?;
        tx.keep(&raw, "arrival", 1)?;
        Ok(message)
    })
    .await
}

async fn file(browser: &Browser, id: i64) -> Reply {
    browser.get(&format!("/attachments/{id}")).await
}

#[tokio::test]
async fn a_file_is_shown_only_when_it_cannot_act() {
    testing::each(NOON, async |desk| {
        let ana = desk.sign_in("Ana", Role::Light).await;
        let files = vec![
            ("pay \"now\".html", "text/html", None),
            ("logo.png", "image/png", None),
            ("pic.svg", "image/svg+xml", None),
            ("terms.pdf", "application/pdf", None),
            ("notes.txt", "text/plain; charset=latin1", None),
            ("Größe.zip", "application/zip", None),
        ];
        letter(&desk, files).await;
        let first = desk
            .count(store::sql!("SELECT MIN(id) FROM message_attachment"))
            .await;
        for (i, (kind, place)) in [
            (
                "application/octet-stream",
                "attachment; filename=\"pay _now_.html\"",
            ),
            ("image/png", "inline; filename=\"logo.png\""),
            (
                "application/octet-stream",
                "attachment; filename=\"pic.svg\"",
            ),
            ("application/pdf", "inline; filename=\"terms.pdf\""),
            (
                "text/plain; charset=utf-8",
                "inline; filename=\"notes.txt\"",
            ),
            (
                "application/octet-stream",
                "attachment; filename=\"Gr__e.zip\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.zip",
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let reply = file(&ana, first + i as i64).await;
            assert_eq!(reply.status, "200 OK");
            assert_eq!(reply.header("content-type"), kind);
            assert!(
                reply.header("content-disposition").starts_with(place),
                "{}",
                reply.header("content-disposition")
            );
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            let policy = reply.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert_eq!(
                policy.contains("sandbox"),
                kind != "application/pdf",
                "{policy}"
            );
            assert!(reply.text.starts_with("bytes of "), "{}", reply.text);
        }
        assert_eq!(file(&ana, 999).await.status, "404 Not Found");
        assert_eq!(file(&desk.visitor(), first).await.status, "303 See Other");
    })
    .await;
}

#[tokio::test]
async fn the_html_of_a_letter_can_do_nothing() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let id = letter(&desk, vec![("logo.png", "image/png", Some("logo"))]).await;
        let frame = maya.get(&format!("/messages/{id}/html")).await;
        assert_eq!(frame.status, "200 OK");
        assert!(
            !frame.text.contains("script>") && !frame.text.contains("tracker"),
            "{}",
            frame.text
        );
        assert!(
            frame
                .text
                .contains("src=\"data:image/png;base64,Ynl0ZXMgb2YgbG9nby5wbmc=\""),
            "{}",
            frame.text
        );
        assert!(
            frame.text.contains("One picture from outside is not shown"),
            "{}",
            frame.text
        );
        let policy = frame.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; img-src data:; "),
            "{policy}"
        );
        assert!(
            policy.contains("sandbox allow-popups allow-popups-to-escape-sandbox"),
            "{policy}"
        );
        assert!(!policy.contains("script"), "{policy}");
        assert_eq!(frame.header("referrer-policy"), "no-referrer");

        let pressed = maya.get(&format!("/messages/{id}/html?pictures=1")).await;
        assert!(
            pressed
                .text
                .contains("src=\"https://tracker.example/p.gif\""),
            "{}",
            pressed.text
        );
        let policy = pressed.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; img-src data: https: http:; "),
            "{policy}"
        );
        assert!(!pressed.text.contains("script>"));
        assert_eq!(maya.get("/messages/999/html").await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn the_raw_letter_is_what_came_byte_by_byte() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let id = letter(&desk, Vec::new()).await;
        let raw = maya.get(&format!("/messages/{id}/raw")).await;
        assert_eq!(raw.body.as_ref(), RAW);
        assert_eq!(raw.header("content-type"), "message/rfc822");
        assert!(
            raw.header("content-disposition")
                .starts_with(&format!("attachment; filename=\"message-{id}.eml\""))
        );
        assert_eq!(
            maya.get("/messages/1/raw").await.status,
            "404 Not Found",
            "it came without raw bytes"
        );
    })
    .await;
}

#[tokio::test]
async fn headers_and_source_of_a_letter_are_read_on_a_page_of_their_own() {
    testing::each(NOON, async |desk| {
        let id = letter(&desk, Vec::new()).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let source = maya.get(&format!("/messages/{id}/source")).await;
        assert_eq!(source.status, "200 OK");
        let words = source.words();
        assert!(words.contains("Headers and source of a letter"), "{words}");
        assert!(
            words.contains("No server that is believed here vouches for its sender."),
            "{words}"
        );
        assert!(words.contains("Save the letter") && words.contains("Back to case"));
        assert_eq!(
            maya.get("/messages/99/source").await.status,
            "404 Not Found"
        );
        let visitor = desk.visitor().get(&format!("/messages/{id}/source")).await;
        assert_eq!(visitor.status, "303 See Other");
        let raw = maya.get(&format!("/messages/{id}/raw")).await;
        let first = raw
            .text
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        assert!(source.text.contains(&first), "{first}");
    })
    .await;
}

#[tokio::test]
async fn pictures_text_and_pdf_are_seen_on_the_case_and_what_could_act_is_only_saved() {
    testing::each(NOON, async |desk| {
        let files = vec![
            ("lamp.png", "image/png", None),
            ("terms.pdf", "application/pdf", None),
            ("notes.txt", "text/plain", None),
            ("page.html", "text/html", None),
            ("drawing.svg", "image/svg+xml", None),
        ];
        letter(&desk, files).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/cases/1").await;
        let words = page.words();
        assert!(
            words.contains("Look at terms.pdf") && words.contains("Look at notes.txt"),
            "{words}"
        );
        assert!(!words.contains("Look at page.html") && !words.contains("Look at drawing.svg"));
        assert!(page.text.contains("alt=\"lamp.png\" loading=\"lazy\""));
        assert!(!page.text.contains("alt=\"drawing.svg\""));
        for name in [
            "lamp.png",
            "terms.pdf",
            "notes.txt",
            "page.html",
            "drawing.svg",
        ] {
            assert!(words.contains(name), "each can be saved: {name}");
        }
    })
    .await;
}
