//! Proposals on disk.

use super::Proposal;
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

pub fn make(tx: &mut Tx<'_>, case: i64, agent: i64, words: &str, at: At) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO proposal (case_number, agent_id, words, made_at) VALUES ($1, $2, $3, $4) RETURNING id"
        ),
        args![case, agent, words, at.0],
    )
}

/// All of a case, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Proposal>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, agent_id, words, made_at, ended_at, ended_by, message_id FROM proposal
             WHERE case_number = $1 ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Proposal, Error> {
    let (at, by): (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    Ok(Proposal {
        id: row.get(0)?,
        agent: row.get(1)?,
        words: row.get(2)?,
        made_at: At(row.get(3)?),
        ended: at.zip(by).map(|(at, by)| (At(at), by)),
        message: row.get(6)?,
    })
}

/// It is a letter now, or the draft of whoever took it; false when it was before.
pub fn end(tx: &mut Tx<'_>, id: i64, by: i64, message: Option<i64>, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!(
            "UPDATE proposal SET ended_at = $2, ended_by = $3, message_id = $4
             WHERE id = $1 AND ended_at IS NULL"
        ),
        args![id, at.0, by, message],
    )? > 0)
}
