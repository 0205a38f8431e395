//! What was written since in the thread of a number that went.

use super::{of, rows};
use crate::merging::rules::Link;
use std::collections::HashSet;
use store::{Error, Tx, args, ids, sql};

/// A message that came through the number that went, after it did: it goes back
/// with the others.
pub fn follow(tx: &mut Tx<'_>, from: i64, message: i64) -> Result<(), Error> {
    // All steps of a chain: each can be taken apart on its own.
    let mut number = from;
    while let Some(merging) = of(tx, number)? {
        also(tx, merging.id, "message", message)?;
        number = merging.into;
    }
    Ok(())
}

pub(super) fn also(tx: &mut Tx<'_>, merging: i64, noun: &str, row: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) VALUES ($1, $2, $3)
             ON CONFLICT (merging_id, noun, row_id) DO NOTHING"
        ),
        args![merging, noun, row],
    )?;
    Ok(())
}

/// The messages of a merging that were written since.
pub fn since(tx: &mut Tx<'_>, merging: i64) -> Result<HashSet<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message' AND event_n IS NULL"
        ),
        args![merging],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How the messages of a case hang together, oldest first.
pub fn links(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Link>, Error> {
    let rows = tx.query(
        sql!("SELECT id, letter_id, answers FROM message WHERE case_number = $1 ORDER BY id"),
        args![case],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Link {
                id: row.get(0)?,
                letter_id: row.get(1)?,
                answers: row.get(2)?,
            })
        })
        .collect()
}

/// These messages belong to the thread of a merging, and with them their
/// envelopes and what they promised.
pub fn belong(tx: &mut Tx<'_>, merging: i64, messages: &[i64]) -> Result<(), Error> {
    for message in messages {
        also(tx, merging, "message", *message)?;
    }
    let came = rows(tx, merging, "message")?;
    let list = || ids(came.iter().copied());
    for row in tx.query(
        sql!("SELECT id FROM outbox WHERE message_id IN {ids($1)}"),
        args![list()],
    )? {
        also(tx, merging, "outbox", row.get(0)?)?;
    }
    for row in tx.query(
        sql!(
            "SELECT p.id FROM message m JOIN promise p ON p.case_number = m.case_number AND p.made_message = m.id
             WHERE m.id IN {ids($1)}"
        ),
        args![list()],
    )? {
        also(tx, merging, "promise", row.get(0)?)?;
    }
    Ok(())
}
