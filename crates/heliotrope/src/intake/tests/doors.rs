//! The form and the list of what is held back, at the real router.

use crate::intake::{deeds, store as rows};
use crate::kit::At;
use crate::mailboxes::{self, Server, Tls};
use crate::testing::{self, Reply, TestDesk};
use crate::web::Role;
use crate::{cases, messages, outbox};
use std::time::Duration;

pub const NOON: &str = "2026-03-05T11:00:00Z";

pub async fn mailbox(desk: &TestDesk) -> i64 {
    let now = desk.now();
    desk.write(move |tx| {
        let wanted = mailboxes::store::Wanted {
            address: "help@desk.example".into(),
            name: "Lindfors Press".into(),
            signature: String::new(),
            language: "en".into(),
            zone: "Europe/Berlin".into(),
            receipt: true,
            answer_within_min: Some(24 * 60),
            imap: None,
            server: Some(Server {
                host: "127.0.0.1".into(),
                port: 25,
                tls: Tls::None,
                account: None,
                sealed_password: None,
            }),
        };
        Ok(mailboxes::store::add(tx, &wanted, now)?)
    })
    .await
}

pub async fn letters(desk: &TestDesk, case: i64) -> Vec<messages::Message> {
    desk.read(move |tx| Ok(messages::store::of_case(tx, case)?))
        .await
}

async fn arrivals(desk: &TestDesk) -> Vec<rows::Arrival> {
    desk.read(|tx| Ok(rows::list(tx, None, i64::MAX, 99)?))
        .await
}

/// The value of a field as the page holds it.
fn value(reply: &Reply, opening: &str, end: &str) -> String {
    let (_, rest) = reply
        .text
        .split_once(opening)
        .unwrap_or_else(|| panic!("{opening} in {}", reply.text));
    rest.split_once(end).unwrap().0.to_owned()
}

fn once_of(reply: &Reply) -> String {
    value(reply, "name=\"once\" value=\"", "\"")
}

const WORDS: &str = "The lamp arrived with a crack.\r\n\r\n> this line is mine, no quote\r\n-- \r\nnor is this a signature";

#[tokio::test]
async fn what_is_typed_into_the_form_stands_in_a_case_word_for_word() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let visitor = desk.visitor();
        let page = visitor.get("/write").await;
        assert_eq!(page.status, "200 OK");
        assert!(page.words().contains("Write to us"), "{}", page.words());
        let once = once_of(&page);
        let fields = [
            ("once", once.as_str()),
            ("lang", "en"),
            ("text", WORDS),
            ("from", " Ines@Example.org "),
            ("name", "Ines Ebner"),
            ("order", "8841"),
            ("website", ""),
            ("form_token", "from last year"),
        ];
        let files = [("files", "lamp.png", "image/png", &b"\x89PNG"[..])];
        let receipt = visitor.post_files("/write", &fields, &files).await;
        assert_eq!(receipt.status, "200 OK");
        let words = receipt.words();
        for sentence in [
            "We have your words",
            "Case 1",
            "Next word from us by Friday, 6 March 2026, 12:00 CET.",
            "A copy is on its way to Ines@Example.org.",
            "The lamp arrived with a crack.",
        ] {
            assert!(words.contains(sentence), "{sentence} in {words}");
        }
        let letter = &letters(&desk, 1).await[0];
        assert_eq!(letter.words, WORDS.replace("\r\n", "\n"));
        assert_eq!(letter.subject, "The lamp arrived with a crack. · 8841");
        assert_eq!(letter.elided.as_deref(), Some("Order: 8841"));
        assert_eq!(
            (letter.sender.as_str(), letter.author_name.as_str()),
            ("ines@example.org", "Ines Ebner")
        );
        assert_eq!(letter.attachments[0].name, "lamp.png");
        let token = value(&receipt, "href=\"/c/", "\"");
        let link = desk
            .read(move |tx| Ok(cases::store::by_link(tx, &token)?))
            .await;
        assert_eq!(link.map(|(case, _)| case), Some(1));

        // The same press again: the same receipt, one case.
        let again = visitor.post_files("/write", &fields, &files).await;
        assert_eq!(again.words(), words);
        let endings: Vec<_> = arrivals(&desk)
            .await
            .iter()
            .map(|a| (a.ending.unwrap().word(), a.case))
            .collect();
        assert_eq!(endings, [("duplicate", Some(1)), ("case", Some(1))]);
        let envelopes = desk.read(|tx| Ok(outbox::store::of_case(tx, 1)?)).await;
        assert_eq!(envelopes.len(), 1, "one receipt by mail");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_lacks_something_comes_back_with_every_word() {
    testing::each(NOON, async |desk| {
        let id = mailbox(&desk).await;
        let path = format!("/write/{id}");
        let visitor = desk.visitor();
        let fields = [
            ("once", "abc"),
            ("lang", "en"),
            ("text", "\nfirst line empty & <b>bold</b>"),
            ("from", "ines@"),
            ("name", "Ines \"the\" Ebner"),
            ("order", "8841"),
        ];
        let files = [("files", "lamp.png", "image/png", &b"x"[..])];
        let back = visitor.post_files(&path, &fields, &files).await;
        assert_eq!(back.status, "422 Unprocessable Entity");
        let words = back.words();
        assert!(
            words.contains("Not sent yet. Everything you wrote is still here."),
            "{words}"
        );
        assert!(
            words.contains("An address looks like name@example.org."),
            "{words}"
        );
        assert!(
            words.contains("Files that are kept with these words lamp.png 1 B"),
            "{words}"
        );
        assert!(
            back.text.contains("<a href=\"#from\">"),
            "the list leads to the field"
        );
        assert!(back.text.contains("aria-describedby=\"from-error\""));
        // After the line end that belongs to the tag comes theirs.
        assert_eq!(
            value(&back, "<textarea", "</textarea>")
                .split_once('>')
                .unwrap()
                .1,
            "\n\nfirst line empty &amp; &lt;b&gt;bold&lt;/b&gt;"
        );
        for kept in [
            "value=\"ines@\"",
            "value=\"Ines &quot;the&quot; Ebner\"",
            "value=\"8841\"",
            "value=\"abc\"",
        ] {
            assert!(back.text.contains(kept), "{kept}");
        }
        assert_eq!(arrivals(&desk).await.len(), 0);
        let empty = visitor.post(&path, &[("text", "  "), ("from", "")]).await;
        assert!(
            empty.words().contains("Say in a few words what happened."),
            "{}",
            empty.words()
        );
        assert!(
            empty.words().contains("Your mail address is missing"),
            "{}",
            empty.words()
        );
        assert_eq!(visitor.get("/write/99").await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn the_form_speaks_the_browsers_language_or_the_chosen_one() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let german = desk.visitor().speaking("de-AT,de;q=0.9");
        let page = german.get("/write").await;
        assert!(page.text.contains("<html lang=\"de\""));
        assert!(
            page.words().contains("Was ist geschehen?"),
            "{}",
            page.words()
        );
        assert!(page.text.contains("?lang=en\" lang=\"en\">English</a>"));
        assert!(
            german
                .get("/write?lang=en")
                .await
                .words()
                .contains("What happened?")
        );
        let receipt = german
            .post(
                "/write",
                &[("text", "Die Lampe"), ("from", "ines@example.org")],
            )
            .await;
        assert!(
            receipt.words().contains("Wir haben Ihren Text"),
            "{}",
            receipt.words()
        );
        let case = desk
            .read(|tx| Ok(cases::store::find(tx, 1)?))
            .await
            .unwrap();
        assert_eq!(case.language.as_deref(), Some("de"));
    })
    .await;
}

#[tokio::test]
async fn a_trapped_form_is_held_back_and_kept_by_one_press_with_its_own_time() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let fields = [
            ("once", "k1"),
            ("text", "Cheap watches"),
            ("from", "bot@spam.example"),
            ("website", "http://x"),
        ];
        let files = [("files", "list.txt", "text/plain", &b"watches"[..])];
        let receipt = desk.visitor().post_files("/write", &fields, &files).await;
        assert!(
            receipt.words().contains("We have your words"),
            "{}",
            receipt.words()
        );
        assert!(!receipt.words().contains("Case"), "{}", receipt.words());
        let again = desk.visitor().post_files("/write", &fields, &files).await;
        assert_eq!(again.words(), receipt.words());

        let maya = desk.sign_in("Maya", Role::Agent).await;
        let list = maya.get("/screened").await.words();
        for sentence in [
            "Cheap watches",
            "bot@spam.example",
            "a field was filled that only programs see",
            "Keep",
        ] {
            assert!(list.contains(sentence), "{sentence} in {list}");
        }
        let held = arrivals(&desk).await.last().unwrap().id;
        let raw = maya.get(&format!("/screened/{held}/raw")).await;
        assert!(raw.text.contains("Cheap watches"));
        assert!(raw.header("content-disposition").starts_with("attachment"));
        desk.advance(Duration::from_secs(3 * 86_400));
        let kept = maya.post(&format!("/screened/{held}/keep"), &[]).await;
        assert_eq!(
            (kept.status.as_str(), kept.location()),
            ("303 See Other", "/cases/1")
        );
        let letter = &letters(&desk, 1).await[0];
        assert_eq!(letter.at, NOON.parse::<At>().unwrap());
        assert_eq!(letter.attachments[0].name, "list.txt");
        let digest = letter.attachments[0].digest.clone();
        assert_eq!(
            desk.read(move |tx| Ok(tx.blob(&digest)?)).await.unwrap(),
            b"watches"
        );
        assert!(
            maya.get("/screened")
                .await
                .words()
                .contains("Nothing is held back.")
        );
        assert_eq!(
            maya.post("/screened/99/keep", &[]).await.status,
            "404 Not Found"
        );
        let ana = desk.sign_in("Ana", Role::Light).await;
        assert_eq!(ana.get("/screened").await.status, "403 Forbidden");
    })
    .await;
}

async fn by_mail(
    desk: &TestDesk,
    from: &str,
    id: &str,
    answers: &str,
    words: &str,
) -> deeds::Verdict {
    let bytes = format!(
        "From: {from}\r\nMessage-ID: <{id}>\r\nIn-Reply-To: <{answers}>\r\nSubject: The lamp\r\n\r\n{words}\r\n"
    );
    let arrived = deeds::Arrived {
        peer: None,
        door: crate::intake::Door::Receive,
        bytes: bytes.into_bytes(),
        sender: String::new(),
        recipients: vec!["help@desk.example".into()],
    };
    deeds::receive(&desk.desk, arrived).await.unwrap()
}

#[tokio::test]
async fn one_click_puts_a_strangers_letter_where_it_belongs() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        by_mail(&desk, "ines@example.org", "g1@x", "", "Where is it?").await;
        let stranger = by_mail(
            &desk,
            "Sam <sam@elsewhere.example>",
            "g2@x",
            "g1@x",
            "I know where it is",
        )
        .await;
        assert_eq!(stranger.case, Some(2));
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/cases/2").await.words();
        assert!(
            page.contains("This answers a letter of another case"),
            "{page}"
        );
        assert!(page.contains("Belongs to #1"), "{page}");
        let pressed = maya.post("/cases/2/belongs", &[]).await;
        assert_eq!(
            (pressed.status.as_str(), pressed.location()),
            ("303 See Other", "/cases/1")
        );
        let home = letters(&desk, 1).await;
        assert_eq!(
            home.iter().map(|m| m.words.as_str()).collect::<Vec<_>>(),
            ["Where is it?", "I know where it is"]
        );
        let case = desk
            .read(|tx| Ok(cases::store::find(tx, 2)?))
            .await
            .unwrap();
        assert!(case.is_closed());
        assert!(
            !maya.get("/cases/2").await.words().contains("Belongs to"),
            "it was answered"
        );
        assert_eq!(
            maya.post("/cases/2/belongs", &[]).await.status,
            "404 Not Found"
        );
        // Sam is a person of the case now, also by what answers the receipt of the other one.
        let known = desk.read(|tx| Ok(rows::letter_ids(tx, 2)?)).await;
        let receipt = known
            .into_iter()
            .find(|id| id.ends_with("@desk.example"))
            .unwrap();
        let next = by_mail(
            &desk,
            "sam@elsewhere.example",
            "g3@x",
            &receipt,
            "And another thing",
        )
        .await;
        assert_eq!(next.case, Some(1));
        let ledger = desk.read(|tx| Ok(rows::ledger(tx)?)).await;
        assert_eq!((ledger.arrivals, ledger.case), (3, 3));
    })
    .await;
}

#[tokio::test]
async fn too_many_forms_from_one_place_are_held_back_and_none_is_lost() {
    let desk = TestDesk::at(NOON).await;
    mailbox(&desk).await;
    for n in 0..40 {
        let text = format!("Words number {n}");
        let reply = desk
            .visitor()
            .post("/write", &[("text", &text), ("from", "ines@example.org")])
            .await;
        assert_eq!(reply.status, "200 OK");
    }
    let ledger = desk.read(|tx| Ok(rows::ledger(tx)?)).await;
    assert!(ledger.sums_up());
    assert_eq!(ledger.arrivals, 40);
    assert!(ledger.screened > 0 && ledger.case >= 30, "{ledger:?}");
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let list = maya.get("/screened").await.words();
    assert!(list.contains("Words number 39"), "{list}");
    assert!(
        list.contains("many forms came from one place in a short while"),
        "{list}"
    );
}

#[tokio::test]
async fn a_form_that_cannot_be_kept_comes_back_with_its_words() {
    testing::each(NOON, async |desk| {
        let id = mailbox(&desk).await;
        desk.desk.db.close().await;
        let fields = [
            ("text", "My long story"),
            ("from", "ines@example.org"),
            ("once", "k9"),
        ];
        let reply = desk.visitor().post(&format!("/write/{id}"), &fields).await;
        assert_eq!(reply.status, "503 Service Unavailable");
        assert!(
            reply
                .words()
                .contains("We could not keep your words just now."),
            "{}",
            reply.words()
        );
        assert!(reply.text.contains("\nMy long story</textarea>"));
        assert!(
            reply.text.contains("value=\"k9\""),
            "the next press is the same one"
        );
    })
    .await;
}

#[tokio::test]
async fn what_waits_to_be_read_again_stands_on_the_page_at_once() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        // A mailbox that cannot be read makes every judgement fail, but not the keeping.
        let broken = ::store::sql!("UPDATE mailbox SET smtp_port = 70000");
        desk.write(move |tx| Ok(tx.execute(broken, ::store::args![])?))
            .await;
        let arrived = crate::intake::Arrived {
            peer: None,
            door: crate::intake::Door::Receive,
            bytes: b"From: ines@example.org\r\nSubject: A lamp\r\n\r\nIt is dark.\r\n".to_vec(),
            sender: "ines@example.org".into(),
            recipients: vec!["help@desk.example".into()],
        };
        let verdict = crate::intake::receive(&desk.desk, arrived).await.unwrap();
        assert_eq!(verdict.ending, None);
        let page = maya.get("/screened").await.words();
        for said in [
            "A lamp",
            "ines@example.org",
            "waiting to be read again",
            "It is dark.",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
    })
    .await;
}
