//! Needs, their settlements and who was told.

use super::{FoundBy, How, Kind, Need, Quote, Settling, State, Whose};
use crate::events::Actor;
use crate::kit::At;
use std::collections::HashSet;
use store::{Error, Row, Tx, args, ids, sql};

/// A need to add.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub found_by: FoundBy,
    pub whose: Whose,
    /// None: whoever asks.
    pub person: Option<i64>,
    pub kind: Kind,
    pub words: &'a str,
    pub quote: Option<Quote>,
}

/// Adds a need to a case and gives its id.
pub fn add(tx: &mut Tx<'_>, case: i64, new: &New<'_>, at: At, by: Actor) -> Result<i64, Error> {
    let place = |n: usize| i64::try_from(n).map_err(|e| Error::data(e.to_string()));
    let (from, to) = match new.quote {
        Some(quote) => (Some(place(quote.from)?), Some(place(quote.to)?)),
        None => (None, None),
    };
    tx.insert(
        sql!(
            "INSERT INTO need (case_number, implied, kind, words, found_by, belongs_to, message_id, quote_from,
                               quote_to, added_at, added_by, person_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
        ),
        args![
            case,
            new.found_by == FoundBy::Implied,
            new.kind.word(),
            new.words,
            new.found_by.word(),
            new.whose.word(),
            new.quote.map(|q| q.message),
            from,
            to,
            at.0,
            by.to_string(),
            new.person
        ],
    )
}

/// The needs of a case, in the order they were added.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Need>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.id, n.implied, n.kind, n.words, s.state, s.possible, s.signpost, s.at, t.at, t.how,
                    n.found_by, n.belongs_to, n.message_id, n.quote_from, n.quote_to, s.says, s.by_actor, n.person_id
             FROM need n
             LEFT JOIN settlement s ON s.need_id = n.id AND s.undone_at IS NULL
             LEFT JOIN told t ON t.need_id = n.id AND t.undone_at IS NULL
             WHERE n.case_number = $1 ORDER BY n.id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// The needs of many cases, as (case, need), in the order they were added.
pub fn of_cases(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<(i64, Need)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.id, n.implied, n.kind, n.words, s.state, s.possible, s.signpost, s.at, t.at, t.how,
                    n.found_by, n.belongs_to, n.message_id, n.quote_from, n.quote_to, s.says, s.by_actor, n.person_id,
                    n.case_number
             FROM need n
             LEFT JOIN settlement s ON s.need_id = n.id AND s.undone_at IS NULL
             LEFT JOIN told t ON t.need_id = n.id AND t.undone_at IS NULL
             WHERE n.case_number IN {ids($1)} ORDER BY n.id"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(18)?, read(row)?)))
        .collect()
}

fn read(row: &Row) -> Result<Need, Error> {
    let state: Option<String> = row.get(4)?;
    let settled_by: Option<String> = row.get(16)?;
    Ok(Need {
        id: row.get(0)?,
        implied: row.get(1)?,
        kind: row.get::<String>(2)?.parse().map_err(Error::data)?,
        words: row.get(3)?,
        state: state.map_or(Ok(State::Open), |word| word.parse().map_err(Error::data))?,
        possible: row.get(5)?,
        signpost: row.get(6)?,
        settled_at: row.get::<Option<i64>>(7)?.map(At),
        told_at: row.get::<Option<i64>>(8)?.map(At),
        told_how: row.get(9)?,
        found_by: row.get::<String>(10)?.parse().map_err(Error::data)?,
        whose: row.get::<String>(11)?.parse().map_err(Error::data)?,
        person: row.get(17)?,
        quote: quote(row)?,
        says: row.get(15)?,
        settled_by: settled_by
            .map(|actor| actor.parse().map_err(Error::data))
            .transpose()?,
    })
}

fn quote(row: &Row) -> Result<Option<Quote>, Error> {
    let place = |n: i64| usize::try_from(n).map_err(|e| Error::data(e.to_string()));
    let (from, to): (Option<i64>, Option<i64>) = (row.get(13)?, row.get(14)?);
    match (row.get(12)?, from, to) {
        (Some(message), Some(from), Some(to)) => Ok(Some(Quote {
            message,
            from: place(from)?,
            to: place(to)?,
        })),
        _ => Ok(None),
    }
}

/// Corrects what sort of thing a need is.
pub fn be(tx: &mut Tx<'_>, need: i64, kind: Kind) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET kind = $2 WHERE id = $1"),
        args![need, kind.word()],
    )?;
    Ok(())
}

/// It is somebody else's need (none: whoever asks).
pub fn give(tx: &mut Tx<'_>, need: i64, person: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET person_id = $2 WHERE id = $1"),
        args![need, person],
    )?;
    Ok(())
}

/// Words of our own for a need; it stands in no message any more.
pub fn word_anew(tx: &mut Tx<'_>, need: i64, words: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE need SET words = $2, message_id = NULL, quote_from = NULL, quote_to = NULL WHERE id = $1"
        ),
        args![need, words],
    )?;
    Ok(())
}

/// The letter that told how it ended; none: no letter did.
pub fn letter_that_told(tx: &mut Tx<'_>, need: i64) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!("SELECT message_id FROM told WHERE need_id = $1 AND undone_at IS NULL"),
        args![need],
    )?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// Other words for a need; its quote stays.
pub fn word(tx: &mut Tx<'_>, need: i64, words: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET words = $2 WHERE id = $1"),
        args![need, words],
    )?;
    Ok(())
}

/// The sentence that will tell the person how this need was settled.
pub fn say(tx: &mut Tx<'_>, need: i64, says: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE settlement SET says = $2 WHERE need_id = $1 AND undone_at IS NULL"),
        args![need, says],
    )?;
    Ok(())
}

/// Those of these needs that were of whoever asks are now of `person`: their
/// case has become part of somebody else's.
pub fn belong(tx: &mut Tx<'_>, needs: &HashSet<i64>, person: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET person_id = $2 WHERE id IN {ids($1)} AND person_id IS NULL"),
        args![ids(needs.iter().copied()), person],
    )?;
    Ok(())
}

/// They are of whoever asks again.
pub fn belong_to_who_asks(tx: &mut Tx<'_>, needs: &HashSet<i64>, asks: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET person_id = NULL WHERE id IN {ids($1)} AND person_id = $2"),
        args![ids(needs.iter().copied()), asks],
    )?;
    Ok(())
}

/// Settles an open need. A need that is settled already is first undone.
pub fn settle(
    tx: &mut Tx<'_>,
    need: i64,
    settling: &Settling,
    message: Option<i64>,
    at: At,
    by: Actor,
) -> Result<(), Error> {
    unsettle(tx, need, at, by)?;
    tx.execute(
        sql!(
            "INSERT INTO settlement (need_id, state, at, by_actor, message_id, reason, possible, signpost)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        args![
            need,
            settling.state.word(),
            at.0,
            by.to_string(),
            message,
            settling.reason.as_deref(),
            settling.possible.as_deref(),
            settling.signpost.as_deref()
        ],
    )?;
    Ok(())
}

/// Opens a need again; true when it was settled.
pub fn unsettle(tx: &mut Tx<'_>, need: i64, at: At, by: Actor) -> Result<bool, Error> {
    let undone = tx.execute(
        sql!("UPDATE settlement SET undone_at = $2, undone_by = $3 WHERE need_id = $1 AND undone_at IS NULL"),
        args![need, at.0, by.to_string()],
    )?;
    Ok(undone > 0)
}

pub fn tell(
    tx: &mut Tx<'_>,
    need: i64,
    how: How,
    message: Option<i64>,
    at: At,
    by: Actor,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO told (need_id, how, message_id, at, by_actor) VALUES ($1, $2, $3, $4, $5)"
        ),
        args![need, how.word(), message, at.0, by.to_string()],
    )?;
    Ok(())
}

/// Who told it without a letter, and when.
pub fn told_aloud(tx: &mut Tx<'_>, need: i64) -> Result<Option<(Actor, At)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT by_actor, at FROM told
             WHERE need_id = $1 AND undone_at IS NULL AND how IN ('phone', 'in_person', 'post')"
        ),
        args![need],
    )?;
    row.map(|row| {
        let by = row.get::<String>(0)?.parse().map_err(Error::data)?;
        Ok((by, At(row.get(1)?)))
    })
    .transpose()
}

/// Turns a need back to untold; true when it was told. `why` is a closed word.
pub fn untell(tx: &mut Tx<'_>, need: i64, why: &str, at: At, by: Actor) -> Result<bool, Error> {
    let undone = tx.execute(
        sql!(
            "UPDATE told SET undone_at = $2, undone_by = $3, undone_why = $4
             WHERE need_id = $1 AND undone_at IS NULL"
        ),
        args![need, at.0, by.to_string(), why],
    )?;
    Ok(undone > 0)
}

/// What a letter at that moment had opened again stands as it was before, unless
/// it was settled anew since.
pub fn settled_again(tx: &mut Tx<'_>, case: i64, reopened_at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE settlement SET undone_at = NULL, undone_by = NULL
             WHERE undone_at = $2 AND need_id IN (SELECT id FROM need WHERE case_number = $1)
                AND NOT EXISTS (SELECT 1 FROM settlement o
                                WHERE o.need_id = settlement.need_id AND o.undone_at IS NULL)"
        ),
        args![case, reopened_at.0],
    )?;
    tx.execute(
        sql!(
            "UPDATE told SET undone_at = NULL, undone_by = NULL, undone_why = NULL
             WHERE undone_at = $2 AND undone_why = 'letter'
                AND need_id IN (SELECT id FROM need WHERE case_number = $1)
                AND NOT EXISTS (SELECT 1 FROM told o WHERE o.need_id = told.need_id AND o.undone_at IS NULL)"
        ),
        args![case, reopened_at.0],
    )?;
    Ok(())
}

/// The needs whose live telling is this message.
pub fn told_by(tx: &mut Tx<'_>, message: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT need_id FROM told WHERE message_id = $1 AND undone_at IS NULL ORDER BY need_id"
        ),
        args![message],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The settled needs that this message would have told, had it arrived, and
/// that nobody has told since.
pub fn untold_by(tx: &mut Tx<'_>, message: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT t.need_id FROM told t JOIN settlement s ON s.need_id = t.need_id AND s.undone_at IS NULL
             WHERE t.message_id = $1 AND t.undone_why IN ('failed', 'bounced', 'replaced')
                AND NOT EXISTS (SELECT 1 FROM told l WHERE l.need_id = t.need_id AND l.undone_at IS NULL)
             ORDER BY t.need_id"
        ),
        args![message],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The needs whose live settlement came with this message.
pub fn settled_by(tx: &mut Tx<'_>, case: i64, message: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.need_id FROM settlement s JOIN need n ON n.id = s.need_id
             WHERE n.case_number = $1 AND s.message_id = $2 AND s.undone_at IS NULL ORDER BY s.need_id"
        ),
        args![case, message],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}
