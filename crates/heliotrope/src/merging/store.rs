//! Mergings on disk: which number leads where, and where a row began.

mod beside;
mod split;
mod tables;
mod thread;

use crate::events::{Actor, Event};
use crate::kit::At;
use std::collections::{HashMap, HashSet};
use store::{Error, Row, Tx, args, ids, sql};

pub use beside::*;
pub use split::*;
pub use tables::*;
pub use thread::*;

/// A merging that was not taken apart.
#[derive(Debug, Clone)]
pub struct Merging {
    pub id: i64,
    pub from: i64,
    pub into: i64,
    pub at: At,
    pub by: Actor,
    pub parked_until: Option<At>,
    pub brought_owner: bool,
}

pub fn end(tx: &mut Tx<'_>, merging: i64, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE merging SET undone_at = $2, undone_by = $3 WHERE id = $1"),
        args![merging, at.0, by.to_string()],
    )?;
    Ok(())
}

/// What became of this number, as long as it was not taken apart.
pub fn of(tx: &mut Tx<'_>, from: i64) -> Result<Option<Merging>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, from_case, into_case, at, by_actor, parked_until, brought_owner FROM merging
             WHERE from_case = $1 AND undone_at IS NULL"
        ),
        args![from],
    )?;
    row.as_ref().map(read).transpose()
}

/// What was merged into this number, one step away, oldest first.
pub fn into(tx: &mut Tx<'_>, number: i64) -> Result<Vec<Merging>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, from_case, into_case, at, by_actor, parked_until, brought_owner FROM merging
             WHERE into_case = $1 AND undone_at IS NULL ORDER BY id"
        ),
        args![number],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Merging, Error> {
    Ok(Merging {
        id: row.get(0)?,
        from: row.get(1)?,
        into: row.get(2)?,
        at: At(row.get(3)?),
        by: row.get::<String>(4)?.parse().map_err(Error::data)?,
        parked_until: row.get::<Option<i64>>(5)?.map(At),
        brought_owner: row.get(6)?,
    })
}

/// Every number that went into this one, however many steps away.
pub fn under(tx: &mut Tx<'_>, number: i64) -> Result<Vec<i64>, Error> {
    let mut found = vec![number];
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        for merging in into(tx, next)? {
            if !found.contains(&merging.from) {
                found.push(merging.from);
            }
        }
        at += 1;
    }
    found.remove(0);
    Ok(found)
}

/// From now on these numbers lead to `home`; none: each to itself.
pub fn lead(tx: &mut Tx<'_>, numbers: &[i64], home: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE cases SET merged_into = $2 WHERE number IN {ids($1)}"),
        args![ids(numbers.iter().copied()), home],
    )?;
    Ok(())
}

/// A number that leads here, with whose matter it was.
#[derive(Debug, Clone)]
pub struct Went {
    pub number: i64,
    pub person: i64,
    pub subject: String,
    pub language: Option<String>,
}

/// The numbers that lead to this one, lowest first.
pub fn leading_to(tx: &mut Tx<'_>, home: i64) -> Result<Vec<Went>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number, person_id, subject, language FROM cases WHERE merged_into = $1 ORDER BY number"
        ),
        args![home],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Went {
                number: row.get(0)?,
                person: row.get(1)?,
                subject: row.get(2)?,
                language: row.get(3)?,
            })
        })
        .collect()
}

/// What happened in a case together with what happened in those that lead to
/// it, in the order of time; each message once.
pub fn events(tx: &mut Tx<'_>, home: i64, own: Vec<Event>) -> Result<Vec<Event>, Error> {
    let mut all = own;
    for went in leading_to(tx, home)? {
        all.extend(crate::events::store::since(tx, went.number, 0)?);
    }
    all.sort_by_key(|event| event.at);
    let mut seen = HashSet::new();
    all.retain(|event| match event.ids.get("message") {
        Some(message) if event.kind.brings_words() => seen.insert(message),
        _ => true,
    });
    Ok(all)
}

/// Where a row began that came into a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub number: i64,
    /// Who asks under that number.
    pub person: i64,
}

/// Where the rows of one table began that came into a case. A row that came a
/// long way belongs to where it began.
pub fn origins(tx: &mut Tx<'_>, home: i64, noun: &str) -> Result<HashMap<i64, Origin>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.row_id, f.number, f.person_id FROM cases f
             JOIN merging m ON m.from_case = f.number AND m.undone_at IS NULL
             JOIN merging_row r ON r.merging_id = m.id AND r.noun = $2
             WHERE f.merged_into = $1 ORDER BY m.id DESC"
        ),
        args![home, noun],
    )?;
    let read = |row: &Row| {
        let origin = Origin {
            number: row.get(1)?,
            person: row.get(2)?,
        };
        Ok((row.get(0)?, origin))
    };
    rows.iter().map(read).collect()
}

/// Whose the rows of one table are that came into a case: row to person.
pub fn owners(tx: &mut Tx<'_>, home: i64, noun: &str) -> Result<HashMap<i64, i64>, Error> {
    let origins = origins(tx, home, noun)?;
    let person = |(row, origin): (i64, Origin)| (row, origin.person);
    Ok(origins.into_iter().map(person).collect())
}

/// The rows of one table that came with a merging.
pub fn rows(tx: &mut Tx<'_>, merging: i64, noun: &str) -> Result<HashSet<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = $2"),
        args![merging, noun],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}
