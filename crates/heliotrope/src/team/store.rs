//! All SQL about the team, its sessions, links, tokens and audit.

use store::{Error, Row, Tx, args, sql};

use crate::kit::At;
use crate::kit::moments;
use crate::web::{Asker, Credential, Role, Via};

/// The asker behind a credential, if it is good at `now`, with the last use
/// of a session.
pub fn recognise(
    tx: &mut Tx<'_>,
    credential: &Credential,
    used_after: At,
) -> Result<Option<(Asker, Option<At>)>, Error> {
    let row = match credential {
        Credential::Session(digest) => tx.one(
            sql!(
                "SELECT s.id, s.form_token, s.used_at, a.id, a.name, a.address, a.role, a.language, a.zone,
                        a.scheme, a.density, a.single_keys, a.undo_seconds
                 FROM session s JOIN agent a ON a.id = s.agent_id
                 WHERE s.token_digest = $1 AND s.ended_at IS NULL AND s.used_at > $2
                   AND a.disabled_at IS NULL"
            ),
            args![digest, used_after],
        )?,
        Credential::Token(digest) => tx.one(
            sql!(
                "SELECT t.id, '', t.created_at, a.id, a.name, a.address, a.role, a.language, a.zone,
                        a.scheme, a.density, a.single_keys, a.undo_seconds
                 FROM api_token t JOIN agent a ON a.id = t.agent_id
                 WHERE t.token_digest = $1 AND t.revoked_at IS NULL AND a.disabled_at IS NULL"
            ),
            args![digest],
        )?,
    };
    let Some(row) = row else { return Ok(None) };
    let used_at = matches!(credential, Credential::Session(_))
        .then(|| row.get(2))
        .transpose()?;
    Ok(Some((asker(&row, credential)?, used_at)))
}

fn asker(row: &Row, credential: &Credential) -> Result<Asker, Error> {
    let id = row.get(0)?;
    let role: String = row.get(6)?;
    let language: String = row.get(7)?;
    Ok(Asker {
        agent: row.get(3)?,
        name: row.get(4)?,
        address: row.get(5)?,
        // A role this version does not know may do the least there is.
        role: Role::of_word(&role).unwrap_or(Role::Light),
        lang: language.parse().unwrap_or_default(),
        zone: moments::zone(&row.get::<String>(8)?),
        via: match credential {
            Credential::Session(_) => Via::Session { id },
            Credential::Token(_) => Via::Token { id },
        },
        form_token: row.get(1)?,
        scheme: row.get(9)?,
        density: row.get(10)?,
        single_keys: row.get(11)?,
        undo_seconds: row.get(12)?,
    })
}

pub fn use_session(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE session SET used_at = $2 WHERE id = $1"),
        args![id, now],
    )?;
    Ok(())
}

pub fn audit(tx: &mut Tx<'_>, now: At, actor: &str, deed: &str, object: &str) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO audit (at, actor, deed, object) VALUES ($1, $2, $3, $4)"),
        args![now, actor, deed, object],
    )?;
    Ok(())
}

/// A member of the team as menus and histories name them.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub id: i64,
    pub name: String,
    pub role: Role,
    /// Still one of us: may be given work.
    pub active: bool,
}

/// Everybody who is or was on the team, by name.
pub fn roster(tx: &mut Tx<'_>) -> Result<Vec<Colleague>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, role, disabled_at IS NULL FROM agent ORDER BY name, id"),
        args![],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Colleague {
                id: row.get(0)?,
                name: row.get(1)?,
                role: Role::of_word(&row.get::<String>(2)?).unwrap_or(Role::Light),
                active: row.get(3)?,
            })
        })
        .collect()
}

/// The name of a member, past ones too.
pub fn name(tx: &mut Tx<'_>, agent: i64) -> Result<Option<String>, Error> {
    tx.one(sql!("SELECT name FROM agent WHERE id = $1"), args![agent])?
        .map(|row| row.get(0))
        .transpose()
}

/// May this member be given a case? Readers cannot answer anybody.
pub fn may_own(tx: &mut Tx<'_>, agent: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT 1 FROM agent WHERE id = $1 AND disabled_at IS NULL AND role <> 'light'"),
        args![agent],
    )?;
    Ok(row.is_some())
}

/// A member without a password, for tests of other folders.
#[cfg(test)]
pub fn add_for_tests(tx: &mut Tx<'_>, address: &str, name: &str, now: At) -> Result<i64, Error> {
    tx.one(
        sql!(
            "INSERT INTO agent (address, name, role, language, zone, scheme, density, single_keys, undo_seconds,
                                created_at)
             VALUES ($1, $2, 'agent', 'en', 'UTC', 'system', 'roomy', $3, 20, $4) RETURNING id"
        ),
        args![address, name, true, now],
    )?
    .ok_or_else(|| Error::data("adding an agent gave no id"))?
    .get(0)
}
