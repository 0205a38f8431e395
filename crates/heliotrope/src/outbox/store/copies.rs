//! What left, as it left, until a copy of it lies in the folder of sent
//! letters of its mailbox.
//!
//! The bytes are kept before a letter leaves, so that a death on the way leaves
//! nothing to guess; they count once its envelope has left. A letter to several
//! people is one letter there: the first that left is filed, and the others go.

use std::time::Duration;

use store::{Error, PreparedBlob, Tx, args, sql};

use super::Envelope;
use crate::kit::At;

/// Whose uses the bytes are.
const OWNER: &str = "sent_copy";
/// A server that files by itself has so long for it before somebody looks.
const GRACE: Duration = Duration::from_secs(10);

/// A copy that waits for its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub envelope: i64,
    pub letter_id: String,
    pub digest: String,
    /// When it left.
    pub at: At,
    /// How often it was begun.
    pub tries: i64,
}

/// The copies of a mailbox that something is to become of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// They may be filed now.
    pub due: Vec<Waiting>,
    /// Their letters did not leave and will not.
    pub idle: Vec<i64>,
}

/// Keeps an envelope as it is about to leave; what an earlier try kept goes.
/// When the same letter has left for somebody else, that one is filed.
pub fn keep(
    tx: &mut Tx<'_>,
    envelope: &Envelope,
    mailbox: i64,
    bytes: &PreparedBlob,
    now: At,
) -> Result<(), Error> {
    forget(tx, envelope.id)?;
    let left = tx.one(
        sql!("SELECT id FROM outbox WHERE letter_id = $1 AND id <> $2 AND state IN ('accepted', 'bounced') LIMIT 1"),
        args![envelope.letter_id.as_str(), envelope.id],
    )?;
    if left.is_some() {
        return Ok(());
    }
    tx.execute(
        sql!(
            "INSERT INTO sent_copy (envelope_id, mailbox_id, digest, at, tries, next_try) VALUES ($1, $2, $3, $4, 0, $5)"
        ),
        args![envelope.id, mailbox, bytes.digest(), now.0, now.plus(GRACE).0],
    )?;
    tx.keep(bytes, OWNER, envelope.id)
}

/// What is to be done for a mailbox now, the oldest first.
pub fn standing(tx: &mut Tx<'_>, mailbox: i64, now: At, at_once: usize) -> Result<Standing, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.envelope_id, o.letter_id, c.digest, c.at, c.tries, o.state
             FROM sent_copy c JOIN outbox o ON o.id = c.envelope_id
             WHERE c.mailbox_id = $1 AND c.next_try <= $2
                AND o.state IN ('accepted', 'bounced', 'failed', 'taken_back')
             ORDER BY c.next_try, c.envelope_id LIMIT $3"
        ),
        args![mailbox, now.0, i64::try_from(at_once).unwrap_or(i64::MAX)],
    )?;
    let mut standing = Standing::default();
    for row in &rows {
        let envelope = row.get(0)?;
        if matches!(row.get::<String>(5)?.as_str(), "failed" | "taken_back") {
            standing.idle.push(envelope);
            continue;
        }
        standing.due.push(Waiting {
            envelope,
            letter_id: row.get(1)?,
            digest: row.get(2)?,
            at: At(row.get(3)?),
            tries: row.get(4)?,
        });
    }
    Ok(standing)
}

/// When the next copy of a mailbox may be begun.
pub fn next(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!(
            "SELECT MIN(c.next_try) FROM sent_copy c JOIN outbox o ON o.id = c.envelope_id
             WHERE c.mailbox_id = $1 AND o.state IN ('accepted', 'bounced')"
        ),
        args![mailbox],
    )?;
    Ok(row
        .map(|row| row.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// Begins one: nobody else does before `again`. False: somebody did already.
pub fn begin(tx: &mut Tx<'_>, envelope: i64, now: At, again: At) -> Result<bool, Error> {
    let begun = tx.execute(
        sql!(
            "UPDATE sent_copy SET tries = tries + 1, next_try = $3 WHERE envelope_id = $1 AND next_try <= $2"
        ),
        args![envelope, now.0, again.0],
    )?;
    Ok(begun == 1)
}

/// Why it does not lie there yet.
pub fn not_filed(tx: &mut Tx<'_>, envelope: i64, code: &str, said: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE sent_copy SET code = $2, said = $3 WHERE envelope_id = $1"),
        args![envelope, code, said],
    )?;
    Ok(())
}

/// It lies there, and so does every other copy of the same letter.
pub fn filed(tx: &mut Tx<'_>, letter_id: &str) -> Result<(), Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.envelope_id FROM sent_copy c JOIN outbox o ON o.id = c.envelope_id WHERE o.letter_id = $1"
        ),
        args![letter_id],
    )?;
    for row in rows {
        forget(tx, row.get(0)?)?;
    }
    Ok(())
}

/// Nobody wants this copy any more.
pub fn forget(tx: &mut Tx<'_>, envelope: i64) -> Result<(), Error> {
    let gone = tx.execute(
        sql!("DELETE FROM sent_copy WHERE envelope_id = $1"),
        args![envelope],
    )?;
    if gone > 0 {
        tx.drop_uses(OWNER, envelope)?;
    }
    Ok(())
}

/// Nobody wants any copy of what leaves this mailbox.
pub fn forget_all(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    let rows = tx.query(
        sql!("SELECT envelope_id FROM sent_copy WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    for row in rows {
        forget(tx, row.get(0)?)?;
    }
    Ok(())
}

/// The copies of a case, or of what went to one person in it (0: to anybody).
pub fn of_case(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.envelope_id FROM sent_copy c JOIN outbox o ON o.id = c.envelope_id
             WHERE o.case_number = $1 AND ($2 = 0 OR o.person_id = $2)"
        ),
        args![case, person],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Copies of a mailbox that could not be filed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFiled {
    pub mailbox: i64,
    pub waiting: i64,
    /// Of the newest: a closed word, and the other side's own sentence.
    pub code: String,
    pub said: String,
}

/// One for each mailbox with a trouble.
pub fn troubles(tx: &mut Tx<'_>) -> Result<Vec<NotFiled>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT mailbox_id, code, COALESCE(said, '') FROM sent_copy WHERE code IS NOT NULL
             ORDER BY mailbox_id, envelope_id"
        ),
        args![],
    )?;
    let mut found: Vec<NotFiled> = Vec::new();
    for row in &rows {
        let (mailbox, code, said) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let waiting = match found.pop_if(|before| before.mailbox == mailbox) {
            Some(before) => before.waiting + 1,
            None => 1,
        };
        found.push(NotFiled {
            mailbox,
            waiting,
            code,
            said,
        });
    }
    Ok(found)
}
