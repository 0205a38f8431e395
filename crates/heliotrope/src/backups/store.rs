//! What became of each backup, and the list of what bytes there are.

use store::{Error, Row, Tx, args, sql};

use super::rules::Before;
use crate::kit::At;

/// One backup, made or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub id: i64,
    /// night, command
    pub made_by: String,
    pub began_at: At,
    /// The name of its file, without a folder.
    pub file: String,
    /// None while it is being made.
    pub ended_at: Option<At>,
    pub bytes: Option<i64>,
    /// SHA-256 of the file.
    pub digest: Option<String>,
    /// When it was read back whole; none: do not rely on it.
    pub verified_at: Option<At>,
    /// Why there is none.
    pub failed: Option<String>,
}

fn read(row: &Row) -> Result<Backup, Error> {
    let at = |index| Ok::<_, Error>(row.get::<Option<i64>>(index)?.map(At));
    Ok(Backup {
        id: row.get(0)?,
        made_by: row.get(1)?,
        began_at: At(row.get(2)?),
        file: row.get(3)?,
        ended_at: at(4)?,
        bytes: row.get(5)?,
        digest: row.get(6)?,
        verified_at: at(7)?,
        failed: row.get(8)?,
    })
}

/// The newest backup that has ended, well or not.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<Backup>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, made_by, began_at, file, ended_at, bytes, digest, verified_at, failed FROM backup
             WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        ),
        args![],
    )?;
    row.as_ref().map(read).transpose()
}

/// The newest backup that was read back whole.
pub fn last_good(tx: &mut Tx<'_>) -> Result<Option<Backup>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, made_by, began_at, file, ended_at, bytes, digest, verified_at, failed FROM backup
             WHERE verified_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        ),
        args![],
    )?;
    row.as_ref().map(read).transpose()
}

/// When this desk's database was made.
pub fn made_at(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let row = tx.one(sql!("SELECT MIN(at) FROM schema_version"), args![])?;
    let at: Option<i64> = row.map_or(Ok(None), |row| row.get(0))?;
    Ok(at.map(At))
}

/// What the rule wants to know before it says that one is due.
pub fn before(tx: &mut Tx<'_>) -> Result<Before, Error> {
    let row = tx.one(
        sql!(
            "SELECT MAX(began_at) FILTER (WHERE verified_at IS NOT NULL AND made_by = 'night'),
                    MAX(began_at) FILTER (WHERE failed IS NOT NULL),
                    MAX(began_at) FILTER (WHERE ended_at IS NULL)
             FROM backup"
        ),
        args![],
    )?;
    let at = |index| {
        let at = row.as_ref().map(|row| row.get::<Option<i64>>(index));
        Ok::<_, Error>(at.transpose()?.flatten().map(At))
    };
    let (good, failed, under_way) = (at(0)?, at(1)?, at(2)?);
    Ok(Before {
        good: good.or(made_at(tx)?),
        failed: failed.filter(|failed| Some(*failed) > good),
        under_way: under_way.filter(|began| Some(*began) > good),
    })
}

pub fn begin(tx: &mut Tx<'_>, made_by: &str, file: &str, now: At) -> Result<i64, Error> {
    let row = tx.one(
        sql!("INSERT INTO backup (made_by, began_at, file) VALUES ($1, $2, $3) RETURNING id"),
        args![made_by, now.0, file],
    )?;
    row.ok_or_else(|| Error::data("writing a backup down gave no id"))?
        .get(0)
}

/// It was made and read back whole.
pub fn succeed(
    tx: &mut Tx<'_>,
    id: i64,
    bytes: u64,
    digest: &str,
    verified: bool,
    now: At,
) -> Result<(), Error> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    tx.execute(
        sql!(
            "UPDATE backup SET ended_at = $2, bytes = $3, digest = $4, verified_at = $5 WHERE id = $1"
        ),
        args![id, now.0, bytes, digest, Some(now.0).filter(|_| verified)],
    )?;
    tx.say("backup");
    Ok(())
}

pub fn fail(tx: &mut Tx<'_>, id: i64, why: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE backup SET ended_at = $2, failed = $3 WHERE id = $1"),
        args![id, now.0, why],
    )?;
    tx.say("backup");
    Ok(())
}

/// The nightly backups beyond the newest `keep`, whose files may go.
pub fn beyond(tx: &mut Tx<'_>, keep: u32) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, file FROM backup
             WHERE made_by = 'night' AND verified_at IS NOT NULL AND removed_at IS NULL
             AND id NOT IN (SELECT id FROM backup WHERE made_by = 'night' AND verified_at IS NOT NULL
                            AND removed_at IS NULL ORDER BY id DESC LIMIT $1)"
        ),
        args![i64::from(keep)],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

pub fn removed(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE backup SET removed_at = $2 WHERE id = $1"),
        args![id, now.0],
    )?;
    Ok(())
}

/// The raw letters in the order they came: what came by a form is none.
pub struct Letters(i64);

impl Letters {
    pub fn from_start() -> Letters {
        Letters(0)
    }

    /// Their digests; empty at the end.
    pub fn next(&mut self, tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
        let rows = tx.query(
            sql!(
                "SELECT id, raw FROM arrival WHERE id > $1 AND door NOT IN ('form', 'api')
                 AND EXISTS (SELECT 1 FROM blob WHERE digest = raw) ORDER BY id LIMIT 500"
            ),
            args![self.0],
        )?;
        if let Some(last) = rows.last() {
            self.0 = last.get(0)?;
        }
        rows.iter().map(|row| row.get(1)).collect()
    }
}

/// The digests of all bytes, in order and page by page.
pub struct Listing(String);

impl Listing {
    pub fn from_start() -> Listing {
        Listing(String::new())
    }

    /// After the last that is here.
    pub fn from_last(tx: &mut Tx<'_>) -> Result<Listing, Error> {
        let row = tx.one(sql!("SELECT MAX(digest) FROM blob"), args![])?;
        let last: Option<String> = row.map_or(Ok(None), |row| row.get(0))?;
        Ok(Listing(last.unwrap_or_default()))
    }

    /// Empty at the end.
    pub fn next(&mut self, tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
        let rows = tx.query(
            sql!("SELECT digest FROM blob WHERE digest > $1 ORDER BY digest LIMIT 500"),
            args![&self.0],
        )?;
        let digests: Vec<String> = rows
            .iter()
            .map(|row| row.get(0))
            .collect::<Result<_, _>>()?;
        if let Some(last) = digests.last() {
            self.0.clone_from(last);
        }
        Ok(digests)
    }
}
