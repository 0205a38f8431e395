//! Notices on disk, and who follows a case.

use super::Kind;
use crate::events::{self, Ids};
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// One notice with what its line says.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: i64,
    pub case: i64,
    pub subject: String,
    pub kind: Kind,
    /// What happened; none: a promise is nearly due.
    pub event: Option<(events::Kind, Ids)>,
    /// Who did it, as they are called now; empty: nobody in particular.
    pub by: String,
    pub at: At,
    /// When the promise is due.
    pub due: Option<At>,
    pub read_at: Option<At>,
}

/// The part of a page that shows how many are unread.
pub fn part(agent: i64) -> String {
    format!("notices:{agent}")
}

/// Tells an agent of an event, once.
pub fn tell(
    tx: &mut Tx<'_>,
    agent: i64,
    (case, event): (i64, i64),
    kind: Kind,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO notice (agent_id, case_number, event_n, kind, at)
             SELECT $1, $2, $3, $4, $5 FROM agent WHERE id = $1 AND disabled_at IS NULL
             ON CONFLICT DO NOTHING"
        ),
        args![agent, case, event, kind.word(), at.0],
    )?;
    tx.say(part(agent));
    Ok(())
}

/// Promises that are due between `now` and `until` and whose owner has not been
/// told: promise, case, owner.
pub fn to_warn(
    tx: &mut Tx<'_>,
    now: At,
    until: At,
    limit: i64,
) -> Result<Vec<(i64, i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id, p.case_number, p.owner_id FROM promise p
             WHERE p.ended_at IS NULL AND p.due_at > $1 AND p.due_at <= $2 AND p.owner_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.agent_id = p.owner_id AND n.promise_id = p.id)
             ORDER BY p.due_at, p.id LIMIT $3"
        ),
        args![now.0, until.0, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// Tells the owner of a promise that it is nearly due, once.
pub fn warn(tx: &mut Tx<'_>, agent: i64, case: i64, promise: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO notice (agent_id, case_number, promise_id, kind, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING"
        ),
        args![agent, case, promise, Kind::Due.word(), at.0],
    )?;
    tx.say(part(agent));
    Ok(())
}

/// When the next promise after `from` is due.
pub fn next_due(tx: &mut Tx<'_>, from: At) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!(
            "SELECT due_at FROM promise WHERE ended_at IS NULL AND due_at > $1 AND owner_id IS NOT NULL
             ORDER BY due_at LIMIT 1"
        ),
        args![from.0],
    )?;
    row.map(|row| Ok(At(row.get(0)?))).transpose()
}

/// The notices of an agent, newest first, from below `before` on.
pub fn of_agent(
    tx: &mut Tx<'_>,
    agent: i64,
    before: i64,
    limit: i64,
) -> Result<Vec<Notice>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.id, n.case_number, c.subject, n.kind, e.kind, e.ids, COALESCE(g.name, p.name, ''), n.at,
                    o.due_at, n.read_at
             FROM notice n JOIN cases c ON c.number = n.case_number
             LEFT JOIN case_event e ON e.case_number = n.case_number AND e.n = n.event_n
             LEFT JOIN promise o ON o.id = n.promise_id
             LEFT JOIN agent g
                ON g.id = CASE WHEN e.actor LIKE 'agent:%' THEN CAST(substr(e.actor, 7) AS BIGINT) END
             LEFT JOIN person p
                ON p.id = CASE WHEN e.actor LIKE 'person:%' THEN CAST(substr(e.actor, 8) AS BIGINT) END
             WHERE n.agent_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3"
        ),
        args![agent, before, limit],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Notice, Error> {
    let kind: String = row.get(3)?;
    let happened: Option<String> = row.get(4)?;
    let happened = happened
        .map(|kind| kind.parse::<events::Kind>().map_err(Error::data))
        .transpose()?;
    let ids = row.get::<Option<String>>(5)?.map(Ids);
    Ok(Notice {
        id: row.get(0)?,
        case: row.get(1)?,
        subject: row.get(2)?,
        kind: Kind::of_word(&kind).ok_or_else(|| Error::data(format!("no notice is {kind}")))?,
        event: happened.zip(ids),
        by: row.get(6)?,
        at: At(row.get(7)?),
        due: row.get::<Option<i64>>(8)?.map(At),
        read_at: row.get::<Option<i64>>(9)?.map(At),
    })
}

/// The case of a notice of this agent and the message that it is about.
pub fn place(tx: &mut Tx<'_>, agent: i64, id: i64) -> Result<Option<(i64, Option<i64>)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT n.case_number, e.ids FROM notice n
             LEFT JOIN case_event e ON e.case_number = n.case_number AND e.n = n.event_n
             WHERE n.agent_id = $1 AND n.id = $2"
        ),
        args![agent, id],
    )?;
    row.map(|row| {
        let ids = row.get::<Option<String>>(1)?.map(Ids);
        Ok((row.get(0)?, ids.and_then(|ids| ids.get("message"))))
    })
    .transpose()
}

/// One notice was opened.
pub fn opened(tx: &mut Tx<'_>, agent: i64, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE notice SET read_at = $3 WHERE agent_id = $1 AND id = $2 AND read_at IS NULL"),
        args![agent, id, now.0],
    )?;
    tx.say(part(agent));
    Ok(())
}

/// All up to this one were read.
pub fn read_up_to(tx: &mut Tx<'_>, agent: i64, newest: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE notice SET read_at = $3 WHERE agent_id = $1 AND id <= $2 AND read_at IS NULL"),
        args![agent, newest, now.0],
    )?;
    tx.say(part(agent));
    Ok(())
}

/// An agent does something in a case: what it had to tell them, they know.
pub fn known(tx: &mut Tx<'_>, agent: i64, case: i64, now: At) -> Result<(), Error> {
    let known = tx.execute(
        sql!("UPDATE notice SET read_at = $3 WHERE agent_id = $1 AND case_number = $2 AND read_at IS NULL"),
        args![agent, case, now.0],
    )?;
    if known > 0 {
        tx.say(part(agent));
    }
    Ok(())
}

/// Who follows a case and still works here.
pub fn followers(tx: &mut Tx<'_>, case: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT agent_id FROM follow WHERE case_number = $1 AND ended_at IS NULL ORDER BY agent_id"),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn follow(tx: &mut Tx<'_>, case: i64, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO follow (case_number, agent_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"),
        args![case, agent, now.0],
    )?;
    Ok(())
}

pub fn unfollow(tx: &mut Tx<'_>, case: i64, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE follow SET ended_at = $3 WHERE case_number = $1 AND agent_id = $2 AND ended_at IS NULL"),
        args![case, agent, now.0],
    )?;
    Ok(())
}

/// Everybody of the team who may be named in a note: id and name.
pub fn team(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name FROM agent WHERE disabled_at IS NULL ORDER BY id"),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
