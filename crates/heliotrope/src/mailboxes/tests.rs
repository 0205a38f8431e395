//! The settings of mailboxes at the door.

use store::sql;

use crate::testing::{self, TestDesk};
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";
const PASSWORD: &str = "sieben gelbe Schirme";

const FORM: [(&str, &str); 11] = [
    ("address", "Help@Acme.example "),
    ("name", "Acme & <Sons>"),
    ("signature", "Acme\r\nHarbour 4"),
    ("language", "de"),
    ("zone", "Europe/Berlin"),
    ("receipt", "on"),
    ("answer_within", "4"),
    ("smtp_host", "mail.acme.example"),
    ("smtp_port", ""),
    ("smtp_tls", "starttls"),
    ("smtp_user", "help"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form: Vec<_> = FORM.to_vec();
    for (name, value) in changes {
        form.retain(|(n, _)| n != name);
        form.push((name, value));
    }
    form
}

#[tokio::test]
async fn an_admin_adds_and_changes_a_mailbox() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let empty = jo.get("/settings/mailboxes").await;
        assert!(
            empty.words().contains("There is no mailbox yet."),
            "{}",
            empty.words()
        );
        assert_eq!(jo.get("/settings/mailboxes/new").await.status, "200 OK");

        let added = jo
            .post("/settings/mailboxes", &with(&[("smtp_password", PASSWORD)]))
            .await;
        assert_eq!(
            (added.status.as_str(), added.location()),
            ("303 See Other", "/settings/mailboxes/1")
        );
        let list = jo.get("/settings/mailboxes").await;
        assert!(
            list.words()
                .contains("help@acme.example Acme & <Sons> mail.acme.example:587 no Deutsch"),
            "{}",
            list.words()
        );
        let page = jo.get(added.location()).await;
        for kept in [
            "value=\"help@acme.example\"",
            "value=\"Acme &amp; &lt;Sons&gt;\"",
            "Acme\nHarbour 4</textarea>",
            "value=\"4\"",
            "value=\"587\"",
            "value=\"help\"",
            "checked",
        ] {
            assert!(page.text.contains(kept), "{kept} in {}", page.text);
        }
        assert!(!page.text.contains(PASSWORD), "a password never comes out");
        assert!(
            page.words()
                .contains("One is kept, sealed. Empty keeps it.")
        );
        assert_eq!(
            desk.count(sql!(
                "SELECT COUNT(*) FROM mailbox WHERE smtp_password LIKE '%Schirme%'"
            ))
            .await,
            0
        );

        // Empty keeps the password; a box that is not ticked is off.
        let mut form = with(&[("name", "Acme"), ("answer_within", "")]);
        form.retain(|(name, _)| *name != "receipt");
        assert_eq!(
            jo.post("/settings/mailboxes/1", &form).await.status,
            "303 See Other"
        );
        let kept = desk
            .read(|tx| Ok(super::store::find(tx, 1)?.unwrap()))
            .await;
        assert_eq!(
            (kept.name.as_str(), kept.receipt, kept.answer_within_min),
            ("Acme", false, None)
        );
        let sealed = kept.server.unwrap().sealed_password.unwrap();
        assert_eq!(desk.desk.keys.open(&sealed).unwrap(), PASSWORD);
        assert_eq!(
            desk.count(sql!(
                "SELECT COUNT(*) FROM audit WHERE object = 'mailbox:1'"
            ))
            .await,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_comes_back_with_everything_but_the_password() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Admin).await;
        jo.post("/settings/mailboxes", &with(&[("smtp_password", PASSWORD)]))
            .await;
        let form = with(&[
            ("zone", "Berlin"),
            ("smtp_port", "x"),
            ("smtp_password", "geheim"),
            ("address", "two@acme.example"),
        ]);
        let wrong = jo.post("/settings/mailboxes", &form).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        for kept in [
            "value=\"two@acme.example\"",
            "value=\"Berlin\"",
            "value=\"x\"",
            "value=\"mail.acme.example\"",
            "href=\"#zone\"",
            "href=\"#smtp_port\"",
            "id=\"zone-error\"",
        ] {
            assert!(wrong.text.contains(kept), "{kept}");
        }
        assert!(!wrong.text.contains("geheim"));
        assert!(
            wrong
                .words()
                .contains("This zone is not known. Write it like Europe/Berlin."),
            "{}",
            wrong.words()
        );
        let taken = jo.post("/settings/mailboxes", &with(&[])).await;
        assert_eq!(taken.status, "422 Unprocessable Entity");
        assert!(
            taken.words().contains("Another mailbox has this address."),
            "{}",
            taken.words()
        );
        let moved = jo
            .post(
                "/settings/mailboxes/1",
                &with(&[("smtp_host", "elsewhere.example")]),
            )
            .await;
        assert!(
            moved
                .words()
                .contains("The server is another one now. Type its password"),
            "{}",
            moved.words()
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM mailbox")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn only_who_looks_after_the_desk_sees_them() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Lead).await;
    desk.mailbox().await;
    for path in [
        "/settings/mailboxes",
        "/settings/mailboxes/1",
        "/settings/mailboxes/new",
    ] {
        assert_eq!(maya.get(path).await.status, "403 Forbidden", "{path}");
    }
    assert_eq!(
        maya.post("/settings/mailboxes/1", &FORM).await.status,
        "403 Forbidden"
    );
    let jo = desk.sign_in("Jo", Role::Admin).await;
    assert_eq!(
        jo.get("/settings/mailboxes/9").await.status,
        "404 Not Found"
    );
}

#[tokio::test]
async fn where_letters_are_fetched_is_said_on_the_same_page() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let imap = [
            ("imap_host", "imap.acme.example"),
            ("imap_tls", "tls"),
            ("imap_user", "help"),
            ("imap_password", PASSWORD),
            ("imap_folders", "INBOX\r\nJunk"),
            ("imap_bring", "50"),
            ("imap_after", "seen"),
        ];
        let added = jo.post("/settings/mailboxes", &with(&imap)).await;
        assert_eq!(added.status, "303 See Other", "{}", added.words());
        let list = jo.get("/settings/mailboxes").await.words();
        assert!(
            list.contains("mail.acme.example:587 imap.acme.example:993 Deutsch"),
            "{list}"
        );
        let page = jo.get(added.location()).await;
        for kept in [
            "value=\"imap.acme.example\"",
            "value=\"993\"",
            "INBOX\nJunk</textarea>",
            "value=\"50\"",
            "<option value=\"seen\" selected>",
        ] {
            assert!(page.text.contains(kept), "{kept} in {}", page.text);
        }
        assert!(!page.text.contains(PASSWORD), "a password never comes out");
        let since = sql!("SELECT imap_since FROM mailbox");
        let told = desk.count(since).await;
        assert_eq!(told, desk.now().0);

        // The password stays with its server, and so does how far we are.
        desk.advance(std::time::Duration::from_secs(60));
        let changed = jo
            .post(
                "/settings/mailboxes/1",
                &with(&[
                    ("imap_host", "imap.acme.example"),
                    ("imap_user", "help"),
                    ("imap_folders", "INBOX\nJunk"),
                ]),
            )
            .await;
        assert_eq!(changed.status, "303 See Other", "{}", changed.words());
        assert_eq!(desk.count(since).await, told);
        let wrong = jo
            .post(
                "/settings/mailboxes/1",
                &with(&[("imap_host", "imap.elsewhere.example"), ("imap_user", "")]),
            )
            .await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(
            wrong
                .words()
                .contains("Say whose letters: the name at the server."),
            "{}",
            wrong.words()
        );
        let german = jo.clone().speaking("de");
        let changed = german
            .post(
                "/settings/mailboxes/1",
                &with(&[
                    ("imap_host", "imap.elsewhere.example"),
                    ("imap_user", "help"),
                ]),
            )
            .await;
        assert_eq!(changed.status, "422 Unprocessable Entity");
        // None is fetched any more when no server is named.
        let ended = jo.post("/settings/mailboxes/1", &with(&[])).await;
        assert_eq!(ended.status, "303 See Other");
        let fetched = sql!("SELECT COUNT(*) FROM mailbox WHERE imap_password IS NOT NULL");
        assert_eq!(desk.count(fetched).await, 0);
    })
    .await;
}

#[tokio::test]
async fn how_fast_a_mailbox_may_send_is_said_at_both_doors() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let program = desk.program_of(jo.agent.unwrap()).await;
        jo.post("/settings/mailboxes", &with(&[("per_minute", "30")]))
            .await;
        let mine = program.get("/api/v1/mailboxes").await.value();
        assert_eq!(mine["items"][0]["per_minute"], 30);
        let wrong = "Give a whole number between 1 and 100000, or leave it empty.";
        for typed in ["0", "many", "100001", "-3"] {
            let back = jo
                .post("/settings/mailboxes/1", &with(&[("per_minute", typed)]))
                .await;
            assert_eq!(back.status, "422 Unprocessable Entity");
            assert!(back.words().contains(wrong), "{}", back.words());
            assert!(
                back.text.contains(&format!("value=\"{typed}\"")),
                "{}",
                back.text
            );
        }
        let body = serde_json::json!({"per_minute": 0});
        let back = program.patch_json("/api/v1/mailboxes/1", body).await;
        assert_eq!(back.value()["detail"], wrong);
        let body = serde_json::json!({"per_minute": 12});
        let kept = program.patch_json("/api/v1/mailboxes/1", body).await;
        assert_eq!(kept.value()["per_minute"], 12);
        assert!(
            jo.get("/settings/mailboxes/1")
                .await
                .text
                .contains("value=\"12\"")
        );
        let body = serde_json::json!({"per_minute": null});
        let kept = program.patch_json("/api/v1/mailboxes/1", body).await;
        assert_eq!(kept.value()["per_minute"], serde_json::json!(null));
    })
    .await;
}

#[tokio::test]
async fn whether_what_leaves_is_filed_is_said_at_both_doors() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let program = desk.program_of(jo.agent.unwrap()).await;
        let wish = [("file_sent", "on"), ("sent_folder", " Gesendet ")];
        let nowhere = jo.post("/settings/mailboxes", &with(&wish)).await;
        assert_eq!(nowhere.status, "422 Unprocessable Entity");
        let first = "A copy lies where letters are fetched: name that server first.";
        assert!(nowhere.words().contains(first), "{}", nowhere.words());
        let imap = [("imap_host", "imap.acme.example"), ("imap_user", "help")];
        let added = jo
            .post("/settings/mailboxes", &with(&[&imap[..], &wish].concat()))
            .await;
        assert_eq!(added.status, "303 See Other", "{}", added.words());
        let page = jo.get("/settings/mailboxes/1").await;
        for kept in [
            "name=\"file_sent\" value=\"on\" checked",
            "value=\"Gesendet\"",
        ] {
            assert!(page.text.contains(kept), "{kept} in {}", page.text);
        }
        let mine = program.get("/api/v1/mailboxes").await.value();
        let folder =
            |value: &serde_json::Value| (value["file_sent"].clone(), value["sent_folder"].clone());
        assert_eq!(folder(&mine["items"][0]), (true.into(), "Gesendet".into()));
        let patch = async |body| {
            program
                .patch_json("/api/v1/mailboxes/1", body)
                .await
                .value()
        };
        let found = patch(serde_json::json!({"sent_folder": null})).await;
        assert_eq!(folder(&found), (true.into(), serde_json::Value::Null));
        let off = patch(serde_json::json!({"file_sent": false})).await;
        assert_eq!(folder(&off), (false.into(), serde_json::Value::Null));
        let wrong = patch(serde_json::json!({"file_sent": true, "sent_folder": "a\nb"})).await;
        assert_eq!(wrong["code"], "sent-folder", "{wrong}");
        // A box that is not ticked is off, and no server is no folder.
        patch(serde_json::json!({"file_sent": true})).await;
        jo.post("/settings/mailboxes/1", &with(&[])).await;
        let on = serde_json::json!({"file_sent": true});
        assert_eq!(patch(on).await["code"], "file-sent");
    })
    .await;
}
