//! Trade-offs on disk, the noes that rest on them, and what became of those.

mod noes;

pub use noes::{Ready, Said, drop_ready, make_ready, ready, replace, rest_on, said, said_by, take};

use super::rules::{self, Tradeoff, Wanted};
use crate::events::Actor;
use crate::kit::At;
use jiff::civil::Date;
use store::{Error, Row, Tx, args, sql};

/// What hearers of the trade-offs listen for.
pub const PART: &str = "tradeoffs";

/// All that are kept, in the order in which customers care.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Tradeoff>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.title, t.kind, t.bad_at, t.because, t.so_that, t.instead, t.signpost, t.slots, t.slot_link,
                    t.for_whom, t.owner_id, t.review_on, t.public, t.decided, t.measure, t.place, t.version,
                    t.made_at, t.dropped_at, a.name
             FROM tradeoff t JOIN agent a ON a.id = t.owner_id
             WHERE t.dropped_at IS NULL ORDER BY t.place, t.id"
        ),
        args![],
    )?;
    rows.iter().map(read).collect()
}

/// One of them, also when it was dropped.
pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Tradeoff>, Error> {
    tx.one(
        sql!(
            "SELECT t.id, t.title, t.kind, t.bad_at, t.because, t.so_that, t.instead, t.signpost, t.slots, t.slot_link,
                    t.for_whom, t.owner_id, t.review_on, t.public, t.decided, t.measure, t.place, t.version,
                    t.made_at, t.dropped_at, a.name
             FROM tradeoff t JOIN agent a ON a.id = t.owner_id WHERE t.id = $1"
        ),
        args![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

fn read(row: &Row) -> Result<Tradeoff, Error> {
    let slots: Result<Vec<rules::Slot>, String> = rules::lines(&row.get::<String>(8)?)
        .iter()
        .map(|line| line.parse())
        .collect();
    Ok(Tradeoff {
        id: row.get(0)?,
        what: Wanted {
            title: row.get(1)?,
            why: row.get::<String>(2)?.parse().map_err(Error::data)?,
            bad_at: row.get(3)?,
            because: row.get(4)?,
            so_that: row.get(5)?,
            instead: rules::lines(&row.get::<String>(6)?),
            signpost: row.get(7)?,
            slots: slots.map_err(Error::data)?,
            slot_link: row.get(9)?,
            for_whom: row.get(10)?,
            owner: row.get(11)?,
            review_on: row
                .get::<String>(12)?
                .parse()
                .map_err(|e: jiff::Error| Error::data(e.to_string()))?,
            public: row.get(13)?,
            decided: row.get(14)?,
            measure: row.get::<String>(15)?.parse().map_err(Error::data)?,
        },
        place: row.get(16)?,
        version: row.get(17)?,
        made_at: At(row.get(18)?),
        dropped_at: row.get::<Option<i64>>(19)?.map(At),
        owner_name: row.get(20)?,
    })
}

/// Keeps a new one behind all others and gives its id.
pub fn add(tx: &mut Tx<'_>, what: &Wanted, at: At) -> Result<i64, Error> {
    let place: i64 = tx
        .one(
            sql!("SELECT COALESCE(MAX(place), 0) + 1 FROM tradeoff"),
            args![],
        )?
        .map_or(Ok(1), |row| row.get(0))?;
    let id = tx.insert(
        sql!(
            "INSERT INTO tradeoff (title, kind, bad_at, because, so_that, instead, signpost, slots, slot_link, for_whom,
                                   owner_id, review_on, public, decided, measure, place, version, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17) RETURNING id"
        ),
        args![
            what.title.as_str(),
            what.why.word(),
            what.bad_at.as_str(),
            what.because.as_str(),
            what.so_that.as_str(),
            what.instead.join("\n"),
            what.signpost.as_str(),
            rules::slots_text(&what.slots),
            what.slot_link.as_str(),
            what.for_whom.as_str(),
            what.owner,
            what.review_on.to_string(),
            what.public,
            what.decided,
            what.measure.word(),
            place,
            at.0
        ],
    )?;
    tx.say(PART);
    Ok(id)
}

/// Writes one over that was read at `version`; false when somebody was faster.
pub fn keep(tx: &mut Tx<'_>, id: i64, version: i64, what: &Wanted) -> Result<bool, Error> {
    let kept = tx.execute(
        sql!(
            "UPDATE tradeoff SET title = $3, kind = $4, bad_at = $5, because = $6, so_that = $7, instead = $8,
                signpost = $9, slots = $10, slot_link = $11, for_whom = $12, owner_id = $13, review_on = $14,
                public = $15, decided = $16, measure = $17, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        args![
            id,
            version,
            what.title.as_str(),
            what.why.word(),
            what.bad_at.as_str(),
            what.because.as_str(),
            what.so_that.as_str(),
            what.instead.join("\n"),
            what.signpost.as_str(),
            rules::slots_text(&what.slots),
            what.slot_link.as_str(),
            what.for_whom.as_str(),
            what.owner,
            what.review_on.to_string(),
            what.public,
            what.decided,
            what.measure.word()
        ],
    )?;
    tx.say(PART);
    Ok(kept > 0)
}

pub fn drop_it(tx: &mut Tx<'_>, id: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE tradeoff SET dropped_at = $2, version = version + 1 WHERE id = $1 AND dropped_at IS NULL"),
        args![id, at.0],
    )?;
    tx.say(PART);
    Ok(())
}

/// Two of them change places on the map.
pub fn swap(tx: &mut Tx<'_>, one: &Tradeoff, other: &Tradeoff) -> Result<(), Error> {
    place(tx, one.id, other.place)?;
    place(tx, other.id, one.place)
}

pub fn place(tx: &mut Tx<'_>, id: i64, place: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE tradeoff SET place = $2 WHERE id = $1"),
        args![id, place],
    )?;
    tx.say(PART);
    Ok(())
}

/// Somebody changed a trade-off: who, what, and which of its fields.
pub fn note(
    tx: &mut Tx<'_>,
    id: i64,
    at: At,
    by: Actor,
    what: &str,
    fields: &[&str],
) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO tradeoff_change (tradeoff_id, at, by_actor, what, fields) VALUES ($1, $2, $3, $4, $5)"),
        args![id, at.0, by.to_string(), what, fields.join(" ")],
    )?;
    Ok(())
}

/// One line of a trade-off's history.
#[derive(Debug, Clone)]
pub struct Changed {
    pub at: At,
    /// A name of the team; none: the desk itself.
    pub by: Option<String>,
    pub what: String,
    pub fields: Vec<String>,
}

/// Who changed it, newest first.
pub fn history(tx: &mut Tx<'_>, id: i64) -> Result<Vec<Changed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.at, a.name, c.what, c.fields FROM tradeoff_change c
             LEFT JOIN agent a ON c.by_actor = 'agent:' || CAST(a.id AS TEXT)
             WHERE c.tradeoff_id = $1 ORDER BY c.id DESC LIMIT 100"
        ),
        args![id],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Changed {
                at: At(row.get(0)?),
                by: row.get(1)?,
                what: row.get(2)?,
                fields: row
                    .get::<String>(3)?
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect(),
            })
        })
        .collect()
}

/// What an agent owns whose day has come: id and title, longest first.
pub fn to_review(tx: &mut Tx<'_>, owner: i64, today: Date) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, title FROM tradeoff
             WHERE owner_id = $1 AND review_on <= $2 AND dropped_at IS NULL ORDER BY review_on, id LIMIT 5"
        ),
        args![owner, today.to_string()],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What became of the noes that rest on one trade-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub tradeoff: i64,
    pub title: String,
    /// Needs that were declined with it.
    pub asks: i64,
    /// Of these: opened again by the person ("not yet?").
    pub not_yet: i64,
    /// Of these: something that is possible was taken.
    pub taken: i64,
    /// Of these: met in the end.
    pub met: i64,
}

/// Every trade-off that was asked about since then. Team figures: no agent
/// stands in them.
pub fn asked(tx: &mut Tx<'_>, since: At) -> Result<Vec<Asked>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.title, COUNT(DISTINCT s.need_id),
                    COUNT(DISTINCT CASE WHEN s.undone_by LIKE 'person:%' THEN s.need_id END),
                    COUNT(DISTINCT w.need_id), COUNT(DISTINCT m.need_id)
             FROM settlement s JOIN tradeoff t ON t.id = s.tradeoff_id
             LEFT JOIN way_taken w ON w.settlement_id = s.id
             LEFT JOIN settlement m ON m.need_id = s.need_id AND m.state = 'met' AND m.undone_at IS NULL
             WHERE s.tradeoff_id IS NOT NULL AND s.state = 'declined' AND s.at >= $1
             GROUP BY t.id, t.title ORDER BY 3 DESC, t.id"
        ),
        args![since.0],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Asked {
                tradeoff: row.get(0)?,
                title: row.get(1)?,
                asks: row.get(2)?,
                not_yet: row.get(3)?,
                taken: row.get(4)?,
                met: row.get(5)?,
            })
        })
        .collect()
}

/// How many needs were settled since then, and how many of them declined.
pub fn settled(tx: &mut Tx<'_>, since: At) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*), COUNT(CASE WHEN state = 'declined' THEN 1 END) FROM settlement
             WHERE at >= $1 AND undone_at IS NULL"
        ),
        args![since.0],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Of the promises that fell due since then: how many, and how many of them
/// were kept or renegotiated in time. `house`: those that the receipt made.
pub fn promises(tx: &mut Tx<'_>, since: At, now: At, house: bool) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*), COUNT(CASE WHEN ended_as IN ('kept', 'renegotiated') AND ended_at <= due_at THEN 1 END)
             FROM promise WHERE due_at >= $1 AND due_at < $2 AND house = $3
                AND (ended_as IS NULL OR ended_as IN ('kept', 'renegotiated'))"
        ),
        args![since.0, now.0, house],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A need that was declined with a trade-off.
#[derive(Debug, Clone)]
pub struct Ask {
    pub case: i64,
    pub need: i64,
    pub words: String,
    pub at: At,
    pub taken: bool,
    pub not_yet: bool,
    pub met: bool,
}

/// The newest of them.
pub fn asks(tx: &mut Tx<'_>, tradeoff: i64, limit: i64) -> Result<Vec<Ask>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.case_number, n.id, n.words, s.at,
                    EXISTS (SELECT 1 FROM way_taken w WHERE w.settlement_id = s.id),
                    COALESCE(s.undone_by LIKE 'person:%', $3),
                    EXISTS (SELECT 1 FROM settlement m
                            WHERE m.need_id = n.id AND m.state = 'met' AND m.undone_at IS NULL)
             FROM settlement s JOIN need n ON n.id = s.need_id
             WHERE s.tradeoff_id = $1 AND s.state = 'declined' ORDER BY s.at DESC, s.id DESC LIMIT $2"
        ),
        args![tradeoff, limit, false],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Ask {
                case: row.get(0)?,
                need: row.get(1)?,
                words: row.get(2)?,
                at: At(row.get(3)?),
                taken: row.get(4)?,
                not_yet: row.get(5)?,
                met: row.get(6)?,
            })
        })
        .collect()
}
