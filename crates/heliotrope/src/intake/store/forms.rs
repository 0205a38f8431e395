//! Files of a form that came back: kept for an hour under the form's token.

use crate::kit::{At, random};
use crate::messages::store::NewFile;
use store::{Error, Row, Tx, args, sql};

/// The owner of their bytes.
const OWNER: &str = "form_file";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub id: i64,
    pub name: String,
    pub content_type: String,
    pub size: i64,
    /// Of its bytes.
    pub digest: String,
}

/// Keeps a file for whoever holds `token`; gives its id.
pub fn keep(tx: &mut Tx<'_>, token: &str, file: &NewFile, now: At) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO form_file (form, at, name, content_type, size, digest)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![
            random::digest(token),
            now,
            &file.name,
            &file.content_type,
            i64::try_from(file.blob.size()).unwrap_or(i64::MAX),
            file.blob.digest()
        ],
    )?;
    let id = row
        .ok_or_else(|| Error::data("keeping a file of a form gave no id"))?
        .get(0)?;
    tx.keep(&file.blob, OWNER, id)?;
    Ok(id)
}

/// The files kept for a form, in the order in which they came.
pub fn of(tx: &mut Tx<'_>, token: &str) -> Result<Vec<KeptFile>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, name, content_type, size, digest FROM form_file WHERE form = $1 ORDER BY id"
        ),
        args![random::digest(token)],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<KeptFile, Error> {
    Ok(KeptFile {
        id: row.get(0)?,
        name: row.get(1)?,
        content_type: row.get(2)?,
        size: row.get(3)?,
        digest: row.get(4)?,
    })
}

/// The hour begins anew each time the form comes back.
pub fn touch(tx: &mut Tx<'_>, token: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE form_file SET at = $2 WHERE form = $1"),
        args![random::digest(token), now],
    )?;
    Ok(())
}

/// Their writer does not want to send this one.
pub fn remove(tx: &mut Tx<'_>, file: i64) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM form_file WHERE id = $1"), args![file])?;
    tx.drop_uses(OWNER, file)
}

/// All that is kept, in bytes: it may not fill the disk.
pub fn size(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(
        sql!("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM form_file"),
        args![],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// Forgets what no form came back with since `before`; gives how many files.
pub fn forget(tx: &mut Tx<'_>, before: At) -> Result<usize, Error> {
    let rows = tx.query(
        sql!("DELETE FROM form_file WHERE at < $1 RETURNING id"),
        args![before],
    )?;
    for row in &rows {
        tx.drop_uses(OWNER, row.get(0)?)?;
    }
    Ok(rows.len())
}
