//! The record on disk.

use super::{Actor, Event, Ids, Kind};
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// The part of a page that lists cases.
const LIST: &str = "list";

/// Writes `events` for one case and gives the number of the last. Locks the
/// case row, so that numbers have no gap and no double.
pub fn record(
    tx: &mut Tx<'_>,
    case: i64,
    at: At,
    actor: Actor,
    events: &[(Kind, Ids)],
) -> Result<i64, Error> {
    let last: i64 = tx
        .one(
            sql!("UPDATE cases SET last_event = last_event + $2 WHERE number = $1 RETURNING last_event"),
            args![case, events.len() as i64],
        )?
        .ok_or_else(|| Error::data(format!("recording events: there is no case {case}")))?
        .get(0)?;
    let first = last - events.len() as i64 + 1;
    record_from(tx, case, first, at, actor, events)?;
    Ok(last)
}

/// The same from the number `first` on, for a caller who has locked the case
/// row and writes its `last_event` with the rest of it.
pub fn record_from(
    tx: &mut Tx<'_>,
    case: i64,
    first: i64,
    at: At,
    actor: Actor,
    events: &[(Kind, Ids)],
) -> Result<(), Error> {
    for (n, (kind, ids)) in (first..).zip(events) {
        tx.execute(
            sql!("INSERT INTO case_event (case_number, n, at, actor, kind, ids) VALUES ($1, $2, $3, $4, $5, $6)"),
            args![case, n, at.0, actor.to_string(), kind.word(), ids.0.as_str()],
        )?;
    }
    tx.say(format!("case:{case}"));
    tx.say(LIST);
    Ok(())
}

/// What happened in a case after event `n`, oldest first; all of it for `n` = 0.
pub fn since(tx: &mut Tx<'_>, case: i64, n: i64) -> Result<Vec<Event>, Error> {
    let rows = tx.query(
        sql!("SELECT n, at, actor, kind, ids FROM case_event WHERE case_number = $1 AND n > $2 ORDER BY n"),
        args![case, n],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Event, Error> {
    Ok(Event {
        n: row.get(0)?,
        at: At(row.get(1)?),
        actor: row.get::<String>(2)?.parse().map_err(Error::data)?,
        kind: row.get::<String>(3)?.parse().map_err(Error::data)?,
        ids: Ids(row.get(4)?),
    })
}
