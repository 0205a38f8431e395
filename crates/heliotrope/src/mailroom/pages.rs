//! "Send a test letter": does the server of a mailbox let us in?

use axum::extract::State;
use maud::Markup;

use crate::hours;
use crate::mailboxes::{self, rules::Typed};
use crate::web::{Asker, Desk, Doing, Named, Problem, Routes, Who};

pub fn routes() -> Routes {
    Routes::new().post("/settings/mailboxes/{id}/test", Who::Admin, test)
}

/// Sends one letter to who asks and shows the mailbox with the answer.
async fn test(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let found = desk
        .db
        .read(move |tx| {
            let mailbox = mailboxes::store::find(tx, id)?;
            Ok::<_, ::store::Error>((mailbox, hours::store::of_mailbox(tx, id)?))
        })
        .await;
    let (mailbox, hours) = found.doing(|| format!("reading mailbox {id}"))?;
    let mailbox = mailbox.filter(|m| !m.removed);
    let mailbox = mailbox.ok_or_else(|| Problem::not_found("mailbox", id))?;
    let tried = super::test(&desk, &mailbox, &asker.address, asker.words()).await;
    tracing::info!(
        mailbox = id,
        accepted = tried.is_ok(),
        "Tried a test letter"
    );
    Ok(mailboxes::pages::form(
        &desk,
        &asker,
        Some(&mailbox),
        &Typed::of(&mailbox, hours.as_ref()),
        &[],
        Some(&tried),
    ))
}
