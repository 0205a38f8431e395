//! All SQL about the team, its sessions, links, tokens and audit.

mod away;
mod roster;

use store::{Error, Row, Tx, args, sql};

use crate::kit::At;
use crate::kit::moments;
use crate::kit::words::Lang;
use crate::web::{Asker, Credential, Heard, Role, Via};

pub use away::{
    Away, Fallen, all_away, away, come_back, go_away, is_there, last_away, note_fallen, stay_away,
};
pub use roster::{Colleague, may_own, name, roster};

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
                        a.scheme, a.density, a.single_keys, a.undo_seconds,
                        (SELECT COUNT(*) FROM (SELECT id FROM agent WHERE disabled_at IS NULL LIMIT 2) AS two) < 2,
                        (SELECT COUNT(*) FROM (SELECT 1 FROM notice n WHERE n.agent_id = a.id AND n.read_at IS NULL
                                               LIMIT 100) AS unread)
                 FROM session s JOIN agent a ON a.id = s.agent_id
                 WHERE s.token_digest = $1 AND s.ended_at IS NULL AND s.used_at > $2
                   AND a.disabled_at IS NULL"
            ),
            args![digest, used_after],
        )?,
        Credential::Token(digest) => tx.one(
            sql!(
                "SELECT t.id, '', t.created_at, a.id, a.name, a.address, a.role, a.language, a.zone,
                        a.scheme, a.density, a.single_keys, a.undo_seconds,
                        (SELECT COUNT(*) FROM (SELECT id FROM agent WHERE disabled_at IS NULL LIMIT 2) AS two) < 2,
                        (SELECT COUNT(*) FROM (SELECT 1 FROM notice n WHERE n.agent_id = a.id AND n.read_at IS NULL
                                               LIMIT 100) AS unread)
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
        alone: row.get(13)?,
        unread: match row.get::<i64>(14)? {
            0 => String::new(),
            100.. => "99+".to_owned(),
            n => n.to_string(),
        },
        heard: Heard::default(),
    })
}

pub fn use_session(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE session SET used_at = $2 WHERE id = $1"),
        args![id, now],
    )?;
    Ok(())
}

/// A person of the team, as the settings show them.
#[derive(Debug, Clone)]
pub struct Agent {
    pub id: i64,
    pub address: String,
    pub name: String,
    pub role: Role,
    pub lang: Lang,
    pub has_password: bool,
    pub disabled: bool,
}

/// A person to be.
#[derive(Debug, Clone)]
pub struct New {
    pub address: String,
    pub name: String,
    pub role: Role,
    pub lang: Lang,
    pub zone: String,
    pub password_hash: Option<String>,
}

/// What a person sets for themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub name: String,
    pub lang: Lang,
    pub zone: String,
    pub scheme: String,
    pub density: String,
    pub single_keys: bool,
    pub undo_seconds: i64,
}

pub fn add(tx: &mut Tx<'_>, new: &New, now: At) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO agent (address, name, role, password_hash, language, zone, scheme, density, single_keys,
                                undo_seconds, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'system', 'roomy', $7, 20, $8) RETURNING id"
        ),
        args![
            &new.address,
            &new.name,
            new.role.word(),
            new.password_hash.clone(),
            new.lang.code(),
            &new.zone,
            true,
            now
        ],
    )?;
    id_of(row)
}

fn id_of(row: Option<Row>) -> Result<i64, Error> {
    row.ok_or_else(|| Error::data("a new row of the team gave no id"))?
        .get(0)
}

fn agent(row: &Row) -> Result<Agent, Error> {
    let role: String = row.get(3)?;
    Ok(Agent {
        id: row.get(0)?,
        address: row.get(1)?,
        name: row.get(2)?,
        role: Role::of_word(&role).unwrap_or(Role::Light),
        lang: row.get::<String>(4)?.parse().unwrap_or_default(),
        has_password: row.get(6)?,
        disabled: row.get(7)?,
    })
}

/// Language and zone of whoever came first and is still here: the team's own, as
/// far as nobody said otherwise. None: there is no team yet.
pub fn habits(tx: &mut Tx<'_>) -> Result<Option<(Lang, String)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT language, zone FROM agent
             WHERE disabled_at IS NULL ORDER BY id LIMIT 1"
        ),
        args![],
    )?;
    let habits = |row: Row| {
        let lang = row.get::<String>(0)?.parse().unwrap_or_default();
        Ok((lang, row.get(1)?))
    };
    row.map(habits).transpose()
}

/// Everybody, those who left last.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Agent>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, address, name, role, language, zone, password_hash IS NOT NULL, disabled_at IS NOT NULL
             FROM agent ORDER BY disabled_at IS NOT NULL, name, id"
        ),
        args![],
    )?;
    rows.iter().map(agent).collect()
}

pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<Agent>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, address, name, role, language, zone, password_hash IS NOT NULL, disabled_at IS NOT NULL
             FROM agent WHERE id = $1"
        ),
        args![id],
    )?;
    row.as_ref().map(agent).transpose()
}

/// `address` in lower case.
pub fn by_address(tx: &mut Tx<'_>, address: &str) -> Result<Option<Agent>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, address, name, role, language, zone, password_hash IS NOT NULL, disabled_at IS NOT NULL
             FROM agent WHERE address = $1"
        ),
        args![address],
    )?;
    row.as_ref().map(agent).transpose()
}

/// The id and the password's hash of somebody who may still sign in.
pub fn password_hash(
    tx: &mut Tx<'_>,
    address: &str,
) -> Result<Option<(i64, Option<String>)>, Error> {
    let row = tx.one(
        sql!("SELECT id, password_hash FROM agent WHERE address = $1 AND disabled_at IS NULL"),
        args![address],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// How many may sign in, counted up to two.
pub fn enabled_up_to_two(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let rows = tx.query(
        sql!("SELECT id FROM agent WHERE disabled_at IS NULL LIMIT 2"),
        args![],
    )?;
    Ok(i64::try_from(rows.len()).unwrap_or(2))
}

/// Whether somebody else than `id` is an admin who may sign in.
pub fn another_admin(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT id FROM agent WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1 LIMIT 1"
        ),
        args![id],
    )?;
    Ok(row.is_some())
}

pub fn set_password(tx: &mut Tx<'_>, id: i64, hash: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE agent SET password_hash = $2 WHERE id = $1"),
        args![id, hash],
    )?;
    Ok(())
}

pub fn set_name_and_role(tx: &mut Tx<'_>, id: i64, name: &str, role: Role) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE agent SET name = $2, role = $3 WHERE id = $1"),
        args![id, name, role.word()],
    )?;
    Ok(())
}

pub fn disable(tx: &mut Tx<'_>, id: i64, by: Option<i64>, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE agent SET disabled_at = $2, disabled_by = $3 WHERE id = $1 AND disabled_at IS NULL"),
        args![id, now, by],
    )?;
    Ok(())
}

pub fn enable(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE agent SET disabled_at = NULL, disabled_by = NULL WHERE id = $1"),
        args![id],
    )?;
    Ok(())
}

pub fn set_settings(tx: &mut Tx<'_>, id: i64, s: &Settings) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE agent SET name = $2, language = $3, zone = $4, scheme = $5, density = $6, single_keys = $7,
                              undo_seconds = $8
             WHERE id = $1"
        ),
        args![id, &s.name, s.lang.code(), &s.zone, &s.scheme, &s.density, s.single_keys, s.undo_seconds],
    )?;
    Ok(())
}

pub fn open_session(
    tx: &mut Tx<'_>,
    agent: i64,
    digest: &str,
    form_token: &str,
    now: At,
) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO session (token_digest, agent_id, form_token, created_at, used_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id"
        ),
        args![digest, agent, form_token, now],
    )?;
    id_of(row)
}

pub fn end_session(tx: &mut Tx<'_>, id: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"),
        args![id, now],
    )?;
    Ok(())
}

pub fn end_sessions_of(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE session SET ended_at = $2 WHERE agent_id = $1 AND ended_at IS NULL"),
        args![agent, now],
    )?;
    Ok(())
}

/// A link as its page shows it.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: i64,
    pub agent: i64,
    pub name: String,
    pub address: String,
    pub purpose: String,
    pub reusable: bool,
}

pub fn add_link(
    tx: &mut Tx<'_>,
    agent: i64,
    digest: &str,
    purpose: &str,
    reusable: bool,
    now: At,
    expires: At,
) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO sign_in_link (token_digest, agent_id, purpose, created_at, expires_at, reusable)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![digest, agent, purpose, now, expires, reusable],
    )?;
    id_of(row)
}

/// A link that still opens.
pub fn link(tx: &mut Tx<'_>, digest: &str, now: At) -> Result<Option<Link>, Error> {
    let row = tx.one(
        sql!(
            "SELECT l.id, l.agent_id, a.name, a.address, l.purpose, l.reusable
             FROM sign_in_link l JOIN agent a ON a.id = l.agent_id
             WHERE l.token_digest = $1 AND l.expires_at > $2 AND (l.reusable OR l.used_at IS NULL)
               AND a.disabled_at IS NULL"
        ),
        args![digest, now],
    )?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Link {
        id: row.get(0)?,
        agent: row.get(1)?,
        name: row.get(2)?,
        address: row.get(3)?,
        purpose: row.get(4)?,
        reusable: row.get(5)?,
    }))
}

/// Whether this press was the one that used it.
pub fn use_link(tx: &mut Tx<'_>, link: &Link, now: At) -> Result<bool, Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE sign_in_link SET used_at = $2 WHERE id = $1 AND (reusable OR used_at IS NULL)"
        ),
        args![link.id, now],
    )?;
    Ok(changed == 1)
}

/// After a new password no older link may set another one.
pub fn use_up_links(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE sign_in_link SET used_at = $2 WHERE agent_id = $1 AND used_at IS NULL AND NOT reusable"),
        args![agent, now],
    )?;
    Ok(())
}

pub fn add_token(tx: &mut Tx<'_>, agent: i64, digest: &str, now: At) -> Result<i64, Error> {
    let row = tx.one(
        sql!("INSERT INTO api_token (token_digest, agent_id, created_at) VALUES ($1, $2, $3) RETURNING id"),
        args![digest, agent, now],
    )?;
    id_of(row)
}

/// The tokens of an agent that still open: id and when they were made.
pub fn tokens(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<(i64, At)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, created_at FROM api_token WHERE agent_id = $1 AND revoked_at IS NULL ORDER BY id"),
        args![agent],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Whether there was such a token of this agent.
pub fn revoke_token(tx: &mut Tx<'_>, agent: i64, id: i64, now: At) -> Result<bool, Error> {
    let changed = tx.execute(
        sql!("UPDATE api_token SET revoked_at = $3 WHERE id = $2 AND agent_id = $1 AND revoked_at IS NULL"),
        args![agent, id, now],
    )?;
    Ok(changed == 1)
}

pub fn audit(tx: &mut Tx<'_>, now: At, actor: &str, deed: &str, object: &str) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO audit (at, actor, deed, object) VALUES ($1, $2, $3, $4)"),
        args![now, actor, deed, object],
    )?;
    Ok(())
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

/// What a page of this session would put into its forms, for tests.
#[cfg(test)]
pub fn form_token_of(tx: &mut Tx<'_>, digest: &str) -> Result<String, Error> {
    let row = tx.one(
        sql!("SELECT form_token FROM session WHERE token_digest = $1"),
        args![digest],
    )?;
    row.ok_or_else(|| Error::data("there is no such session"))?
        .get(0)
}
