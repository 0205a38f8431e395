//! Keeps the banner above the pages true, and asks others once an hour. Safe
//! on every node: who asks first in an hour asks for all.

use std::time::Duration;

use ::store::Change;
use tokio::sync::broadcast::error::RecvError;

use super::views::banner::Troubles;
use super::{deeds, rules, see, store, views};
use crate::fetch;
use crate::kit::At;
use crate::mailroom;
use crate::web::Desk;

/// How often it is looked whether an hour has passed.
const LOOK: Duration = Duration::from_secs(60);
/// How often the disks are looked at, which say nothing by themselves.
const DISKS: Duration = Duration::from_secs(10);
const HOUR: Duration = Duration::from_secs(3600);

pub async fn watch(desk: Desk) {
    // Before the first look, so that nothing is missed between.
    let mut changes = desk.db.hear();
    let mut minute = tokio::time::interval(LOOK);
    let mut disks = tokio::time::interval(DISKS);
    loop {
        tokio::select! {
            _ = minute.tick() => {
                if let Err(error) = hourly(&desk).await {
                    tracing::error!("Asking others how the desk is: {error:#}");
                }
            }
            _ = disks.tick() => {}
            heard = changes.recv() => match heard {
                Ok(Change::Part(part)) if &*part != mailroom::TROUBLE && &*part != fetch::store::PART => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
        if let Err(error) = learn(&desk).await {
            tracing::error!("Reading what does not work: {error}");
        }
    }
}

/// Reads what does not work, for the banner.
pub async fn learn(desk: &Desk) -> Result<(), ::store::Error> {
    let now = desk.now();
    let troubles = troubles(desk, now).await?;
    desk.banner
        .show(move |asker, now| match troubles.is_quiet() {
            true => views::banner::still(),
            false => views::banner::banner(&troubles, asker, now),
        });
    Ok(())
}

/// What does not work right now.
///
/// # Errors
/// When the database does not answer.
pub async fn troubles(desk: &Desk, now: At) -> Result<Troubles, ::store::Error> {
    let (sending, fetching) = desk
        .db
        .read(move |tx| Ok::<_, ::store::Error>((mailroom::health(tx, now)?, failing(tx)?)))
        .await?;
    Ok(Troubles {
        sending,
        fetching,
        disk: rules::above(&see::disks(&desk.config)),
    })
}

/// The mailboxes whose letters cannot be fetched.
fn failing(tx: &mut ::store::Tx<'_>) -> Result<Vec<fetch::store::FetchState>, ::store::Error> {
    let mut states = fetch::store::states(tx)?;
    states.retain(|state| state.failing_since.is_some());
    Ok(states)
}

/// Asks when nobody has within the hour.
async fn hourly(desk: &Desk) -> anyhow::Result<()> {
    let now = desk.now();
    let ours = desk
        .db
        .write(move |tx| begin(tx, now.minus(HOUR), now))
        .await?;
    match ours {
        true => deeds::ask_others(desk, false).await,
        false => Ok(()),
    }
}

/// Takes it on to ask others, unless somebody is at it or they were all asked
/// after `unless_after`.
pub fn begin(tx: &mut ::store::Tx<'_>, unless_after: At, now: At) -> Result<bool, ::store::Error> {
    tx.lock("health")?;
    let asked = store::asked_at(tx)?.is_some_and(|at| at > unless_after);
    if asked || rules::running(store::asking_since(tx)?, now) {
        return Ok(false);
    }
    store::note_asking(tx, now)?;
    Ok(true)
}
