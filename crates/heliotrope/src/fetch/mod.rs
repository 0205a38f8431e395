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

use crate::consents::{self, Access, Shut};
use crate::mailboxes::{Mailbox, Server};
use crate::web::Desk;
use server::Line;

pub use check::{try_sign_in, wait_for};
pub use server::{Secret, Source, Trouble};
pub use worker::{Running, start};

/// The word that asks for a look right now; behind it the mailbox.
const NOW: &str = "fetch-now:";

/// Looks for letters of this mailbox at once, on whichever node does it.
pub fn now(desk: &Desk, mailbox: i64) {
    desk.db.say(&format!("{NOW}{mailbox}"));
}

/// Where the letters of a mailbox are, with the password or a token in the
/// open. None: they are not fetched.
///
/// # Errors
/// `sealed`: the kept password cannot be opened with the key of this desk;
/// `consent` and its neighbours: the provider gives no token.
pub async fn source(desk: &Desk, mailbox: &Mailbox) -> Result<Option<Source>, Trouble> {
    Ok(way_in(desk, mailbox).await?.map(|(source, _)| source))
}

/// The same with the consent behind it, if it is one.
async fn way_in(
    desk: &Desk,
    mailbox: &Mailbox,
) -> Result<Option<(Source, Option<Access>)>, Trouble> {
    let Some(fetching) = &mailbox.imap else {
        return Ok(None);
    };
    let server = &fetching.server;
    let access = match server.is_by_consent() {
        true => consents::access(desk, mailbox.id).await.map_err(shut)?,
        false => None,
    };
    let secret = secret(desk, server, access.as_ref())?;
    Ok(Some((to(server, secret), access)))
}

/// A server with what opens it.
pub fn to(server: &Server, secret: Secret) -> Source {
    Source {
        host: server.host.clone(),
        port: server.port,
        tls: server.tls,
        user: server.account.clone().unwrap_or_default(),
        secret,
    }
}

/// What opens a server: its password, or a token of `access`.
pub fn secret(desk: &Desk, server: &Server, access: Option<&Access>) -> Result<Secret, Trouble> {
    if let Some(access) = access
        && let Some(token) = access.for_server(server).map_err(shut)?
    {
        return Ok(Secret::Bearer(token.to_owned()));
    }
    let password = match &server.sealed_password {
        Some(sealed) => desk
            .keys
            .open(sealed)
            .map_err(|why| Trouble::new("sealed", format!("{why:#}")))?,
        None => String::new(),
    };
    Ok(Secret::Password(password))
}

/// Why there is no token, as a trouble with fetching.
pub fn shut(why: Shut) -> Trouble {
    match why {
        Shut::Ended { said, .. } => Trouble::new("consent", said),
        Shut::Program { said, .. } => Trouble::new("program", said),
        Shut::Passing { said, .. } => Trouble::new("no-token", said),
        Shut::Elsewhere { host, .. } => Trouble::new("elsewhere", host),
        Shut::Sealed { said } => Trouble::new("sealed", said),
        Shut::Kept { said } => Trouble::new("kept", said),
    }
}

/// Opens a line to the letters of a mailbox. A token that is refused before
/// its time is renewed, once. None: they are not fetched.
async fn open(desk: &Desk, mailbox: &Mailbox) -> Result<Option<Line>, Trouble> {
    let Some((source, access)) = way_in(desk, mailbox).await? else {
        return Ok(None);
    };
    let refused = match (Line::open(&source).await, access) {
        (Err(trouble), Some(access)) if trouble.code == "token" => access,
        (opened, _) => return opened.map(Some),
    };
    let access = consents::another(desk, &refused).await.map_err(shut)?;
    let source = Source {
        secret: Secret::Bearer(access.token),
        ..source
    };
    Line::open(&source).await.map(Some)
}
