//! What can be done about the team, shared by pages and commands: each is part
//! of the caller's transaction and leaves its audit row.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use ::store::Tx;
use anyhow::Context;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::StatusCode;
use serde_json::json;

use super::rules::{self, Wrong};
use super::store::{self, Agent, New};
use crate::kit::At;
use crate::kit::random;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::web::{Desk, Problem, Role};

/// Who does it, for the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Agent(i64),
    /// Somebody at the command line of the machine.
    Command,
    /// The desk itself.
    System,
}

impl By {
    fn agent(self) -> Option<i64> {
        match self {
            By::Agent(id) => Some(id),
            By::Command | By::System => None,
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            By::Agent(id) => write!(f, "agent:{id}"),
            By::Command => f.write_str("command"),
            By::System => f.write_str("system"),
        }
    }
}

/// What a link without a password is for, and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signs in with one press; an admin gave it.
    SignIn,
    /// Lets its holder choose a password; mailed or given by an admin.
    Reset,
    /// Signs in as often as it is pressed: only in the demo.
    Demo,
}

impl Purpose {
    pub fn word(self) -> &'static str {
        match self {
            Purpose::SignIn | Purpose::Demo => "sign-in",
            Purpose::Reset => "reset",
        }
    }

    fn lasts(self) -> Duration {
        match self {
            Purpose::SignIn | Purpose::Reset => Duration::from_secs(60 * 60),
            Purpose::Demo => Duration::from_secs(365 * 86_400),
        }
    }
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Problem {
        let status = match wrong {
            Wrong::AddressTaken | Wrong::LastAdmin => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        // Only the sentence about short passwords has a place for it.
        Problem::refuse(status, wrong.code(), wrong.key()).arg("n", rules::PASSWORD_AT_LEAST)
    }
}

/// # Errors
/// A [`Wrong`] as a refusal when name or address cannot be, or the address is
/// already somebody's.
pub fn add(tx: &mut Tx<'_>, new: &New, by: By, now: At) -> Result<i64, Problem> {
    let new = New {
        name: rules::name(&new.name)?,
        address: rules::address(&new.address)?,
        ..new.clone()
    };
    if store::by_address(tx, &new.address)?.is_some() {
        return Err(Wrong::AddressTaken.into());
    }
    let id = store::add(tx, &new, now)?;
    store::audit(
        tx,
        now,
        &by.to_string(),
        "agent-added",
        &format!("agent:{id}"),
    )?;
    Ok(id)
}

/// Ends every session and token of theirs with it: whoever is disabled is out
/// at once.
pub fn disable(tx: &mut Tx<'_>, id: i64, by: By, now: At) -> Result<(), Problem> {
    let agent = find(tx, id)?;
    if agent.role == Role::Admin && !store::another_admin(tx, id)? {
        return Err(Wrong::LastAdmin.into());
    }
    store::disable(tx, id, by.agent(), now)?;
    store::end_sessions_of(tx, id, now)?;
    store::audit(
        tx,
        now,
        &by.to_string(),
        "agent-disabled",
        &format!("agent:{id}"),
    )?;
    Ok(())
}

pub fn enable(tx: &mut Tx<'_>, id: i64, by: By, now: At) -> Result<(), Problem> {
    find(tx, id)?;
    store::enable(tx, id)?;
    store::audit(
        tx,
        now,
        &by.to_string(),
        "agent-enabled",
        &format!("agent:{id}"),
    )?;
    Ok(())
}

pub fn change(
    tx: &mut Tx<'_>,
    id: i64,
    name: &str,
    role: Role,
    by: By,
    now: At,
) -> Result<(), Problem> {
    let agent = find(tx, id)?;
    let name = rules::name(name)?;
    if agent.role == Role::Admin && role != Role::Admin && !store::another_admin(tx, id)? {
        return Err(Wrong::LastAdmin.into());
    }
    store::set_name_and_role(tx, id, &name, role)?;
    if role != agent.role {
        store::audit(
            tx,
            now,
            &by.to_string(),
            role_deed(role),
            &format!("agent:{id}"),
        )?;
    }
    if name != agent.name {
        store::audit(
            tx,
            now,
            &by.to_string(),
            "agent-renamed",
            &format!("agent:{id}"),
        )?;
    }
    Ok(())
}

fn role_deed(role: Role) -> &'static str {
    match role {
        Role::Light => "role-light",
        Role::Agent => "role-agent",
        Role::Lead => "role-lead",
        Role::Admin => "role-admin",
    }
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Agent, Problem> {
    store::by_id(tx, id)?.ok_or_else(|| Problem::not_found("agent", id))
}

/// The new password's hash, from [`hash_password`]. Ends the other sessions
/// and uses up older links: whoever forgot a password may have lost more.
pub fn set_password(tx: &mut Tx<'_>, id: i64, hash: &str, by: By, now: At) -> Result<(), Problem> {
    store::set_password(tx, id, hash)?;
    store::end_sessions_of(tx, id, now)?;
    store::use_up_links(tx, id, now)?;
    store::audit(
        tx,
        now,
        &by.to_string(),
        "password-set",
        &format!("agent:{id}"),
    )?;
    Ok(())
}

/// A new session; the cookie's value comes back and is nowhere else.
pub fn open_session(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<String, Problem> {
    let token = random::token();
    let session = store::open_session(tx, agent, &random::digest(&token), &random::token(), now)?;
    store::audit(
        tx,
        now,
        &By::Agent(agent).to_string(),
        "sign-in",
        &format!("session:{session}"),
    )?;
    Ok(token)
}

/// A bearer token for programs; its value comes back and is nowhere else.
pub fn new_token(tx: &mut Tx<'_>, agent: i64, by: By, now: At) -> Result<String, Problem> {
    let token = random::token();
    let id = store::add_token(tx, agent, &random::digest(&token), now)?;
    store::audit(
        tx,
        now,
        &by.to_string(),
        "token-made",
        &format!("token:{id}"),
    )?;
    Ok(token)
}

pub fn revoke_token(tx: &mut Tx<'_>, agent: i64, id: i64, now: At) -> Result<(), Problem> {
    if !store::revoke_token(tx, agent, id, now)? {
        return Err(Problem::not_found("token", id));
    }
    store::audit(
        tx,
        now,
        &By::Agent(agent).to_string(),
        "token-revoked",
        &format!("token:{id}"),
    )?;
    Ok(())
}

/// The path of a link that signs in without a password: put it after
/// [`Desk::base_url`].
pub fn link_to(
    tx: &mut Tx<'_>,
    agent: i64,
    purpose: Purpose,
    by: By,
    now: At,
) -> Result<String, Problem> {
    let token = random::token();
    let expires = now.plus(purpose.lasts());
    let reusable = purpose == Purpose::Demo;
    let id = store::add_link(
        tx,
        agent,
        &random::digest(&token),
        purpose.word(),
        reusable,
        now,
        expires,
    )?;
    store::audit(tx, now, &by.to_string(), "link-made", &format!("link:{id}"))?;
    Ok(path_of(&token))
}

pub(super) fn path_of(token: &str) -> String {
    format!("/sign-in/link/{token}")
}

/// What the envelope of a reset letter holds until it is written: the link's
/// path, sealed, because the database may know only its digest.
pub(super) fn reset_words(desk: &Desk, agent: &Agent, path: &str) -> String {
    json!({ "agent": agent.id, "link": desk.keys.seal(path) }).to_string()
}

/// The letter for an envelope of kind `reset`, from the words it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetLetter {
    pub lang: Lang,
    pub name: String,
    pub subject: String,
    /// Light Markdown.
    pub text: String,
}

/// # Errors
/// When the words cannot be opened (any more): the letter can then never be
/// written, and its owner asks for another.
pub async fn reset_letter(desk: &Desk, words: &str) -> anyhow::Result<ResetLetter> {
    let held: serde_json::Value =
        serde_json::from_str(words).context("reading a reset letter's words")?;
    let id = held["agent"]
        .as_i64()
        .context("a reset letter for nobody")?;
    let sealed = held["link"]
        .as_str()
        .context("a reset letter without its link")?;
    let link = format!("{}{}", desk.base_url(), desk.keys.open(sealed)?);
    let agent: Option<Agent> = desk.db.read(move |tx| store::by_id(tx, id)).await?;
    let agent =
        agent.with_context(|| format!("a reset letter for agent {id}, who is not there"))?;
    let words = Words::of(agent.lang);
    Ok(ResetLetter {
        lang: agent.lang,
        subject: t!(words, "team-reset-subject"),
        text: t!(
            words,
            "team-reset-text",
            name = agent.name.as_str(),
            link = link
        ),
        name: agent.name,
    })
}

/// Checks the length and makes the argon2id hash, on a thread that may be busy
/// with it.
///
/// # Errors
/// A refusal when it is too short or too long.
pub async fn hash_password(password: String) -> Result<String, Problem> {
    rules::password(&password)?;
    tokio::task::spawn_blocking(move || hash(&password))
        .await
        .context("waiting for a password's hash")?
        .map_err(Problem::from)
}

fn hash(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|e| anyhow::anyhow!("hashing a password: {e}"))?;
    Ok(hash.to_string())
}

/// Whether `password` belongs to `hash`. Without a hash it takes as long and
/// says no, so that the answer's time does not tell who works here.
pub(super) async fn fits(password: String, stored: Option<String>) -> Result<bool, Problem> {
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash(&random::token()).ok());
    let checked = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let Some(stored) = stored.or_else(|| NOBODY.clone()) else {
            return false;
        };
        let Ok(parsed) = PasswordHash::new(&stored) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
            && known
    });
    Ok(checked.await.context("waiting for a password's check")?)
}
