//! The listener for SMTP and LMTP: a server that stands in front of us, or the
//! world, hands its letters over here.
//!
//! "250" after a letter means that it is on our disk. A letter for nobody of
//! ours is refused before it is sent, in a sentence that says why. LMTP is
//! spoken with whoever says LHLO. Connections, lines, letters and their memory
//! all have an end; over it the other side is told to come again.

mod data;
mod session;
pub mod wire;

use super::rules::Standing;
use crate::mailboxes::{self, Mailbox};
use crate::web::Desk;
use ::store::{Change, Error};
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, broadcast, watch};
use tokio::task::JoinSet;

/// How many clients may talk at once.
const CONNECTIONS: usize = 200;
/// Of them, one address has at most one in so many: nobody alone keeps all
/// others out. Whoever has many letters gets in again a minute later.
const OF_ONE: usize = 2;
/// MiB of letters above 1 MiB each that may be in memory at once.
const MEMORY: usize = 256;
/// How long a client may stay silent (RFC 5321, 4.5.3.2).
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a stop waits for letters under way.
const DRAIN: Duration = Duration::from_secs(10);

/// What all sessions share.
pub struct Door {
    desk: Desk,
    mailboxes: RwLock<Arc<Vec<Mailbox>>>,
    changes: tokio::sync::Mutex<broadcast::Receiver<Change>>,
    memory: Arc<Semaphore>,
    patience: Duration,
    stop: watch::Receiver<bool>,
}

/// Takes letters in until `stop` says true; then no new client is heard, and
/// those who are in the middle of a letter finish it.
pub async fn serve(desk: Desk, listener: TcpListener, stop: watch::Receiver<bool>) {
    serve_with(desk, listener, stop, CONNECTIONS, PATIENCE).await;
}

pub(in crate::intake) async fn serve_with(
    desk: Desk,
    listener: TcpListener,
    mut stop: watch::Receiver<bool>,
    connections: usize,
    patience: Duration,
) {
    let door = Arc::new(Door {
        changes: tokio::sync::Mutex::new(desk.db.hear()),
        desk,
        mailboxes: RwLock::new(Arc::default()),
        memory: Arc::new(Semaphore::new(MEMORY)),
        patience,
        stop: stop.clone(),
    });
    let places = Arc::new(Semaphore::new(connections));
    let guests = Arc::new(Guests::default());
    let mut sessions = JoinSet::new();
    loop {
        while sessions.try_join_next().is_some() {}
        let (stream, from) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => (stream, from.ip().to_canonical()),
                Err(error) => {
                    // Out of file handles, for one: it passes.
                    tracing::error!(%error, "Taking an SMTP connection failed");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = stopped(&mut stop) => break,
        };
        let place = places.clone().try_acquire_owned().ok();
        let guest = Guests::enter(&guests, from, connections.div_ceil(OF_ONE));
        let (Some(place), Some(guest)) = (place, guest) else {
            sessions.spawn(turn_away(stream));
            continue;
        };
        let door = door.clone();
        sessions.spawn(async move {
            if let Err(error) = session::run(&door, stream, from).await {
                tracing::debug!(%error, "An SMTP client went away");
            }
            drop((place, guest));
        });
    }
    drop(listener);
    let drained = async { while sessions.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!(
            "SMTP clients did not finish in {} s; their letters were not confirmed",
            DRAIN.as_secs()
        );
    }
}

/// How many connections each address has now.
#[derive(Default)]
struct Guests(Mutex<HashMap<IpAddr, usize>>);

/// One connection of an address, counted until it is dropped.
struct Guest {
    guests: Arc<Guests>,
    from: IpAddr,
}

impl Guests {
    fn enter(guests: &Arc<Guests>, from: IpAddr, most: usize) -> Option<Guest> {
        let mut known = guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = known.entry(from).or_default();
        // An address with none was just made: there is room for one always.
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(known);
        let guests = guests.clone();
        Some(Guest { guests, from })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut known = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = known.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                known.remove(&self.from);
            }
        }
    }
}

/// Until the desk stops. One that forgot its sender never stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending().await
    }
}

async fn turn_away(stream: TcpStream) {
    let mut wire = wire::Wire::new(stream, Duration::from_secs(5));
    wire.say("421 4.3.2 Too many connections now. Please come again in a minute.");
    let gone: io::Result<()> = wire.shut().await;
    drop(gone);
}

impl Door {
    /// The mailboxes, read again only when they changed.
    async fn mailboxes(&self) -> Result<Arc<Vec<Mailbox>>, Error> {
        let mut changes = self.changes.lock().await;
        let mut stale = self.known().is_empty();
        loop {
            match changes.try_recv() {
                Ok(Change::Part(part)) => stale |= &*part == "mailboxes",
                Ok(Change::Resync) | Err(broadcast::error::TryRecvError::Lagged(_)) => stale = true,
                Err(_) => break,
            }
        }
        drop(changes);
        if stale {
            self.read_mailboxes().await
        } else {
            Ok(self.known())
        }
    }

    fn known(&self) -> Arc<Vec<Mailbox>> {
        self.mailboxes
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clone()
    }

    async fn read_mailboxes(&self) -> Result<Arc<Vec<Mailbox>>, Error> {
        let now = Arc::new(self.desk.db.read(mailboxes::store::all).await?);
        *self
            .mailboxes
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = now.clone();
        Ok(now)
    }

    /// What we say to a recipient: `Ok` or the refusal.
    async fn welcome(&self, address: &str) -> Result<(), String> {
        let come_again =
            |_: Error| "451 4.3.0 The database does not answer now. Please come again.".to_owned();
        let known = self.mailboxes().await.map_err(come_again)?;
        if matches!(
            super::rules::standing(&known, address),
            Standing::Ours { .. }
        ) {
            return Ok(());
        }
        // Another process may have added it a moment ago.
        let known = self.read_mailboxes().await.map_err(come_again)?;
        match super::rules::standing(&known, address) {
            Standing::Ours { .. } => Ok(()),
            Standing::NoMailbox => Err(format!(
                "550 5.1.1 There is no mailbox {} here.",
                shown(address)
            )),
            Standing::ForeignDomain => Err(format!(
                "550 5.7.1 We do not take letters for {}: that domain is not ours.",
                shown(address)
            )),
        }
    }
}

/// An address in a reply, without anything that could end its line.
fn shown(address: &str) -> String {
    address
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}
