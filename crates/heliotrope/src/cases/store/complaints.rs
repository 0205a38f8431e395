//! Complaints of all cases that are not answered, with what their clocks read.

use crate::complaints::Complaint;
use crate::kit::At;
use ::store::{Error, Row, Tx, args, ids, sql};

/// A case that is a complaint, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub case: i64,
    pub subject: String,
    pub mailbox: i64,
    /// Id and name.
    pub team: Option<(i64, String)>,
    pub complaint: Complaint,
}

/// Those that nobody has answered, or whose answer was not accepted: the
/// longest known first, at most `limit`. `team`: of this one alone.
pub fn open(tx: &mut Tx<'_>, team: Option<i64>, limit: i64) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, c.mailbox_id, t.id, t.name, k.pack, k.received_at, k.final_at, k.rejected_at
             FROM complaint k JOIN cases c ON c.number = k.case_number LEFT JOIN team t ON t.id = c.team_id
             WHERE k.dropped_at IS NULL AND (k.final_at IS NULL OR k.rejected_at >= k.final_at)
               AND c.place <> 'merged' AND ($1 = 0 OR c.team_id = $1)
             ORDER BY k.received_at, c.number LIMIT $2"
        ),
        args![team.unwrap_or(0), limit],
    )?;
    rows.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed, Error> {
    let team: Option<i64> = row.get(3)?;
    let name: Option<String> = row.get(4)?;
    Ok(Listed {
        case: row.get(0)?,
        subject: row.get(1)?,
        mailbox: row.get(2)?,
        team: team.zip(name),
        complaint: Complaint {
            pack: row.get(5)?,
            received_at: At(row.get(6)?),
            final_at: row.get::<Option<i64>>(7)?.map(At),
            rejected_at: row.get::<Option<i64>>(8)?.map(At),
        },
    })
}

/// When letters of ours left in these cases, in order: case and moment.
pub fn replies(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<(i64, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, at FROM message
             WHERE case_number IN {ids($1)} AND kind = 'reply' AND taken_back_at IS NULL ORDER BY at, id"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, At(row.get(1)?))))
        .collect()
}
