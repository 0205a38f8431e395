//! A whole desk inside the test: the real router over a real database, with a
//! clock that stands still until the test moves it.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_reader_may_not_answer() {
//!     testing::each("2026-03-05T11:00:00Z", async |desk| {
//!         let ana = desk.sign_in("Ana", Role::Light).await;
//!         let reply = ana.post("/cases/7/messages", &[("text", "Hello")]).await;
//!         assert_eq!(reply.status, "403 Forbidden");
//!         assert_eq!(reply.words(), "Not open to you ...");
//!     }).await;
//! }
//! ```

mod browser;
pub mod hostile;

pub use browser::{Browser, Reply, without_tags};

/// Other people's servers, for tests that need one.
#[path = "../tests/foreign/mod.rs"]
pub mod foreign;
#[path = "../tests/foreign/dns.rs"]
pub mod foreign_dns;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use store::testing::TestDb;
use store::{Db, Tx};

use crate::app;
use crate::arrows::explained;
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::words::Lang;
use crate::kit::{At, Clock};
use crate::team::{self, By, Role};
use crate::web::{Desk, Problem};
use crate::{cases, mailboxes, people, wordlists};

/// How long a test waits for what must come: only one that fails waits so long,
/// on however busy a machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A desk for one test. Holds its folder and its database until it is dropped.
pub struct TestDesk {
    pub desk: Desk,
    router: Router,
    _held: (Option<Arc<TestDb>>, tempfile::TempDir),
}

/// Runs a test on SQLite and, when a PostgreSQL for tests is named, there too.
pub async fn each(at: &str, test: impl AsyncFn(TestDesk)) {
    let test = &test;
    store::testing::each(app::MIGRATIONS, |db| async move {
        test(TestDesk::over(db.clone(), at, None)).await;
        explained::check(&db).await;
    })
    .await;
}

impl TestDesk {
    /// A desk on SQLite whose clock stands at `at` (RFC 3339).
    pub async fn at(at: &str) -> TestDesk {
        let held = TestDb::sqlite(app::MIGRATIONS).await;
        TestDesk::over(held.db.clone(), at, Some(Arc::new(held)))
    }

    fn over(db: Db, at: &str, held: Option<Arc<TestDb>>) -> TestDesk {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::for_tests(folder.path());
        let clock = Clock::fixed(at.parse().unwrap());
        let desk = Desk::new(db, clock, config, Keys::random(), team::recognise);
        TestDesk {
            router: app::build(desk.clone()),
            desk,
            _held: (held, folder),
        }
    }

    /// The same desk with other settings, before anything was asked of it:
    /// `desk.with(|c| c.limits.form = 1 << 20)`.
    pub fn with(mut self, change: impl FnOnce(&mut Config)) -> TestDesk {
        let mut config = Config::clone(&self.desk.config);
        change(&mut config);
        self.desk.config = Arc::new(config);
        self.router = app::build(self.desk.clone());
        self
    }

    /// The same desk with more routes, for what the product does not do.
    pub fn and(mut self, routes: crate::web::Routes) -> TestDesk {
        self.router = app::routes().merge(routes).into_router(self.desk.clone());
        self
    }

    /// The same database under a new start: nothing that stood in memory.
    pub fn restarted(&self) -> TestDesk {
        let at = self.now().to_string();
        TestDesk::over(self.desk.db.clone(), &at, None)
    }

    /// The same desk as a demo.
    pub fn into_demo(mut self) -> TestDesk {
        self.desk.demo = true;
        self.router = app::build(self.desk.clone());
        self
    }

    pub fn now(&self) -> At {
        self.desk.now()
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        assert!(self.desk.clock.advance(by), "a test's clock can be moved");
    }

    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + Sync + 'static,
    ) -> T {
        self.desk
            .db
            .write(f)
            .await
            .unwrap_or_else(|p| panic!("{}", p.cause_in_words()))
    }

    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> T {
        self.desk
            .db
            .read(f)
            .await
            .unwrap_or_else(|p| panic!("{}", p.cause_in_words()))
    }

    /// The figure a statement gives, for counting rows: `desk.count(sql!("..."))`.
    pub async fn count(&self, sql: store::Sql) -> i64 {
        self.read(move |tx| Ok(tx.one(sql, &[])?.map_or(Ok(0), |row| row.get(0))?))
            .await
    }

    /// A mailbox help@desk.example with a sending server that nobody asks.
    pub async fn mailbox(&self) -> i64 {
        let now = self.now();
        self.write(move |tx| {
            let wanted = mailboxes::store::Wanted {
                address: "help@desk.example".to_owned(),
                name: "Lindfors Press".to_owned(),
                signature: String::new(),
                language: "en".to_owned(),
                zone: "Europe/Berlin".to_owned(),
                receipt: true,
                answer_within_min: None,
                imap: None,
                server: Some(mailboxes::Server {
                    host: "127.0.0.1".to_owned(),
                    port: 25,
                    tls: mailboxes::Tls::None,
                    account: None,
                    sealed_password: None,
                }),
            };
            Ok(mailboxes::store::add(tx, &wanted, now)?)
        })
        .await
    }

    /// A new case: `name` ("Ines", ines@customer.example) wrote `words` to the
    /// mailbox, which is made with the first one. Its number.
    pub async fn case(&self, name: &'static str, words: &'static str) -> i64 {
        self.case_of(name, words, words).await
    }

    /// The same with a subject of its own.
    pub async fn case_of(
        &self,
        name: &'static str,
        subject: &'static str,
        words: &'static str,
    ) -> i64 {
        let known = self
            .read(|tx| Ok(mailboxes::store::by_address(tx, "help@desk.example")?))
            .await;
        let mailbox = match known {
            Some(mailbox) => mailbox.id,
            None => self.mailbox().await,
        };
        let now = self.now();
        self.write(move |tx| {
            let address = format!("{}@customer.example", name.to_lowercase());
            let (person, _) = people::store::meet(tx, &address, name, now)?;
            let letter = cases::deeds::Letter {
                person,
                sender: &address,
                reply_to: None,
                subject,
                words,
                said: &wordlists::Said::of(subject, words),
                elided: None,
                html: None,
                letter_id: None,
                mark: None,
                oddities: "",
                raw: None,
                way: crate::messages::store::Way::default(),
                answers: None,
                files: &[],
                copies: &[],
                language: Some("en"),
            };
            let (number, _) = cases::deeds::open(tx, mailbox, &letter, now)?;
            Ok(number)
        })
        .await
    }

    /// Adds somebody to the team: "Maya" gets the address maya@desk.example.
    pub async fn agent(&self, name: &'static str, role: Role) -> i64 {
        let now = self.now();
        self.write(move |tx| {
            let new = team::New {
                address: format!("{}@desk.example", name.to_lowercase()),
                name: name.to_owned(),
                role,
                lang: Lang::En,
                zone: "Europe/Berlin".to_owned(),
                password_hash: None,
            };
            team::add(tx, &new, By::Command, now)
        })
        .await
    }

    /// A browser in which a new member of the team is signed in.
    pub async fn sign_in(&self, name: &'static str, role: Role) -> Browser {
        let agent = self.agent(name, role).await;
        self.browser_of(agent).await
    }

    /// Another browser of somebody who is there already.
    pub async fn browser_of(&self, agent: i64) -> Browser {
        let now = self.now();
        let cookie = self
            .write(move |tx| team::open_session(tx, agent, now))
            .await;
        let digest = crate::kit::random::digest(&cookie);
        let form_token = self
            .read(move |tx| Ok(team::store::form_token_of(tx, &digest)?))
            .await;
        Browser {
            agent: Some(agent),
            cookie: Some(format!("heliotrope={cookie}")),
            form_token: Some(form_token),
            ..self.visitor()
        }
    }

    /// A program with a bearer token of `agent`.
    pub async fn program_of(&self, agent: i64) -> Browser {
        let now = self.now();
        let token = self
            .write(move |tx| team::new_token(tx, agent, By::Command, now))
            .await;
        Browser {
            agent: Some(agent),
            bearer: Some(token),
            ..self.visitor()
        }
    }

    /// A program with a bearer token of a new agent.
    pub async fn program(&self) -> Browser {
        let agent = self.agent("Robin", Role::Agent).await;
        self.program_of(agent).await
    }

    /// An agent as deeds know them.
    pub async fn asker(&self, agent: i64) -> crate::web::Asker {
        let now = self.now();
        let token = self
            .write(move |tx| team::new_token(tx, agent, By::Command, now))
            .await;
        let credential = crate::web::Credential::Token(crate::kit::random::digest(&token));
        let known = team::recognise(self.desk.clone(), credential).await;
        known.ok().flatten().expect("a member of the team")
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser {
            agent: None,
            cookie: None,
            form_token: None,
            bearer: None,
            accept_language: "en".to_owned(),
            router: self.router.clone(),
        }
    }
}

impl Drop for TestDesk {
    /// A desk of its own looks at what is left, as [`each`] does.
    fn drop(&mut self) {
        let Some(held) = self._held.0.clone() else {
            return;
        };
        if std::thread::panicking() {
            return;
        }
        // A runtime of its own: the test's is waiting here.
        let looked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(explained::check(&held.db));
        });
        assert!(looked.join().is_ok(), "see what is left, above");
    }
}
