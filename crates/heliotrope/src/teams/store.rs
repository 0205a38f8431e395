//! Teams on disk: members, mailboxes, and who is on duty.

use store::{Error, Row, Tx, args, ids, sql};

use crate::kit::At;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    pub id: i64,
    pub name: String,
    pub members: Vec<Member>,
    /// Id and address.
    pub mailboxes: Vec<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: i64,
    pub name: String,
    pub leads: bool,
}

/// A stretch of time in which somebody is the first to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    pub id: i64,
    pub agent: i64,
    pub name: String,
    pub from: At,
    pub until: At,
}

/// The teams there are, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Team>, Error> {
    let mut teams: Vec<Team> = names(tx)?
        .into_iter()
        .map(|(id, name)| Team {
            id,
            name,
            ..Team::default()
        })
        .collect();
    complete(tx, &mut teams)?;
    Ok(teams)
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Team>, Error> {
    let row = tx.one(
        sql!("SELECT id, name FROM team WHERE id = $1 AND removed_at IS NULL"),
        args![id],
    )?;
    let team = |row: &Row| {
        Ok::<_, Error>(Team {
            id: row.get(0)?,
            name: row.get(1)?,
            ..Team::default()
        })
    };
    let mut found: Vec<Team> = row.iter().map(team).collect::<Result<_, _>>()?;
    complete(tx, &mut found)?;
    Ok(found.pop())
}

fn complete(tx: &mut Tx<'_>, teams: &mut [Team]) -> Result<(), Error> {
    let all: Vec<i64> = teams.iter().map(|t| t.id).collect();
    for row in tx.query(
        sql!(
            "SELECT m.team_id, a.id, a.name, m.leads FROM team_member m JOIN agent a ON a.id = m.agent_id
             WHERE m.team_id IN {ids($1)} AND a.disabled_at IS NULL ORDER BY a.name, a.id"
        ),
        args![ids(all.iter().copied())],
    )? {
        let member = Member { id: row.get(1)?, name: row.get(2)?, leads: row.get(3)? };
        let id: i64 = row.get(0)?;
        if let Some(team) = teams.iter_mut().find(|t| t.id == id) {
            team.members.push(member);
        }
    }
    for row in tx.query(
        sql!(
            "SELECT team_id, id, address FROM mailbox
             WHERE team_id IN {ids($1)} AND removed_at IS NULL ORDER BY address"
        ),
        args![ids(all)],
    )? {
        let id: i64 = row.get(0)?;
        if let Some(team) = teams.iter_mut().find(|t| t.id == id) {
            team.mailboxes.push((row.get(1)?, row.get(2)?));
        }
    }
    Ok(())
}

/// Id and name of each team, by name.
pub fn names(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name FROM team WHERE removed_at IS NULL ORDER BY name, id"),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// A team as lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    pub id: i64,
    pub name: String,
    /// Who asks looks after its cases: a member, or nobody of it is here.
    pub mine: bool,
    /// Its name stays for its cases, and it is given no more.
    pub removed: bool,
}

/// The teams there are and were, by name, as `agent` stands to them.
pub fn around(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<Vec<Around>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.name, t.removed_at IS NOT NULL,
                    EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.id AND m.agent_id = $1)
                    OR NOT EXISTS (
                        SELECT 1 FROM team_member m JOIN agent a ON a.id = m.agent_id
                        WHERE m.team_id = t.id AND a.disabled_at IS NULL
                          AND NOT EXISTS (SELECT 1 FROM away w WHERE w.agent_id = a.id AND w.back_at IS NULL
                                          AND (w.until_at IS NULL OR w.until_at > $2)))
             FROM team t ORDER BY t.name, t.id"
        ),
        args![agent, now],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Around {
                id: row.get(0)?,
                name: row.get(1)?,
                removed: row.get(2)?,
                mine: row.get(3)?,
            })
        })
        .collect()
}

/// The teams whose cases `agent` looks after.
pub fn of_agent(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<Vec<i64>, Error> {
    let teams = around(tx, agent, now)?.into_iter();
    Ok(teams.filter(|t| t.mine).map(|t| t.id).collect())
}

pub fn add(tx: &mut Tx<'_>, name: &str, now: At) -> Result<i64, Error> {
    tx.insert(
        sql!("INSERT INTO team (name, created_at) VALUES ($1, $2) RETURNING id"),
        args![name, now],
    )
}

pub fn rename(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE team SET name = $2 WHERE id = $1"),
        args![id, name],
    )?;
    Ok(())
}

/// Its members are these, with whether they lead it.
pub fn set_members(tx: &mut Tx<'_>, id: i64, members: &[(i64, bool)]) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM team_member WHERE team_id = $1"),
        args![id],
    )?;
    for (agent, leads) in members {
        tx.execute(
            sql!("INSERT INTO team_member (team_id, agent_id, leads) VALUES ($1, $2, $3)"),
            args![id, *agent, *leads],
        )?;
    }
    Ok(())
}

/// Its mailboxes are these, whoever had them before.
pub fn set_mailboxes(tx: &mut Tx<'_>, id: i64, mailboxes: &[i64]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE mailbox SET team_id = NULL WHERE team_id = $1"),
        args![id],
    )?;
    tx.execute(
        sql!("UPDATE mailbox SET team_id = $1 WHERE id IN {ids($2)}"),
        args![id, ids(mailboxes.iter().copied())],
    )?;
    Ok(())
}

/// Every mailbox: id, address, and the team that has it.
pub fn mailboxes(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, Option<i64>)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, address, team_id FROM mailbox WHERE removed_at IS NULL ORDER BY address"),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// A case of the team that is not closed, if there is one.
pub fn an_open_case(tx: &mut Tx<'_>, id: i64) -> Result<Option<i64>, Error> {
    tx.one(
        sql!("SELECT number FROM cases WHERE team_id = $1 AND place IN ('ours', 'waiting', 'later') LIMIT 1"),
        args![id],
    )?
    .map(|row| row.get(0))
    .transpose()
}

/// Its name stays for the cases that it answered.
pub fn remove(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE team SET removed_at = $2 WHERE id = $1"),
        args![id, now],
    )?;
    set_members(tx, id, &[])?;
    tx.execute(sql!("DELETE FROM duty WHERE team_id = $1"), args![id])?;
    Ok(())
}

/// The rota from `now` on, soonest first.
pub fn rota(tx: &mut Tx<'_>, id: i64, now: At) -> Result<Vec<Duty>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT d.id, d.agent_id, a.name, d.from_at, d.until_at FROM duty d JOIN agent a ON a.id = d.agent_id
             WHERE d.team_id = $1 AND d.until_at > $2 ORDER BY d.from_at, d.id"
        ),
        args![id, now],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Duty {
                id: row.get(0)?,
                agent: row.get(1)?,
                name: row.get(2)?,
                from: At(row.get(3)?),
                until: At(row.get(4)?),
            })
        })
        .collect()
}

pub fn add_duty(
    tx: &mut Tx<'_>,
    team: i64,
    agent: i64,
    from: At,
    until: At,
    by: &str,
) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO duty (team_id, agent_id, from_at, until_at, by_actor)
             VALUES ($1, $2, $3, $4, $5) RETURNING id"
        ),
        args![team, agent, from, until, by],
    )
}

pub fn remove_duty(tx: &mut Tx<'_>, team: i64, duty: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM duty WHERE team_id = $1 AND id = $2"),
        args![team, duty],
    )?;
    Ok(())
}

/// Who is on duty for a team at `now`, id and name: by its rota, else who leads
/// it, else (and for the whole house) who leads the house: leads before admins.
/// None when none of them is here.
pub fn on_duty(
    tx: &mut Tx<'_>,
    team: Option<i64>,
    now: At,
) -> Result<Option<(i64, String)>, Error> {
    // One statement, the nearest first: rank 0 the rota, 1 who leads the team,
    // 2 a lead, 3 an admin.
    tx.one(
        sql!(
            "SELECT a.id, a.name FROM (
                SELECT d.agent_id, 0 AS nearness FROM duty d
                WHERE d.team_id = $1 AND d.from_at <= $2 AND d.until_at > $2
                UNION ALL SELECT m.agent_id, 1 FROM team_member m WHERE m.team_id = $1 AND m.leads
                UNION ALL SELECT g.id, CASE WHEN g.role = 'lead' THEN 2 ELSE 3 END FROM agent g
                WHERE g.role IN ('lead', 'admin')
             ) AS able JOIN agent a ON a.id = able.agent_id
             WHERE a.disabled_at IS NULL AND a.role <> 'light'
               AND NOT EXISTS (SELECT 1 FROM away w WHERE w.agent_id = a.id AND w.back_at IS NULL
                               AND (w.until_at IS NULL OR w.until_at > $2))
             ORDER BY able.nearness, a.id LIMIT 1"
        ),
        args![team.unwrap_or(0), now],
    )?
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .transpose()
}
