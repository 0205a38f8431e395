//! Complaints, and which clocks a mailbox has.

use super::rules::Complaint;
use crate::events::Actor;
use crate::kit::At;
use store::{Error, Tx, args, sql};

pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Option<Complaint>, Error> {
    let row = tx.one(
        sql!(
            "SELECT pack, received_at, final_at, rejected_at FROM complaint
             WHERE case_number = $1 AND dropped_at IS NULL"
        ),
        args![case],
    )?;
    row.map(|row| {
        Ok(Complaint {
            pack: row.get(0)?,
            received_at: At(row.get(1)?),
            final_at: row.get::<Option<i64>>(2)?.map(At),
            rejected_at: row.get::<Option<i64>>(3)?.map(At),
        })
    })
    .transpose()
}

/// Flags a case; one that was said to be none is one again.
pub fn flag(
    tx: &mut Tx<'_>,
    case: i64,
    pack: Option<&str>,
    received_at: At,
    at: At,
    by: Actor,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO complaint (case_number, pack, received_at, flagged_at, flagged_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (case_number) DO UPDATE
             SET pack = $2, received_at = $3, flagged_at = $4, flagged_by = $5, dropped_at = NULL, dropped_by = NULL"
        ),
        args![case, pack, received_at.0, at.0, by.to_string()],
    )?;
    Ok(())
}

pub fn drop(tx: &mut Tx<'_>, case: i64, at: At, by: Actor) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE complaint SET dropped_at = $2, dropped_by = $3 WHERE case_number = $1 AND dropped_at IS NULL"),
        args![case, at.0, by.to_string()],
    )? > 0)
}

pub fn answered(tx: &mut Tx<'_>, case: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE complaint SET final_at = $2 WHERE case_number = $1 AND dropped_at IS NULL"),
        args![case, at.0],
    )? > 0)
}

/// They did not accept our final answer; false when there was none.
pub fn rejected(tx: &mut Tx<'_>, case: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!(
            "UPDATE complaint SET rejected_at = $2 WHERE case_number = $1 AND dropped_at IS NULL
             AND final_at IS NOT NULL AND (rejected_at IS NULL OR rejected_at < final_at)"
        ),
        args![case, at.0],
    )? > 0)
}

/// The pack of a mailbox; none: no clocks.
pub fn pack_of(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<String>, Error> {
    tx.one(
        sql!("SELECT pack FROM complaint_pack WHERE mailbox_id = $1"),
        args![mailbox],
    )?
    .map(|row| row.get(0))
    .transpose()
}

pub fn packs(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT mailbox_id, pack FROM complaint_pack ORDER BY mailbox_id"),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Chooses the clocks of a mailbox; none: it has none any more.
pub fn choose(
    tx: &mut Tx<'_>,
    mailbox: i64,
    pack: Option<&str>,
    by: &str,
    now: At,
) -> Result<(), Error> {
    match pack {
        Some(pack) => tx.execute(
            sql!(
                "INSERT INTO complaint_pack (mailbox_id, pack, changed_at, changed_by) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (mailbox_id) DO UPDATE SET pack = $2, changed_at = $3, changed_by = $4"
            ),
            args![mailbox, pack, now.0, by],
        )?,
        None => tx.execute(
            sql!("DELETE FROM complaint_pack WHERE mailbox_id = $1"),
            args![mailbox],
        )?,
    };
    Ok(())
}
