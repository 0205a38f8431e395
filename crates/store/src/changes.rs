//! Word of what changed, to whoever shows it.
//!
//! On this node hearers are told at once. On PostgreSQL the other nodes are
//! told by one NOTIFY every 50 milliseconds; a node that could not listen for
//! a while, or could not tell, asks for a resync.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;

use crate::pg_server::Server;
use crate::sqlite::held;
use crate::{Error, Shared, node};

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
const COALESCE: Duration = Duration::from_millis(50);
const CHANNEL: &str = "heliotrope";
/// PostgreSQL takes 8000 bytes in one NOTIFY.
const PAYLOAD: usize = 7900;
/// Between the parts of one NOTIFY. The first is the node that speaks; nothing
/// after it means: resync.
const BETWEEN: char = '\u{1f}';

pub(crate) struct Changes {
    here: broadcast::Sender<Change>,
    /// To the other nodes, on PostgreSQL.
    out: OnceLock<mpsc::UnboundedSender<String>>,
}

impl Changes {
    pub fn new() -> Changes {
        Changes {
            here: broadcast::channel(BACKLOG).0,
            out: OnceLock::new(),
        }
    }

    pub fn hear(&self) -> broadcast::Receiver<Change> {
        self.here.subscribe()
    }

    /// Tells this node at once and the others soon; nobody listening is no
    /// failure.
    pub fn publish(&self, parts: impl IntoIterator<Item = String>) {
        for part in parts {
            if let Some(out) = self.out.get() {
                out.send(part.clone()).ok();
            }
            self.here.send(Change::Part(part.into())).ok();
        }
    }

    pub fn resync(&self) {
        self.here.send(Change::Resync).ok();
    }

    fn heard(&self, node: &str, payload: &str) {
        let mut parts = payload.split(BETWEEN);
        if parts.next() == Some(node) {
            return; // our own voice
        }
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            self.resync();
        }
        for part in parts {
            self.here.send(Change::Part(part.into())).ok();
        }
    }
}

/// The two tasks that speak with the other nodes; they end with the store.
pub(crate) struct Tasks {
    listener: JoinHandle<()>,
    teller: Mutex<Option<JoinHandle<()>>>,
    stop: mpsc::Sender<()>,
}

impl Tasks {
    /// Says what is still to be said, then falls silent.
    pub async fn close(&self) {
        self.stop.send(()).await.ok();
        let teller = held(&self.teller).take();
        if let Some(teller) = teller {
            teller.await.ok();
        }
        self.listener.abort();
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.listener.abort();
        if let Some(teller) = held(&self.teller).take() {
            teller.abort();
        }
    }
}

pub(crate) async fn listen(
    server: Server,
    pool: Pool,
    shared: Arc<Shared>,
) -> Result<Tasks, Error> {
    let node = shared.node.clone();
    let (out, parts) = mpsc::unbounded_channel();
    let (stop, stopped) = mpsc::channel(1);
    shared.changes.out.set(out).ok();
    // Heard from the first moment on: nothing is missed between open and hear.
    let first = Listening::start(&server, &node).await?;
    Ok(Tasks {
        listener: tokio::spawn(keep_listening(first, server, shared)),
        teller: Mutex::new(Some(tokio::spawn(tell(parts, stopped, pool, node)))),
        stop,
    })
}

struct Listening {
    // Dropped: the connection ends.
    _client: tokio_postgres::Client,
    heard: mpsc::UnboundedReceiver<String>,
}

impl Listening {
    async fn start(server: &Server, node: &str) -> Result<Listening, Error> {
        let (say, heard) = mpsc::unbounded_channel();
        let client = server.connect_hearing(say).await.map_err(Error::postgres)?;
        let listen = format!("LISTEN {CHANNEL}");
        client
            .batch_execute(&listen)
            .await
            .map_err(Error::postgres)?;
        let staying = node::stay(&client, node).await;
        staying.map_err(Error::postgres)?;
        Ok(Listening {
            _client: client,
            heard,
        })
    }
}

async fn keep_listening(first: Listening, server: Server, shared: Arc<Shared>) {
    let mut listening = first;
    loop {
        while let Some(payload) = listening.heard.recv().await {
            shared.changes.heard(&shared.node, &payload);
        }
        let mut pause = Duration::from_millis(250);
        listening = loop {
            match Listening::start(&server, &shared.node).await {
                Ok(again) => break again,
                Err(error) => tracing::warn!(%error, "Cannot hear of changes on other nodes"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        };
        shared.changes.resync();
    }
}

async fn tell(
    mut parts: mpsc::UnboundedReceiver<String>,
    mut stopped: mpsc::Receiver<()>,
    pool: Pool,
    node: String,
) {
    let mut lost = false;
    loop {
        let mut together = BTreeSet::new();
        let last = tokio::select! {
            part = parts.recv() => { together.extend(part); false }
            _ = stopped.recv() => true,
        };
        if !last {
            tokio::time::sleep(COALESCE).await;
        }
        while let Ok(part) = parts.try_recv() {
            together.insert(part);
        }
        if together.is_empty() && !lost {
            if last {
                return;
            }
            continue;
        }
        match notify(&pool, payloads(&node, &together, lost)).await {
            Ok(()) => lost = false,
            Err(error) => {
                // The others will be told to resync by the next that gets out.
                lost = true;
                tracing::warn!(%error, "Could not tell other nodes of a change");
            }
        }
        if last {
            return;
        }
    }
}

fn payloads(node: &str, parts: &BTreeSet<String>, lost: bool) -> Vec<String> {
    if lost
        || parts
            .iter()
            .any(|part| node.len() + part.len() > PAYLOAD || part.contains(['\0', BETWEEN]))
    {
        return vec![node.to_owned()];
    }
    let mut payloads: Vec<String> = Vec::new();
    for part in parts {
        match payloads.last_mut() {
            Some(last) if last.len() + part.len() < PAYLOAD => {
                last.push(BETWEEN);
                last.push_str(part);
            }
            _ => payloads.push(format!("{node}{BETWEEN}{part}")),
        }
    }
    payloads
}

async fn notify(pool: &Pool, payloads: Vec<String>) -> Result<(), Error> {
    let client = pool.get().await.map_err(|e| Error::data(e.to_string()))?;
    for payload in payloads {
        let sql = "SELECT pg_notify($1, $2)";
        let told = client.execute(sql, &[&CHANNEL, &payload]).await;
        told.map_err(Error::postgres)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_together_fits_into_each_notify() {
        let parts: BTreeSet<String> = (0..2000).map(|n| format!("case:{n}")).collect();
        let payloads = payloads("node", &parts, false);
        assert!(
            payloads
                .iter()
                .all(|p| p.len() <= PAYLOAD && p.starts_with("node\u{1f}"))
        );
        let told: usize = payloads.iter().map(|p| p.split(BETWEEN).count() - 1).sum();
        assert_eq!(told, 2000);
        let large = BTreeSet::from(["x".repeat(9000)]);
        assert_eq!(super::payloads("node", &large, false), ["node"]);
        assert_eq!(super::payloads("node", &parts, true), ["node"]);
    }

    #[test]
    fn a_node_does_not_hear_itself() {
        let changes = Changes::new();
        let mut heard = changes.hear();
        changes.heard("a", "a\u{1f}list");
        changes.heard("a", "b\u{1f}list\u{1f}case:7");
        changes.heard("a", "b");
        let expected = [
            Change::Part("list".into()),
            Change::Part("case:7".into()),
            Change::Resync,
        ];
        for change in expected {
            assert_eq!(heard.try_recv().unwrap(), change);
        }
        assert!(heard.try_recv().is_err());
    }
}
