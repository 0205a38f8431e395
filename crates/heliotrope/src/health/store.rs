//! Findings that were asked of others, and the letters somebody should look at.

use store::{Error, Row, Tx, args, sql};

use super::rules::{Check, State};
use crate::backups;
use crate::fetch::{self, store::FetchState};
use crate::kit::At;
use crate::outbox::{Delivery, Kind};

/// What hearers of the findings listen for.
pub const PART: &str = "health";

/// Keeps the newest finding of this name about this subject.
pub fn keep(tx: &mut Tx<'_>, check: &Check, now: At) -> Result<(), Error> {
    let said = serde_json::to_string(check).map_err(|e| Error::data(e.to_string()))?;
    tx.execute(
        sql!(
            "INSERT INTO health_check (name, subject, ok, said, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name, subject) DO UPDATE SET ok = excluded.ok, said = excluded.said, at = excluded.at"
        ),
        args![check.name.as_str(), check.subject.as_str(), check.ok(), said, now.0],
    )?;
    tx.say(PART);
    Ok(())
}

/// What is kept, each with its time. What an older version kept in other words
/// is left out: it is asked anew within the hour.
pub fn kept(tx: &mut Tx<'_>) -> Result<Vec<Check>, Error> {
    let rows = tx.query(
        sql!("SELECT said, at FROM health_check ORDER BY subject, name"),
        args![],
    )?;
    let mut kept = Vec::new();
    for row in &rows {
        let said: String = row.get(0)?;
        if let Ok(check) = serde_json::from_str::<Check>(&said) {
            kept.push(Check {
                at: Some(At(row.get(1)?)),
                ..check
            });
        }
    }
    Ok(kept)
}

/// The finding that others could not be asked.
pub const FAILED: &str = "asking";
/// Rows about the asking itself, which hold no finding.
const BEGAN: &str = "asking-began";
const ENDED: &str = "asking-ended";

/// Since when others are being asked; none: they are not.
pub fn asking_since(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    at(tx, BEGAN)
}

/// When all of them had answered last.
pub fn asked_at(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    at(tx, ENDED)
}

fn at(tx: &mut Tx<'_>, name: &str) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT at FROM health_check WHERE name = $1"),
        args![name],
    )?;
    row.map(|row| Ok(At(row.get(0)?))).transpose()
}

/// They are being asked from now on.
pub fn note_asking(tx: &mut Tx<'_>, now: At) -> Result<(), Error> {
    note(tx, BEGAN, now)
}

/// They were asked, or could not be for this reason: then what they said
/// before keeps its time, and they are asked again with the next look.
pub fn note_asked(tx: &mut Tx<'_>, failed: Option<&str>, now: At) -> Result<(), Error> {
    forget(tx, BEGAN, "")?;
    match failed {
        Some(why) => {
            let finding = Check::new(FAILED, State::Look, "health-asking-failed").fact("why", why);
            keep(tx, &finding, now)
        }
        None => {
            forget(tx, FAILED, "")?;
            note(tx, ENDED, now)
        }
    }
}

fn note(tx: &mut Tx<'_>, name: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO health_check (name, subject, ok, said, at) VALUES ($1, '', $2, '', $3)
             ON CONFLICT (name, subject) DO UPDATE SET at = excluded.at"
        ),
        args![name, true, now.0],
    )?;
    tx.say(PART);
    Ok(())
}

/// Findings about what is ours no more go.
pub fn forget(tx: &mut Tx<'_>, name: &str, subject: &str) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM health_check WHERE name = $1 AND subject = $2"),
        args![name, subject],
    )?;
    Ok(())
}

/// A letter that waits longer than it should, or came to nothing.
#[derive(Debug, Clone)]
pub struct HeldUp {
    pub id: i64,
    pub kind: Kind,
    pub case: Option<i64>,
    pub person: Option<i64>,
    pub address: String,
    pub state: Delivery,
    /// The other server's own sentence.
    pub said: Option<String>,
    pub created_at: At,
    pub state_at: At,
    /// The subject of its case, and who owns that.
    pub subject: Option<String>,
    pub owner: Option<String>,
}

fn read(row: &Row) -> Result<HeldUp, Error> {
    Ok(HeldUp {
        id: row.get(0)?,
        kind: row.get::<String>(1)?.parse().map_err(Error::data)?,
        case: row.get(2)?,
        person: row.get(3)?,
        address: row.get(4)?,
        state: row.get::<String>(5)?.parse().map_err(Error::data)?,
        said: row.get(6)?,
        created_at: At(row.get(7)?),
        state_at: At(row.get(8)?),
        subject: row.get(9)?,
        owner: row.get(10)?,
    })
}

/// Letters that were tried in vain or have waited since before `due_before`,
/// and lost ones that nobody has seen to: no later letter is on its way to the
/// same person about the same case. The longest wait first, from behind the
/// letter `after`. `whose`: only those of this agent's cases, and what they
/// wrote in cases that nobody has.
pub fn held_up(
    tx: &mut Tx<'_>,
    due_before: At,
    after: i64,
    limit: i64,
    whose: Option<i64>,
) -> Result<Vec<HeldUp>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.id, o.kind, o.case_number, o.person_id, o.address, o.state, o.said, o.created_at,
                    o.state_at, c.subject, a.name
             FROM outbox o LEFT JOIN cases c ON c.number = o.case_number LEFT JOIN agent a ON a.id = c.owner_id
             WHERE o.address <> '' AND o.id > $2 AND (
                (o.state = 'waiting' AND (o.attempts > 0 OR o.not_before <= $1))
                OR (o.state IN ('failed', 'bounced') AND o.seen_to_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM outbox l
                    WHERE l.case_number = o.case_number AND l.person_id = o.person_id AND l.id > o.id
                        AND l.state IN ('waiting', 'accepted'))))
                AND ($4 = 0 OR c.owner_id = $4 OR (c.owner_id IS NULL AND o.message_id IN (
                    SELECT m.id FROM message m WHERE m.id = o.message_id AND m.author = 'agent:' || $4)))
             ORDER BY o.id LIMIT $3"
        ),
        args![due_before.0, after, limit, whose.unwrap_or(0)],
    )?;
    rows.iter().map(read).collect()
}

/// Is it a letter of this agent: of their case, or theirs in a case that nobody has?
pub fn is_of(tx: &mut Tx<'_>, letter: i64, agent: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM outbox o JOIN cases c ON c.number = o.case_number
             WHERE o.id = $1 AND (c.owner_id = $2 OR (c.owner_id IS NULL AND o.message_id IN (
                SELECT m.id FROM message m WHERE m.id = o.message_id AND m.author = 'agent:' || $2)))"
        ),
        args![letter, agent],
    )?;
    Ok(row.is_some())
}

/// How many letters were lost that nobody has seen to.
pub fn lost(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM outbox o
             WHERE o.address <> '' AND o.state IN ('failed', 'bounced') AND o.seen_to_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM outbox l
                WHERE l.case_number = o.case_number AND l.person_id = o.person_id AND l.id > o.id
                    AND l.state IN ('waiting', 'accepted'))"
        ),
        args![],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// Since `since`: mailbox, letters taken by the next server, letters that came
/// back after that.
pub fn left(tx: &mut Tx<'_>, since: At) -> Result<Vec<(i64, i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT COALESCE(mailbox_id, 0), COUNT(*), COUNT(*) FILTER (WHERE state = 'bounced')
             FROM outbox WHERE state IN ('accepted', 'bounced') AND state_at >= $1
             GROUP BY COALESCE(mailbox_id, 0) ORDER BY 1"
        ),
        args![since.0],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// Since `since`: the cases to which a letter of this mailbox came back.
pub fn bounced(tx: &mut Tx<'_>, mailbox: i64, since: At) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT case_number FROM outbox
             WHERE state = 'bounced' AND state_at >= $2 AND mailbox_id = $1 AND case_number IS NOT NULL
             ORDER BY case_number LIMIT 20"
        ),
        args![mailbox, since.0],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Since when the letter waits that waits longest beyond its undo time, and
/// how many wait.
pub fn oldest(tx: &mut Tx<'_>, now: At) -> Result<(i64, Option<At>), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*), MIN(COALESCE(again_at, created_at)) FROM outbox
             WHERE state = 'waiting' AND (not_before <= $1 OR attempts > 0)"
        ),
        args![now.0],
    )?;
    row.map_or(Ok((0, None)), |row| {
        Ok((row.get(0)?, row.get::<Option<i64>>(1)?.map(At)))
    })
}

/// The newest letters that were handed over by SMTP or on standard input:
/// when they came, and their bytes.
pub fn newest_letters(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(At, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT received_at, raw FROM arrival WHERE door IN ('smtp', 'receive') ORDER BY id DESC LIMIT $1"),
        args![limit],
    )?;
    rows.iter()
        .map(|row| Ok((At(row.get(0)?), row.get(1)?)))
        .collect()
}

/// The newest letters that came back to us: when, and their bytes.
pub fn newest_returned(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(At, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT at, raw FROM message WHERE mark = 'bounce' AND raw IS NOT NULL ORDER BY id DESC LIMIT $1"),
        args![limit],
    )?;
    rows.iter()
        .map(|row| Ok((At(row.get(0)?), row.get(1)?)))
        .collect()
}

/// Letters that may leave since before `due_before`, that nobody has tried,
/// although their server is not known to refuse.
pub fn untried(tx: &mut Tx<'_>, due_before: At) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM outbox o
             WHERE o.state = 'waiting' AND o.attempts = 0 AND o.not_before <= $1
                AND NOT EXISTS (SELECT 1 FROM server_trouble t WHERE t.mailbox_id = COALESCE(o.mailbox_id, 0))"
        ),
        args![due_before.0],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// What is counted for those who watch.
pub struct Figures {
    /// Door, ending, how many.
    pub arrivals: Vec<(String, String, i64)>,
    pub letters: Vec<(String, i64)>,
    pub oldest: (i64, Option<At>),
    pub lost: i64,
    pub fetching: Vec<FetchState>,
    /// Mailboxes whose server lets nobody in.
    pub shut_out: Vec<i64>,
    pub late: i64,
    /// The newest good backup; before the first one, when the desk was made.
    pub backup: Option<At>,
}

pub fn figures(tx: &mut Tx<'_>, now: At) -> Result<Figures, Error> {
    let arrivals = tx.query(
        sql!("SELECT door, COALESCE(verdict, 'unjudged'), COUNT(*) FROM arrival GROUP BY door, verdict ORDER BY 1, 2"),
        args![],
    )?;
    let letters = tx.query(
        sql!("SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state"),
        args![],
    )?;
    let shut_out = tx.query(
        sql!("SELECT mailbox_id FROM server_trouble ORDER BY mailbox_id"),
        args![],
    )?;
    let late = tx.one(
        sql!("SELECT COUNT(*) FROM promise WHERE ended_at IS NULL AND due_at < $1"),
        args![now.0],
    )?;
    Ok(Figures {
        arrivals: arrivals
            .iter()
            .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .collect::<Result<_, Error>>()?,
        letters: letters
            .iter()
            .map(|r| Ok((r.get(0)?, r.get(1)?)))
            .collect::<Result<_, Error>>()?,
        oldest: oldest(tx, now)?,
        lost: lost(tx)?,
        fetching: fetch::store::states(tx)?,
        shut_out: shut_out
            .iter()
            .map(|r| r.get(0))
            .collect::<Result<_, Error>>()?,
        late: late.map_or(Ok(0), |row| row.get(0))?,
        backup: match backups::store::last_good(tx)? {
            Some(backup) => Some(backup.began_at),
            None => backups::store::made_at(tx)?,
        },
    })
}
