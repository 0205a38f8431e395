//! With a real authorization server, a Dovecot and a Postfix that take its
//! tokens. `./test mail`.

use std::path::PathBuf;
use std::time::Instant;

use super::*;
use crate::consents::Shut;
use crate::intake::store::Ledger;
use crate::mailboxes::{self, Fetching, Server, Tls};
use crate::testing::PATIENCE;
use crate::testing::foreign::imap::Dovecot;
use crate::testing::foreign::provider::{CLIENT, SECRET};
use crate::testing::foreign::{self, Foreign, USER};
use crate::{fetch, health, intake, mailroom};

mod set_up;

const HOUR: Duration = Duration::from_secs(3600);

/// Everything on the other side.
struct World {
    provider: foreign::provider::Provider,
    postfix: Foreign,
    dovecot: Dovecot,
}

impl World {
    /// Letters lie where the test puts them.
    async fn start() -> World {
        World::start_over(|_| None).await
    }

    /// What Postfix takes for whomever lies in the mailbox.
    async fn of_one_maildir() -> World {
        World::start_over(|postfix| Some(postfix.maildir.clone())).await
    }

    async fn start_over(maildir: impl Fn(&Foreign) -> Option<PathBuf>) -> World {
        let redirect = "http://127.0.0.1:4354/consents/back";
        let provider = foreign::provider::Provider::start(redirect).await;
        let [auth] = foreign::free_ports();
        let postfix = Foreign::start_asking(Some(auth)).await;
        let dovecot = Dovecot::start_with(maildir(&postfix), provider.dovecot(auth)).await;
        World {
            provider,
            postfix,
            dovecot,
        }
    }

    fn known_to(&self, config: &mut Config) {
        let at = |path: &str| format!("{}/{path}", self.provider.url).parse().unwrap();
        config.oauth = Some(Oauth {
            name: "Acme".to_owned(),
            authorize_url: at("auth"),
            token_url: at("token"),
            scopes: ["openid", "offline_access", "mail"]
                .map(str::to_owned)
                .into(),
            hosts: vec!["localhost".to_owned()],
            client: Some((CLIENT.to_owned(), Some(SECRET.to_owned()))),
        });
    }

    fn server(&self, port: u16) -> Server {
        Server {
            host: "localhost".to_owned(),
            port,
            tls: Tls::None,
            account: Some(USER.to_owned()),
            sealed_password: None,
        }
    }

    /// The mailbox of [`USER`], opened by consent at both ends; number 1.
    async fn mailbox(&self, desk: &TestDesk) {
        let (imap, smtp) = (
            self.server(self.dovecot.port),
            self.server(self.postfix.open_port),
        );
        desk.mailbox().await;
        let now = desk.now();
        desk.write(move |tx| {
            let known = mailboxes::store::find(tx, 1)?.unwrap();
            let wanted = mailboxes::store::Wanted {
                address: USER.to_owned(),
                receipt: false,
                server: Some(smtp.clone()),
                imap: Some(Fetching::from_now_on(imap.clone())),
                ..known.into()
            };
            Ok(mailboxes::store::change(tx, 1, &wanted, now)?)
        })
        .await;
    }

    /// Somebody signs in at the provider, from the page of mailbox 1 and back.
    async fn consent(&self, browser: &Browser) -> Reply {
        let on = set_out(browser, "own").await;
        let door = door(&browser.get(&on).await);
        let back = self.provider.agree(door.as_str(), USER).await;
        came_back(browser, &back).await
    }

    async fn renewals(&self) -> i64 {
        self.provider.wish("renewals").await.parse().unwrap()
    }

    /// A customer's letter lies in the mailbox.
    fn letter(&mut self, n: u32) {
        let raw = format!(
            "Message-ID: <l{n}@customers.example>\r\nFrom: Ines <ines@customers.example>\r\nTo: {USER}\r\n\
             Subject: Question {n}\r\n\r\nWhere is parcel {n}?\r\n"
        );
        self.dovecot.put(raw.as_bytes());
    }
}

/// Opens what the provider sent somebody back to, and presses what stands there.
async fn came_back(browser: &Browser, back: &url::Url) -> Reply {
    assert!(
        back.as_str()
            .starts_with("http://127.0.0.1:4354/consents/back?"),
        "{back}"
    );
    let path = format!("{}?{}", back.path(), back.query().unwrap());
    let page = browser.get(&path).await;
    assert_eq!(page.status, "200 OK", "{}", page.words());
    let (_, action) = page
        .text
        .split_once("data-go-on")
        .map_or(("", ""), |(before, _)| {
            before.rsplit_once("action=\"").expect("a form")
        });
    let action = action.split('"').next().unwrap().to_owned();
    let answer: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    let mut form: Vec<(&str, &str)> = answer
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    form.push(("deed", "back"));
    browser.post(&action, &form).await
}

async fn ledger(desk: &TestDesk) -> Ledger {
    desk.read(|tx| Ok(intake::store::ledger(tx)?)).await
}

/// Waits until so many arrivals are there, and no other.
async fn arrived(desk: &TestDesk, world: &World, n: i64) {
    let until = Instant::now() + PATIENCE;
    while ledger(desk).await.arrivals < n {
        let states = desk.read(|tx| Ok(fetch::store::states(tx)?)).await;
        assert!(
            Instant::now() < until,
            "{n} arrivals: {:?} {states:?}\n{}",
            ledger(desk).await,
            world.dovecot.log_tail()
        );
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let ledger = ledger(desk).await;
    assert_eq!((ledger.arrivals, ledger.duplicate), (n, 0));
}

async fn reply(browser: &Browser, case: i64, text: &str) {
    let path = format!("/api/v1/cases/{case}/messages");
    let body = serde_json::json!({ "kind": "reply", "text": text, "undo_seconds": 0 });
    let sent = browser.post_json(&path, body).await;
    assert_eq!(sent.status, "201 Created", "{}", sent.text);
}

async fn until_said(browser: &Browser, path: &str, what: &str) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let words = browser.get(path).await.words();
        if words.contains(what) {
            return words;
        }
        assert!(Instant::now() < until, "{what}: {words}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
#[ignore = "needs oidc-provider, Dovecot, Postfix and root: ./test mail"]
async fn a_mailbox_lives_by_consent_and_outlives_its_end() {
    testing::each(NOON, async |desk| {
        let mut world = World::start().await;
        let desk = desk.with(|config| world.known_to(config));
        let priya = desk.sign_in("Priya", Role::Admin).await;
        world.mailbox(&desk).await;
        let given = world.consent(&priya).await;
        assert_eq!(given.location(), "/settings/mailboxes/1/consent?given", "{}", given.words());
        let words = priya.get(given.location()).await.words();
        assert!(words.contains("Acme lets this desk in since"), "{words}");
        tokens_are_sealed(&desk).await;

        // In by IMAP, out by SMTP, with a token.
        let (fetching, sending) = (fetch::start(desk.desk.clone()), mailroom::start(desk.desk.clone()));
        until_fetched(&desk).await;
        world.letter(1);
        arrived(&desk, &world, 1).await;
        reply(&priya, 1, "It is on its way.").await;
        let letter = world.postfix.wait_letter("ines@customers.example", PATIENCE).await;
        assert!(letter.text().contains("It is on its way."));
        assert_eq!(world.renewals().await, 0);

        // After an hour it is renewed, once for both.
        desk.advance(HOUR);
        fetch::now(&desk.desk, 1);
        reply(&priya, 1, "It comes tomorrow.").await;
        world.postfix.wait_letters("ines@customers.example", 2, PATIENCE).await;
        let after = world.renewals().await;
        assert!((1..=2).contains(&after), "{after} renewals");

        // The consent is taken back: it is said, and everything waits.
        world.provider.wish("revoke").await;
        desk.advance(HOUR);
        for n in 2..=4 {
            world.letter(n);
        }
        reply(&priya, 1, "It is at the door.").await;
        fetch::now(&desk.desk, 1);
        let ended = until_said(&priya, "/settings/health", "lets this desk into").await;
        assert!(
            ended.contains("it says: invalid_grant: grant request is invalid. Somebody who looks after the desk has to sign in again at http://127.0.0.1:4354/settings/mailboxes/1/consent. Until then letters wait, there and here; nothing is lost"),
            "{ended}"
        );
        banner_says_who_must_do_what(&desk, &priya).await;
        let sent = world.postfix.letters_for("ines@customers.example").await.len();
        assert_eq!(sent, 2, "it waits");

        // Somebody signs in again: all that waited comes and leaves, once.
        desk.advance(4 * HOUR);
        let given = world.consent(&priya).await;
        assert_eq!(given.location(), "/settings/mailboxes/1/consent?given", "{}", given.words());
        world.postfix.wait_letters("ines@customers.example", 3, PATIENCE).await;
        arrived(&desk, &world, 4).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        arrived(&desk, &world, 4).await;
        let left = world.postfix.letters_for("ines@customers.example").await;
        assert_eq!(left.iter().filter(|l| l.text().contains("at the door")).count(), 1);
        assert_eq!(left.len(), 3);
        tokio::join!(fetching.stop(), sending.stop());
    })
    .await;
}

async fn until_fetched(desk: &TestDesk) {
    let until = Instant::now() + PATIENCE;
    loop {
        let states = desk.read(|tx| Ok(fetch::store::states(tx)?)).await;
        if states[0].last_fetched_at.is_some() {
            return;
        }
        assert!(Instant::now() < until, "{states:?}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn tokens_are_sealed(desk: &TestDesk) {
    let consent = desk.read(|tx| Ok(store::of_mailbox(tx, 1)?.unwrap())).await;
    let access = deeds::access_of(&desk.desk, consent.id)
        .await
        .expect("good");
    assert!(crate::kit::keys::Keys::is_sealed(&consent.kept.access));
    assert!(crate::kit::keys::Keys::is_sealed(
        consent.kept.refresh.as_deref().unwrap()
    ));
    assert_ne!(consent.kept.access, access.token);
}

async fn banner_says_who_must_do_what(desk: &TestDesk, priya: &Browser) {
    health::worker::learn(&desk.desk).await.expect("read");
    let above = |reply: Reply| testing::without_tags(&reply.text);
    let admin = above(priya.get("/today").await);
    assert!(
        admin.contains(&format!("Acme lets this desk into {USER} no more")),
        "{admin}"
    );
    assert!(admin.contains("Sign in again with Acme"), "{admin}");
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let agent = above(maya.get("/today").await);
    assert!(
        agent.contains("Somebody who looks after the desk has to sign in there again."),
        "{agent}"
    );
}

#[tokio::test]
#[ignore = "needs oidc-provider, Dovecot, Postfix and root: ./test mail"]
async fn one_at_a_time_renews_and_a_passing_failure_is_no_end() {
    testing::each(NOON, async |desk| {
        let world = World::start().await;
        let desk = desk.with(|config| world.known_to(config));
        let priya = desk.sign_in("Priya", Role::Admin).await;
        world.mailbox(&desk).await;
        world.consent(&priya).await;

        // A used refresh token ends the consent there: whoever renews twice at
        // once would lose it.
        desk.advance(HOUR);
        let mut asking = Vec::new();
        for _ in 0..8 {
            let desk = desk.desk.clone();
            asking.push(tokio::spawn(async move { deeds::access(&desk, 1).await }));
        }
        let mut tokens = Vec::new();
        for asked in asking {
            let access = asked.await.unwrap().expect("a token").expect("by consent");
            tokens.push(access.token);
        }
        tokens.dedup();
        assert_eq!((tokens.len(), world.renewals().await), (1, 1));

        // Nobody is well there: no end, and the token lasts as long as it is good.
        world.provider.wish("fail").await;
        desk.advance(Duration::from_secs(3600 - 60));
        let still = deeds::access(&desk.desk, 1)
            .await
            .expect("good for a minute");
        assert_eq!(Some(still.unwrap().token), tokens.pop());
        desk.advance(Duration::from_secs(60));
        let failed = deeds::access(&desk.desk, 1).await.err();
        let said = "127.0.0.1: 503 Service Unavailable".to_owned();
        let passing = Shut::Passing {
            provider: "Acme".to_owned(),
            said,
        };
        assert_eq!(failed, Some(passing));
        world.provider.wish("mend").await;
        assert!(deeds::access(&desk.desk, 1).await.is_ok());

        // Our own registration ran out: that is neither.
        world.provider.wish("secret").await;
        desk.advance(HOUR);
        let failed = deeds::access(&desk.desk, 1).await.err();
        assert!(matches!(failed, Some(Shut::Program { .. })), "{failed:?}");
        world.provider.wish("mend").await;
        assert!(deeds::access(&desk.desk, 1).await.is_ok());
        let ended = desk.read(|tx| Ok(store::ended(tx)?)).await;
        assert_eq!(ended, []);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs oidc-provider, Dovecot, Postfix and root: ./test mail"]
async fn a_token_that_is_refused_before_its_time_is_renewed_once() {
    let desk = TestDesk::at(NOON).await;
    let world = World::start().await;
    let desk = desk.with(|config| world.known_to(config));
    let priya = desk.sign_in("Priya", Role::Admin).await;
    world.mailbox(&desk).await;
    world.consent(&priya).await;
    let source = async || {
        let mailbox = desk
            .read(|tx| Ok(mailboxes::store::find(tx, 1)?.unwrap()))
            .await;
        fetch::source(&desk.desk, &mailbox).await.unwrap().unwrap()
    };
    // The other side's own words, after its question was answered.
    world.provider.wish("expire").await;
    let refused = fetch::try_sign_in(&source().await).await.unwrap_err();
    assert_eq!(refused.code, "token", "{refused}");
    assert!(refused.said.contains("Authentication failed"), "{refused}");

    let fetching = fetch::start(desk.desk.clone());
    until_fetched(&desk).await;
    fetching.stop().await;
    assert_eq!(world.renewals().await, 1);

    world.provider.wish("expire").await;
    let sent = priya.post("/settings/mailboxes/1/test", &[]).await.words();
    assert!(sent.contains("The server took the letter: 250"), "{sent}");
    assert_eq!(world.renewals().await, 2);

    // A token goes to nobody else.
    let now = desk.now();
    desk.write(move |tx| {
        let mut wanted: mailboxes::store::Wanted = mailboxes::store::find(tx, 1)?.unwrap().into();
        wanted.server.as_mut().unwrap().host = "127.0.0.1".to_owned();
        Ok(mailboxes::store::change(tx, 1, &wanted, now)?)
    })
    .await;
    let sent = priya.post("/settings/mailboxes/1/test", &[]).await.words();
    assert!(
        sent.contains(
            "The consent of Acme is not for the server 127.0.0.1, and no token goes there."
        ),
        "{sent}"
    );
}

/// Two nodes have two pools and know nothing of each other's claims: only the
/// locked row keeps them apart.
#[tokio::test]
#[ignore = "needs oidc-provider, PostgreSQL, Dovecot, Postfix and root: ./test mail"]
async fn two_nodes_renew_a_token_once() {
    let Some(test) = ::store::testing::TestDb::postgres(crate::app::MIGRATIONS).await else {
        panic!("PostgreSQL is not named: ./test mail starts one");
    };
    let world = World::start().await;
    let desk = TestDesk::at(NOON).await;
    let desk = desk.with(|config| world.known_to(config));
    let priya = desk.sign_in("Priya", Role::Admin).await;
    world.mailbox(&desk).await;
    world.consent(&priya).await;
    let given = desk.read(|tx| Ok(store::of_mailbox(tx, 1)?.unwrap())).await;
    let data = tempfile::tempdir().unwrap();
    let options = ::store::Options {
        url: test.postgres_url().unwrap(),
        data: data.path().to_owned(),
        migrations: crate::app::MIGRATIONS,
        readers: 4,
    };
    let other = ::store::Db::open(options).await.unwrap();
    let node = |db: &::store::Db| {
        let mut node = desk.desk.clone();
        node.db = db.clone();
        node
    };
    let nodes = [node(&test.db), node(&other)];
    let (kept, now) = (given.kept, desk.now());
    let consent = nodes[0]
        .db
        .write(move |tx| store::give(tx, None, Provider::Own, &kept, "agent:1", now))
        .await
        .unwrap();
    for round in 1..=5 {
        desk.advance(HOUR);
        let asking = (0..8).map(|n| {
            let node = nodes[n % 2].clone();
            tokio::spawn(async move { deeds::access_of(&node, consent).await })
        });
        let mut tokens = Vec::new();
        for asked in futures_util::future::join_all(asking).await {
            tokens.push(asked.unwrap().expect("a token").token);
        }
        tokens.dedup();
        assert_eq!((tokens.len(), world.renewals().await), (1, round));
    }
    other.close().await;
}
