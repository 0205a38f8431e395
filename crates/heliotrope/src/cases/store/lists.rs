//! Lists of cases: which numbers stand on one, in what order, and what each
//! line needs to be shown. A list goes on after the key of its last row; no
//! list counts, skips, or asks once for each row.

use super::super::rules::{Place, View};
use super::read;
use crate::kit::At;
use ::store::{Error, Row, Tx, args, ids, sql};
use std::collections::HashSet;
use std::time::Duration;

/// Where a case stands on a list of what we owe. The sort key, soonest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// 0: somebody may come to harm; 1: everything else.
    pub rank: i64,
    pub owed_at: At,
    pub since: At,
    pub number: i64,
}

impl Owed {
    const FIRST: Owed = Owed {
        rank: i64::MIN,
        owed_at: At(i64::MIN),
        since: At(i64::MIN),
        number: 0,
    };
}

/// Where a case stands on a list by when it came there. Newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Since {
    pub since: At,
    pub number: i64,
}

/// What `agent` owes next: their own cases and those that nobody has and that
/// belong to no team, or to one of `teams`; our turn.
pub fn today(
    tx: &mut Tx<'_>,
    agent: i64,
    teams: &[i64],
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let mut all = of_owner(tx, Place::Ours, agent, after, limit)?;
    all.extend(free(tx, teams, after, limit)?);
    Ok(first(all, limit))
}

/// Everything of `agent` that is not closed.
pub fn mine(
    tx: &mut Tx<'_>,
    agent: i64,
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let mut all = Vec::new();
    for place in [Place::Ours, Place::Waiting, Place::Later] {
        all.extend(of_owner(tx, place, agent, after, limit)?);
    }
    Ok(first(all, limit))
}

/// Our turn, and nobody has it: of no team, or of one of `teams`.
pub fn free(
    tx: &mut Tx<'_>,
    teams: &[i64],
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let mut all = of_nobody(tx, after, limit)?;
    for team in teams {
        all.extend(free_of_team(tx, *team, after, limit)?);
    }
    Ok(first(all, limit))
}

fn first(mut all: Vec<Owed>, limit: i64) -> Vec<Owed> {
    all.sort_unstable();
    all.truncate(usize::try_from(limit).unwrap_or(0));
    all
}

fn of_owner(
    tx: &mut Tx<'_>,
    place: Place,
    agent: i64,
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let after = after.unwrap_or(Owed::FIRST);
    let rows = tx.query(
        sql!(
            "SELECT rank, owed_at, since, number FROM cases
             WHERE place = $1 AND owner_id = $2 AND (rank, owed_at, since, number) > ($3, $4, $5, $6)
             ORDER BY rank, owed_at, since, number LIMIT $7"
        ),
        args![
            place.word(),
            agent,
            after.rank,
            after.owed_at,
            after.since,
            after.number,
            limit
        ],
    )?;
    rows.iter().map(owed).collect()
}

fn of_nobody(tx: &mut Tx<'_>, after: Option<Owed>, limit: i64) -> Result<Vec<Owed>, Error> {
    let after = after.unwrap_or(Owed::FIRST);
    let rows = tx.query(
        sql!(
            "SELECT rank, owed_at, since, number FROM cases
             WHERE place = $1 AND owner_id IS NULL AND team_id IS NULL
               AND (rank, owed_at, since, number) > ($2, $3, $4, $5)
             ORDER BY rank, owed_at, since, number LIMIT $6"
        ),
        args![
            Place::Ours.word(),
            after.rank,
            after.owed_at,
            after.since,
            after.number,
            limit
        ],
    )?;
    rows.iter().map(owed).collect()
}

fn free_of_team(
    tx: &mut Tx<'_>,
    team: i64,
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let after = after.unwrap_or(Owed::FIRST);
    let rows = tx.query(
        sql!(
            "SELECT rank, owed_at, since, number FROM cases
             WHERE place = $1 AND owner_id IS NULL AND team_id = $2
               AND (rank, owed_at, since, number) > ($3, $4, $5, $6)
             ORDER BY rank, owed_at, since, number LIMIT $7"
        ),
        args![
            Place::Ours.word(),
            team,
            after.rank,
            after.owed_at,
            after.since,
            after.number,
            limit
        ],
    )?;
    rows.iter().map(owed).collect()
}

/// Every case of a team in which it is our turn, whoever has it.
pub fn of_team(
    tx: &mut Tx<'_>,
    team: i64,
    after: Option<Owed>,
    limit: i64,
) -> Result<Vec<Owed>, Error> {
    let after = after.unwrap_or(Owed::FIRST);
    let rows = tx.query(
        sql!(
            "SELECT rank, owed_at, since, number FROM cases
             WHERE team_id = $2 AND place = $1
               AND (rank, owed_at, since, number) > ($3, $4, $5, $6)
             ORDER BY rank, owed_at, since, number LIMIT $7"
        ),
        args![
            Place::Ours.word(),
            team,
            after.rank,
            after.owed_at,
            after.since,
            after.number,
            limit
        ],
    )?;
    rows.iter().map(owed).collect()
}

fn owed(row: &Row) -> Result<Owed, Error> {
    Ok(Owed {
        rank: row.get(0)?,
        owed_at: At(row.get(1)?),
        since: At(row.get(2)?),
        number: row.get(3)?,
    })
}

/// All cases of a place, who came there last first: waiting, closed.
pub fn of_place(
    tx: &mut Tx<'_>,
    place: Place,
    before: Option<Since>,
    limit: i64,
) -> Result<Vec<Since>, Error> {
    let before = before.unwrap_or(Since {
        since: At::NEVER,
        number: i64::MAX,
    });
    let rows = tx.query(
        sql!(
            "SELECT since, number FROM cases WHERE place = $1 AND (since, number) < ($2, $3)
             ORDER BY since DESC, number DESC LIMIT $4"
        ),
        args![place.word(), before.since, before.number, limit],
    )?;
    rows.iter().map(since).collect()
}

/// Cases in which it is the person's move, who has been silent longest first.
pub fn waiting_longest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number FROM cases WHERE place = 'waiting' AND turn = 'customer' ORDER BY since, number LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Parked cases, soonest back first; the key holds when they come back.
pub fn later(tx: &mut Tx<'_>, after: Option<Since>, limit: i64) -> Result<Vec<Since>, Error> {
    let after = after.unwrap_or(Since {
        since: At(i64::MIN),
        number: 0,
    });
    let rows = tx.query(
        sql!(
            "SELECT parked_until, number FROM cases
             WHERE parked_until IS NOT NULL AND (parked_until, number) > ($1, $2)
             ORDER BY parked_until, number LIMIT $3"
        ),
        args![after.since, after.number, limit],
    )?;
    rows.iter().map(since).collect()
}

fn since(row: &Row) -> Result<Since, Error> {
    Ok(Since {
        since: At(row.get(0)?),
        number: row.get(1)?,
    })
}

/// A day without a word and without a date is silence.
pub const SILENT_AFTER: Duration = Duration::from_secs(86_400);

/// Open for over a day, the move ours or a third party's, and no promise alive:
/// the longest silence first.
pub fn silent(
    tx: &mut Tx<'_>,
    now: At,
    after: Option<Since>,
    limit: i64,
) -> Result<Vec<Since>, Error> {
    let after = after.unwrap_or(Since {
        since: At(i64::MIN),
        number: 0,
    });
    let rows = tx.query(
        sql!(
            "SELECT since, number FROM cases
             WHERE owed_at = 9223372036854775807 AND turn <> 'customer' AND place NOT IN ('closed', 'merged')
               AND since <= $1 AND (since, number) > ($2, $3)
             ORDER BY since, number LIMIT $4"
        ),
        args![now.minus(SILENT_AFTER), after.since, after.number, limit],
    )?;
    rows.iter().map(since).collect()
}

/// How many there are; counting stops at `most`.
pub fn silent_count(tx: &mut Tx<'_>, now: At, most: i64) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases
             WHERE owed_at = 9223372036854775807 AND turn <> 'customer' AND place NOT IN ('closed', 'merged') AND since <= $1
             LIMIT $2) AS silent"
        ),
        args![now.minus(SILENT_AFTER), most],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// All cases, newest first.
pub fn newest(tx: &mut Tx<'_>, before: Option<i64>, limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT number FROM cases WHERE number < $1 AND place <> 'merged' ORDER BY number DESC LIMIT $2"),
        args![before.unwrap_or(i64::MAX), limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Of these cases those that stand in a view, as `agent` of `teams` sees it.
pub fn among(
    tx: &mut Tx<'_>,
    numbers: &[i64],
    view: View,
    agent: i64,
    teams: &[i64],
    now: At,
) -> Result<HashSet<i64>, Error> {
    if view == View::Silent {
        let silent = silent(tx, now, None, super::found::MOST as i64)?;
        return Ok(silent.into_iter().map(|s| s.number).collect());
    }
    let rows = tx.query(
        sql!("SELECT number, place, owner_id, team_id FROM cases WHERE number IN {ids($1)}"),
        args![ids(numbers.iter().copied())],
    )?;
    let mut stay = HashSet::new();
    for row in &rows {
        let place = row.get::<String>(1)?.parse().map_err(Error::data)?;
        let free_to = row
            .get::<Option<i64>>(3)?
            .is_none_or(|team| teams.contains(&team));
        if view.shows(place, row.get(2)?, free_to, agent) {
            stay.insert(row.get(0)?);
        }
    }
    Ok(stay)
}

/// A case with the names that stand beside it.
#[derive(Debug, Clone)]
pub struct Line {
    pub case: super::Case,
    pub mailbox: String,
    /// The address the person first wrote from.
    pub address: String,
    pub person_name: String,
    pub owner: Option<Owner>,
    /// The name of its team.
    pub team: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Owner {
    pub id: i64,
    pub name: String,
    pub address: String,
}

/// The lines of these cases, in the order of the numbers.
pub fn lines(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, c.mailbox_id, c.person_id, c.owner_id, c.turn, c.place, c.owed_at, c.since,
                    c.parked_until, c.language, c.preview, c.needs_open, c.answered, c.undelivered_at, c.last_event,
                    c.opened_at, c.merged_into, c.rank, c.team_id, b.address, p.name, g.name, g.address, t.name,
                    COALESCE(
                        (SELECT m.sender FROM message m
                         WHERE m.case_number = c.number AND m.author = 'person:' || c.person_id
                         ORDER BY m.id LIMIT 1),
                        (SELECT MIN(a.address) FROM person_address a WHERE a.person_id = c.person_id),
                        '')
             FROM cases c
             JOIN mailbox b ON b.id = c.mailbox_id
             JOIN person p ON p.id = c.person_id
             LEFT JOIN agent g ON g.id = c.owner_id
             LEFT JOIN team t ON t.id = c.team_id
             WHERE c.number IN {ids($1)}"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_cached_key(|line| numbers.iter().position(|n| *n == line.case.number));
    Ok(lines)
}

fn line(row: &Row) -> Result<Line, Error> {
    let case = read(row)?;
    let owner = match case.owner {
        Some(id) => Some(Owner {
            id,
            name: row.get(22)?,
            address: row.get(23)?,
        }),
        None => None,
    };
    Ok(Line {
        case,
        mailbox: row.get(20)?,
        person_name: row.get(21)?,
        address: row.get(25)?,
        owner,
        team: row.get(24)?,
    })
}

/// What the row of a case on a page of the workspace shows, and no more: a
/// page has dozens.
#[derive(Debug, Clone)]
pub struct Entry {
    pub number: i64,
    pub subject: String,
    /// Empty where there is no room for it.
    pub preview: String,
    /// The name of who asks, or the address they wrote from.
    pub person: String,
    pub urgent: bool,
    pub owed_at: At,
    pub since: At,
    pub parked_until: Option<At>,
    pub undelivered: bool,
    pub closed: bool,
    /// Nobody has it.
    pub free: bool,
    /// Who has it, when that is somebody else than the reader.
    pub other: Option<String>,
    /// The name of its team, while nobody has it.
    pub team: Option<String>,
}

/// The rows of these cases as `agent` sees them, in the order of the numbers.
/// An address is looked for only where there is no name: it costs as much as
/// all the rest. `previews`: there is room for how a letter begins.
pub fn entries(
    tx: &mut Tx<'_>,
    numbers: &[i64],
    agent: i64,
    previews: bool,
) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, CASE WHEN $3 THEN c.preview ELSE '' END, c.rank, c.owed_at, c.since, c.parked_until,
                    c.undelivered_at IS NOT NULL, c.place = 'closed', c.owner_id IS NULL, g.name, t.name,
                    CASE WHEN trim(p.name) <> '' THEN p.name ELSE COALESCE(
                        (SELECT m.sender FROM message m
                         WHERE m.case_number = c.number AND m.author = 'person:' || c.person_id
                         ORDER BY m.id LIMIT 1),
                        (SELECT MIN(a.address) FROM person_address a WHERE a.person_id = c.person_id),
                        '') END
             FROM {ids($1)} n
             JOIN cases c ON c.number = n.value
             JOIN person p ON p.id = c.person_id
             LEFT JOIN agent g ON g.id = c.owner_id AND c.owner_id <> $2
             LEFT JOIN team t ON t.id = c.team_id AND c.owner_id IS NULL"
        ),
        args![ids(numbers.iter().copied()), agent, previews],
    )?;
    let mut entries = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_cached_key(|entry| numbers.iter().position(|n| *n == entry.number));
    Ok(entries)
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        number: row.get(0)?,
        subject: row.get(1)?,
        preview: row.get(2)?,
        urgent: super::is_urgent(row.get(3)?),
        owed_at: At(row.get(4)?),
        since: At(row.get(5)?),
        parked_until: row.get::<Option<i64>>(6)?.map(At),
        undelivered: row.get(7)?,
        closed: row.get(8)?,
        free: row.get(9)?,
        other: row.get(10)?,
        team: row.get(11)?,
        person: row.get(12)?,
    })
}

/// The teams of these cases that belong to one: case, team, its name.
pub fn teams_of(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<(i64, i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, t.id, t.name FROM cases c JOIN team t ON t.id = c.team_id
             WHERE c.number IN {ids($1)} ORDER BY c.number"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// The tags of these cases, as (case, tag).
pub fn tags_of(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT case_number, tag FROM case_tag WHERE case_number IN {ids($1)} ORDER BY case_number, tag"),
        args![ids(numbers.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
