//! A letter that gets a number of its own: remembered like a merging of that
//! number which is taken apart at once. The same rows go the same way, and
//! putting them back is a merging like any other.

use crate::events::Actor;
use crate::kit::At;
use crate::merging::Merging;
use store::{Error, Tx, args, sql};

/// Begins it with the letter itself; `from` is the number that is new.
pub fn split(
    tx: &mut Tx<'_>,
    (from, into): (i64, i64),
    message: i64,
    at: At,
    by: Actor,
) -> Result<Merging, Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO merging (from_case, into_case, at, by_actor, brought_owner)
             VALUES ($1, $2, $3, $4, $5) RETURNING id"
        ),
        args![from, into, at.0, by.to_string(), false],
    )?;
    super::thread::also(tx, id, "message", message)?;
    Ok(Merging {
        id,
        from,
        into,
        at,
        by,
        parked_until: None,
        brought_owner: false,
    })
}

/// What hangs on the messages that go: needs made of their words with what was
/// done for these, and apologies.
pub fn what_hangs_on(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    for note in [
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'need', t.id FROM need t
             WHERE t.case_number = $2 AND t.message_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'apology', t.id FROM apology t
             WHERE t.case_number = $2 AND t.message_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'no_ready', t.id FROM no_ready t
             WHERE t.case_number = $2 AND t.need_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'need')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'way_taken', t.id FROM way_taken t
             WHERE t.case_number = $2 AND t.need_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'need')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'checkin', t.id FROM checkin t
             WHERE t.case_number = $2 AND t.need_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'need')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'goodwill', t.id FROM goodwill t
             WHERE t.case_number = $2 AND t.need_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'need')"
        ),
        sql!(
            "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, 'goodwill_ask', t.id FROM goodwill_ask t
             WHERE t.case_number = $2 AND t.need_id IN
                (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'need')"
        ),
    ] {
        tx.execute(note, args![merging.id, merging.into])?;
    }
    // What had come with another merging does not go back with that one any more.
    tx.execute(
        sql!(
            "DELETE FROM merging_row WHERE merging_id IN
                (SELECT id FROM merging WHERE into_case = $2 AND id <> $1 AND undone_at IS NULL)
             AND EXISTS (SELECT 1 FROM merging_row o
                         WHERE o.merging_id = $1 AND o.noun = merging_row.noun AND o.row_id = merging_row.row_id)"
        ),
        args![merging.id, merging.into],
    )?;
    Ok(())
}

/// Did letters of `number` go out under `other` before they got their number
/// back, or one of their own?
pub fn parted(tx: &mut Tx<'_>, number: i64, other: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM merging WHERE from_case = $1 AND into_case = $2 AND undone_at IS NOT NULL LIMIT 1"
        ),
        args![number, other],
    )?;
    Ok(row.is_some())
}
