//! Cases on disk: the row, its closing and tags.

pub mod batch;
pub mod complaints;
pub mod found;
pub mod lists;
mod people;
pub mod share;

pub use people::{
    address_token, by_address, by_link, give_role, join, leave, link, live_link, others, part_of,
    split_off, takes_part,
};

use super::rules::{self, Exemption, Place, Turn};
use crate::events::Actor;
use crate::kit::At;
use crate::messages::rules::preview;
use crate::{messages, needs, promises};
use store::{Error, Row, Tx, args, sql};

/// How long the preview of the newest words on a list row is, in characters.
const PREVIEW: usize = 160;

/// The row of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub number: i64,
    pub subject: String,
    pub mailbox: i64,
    pub person: i64,
    pub owner: Option<i64>,
    pub turn: Turn,
    pub place: Place,
    pub owed_at: At,
    pub since: At,
    pub parked_until: Option<At>,
    pub language: Option<String>,
    pub preview: String,
    pub needs_open: i64,
    pub answered: bool,
    pub undelivered_at: Option<At>,
    pub last_event: i64,
    pub opened_at: At,
    /// The number it leads to, since it was merged.
    pub merged_into: Option<i64>,
    /// Somebody may come to harm: it stands above late.
    pub urgent: bool,
    /// The team that answers for it while nobody of them has it.
    pub team: Option<i64>,
}

impl Case {
    pub fn is_closed(&self) -> bool {
        self.place == Place::Closed
    }
}

/// How a case stands after the deed that begins it, as [`save`] would derive it
/// from the rows that come after: its own row stands in many indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct First<'a> {
    /// Those of its newest message.
    pub words: &'a str,
    /// Open ones of persons.
    pub needs: i64,
    pub events: i64,
    pub urgent: bool,
}

/// Begins a case; it owes an answer from now on. Its last event is left to who
/// writes the events.
pub fn begin(
    tx: &mut Tx<'_>,
    subject: &str,
    mailbox: i64,
    person: i64,
    language: Option<&str>,
    first: &First<'_>,
    at: At,
) -> Result<Case, Error> {
    let team = tx.one(
        sql!("SELECT team_id FROM mailbox WHERE id = $1"),
        args![mailbox],
    )?;
    let team: Option<i64> = team.map_or(Ok(None), |row| row.get(0))?;
    let number = tx.insert(
        sql!(
            "INSERT INTO cases (subject, mailbox_id, person_id, turn, place, owed_at, since, language, preview,
                                needs_open, answered, last_event, opened_at, rank, team_id)
             VALUES ($1, $2, $3, 'us', 'ours', $4, $5, $6, $7, $8, $9, $10, $5, $11, $12) RETURNING number"
        ),
        args![
            subject,
            mailbox,
            person,
            rules::NO_DATE.0,
            at.0,
            language,
            preview(first.words, PREVIEW),
            first.needs,
            false,
            first.events,
            rank(first.urgent),
            team
        ],
    )?;
    Ok(Case {
        number,
        subject: subject.to_owned(),
        mailbox,
        person,
        owner: None,
        turn: Turn::Us,
        place: Place::Ours,
        owed_at: rules::NO_DATE,
        since: at,
        parked_until: None,
        language: language.map(str::to_owned),
        preview: String::new(),
        needs_open: 0,
        answered: false,
        undelivered_at: None,
        last_event: 0,
        opened_at: at,
        merged_into: None,
        urgent: first.urgent,
        team,
    })
}

pub fn find(tx: &mut Tx<'_>, number: i64) -> Result<Option<Case>, Error> {
    tx.one(
        sql!(
            "SELECT number, subject, mailbox_id, person_id, owner_id, turn, place, owed_at, since, parked_until,
                    language, preview, needs_open, answered, undelivered_at, last_event, opened_at,
                    merged_into, rank, team_id
             FROM cases WHERE number = $1"
        ),
        args![number],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Where a number leads: to the case it was merged into, or to itself.
pub fn home(tx: &mut Tx<'_>, number: i64) -> Result<Option<i64>, Error> {
    tx.one(
        sql!("SELECT COALESCE(merged_into, number) FROM cases WHERE number = $1"),
        args![number],
    )?
    .map(|row| row.get(0))
    .transpose()
}

/// A number and all that lead to it.
pub fn numbers(tx: &mut Tx<'_>, number: i64) -> Result<Vec<i64>, Error> {
    let mut all = vec![number];
    let went = crate::merging::store::leading_to(tx, number)?;
    all.extend(went.into_iter().map(|w| w.number));
    Ok(all)
}

/// The case a number leads to, locked.
pub fn lock_home(tx: &mut Tx<'_>, number: i64) -> Result<Option<Case>, Error> {
    let case = lock(tx, number)?;
    match case.as_ref().and_then(|c| c.merged_into) {
        Some(home) => lock(tx, home),
        None => Ok(case),
    }
}

/// The row, locked until the transaction ends: two people at one case act one
/// after the other.
pub fn lock(tx: &mut Tx<'_>, number: i64) -> Result<Option<Case>, Error> {
    tx.one(
        sql!(
            "SELECT number, subject, mailbox_id, person_id, owner_id, turn, place, owed_at, since, parked_until,
                    language, preview, needs_open, answered, undelivered_at, last_event, opened_at,
                    merged_into, rank, team_id
             FROM cases WHERE number = $1 {for_update}"
        ),
        args![number],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn read(row: &Row) -> Result<Case, Error> {
    Ok(Case {
        number: row.get(0)?,
        subject: row.get(1)?,
        mailbox: row.get(2)?,
        person: row.get(3)?,
        owner: row.get(4)?,
        turn: row.get::<String>(5)?.parse().map_err(Error::data)?,
        place: row.get::<String>(6)?.parse().map_err(Error::data)?,
        owed_at: At(row.get(7)?),
        since: At(row.get(8)?),
        parked_until: row.get::<Option<i64>>(9)?.map(At),
        language: row.get(10)?,
        preview: row.get(11)?,
        needs_open: row.get(12)?,
        answered: row.get(13)?,
        undelivered_at: row.get::<Option<i64>>(14)?.map(At),
        last_event: row.get(15)?,
        opened_at: At(row.get(16)?),
        merged_into: row.get(17)?,
        urgent: is_urgent(row.get(18)?),
        team: row.get(19)?,
    })
}

/// What Today sorts by before anything else.
fn rank(urgent: bool) -> i64 {
    i64::from(!urgent)
}

fn is_urgent(of: i64) -> bool {
    of == rank(true)
}

/// Writes the row back with what lists sort by derived afresh from the rows of
/// record: promises, needs, closing and messages. `moved_at` is when it came to
/// its present place, used only when the place changes.
pub fn save(tx: &mut Tx<'_>, case: &Case, moved_at: At) -> Result<(), Error> {
    let live = promises::store::live(tx, case.number)?;
    let needs = needs::store::of_case(tx, case.number)?;
    let newest = messages::store::newest(tx, case.number)?;
    let closed = closing(tx, case.number)?.is_some();
    let place = match case.merged_into {
        Some(_) => Place::Merged,
        None => rules::place(closed, case.parked_until.is_some(), case.turn),
    };
    let since = if place == case.place {
        case.since
    } else {
        moved_at
    };
    tx.execute(
        sql!(
            "UPDATE cases SET turn = $2, language = $3, preview = $4, needs_open = $5, answered = $6,
                undelivered_at = $7, last_event = $8
             WHERE number = $1"
        ),
        args![
            case.number,
            case.turn.word(),
            case.language.as_deref(),
            preview(newest.as_ref().map_or("", |(_, _, words)| words), PREVIEW),
            needs.iter().filter(|n| n.is_open() && n.is_theirs()).count() as i64,
            case.answered,
            case.undelivered_at.map(|at| at.0),
            case.last_event
        ],
    )?;
    // Apart, for each of these stands in indexes, and most deeds leave them as
    // they are.
    tx.execute(
        sql!(
            "UPDATE cases SET owner_id = $2, place = $3, owed_at = $4, since = $5, parked_until = $6, rank = $7,
                team_id = $8
             WHERE number = $1 AND (owner_id IS DISTINCT FROM $2 OR place <> $3 OR owed_at <> $4 OR since <> $5
                                    OR parked_until IS DISTINCT FROM $6 OR rank <> $7
                                    OR team_id IS DISTINCT FROM $8)"
        ),
        args![
            case.number,
            case.owner,
            place.word(),
            rules::owed_at(&live).0,
            since.0,
            case.parked_until.map(|at| at.0),
            rank(rules::urgent(&needs)),
            case.team
        ],
    )?;
    Ok(())
}

/// The cases of an agent that are not closed.
pub fn open_of(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number FROM cases WHERE owner_id = $1 AND place IN ('ours', 'waiting', 'later')
             ORDER BY number"
        ),
        args![agent],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The live closing: when, by whom.
pub fn closing(tx: &mut Tx<'_>, case: i64) -> Result<Option<(At, Actor)>, Error> {
    let row = tx.one(
        sql!("SELECT at, by_actor FROM closing WHERE case_number = $1 AND reopened_at IS NULL"),
        args![case],
    )?;
    row.map(|row| {
        Ok((
            At(row.get(0)?),
            row.get::<String>(1)?.parse().map_err(Error::data)?,
        ))
    })
    .transpose()
}

pub fn close(
    tx: &mut Tx<'_>,
    case: i64,
    exemption: Option<Exemption>,
    message: Option<i64>,
    at: At,
    by: Actor,
) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO closing (case_number, at, by_actor, exemption, message_id) VALUES ($1, $2, $3, $4, $5)"),
        args![case, at.0, by.to_string(), exemption.map(Exemption::word), message],
    )?;
    Ok(())
}

/// Ends the live closing; true when there was one.
pub fn reopen(tx: &mut Tx<'_>, case: i64, at: At, by: Actor) -> Result<bool, Error> {
    let ended = tx.execute(
        sql!("UPDATE closing SET reopened_at = $2, reopened_by = $3 WHERE case_number = $1 AND reopened_at IS NULL"),
        args![case, at.0, by.to_string()],
    )?;
    Ok(ended > 0)
}

/// A closing that a merging had ended counts again.
pub fn close_again(tx: &mut Tx<'_>, case: i64, reopened_at: At) -> Result<bool, Error> {
    let again = tx.execute(
        sql!(
            "UPDATE closing SET reopened_at = NULL, reopened_by = NULL WHERE case_number = $1 AND reopened_at = $2
             AND NOT EXISTS (SELECT 1 FROM closing o WHERE o.case_number = $1 AND o.reopened_at IS NULL)"
        ),
        args![case, reopened_at.0],
    )?;
    Ok(again > 0)
}

/// Parked cases whose time has come and those that wait on a third party and
/// soon owe a word, earliest first.
pub fn to_wake(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<Vec<i64>, Error> {
    let mut rows = tx.query(
        sql!("SELECT number FROM cases WHERE parked_until <= $1 ORDER BY parked_until LIMIT $2"),
        args![now.0, limit],
    )?;
    rows.extend(tx.query(
        sql!(
            "SELECT number FROM cases WHERE turn = 'third_party' AND place = 'waiting' AND owed_at <= $1
             ORDER BY owed_at LIMIT $2"
        ),
        args![now.plus(promises::rules::SOON).0, limit],
    )?);
    rows.iter().map(|row| row.get(0)).collect()
}

/// When the next of them wakes.
pub fn next_wake(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let parked = tx.one(
        sql!("SELECT MIN(parked_until) FROM cases WHERE parked_until IS NOT NULL"),
        args![],
    )?;
    let waiting = tx.one(
        sql!("SELECT MIN(owed_at) FROM cases WHERE turn = 'third_party' AND place = 'waiting'"),
        args![],
    )?;
    let at = |row: Option<Row>| -> Result<Option<At>, Error> {
        let at = row.map(|r| r.get::<Option<i64>>(0)).transpose()?;
        Ok(at.flatten().map(At))
    };
    let soon = at(waiting)?.map(|due| due.minus(promises::rules::SOON));
    Ok(at(parked)?.into_iter().chain(soon).min())
}

pub fn tags(tx: &mut Tx<'_>, case: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!("SELECT tag FROM case_tag WHERE case_number = $1 ORDER BY tag"),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// True when the tag was not there before.
pub fn tag(tx: &mut Tx<'_>, case: i64, tag: &str, at: At) -> Result<bool, Error> {
    let added = tx.execute(
        sql!(
            "INSERT INTO case_tag (case_number, tag, added_at) VALUES ($1, $2, $3)
             ON CONFLICT (case_number, tag) DO NOTHING"
        ),
        args![case, tag, at.0],
    )?;
    Ok(added > 0)
}

pub fn untag(tx: &mut Tx<'_>, case: i64, tag: &str) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("DELETE FROM case_tag WHERE case_number = $1 AND tag = $2"),
        args![case, tag],
    )? > 0)
}

/// The newest cases of a person beside one: number, subject and place.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: i64,
    beside: i64,
    limit: i64,
) -> Result<Vec<(i64, String, Place)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number, subject, place FROM cases WHERE person_id = $1 AND number <> $2 AND place <> 'merged'
             ORDER BY number DESC LIMIT $3"
        ),
        args![person, beside, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<String>(2)?.parse().map_err(Error::data)?,
            ))
        })
        .collect()
}
