//! Fetching at the real door: Dovecot on the other side. `./test mail`.

use std::time::{Duration, Instant, SystemTime};

use super::*;
use crate::intake::store::Ledger;
use crate::mailboxes::{self, Fetching, Server, Tls};
use crate::testing::{self, PATIENCE, TestDesk};
use crate::{cases, intake};

mod bringing;
mod comparing;
mod erased;
mod faults;
mod nonsense;
mod outside;
mod renamed;
mod turns;
mod way_in;

use crate::testing::foreign::imap::Dovecot;
use crate::testing::foreign::{PASSWORD, USER};

fn source(dovecot: &Dovecot, tls: Tls, password: &str) -> Source {
    Source {
        host: "localhost".to_owned(),
        port: match tls {
            Tls::Tls => dovecot.tls_port,
            Tls::None | Tls::Starttls => dovecot.port,
        },
        tls,
        user: USER.to_owned(),
        secret: Secret::Password(password.to_owned()),
    }
}

fn letter(id: &str, from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "Message-ID: <{id}>\r\nFrom: {from}\r\nTo: help@desk.example\r\nSubject: {subject}\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

const AT: &str = "2026-03-05T11:00:00Z";
const SOON: Duration = Duration::from_secs(20);

/// `days` after the moment at which the desks of these tests stand still;
/// before it when negative.
fn days(days: i64) -> SystemTime {
    let at: jiff::Timestamp = AT.parse().unwrap();
    let at = at + jiff::SignedDuration::from_hours(24 * days);
    at.into()
}

/// As the settings page would ask for it.
fn fetching(desk: &TestDesk, port: u16, password: &str) -> Fetching {
    Fetching::from_now_on(Server {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        account: Some(USER.to_owned()),
        sealed_password: Some(desk.desk.keys.seal(password)),
    })
}

/// The mailbox help@desk.example fetches there from now on. Its number.
async fn fetch_from(desk: &TestDesk, fetching: Fetching) -> i64 {
    let known = desk
        .read(|tx| Ok(mailboxes::store::by_address(tx, "help@desk.example")?))
        .await;
    let mailbox = match known {
        Some(mailbox) => mailbox.id,
        None => desk.mailbox().await,
    };
    let now = desk.now();
    desk.write(move |tx| {
        let known = mailboxes::store::find(tx, mailbox)?.unwrap();
        let wanted = mailboxes::store::Wanted {
            address: known.address,
            name: known.name,
            signature: known.signature,
            language: known.language,
            zone: known.zone,
            receipt: known.receipt,
            answer_within_min: known.answer_within_min,
            server: known.server,
            imap: Some(fetching.clone()),
        };
        Ok(mailboxes::store::change(tx, mailbox, &wanted, now)?)
    })
    .await;
    mailbox
}

async fn ledger(desk: &TestDesk) -> Ledger {
    desk.read(|tx| Ok(intake::store::ledger(tx)?)).await
}

async fn state(desk: &TestDesk) -> store::FetchState {
    let mut states = desk.read(|tx| Ok(store::states(tx)?)).await;
    states.remove(0)
}

/// Waits until the ledger holds so many arrivals.
async fn until_arrived(desk: &TestDesk, arrivals: i64, what: &str) -> Ledger {
    let until = Instant::now() + PATIENCE;
    loop {
        let ledger = ledger(desk).await;
        if ledger.arrivals >= arrivals {
            return ledger;
        }
        let state = state(desk).await;
        assert!(
            Instant::now() < until,
            "{what}: {ledger:?} instead of {arrivals} arrivals; {state:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn until(desk: &TestDesk, what: &str, is: impl Fn(&store::FetchState) -> bool) {
    let until = Instant::now() + PATIENCE;
    loop {
        let state = state(desk).await;
        if is(&state) {
            return;
        }
        assert!(Instant::now() < until, "{what}: {state:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_cursor_counts_only_where_it_was_written_and_only_forwards() {
    testing::each(AT, async |desk| {
        let steps = desk
            .write(|tx| {
                let at = store::Cursor {
                    validity: 7,
                    uid: 3,
                    since: 0,
                };
                store::begin(tx, 1, "INBOX", "help@a.example", at)?;
                let elsewhere = store::cursor(tx, 1, "INBOX", "help@b.example")?;
                let mut pass =
                    |place, validity, uid| store::pass(tx, 1, "INBOX", place, validity, uid);
                let passed = [
                    pass("help@b.example", 7, 4)?,
                    pass("help@a.example", 8, 4)?,
                    pass("help@a.example", 7, 3)?,
                    pass("help@a.example", 7, 5)?,
                    pass("help@a.example", 7, 5)?,
                ];
                let here = store::cursor(tx, 1, "INBOX", "help@a.example")?;
                Ok((elsewhere, passed, here.map(|c| c.uid)))
            })
            .await;
        assert_eq!(steps, (None, [false, false, false, true, false], Some(5)));
    })
    .await;
}
