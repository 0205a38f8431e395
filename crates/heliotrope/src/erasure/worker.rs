//! What erasures leave to do by themselves. Safe on every node.

use std::time::Duration;

use super::deeds;
use crate::web::Desk;

/// How often the worker looks.
const LOOK: Duration = Duration::from_secs(60);

pub async fn watch(desk: Desk) {
    let mut minute = tokio::time::interval(LOOK);
    loop {
        minute.tick().await;
        if let Err(error) = deeds::finish(&desk).await {
            tracing::error!("Finishing erasures: {error:#}");
        }
    }
}
