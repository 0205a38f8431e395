//! Causes, the cases they touched, and what is done about them.

pub mod news;

use super::rules::ChangeState;
use crate::events::Actor;
use crate::kit::{At, fold};
use store::{Error, Row, Tx, args, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub id: i64,
    pub name: String,
    pub owner: Option<i64>,
    pub made_at: At,
    pub fixed_at: Option<At>,
    /// The team that is asked while nobody looks after it; none: the house.
    pub team: Option<i64>,
}

fn read(row: &Row) -> Result<Cause, Error> {
    Ok(Cause {
        id: row.get(0)?,
        name: row.get(1)?,
        owner: row.get(2)?,
        made_at: At(row.get(3)?),
        fixed_at: row.get::<Option<i64>>(4)?.map(At),
        team: row.get(5)?,
    })
}

/// What hearers of one cause listen for.
pub fn part(cause: i64) -> String {
    format!("cause:{cause}")
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Cause>, Error> {
    tx.one(
        sql!("SELECT id, name, owner_id, made_at, fixed_at, team_id FROM cause WHERE id = $1"),
        args![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The causes with a word that begins with these letters, by name. The team has
/// some hundreds of them: they are read through.
pub fn by_words(tx: &mut Tx<'_>, typed: &str, limit: i64) -> Result<Vec<Cause>, Error> {
    let begins = fold(typed.trim()).replace(['%', '_', '\\'], "");
    let rows = tx.query(
        sql!(
            "SELECT id, name, owner_id, made_at, fixed_at, team_id FROM cause
             WHERE folded LIKE $1 OR folded LIKE $2 ORDER BY folded LIMIT $3"
        ),
        args![format!("{begins}%"), format!("% {begins}%"), limit],
    )?;
    rows.iter().map(read).collect()
}

pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Cause>, Error> {
    tx.one(
        sql!("SELECT id, name, owner_id, made_at, fixed_at, team_id FROM cause WHERE folded = $1"),
        args![fold(name)],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn add(
    tx: &mut Tx<'_>,
    name: &str,
    team: Option<i64>,
    at: At,
    by: Actor,
) -> Result<i64, Error> {
    tx.insert(
        sql!("INSERT INTO cause (name, folded, team_id, made_at, made_by) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
        args![name, fold(name), team, at.0, by.to_string()],
    )
}

/// Writes name, owner and whether it is mended.
pub fn save(tx: &mut Tx<'_>, cause: &Cause, by: Actor) -> Result<(), Error> {
    let fixed_by = cause.fixed_at.map(|_| by.to_string());
    tx.execute(
        sql!(
            "UPDATE cause SET name = $2, folded = $3, owner_id = $4, fixed_at = $5, fixed_by = $6, team_id = $7
             WHERE id = $1"
        ),
        args![
            cause.id,
            cause.name.as_str(),
            fold(&cause.name),
            cause.owner,
            cause.fixed_at.map(|at| at.0),
            fixed_by.as_deref(),
            cause.team
        ],
    )?;
    tx.say(part(cause.id));
    Ok(())
}

/// Sets the cause of a case; false when it was set before.
pub fn attach(
    tx: &mut Tx<'_>,
    case: i64,
    cause: i64,
    person: i64,
    at: At,
    by: Actor,
) -> Result<bool, Error> {
    let added = tx.execute(
        sql!(
            "INSERT INTO case_cause (case_number, cause_id, person_id, added_at, added_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (case_number, cause_id) DO NOTHING"
        ),
        args![case, cause, person, at.0, by.to_string()],
    )?;
    tx.say(part(cause));
    Ok(added > 0)
}

/// It was not that; false when it never was.
pub fn detach(tx: &mut Tx<'_>, case: i64, cause: i64) -> Result<bool, Error> {
    let gone = tx.execute(
        sql!("DELETE FROM case_cause WHERE case_number = $1 AND cause_id = $2"),
        args![case, cause],
    )?;
    tx.say(part(cause));
    Ok(gone > 0)
}

/// When an apology for it was last made in this case; none: never, or taken back.
pub fn apologised(tx: &mut Tx<'_>, case: i64, cause: i64, at: Option<At>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE case_cause SET apologised_at = $3 WHERE case_number = $1 AND cause_id = $2"),
        args![case, cause, at.map(|at| at.0)],
    )?;
    tx.say(part(cause));
    Ok(())
}

/// The causes of a case, in the order they were set.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Cause>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.name, c.owner_id, c.made_at, c.fixed_at, c.team_id
             FROM case_cause t JOIN cause c ON c.id = t.cause_id
             WHERE t.case_number = $1 ORDER BY t.added_at, c.id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// A case as the page of its cause names it.
#[derive(Debug, Clone)]
pub struct Touched {
    pub number: i64,
    pub subject: String,
    /// Who asks: their name, else the first of their addresses.
    pub person: String,
    /// Where it stands: ours, waiting, later, closed.
    pub place: String,
    pub since: At,
}

/// The cases of a cause, newest first.
pub fn cases(tx: &mut Tx<'_>, cause: i64, limit: i64) -> Result<Vec<Touched>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject,
                    COALESCE(NULLIF(p.name, ''),
                        (SELECT MIN(a.address) FROM person_address a WHERE a.person_id = p.id), ''),
                    c.place, c.since
             FROM case_cause k JOIN cases c ON c.number = k.case_number JOIN person p ON p.id = c.person_id
             WHERE k.cause_id = $1 ORDER BY k.case_number DESC LIMIT $2"
        ),
        args![cause, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Touched {
                number: row.get(0)?,
                subject: row.get(1)?,
                person: row.get(2)?,
                place: row.get(3)?,
                since: At(row.get(4)?),
            })
        })
        .collect()
}

/// How far a cause reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    pub cases: i64,
    pub people: i64,
    /// People who read an apology for it.
    pub apologised: i64,
    /// The same, in the 30 days before now.
    pub lately: i64,
}

/// A cause as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub cause: Cause,
    pub reach: Reach,
    /// Who looks after it: one of us who works here, else the team that is asked.
    pub owner_name: Option<String>,
    /// The change that is worked on: its words and when it is due.
    pub change: Option<(String, Option<At>)>,
}

pub fn reach(tx: &mut Tx<'_>, cause: i64, lately: At) -> Result<Reach, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*), COUNT(DISTINCT person_id),
                    COUNT(DISTINCT CASE WHEN apologised_at IS NOT NULL THEN person_id END),
                    COUNT(DISTINCT CASE WHEN apologised_at >= $2 THEN person_id END)
             FROM case_cause WHERE cause_id = $1"
        ),
        args![cause, lately.0],
    )?;
    row.map_or(Ok(Reach::default()), |row| {
        Ok(Reach {
            cases: row.get(0)?,
            people: row.get(1)?,
            apologised: row.get(2)?,
            lately: row.get(3)?,
        })
    })
}

/// The causes that are not mended, then the mended ones, the newest first,
/// behind `after` in that order.
pub fn list(
    tx: &mut Tx<'_>,
    mended: bool,
    before: i64,
    lately: At,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.name, c.owner_id, c.made_at, c.fixed_at, c.team_id, COALESCE(a.name, t.name)
             FROM cause c LEFT JOIN agent a ON a.id = c.owner_id AND a.disabled_at IS NULL
             LEFT JOIN team t ON t.id = c.team_id
             WHERE (c.fixed_at IS NOT NULL) = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3"
        ),
        args![mended, before, limit],
    )?;
    rows.iter().map(|row| listed(tx, row, lately)).collect()
}

fn listed(tx: &mut Tx<'_>, row: &Row, lately: At) -> Result<Listed, Error> {
    let cause = read(row)?;
    let change = changes(tx, cause.id)?
        .into_iter()
        .rev()
        .find(|c| c.state != ChangeState::Dropped);
    Ok(Listed {
        reach: reach(tx, cause.id, lately)?,
        owner_name: row.get(6)?,
        change: change.map(|c| (c.words, c.due)),
        cause,
    })
}

/// The causes that touched most people among those not mended.
pub fn top(tx: &mut Tx<'_>, lately: At, limit: usize) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.name, c.owner_id, c.made_at, c.fixed_at, c.team_id, COALESCE(a.name, t.name)
             FROM (SELECT k.id, COUNT(DISTINCT n.person_id) AS people FROM cause k
                   LEFT JOIN case_cause n ON n.cause_id = k.id
                   WHERE k.fixed_at IS NULL GROUP BY k.id ORDER BY 2 DESC, k.id DESC LIMIT $1) m
             JOIN cause c ON c.id = m.id
             LEFT JOIN agent a ON a.id = c.owner_id AND a.disabled_at IS NULL
             LEFT JOIN team t ON t.id = c.team_id
             ORDER BY m.people DESC, c.id DESC"
        ),
        args![limit as i64],
    )?;
    rows.iter().map(|row| listed(tx, row, lately)).collect()
}

/// A cause that is not mended, with one change that is not done; with no
/// change where there is none.
pub type Unmended = (Cause, Option<Change>);

/// The oldest first.
pub fn unmended(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Unmended>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.name, c.owner_id, c.made_at, c.fixed_at, c.team_id,
                    h.id, h.cause_id, h.words, h.owner_id, h.due_at, h.state
             FROM cause c LEFT JOIN cause_change h ON h.cause_id = c.id AND h.state IN ('asked', 'planned')
             WHERE c.fixed_at IS NULL ORDER BY c.id, h.id LIMIT $1"
        ),
        args![limit],
    )?;
    let one = |row: &Row| {
        let change = match row.get::<Option<i64>>(6)? {
            Some(_) => Some(change_at(row, 6)?),
            None => None,
        };
        Ok((read(row)?, change))
    };
    rows.iter().map(one).collect()
}

/// What is done so that it does not happen again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: i64,
    pub cause: i64,
    pub words: String,
    pub owner: Option<i64>,
    pub due: Option<At>,
    pub state: ChangeState,
}

impl Change {
    /// Somebody has said what, and by whom: an apology may speak of it.
    pub fn is_known(&self) -> bool {
        matches!(self.state, ChangeState::Planned | ChangeState::Done) && self.owner.is_some()
    }
}

fn read_change(row: &Row) -> Result<Change, Error> {
    change_at(row, 0)
}

/// A change whose columns begin at `first`.
fn change_at(row: &Row, first: usize) -> Result<Change, Error> {
    Ok(Change {
        id: row.get(first)?,
        cause: row.get(first + 1)?,
        words: row.get(first + 2)?,
        owner: row.get(first + 3)?,
        due: row.get::<Option<i64>>(first + 4)?.map(At),
        state: row.get::<String>(first + 5)?.parse().map_err(Error::data)?,
    })
}

pub fn changes(tx: &mut Tx<'_>, cause: i64) -> Result<Vec<Change>, Error> {
    let rows = tx.query(
        sql!("SELECT id, cause_id, words, owner_id, due_at, state FROM cause_change WHERE cause_id = $1 ORDER BY id"),
        args![cause],
    )?;
    rows.iter().map(read_change).collect()
}

pub fn change(tx: &mut Tx<'_>, id: i64) -> Result<Option<Change>, Error> {
    tx.one(
        sql!("SELECT id, cause_id, words, owner_id, due_at, state FROM cause_change WHERE id = $1"),
        args![id],
    )?
    .as_ref()
    .map(read_change)
    .transpose()
}

/// Adds a change; its id is given afresh.
pub fn add_change(tx: &mut Tx<'_>, new: &Change, at: At, by: Actor) -> Result<i64, Error> {
    tx.say(part(new.cause));
    tx.insert(
        sql!(
            "INSERT INTO cause_change (cause_id, words, owner_id, due_at, state, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        ),
        args![
            new.cause,
            new.words.as_str(),
            new.owner,
            new.due.map(|at| at.0),
            new.state.word(),
            at.0,
            by.to_string()
        ],
    )
}

pub fn save_change(tx: &mut Tx<'_>, change: &Change, at: At) -> Result<(), Error> {
    let ended = matches!(change.state, ChangeState::Done | ChangeState::Dropped).then_some(at.0);
    tx.execute(
        sql!("UPDATE cause_change SET words = $2, owner_id = $3, due_at = $4, state = $5, ended_at = $6 WHERE id = $1"),
        args![
            change.id,
            change.words.as_str(),
            change.owner,
            change.due.map(|at| at.0),
            change.state.word(),
            ended
        ],
    )?;
    tx.say(part(change.cause));
    Ok(())
}
