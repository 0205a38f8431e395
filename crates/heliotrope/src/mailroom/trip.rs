//! A letter of a mailbox to itself: does it leave, and does it come back?

use std::time::Duration;

use ::store::Tx;

use super::dkim;
use super::rules::{self, Try};
use super::server::{Sealed, Servers};
use super::{own_name, route_of, store};
use crate::consents::{self, Access};
use crate::fetch;
use crate::kit::words::Words;
use crate::kit::{At, random};
use crate::mailboxes::{self, Mailbox, Server};
use crate::outbox;
use crate::t;
use crate::web::Desk;

/// How long we wait for our own letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is tried: a mailbox that may not be kept yet.
#[derive(Clone)]
pub struct Trial<'a> {
    pub address: &'a str,
    pub name: &'a str,
    /// None: the house's own.
    pub server: Option<&'a Server>,
    /// When the mailbox is opened by consent.
    pub access: Option<&'a Access>,
    pub source: &'a fetch::Source,
}

/// How far the letter came. What failed has a sentence: the other side's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// What the server said when it took the letter, or why it did not.
    pub sent: Result<String, String>,
    /// None: it never left.
    pub back: Option<Result<Back, String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    pub took: Duration,
    /// It came by the plus-address that it was sent to.
    pub plus: bool,
    /// Who signed it on the way.
    pub signatures: Vec<letters::Signature>,
}

impl Trip {
    pub fn back(&self) -> Option<&Back> {
        self.back.as_ref()?.as_ref().ok()
    }

    /// Why it did not come back, when it did not.
    pub fn trouble(&self) -> Option<&str> {
        match (&self.sent, &self.back) {
            (Err(said), _) | (_, Some(Err(said))) => Some(said),
            _ => None,
        }
    }

    /// Remembers how it went, and what it showed about plus-addresses.
    pub fn keep(&self, tx: &mut Tx<'_>, mailbox: i64, now: At) -> Result<(), ::store::Error> {
        let last = LastTrip {
            at: now,
            took: self.back().map(|back| back.took),
            plus: self.back().is_some_and(|back| back.plus),
            said: self.trouble().unwrap_or_default().to_owned(),
        };
        store::keep_trip(tx, mailbox, &last)?;
        let (Some(back), Some(known)) = (self.back(), mailboxes::store::find(tx, mailbox)?) else {
            return Ok(());
        };
        let domain = known.address.rsplit_once('@').map_or("", |(_, of)| of);
        note_signed(tx, domain, &back.signatures, now)?;
        mailboxes::store::keeps_plus_addresses(tx, mailbox, back.plus)
    }
}

pub use super::store::{LastTrip, last_trip, note_signed, signed_by};

/// Sends a mailbox that is kept a letter from itself, and remembers how it
/// went. None: its letters are not fetched, or cannot leave.
///
/// # Errors
/// When its password cannot be opened, or the result not be kept.
pub async fn try_kept(
    desk: &Desk,
    mailbox: &Mailbox,
    words: Words,
) -> anyhow::Result<Option<Trip>> {
    let sends = mailbox.server.is_some() || desk.config.smtp.is_some();
    let Some(source) = fetch::source(desk, mailbox).await?.filter(|_| sends) else {
        return Ok(None);
    };
    let access = match mailbox.server.as_ref().is_some_and(Server::is_by_consent) {
        true => consents::access(desk, mailbox.id)
            .await
            .map_err(fetch::shut)?,
        false => None,
    };
    let trial = Trial {
        address: &mailbox.address,
        name: &mailbox.name,
        server: mailbox.server.as_ref(),
        access: access.as_ref(),
        source: &source,
    };
    let trip = round_trip(desk, &trial, words).await;
    let (kept, id, now) = (trip.clone(), mailbox.id, desk.now());
    desk.db.write(move |tx| kept.keep(tx, id, now)).await?;
    Ok(Some(trip))
}

/// Sends the letter to a plus-address of the mailbox, or to the mailbox itself
/// when that is refused, and waits for it. The letter is taken away again.
pub async fn round_trip(desk: &Desk, trial: &Trial<'_>, words: Words) -> Trip {
    let token = random::id();
    let plus = rules::plus(trial.address, &token);
    let (sent, letter_id, to) = match send(desk, trial, &plus, words).await {
        (Try::Refused(_), _) => {
            let (tried, id) = send(desk, trial, trial.address, words).await;
            (tried, id, trial.address)
        }
        (tried, id) => (tried, id, plus.as_str()),
    };
    let Try::Accepted(said) = sent else {
        return Trip {
            sent: Err(sent.said().to_owned()),
            back: None,
        };
    };
    let mut back = fetch::wait_for(trial.source, &letter_id, PATIENCE).await;
    // Some servers take what stands behind a plus and lose it then.
    let mut by_plus = to != trial.address;
    if by_plus && back.as_ref().is_err_and(|why| why.code == "not-back") {
        by_plus = false;
        if let (Try::Accepted(_), id) = send(desk, trial, trial.address, words).await {
            back = fetch::wait_for(trial.source, &id, PATIENCE).await;
        }
    }
    let server = trial.source.to_string();
    let back = back.map_err(|why| why.sentence(words, &server));
    Trip {
        sent: Ok(said),
        back: Some(back.map(|found| Back {
            took: found.after,
            plus: by_plus && found.recipients.iter().any(|r| r.contains(&token)),
            signatures: found.signatures,
        })),
    }
}

async fn send(desk: &Desk, trial: &Trial<'_>, to: &str, words: Words) -> (Try, String) {
    let letter_id = outbox::letter_id(trial.address);
    let route = match route_of(desk, trial.server, trial.access, words) {
        Ok(route) => route,
        Err(why) => return (Try::NoWayIn(why), letter_id),
    };
    // Known before it can come back.
    let (id, now) = (letter_id.clone(), desk.now());
    let noted = desk
        .db
        .write(move |tx| outbox::store::note_own(tx, &id, now))
        .await;
    if let Err(error) = noted {
        tracing::error!("Noting a letter to ourselves: {error}");
        return (Try::Later(error.to_string()), letter_id);
    }
    let address = |address: &str, name: Option<&str>| letters::Address {
        address: address.to_owned(),
        name: name.map(str::to_owned),
    };
    let name = Some(trial.name).filter(|name| !name.is_empty());
    let letter = letters::Outgoing {
        from: address(trial.address, name),
        to: vec![address(to, None)],
        subject: t!(words, "mailroom-trip-subject"),
        message_id: letter_id.clone(),
        date: desk.now().0,
        markdown: t!(words, "mailroom-trip-text"),
        language: Some(words.lang().code().to_owned()),
        auto_submitted: Some("auto-generated"),
        ..letters::Outgoing::default()
    };
    let bytes = match dkim::signed(desk, trial.address, letters::compose(&letter)).await {
        Ok(bytes) => bytes,
        Err(why) => {
            let why = t!(words, "mailroom-not-written", why = format!("{why:#}"));
            return (Try::Later(why), letter_id);
        }
    };
    let sealed = Sealed {
        from: trial.address,
        to,
        bytes: &bytes,
    };
    let servers = Servers::new(own_name(desk));
    let tried = servers.send(&route, &sealed, words).await;
    servers.tidy(true).await;
    (tried, letter_id)
}
