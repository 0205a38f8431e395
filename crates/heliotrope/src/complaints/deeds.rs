//! Which clocks a mailbox has, shared by page and API.

use ::store::Tx;
use axum::http::StatusCode;

use super::rules::Pack;
use super::store;
use crate::kit::At;
use crate::web::Problem;
use crate::{mailboxes, team};

/// Chooses the clocks of a mailbox; none: it has none any more.
///
/// # Errors
/// 404 for a mailbox that is not there, 422 `pack`.
pub fn choose(
    tx: &mut Tx<'_>,
    mailbox: i64,
    pack: Option<&str>,
    by: &str,
    now: At,
) -> Result<(), Problem> {
    mailboxes::store::find(tx, mailbox)?
        .filter(|m| !m.removed)
        .ok_or_else(|| Problem::not_found("mailbox", mailbox))?;
    if pack.is_some_and(|word| Pack::of(word).is_none()) {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pack",
            "complaints-no-such-pack",
        )
        .beside("pack"));
    }
    store::choose(tx, mailbox, pack, by, now)?;
    let object = format!("mailbox:{mailbox}");
    team::audit(tx, now, by, "complaint-pack", &object)?;
    Ok(())
}
