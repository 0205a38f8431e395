//! What the house learned about itself and every node should know: the public
//! address, when the configuration names none; and whether it bills.

use ::store::{Change, Tx};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

use super::desk::Desk;
use super::store;

/// What hearers listen for.
const PART: &str = "house";
const PUBLIC_URL: &str = "public_url";
const BILLS: &str = "bills";

/// From now on people reach the desk there, unless the configuration says
/// otherwise.
pub fn keep_public_url(tx: &mut Tx<'_>, url: &Url) -> Result<(), ::store::Error> {
    store::keep_house(tx, PUBLIC_URL, url.as_str())?;
    tx.say(PART);
    Ok(())
}

/// From now on the house bills, or does not.
pub fn keep_bills(tx: &mut Tx<'_>, bills: bool) -> Result<(), ::store::Error> {
    store::keep_house(tx, BILLS, if bills { "yes" } else { "no" })?;
    tx.say(PART);
    Ok(())
}

/// Reads it again: at the start, and when it changed.
pub async fn learn(desk: &Desk) -> Result<(), ::store::Error> {
    let (url, bills) = desk
        .db
        .read(|tx| {
            Ok::<_, ::store::Error>((store::house(tx, PUBLIC_URL)?, store::house(tx, BILLS)?))
        })
        .await?;
    desk.bills
        .store(bills.as_deref() == Some("yes"), Ordering::Relaxed);
    let kept = url.and_then(|text| Url::parse(&text).ok());
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
