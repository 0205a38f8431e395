//! What is read for a copy of all we hold on a person.

use crate::erasure::deeds::export::{
    Amount, HeldApology, HeldComplaint, HeldGift, HeldPromise, HeldRestitution,
};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use std::collections::HashMap;
use store::{Error, Row, Tx, args, ids, sql};

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

/// What somebody does in a case: asks, or the role they take part with.
pub fn part_of(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<String, Error> {
    let row = tx.one(
        sql!(
            "SELECT COALESCE((SELECT 'asks' FROM cases WHERE number = $1 AND person_id = $2),
                             (SELECT role FROM case_person WHERE case_number = $1 AND person_id = $2), '')"
        ),
        args![case, person],
    )?;
    row.map_or(Ok(String::new()), |row| row.get(0))
}

/// What was promised, ended or not. What left with a letter that was taken back
/// was never read by anybody.
pub fn promises(tx: &mut Tx<'_>, promises: &[i64]) -> Result<Vec<HeldPromise>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT words, due_at, made_at, ended_as FROM promise
             WHERE id IN {ids($1)} AND (ended_as IS NULL OR ended_as <> 'taken_back') ORDER BY id"
        ),
        args![ids(promises.iter().copied())],
    )?;
    let read = |row: &Row| {
        Ok(HeldPromise {
            text: row.get(0)?,
            due: At(row.get(1)?),
            made_at: At(row.get(2)?),
            ended_as: row.get(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Why these needs were declined: need and reason.
pub fn reasons(tx: &mut Tx<'_>, needs: &[i64]) -> Result<HashMap<i64, String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT need_id, reason FROM settlement
             WHERE need_id IN {ids($1)} AND undone_at IS NULL AND state = 'declined' AND reason IS NOT NULL"
        ),
        args![ids(needs.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The days on which these needs are or were looked at again: need and day.
pub fn looks_back(tx: &mut Tx<'_>, needs: &[i64]) -> Result<Vec<(i64, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT need_id, due_at FROM checkin
             WHERE need_id IN {ids($1)} AND (ended_as IS NULL OR ended_as = 'came') ORDER BY due_at, id"
        ),
        args![ids(needs.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, At(row.get(1)?))))
        .collect()
}

/// What was put right, without what left with a letter that was taken back.
pub fn restitution(tx: &mut Tx<'_>, needs: &[i64]) -> Result<Vec<HeldRestitution>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT kind, amount_minor, currency, state, made_at, accepted_at, given_at FROM restitution
             WHERE need_id IN {ids($1)} AND state <> 'taken_back' ORDER BY id"
        ),
        args![ids(needs.iter().copied())],
    )?;
    let read = |row: &Row| {
        let (minor, code): (Option<i64>, Option<String>) = (row.get(1)?, row.get(2)?);
        Ok(HeldRestitution {
            kind: row.get(0)?,
            amount: match (minor, code) {
                (Some(minor), Some(code)) => Some(amount(minor, &code)?),
                _ => None,
            },
            state: row.get(3)?,
            offered_at: At(row.get(4)?),
            accepted_at: row.get::<Option<i64>>(5)?.map(At),
            given_at: row.get::<Option<i64>>(6)?.map(At),
        })
    };
    rows.iter().map(read).collect()
}

fn amount(minor: i64, code: &str) -> Result<Amount, Error> {
    let currency: Currency = code.parse().map_err(Error::data)?;
    Ok(Money::of(minor, currency).into())
}

pub fn gifts(tx: &mut Tx<'_>, gifts: &[i64]) -> Result<Vec<HeldGift>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT kind, amount_minor, currency, given_at FROM goodwill WHERE id IN {ids($1)} AND taken_back_at IS NULL
             ORDER BY id"
        ),
        args![ids(gifts.iter().copied())],
    )?;
    let read = |row: &Row| {
        Ok(HeldGift {
            kind: row.get(0)?,
            amount: amount(row.get(1)?, &row.get::<String>(2)?)?,
            at: At(row.get(3)?),
        })
    };
    rows.iter().map(read).collect()
}

pub fn apologies(tx: &mut Tx<'_>, apologies: &[i64]) -> Result<Vec<HeldApology>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT message_id, at FROM apology WHERE id IN {ids($1)} AND taken_back_at IS NULL ORDER BY id"
        ),
        args![ids(apologies.iter().copied())],
    )?;
    let read = |row: &Row| {
        Ok(HeldApology {
            message: row.get(0)?,
            at: At(row.get(1)?),
        })
    };
    rows.iter().map(read).collect()
}

/// A case is a complaint once or not at all.
pub fn complaint(tx: &mut Tx<'_>, complaints: &[i64]) -> Result<Option<HeldComplaint>, Error> {
    let row = tx.one(
        sql!(
            "SELECT received_at, final_at, rejected_at FROM complaint
             WHERE id IN {ids($1)} AND dropped_at IS NULL ORDER BY id LIMIT 1"
        ),
        args![ids(complaints.iter().copied())],
    )?;
    row.map(|row| {
        Ok(HeldComplaint {
            received_at: At(row.get(0)?),
            final_at: row.get::<Option<i64>>(1)?.map(At),
            rejected_at: row.get::<Option<i64>>(2)?.map(At),
        })
    })
    .transpose()
}
