//! The people who serve: how they come in, what they may do, how the desk
//! looks and speaks for each of them.
//!
//! An agent has a role (admin, lead, agent, light) and signs in with a
//! password, with a link an admin gave or the desk mailed, or, as a program,
//! with a bearer token. Passwords are kept as argon2id, every other secret as
//! a digest of random bytes. Links are used by a press, never by a GET,
//! because mail scanners open every link. Every sign-in, role, setting and
//! token leaves an audit row of ids. A team of one sees nothing that needs a
//! second person.

mod deeds;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::web::{Asker, Credential, Desk, Doing, Problem, Via};

pub use self::deeds::{
    By, Purpose, add, change, disable, find, hash_password, link_to, new_token, open_session,
    reset_letter, set_password,
};
pub use self::pages::{PersonForm, change_person, routes, show_away};
pub use self::store::{Agent, New, all, audit};
pub use crate::web::Role;

/// How old a session's last use may be before it is written again.
const USE_WRITTEN_EVERY: Duration = Duration::from_secs(3600);

/// Turns a cookie or a bearer token into the agent who asks (`recognise` of a [`Desk`]).
pub fn recognise(
    desk: Desk,
    credential: Credential,
) -> Pin<Box<dyn Future<Output = Result<Option<Asker>, Problem>> + Send>> {
    Box::pin(async move {
        let now = desk.now();
        let lasts = Duration::from_secs(u64::from(desk.config.session.days) * 86_400);
        let used_after = now.minus(lasts);
        let found = desk
            .db
            .glance(move |tx| store::recognise(tx, &credential, used_after))
            .await
            .doing(|| "recognising who asks")?;
        let Some((asker, used_at)) = found else {
            return Ok(None);
        };
        if let (Via::Session { id }, Some(used_at)) = (asker.via, used_at)
            && now.since(used_at) >= USE_WRITTEN_EVERY
        {
            desk.db
                .write(move |tx| store::use_session(tx, id, now))
                .await
                .doing(|| format!("noting the last use of session {id}"))?;
        }
        Ok(Some(asker))
    })
}

/// Whether there is nobody to assign to, to ask or to wait for.
pub fn alone(tx: &mut ::store::Tx<'_>) -> Result<bool, ::store::Error> {
    Ok(store::enabled_up_to_two(tx)? <= 1)
}
