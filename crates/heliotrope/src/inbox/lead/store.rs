//! The lead's figures on disk. Each is bounded: by an index and by how far it
//! counts.

use super::percent;
use crate::kit::At;
use std::time::Duration;
use store::{Error, Tx, args, sql};

/// Within this time a need that comes back was not met.
const AGAIN: Duration = Duration::from_secs(7 * 86_400);

/// A line of a list: the case and what stands in it.
pub struct Row {
    pub case: i64,
    pub subject: String,
    pub words: String,
    pub at: Option<At>,
}

/// How many live promises are due between two moments; counting stops at `most`.
pub fn promised(tx: &mut Tx<'_>, from: At, to: At, most: i64) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM promise
             WHERE ended_at IS NULL AND due_at >= $1 AND due_at < $2 LIMIT $3) AS due"
        ),
        args![from.0, to.0, most],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// The same promises, soonest first.
pub fn promises(tx: &mut Tx<'_>, from: At, to: At, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.case_number, c.subject, p.words, p.due_at FROM promise p
             JOIN cases c ON c.number = p.case_number
             WHERE p.ended_at IS NULL AND p.due_at >= $1 AND p.due_at < $2 ORDER BY p.due_at, p.id LIMIT $3"
        ),
        args![from.0, to.0, limit],
    )?;
    rows.iter().map(row).collect()
}

fn row(row: &store::Row) -> Result<Row, Error> {
    Ok(Row {
        case: row.get(0)?,
        subject: row.get(1)?,
        words: row.get(2)?,
        at: row.get::<Option<i64>>(3)?.map(At),
    })
}

/// Open cases with their subjects, those that have been where they are longest first.
pub fn open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(i64, String)>, Error> {
    let mut all = Vec::new();
    for place in ["ours", "waiting", "later"] {
        let rows = tx.query(
            sql!(
                "SELECT number, subject FROM cases WHERE place = $1 ORDER BY since, number LIMIT $2"
            ),
            args![place, limit],
        )?;
        for row in &rows {
            all.push((row.get(0)?, row.get(1)?));
        }
    }
    Ok(all)
}

/// Needs we said no to since then, by kind, most first.
pub fn unmet(tx: &mut Tx<'_>, since: At, sample: i64) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.kind, COUNT(*) FROM (SELECT need_id, state, undone_at FROM settlement
                WHERE at >= $1 ORDER BY at DESC LIMIT $2) s
             JOIN need n ON n.id = s.need_id
             WHERE s.state = 'declined' AND s.undone_at IS NULL GROUP BY n.kind ORDER BY 2 DESC, 1"
        ),
        args![since.0, sample],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// How cases were closed.
#[derive(Debug, Default)]
pub struct Closings {
    pub told: i64,
    /// By the word of the exemption.
    pub exempt: Vec<(String, i64)>,
}

impl Closings {
    pub fn told_percent(&self) -> Option<i64> {
        let all = self.told + self.exempt.iter().map(|(_, n)| n).sum::<i64>();
        percent(self.told, all)
    }
}

pub fn closings(tx: &mut Tx<'_>, since: At, sample: i64) -> Result<Closings, Error> {
    let rows = tx.query(
        sql!(
            "SELECT exemption, COUNT(*) FROM (SELECT exemption FROM closing WHERE at >= $1 ORDER BY at DESC LIMIT $2) c
             GROUP BY exemption ORDER BY 2 DESC"
        ),
        args![since.0, sample],
    )?;
    let mut closings = Closings::default();
    for row in &rows {
        match row.get::<Option<String>>(0)? {
            None => closings.told = row.get(1)?,
            Some(kind) => closings.exempt.push((kind, row.get(1)?)),
        }
    }
    Ok(closings)
}

/// Cases closed with an exemption of this kind, newest first.
pub fn exempt(tx: &mut Tx<'_>, kind: &str, since: At, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.case_number, c.subject, '', l.at FROM closing l JOIN cases c ON c.number = l.case_number
             WHERE l.at >= $1 AND l.exemption = $2 ORDER BY l.at DESC LIMIT $3"
        ),
        args![since.0, kind, limit],
    )?;
    rows.iter().map(row).collect()
}

/// How many tellings there were, and how many of those needs a person brought
/// back within seven days.
pub fn told(tx: &mut Tx<'_>, since: At, sample: i64) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN t.undone_by LIKE 'person:%' AND t.undone_at - t.at <= $3
                THEN 1 ELSE 0 END), 0)
             FROM (SELECT at, undone_at, undone_by FROM told WHERE at >= $1 ORDER BY at DESC LIMIT $2) t"
        ),
        args![since.0, sample, AGAIN.as_micros() as i64],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}
