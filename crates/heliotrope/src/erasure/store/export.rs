//! What is read for a copy of all we hold on a person.

use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// When somebody was first met, and each address of theirs.
pub fn known_since(tx: &mut Tx<'_>, person: i64) -> Result<Vec<(String, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT address, added_at FROM person_address WHERE person_id = $1 ORDER BY added_at, address"
        ),
        args![person],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, At(row.get(1)?))))
        .collect()
}

/// The address of the mailbox a case stands in.
pub fn mailbox_of(tx: &mut Tx<'_>, case: i64) -> Result<String, Error> {
    tx.one(
        sql!(
            "SELECT m.address FROM cases c JOIN mailbox m ON m.id = c.mailbox_id WHERE c.number = $1"
        ),
        args![case],
    )?
    .map_or(Ok(String::new()), |row| row.get(0))
}

/// A promise of ours, ended or not.
pub struct Promised {
    pub words: String,
    pub due: At,
    pub made_at: At,
    /// kept, renegotiated, released, taken_back; none: it lives.
    pub ended_as: Option<String>,
}

pub fn promises(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Promised>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT words, due_at, made_at, ended_as FROM promise WHERE case_number = $1 ORDER BY id"
        ),
        args![case],
    )?;
    let read = |row: &Row| {
        Ok(Promised {
            words: row.get(0)?,
            due: At(row.get(1)?),
            made_at: At(row.get(2)?),
            ended_as: row.get(3)?,
        })
    };
    rows.iter().map(read).collect()
}
