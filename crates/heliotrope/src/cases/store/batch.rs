//! Changes to several cases at once, on disk.

use crate::kit::At;
use store::{Error, Tx, args, sql};

/// What became of one case of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub case: i64,
    /// Its last event when it was done; none: it was left out.
    pub event: Option<i64>,
    pub before: String,
    pub left_out: Option<String>,
    pub back: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: i64,
    pub at: At,
    pub change: String,
    pub undone: bool,
    pub lines: Vec<Line>,
}

pub fn begin(tx: &mut Tx<'_>, agent: i64, change: &str, at: At) -> Result<i64, Error> {
    tx.insert(
        sql!("INSERT INTO batch (at, agent_id, change) VALUES ($1, $2, $3) RETURNING id"),
        args![at.0, agent, change],
    )
}

pub fn add(tx: &mut Tx<'_>, batch: i64, line: &Line) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO batch_row (batch_id, case_number, event_n, before, left_out) VALUES ($1, $2, $3, $4, $5)"
        ),
        args![
            batch,
            line.case,
            line.event,
            line.before.as_str(),
            line.left_out.as_deref()
        ],
    )?;
    Ok(())
}

/// A batch of this agent.
pub fn find(tx: &mut Tx<'_>, agent: i64, id: i64) -> Result<Option<Batch>, Error> {
    let Some(row) = tx.one(
        sql!("SELECT at, change, undone_at FROM batch WHERE id = $1 AND agent_id = $2"),
        args![id, agent],
    )?
    else {
        return Ok(None);
    };
    let lines = tx.query(
        sql!(
            "SELECT case_number, event_n, before, left_out, back_at IS NOT NULL FROM batch_row
             WHERE batch_id = $1 ORDER BY case_number"
        ),
        args![id],
    )?;
    let line = |row: &store::Row| {
        Ok(Line {
            case: row.get(0)?,
            event: row.get(1)?,
            before: row.get(2)?,
            left_out: row.get(3)?,
            back: row.get(4)?,
        })
    };
    Ok(Some(Batch {
        id,
        at: At(row.get(0)?),
        change: row.get(1)?,
        undone: row.get::<Option<i64>>(2)?.is_some(),
        lines: lines.iter().map(line).collect::<Result<_, Error>>()?,
    }))
}

/// Marks it as taken back; false when it was already.
pub fn undo(tx: &mut Tx<'_>, id: i64, at: At) -> Result<bool, Error> {
    let undone = tx.execute(
        sql!("UPDATE batch SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL"),
        args![id, at.0],
    )?;
    Ok(undone > 0)
}

pub fn back(tx: &mut Tx<'_>, batch: i64, case: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE batch_row SET back_at = $3 WHERE batch_id = $1 AND case_number = $2"),
        args![batch, case, at.0],
    )?;
    Ok(())
}

/// A person is forgotten: a tag may say something of them.
pub fn blank(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE batch_row SET before = '{}' WHERE case_number = $1"),
        args![case],
    )?;
    Ok(())
}
