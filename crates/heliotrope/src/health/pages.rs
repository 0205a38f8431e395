//! `/settings/health`, its acts, and the banner for pages that are open.

mod queue;

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::{api, deeds, rules, store, views, worker};
use crate::fetch;
use crate::mailboxes;
use crate::t;
use crate::web::{Asked, Asker, Desk, Doing, PageContext, Problem, Routes, Who, page, see_other};

/// A letter that may leave waits no longer than this where all is well.
const PATIENCE: Duration = Duration::from_secs(300);
const DAY: Duration = Duration::from_secs(86_400);
/// Letters on one page.
const LETTERS: usize = 50;
const PATH: &str = "/settings/health";

pub fn routes() -> Routes {
    Routes::new()
        .get(PATH, Who::Lead, health)
        .post(PATH, Who::Lead, run)
        .merge(queue::routes())
        .get(views::banner::SRC, Who::Light, troubles)
        .get("/readyz", Who::Anyone, api::readyz)
        .get("/metrics", Who::Anyone, api::metrics)
}

#[derive(Deserialize)]
struct From {
    /// The last letter of the page before.
    #[serde(default)]
    after: i64,
}

async fn health(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Markup, Problem> {
    let now = desk.now();
    let seen = super::see(&desk, true, false)
        .await
        .doing(|| "looking how the desk is")?;
    let mailboxes: Vec<i64> = seen.mailboxes.iter().map(|m| m.id).collect();
    let (mut held_up, bounced) = desk
        .db
        .read(move |tx| {
            let mut bounced = Vec::new();
            for id in mailboxes {
                bounced.push((id, store::bounced(tx, id, now.minus(DAY))?));
            }
            // One more tells whether there is another page.
            let most = LETTERS as i64 + 1;
            let held_up = store::held_up(tx, now.minus(PATIENCE), from.after, most, None)?;
            Ok::<_, ::store::Error>((held_up, bounced))
        })
        .await
        .doing(|| "reading which letters are held up")?;
    let more = held_up.len() > LETTERS;
    held_up.truncate(LETTERS);
    let shown = views::Shown {
        after: from.after,
        more,
        asking: rules::running(seen.asking_since, now),
        demo: desk.demo,
        seen,
        held_up,
        bounced,
    };
    let context = PageContext::of(&desk, &asker, "settings");
    let title = t!(asker.words(), "health-title");
    Ok(page(&context, &title, views::health(&asker, &shown, now)))
}

/// Asks everybody, in the background: a letter to ourselves takes its time. And
/// looks for letters at once, and holds all against the ledger: whoever mended a password elsewhere waits for them.
async fn run(State(desk): State<Desk>) -> Result<Response, Problem> {
    let now = desk.now();
    let begun = desk
        .db
        .write(move |tx| {
            let mailboxes = mailboxes::store::all(tx)?;
            fetch::store::ask_comparison(tx, now)?;
            Ok::<_, ::store::Error>((worker::begin(tx, now, now)?, mailboxes))
        })
        .await;
    let (ours, mailboxes) = begun.doing(|| "beginning to ask others")?;
    for mailbox in mailboxes.iter().filter(|m| m.imap.is_some()) {
        fetch::now(&desk, mailbox.id);
    }
    if ours {
        tokio::spawn(async move {
            if let Err(error) = deeds::ask_others(&desk, true).await {
                tracing::error!("Asking others how the desk is: {error:#}");
            }
        });
    }
    Ok(see_other(PATH))
}

/// The banner as it is now, for pages that heard of a change.
async fn troubles(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let now = desk.now();
    let troubles = worker::troubles(&desk, now)
        .await
        .doing(|| "reading what does not work")?;
    let banner = views::banner::banner(&troubles, &asker, now);
    Ok(html! { (maud::DOCTYPE) html { head { title { "·" } } body { (banner) } } })
}
