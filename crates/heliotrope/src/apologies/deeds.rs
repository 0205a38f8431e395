//! The policies of apologies, shared by page and API.

use ::store::Tx;
use axum::http::StatusCode;

use super::rules::{self, Line};
use super::store;
use crate::kit::At;
use crate::web::Problem;
use crate::{mailboxes, team};

/// A country as two letters in capitals; empty: every country.
///
/// # Errors
/// 422 `country`.
pub fn country(typed: &str) -> Result<String, Problem> {
    let country = rules::code_of_country(typed);
    let is_country = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
    match country.is_empty() || is_country {
        true => Ok(country),
        false => Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "country",
            "apologies-no-country",
        )
        .beside("country")),
    }
}

/// A line holds from now on. Who looks first is somebody who answers.
pub fn keep(tx: &mut Tx<'_>, line: &Line, by: &str, now: At) -> Result<(), Problem> {
    find_mailbox(tx, line.mailbox)?;
    if let Some(id) = line.agent
        && !team::store::may_own(tx, id)?
    {
        return Err(Problem::not_found("agent", id).beside("agent"));
    }
    store::keep_line(tx, line, by, now)?;
    changed(tx, line.mailbox, by, now)
}

/// A country of its own is like every other again.
pub fn drop_line(
    tx: &mut Tx<'_>,
    mailbox: i64,
    country: &str,
    by: &str,
    now: At,
) -> Result<(), Problem> {
    find_mailbox(tx, mailbox)?;
    store::drop_line(tx, mailbox, country)?;
    changed(tx, mailbox, by, now)
}

fn find_mailbox(tx: &mut Tx<'_>, id: i64) -> Result<(), Problem> {
    mailboxes::store::find(tx, id)?
        .filter(|m| !m.removed)
        .map(|_| ())
        .ok_or_else(|| Problem::not_found("mailbox", id))
}

fn changed(tx: &mut Tx<'_>, mailbox: i64, by: &str, now: At) -> Result<(), Problem> {
    let object = format!("mailbox:{mailbox}");
    team::audit(tx, now, by, "apology-policy", &object)?;
    Ok(())
}
