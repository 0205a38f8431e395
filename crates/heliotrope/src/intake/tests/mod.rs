//! Letters at the real doors, on both engines.

mod api;
mod came;
mod crowd;
mod doors;
mod forms;
mod held;
mod kept;
mod mail;
mod matching;
mod outside;
mod receipts;
mod sieve;
mod smtp;
mod vouched;

use crate::app::MIGRATIONS;
use crate::intake::{self, Arrived, Door, Verdict};
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::{At, Clock};
use crate::mailboxes::{self, Server, Tls};
use crate::messages::Message;
use crate::web::{Asker, Desk, Role, Via};
use crate::{cases, messages, outbox, people};
use ::store::{Error, Tx};
use std::sync::Arc;

const INES: &str = "Ines Ebner <ines@example.org>";
const NOON: At = At(1_772_708_400_000_000);

/// A desk with the mailboxes help@desk.example and shop@desk.example.
struct World {
    desk: Desk,
    help: i64,
    _folder: tempfile::TempDir,
}

async fn each(test: impl AsyncFn(World)) {
    each_with("", test).await;
}

/// The same, where these servers in front are believed.
async fn each_with(authserv: &str, test: impl AsyncFn(World)) {
    each_where(
        |config| config.inbound.authserv = authserv.split_whitespace().map(str::to_owned).collect(),
        test,
    )
    .await;
}

async fn each_where(change: impl Fn(&mut Config), test: impl AsyncFn(World)) {
    let (change, test) = (&change, &test);
    ::store::testing::each(MIGRATIONS, |db| async move {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::for_tests(folder.path());
        change(&mut config);
        let desk = Desk::new(
            db,
            Clock::fixed(NOON),
            config,
            Keys::random(),
            crate::team::recognise,
        );
        let db = desk.db.clone();
        let help = add_mailbox(&desk, "help@desk.example", None).await;
        add_mailbox(&desk, "shop@desk.example", None).await;
        test(World {
            desk,
            help,
            _folder: folder,
        })
        .await;
        crate::arrows::explained::check(&db).await;
    })
    .await;
}

async fn add_mailbox(desk: &Desk, address: &'static str, answer_within_min: Option<i64>) -> i64 {
    let server = Server {
        host: "127.0.0.1".into(),
        port: 25,
        tls: Tls::None,
        account: None,
        sealed_password: None,
    };
    let wanted = mailboxes::store::Wanted {
        address: address.into(),
        name: "Help".into(),
        signature: String::new(),
        language: "en".into(),
        zone: "Europe/Berlin".into(),
        receipt: true,
        answer_within_min,
        imap: None,
        server: Some(server),
    };
    desk.db
        .write(move |tx| mailboxes::store::add(tx, &wanted, NOON))
        .await
        .unwrap()
}

fn asker(agent: i64) -> Asker {
    Asker {
        agent,
        name: "Maya".into(),
        address: "maya@desk.example".into(),
        role: Role::Agent,
        lang: crate::kit::words::Lang::En,
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

/// A letter as a person writes it.
fn letter(from: &str, id: &str, headers: &str, words: &str) -> Vec<u8> {
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!("{headers}\r\n")
    };
    format!(
        "From: {from}\r\nTo: help@desk.example\r\nSubject: The lamp\r\nMessage-ID: <{id}>\r\n\
         Date: Thu, 5 Mar 2026 11:00:00 +0000\r\n{headers}\r\n{words}\r\n"
    )
    .into_bytes()
}

impl World {
    async fn receive(&self, bytes: impl Into<Vec<u8>>, recipients: &[&str]) -> Verdict {
        let arrived = Arrived {
            peer: None,
            door: Door::Receive,
            bytes: bytes.into(),
            sender: String::new(),
            recipients: recipients.iter().map(|r| (*r).to_owned()).collect(),
        };
        intake::receive(&self.desk, arrived).await.unwrap()
    }

    /// To help@, as most letters here.
    async fn help(&self, bytes: impl Into<Vec<u8>>) -> Verdict {
        self.receive(bytes, &["help@desk.example"]).await
    }

    async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.desk.db.read(f).await.unwrap()
    }

    async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + Sync + 'static,
    ) -> T {
        self.desk.db.write(f).await.unwrap()
    }

    async fn case(&self, number: Option<i64>) -> cases::Case {
        let number = number.expect("a case");
        self.read(move |tx| cases::store::find(tx, number))
            .await
            .expect("the case is there")
    }

    async fn messages(&self, number: Option<i64>) -> Vec<Message> {
        let number = number.expect("a case");
        self.read(move |tx| messages::store::of_case(tx, number))
            .await
    }

    async fn receipts(&self, number: Option<i64>) -> usize {
        let number = number.expect("a case");
        let all = self
            .read(move |tx| outbox::store::of_case(tx, number))
            .await;
        all.iter().filter(|e| e.message.is_none()).count()
    }

    /// The ledger sums up, and no arrival points into the void.
    async fn check_ledger(&self) -> intake::store::Ledger {
        let (ledger, lost) = self
            .read(|tx| Ok((intake::store::ledger(tx)?, intake::store::without_case(tx)?)))
            .await;
        assert!(ledger.sums_up(), "{ledger:?}");
        assert_eq!(lost, 0);
        ledger
    }

    async fn person(&self, address: &'static str) -> Option<i64> {
        self.read(move |tx| people::store::by_address(tx, address))
            .await
    }
}

/// One field of each line of the shared test material; none, and a plain line
/// that says so, where it does not stand beside the checkout.
fn shared(file: &str, field: &str) -> Vec<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("HELIOTROPE_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{folder}/{file}")) else {
        eprintln!("the shared {file} is not here: only our own were tried");
        return Vec::new();
    };
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value[field]
            .as_str()
            .unwrap_or_else(|| panic!("{line}"))
            .to_owned()
    };
    let found: Vec<String> = text.lines().map(read).collect();
    assert!(!found.is_empty(), "{file} is empty");
    found
}
