//! The letters to everybody a mended cause touched, a few at a time. What is
//! left to do stands in rows, so that a restart goes on where it was; safe on
//! every node.

use std::time::Duration;

use store::Change;
use tokio::sync::broadcast;

use super::deeds;
use crate::causes::store::news;
use crate::web::{Desk, Problem};

/// Letters in one transaction: nobody else waits long for the writer.
const AT_ONCE: i64 = 20;
/// Machines are put to sleep and clocks are moved: look again after this.
const LOOK: Duration = Duration::from_secs(30);

pub async fn watch(desk: Desk) {
    let mut changes = desk.db.hear();
    loop {
        let sleep = match tell(&desk).await {
            Ok(sleep) => sleep,
            Err(problem) => {
                tracing::error!(
                    "Telling people of a mended cause: {}",
                    problem.cause_in_words()
                );
                LOOK
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = pressed(&mut changes) => {}
        }
    }
}

/// Writes what may be written now; gives how long nothing will be.
pub async fn tell(desk: &Desk) -> Result<Duration, Problem> {
    loop {
        let now = desk.now();
        match desk.db.read(news::next_due).await? {
            Some(at) if at <= now => {}
            Some(at) => return Ok(at.since(now).min(LOOK)),
            None => return Ok(LOOK),
        }
        let default_server = desk.config.smtp.is_some();
        let more = desk
            .db
            .write(move |tx| deeds::tell_next(tx, default_server, AT_ONCE, now))
            .await?;
        if !more {
            // Another node is at it.
            return Ok(LOOK);
        }
    }
}

async fn pressed(changes: &mut broadcast::Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Part(part)) if &*part != news::PART => {}
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
