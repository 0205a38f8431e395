//! What erasures leave to do by themselves. Safe on every node.

use std::time::Duration;

use super::deeds::{self, keeping};
use crate::web::Desk;

/// How often the worker looks.
const LOOK: Duration = Duration::from_secs(60);
/// Every how many looks the rules run: once a day, and after each start.
const DAY: u64 = 24 * 60;

pub async fn watch(desk: Desk) {
    let mut minute = tokio::time::interval(LOOK);
    for look in 0_u64.. {
        minute.tick().await;
        if look % DAY == 0
            && let Err(error) = keeping::run(&desk).await
        {
            tracing::error!("Doing what the rules of mailboxes ask for: {error:#}");
        }
        if let Err(error) = deeds::finish(&desk).await {
            tracing::error!("Finishing erasures: {error:#}");
        }
    }
}
