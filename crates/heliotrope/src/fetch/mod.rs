//! Letters that wait on another server, brought here by IMAP.
//!
//! A mailbox may name a server where its letters lie. We sign in, open each
//! folder without changing anything in it and bring what lies behind our
//! cursor: the UID of the last letter that we keep, valid as long as the
//! folder's UIDVALIDITY. The cursor moves in the transaction that keeps the
//! letter, never before it; there is no time window, and what somebody has
//! read elsewhere comes all the same. A line that breaks, at whatever byte,
//! loses and doubles nothing: we come again and go on behind the cursor. A
//! folder that counts anew is looked at from its beginning, and what we have
//! already ends as a duplicate. A trouble stands on the mailbox in the other
//! side's own words, until it is over.

mod check;
mod deeds;
pub mod rules;
mod server;
pub mod store;
#[cfg(test)]
mod tests;
mod worker;

use crate::mailboxes::Mailbox;
use crate::web::Desk;

pub use check::{try_sign_in, wait_for};
pub use server::{Secret, Source, Trouble};
pub use worker::{Running, start};

/// The word that asks for a look right now; behind it the mailbox.
const NOW: &str = "fetch-now:";

/// Looks for letters of this mailbox at once, on whichever node does it.
pub fn now(desk: &Desk, mailbox: i64) {
    desk.db.say(&format!("{NOW}{mailbox}"));
}

/// Where the letters of a mailbox are, with the password in the open. None:
/// they are not fetched.
///
/// # Errors
/// `sealed`: the kept password cannot be opened with the key of this desk.
pub fn source(desk: &Desk, mailbox: &Mailbox) -> Result<Option<Source>, Trouble> {
    let Some(fetching) = &mailbox.imap else {
        return Ok(None);
    };
    let server = &fetching.server;
    let password = match &server.sealed_password {
        Some(sealed) => desk
            .keys
            .open(sealed)
            .map_err(|why| Trouble::new("sealed", format!("{why:#}")))?,
        None => String::new(),
    };
    Ok(Some(Source {
        host: server.host.clone(),
        port: server.port,
        tls: server.tls,
        user: server.account.clone().unwrap_or_default(),
        secret: Secret::Password(password),
    }))
}
