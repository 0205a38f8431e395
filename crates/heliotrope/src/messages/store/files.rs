//! The files that came with messages, on disk.

use super::super::Attached;
use super::NewFile;
use store::{Error, Row, Tx, args, sql};

pub(super) fn add_file(tx: &mut Tx<'_>, message: i64, file: &NewFile) -> Result<(), Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO message_attachment (message_id, name, content_type, content_id, inline, size, digest)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        ),
        args![
            message,
            file.name.as_str(),
            file.content_type.as_str(),
            file.content_id.as_deref(),
            file.inline,
            file.blob.size() as i64,
            file.blob.digest()
        ],
    )?;
    tx.keep(&file.blob, "attachment", id)
}

pub(super) fn attached(row: &Row) -> Result<Attached, Error> {
    Ok(Attached {
        id: row.get(1)?,
        name: row.get(2)?,
        content_type: row.get(3)?,
        content_id: row.get(4)?,
        inline: row.get(5)?,
        size: row.get(6)?,
        digest: row.get(7)?,
    })
}

/// A file with the case it stands in.
pub fn attachment(tx: &mut Tx<'_>, id: i64) -> Result<Option<(i64, Attached)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT f.message_id, f.id, f.name, f.content_type, f.content_id, f.inline, f.size, f.digest, m.case_number
             FROM message_attachment f JOIN message m ON m.id = f.message_id WHERE f.id = $1"
        ),
        args![id],
    )?;
    row.map(|row| Ok((row.get(8)?, attached(&row)?)))
        .transpose()
}

/// The files of a message, for the letter that carries them.
pub fn attachments(tx: &mut Tx<'_>, message: i64) -> Result<Vec<Attached>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT message_id, id, name, content_type, content_id, inline, size, digest
             FROM message_attachment WHERE message_id = $1 ORDER BY id"
        ),
        args![message],
    )?;
    rows.iter().map(attached).collect()
}
