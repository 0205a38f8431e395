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
