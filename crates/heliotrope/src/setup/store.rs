//! The link of the set-up, and how far a set-up came.

use store::{Error, Tx, args, sql};

use crate::kit::At;

/// A new link. Older ones that nobody has begun with are worth nothing from now on.
pub fn print(tx: &mut Tx<'_>, digest: &str, now: At, expires: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE setup_link SET ended_at = $1 WHERE ended_at IS NULL AND browser_digest IS NULL"
        ),
        args![now.0],
    )?;
    tx.execute(
        sql!("INSERT INTO setup_link (token_digest, created_at, expires_at) VALUES ($1, $2, $3)"),
        args![digest, now.0, expires.0],
    )?;
    Ok(())
}

/// A link that can still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: i64,
    /// Of the browser that pressed first.
    pub browser: Option<String>,
}

pub fn link(tx: &mut Tx<'_>, digest: &str, now: At) -> Result<Option<Link>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, browser_digest FROM setup_link
             WHERE token_digest = $1 AND ended_at IS NULL AND expires_at > $2"
        ),
        args![digest, now.0],
    )?;
    row.map(|row| {
        Ok(Link {
            id: row.get(0)?,
            browser: row.get(1)?,
        })
    })
    .transpose()
}

/// The browser that goes on with the link, if no other has begun.
pub fn bind(tx: &mut Tx<'_>, link: i64, browser: &str) -> Result<bool, Error> {
    let bound = tx.execute(
        sql!(
            "UPDATE setup_link SET browser_digest = $2
             WHERE id = $1 AND (browser_digest IS NULL OR browser_digest = $2)"
        ),
        args![link, browser],
    )?;
    Ok(bound == 1)
}

/// No link is of use any more.
pub fn end_links(tx: &mut Tx<'_>, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE setup_link SET ended_at = $1 WHERE ended_at IS NULL"),
        args![now.0],
    )?;
    Ok(())
}

/// A set-up that was begun and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    pub agent: i64,
    pub mailbox: Option<i64>,
}

pub fn begin(tx: &mut Tx<'_>, agent: i64) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO setup (agent_id) VALUES ($1)"),
        args![agent],
    )?;
    Ok(())
}

pub fn begun(tx: &mut Tx<'_>) -> Result<Option<Begun>, Error> {
    let row = tx.one(
        sql!(
            "SELECT s.agent_id, s.mailbox_id FROM setup s JOIN agent a ON a.id = s.agent_id
             WHERE s.finished_at IS NULL AND a.disabled_at IS NULL ORDER BY s.agent_id LIMIT 1"
        ),
        args![],
    )?;
    row.map(|row| {
        Ok(Begun {
            agent: row.get(0)?,
            mailbox: row.get(1)?,
        })
    })
    .transpose()
}

pub fn has_mailbox(tx: &mut Tx<'_>, agent: i64, mailbox: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE setup SET mailbox_id = $2 WHERE agent_id = $1 AND finished_at IS NULL"),
        args![agent, mailbox],
    )?;
    Ok(())
}

pub fn finish(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE setup SET finished_at = $2 WHERE agent_id = $1 AND finished_at IS NULL"),
        args![agent, now.0],
    )?;
    Ok(())
}
