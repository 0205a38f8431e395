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

/// What one team owes: live promises of its cases.
#[derive(Debug)]
pub struct OfTeam {
    pub team: i64,
    pub name: String,
    pub due: i64,
    pub risk: i64,
    pub late: i64,
}

/// The same by the team of the case; `until` holds now, two hours on and midnight.
pub fn by_team(tx: &mut Tx<'_>, until: [At; 3], sample: i64) -> Result<Vec<OfTeam>, Error> {
    let [now, soon, midnight] = until;
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.name, COUNT(CASE WHEN p.due_at >= $1 THEN 1 END),
                    COUNT(CASE WHEN p.due_at >= $1 AND p.due_at < $2 THEN 1 END),
                    COUNT(CASE WHEN p.due_at < $1 THEN 1 END)
             FROM (SELECT case_number, due_at FROM promise WHERE ended_at IS NULL AND due_at < $3
                   ORDER BY due_at LIMIT $4) p
             JOIN cases c ON c.number = p.case_number JOIN team t ON t.id = c.team_id
             GROUP BY t.id, t.name ORDER BY t.name, t.id"
        ),
        args![now.0, soon.0, midnight.0.max(soon.0), sample],
    )?;
    let one = |row: &store::Row| {
        Ok(OfTeam {
            team: row.get(0)?,
            name: row.get(1)?,
            due: row.get(2)?,
            risk: row.get(3)?,
            late: row.get(4)?,
        })
    };
    rows.iter().map(one).collect()
}

/// How many needs of open cases are settled and not told; counting stops at `most`.
pub fn untold_count(tx: &mut Tx<'_>, most: i64) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases c JOIN need n ON n.case_number = c.number
                JOIN settlement s ON s.need_id = n.id AND s.undone_at IS NULL
                LEFT JOIN told t ON t.need_id = n.id AND t.undone_at IS NULL
             WHERE c.place IN ('ours', 'waiting', 'later') AND n.belongs_to = 'person' AND t.need_id IS NULL
             LIMIT $1) AS untold"
        ),
        args![most],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// The same needs, settled longest ago first.
pub fn untold(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, n.words, s.at FROM cases c JOIN need n ON n.case_number = c.number
                JOIN settlement s ON s.need_id = n.id AND s.undone_at IS NULL
                LEFT JOIN told t ON t.need_id = n.id AND t.undone_at IS NULL
             WHERE c.place IN ('ours', 'waiting', 'later') AND n.belongs_to = 'person' AND t.need_id IS NULL
             ORDER BY s.at, n.id LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter().map(row).collect()
}

/// In how many cases something was needed, and in how many of them a need was
/// found only after our first answer.
#[derive(Debug, Default)]
pub struct LateNeeds {
    pub cases: i64,
    pub late: i64,
}

impl LateNeeds {
    pub fn percent(&self) -> Option<i64> {
        percent(self.late, self.cases)
    }
}

/// Of the needs added since then; what we need from them is none of theirs.
pub fn late_needs(tx: &mut Tx<'_>, since: At, sample: i64) -> Result<LateNeeds, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(DISTINCT n.case_number), COUNT(DISTINCT CASE WHEN n.found_by <> 'implied' AND EXISTS
                (SELECT 1 FROM message m WHERE m.case_number = n.case_number AND m.kind = 'reply'
                    AND m.taken_back_at IS NULL AND m.at < n.added_at) THEN n.case_number END)
             FROM (SELECT case_number, found_by, added_at FROM need WHERE added_at >= $1 AND belongs_to = 'person'
                   ORDER BY added_at DESC LIMIT $2) n"
        ),
        args![since.0, sample],
    )?;
    row.map_or(Ok(LateNeeds::default()), |row| {
        Ok(LateNeeds {
            cases: row.get(0)?,
            late: row.get(1)?,
        })
    })
}

/// Needs found only after our first answer, newest first.
pub fn late(tx: &mut Tx<'_>, since: At, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, n.words, n.added_at FROM need n JOIN cases c ON c.number = n.case_number
             WHERE n.added_at >= $1 AND n.belongs_to = 'person' AND n.found_by <> 'implied' AND EXISTS
                (SELECT 1 FROM message m WHERE m.case_number = n.case_number AND m.kind = 'reply'
                    AND m.taken_back_at IS NULL AND m.at < n.added_at)
             ORDER BY n.added_at DESC, n.id DESC LIMIT $2"
        ),
        args![since.0, limit],
    )?;
    rows.iter().map(row).collect()
}

/// Needs of one kind that we said no to, newest first.
pub fn declined(tx: &mut Tx<'_>, kind: &str, since: At, limit: i64) -> Result<Vec<Row>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, n.words, s.at FROM settlement s JOIN need n ON n.id = s.need_id
             JOIN cases c ON c.number = n.case_number
             WHERE s.at >= $2 AND s.state = 'declined' AND s.undone_at IS NULL AND n.kind = $1
             ORDER BY s.at DESC LIMIT $3"
        ),
        args![kind, since.0, limit],
    )?;
    rows.iter().map(row).collect()
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
