//! Mergings on disk, and the rows that came along.
//!
//! This file names every table whose rows belong to a case by its number: here
//! is decided, for each, whether they go to the other number or stay. A test
//! compares it with the schema, so that a new word cannot be forgotten.

use super::rules::Link;
use crate::events::{Actor, Event};
use crate::kit::At;
use std::collections::{HashMap, HashSet};
use store::{Error, Row, Sql, Tx, args, ids, sql};

/// A merging that was not taken apart.
#[derive(Debug, Clone)]
pub struct Merging {
    pub id: i64,
    pub from: i64,
    pub into: i64,
    pub at: At,
    pub by: Actor,
    pub parked_until: Option<At>,
    pub brought_owner: bool,
}

/// How the rows of one table come along and go back. `$1` is the merging, `$2`
/// the number they come from, `$3` the one they go to.
struct Table {
    note: Sql,
    take: Sql,
    back: Sql,
}

macro_rules! tables {
    ($($noun:literal by $key:literal where $free:literal),* $(,)?) => {
        /// Rows that go along. `by`: what tells those of one case apart. `where`:
        /// what keeps one back, because its place is taken over there (`t` is the
        /// row); it stays with its number.
        #[cfg(test)]
        pub const MOVES: &[&str] = &[$($noun),*];

        fn tables() -> Vec<Table> {
            vec![$(Table {
                note: sql!(concat!(
                    "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, '", $noun, "', t.", $key, " FROM ", $noun,
                    " t WHERE t.case_number = $2 AND t.case_number <> $3", $free
                )),
                take: sql!(concat!(
                    "UPDATE ", $noun, " SET case_number = $3 WHERE case_number = $2 AND ", $key, " IN
                     (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = '", $noun, "')"
                )),
                back: sql!(concat!(
                    "UPDATE ", $noun, " SET case_number = $2 WHERE case_number = $3 AND ", $key, " IN
                     (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = '", $noun, "')"
                )),
            }),*]
        }
    };
}

tables! {
    "message" by "id" where "",
    "need" by "id" where "",
    "promise" by "id" where "",
    "plan" by "id" where "",
    "goodwill" by "id" where "",
    "goodwill_ask" by "id" where "",
    "outbox" by "id" where "",
    "no_ready" by "id" where "",
    "way_taken" by "id" where "",
    "checkin" by "id" where "",
    "draft" by "id" where " AND NOT EXISTS (SELECT 1 FROM draft o
        WHERE o.case_number = $3 AND o.agent_id = t.agent_id AND o.kind = t.kind)",
    "apology" by "id" where "",
    "waiting_answer" by "id" where " AND NOT EXISTS (SELECT 1 FROM waiting_answer o
        WHERE o.case_number = $3 AND o.agent_id = t.agent_id AND o.ended_at IS NULL AND t.ended_at IS NULL)",
    "careful_case" by "id" where " AND NOT EXISTS (SELECT 1 FROM careful_case o WHERE o.case_number = $3)",
    "complaint" by "id" where " AND NOT EXISTS (SELECT 1 FROM complaint o WHERE o.case_number = $3)",
    "case_cause" by "cause_id" where " AND NOT EXISTS (SELECT 1 FROM case_cause o
        WHERE o.case_number = $3 AND o.cause_id = t.cause_id)
        AND t.person_id = (SELECT person_id FROM cases WHERE number = $3)",
}

/// Tables with a case's number whose rows stay with it, and why nothing is
/// missing on the other page.
#[cfg(test)]
pub const STAYS: &[(&str, &str)] = &[
    (
        "away_case",
        "what fell to the team under this number; readers follow it",
    ),
    (
        "time_spent",
        "an invoice names the number it was spent under",
    ),
    ("quote", "agreed under its number, and billed under it"),
    (
        "cause_told",
        "who was told of a mended cause, under the number it was told",
    ),
    (
        "until",
        "said of one case, it is not said of both: what lives ends",
    ),
    (
        "case_event",
        "its own record; shown together with the other's",
    ),
    (
        "closing",
        "when this number was closed; the other has its own",
    ),
    ("case_link", "a link leads on by its number"),
    ("case_address", "an address leads on by its number"),
    ("letter_id", "a Message-ID leads on by its number"),
    ("case_person", "added to the other as well"),
    ("case_tag", "added to the other as well"),
    (
        "arrival",
        "the ledger says where it came; readers follow the number",
    ),
    ("case_thinned", "what a rule took before"),
    ("idempotency", "first answers to programs, kept two days"),
];

/// Remembers a merging and takes the rows along. Messages get `event_n`: whoever
/// has seen that event of the other case has seen them.
pub fn begin(tx: &mut Tx<'_>, new: &Merging, event_n: i64) -> Result<i64, Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO merging (from_case, into_case, at, by_actor, parked_until, brought_owner)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![
            new.from,
            new.into,
            new.at.0,
            new.by.to_string(),
            new.parked_until.map(|at| at.0),
            new.brought_owner
        ],
    )?;
    for table in tables() {
        let among = args![id, new.from, new.into];
        tx.execute(table.note, among)?;
        tx.execute(table.take, among)?;
    }
    note_events(tx, id)?;
    tx.execute(
        sql!(
            "UPDATE message SET event_n = $2 WHERE id IN
             (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        args![id, event_n],
    )?;
    // Whoever waits for an answer with a letter has seen nothing of the other case.
    tx.execute(
        sql!(
            "UPDATE goodwill_ask SET seen_event = 0 WHERE id IN
             (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'goodwill_ask')"
        ),
        args![id],
    )?;
    Ok(id)
}

/// "If I hear nothing by Friday" was said of one case: of the two together nobody
/// said it.
pub fn end_untils(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = $3, ended_as = 'merged' WHERE case_number IN ($1, $2) AND ended_at IS NULL"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

/// Taken apart, it counts again, unless its day has passed or another was said.
pub fn untils_again(tx: &mut Tx<'_>, merging: &Merging, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = NULL, ended_as = NULL
             WHERE case_number IN ($1, $2) AND ended_at = $3 AND ended_as = 'merged' AND at > $4
             AND NOT EXISTS (SELECT 1 FROM until o WHERE o.case_number = until.case_number AND o.ended_at IS NULL)"
        ),
        args![merging.from, merging.into, merging.at.0, now.0],
    )?;
    Ok(())
}

/// Numbers of events are those of the case a row came from: they are kept for
/// the way back.
fn note_events(tx: &mut Tx<'_>, merging: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE merging_row SET event_n = (SELECT m.event_n FROM message m WHERE m.id = merging_row.row_id)
             WHERE merging_id = $1 AND noun = 'message'"
        ),
        args![merging],
    )?;
    tx.execute(
        sql!(
            "UPDATE merging_row
             SET event_n = (SELECT a.seen_event FROM goodwill_ask a WHERE a.id = merging_row.row_id)
             WHERE merging_id = $1 AND noun = 'goodwill_ask'"
        ),
        args![merging],
    )?;
    Ok(())
}

/// The rows go back. Messages that came since get `event_n`.
pub fn give_back(tx: &mut Tx<'_>, merging: &Merging, event_n: i64) -> Result<(), Error> {
    for table in tables() {
        tx.execute(table.back, args![merging.id, merging.from, merging.into])?;
    }
    tx.execute(
        sql!(
            "UPDATE message SET event_n = COALESCE(
                (SELECT r.event_n FROM merging_row r
                 WHERE r.merging_id = $1 AND r.noun = 'message' AND r.row_id = message.id), $2)
             WHERE id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        args![merging.id, event_n],
    )?;
    tx.execute(
        sql!(
            "UPDATE goodwill_ask SET seen_event = COALESCE(
                (SELECT r.event_n FROM merging_row r
                 WHERE r.merging_id = $1 AND r.noun = 'goodwill_ask' AND r.row_id = goodwill_ask.id), 0)
             WHERE id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'goodwill_ask')"
        ),
        args![merging.id],
    )?;
    Ok(())
}

pub fn end(tx: &mut Tx<'_>, merging: i64, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE merging SET undone_at = $2, undone_by = $3 WHERE id = $1"),
        args![merging, at.0, by.to_string()],
    )?;
    Ok(())
}

/// What became of this number, as long as it was not taken apart.
pub fn of(tx: &mut Tx<'_>, from: i64) -> Result<Option<Merging>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, from_case, into_case, at, by_actor, parked_until, brought_owner FROM merging
             WHERE from_case = $1 AND undone_at IS NULL"
        ),
        args![from],
    )?;
    row.as_ref().map(read).transpose()
}

/// What was merged into this number, one step away, oldest first.
pub fn into(tx: &mut Tx<'_>, number: i64) -> Result<Vec<Merging>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, from_case, into_case, at, by_actor, parked_until, brought_owner FROM merging
             WHERE into_case = $1 AND undone_at IS NULL ORDER BY id"
        ),
        args![number],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Merging, Error> {
    Ok(Merging {
        id: row.get(0)?,
        from: row.get(1)?,
        into: row.get(2)?,
        at: At(row.get(3)?),
        by: row.get::<String>(4)?.parse().map_err(Error::data)?,
        parked_until: row.get::<Option<i64>>(5)?.map(At),
        brought_owner: row.get(6)?,
    })
}

/// Every number that went into this one, however many steps away.
pub fn under(tx: &mut Tx<'_>, number: i64) -> Result<Vec<i64>, Error> {
    let mut found = vec![number];
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        for merging in into(tx, next)? {
            if !found.contains(&merging.from) {
                found.push(merging.from);
            }
        }
        at += 1;
    }
    found.remove(0);
    Ok(found)
}

/// From now on these numbers lead to `home`; none: each to itself.
pub fn lead(tx: &mut Tx<'_>, numbers: &[i64], home: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE cases SET merged_into = $2 WHERE number IN {ids($1)}"),
        args![ids(numbers.iter().copied()), home],
    )?;
    Ok(())
}

/// A number that leads here, with whose matter it was.
#[derive(Debug, Clone)]
pub struct Went {
    pub number: i64,
    pub person: i64,
    pub subject: String,
    pub language: Option<String>,
}

/// The numbers that lead to this one, lowest first.
pub fn leading_to(tx: &mut Tx<'_>, home: i64) -> Result<Vec<Went>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number, person_id, subject, language FROM cases WHERE merged_into = $1 ORDER BY number"
        ),
        args![home],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Went {
                number: row.get(0)?,
                person: row.get(1)?,
                subject: row.get(2)?,
                language: row.get(3)?,
            })
        })
        .collect()
}

/// What happened in a case together with what happened in those that lead to
/// it, in the order of time; each message once.
pub fn events(tx: &mut Tx<'_>, home: i64, own: Vec<Event>) -> Result<Vec<Event>, Error> {
    let mut all = own;
    for went in leading_to(tx, home)? {
        all.extend(crate::events::store::since(tx, went.number, 0)?);
    }
    all.sort_by_key(|event| event.at);
    let mut seen = HashSet::new();
    all.retain(|event| match event.ids.get("message") {
        Some(message) if event.kind.brings_words() => seen.insert(message),
        _ => true,
    });
    Ok(all)
}

/// Whose the rows of one table are that came into a case: row to person. A row
/// that came a long way belongs to where it began.
pub fn owners(tx: &mut Tx<'_>, home: i64, noun: &str) -> Result<HashMap<i64, i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.row_id, f.person_id FROM cases f
             JOIN merging m ON m.from_case = f.number AND m.undone_at IS NULL
             JOIN merging_row r ON r.merging_id = m.id AND r.noun = $2
             WHERE f.merged_into = $1 ORDER BY m.id DESC"
        ),
        args![home, noun],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The rows of one table that came with a merging.
pub fn rows(tx: &mut Tx<'_>, merging: i64, noun: &str) -> Result<HashSet<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = $2"),
        args![merging, noun],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A message that came through the number that went, after it did: it goes back
/// with the others.
pub fn follow(tx: &mut Tx<'_>, from: i64, message: i64) -> Result<(), Error> {
    // All steps of a chain: each can be taken apart on its own.
    let mut number = from;
    while let Some(merging) = of(tx, number)? {
        also(tx, merging.id, "message", message)?;
        number = merging.into;
    }
    Ok(())
}

fn also(tx: &mut Tx<'_>, merging: i64, noun: &str, row: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) VALUES ($1, $2, $3)
             ON CONFLICT (merging_id, noun, row_id) DO NOTHING"
        ),
        args![merging, noun, row],
    )?;
    Ok(())
}

/// The messages of a merging that were written since.
pub fn since(tx: &mut Tx<'_>, merging: i64) -> Result<HashSet<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message' AND event_n IS NULL"
        ),
        args![merging],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How the messages of a case hang together, oldest first.
pub fn links(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Link>, Error> {
    let rows = tx.query(
        sql!("SELECT id, letter_id, answers FROM message WHERE case_number = $1 ORDER BY id"),
        args![case],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Link {
                id: row.get(0)?,
                letter_id: row.get(1)?,
                answers: row.get(2)?,
            })
        })
        .collect()
}

/// These messages belong to the thread of a merging, and with them their
/// envelopes and what they promised.
pub fn belong(tx: &mut Tx<'_>, merging: i64, messages: &[i64]) -> Result<(), Error> {
    for message in messages {
        also(tx, merging, "message", *message)?;
    }
    let came = rows(tx, merging, "message")?;
    let list = || ids(came.iter().copied());
    for row in tx.query(
        sql!("SELECT id FROM outbox WHERE message_id IN {ids($1)}"),
        args![list()],
    )? {
        also(tx, merging, "outbox", row.get(0)?)?;
    }
    for row in tx.query(
        sql!(
            "SELECT p.id FROM message m JOIN promise p ON p.case_number = m.case_number AND p.made_message = m.id
             WHERE m.id IN {ids($1)}"
        ),
        args![list()],
    )? {
        also(tx, merging, "promise", row.get(0)?)?;
    }
    Ok(())
}

/// The Message-IDs of the messages that go back are known there and no longer here.
pub fn letter_ids_back(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE letter_id SET case_number = $2 WHERE case_number = $3
             AND message_id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')
             AND NOT EXISTS (SELECT 1 FROM letter_id o WHERE o.letter_id = letter_id.letter_id AND o.case_number = $2)"
        ),
        args![merging.id, merging.from, merging.into],
    )?;
    Ok(())
}

/// Everybody who takes part in one case takes part in the other from now on.
/// `role` for all of them; none: the one they have.
pub fn bring_people(
    tx: &mut Tx<'_>,
    from: i64,
    into: i64,
    role: Option<&str>,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_person (case_number, person_id, role, added_at)
             SELECT $2, p.person_id, COALESCE($3, p.role), $4 FROM case_person p
             WHERE p.case_number = $1 AND p.person_id <> (SELECT person_id FROM cases WHERE number = $2)
             ON CONFLICT (case_number, person_id) DO NOTHING"
        ),
        args![from, into, role, at.0],
    )?;
    Ok(())
}

/// Those who came with it, and nobody who was there before or came otherwise.
pub fn send_people_home(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "DELETE FROM case_person WHERE case_number = $2 AND added_at = $3
             AND (person_id IN (SELECT o.person_id FROM case_person o WHERE o.case_number = $1)
                  OR person_id = (SELECT c.person_id FROM cases c WHERE c.number = $1))"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

pub fn bring_tags(tx: &mut Tx<'_>, from: i64, into: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_tag (case_number, tag, added_at)
             SELECT $2, t.tag, $3 FROM case_tag t WHERE t.case_number = $1
             ON CONFLICT (case_number, tag) DO NOTHING"
        ),
        args![from, into, at.0],
    )?;
    Ok(())
}

pub fn tags_back(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "DELETE FROM case_tag WHERE case_number = $2 AND added_at = $3
             AND tag IN (SELECT o.tag FROM case_tag o WHERE o.case_number = $1)"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

/// A draft whose place was taken over there: agent, kind, words.
pub fn drafts_left(tx: &mut Tx<'_>, from: i64) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT agent_id, kind, words FROM draft WHERE case_number = $1 ORDER BY id"),
        args![from],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// A need goes back to the number it came from, because the case has one that
/// says the same.
pub fn join_need(tx: &mut Tx<'_>, merging: &Merging, need: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET case_number = $2 WHERE id = $1"),
        args![need, merging.from],
    )?;
    tx.execute(
        sql!("DELETE FROM merging_row WHERE merging_id = $1 AND noun = 'need' AND row_id = $2"),
        args![merging.id, need],
    )?;
    Ok(())
}
