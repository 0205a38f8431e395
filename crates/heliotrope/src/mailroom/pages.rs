//! "Send a test letter": does the server of a mailbox let us in?

use axum::extract::State;
use maud::Markup;

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
    let found = desk.db.read(move |tx| mailboxes::store::find(tx, id)).await;
    let mailbox = found
        .doing(|| format!("reading mailbox {id}"))?
        .filter(|m| !m.removed);
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
        &Typed::of(&mailbox),
        &[],
        Some(&tried),
    ))
}
