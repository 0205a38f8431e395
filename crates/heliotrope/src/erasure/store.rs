//! What is a person's, and the entries of erasures, on disk. All that takes
//! words away stands in `store/blank.rs`.

pub mod blank;
pub mod export;
pub mod keeping;
pub mod whose;

use super::rules::Entry;
use crate::kit::At;
use store::{Error, Row, Tx, args, ids, sql};

/// Since when somebody is known, and since when erased.
pub fn known(tx: &mut Tx<'_>, person: i64) -> Result<Option<(At, Option<At>)>, Error> {
    let row = tx.one(
        sql!("SELECT created_at, erased_at FROM person WHERE id = $1"),
        args![person],
    )?;
    row.map(|row| Ok((At(row.get(0)?), row.get::<Option<i64>>(1)?.map(At))))
        .transpose()
}

/// Is one of these addresses that of somebody who serves here?
pub fn is_agent(tx: &mut Tx<'_>, addresses: &[String]) -> Result<bool, Error> {
    for address in addresses {
        let agent = tx.one(
            sql!("SELECT 1 FROM agent WHERE address = $1"),
            args![address],
        )?;
        if agent.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A case with what decides how much of it goes.
#[derive(Debug, Clone)]
pub struct TheirCase {
    pub number: i64,
    /// Does this person ask in it?
    pub asks: bool,
    /// Does nobody else take part?
    pub alone: bool,
    pub closed: bool,
    /// It leads elsewhere: what began under it stands there.
    pub merged: bool,
}

/// The cases that a person asks or takes part in, where those lead, and those
/// among `also`. Numbers that lead elsewhere come first: what is said of where
/// they lead follows from them.
pub fn cases(tx: &mut Tx<'_>, person: i64, also: &[i64]) -> Result<Vec<TheirCase>, Error> {
    let author = format!("person:{person}");
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.person_id = $1, c.place IN ('closed', 'merged'), c.person_id = $1
                AND NOT EXISTS (SELECT 1 FROM case_person o JOIN person p ON p.id = o.person_id
                                WHERE o.case_number = c.number AND o.person_id <> $1 AND p.erased_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM message m
                                WHERE m.case_number = c.number AND m.kind = 'letter' AND m.author <> $2
                                AND (m.mark IS NULL OR m.mark IN ('list', 'thanks')) AND (m.sender <> '' OR m.words <> '')),
                c.merged_into IS NOT NULL
             FROM cases c
             WHERE c.person_id = $1
                OR c.number IN (SELECT case_number FROM case_person WHERE person_id = $1)
                OR c.number IN (SELECT merged_into FROM cases WHERE person_id = $1)
                OR c.number IN {ids($3)}
             ORDER BY CASE WHEN c.merged_into IS NULL THEN 1 ELSE 0 END, c.number"
        ),
        args![person, author.as_str(), ids(also.iter().copied())],
    )?;
    let read = |row: &Row| {
        Ok(TheirCase {
            number: row.get(0)?,
            asks: row.get(1)?,
            closed: row.get(2)?,
            alone: row.get(3)?,
            merged: row.get(4)?,
        })
    };
    let mut theirs = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    for case in theirs.iter_mut().filter(|c| c.merged && c.alone) {
        // Letters of others may have gone along.
        let went = went_from(tx, case.number)?;
        case.alone = !others_wrote(tx, &author, &went)?;
    }
    Ok(theirs)
}

/// The messages that began under a number and stand where it leads.
pub fn went_from(tx: &mut Tx<'_>, number: i64) -> Result<Vec<i64>, Error> {
    match crate::cases::store::find(tx, number)? {
        Some(case) if case.merged_into.is_some() => whose::messages(tx, &case),
        _ => Ok(Vec::new()),
    }
}

fn others_wrote(tx: &mut Tx<'_>, author: &str, messages: &[i64]) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM message WHERE id IN {ids($2)} AND kind = 'letter' AND author <> $1
             AND (mark IS NULL OR mark IN ('list', 'thanks')) AND (sender <> '' OR words <> '') LIMIT 1"
        ),
        args![author, ids(messages.iter().copied())],
    )?;
    Ok(row.is_some())
}

/// The cases with letters of a person behind message `after`. There is no index
/// for this: it reads every message, which a rare deed may, beforehand.
pub fn written_in(tx: &mut Tx<'_>, person: i64, after: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT DISTINCT case_number FROM message WHERE id > $2 AND author = $1"),
        args![format!("person:{person}"), after],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn newest_message(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(sql!("SELECT COALESCE(MAX(id), 0) FROM message"), args![])?
        .map_or(Ok(0), |row| row.get(0))
}

/// The cases of these messages.
pub fn cases_of(tx: &mut Tx<'_>, messages: &[i64]) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT DISTINCT case_number FROM message WHERE id IN {ids($1)} ORDER BY case_number"),
        args![ids(messages.iter().copied())],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What stands in cases of a person: letters and replies and notes, files, and
/// envelopes to them that have not left. `went`: messages of theirs that stand
/// elsewhere since a merging.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub messages: i64,
    pub files: i64,
    pub waiting: i64,
}

pub fn counts(tx: &mut Tx<'_>, cases: &[i64], went: &[i64]) -> Result<Counts, Error> {
    let row = tx.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM message WHERE (case_number IN {ids($1)} OR id IN {ids($2)}) AND words <> ''),
                    (SELECT COUNT(*) FROM message_attachment f JOIN message m ON m.id = f.message_id
                     WHERE m.case_number IN {ids($1)} OR m.id IN {ids($2)}),
                    (SELECT COUNT(*) FROM outbox WHERE case_number IN {ids($1)} AND state = 'waiting')"
        ),
        args![ids(cases.iter().copied()), ids(went.iter().copied())],
    )?;
    row.map_or(Ok(Counts::default()), |row| {
        Ok(Counts {
            messages: row.get(0)?,
            files: row.get(1)?,
            waiting: row.get(2)?,
        })
    })
}

/// How many letters a person wrote in cases that others take part in too.
pub fn letters_of(tx: &mut Tx<'_>, person: i64, cases: &[i64]) -> Result<i64, Error> {
    tx.one(
        sql!("SELECT COUNT(*) FROM message WHERE case_number IN {ids($2)} AND author = $1 AND words <> ''"),
        args![format!("person:{person}"), ids(cases.iter().copied())],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// A letter that is kept and stands in no case, with its sender and bytes.
pub struct HeldBack {
    pub id: i64,
    pub sender: String,
    pub raw: String,
}

/// The same, behind arrival `after`, at most `limit`.
pub fn held_back(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<HeldBack>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, sender, raw FROM arrival
             WHERE (verdict IN ('screened', 'needs_person') OR verdict IS NULL) AND erased_at IS NULL AND id > $1
             ORDER BY id LIMIT $2"
        ),
        args![after, limit],
    )?;
    let read = |row: &Row| {
        Ok(HeldBack {
            id: row.get(0)?,
            sender: row.get(1)?,
            raw: row.get(2)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Envelopes of these cases that have not left.
pub fn waiting(tx: &mut Tx<'_>, cases: &[i64], person: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id FROM outbox WHERE case_number IN {ids($1)} AND (person_id = $2 OR person_id IS NULL)
             AND state = 'waiting' {for_update}"
        ),
        args![ids(cases.iter().copied()), person],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Keeps the entry of an erasure; gives its id, none when it is there already.
pub fn keep_entry(tx: &mut Tx<'_>, entry: &Entry) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO erasure (token, at, by_actor, person_id, met, salt, addresses)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (token) DO NOTHING RETURNING id"
        ),
        args![
            entry.token.as_str(),
            entry.at,
            entry.by.as_str(),
            entry.person,
            entry.met,
            entry.salt.as_str(),
            entry.addresses.join(" ")
        ],
    )?;
    row.map(|row| row.get(0)).transpose()
}

pub fn entries(tx: &mut Tx<'_>) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT token, at, by_actor, person_id, met, salt, addresses FROM erasure ORDER BY id"
        ),
        args![],
    )?;
    let read = |row: &Row| {
        Ok(Entry {
            token: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            person: row.get(3)?,
            met: row.get(4)?,
            salt: row.get(5)?,
            addresses: row
                .get::<String>(6)?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        })
    };
    rows.iter().map(read).collect()
}

pub fn knows_entry(tx: &mut Tx<'_>, token: &str) -> Result<bool, Error> {
    Ok(tx
        .one(sql!("SELECT 1 FROM erasure WHERE token = $1"), args![token])?
        .is_some())
}

/// Every address with its person and since when they are known: what the
/// digests of an entry are compared with.
pub fn addresses(tx: &mut Tx<'_>) -> Result<Vec<(String, i64, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.address, p.id, p.created_at FROM person_address a JOIN person p ON p.id = a.person_id"
        ),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, At(row.get(2)?))))
        .collect()
}

/// Erasures whose last traces may still stand in free space of the files.
pub fn unscrubbed(tx: &mut Tx<'_>) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT id FROM erasure WHERE scrubbed_at IS NULL"),
        args![],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn scrubbed(tx: &mut Tx<'_>, erasures: &[i64], now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE erasure SET scrubbed_at = $2 WHERE id IN {ids($1)}"),
        args![ids(erasures.iter().copied()), now.0],
    )?;
    Ok(())
}
