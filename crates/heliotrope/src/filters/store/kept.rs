//! Views on disk: filters that somebody keeps under a name.

use crate::kit::{At, fold};
use ::store::{Error, Row, Tx, args, sql};

/// How many stand on a list of views.
pub const SHOWN: i64 = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: i64,
    /// Who keeps it.
    pub agent: i64,
    pub by: String,
    pub name: String,
    pub filter: String,
    pub shared: bool,
}

fn read(row: &Row) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.get(0)?,
        agent: row.get(1)?,
        by: row.get(2)?,
        name: row.get(3)?,
        filter: row.get(4)?,
        shared: row.get(5)?,
    })
}

/// The views an agent sees: their own first, then those the team shares.
pub fn seen_by(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<Kept>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT v.id, v.agent_id, a.name, v.name, v.filter, v.shared_at IS NOT NULL
             FROM saved_view v JOIN agent a ON a.id = v.agent_id
             WHERE v.removed_at IS NULL AND (v.agent_id = $1 OR v.shared_at IS NOT NULL)
             ORDER BY v.agent_id <> $1, v.folded, v.id LIMIT $2"
        ),
        args![agent, SHOWN],
    )?;
    rows.iter().map(read).collect()
}

/// One that an agent sees.
pub fn find(tx: &mut Tx<'_>, agent: i64, id: i64) -> Result<Option<Kept>, Error> {
    tx.one(
        sql!(
            "SELECT v.id, v.agent_id, a.name, v.name, v.filter, v.shared_at IS NOT NULL
             FROM saved_view v JOIN agent a ON a.id = v.agent_id
             WHERE v.id = $2 AND v.removed_at IS NULL AND (v.agent_id = $1 OR v.shared_at IS NOT NULL)"
        ),
        args![agent, id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn add(
    tx: &mut Tx<'_>,
    agent: i64,
    name: &str,
    filter: &str,
    shared: bool,
    now: At,
) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO saved_view (agent_id, name, folded, filter, shared_at, created_at, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $1) RETURNING id"
        ),
        args![agent, name, fold(name), filter, shared.then_some(now.0), now],
    )
}

/// Keeps the name and the filter of a view, and who sees it.
pub fn save(tx: &mut Tx<'_>, view: &Kept, by: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE saved_view SET name = $2, folded = $3, filter = $4, changed_at = $6, changed_by = $7,
                    shared_at = CASE WHEN $5 THEN COALESCE(shared_at, $6) END
             WHERE id = $1"
        ),
        args![view.id, &view.name, fold(&view.name), &view.filter, view.shared, now, by],
    )?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, id: i64, by: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE saved_view SET removed_at = $2, changed_at = $2, changed_by = $3, name = '', folded = '', filter = ''
             WHERE id = $1"
        ),
        args![id, now, by],
    )?;
    Ok(())
}

/// Every view that is kept, whoever keeps it: its number, and all its words.
pub fn words_of_all(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name || ' ' || filter FROM saved_view WHERE removed_at IS NULL"),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Goes with the person whom it names.
pub fn blank(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE saved_view SET removed_at = $2, name = '', folded = '', filter = '' WHERE id = $1"),
        args![id, now],
    )?;
    Ok(())
}
