//! Envelopes on disk.

pub mod copies;
mod pace;

use std::time::Duration;

pub use pace::take_up;

use super::{Delivery, Kind};
use crate::kit::At;
use store::{Error, Row, Sql, Tx, args, sql};

/// What hearers of the outbox listen for.
pub const PART: &str = "outbox";

/// What an envelope is held as while it is being sent.
pub const HELD: &str = "outbox";

/// Remembers a letter to ourselves that leaves past the outbox, before it does.
pub fn note_own(tx: &mut Tx<'_>, letter_id: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO own_letter (letter_id, sent_at) VALUES ($1, $2)"),
        args![letter_id, now.0],
    )?;
    Ok(())
}

/// Is it a letter of ours to ourselves?
pub fn is_own(tx: &mut Tx<'_>, letter_id: &str) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT sent_at FROM own_letter WHERE letter_id = $1"),
        args![letter_id],
    )?;
    Ok(row.is_some())
}

/// An envelope to be.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub kind: Kind,
    pub case: Option<i64>,
    pub message: Option<i64>,
    pub person: Option<i64>,
    pub mailbox: Option<i64>,
    pub address: &'a str,
    pub letter_id: &'a str,
    /// Arguments of a letter that is no reply, as a JSON object; `{}` otherwise.
    pub words: &'a str,
    pub not_before: At,
}

/// An envelope as the mailroom takes it.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub id: i64,
    pub kind: Kind,
    pub case: Option<i64>,
    pub message: Option<i64>,
    pub person: Option<i64>,
    pub mailbox: Option<i64>,
    pub address: String,
    pub letter_id: String,
    pub words: String,
    pub created_at: At,
    pub attempts: i64,
    /// From here on its tries are counted: a person may have asked for more.
    pub tried_since: At,
}

pub fn add(tx: &mut Tx<'_>, new: &New<'_>, now: At) -> Result<i64, Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO outbox (kind, case_number, message_id, person_id, mailbox_id, address, letter_id, words,
                                 created_at, not_before, attempts, state, state_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 'waiting', $9) RETURNING id"
        ),
        args![
            new.kind.word(),
            new.case,
            new.message,
            new.person,
            new.mailbox,
            new.address,
            new.letter_id,
            new.words,
            now.0,
            new.not_before.0
        ],
    )?;
    tx.say(PART);
    Ok(id)
}

/// The mailboxes with envelopes that may leave now; 0 stands for none.
pub fn due_mailboxes(tx: &mut Tx<'_>, now: At) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT COALESCE(mailbox_id, 0) FROM outbox
             WHERE state = 'waiting' AND not_before <= $1 ORDER BY 1"
        ),
        args![now.0],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Ids of a mailbox's envelopes that may leave now, longest waiting first.
pub fn due(tx: &mut Tx<'_>, mailbox: i64, now: At, limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id FROM outbox
             WHERE state = 'waiting' AND not_before <= $1 AND COALESCE(mailbox_id, 0) = $2
             ORDER BY not_before, id LIMIT $3"
        ),
        args![now.0, mailbox, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// When the next envelope that may not leave yet may.
pub fn next_due(tx: &mut Tx<'_>, now: At) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT MIN(not_before) FROM outbox WHERE state = 'waiting' AND not_before > $1"),
        args![now.0],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// Takes an envelope for sending: the row stays locked until it is finished.
/// `$1` is the id. An undo that came first makes it none.
pub fn to_send() -> Sql {
    sql!(
        "SELECT id, kind, case_number, message_id, person_id, mailbox_id, address, letter_id, words, created_at,
                attempts, COALESCE(again_at, created_at)
         FROM outbox WHERE id = $1 AND state = 'waiting' {skip_locked}"
    )
}

pub fn read(row: &Row) -> Result<Envelope, Error> {
    Ok(Envelope {
        id: row.get(0)?,
        kind: row.get::<String>(1)?.parse().map_err(Error::data)?,
        case: row.get(2)?,
        message: row.get(3)?,
        person: row.get(4)?,
        mailbox: row.get(5)?,
        address: row.get(6)?,
        letter_id: row.get(7)?,
        words: row.get(8)?,
        created_at: At(row.get(9)?),
        attempts: row.get(10)?,
        tried_since: At(row.get(11)?),
    })
}

/// Writes what became of an envelope; `said` is the other server's sentence.
/// It may name an address: of one that was erased meanwhile it is not kept.
pub fn mark(
    tx: &mut Tx<'_>,
    id: i64,
    state: Delivery,
    said: Option<&str>,
    now: At,
) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "UPDATE outbox SET state = $2, state_at = $3, attempts = attempts + 1,
                said = CASE WHEN address <> '' THEN $4 END
             WHERE id = $1 RETURNING case_number"
        ),
        args![id, state.word(), now.0, said],
    )?;
    changed(tx, row)
}

/// One try did not work; the next is at `not_before`.
pub fn again(tx: &mut Tx<'_>, id: i64, not_before: At, said: &str, now: At) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "UPDATE outbox SET not_before = $2, said = $3, state_at = $4, attempts = attempts + 1
             WHERE id = $1 AND state = 'waiting' RETURNING case_number"
        ),
        args![id, not_before.0, said, now.0],
    )?;
    changed(tx, row)
}

/// The envelopes of a mailbox that have waited since before `created_before`.
pub fn given_up(
    tx: &mut Tx<'_>,
    mailbox: i64,
    created_before: At,
    limit: i64,
) -> Result<Vec<Envelope>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, case_number, message_id, person_id, mailbox_id, address, letter_id, words, created_at,
                    attempts, COALESCE(again_at, created_at)
             FROM outbox
             WHERE state = 'waiting' AND COALESCE(again_at, created_at) < $2 AND COALESCE(mailbox_id, 0) = $1 ORDER BY id LIMIT $3
             {skip_locked}"
        ),
        args![mailbox, created_before.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// How many envelopes of a mailbox wait beyond their undo time.
pub fn waiting(tx: &mut Tx<'_>, mailbox: i64, now: At) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM outbox
             WHERE state = 'waiting' AND COALESCE(mailbox_id, 0) = $1 AND (not_before <= $2 OR attempts > 0)"
        ),
        args![mailbox, now.0],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// Tells whoever shows the envelope or its case.
fn changed(tx: &mut Tx<'_>, row: Option<Row>) -> Result<(), Error> {
    tx.say(PART);
    if let Some(case) = row.map(|r| r.get::<Option<i64>>(0)).transpose()?.flatten() {
        tx.say(format!("case:{case}"));
    }
    Ok(())
}

/// Everything that waits for its next try is due now: what a start does, so
/// that a pause of hours never outlives the reason for it.
pub fn retry_all_now(tx: &mut Tx<'_>, now: At) -> Result<u64, Error> {
    tx.execute(
        sql!("UPDATE outbox SET not_before = $1 WHERE state = 'waiting' AND attempts > 0 AND not_before > $1"),
        args![now.0],
    )
}

/// A clock that was ahead was set back: what was written or tried in its future
/// waits as long as it was meant to, from now on. Gives how many.
pub fn clock_went_back(tx: &mut Tx<'_>, now: At) -> Result<u64, Error> {
    // Clocks of several nodes differ a little.
    let future = now.plus(Duration::from_secs(600));
    tx.execute(
        sql!(
            "UPDATE outbox SET not_before = $1 + not_before - state_at, state_at = $1
             WHERE state = 'waiting' AND state_at > $2"
        ),
        args![now.0, future.0],
    )
}

/// The same for the letters of one mailbox: what kept its server shut is over.
pub fn retry_now(tx: &mut Tx<'_>, mailbox: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE outbox SET not_before = $2
             WHERE mailbox_id = $1 AND state = 'waiting' AND attempts > 0 AND not_before > $2"
        ),
        args![mailbox, now.0],
    )?;
    tx.say(PART);
    Ok(())
}

/// Everything that waits is paused from now on: whether it has left is not known
/// here. Gives how many.
pub fn pause_all(tx: &mut Tx<'_>, now: At) -> Result<u64, Error> {
    tx.execute(
        sql!("UPDATE outbox SET state = 'paused', state_at = $1 WHERE state = 'waiting'"),
        args![now.0],
    )
}

/// What is paused, oldest first: the envelopes after `after`, at most `limit`.
pub fn paused(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Standing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, message_id, person_id, address, state, said, not_before, state_at, case_number FROM outbox
             WHERE state = 'paused' AND id > $1 ORDER BY id LIMIT $2"
        ),
        args![after, limit],
    )?;
    rows.iter().map(standing).collect()
}

/// How many envelopes are paused.
pub fn count_paused(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(
        sql!("SELECT COUNT(*) FROM outbox WHERE state = 'paused'"),
        args![],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// A person has said what becomes of a paused envelope: it leaves now, or it is
/// known to have left. False when somebody said so before.
pub fn release(tx: &mut Tx<'_>, id: i64, leaves: bool, now: At) -> Result<bool, Error> {
    let state = if leaves {
        Delivery::Waiting
    } else {
        Delivery::Accepted
    };
    let row = tx.one(
        sql!(
            "UPDATE outbox SET state = $2, state_at = $3, not_before = $3
             WHERE id = $1 AND state = 'paused' RETURNING case_number"
        ),
        args![id, state.word(), now.0],
    )?;
    let done = row.is_some();
    changed(tx, row)?;
    Ok(done)
}

/// Takes a letter's envelopes back. False when one of them has left or is
/// leaving; then nothing is changed.
pub fn take_back(tx: &mut Tx<'_>, message: i64, now: At) -> Result<bool, Error> {
    let waiting = tx.query(
        sql!(
            "SELECT id FROM outbox
             WHERE message_id = $1 AND state = 'waiting' AND attempts = 0 AND not_before > $2 {skip_locked}"
        ),
        args![message, now.0],
    )?;
    let mut here = 0;
    for row in &waiting {
        here += i64::from(!tx.is_held(HELD, row.get(0)?));
    }
    let all = tx.one(
        sql!("SELECT COUNT(*) FROM outbox WHERE message_id = $1"),
        args![message],
    )?;
    let all: i64 = all.map(|r| r.get(0)).transpose()?.unwrap_or(0);
    if all == 0 || here != all {
        return Ok(false);
    }
    tx.execute(
        sql!("UPDATE outbox SET state = 'taken_back', state_at = $2 WHERE message_id = $1"),
        args![message, now.0],
    )?;
    tx.say(PART);
    Ok(true)
}

/// Is a letter of this case on its way at this moment?
pub fn is_leaving(tx: &mut Tx<'_>, case: i64) -> Result<bool, Error> {
    let waits = tx.query(
        sql!("SELECT id FROM outbox WHERE case_number = $1 AND state = 'waiting'"),
        args![case],
    )?;
    let free = tx.query(
        sql!("SELECT id FROM outbox WHERE case_number = $1 AND state = 'waiting' {skip_locked}"),
        args![case],
    )?;
    let mut held = free.len() < waits.len();
    for row in &waits {
        held |= tx.is_held(HELD, row.get(0)?);
    }
    Ok(held)
}

/// An envelope that has not arrived, if nobody is sending it right now.
pub fn not_arrived(tx: &mut Tx<'_>, id: i64) -> Result<Option<Envelope>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, kind, case_number, message_id, person_id, mailbox_id, address, letter_id, words, created_at,
                    attempts, COALESCE(again_at, created_at)
             FROM outbox
             WHERE id = $1 AND address <> '' AND seen_to_at IS NULL AND state IN ('waiting', 'failed', 'bounced')
             {skip_locked}"
        ),
        args![id],
    )?;
    let free = row.filter(|_| !tx.is_held(HELD, id));
    free.as_ref().map(read).transpose()
}

/// Sends an envelope once more, to this address, as if it had never been tried.
pub fn send_again(tx: &mut Tx<'_>, id: i64, address: &str, now: At) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "UPDATE outbox SET state = 'waiting', address = $2, not_before = $3, again_at = $3, state_at = $3, attempts = 0
             WHERE id = $1 RETURNING case_number"
        ),
        args![id, address, now.0],
    )?;
    changed(tx, row)
}

/// Nobody has to look after this envelope any more: the person was told in
/// another way. One that waits does not leave.
pub fn see_to(tx: &mut Tx<'_>, id: i64, by: &str, now: At) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "UPDATE outbox SET state = CASE WHEN state = 'waiting' THEN 'taken_back' ELSE state END,
                seen_to_at = $2, seen_to_by = $3
             WHERE id = $1 RETURNING case_number"
        ),
        args![id, now.0, by],
    )?;
    changed(tx, row)
}

/// Where each envelope of a letter stands: person, address, state, sentence, not before.
pub fn of_message(tx: &mut Tx<'_>, message: i64) -> Result<Vec<Standing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, message_id, person_id, address, state, said, not_before, state_at, case_number FROM outbox
             WHERE message_id = $1 ORDER BY id"
        ),
        args![message],
    )?;
    rows.iter().map(standing).collect()
}

/// The same for every letter of a case, receipts too (they have no message).
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Standing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, message_id, person_id, address, state, said, not_before, state_at, case_number FROM outbox
             WHERE case_number = $1 ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(standing).collect()
}

/// The envelope that carried this Message-ID to this address, or the only one
/// that carried it: what a bounce speaks of.
pub fn by_letter_id(tx: &mut Tx<'_>, letter_id: &str) -> Result<Vec<Standing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, message_id, person_id, address, state, said, not_before, state_at, case_number FROM outbox
             WHERE letter_id = $1 ORDER BY id"
        ),
        args![letter_id],
    )?;
    rows.iter().map(standing).collect()
}

#[derive(Debug, Clone)]
pub struct Standing {
    pub id: i64,
    pub case: Option<i64>,
    pub message: Option<i64>,
    pub person: Option<i64>,
    pub address: String,
    pub state: Delivery,
    pub said: Option<String>,
    pub not_before: At,
    pub state_at: At,
}

fn standing(row: &Row) -> Result<Standing, Error> {
    Ok(Standing {
        id: row.get(0)?,
        message: row.get(1)?,
        person: row.get(2)?,
        address: row.get(3)?,
        state: row.get::<String>(4)?.parse().map_err(Error::data)?,
        said: row.get(5)?,
        not_before: At(row.get(6)?),
        state_at: At(row.get(7)?),
        case: row.get(8)?,
    })
}

/// How many envelopes wait, have left, and were lost (failed or bounced).
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64, i64), Error> {
    let rows = tx.query(
        sql!("SELECT state, COUNT(*) FROM outbox GROUP BY state"),
        args![],
    )?;
    let mut counts = (0, 0, 0);
    for row in &rows {
        let n: i64 = row.get(1)?;
        match row.get::<String>(0)?.as_str() {
            "waiting" | "paused" => counts.0 += n,
            "accepted" => counts.1 += n,
            "failed" | "bounced" => counts.2 += n,
            _ => {}
        }
    }
    Ok(counts)
}
