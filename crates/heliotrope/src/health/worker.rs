//! Keeps the banner above the pages true, and asks others once an hour. Safe
//! on every node: who asks first in an hour asks for all.

use std::time::Duration;

use ::store::Change;
use tokio::sync::broadcast::error::RecvError;

use super::views::banner::{PARTS, Troubles};
use super::{deeds, rules, see, store, views};
use crate::consents;
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
                Ok(Change::Part(part)) if !PARTS.contains(&&*part) => continue,
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
    let (ended, mut sending, mut fetching) = desk
        .db
        .read(move |tx| {
            let ended = consents::store::ended(tx)?;
            Ok::<_, ::store::Error>((ended, mailroom::health(tx, now)?, fetch::store::states(tx)?))
        })
        .await?;
    // What has one reason is said once.
    let other = |mailbox: i64| ended.iter().all(|e| e.mailbox != mailbox);
    sending.retain(|trouble| other(trouble.mailbox));
    fetching.retain(|state| state.failing_since.is_some() && other(state.mailbox));
    let named = |e: consents::store::Ended| {
        let name = consents::deeds::name_of(&desk.config, e.provider);
        (e, name)
    };
    Ok(Troubles {
        ended: ended.into_iter().map(named).collect(),
        sending,
        fetching,
        disk: rules::above(&see::disks(&desk.config)),
    })
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
