//! Who is not here, and what fell to the team when they went.

use store::{Error, Row, Tx, args, sql};

use crate::kit::At;

/// Somebody is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub id: i64,
    pub from: At,
    /// None: until they are back.
    pub until: Option<At>,
}

/// Whether and until when somebody is away at `now`.
pub fn away(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<Option<Away>, Error> {
    tx.one(
        sql!(
            "SELECT id, from_at, until_at FROM away
             WHERE agent_id = $1 AND back_at IS NULL AND (until_at IS NULL OR until_at > $2)
             ORDER BY id DESC LIMIT 1"
        ),
        args![agent, now],
    )?
    .map(|row| read(&row))
    .transpose()
}

fn read(row: &Row) -> Result<Away, Error> {
    Ok(Away {
        id: row.get(0)?,
        from: row.get::<i64>(1).map(At)?,
        until: row.get::<Option<i64>>(2)?.map(At),
    })
}

/// Answers here and is not away: what they own is looked after.
pub fn is_there(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM agent a WHERE a.id = $1 AND a.disabled_at IS NULL AND a.role <> 'light'
             AND NOT EXISTS (SELECT 1 FROM away w WHERE w.agent_id = a.id AND w.back_at IS NULL
                             AND (w.until_at IS NULL OR w.until_at > $2))"
        ),
        args![agent, now],
    )?;
    Ok(row.is_some())
}

/// Everybody who is away at `now`.
pub fn all_away(tx: &mut Tx<'_>, now: At) -> Result<Vec<(i64, Away)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, from_at, until_at, agent_id FROM away
             WHERE back_at IS NULL AND (until_at IS NULL OR until_at > $1) ORDER BY id"
        ),
        args![now],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(3)?, read(row)?)))
        .collect()
}

pub fn go_away(
    tx: &mut Tx<'_>,
    agent: i64,
    until: Option<At>,
    by: &str,
    now: At,
) -> Result<i64, Error> {
    tx.insert(
        sql!("INSERT INTO away (agent_id, from_at, until_at, by_actor) VALUES ($1, $2, $3, $4) RETURNING id"),
        args![agent, now, until.map(|at| at.0), by],
    )
}

pub fn stay_away(tx: &mut Tx<'_>, away: i64, until: Option<At>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE away SET until_at = $2 WHERE id = $1"),
        args![away, until.map(|at| at.0)],
    )?;
    Ok(())
}

pub fn come_back(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE away SET back_at = $2 WHERE agent_id = $1 AND back_at IS NULL"),
        args![agent, now],
    )?;
    Ok(())
}

/// A case fell to the team, with so many promises of theirs.
pub fn note_fallen(tx: &mut Tx<'_>, away: i64, case: i64, promises: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO away_case (away_id, case_number, promises) VALUES ($1, $2, $3)
             ON CONFLICT (away_id, case_number) DO UPDATE SET promises = away_case.promises + $3"
        ),
        args![away, case, promises],
    )?;
    Ok(())
}

/// A case that fell to the team, and who has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallen {
    pub case: i64,
    pub subject: String,
    pub promises: i64,
    pub owner: Option<(i64, String)>,
    pub closed: bool,
}

/// When somebody was last away and what fell to the team then, newest case
/// first; none when they never were.
pub fn last_away(
    tx: &mut Tx<'_>,
    agent: i64,
    limit: i64,
) -> Result<Option<(Away, Vec<Fallen>)>, Error> {
    let Some(row) = tx.one(
        sql!("SELECT id, from_at, until_at FROM away WHERE agent_id = $1 ORDER BY id DESC LIMIT 1"),
        args![agent],
    )?
    else {
        return Ok(None);
    };
    let away = read(&row)?;
    let rows = tx.query(
        sql!(
            "SELECT f.case_number, c.subject, f.promises, c.owner_id, g.name, c.place = 'closed'
             FROM away_case f JOIN cases c ON c.number = f.case_number
             LEFT JOIN agent g ON g.id = c.owner_id
             WHERE f.away_id = $1 ORDER BY f.case_number DESC LIMIT $2"
        ),
        args![away.id, limit],
    )?;
    let fallen = rows.iter().map(fallen).collect::<Result<_, _>>()?;
    Ok(Some((away, fallen)))
}

fn fallen(row: &Row) -> Result<Fallen, Error> {
    Ok(Fallen {
        case: row.get(0)?,
        subject: row.get(1)?,
        promises: row.get(2)?,
        owner: row
            .get::<Option<i64>>(3)?
            .map(|id| Ok::<_, Error>((id, row.get(4)?)))
            .transpose()?,
        closed: row.get(5)?,
    })
}
