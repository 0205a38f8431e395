//! The clock: what happens because its time has come.

use crate::cases;
use crate::web::Desk;
use std::time::Duration;
use store::Change;
use tokio::sync::broadcast;

/// Machines are put to sleep and clocks are moved: look again after this.
const CLOCK_LOOKS: Duration = Duration::from_secs(30);
/// Many changes in a row are one look.
const CLOCK_RESTS: Duration = Duration::from_millis(250);

/// Parked cases come back when their promise is due, and a promise whose time
/// passes without a word is broken.
pub(super) async fn clock(desk: Desk) {
    let mut changes = desk.db.hear();
    loop {
        let mut sleep = CLOCK_LOOKS;
        match wake(&desk).await {
            Ok(quiet) => sleep = sleep.min(quiet),
            Err(error) => tracing::error!("Waking parked cases: {error}"),
        }
        match silence(&desk).await {
            Ok(quiet) => sleep = sleep.min(quiet),
            Err(error) => tracing::error!("Closing what silence settles: {error}"),
        }
        match nearly_due(&desk).await {
            Ok(quiet) => sleep = sleep.min(quiet),
            Err(error) => tracing::error!("Telling of promises that are nearly due: {error}"),
        }
        match past_due(&desk).await {
            Ok(quiet) => sleep = sleep.min(quiet),
            Err(error) => tracing::error!("Looking after promises whose time has passed: {error}"),
        }
        tokio::time::sleep(CLOCK_RESTS).await;
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = list_changed(&mut changes) => {}
        }
    }
}

/// Wakes what is due; gives how long nothing will be.
async fn wake(desk: &Desk) -> Result<Duration, store::Error> {
    const AT_ONCE: i64 = 100;
    let now = desk.now();
    let looks = desk.db.read(crate::checkins::store::next_due).await?;
    if looks.is_some_and(|at| at <= now) {
        let looks = desk
            .db
            .write(move |tx| cases::deeds::look_back(tx, now, AT_ONCE))
            .await?;
        tracing::info!(cases = looks, "Looked back after noes");
        return Ok(Duration::ZERO);
    }
    let rest = |at: Option<crate::kit::At>| at.map_or(CLOCK_LOOKS, |at| at.since(now));
    match desk.db.read(cases::store::next_wake).await? {
        Some(at) if at <= now => {}
        next => return Ok(rest(next).min(rest(looks)).min(CLOCK_LOOKS)),
    }
    let woken = desk
        .db
        .write(move |tx| cases::deeds::wake(tx, now, AT_ONCE))
        .await?;
    tracing::info!(cases = woken, "Woke parked cases");
    Ok(Duration::ZERO)
}

/// Tells the owners of promises that are due in a quarter of an hour; gives how
/// long nothing will be.
async fn nearly_due(desk: &Desk) -> Result<Duration, store::Error> {
    use crate::notices::{deeds, rules::BEFORE_DUE, store as rows};
    const AT_ONCE: i64 = 100;
    let now = desk.now();
    let soon = now.plus(BEFORE_DUE);
    let (waits, next) = desk
        .db
        .read(move |tx| {
            let waits = rows::to_warn(tx, now, soon, 1)?;
            Ok::<_, store::Error>((waits, rows::next_due(tx, soon)?))
        })
        .await?;
    if waits.is_empty() {
        return Ok(next.map_or(CLOCK_LOOKS, |at| {
            at.since(soon).max(CLOCK_RESTS).min(CLOCK_LOOKS)
        }));
    }
    desk.db
        .write(move |tx| deeds::warn(tx, now, AT_ONCE))
        .await?;
    Ok(Duration::ZERO)
}

/// Breaks what is past its time; gives how long nothing will be.
async fn past_due(desk: &Desk) -> Result<Duration, store::Error> {
    const AT_ONCE: i64 = 100;
    let now = desk.now();
    match desk.db.read(crate::promises::store::next_break).await? {
        // At its very time it is not late yet.
        Some(at) if at < now => {}
        Some(at) => return Ok(at.since(now).max(CLOCK_RESTS).min(CLOCK_LOOKS)),
        None => return Ok(CLOCK_LOOKS),
    }
    let broken = desk
        .db
        .write(move |tx| cases::deeds::break_due(tx, now, AT_ONCE))
        .await?;
    tracing::info!(
        promises = broken,
        "The time of promises passed without a word"
    );
    Ok(Duration::ZERO)
}

/// Closes what silence settles today; gives how long nothing will be.
async fn silence(desk: &Desk) -> Result<Duration, store::Error> {
    const AT_ONCE: i64 = 100;
    let now = desk.now();
    match desk.db.read(crate::promises::store::until::next).await? {
        Some(at) if at <= now => {}
        Some(at) => return Ok(at.since(now).min(CLOCK_LOOKS)),
        None => return Ok(CLOCK_LOOKS),
    }
    let come = desk
        .db
        .write(move |tx| cases::deeds::until_due(tx, now, AT_ONCE))
        .await?;
    tracing::info!(cases = come, "The day came on which silence settles");
    Ok(Duration::ZERO)
}

async fn list_changed(changes: &mut broadcast::Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Part(part)) if &*part != "list" => {}
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
