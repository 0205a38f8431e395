//! What the case says of how a letter came: by which door, sealed how, and who
//! wrote it first.

use super::doors::{NOON, mailbox};
use crate::intake::{Arrived, Door, deeds};
use crate::testing::{self, TestDesk};
use crate::web::Role;
use crate::{cases, people};
use serde_json::json;

async fn by_mail(desk: &TestDesk, bytes: &[u8]) -> i64 {
    let arrived = Arrived {
        peer: None,
        door: Door::Smtp,
        bytes: bytes.to_vec(),
        sender: String::new(),
        recipients: vec!["help@desk.example".into()],
    };
    let verdict = deeds::receive(&desk.desk, arrived).await.unwrap();
    verdict.case.expect("it came to a case")
}

#[tokio::test]
async fn a_letter_says_by_which_door_it_came() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let written = [
            ("text", "The link is missing"),
            ("from", "lena@example.org"),
        ];
        let form = desk.visitor().post("/write", &written).await;
        assert_eq!(form.status, "200 OK", "{}", form.words());
        let body = json!({"from": {"address": "ivo@example.org"}, "subject": "Bolts", "text": "Two are missing."});
        let api = robin.post_json("/api/v1/cases", body).await;
        assert_eq!(api.status, "201 Created", "{}", api.text);
        let letter = b"From: ines@example.org\r\nMessage-ID: <i@x>\r\nSubject: The lamp\r\n\r\nIt is dark.\r\n";
        assert_eq!(by_mail(&desk, letter).await, 3);
        let link = desk
            .write(|tx| {
                let person = cases::store::find(tx, 3)?.unwrap().person;
                Ok(cases::store::link(tx, 3, person, crate::kit::At(1))?)
            })
            .await;
        let page = [("text", "Still dark."), ("once", "p"), ("lang", "en")];
        desk.visitor().post(&format!("/c/{link}/write"), &page).await;

        for (case, said, word) in [
            (1, "by form", "form"),
            (2, "by a program", "api"),
            (3, "by mail", "mail"),
        ] {
            let shown = maya.get(&format!("/cases/{case}")).await.words();
            assert!(shown.contains(said), "{shown}");
            let items = robin.get(&format!("/api/v1/cases/{case}/messages")).await;
            assert_eq!(items.value()["items"][0]["came"], word);
        }
        assert!(maya.get("/cases/3").await.words().contains("on their page"));
        assert!(!maya.get("/cases/1").await.words().contains("by mail"));
    })
    .await;
}

#[tokio::test]
async fn a_sealed_letter_and_one_passed_on_say_so_and_the_answer_goes_where_it_went() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program_of(maya.agent.unwrap()).await;
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
        for (file, said, sealed) in [
            (
                "smime-beside-the-letter",
                "Signed letter (S/MIME). The signature is not checked here.",
                "smime-signed",
            ),
            (
                "pgp-signed-in-the-text",
                "Signed letter (PGP). The signature is not checked here.",
                "pgp-signed",
            ),
            (
                "smime-encrypted",
                "Encrypted letter (S/MIME). This desk has no key to open it. The letter is kept as it came.",
                "smime-encrypted",
            ),
            (
                "pgp-encrypted",
                "Encrypted letter (PGP). This desk has no key to open it. The letter is kept as it came.",
                "pgp-encrypted",
            ),
        ] {
            let bytes = std::fs::read(format!("{corpus}/sealed/{file}.eml")).unwrap();
            let case = by_mail(&desk, &bytes).await;
            let shown = maya.get(&format!("/cases/{case}")).await.words();
            assert!(shown.contains(said), "{file}: {shown}");
            let items = robin.get(&format!("/api/v1/cases/{case}/messages")).await;
            assert_eq!(items.value()["items"][0]["sealed"], sealed);
        }

        let bytes = std::fs::read(format!("{corpus}/forward/gmail-forward.eml")).unwrap();
        let case = by_mail(&desk, &bytes).await;
        let shown = maya.get(&format!("/cases/{case}")).await.words();
        let passed = "Passed on. First written by Wheel Works bills@wheelworks.example";
        assert!(shown.contains(passed), "{shown}");
        let items = robin.get(&format!("/api/v1/cases/{case}/messages")).await.value();
        let writer = json!({"address": "bills@wheelworks.example", "name": "Wheel Works"});
        assert_eq!(items["items"][0]["forwarded_from"], writer);
        assert_eq!(items["items"][0]["sealed"], json!(null));
        // Whoever passed it on asks, and nobody else became a person here.
        let state = robin.get(&format!("/api/v1/cases/{case}")).await.value();
        assert_eq!(state["from"]["address"], "ines.brandt@post.example");
        let known = desk
            .read(|tx| Ok(people::store::by_address(tx, "bills@wheelworks.example")?))
            .await;
        assert_eq!(known, None);
    })
    .await;
}
