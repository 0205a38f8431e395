//! Word of what changed, to whoever shows it.

use std::sync::Arc;

use tokio::sync::broadcast;

/// Something that is shown may be stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This part was changed by a committed transaction, or said aloud.
    Part(Arc<str>),
    /// Anything may have changed unheard: fetch again what is shown.
    Resync,
}

/// How many changes a slow hearer may be behind before it has to resync.
const BACKLOG: usize = 4096;

pub(crate) struct Changes {
    here: broadcast::Sender<Change>,
}

impl Changes {
    pub fn new() -> Changes {
        Changes {
            here: broadcast::channel(BACKLOG).0,
        }
    }

    pub fn hear(&self) -> broadcast::Receiver<Change> {
        self.here.subscribe()
    }

    /// Tells this node; nobody listening is no failure.
    pub fn publish(&self, parts: impl IntoIterator<Item = String>) {
        for part in parts {
            self.here.send(Change::Part(part.into())).ok();
        }
    }

    pub fn resync(&self) {
        self.here.send(Change::Resync).ok();
    }
}
