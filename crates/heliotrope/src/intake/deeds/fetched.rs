//! Letters that were fetched: kept together with the mark of how far we are.

use std::sync::Arc;

use super::super::rules::{self, Door, Ending};
use super::super::store::{self, Judged, New};
use super::{Arrived, NotKept, Verdict, prepare, take_in_if};
use crate::kit::At;
use crate::mailboxes;
use crate::messages;
use crate::web::Desk;
use ::store::{Error, PreparedBlob, Tx};

/// A letter as another server handed it over.
pub struct Fetched<'a> {
    /// The address it was fetched for.
    pub mailbox: &'a str,
    pub bytes: Vec<u8>,
    /// What the server noted as the envelope's sender.
    pub sender: String,
    /// When that server took it in, as far as it says.
    pub came: Option<At>,
    /// May the first automatic answer leave?
    pub receipt: bool,
    /// It lies in the folder of letters that were sent.
    pub sent: bool,
    /// It is only the head of a letter of so many bytes.
    pub head_of: Option<u64>,
}

/// Takes it in like a letter at any other door, if `ours` says so in the same
/// transaction. None: it said no, or the letter was erased here and still lies
/// on its server. Nothing but what `ours` wrote was written then.
///
/// # Errors
/// [`NotKept`]: neither the letter nor what `ours` wrote is there.
pub async fn take_fetched(
    desk: &Desk,
    letter: Fetched<'_>,
    ours: impl Fn(&mut Tx<'_>) -> Result<bool, Error> + Clone + Send + Sync + 'static,
) -> Result<Option<Verdict>, NotKept> {
    let arrived = Arrived {
        peer: None,
        door: Door::Imap,
        bytes: letter.bytes,
        sender: letter.sender,
        recipients: Vec::new(),
    };
    let mut prepared = prepare(desk, arrived).await?;
    // A clock that is ahead of ours makes no letter of tomorrow.
    prepared.at = letter
        .came
        .map_or(prepared.now, |came| came.min(prepared.now));
    prepared.receipt = letter.receipt;
    prepared.sent = letter.sent;
    let mut recipient = letter.mailbox.to_owned();
    if let Some(incoming) = &mut prepared.incoming {
        let mailboxes = desk.db.read(mailboxes::store::all).await?;
        recipient = rules::fetched_for(&mailboxes, letter.mailbox, &incoming.goals).to_owned();
        if let Some(bytes) = letter.head_of {
            incoming.oddities.push(' ');
            incoming.oddities.push_str(&messages::head_of(bytes));
        }
    }
    prepared.recipients.push(recipient);
    let prepared = Arc::new(prepared);
    let (letter, keys) = (prepared.clone(), desk.keys.clone());
    let ours = move |tx: &mut Tx<'_>| {
        let erased = match &letter.incoming {
            Some(known) => store::erased::knows(tx, &keys, &known.letter_id, &known.digest)?,
            None => false,
        };
        // The cursor moves behind it all the same.
        Ok(ours(tx)? && !erased)
    };
    take_in_if(desk, prepared, ours).await
}

/// Keeps what is known of a letter that its server does not hand over, for a
/// person to look at. Gives the arrival.
pub fn keep_unread(
    tx: &mut Tx<'_>,
    mailbox: &str,
    known: &PreparedBlob,
    at: At,
) -> Result<i64, Error> {
    let judged = Judged {
        ending: Ending::NeedsPerson,
        reason: Some("not-delivered".to_owned()),
        case: None,
        message: None,
        new: false,
    };
    let new = New {
        door: Door::Imap,
        at,
        raw: known.digest(),
        size: known.size(),
        sender: "",
        recipient: mailbox,
        letter_id: None,
        digest: None,
        judged: Some(&judged),
    };
    let arrival = store::keep(tx, &new)?;
    tx.keep(known, "arrival", arrival)?;
    Ok(arrival)
}
