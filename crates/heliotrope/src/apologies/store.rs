//! Apologies, policies, and answers that wait for a named person.

use super::rules::{Fault, Line, Part, Saying};
use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apology {
    pub id: i64,
    pub message: i64,
    pub fault: Fault,
    pub cause: Option<i64>,
    pub parts: Vec<Part>,
    pub restitution: Option<i64>,
    pub change: Option<i64>,
    pub at: At,
}

fn read(row: &Row) -> Result<Apology, Error> {
    let parts: String = row.get(4)?;
    Ok(Apology {
        id: row.get(0)?,
        message: row.get(1)?,
        fault: row.get::<String>(2)?.parse().map_err(Error::data)?,
        cause: row.get(3)?,
        parts: parts
            .split_whitespace()
            .map(|word| word.parse().map_err(Error::data))
            .collect::<Result<_, _>>()?,
        restitution: row.get(5)?,
        change: row.get(6)?,
        at: At(row.get(7)?),
    })
}

/// Where an apology stands: its case, its letter, who reads it.
pub struct Place {
    pub case: i64,
    pub message: i64,
    pub person: i64,
}

pub fn add(
    tx: &mut Tx<'_>,
    place: &Place,
    saying: &Saying,
    restitution: Option<i64>,
    at: At,
) -> Result<i64, Error> {
    let parts: Vec<&str> = saying.parts.iter().map(|p| p.word()).collect();
    tx.insert(
        sql!(
            "INSERT INTO apology (case_number, message_id, person_id, fault, cause_id, parts, restitution_id, change_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
        ),
        args![
            place.case,
            place.message,
            place.person,
            saying.fault.word(),
            saying.cause,
            parts.join(" "),
            restitution,
            saying.change,
            at.0
        ],
    )
}

/// The letter is taken back, and with it what it said. Gives its cause.
pub fn take_back(tx: &mut Tx<'_>, message: i64, now: At) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!(
            "UPDATE apology SET taken_back_at = $2 WHERE message_id = $1 AND taken_back_at IS NULL RETURNING cause_id"
        ),
        args![message, now.0],
    )?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Apology>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, message_id, fault, cause_id, parts, restitution_id, change_id, at FROM apology
             WHERE case_number = $1 AND taken_back_at IS NULL ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// When a person last read an apology for a cause, in this case or another.
pub fn last_for(tx: &mut Tx<'_>, person: i64, cause: i64) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!(
            "SELECT MAX(at) FROM apology WHERE person_id = $1 AND cause_id = $2 AND taken_back_at IS NULL"
        ),
        args![person, cause],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// When this case last had one for a cause.
pub fn last_in(tx: &mut Tx<'_>, case: i64, cause: i64) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!(
            "SELECT MAX(at) FROM apology WHERE case_number = $1 AND cause_id = $2 AND taken_back_at IS NULL"
        ),
        args![case, cause],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// The lines of a mailbox, and whether a letter of the case asks for care.
pub fn lines(tx: &mut Tx<'_>, mailbox: i64, case: i64) -> Result<(Vec<Line>, bool), Error> {
    let rows = tx.query(
        sql!(
            "SELECT mailbox_id, country, policy, agent_id FROM apology_policy WHERE mailbox_id = $1
             UNION ALL SELECT 0, '', 'facts_and_help', NULL FROM careful_case
             WHERE case_number = $2 AND dropped_at IS NULL"
        ),
        args![mailbox, case],
    )?;
    let mut careful = false;
    let mut lines = Vec::new();
    for row in &rows {
        let line = read_line(row)?;
        match line.mailbox {
            0 => careful = true,
            _ => lines.push(line),
        }
    }
    Ok((lines, careful))
}

fn read_line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        mailbox: row.get(0)?,
        country: row.get(1)?,
        policy: row.get::<String>(2)?.parse().map_err(Error::data)?,
        agent: row.get(3)?,
    })
}

pub fn all_lines(tx: &mut Tx<'_>) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!("SELECT mailbox_id, country, policy, agent_id FROM apology_policy ORDER BY mailbox_id, country"),
        args![],
    )?;
    rows.iter().map(read_line).collect()
}

pub fn keep_line(tx: &mut Tx<'_>, line: &Line, by: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO apology_policy (mailbox_id, country, policy, agent_id, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (mailbox_id, country) DO UPDATE SET policy = $3, agent_id = $4, changed_at = $5, changed_by = $6"
        ),
        args![
            line.mailbox,
            line.country.as_str(),
            line.policy.word(),
            line.agent,
            now.0,
            by
        ],
    )?;
    Ok(())
}

pub fn drop_line(tx: &mut Tx<'_>, mailbox: i64, country: &str) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM apology_policy WHERE mailbox_id = $1 AND country = $2"),
        args![mailbox, country],
    )?;
    Ok(())
}

/// A letter speaks of an injury, a lawyer or lost data. False when that was
/// known, or somebody has said that it is not about that.
pub fn be_careful(tx: &mut Tx<'_>, case: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("INSERT INTO careful_case (case_number, found_at) VALUES ($1, $2) ON CONFLICT (case_number) DO NOTHING"),
        args![case, at.0],
    )? > 0)
}

/// It is not about that; false when nothing said it was.
pub fn drop_care(tx: &mut Tx<'_>, case: i64, by: Actor, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE careful_case SET dropped_at = $2, dropped_by = $3 WHERE case_number = $1 AND dropped_at IS NULL"),
        args![case, at.0, by.to_string()],
    )? > 0)
}

/// An answer that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: i64,
    pub case: i64,
    pub agent: i64,
    pub for_agent: i64,
    pub words: String,
    /// JSON, as it was given.
    pub wishes: String,
    pub held_at: At,
    /// The telling of a mended cause that it belongs to.
    pub news: Option<i64>,
}

fn read_waiting(row: &Row) -> Result<Waiting, Error> {
    Ok(Waiting {
        id: row.get(0)?,
        case: row.get(1)?,
        agent: row.get(2)?,
        for_agent: row.get(3)?,
        words: row.get(4)?,
        wishes: row.get(5)?,
        held_at: At(row.get(6)?),
        news: row.get(7)?,
    })
}

/// Keeps an answer until somebody has looked.
pub fn hold(tx: &mut Tx<'_>, new: &Waiting) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO waiting_answer (case_number, agent_id, for_agent, words, wishes, held_at, news_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        ),
        args![
            new.case,
            new.agent,
            new.for_agent,
            new.words.as_str(),
            new.wishes.as_str(),
            new.held_at.0,
            new.news
        ],
    )
}

pub fn waiting(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Waiting>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, case_number, agent_id, for_agent, words, wishes, held_at, news_id FROM waiting_answer
             WHERE case_number = $1 AND ended_at IS NULL ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(read_waiting).collect()
}

/// What became of the answer that this agent was made to wait with at that moment:
/// its id, whether it waits, and the message as which it left.
pub fn kept_at(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    at: At,
) -> Result<Option<(i64, bool, Option<i64>)>, Error> {
    tx.one(
        sql!(
            "SELECT id, ended_at IS NULL, message_id FROM waiting_answer
             WHERE case_number = $1 AND agent_id = $2 AND held_at = $3 ORDER BY id DESC LIMIT 1"
        ),
        args![case, agent, at.0],
    )?
    .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    .transpose()
}

/// The answers that wait, the longest waiting first.
pub fn held(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Waiting>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, case_number, agent_id, for_agent, words, wishes, held_at, news_id FROM waiting_answer
             WHERE ended_at IS NULL ORDER BY held_at LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter().map(read_waiting).collect()
}

/// Somebody has looked: it left as `message`, or goes back to its writer. False
/// when a colleague was faster.
pub fn end(tx: &mut Tx<'_>, id: i64, message: Option<i64>, now: At) -> Result<bool, Error> {
    let how = if message.is_some() {
        "sent"
    } else {
        "given_back"
    };
    Ok(tx.execute(
        sql!(
            "UPDATE waiting_answer SET ended_at = $2, ended_as = $3, message_id = $4, words = '', wishes = '{}'
             WHERE id = $1 AND ended_at IS NULL"
        ),
        args![id, now.0, how, message],
    )? > 0)
}
