//! What is known of the servers that take our letters: which lets nobody in,
//! how the last letter to ourselves went, and how letters are signed on their way.

use std::time::Duration;

use store::{Error, Tx, args, sql};

use crate::kit::At;
use crate::outbox;

/// A server that lets nobody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// 0: letters of no mailbox.
    pub mailbox: i64,
    pub address: String,
    pub since: At,
    pub said: String,
    /// Letters that wait for it. They are kept.
    pub waiting: i64,
}

pub fn note_trouble(tx: &mut Tx<'_>, mailbox: i64, said: &str, now: At) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO server_trouble (mailbox_id, since, at, said) VALUES ($1, $2, $2, $3)
             ON CONFLICT (mailbox_id) DO UPDATE SET at = excluded.at, said = excluded.said
             RETURNING since"
        ),
        args![mailbox, now.0, said],
    )?;
    let is_new = row.map(|row| row.get(0)).transpose()? == Some(now.0);
    if is_new {
        tx.say(super::super::TROUBLE);
    }
    Ok(())
}

/// The server took a letter again.
pub fn end_trouble(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    if tx.execute(
        sql!("DELETE FROM server_trouble WHERE mailbox_id = $1"),
        args![mailbox],
    )? > 0
    {
        tx.say(super::super::TROUBLE);
    }
    Ok(())
}

/// The servers that let nobody in, longest first.
pub fn troubles(tx: &mut Tx<'_>, now: At) -> Result<Vec<Trouble>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.mailbox_id, COALESCE(m.address, ''), s.since, s.said
             FROM server_trouble s LEFT JOIN mailbox m ON m.id = s.mailbox_id
             WHERE m.removed_at IS NULL ORDER BY s.since, s.mailbox_id"
        ),
        args![],
    )?;
    let mut troubles = Vec::new();
    for row in &rows {
        let mailbox = row.get(0)?;
        troubles.push(Trouble {
            mailbox,
            address: row.get(1)?,
            since: At(row.get(2)?),
            said: row.get(3)?,
            waiting: outbox::store::waiting(tx, mailbox, now)?,
        });
    }
    Ok(troubles)
}

/// How the last letter of a mailbox to itself went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastTrip {
    pub at: At,
    /// None: it did not come back, and `said` says why.
    pub took: Option<Duration>,
    pub plus: bool,
    pub said: String,
}

pub fn keep_trip(tx: &mut Tx<'_>, mailbox: i64, trip: &LastTrip) -> Result<(), Error> {
    let took = trip
        .took
        .map(|d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX));
    tx.execute(
        sql!(
            "INSERT INTO round_trip (mailbox_id, at, took_ms, plus, said) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (mailbox_id) DO UPDATE SET at = excluded.at, took_ms = excluded.took_ms,
                plus = excluded.plus, said = excluded.said"
        ),
        args![mailbox, trip.at.0, took, trip.plus, trip.said.as_str()],
    )?;
    Ok(())
}

pub fn last_trip(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<LastTrip>, Error> {
    let row = tx.one(
        sql!("SELECT at, took_ms, plus, said FROM round_trip WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    row.map(|row| {
        let took: Option<i64> = row.get(1)?;
        Ok(LastTrip {
            at: At(row.get(0)?),
            took: took.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or_default())),
            plus: row.get(2)?,
            said: row.get(3)?,
        })
    })
    .transpose()
}

/// Letters of ours from this domain were signed so on their way, `at` last.
pub fn note_signed(
    tx: &mut Tx<'_>,
    domain: &str,
    signatures: &[letters::Signature],
    at: At,
) -> Result<(), Error> {
    for signature in signatures {
        tx.execute(
            sql!(
                "INSERT INTO signed_by (domain, signer, selector, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (domain, signer, selector) DO UPDATE SET at = excluded.at
                 WHERE signed_by.at < excluded.at"
            ),
            args![
                domain,
                signature.domain.as_str(),
                signature.selector.as_str(),
                at.0
            ],
        )?;
    }
    Ok(())
}

/// How letters from this domain were signed last: the newest three.
pub fn signed_by(tx: &mut Tx<'_>, domain: &str) -> Result<Vec<letters::Signature>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT signer, selector FROM signed_by WHERE domain = $1
             ORDER BY at DESC, signer, selector LIMIT 3"
        ),
        args![domain],
    )?;
    rows.iter()
        .map(|row| {
            Ok(letters::Signature {
                domain: row.get(0)?,
                selector: row.get(1)?,
            })
        })
        .collect()
}
