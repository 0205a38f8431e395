//! Keeping and judging what came: one transaction for the letter, a second one
//! for the bytes alone when the first did not work.

mod belongs;
mod fetched;
pub mod forms;
pub mod held;
mod judge;
mod kept;
mod outside;
mod returned;
mod sieve;
mod written;

pub use belongs::belongs;
pub use fetched::{Fetched, keep_unread, take_fetched};
pub use kept::{STAYS, glance, keep, let_go, stay, watch};
#[cfg(test)]
pub use kept::{judge_again, remove};
#[cfg(test)]
pub use sieve::learn;
pub use written::Written;

use super::rules::{self, Door, Ending, Incoming};
use super::store::{self, Judged, New};
use crate::cases;
use crate::kit::At;
use crate::messages;
use crate::messages::rules::source::{self, Vouched};
use crate::messages::store::NewFile;
use crate::web::Desk;
use ::store::{Error, PreparedBlob, Tx};
use letters::Attachment;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// A job of this kind judges a kept arrival again; its key is the arrival.
pub const JOB: &str = "judge";
/// Larger letters are understood off the async threads.
const LARGE: usize = 64 * 1024;
/// When a kept arrival is judged again.
const AGAIN: Duration = Duration::from_secs(60);

/// A letter at the door.
pub struct Arrived {
    /// Who handed it to our listener; none: we fetched it, or it was handed in
    /// on this machine.
    pub peer: Option<IpAddr>,
    pub door: Door,
    pub bytes: Vec<u8>,
    /// The envelope's sender; empty: a bounce, or nobody knows.
    pub sender: String,
    /// Whom the envelope is for; none: the letter itself says so.
    pub recipients: Vec<String>,
}

/// How an arrival ended. `ending` is none while it waits to be judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub arrival: i64,
    pub ending: Option<Ending>,
    pub reason: Option<String>,
    pub case: Option<i64>,
    pub message: Option<i64>,
    /// Did it open that case?
    pub new: bool,
}

impl Verdict {
    /// As `receive` and the API say it. What is kept and not judged yet may
    /// need a person.
    pub fn shown(&self) -> &'static str {
        self.ending.unwrap_or(Ending::NeedsPerson).shown()
    }
}

/// It could not be kept: whoever brought it keeps it and comes again.
/// Its sentence holds the cause, so there is no source that would say it again.
#[derive(Debug, thiserror::Error)]
#[error("it could not be kept: {0}")]
pub struct NotKept(Error);

impl From<Error> for NotKept {
    fn from(error: Error) -> NotKept {
        NotKept(error)
    }
}

impl NotKept {
    /// Is there no room left for it?
    pub fn is_full(&self) -> bool {
        let words = self.0.to_string().to_lowercase();
        ["disk is full", "no space left", "disk full", "disk quota"]
            .iter()
            .any(|w| words.contains(w))
    }
}

/// A letter understood, with its bytes ready to be kept.
pub struct Prepared {
    door: Door,
    /// When it came: to us, or to the server it was fetched from.
    at: At,
    now: At,
    sender: String,
    recipients: Vec<String>,
    raw: PreparedBlob,
    /// None: it could not be understood now.
    incoming: Option<Incoming>,
    files: Vec<NewFile>,
    /// Why it is to wait for a person's look.
    screen: Option<&'static str>,
    /// Is there a sending server for mailboxes without one of their own?
    default_server: bool,
    /// May the first automatic answer leave?
    receipt: bool,
    /// It lies in the folder of letters that were sent.
    sent: bool,
    /// What the server in front of us says of its sender.
    vouched: Option<Vouched>,
    /// It reads like what people here let go.
    unwanted: bool,
}

/// Takes a letter in, whatever it is. `Ok` only after the commit. Several
/// recipients are one transaction; the verdict is the first one's.
///
/// # Errors
/// [`NotKept`] when not even the bytes could be written.
pub async fn receive(desk: &Desk, arrived: Arrived) -> Result<Verdict, NotKept> {
    let prepared = prepare(desk, arrived).await?;
    take_in(desk, Arc::new(prepared)).await
}

/// Understands a letter and readies its bytes, before any transaction.
async fn prepare(desk: &Desk, arrived: Arrived) -> Result<Prepared, Error> {
    let Arrived {
        peer,
        door,
        bytes,
        sender,
        recipients,
    } = arrived;
    let vouched = vouched_for(desk, peer, &bytes);
    let (bytes, mut incoming) = understand(bytes, sender.clone()).await?;
    let unwanted = incoming.as_ref().is_some_and(|i| unwanted(desk, i));
    let attached = incoming
        .as_mut()
        .map(|i| std::mem::take(&mut i.files))
        .unwrap_or_default();
    let now = desk.now();
    Ok(Prepared {
        door,
        at: now,
        now,
        sender,
        recipients,
        raw: desk.db.prepare_blob(bytes).await?,
        incoming,
        files: prepare_files(desk, attached).await?,
        screen: None,
        default_server: desk.config.smtp.is_some(),
        receipt: true,
        sent: false,
        vouched,
        unwanted,
    })
}

/// A filter that was taught nothing costs nothing.
pub(super) fn unwanted(desk: &Desk, incoming: &Incoming) -> bool {
    let sieve = desk.sieve.now().filter(|_| incoming.bounce.is_none());
    sieve.is_some_and(|sieve| sieve.holds(&format!("{} {}", incoming.subject, incoming.words)))
}

/// Asked for only where somebody is believed: it costs a look at the head. Anybody
/// who reaches the listener past the server in front can write in its name.
fn vouched_for(desk: &Desk, peer: Option<IpAddr>, bytes: &[u8]) -> Option<Vouched> {
    let inbound = &desk.config.inbound;
    let trusted = &inbound.authserv;
    let stranger = peer.is_some_and(|peer| !inbound.believes(peer));
    match trusted.is_empty() || stranger {
        true => None,
        false => source::vouched(&source::head(bytes), trusted),
    }
}

/// A reader that falls over must not take the letter with it.
async fn understand(bytes: Vec<u8>, sender: String) -> Result<(Vec<u8>, Option<Incoming>), Error> {
    let large = bytes.len() > LARGE;
    let read = move || {
        let incoming = catch_unwind(AssertUnwindSafe(|| {
            let incoming = rules::read_letter(&bytes, &sender);
            heard(incoming)
        }))
        .ok();
        (bytes, incoming)
    };
    if !large {
        return Ok(read());
    }
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|gone| Error::data(gone.to_string()))
}

/// What the lists say is found out before the transaction that asks.
fn heard(mut incoming: Incoming) -> Incoming {
    let lists = cases::deeds::asked_lists(incoming.language.as_deref());
    incoming.said = incoming.said.heard_by(lists);
    incoming
}

async fn prepare_files(desk: &Desk, attached: Vec<Attachment>) -> Result<Vec<NewFile>, Error> {
    let mut files = Vec::with_capacity(attached.len());
    for file in attached {
        let kind = file.content_type.rsplit('/').next().unwrap_or_default();
        files.push(NewFile {
            name: file
                .name
                .filter(|n| !n.trim().is_empty())
                .unwrap_or_else(|| format!("file.{kind}")),
            content_type: file.content_type,
            content_id: file.content_id,
            inline: file.inline,
            blob: desk.db.prepare_blob(file.bytes).await?,
        });
    }
    Ok(files)
}

/// Judged if possible, kept in any case. `Ok` only after the commit.
///
/// # Errors
/// [`NotKept`] when not even the bytes could be written.
pub async fn take_in(desk: &Desk, prepared: Arc<Prepared>) -> Result<Verdict, NotKept> {
    let taken = take_in_if(desk, prepared, |_| Ok(true)).await?;
    taken.ok_or_else(|| Error::data("nobody else keeps it").into())
}

/// The same, if `ours` says so in the transaction that keeps it. None: it said
/// no, and nothing was written.
async fn take_in_if(
    desk: &Desk,
    prepared: Arc<Prepared>,
    ours: impl Fn(&mut Tx<'_>) -> Result<bool, Error> + Clone + Send + Sync + 'static,
) -> Result<Option<Verdict>, NotKept> {
    if prepared.incoming.is_some() {
        let (p, ours) = (prepared.clone(), ours.clone());
        let taking = move |tx: &mut Tx<'_>| match ours(tx)? {
            true => take(tx, &p).map(Some),
            false => Ok(None),
        };
        match desk.db.write(taking).await {
            Ok(verdict) => return Ok(verdict),
            // Nothing can be kept now; whoever brought it waited long enough.
            Err(error) if error.is_busy() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, door = prepared.door.word(), "Judging an arrival failed")
            }
        }
    }
    let keeping = move |tx: &mut Tx<'_>| match ours(tx)? {
        true => keep_alone(tx, &prepared).map(Some),
        false => Ok(None),
    };
    let kept = desk.db.write(keeping).await?;
    if let Some(verdict) = &kept {
        tracing::warn!(
            arrival = verdict.arrival,
            "Kept an arrival to be judged again"
        );
    }
    Ok(kept)
}

/// Keeps and judges it for each recipient. The first one's verdict.
pub fn take(tx: &mut Tx<'_>, p: &Prepared) -> Result<Verdict, Error> {
    let incoming = p
        .incoming
        .as_ref()
        .ok_or_else(|| Error::data("judging what was not understood"))?;
    for name in incoming.locks() {
        tx.lock(&name)?;
    }
    let mut first = None;
    for recipient in p.for_whom() {
        let judged = judge::judge_safely(tx, &p.judging(incoming, recipient))?;
        let arrival = keep_row(tx, p, recipient, Some(&judged))?;
        let Judged {
            ending,
            reason,
            case,
            message,
            new,
        } = judged;
        first.get_or_insert(Verdict {
            arrival,
            ending: Some(ending),
            reason,
            case,
            message,
            new,
        });
    }
    first.ok_or_else(|| Error::data("an arrival for nobody"))
}

/// Keeps the bytes for a later judge.
fn keep_alone(tx: &mut Tx<'_>, p: &Prepared) -> Result<Verdict, Error> {
    let mut first = None;
    for recipient in p.for_whom() {
        let arrival = keep_row(tx, p, recipient, None)?;
        tx.enqueue(JOB, &arrival.to_string(), p.now.plus(AGAIN).0)?;
        first.get_or_insert(Verdict {
            arrival,
            ending: None,
            reason: None,
            case: None,
            message: None,
            new: false,
        });
    }
    first.ok_or_else(|| Error::data("an arrival for nobody"))
}

fn keep_row(
    tx: &mut Tx<'_>,
    p: &Prepared,
    recipient: &str,
    judged: Option<&Judged>,
) -> Result<i64, Error> {
    let new = New {
        door: p.door,
        at: p.at,
        raw: p.raw.digest(),
        size: p.raw.size(),
        sender: &p.sender,
        recipient,
        letter_id: p.incoming.as_ref().map(|i| i.letter_id.as_str()),
        digest: p.incoming.as_ref().map(|i| i.digest.as_str()),
        judged,
    };
    let arrival = store::keep(tx, &new)?;
    tx.keep(&p.raw, "arrival", arrival)?;
    if let Some(said) = &p.vouched {
        messages::store::vouch(tx, arrival, said, p.now)?;
    }
    // A form's files are not inside its bytes.
    if p.door == Door::Form {
        for file in &p.files {
            tx.keep(&file.blob, "arrival", arrival)?;
        }
    }
    Ok(arrival)
}

impl Prepared {
    fn for_whom(&self) -> Vec<&str> {
        if self.recipients.is_empty() {
            vec![""]
        } else {
            self.recipients.iter().map(String::as_str).collect()
        }
    }

    fn judging<'a>(&'a self, incoming: &'a Incoming, recipient: &'a str) -> judge::Judging<'a> {
        judge::Judging {
            incoming,
            recipient,
            raw: self.raw.digest(),
            files: &self.files,
            screen: self.screen,
            default_server: self.default_server,
            at: self.at,
            now: self.now,
            receipt: self.receipt,
            arrival: None,
            wanted: false,
            sent: self.sent,
            vouched: self.vouched.as_ref(),
            unwanted: self.unwanted,
        }
    }
}
