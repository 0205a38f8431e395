//! "Send a test letter": does the server of a mailbox let us in? And what
//! waited in a backup: does it leave?

use axum::extract::State;
use axum::response::Response;
use maud::Markup;
use serde::Deserialize;

use super::views;
use crate::hours;
use crate::mailboxes::{self, rules::Typed};
use crate::web::{
    Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Who, page, see_other,
};
use crate::{outbox, t, team};

/// Paused letters on a page.
const SHOWN: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .post("/settings/mailboxes/{id}/test", Who::Admin, test)
        .get("/paused", Who::Agent, paused)
        .post("/paused", Who::Agent, release_shown)
        .post("/paused/{id}", Who::Agent, release)
}

/// What waited when the backup was made that this desk was brought back from.
async fn paused(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let (paused, all) = desk
        .db
        .read(|tx| {
            Ok::<_, ::store::Error>((
                outbox::store::paused(tx, 0, SHOWN)?,
                outbox::store::count_paused(tx)?,
            ))
        })
        .await
        .doing(|| "listing paused letters")?;
    let words = asker.words();
    Ok(page(
        &PageContext::of(&desk, &asker, "paused"),
        &t!(words, "mailroom-paused-title"),
        views::paused(&paused, all, &asker, desk.now()),
    ))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    Leave,
    HasLeft,
}

#[derive(Deserialize)]
struct Choice {
    act: Act,
    /// The last envelope on the page the person saw.
    #[serde(default)]
    up_to: i64,
}

async fn release(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    decide(&desk, &asker, vec![id], &choice.act).await
}

/// All that stood on the page, and nothing that did not.
async fn release_shown(
    State(desk): State<Desk>,
    asker: Asker,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let shown = desk
        .db
        .read(|tx| outbox::store::paused(tx, 0, SHOWN))
        .await
        .doing(|| "listing paused letters")?;
    let ids = shown.iter().map(|envelope| envelope.id);
    let ids = ids.filter(|id| *id <= choice.up_to).collect();
    decide(&desk, &asker, ids, &choice.act).await
}

async fn decide(desk: &Desk, asker: &Asker, ids: Vec<i64>, act: &Act) -> Result<Response, Problem> {
    let (now, agent) = (desk.now(), asker.agent);
    let (leaves, deed) = match act {
        Act::Leave => (true, "paused-leaves"),
        Act::HasLeft => (false, "paused-has-left"),
    };
    desk.db
        .write(move |tx| {
            for id in &ids {
                // Somebody may have been faster: then it is decided.
                if outbox::store::release(tx, *id, leaves, now)? {
                    let (actor, object) = (format!("agent:{agent}"), format!("envelope:{id}"));
                    team::store::audit(tx, now, &actor, deed, &object)?;
                }
            }
            Ok::<_, ::store::Error>(())
        })
        .await
        .doing(|| "releasing paused letters")?;
    Ok(see_other("/paused"))
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
