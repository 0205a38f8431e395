//! A message with its files, its raw letter and the ways back to it.

use crate::intake::rules::Prints;
use crate::intake::store::held;
use crate::kit::At;
use store::{Error, Tx, args, sql};

/// A message with its files, its raw letter and the ways back to it.
pub fn message(tx: &mut Tx<'_>, message: i64, prints: &Prints, now: At) -> Result<(), Error> {
    for arrival in arrivals(tx, message)? {
        held::blank(tx, arrival, prints, now)?;
    }
    for file in files(tx, message)? {
        drop_file(tx, file.id)?;
    }
    tx.execute(
        sql!("DELETE FROM letter_id WHERE message_id = $1"),
        args![message],
    )?;
    for thanks in [
        sql!("DELETE FROM thanks WHERE message_id = $1"),
        sql!("DELETE FROM thanks_for WHERE message_id = $1"),
    ] {
        tx.execute(thanks, args![message])?;
    }
    tx.execute(
        sql!(
            "UPDATE message SET sender = '', reply_to = NULL, subject = '', words = '', elided = NULL, html = NULL,
                letter_id = NULL, answers = NULL, oddities = '', raw = NULL,
                writer_address = NULL, writer_name = NULL
             WHERE id = $1"
        ),
        args![message],
    )?;
    tx.unindex(message)
}

/// The arrivals that brought a message, its duplicates with them.
pub(super) fn arrivals(tx: &mut Tx<'_>, message: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id FROM message m JOIN arrival a ON a.letter_id = m.letter_id
             WHERE m.id = $1 AND (a.message_id = m.id OR a.raw = m.raw OR a.case_number = m.case_number)"
        ),
        args![message],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub(super) struct File {
    pub id: i64,
    pub name: String,
    pub content_type: String,
    pub digest: String,
}

pub(super) fn files(tx: &mut Tx<'_>, message: i64) -> Result<Vec<File>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, content_type, digest FROM message_attachment WHERE message_id = $1"),
        args![message],
    )?;
    rows.iter()
        .map(|row| {
            Ok(File {
                id: row.get(0)?,
                name: row.get(1)?,
                content_type: row.get(2)?,
                digest: row.get(3)?,
            })
        })
        .collect()
}

pub(super) fn drop_file(tx: &mut Tx<'_>, file: i64) -> Result<(), Error> {
    tx.drop_uses("attachment", file)?;
    tx.execute(
        sql!("DELETE FROM message_attachment WHERE id = $1"),
        args![file],
    )?;
    Ok(())
}

/// The files of a case and its raw letters, which hold them too.
pub fn files_of(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    for message in super::messages(tx, case)? {
        for arrival in arrivals(tx, message)? {
            tx.drop_uses("arrival", arrival)?;
            tx.execute(
                sql!("UPDATE arrival SET raw = '' WHERE id = $1"),
                args![arrival],
            )?;
        }
        tx.execute(
            sql!("UPDATE message SET raw = NULL WHERE id = $1"),
            args![message],
        )?;
        let files = files(tx, message)?;
        for file in &files {
            drop_file(tx, file.id)?;
        }
        if !files.is_empty() {
            index_again(tx, message)?;
        }
    }
    Ok(())
}

/// Makes a message findable by what is left of it.
pub(super) fn index_again(tx: &mut Tx<'_>, message: i64) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "SELECT c.mailbox_id, c.person_id FROM message m
             JOIN cases c ON c.number = m.case_number WHERE m.id = $1"
        ),
        args![message],
    )?;
    let Some(row) = row else { return Ok(()) };
    let scope = crate::cases::deeds::tokens(row.get(0)?, row.get(1)?);
    crate::messages::store::index_again(tx, message, &scope)
}
