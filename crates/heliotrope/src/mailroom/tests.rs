//! Letters that leave through a real socket, on both engines.

mod filed;
mod going;
mod other;
mod plans;
mod real;
mod receipts;
mod said;
mod signed;
mod trial;
mod trouble;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::store::{Db, Tx};

use self::other::{Listening, Other};
use crate::cases::deeds::{self, NextWord, Reply};
use crate::cases::{self, Case};
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::words::Lang;
use crate::kit::{At, Clock};
use crate::mailboxes::{self, Server, Tls};
use crate::outbox::store::Standing;
use crate::outbox::{self, Delivery};
use crate::testing::PATIENCE;
use crate::web::{Asker, Desk, Problem, Role, Via};
use crate::wordlists::Said;
use crate::{app, people, team};

/// A desk with one mailbox, one agent and one case of Ines, and the server its
/// letters go to.
struct World {
    desk: Desk,
    other: Other,
    agent: i64,
    mailbox: i64,
    case: i64,
    ines: i64,
    _listening: Option<Listening>,
    _data: Arc<tempfile::TempDir>,
}

pub const INES: &str = "ines@customers.example";
pub const HELP: &str = "help@desk.example";

fn desk_on(db: Db, data: &tempfile::TempDir) -> Desk {
    let mut config = Config::for_tests(data.path());
    config.outbox.first_retry = Duration::from_millis(200);
    config.limits.letter_out = 100_000;
    Desk::new(db, Clock::system(), config, Keys::random(), team::recognise)
}

fn server_at(port: u16) -> Server {
    Server {
        host: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        account: None,
        sealed_password: None,
    }
}

fn mailbox(tx: &mut Tx<'_>, address: &str, server: Server, now: At) -> Result<i64, Problem> {
    let wanted = mailboxes::store::Wanted {
        address: address.into(),
        name: "Lindfors Press".into(),
        signature: "Maya and the team".into(),
        language: "en".into(),
        zone: "Europe/Berlin".into(),
        receipt: true,
        answer_within_min: None,
        imap: None,
        server: Some(server),
    };
    Ok(mailboxes::store::add(tx, &wanted, now)?)
}

/// A letter that opens a case; gives case and person.
fn arrives(
    tx: &mut Tx<'_>,
    mailbox: i64,
    from: &str,
    name: &str,
    subject: &str,
    now: At,
) -> Result<(i64, i64), Problem> {
    let (person, _) = people::store::meet(tx, from, name, now)?;
    let words = "I paid and see no link.\nHere: [press me](https://evil.example)";
    let letter = deeds::Letter {
        person,
        sender: from,
        reply_to: None,
        subject,
        words,
        said: &Said::of(subject, words),
        elided: None,
        html: None,
        letter_id: Some(&format!("first-{person}@customers.example")),
        mark: None,
        oddities: "",
        raw: None,
        way: crate::messages::store::Way::default(),
        answers: None,
        files: &[],
        copies: &[],
        language: None,
    };
    let (case, _) = deeds::open(tx, mailbox, &letter, now)?;
    Ok((case, person))
}

impl World {
    async fn new(db: Db) -> World {
        World::with(db, Some(Other::start())).await
    }

    async fn with(db: Db, other: Option<(Other, Listening)>) -> World {
        let data = Arc::new(tempfile::tempdir().unwrap());
        let desk = desk_on(db, &data);
        let (other, listening) = other.map(|(o, l)| (o, Some(l))).unwrap_or_else(|| {
            // A port that nobody listens on (any more).
            let (other, gone) = Other::start();
            drop(gone);
            (other, None)
        });
        let (port, now) = (other.port, desk.now());
        let made = desk.db.write(move |tx| {
            let mailbox = mailbox(tx, HELP, server_at(port), now)?;
            let agent = team::store::add_for_tests(tx, "maya@desk.example", "Maya", now)?;
            let (case, ines) = arrives(tx, mailbox, INES, "Ines Ebner", "Paid, no link", now)?;
            Ok::<_, Problem>((mailbox, agent, case, ines))
        });
        let (mailbox, agent, case, ines) = made.await.map_err(|p| p.cause_in_words()).unwrap();
        World {
            desk,
            other,
            agent,
            mailbox,
            case,
            ines,
            _listening: listening,
            _data: data,
        }
    }

    fn maya(&self) -> Asker {
        Asker {
            agent: self.agent,
            name: "Maya".into(),
            address: "maya@desk.example".into(),
            role: Role::Agent,
            lang: Lang::En,
            zone: jiff::tz::TimeZone::UTC,
            via: Via::Token { id: 1 },
            form_token: String::new(),
            scheme: "system".into(),
            density: "roomy".into(),
            single_keys: true,
            undo_seconds: 20,
            alone: false,
            unread: String::new(),
            heard: crate::web::Heard::default(),
        }
    }

    /// Runs a deed that must not be refused.
    async fn write<T: Send + 'static>(
        &self,
        deed: impl Fn(&mut Tx<'_>, At) -> Result<T, Problem> + Send + Sync + 'static,
    ) -> T {
        let now = self.desk.now();
        self.desk
            .db
            .write(move |tx| deed(tx, now))
            .await
            .map_err(|p| p.cause_in_words())
            .unwrap()
    }

    /// Sends a reply and gives its message.
    async fn reply(&self, reply: Reply) -> i64 {
        self.reply_in(self.case, reply).await
    }

    async fn reply_in(&self, case: i64, reply: Reply) -> i64 {
        let maya = self.maya();
        self.write(move |tx, now| deeds::reply(tx, &maya, case, &reply, now))
            .await
            .message
    }

    async fn case(&self) -> Case {
        let case = self.case;
        self.write(move |tx, _| Ok(cases::store::find(tx, case)?.unwrap()))
            .await
    }

    async fn envelopes(&self, message: i64) -> Vec<Standing> {
        self.write(move |tx, _| Ok(outbox::store::of_message(tx, message)?))
            .await
    }

    /// Waits until every envelope of a message has come to `state`.
    async fn until(&self, message: i64, state: Delivery) -> Vec<Standing> {
        let until = Instant::now() + PATIENCE;
        loop {
            let envelopes = self.envelopes(message).await;
            if envelopes.iter().all(|e| e.state == state) {
                return envelopes;
            }
            assert!(Instant::now() < until, "still {envelopes:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Invariant: when a test ends nothing waits.
    async fn nothing_waits(&self) {
        let (waiting, ..) = self.write(|tx, _| Ok(outbox::store::counts(tx)?)).await;
        assert_eq!(waiting, 0);
    }
}

fn words(text: &str) -> Reply {
    Reply {
        words: text.into(),
        ..Reply::default()
    }
}

fn next_word(promise: &str, now: At) -> NextWord {
    NextWord {
        due: now.plus(Duration::from_secs(86_400)),
        words: Some(promise.into()),
    }
}

async fn each<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    ::store::testing::each(app::MIGRATIONS, |db| async {
        test(World::new(db).await).await
    })
    .await;
}
