//! What is kept and stands in no case, and how it may go.

use super::{Arrival, erased, read};
use crate::intake::rules::{Ending, Prints};
use crate::kit::At;
use crate::messages;
use store::{Error, Tx, args, sql};

/// Screened, for a person, or not judged; the newest first, without what may go.
pub fn back(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<Arrival>, Error> {
    let mut found = Vec::new();
    for ending in [Some(Ending::Screened), Some(Ending::NeedsPerson), None] {
        let rows = match ending {
            Some(ending) => tx.query(
                sql!(
                    "SELECT id, door, received_at, raw, size, sender, recipient, letter_id, verdict, reason,
                            case_number
                     FROM arrival a WHERE verdict = $1 AND erased_at IS NULL AND id < $2
                        AND NOT EXISTS (SELECT 1 FROM arrival_leaving l WHERE l.arrival_id = a.id)
                     ORDER BY id DESC LIMIT $3"
                ),
                args![ending.word(), before, limit],
            )?,
            None => tx.query(
                sql!(
                    "SELECT id, door, received_at, raw, size, sender, recipient, letter_id, verdict, reason,
                            case_number
                     FROM arrival WHERE verdict IS NULL AND id < $1 ORDER BY id DESC LIMIT $2"
                ),
                args![before, limit],
            )?,
        };
        for row in &rows {
            found.push(read(row)?);
        }
    }
    found.sort_by_key(|a| std::cmp::Reverse(a.id));
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

/// What may go, with when somebody said so; the newest first.
pub fn leaving(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<(Arrival, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id, a.door, a.received_at, a.raw, a.size, a.sender, a.recipient, a.letter_id, a.verdict, a.reason,
                    a.case_number, l.at
             FROM arrival_leaving l JOIN arrival a ON a.id = l.arrival_id
             WHERE l.gone_at IS NULL AND a.erased_at IS NULL AND a.id < $1 ORDER BY a.id DESC LIMIT $2"
        ),
        args![before, limit],
    )?;
    rows.iter()
        .map(|row| Ok((read(row)?, At(row.get(11)?))))
        .collect()
}

/// Since when this one may go.
pub fn leaves_since(tx: &mut Tx<'_>, arrival: i64) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT at FROM arrival_leaving WHERE arrival_id = $1 AND gone_at IS NULL"),
        args![arrival],
    )?;
    row.map(|row| row.get(0).map(At)).transpose()
}

/// Somebody said that it can go; who said so first counts.
pub fn let_go(tx: &mut Tx<'_>, arrival: i64, by: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO arrival_leaving (arrival_id, at, by_actor) VALUES ($1, $2, $3)
             ON CONFLICT (arrival_id) DO NOTHING"
        ),
        args![arrival, now.0, by],
    )?;
    Ok(())
}

/// It stays after all, or came into a case.
pub fn stay(tx: &mut Tx<'_>, arrival: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM arrival_leaving WHERE arrival_id = $1 AND gone_at IS NULL"),
        args![arrival],
    )?;
    Ok(())
}

/// What has waited long enough since somebody said that it can go.
pub fn to_remove(tx: &mut Tx<'_>, said_before: At, limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.arrival_id FROM arrival_leaving l JOIN arrival a ON a.id = l.arrival_id
             WHERE l.gone_at IS NULL AND l.at <= $1 AND a.verdict IN ('screened', 'needs_person')
             ORDER BY l.at LIMIT $2"
        ),
        args![said_before.0, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn removed(tx: &mut Tx<'_>, arrival: i64, prints: &Prints, now: At) -> Result<(), Error> {
    blank(tx, arrival, prints, now)?;
    tx.execute(
        sql!("UPDATE arrival_leaving SET gone_at = $2 WHERE arrival_id = $1"),
        args![arrival, now.0],
    )?;
    Ok(())
}

/// Takes bytes and addresses of an arrival away for good. It stays in the
/// ledger, and its fingerprint, by which it is known when it is fetched again.
/// Only what a person asked for comes here.
pub fn blank(tx: &mut Tx<'_>, arrival: i64, prints: &Prints, now: At) -> Result<(), Error> {
    let known = tx.one(
        sql!("SELECT letter_id, COALESCE(content_digest, '') FROM arrival WHERE id = $1"),
        args![arrival],
    )?;
    let known: Option<(Option<String>, String)> = known
        .map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?)))
        .transpose()?;
    if let Some((Some(letter_id), digest)) = known {
        erased::remember(tx, &prints.named(&letter_id))?;
        erased::remember(tx, &prints.exact(&letter_id, &digest))?;
    }
    tx.drop_uses("arrival", arrival)?;
    messages::store::unvouch(tx, arrival)?;
    tx.execute(
        sql!(
            "UPDATE arrival SET sender = '', recipient = '', raw = '', letter_id = NULL, content_digest = NULL,
                erased_at = $2, reason = CASE WHEN verdict IS NULL THEN 'erased' ELSE reason END,
                judged_at = COALESCE(judged_at, $2), verdict = COALESCE(verdict, 'needs_person')
             WHERE id = $1"
        ),
        args![arrival, now.0],
    )?;
    // Nobody judges again what has no bytes.
    tx.execute(
        sql!("DELETE FROM job WHERE kind = 'judge' AND key = $1"),
        args![arrival.to_string()],
    )?;
    Ok(())
}
