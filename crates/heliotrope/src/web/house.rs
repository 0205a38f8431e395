//! What the house learned about itself and every node should know: the public
//! address, when the configuration names none.

use ::store::{Change, Tx};
use std::sync::PoisonError;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

use super::desk::Desk;
use super::store;

/// What hearers listen for.
const PART: &str = "house";
const PUBLIC_URL: &str = "public_url";

/// From now on people reach the desk there, unless the configuration says
/// otherwise.
pub fn keep_public_url(tx: &mut Tx<'_>, url: &Url) -> Result<(), ::store::Error> {
    store::keep_house(tx, PUBLIC_URL, url.as_str())?;
    tx.say(PART);
    Ok(())
}

/// Reads it again: at the start, and when it changed.
pub async fn learn(desk: &Desk) -> Result<(), ::store::Error> {
    let kept = desk
        .db
        .read(|tx| store::house(tx, PUBLIC_URL))
        .await?
        .and_then(|text| Url::parse(&text).ok());
    *desk
        .learned_url
        .write()
        .unwrap_or_else(PoisonError::into_inner) = kept;
    Ok(())
}

/// Follows what other nodes and commands learn.
pub async fn follow(desk: Desk) {
    let mut changes = desk.db.hear();
    loop {
        match changes.recv().await {
            Ok(Change::Part(part)) if &*part != PART => continue,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
        if let Err(error) = learn(&desk).await {
            tracing::error!("Reading what the house learned: {error}");
        }
    }
}
