//! The trial of a mailbox with real servers: Postfix takes the letter, Dovecot
//! shows it. `./test mail`.

use store::sql;

use super::*;
use crate::mailroom::trip;
use crate::testing::foreign::imap::Dovecot;
use crate::testing::foreign::{Foreign, PASSWORD, USER};

struct Servers {
    postfix: Foreign,
    dovecot: Dovecot,
}

impl Servers {
    async fn start() -> Servers {
        let postfix = Foreign::start().await;
        let dovecot = Dovecot::start_with(Some(postfix.maildir.clone()), "").await;
        Servers { postfix, dovecot }
    }

    fn form(&self) -> Vec<(&'static str, String)> {
        vec![
            ("address", USER.to_owned()),
            ("password", PASSWORD.to_owned()),
            ("imap_host", "localhost".to_owned()),
            ("imap_port", self.dovecot.port.to_string()),
            ("imap_tls", "none".to_owned()),
            ("smtp_host", "127.0.0.1".to_owned()),
            ("smtp_port", self.postfix.port.to_string()),
            ("smtp_tls", "none".to_owned()),
            ("deed", "try".to_owned()),
        ]
    }
}

async fn post(browser: &Browser, form: &[(&'static str, String)]) -> Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post("/setup/mailbox", &form).await
}

#[tokio::test]
#[ignore = "needs Postfix, Dovecot and root: ./test mail"]
async fn four_ticks_and_the_mailbox_is_kept() {
    testing::each(NOON, async |desk| {
        let servers = Servers::start().await;
        let priya = as_admin(&desk).await;
        let kept = post(&priya, &servers.form()).await;
        assert_eq!(kept.location(), "/setup/our-word/1", "{}", kept.words());
        let page = priya.get(kept.location()).await.words();
        for tick in ["Signed in", "Sent a letter to myself", "It came back"] {
            assert!(page.contains(tick), "{page}");
        }
        let (mailbox, last) = desk
            .read(|tx| Ok((mailboxes::store::find(tx, 1)?, trip::last_trip(tx, 1)?)))
            .await;
        assert!(mailbox.expect("kept").plus_addresses, "they survive there");
        let last = last.expect("a trip");
        assert!(last.took.is_some() && last.plus && last.said.is_empty());
        // The letter was ours: it is gone again, and it opened nothing.
        assert_eq!(servers.dovecot.letters(), (0, 0));
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM cases")).await, 0);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Postfix, Dovecot and root: ./test mail"]
async fn each_missing_tick_has_the_other_side_s_own_words() {
    let desk = TestDesk::at(NOON).await;
    let servers = Servers::start().await;
    let priya = as_admin(&desk).await;

    let mut form = servers.form();
    form.retain(|(n, _)| *n != "password");
    form.push(("password", "six calm herons".to_owned()));
    let failed = post(&priya, &form).await;
    assert_eq!(failed.status, "422 Unprocessable Entity");
    let words = failed.words();
    assert!(words.contains("Authentication failed."), "{words}");
    assert!(!words.contains("Sent a letter"), "{words}");

    let nobody_here = Some("550 5.1.1 Nobody of that name");
    servers.postfix.answer("+", nobody_here);
    servers.postfix.answer(USER, nobody_here);
    let failed = post(&priya, &servers.form()).await.words();
    assert!(failed.contains("Signed in"), "{failed}");
    let said = "The letter to myself was not taken: 550 5.1.1";
    assert!(failed.contains(said), "{failed}");
    servers.postfix.answer(USER, None);

    let mut form = servers.form();
    form.retain(|(n, _)| *n != "imap_port");
    form.push(("imap_port", nobody().port().to_string()));
    let failed = post(&priya, &form).await.words();
    assert!(failed.contains("Connection refused"), "{failed}");
    assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM mailbox")).await, 0);

    // Where plus-addresses are refused, the plain one will do.
    let kept = post(&priya, &servers.form()).await;
    assert_eq!(kept.location(), "/setup/our-word/1", "{}", kept.words());
    let mailbox = desk.read(|tx| Ok(mailboxes::store::find(tx, 1)?)).await;
    assert!(!mailbox.expect("kept").plus_addresses);
}
