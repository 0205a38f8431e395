//! Keeps fetching: one line for each mailbox, which rests in an IDLE until the
//! server says that something came, or looks again every minute.
//!
//! A line that breaks is opened anew, in growing pauses. Changed settings end
//! it and begin at once with the new ones. On PostgreSQL every node runs this
//! and the mailboxes are shared out by turns that have to be renewed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::store::{Change, Engine};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinHandle;

use super::deeds::Fetcher;
use super::server::{Line, Trouble};
use super::{NOW, open, rules, store};
use crate::consents;
use crate::kit::random;
use crate::mailboxes::{self, Fetching, Mailbox};
use crate::web::Desk;

/// An IDLE is asked for again before anybody on the way forgets the line.
const IDLE: Duration = Duration::from_secs(300);
/// How often we look where the server does not tell.
const POLL: Duration = Duration::from_secs(60);
/// However soon something is due.
const SOONEST: Duration = Duration::from_secs(1);
/// Name, connection, encryption and sign-in together; with a token that has
/// to be fetched first, twice.
const GETTING_IN: Duration = Duration::from_secs(60);
/// How long a stop waits for a letter under way.
const DRAIN: Duration = Duration::from_secs(10);
/// A node that does not renew its turn for so long stands still, or its machine
/// is gone; one whose process ended is known at once.
const TURN: Duration = Duration::from_secs(60);
const RENEW: Duration = Duration::from_secs(20);

/// Fetching at work. Dropping it lets it go on.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Ends after the letter under way, at most 10 seconds later. What did not
    /// come waits where it is.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!("Fetching ended badly: {error}");
        }
    }
}

/// Fetches for every mailbox that says where, now and from now on.
pub fn start(desk: Desk) -> Running {
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(work(desk, stopped));
    Running { stop, task }
}

/// One mailbox at work.
struct Lane {
    address: String,
    fetching: Fetching,
    stop: watch::Sender<bool>,
    look: Arc<Notify>,
    task: JoinHandle<()>,
}

async fn work(desk: Desk, mut stopped: watch::Receiver<bool>) {
    // Before the first look, so that nothing written meanwhile goes unheard.
    let mut changes = desk.db.hear();
    let node = desk.db.node().to_owned();
    let mut lanes: HashMap<i64, Lane> = HashMap::new();
    let mut look = true;
    while !*stopped.borrow() {
        if look {
            match desk.db.read(mailboxes::store::all).await {
                Ok(mailboxes) => arrange(&desk, &node, &mut lanes, mailboxes).await,
                Err(error) => tracing::error!("Looking for mailboxes to fetch: {error}"),
            }
        }
        look = tokio::select! {
            _ = stopped.changed() => false,
            heard = heard(&mut changes) => match heard {
                Heard::Mailboxes => true,
                Heard::Now(mailbox) => {
                    if let Some(lane) = lanes.get(&mailbox) {
                        lane.look.notify_one();
                    }
                    false
                }
            },
            // A failed look, or what was said while nobody could hear it.
            () = tokio::time::sleep(RENEW) => {
                renew(&desk, &node, lanes.keys().copied().collect()).await;
                true
            }
        };
    }
    let ending: Vec<_> = lanes.into_values().map(|lane| end(lane, DRAIN)).collect();
    futures_util::future::join_all(ending).await;
}

enum Heard {
    Mailboxes,
    Now(i64),
}

async fn heard(changes: &mut broadcast::Receiver<Change>) -> Heard {
    loop {
        match changes.recv().await {
            Ok(Change::Part(part)) => {
                if &*part == mailboxes::store::PART {
                    return Heard::Mailboxes;
                }
                let asked = part
                    .strip_prefix(NOW)
                    .or_else(|| part.strip_prefix(consents::store::GIVEN));
                if let Some(mailbox) = asked.and_then(|id| id.parse().ok()) {
                    return Heard::Now(mailbox);
                }
            }
            Ok(Change::Resync) | Err(RecvError::Lagged(_)) => return Heard::Mailboxes,
            // The database is closing: only the stop is left to wait for.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

async fn renew(desk: &Desk, node: &str, mine: Vec<i64>) {
    if desk.db.engine() == Engine::Sqlite || mine.is_empty() {
        return;
    }
    let (node, until) = (node.to_owned(), desk.now().plus(TURN));
    let renewing = desk
        .db
        .write(move |tx| store::renew_turns(tx, &node, until));
    if let Err(error) = renewing.await {
        tracing::error!("Renewing the turns to fetch: {error}");
    }
}

/// Begins, changes and ends lanes, as the mailboxes say.
async fn arrange(desk: &Desk, node: &str, lanes: &mut HashMap<i64, Lane>, mailboxes: Vec<Mailbox>) {
    let wanted: HashMap<i64, (Mailbox, Fetching)> = mailboxes
        .into_iter()
        .filter_map(|m| Some((m.id, (m.clone(), m.imap?))))
        .collect();
    let old: Vec<i64> = lanes
        .iter()
        .filter(|(id, lane)| {
            let stays = wanted.get(id).is_some_and(|(mailbox, fetching)| {
                mailbox.address == lane.address && *fetching == lane.fetching
            });
            !stays || lane.task.is_finished()
        })
        .map(|(id, _)| *id)
        .collect();
    for id in old {
        if let Some(lane) = lanes.remove(&id) {
            end(lane, DRAIN).await;
        }
        if !wanted.contains_key(&id)
            && let Err(error) = desk.db.write(move |tx| store::forget(tx, id)).await
        {
            tracing::error!(mailbox = id, "Forgetting how far we were: {error}");
        }
    }
    for (id, (mailbox, fetching)) in wanted {
        lanes
            .entry(id)
            .or_insert_with(|| begin(desk, node, mailbox, fetching));
    }
}

fn begin(desk: &Desk, node: &str, mailbox: Mailbox, fetching: Fetching) -> Lane {
    let (stop, stopped) = watch::channel(false);
    let look = Arc::new(Notify::new());
    let keeper = Keeper {
        node: node.to_owned(),
        look: look.clone(),
        failures: 0,
        fetcher: Fetcher {
            desk: desk.clone(),
            mailbox: mailbox.clone(),
            fetching: fetching.clone(),
            stop: stopped,
            tries: HashMap::new(),
            lists_broke: 0,
            sent: Vec::new(),
            listened_next: None,
            comparison: None,
            described: HashMap::new(),
            searched: HashMap::new(),
        },
    };
    Lane {
        address: mailbox.address,
        fetching,
        stop,
        look,
        task: tokio::spawn(keeper.keep_fetching()),
    }
}

async fn end(mut lane: Lane, patience: Duration) {
    lane.stop.send_replace(true);
    match tokio::time::timeout(patience, &mut lane.task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!("Fetching for a mailbox ended badly: {error}"),
        // Nothing is half done: a letter is kept with its mark or not at all.
        Err(_) => lane.task.abort(),
    }
}

/// What became of a look at all folders.
enum Round {
    Done,
    /// One was not there, or did not open.
    NotThere(Trouble),
    /// One has another name: the next line begins with that.
    Renamed,
}

/// Keeps the line of one mailbox going.
struct Keeper {
    node: String,
    look: Arc<Notify>,
    /// Lines in a row that never came to "nothing waits".
    failures: u32,
    fetcher: Fetcher,
}

impl Keeper {
    async fn keep_fetching(mut self) {
        let mut stop = self.fetcher.stop.clone();
        while !*stop.borrow() {
            let pause = match self.take_turn().await {
                Ok(false) => RENEW,
                Ok(true) => {
                    let ended = self.one_line(&mut stop).await;
                    match ended {
                        Ok(()) => Duration::ZERO,
                        Err(trouble) => self.note(&trouble).await,
                    }
                }
                Err(error) => {
                    tracing::error!("Taking the turn to fetch: {error}");
                    RENEW
                }
            };
            tokio::select! {
                _ = stop.changed() => {}
                () = self.look.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        let (id, node) = (self.fetcher.mailbox.id, self.node.clone());
        let db = &self.fetcher.desk.db;
        if let Err(error) = db.write(move |tx| store::end_turn(tx, id, &node)).await {
            tracing::warn!(mailbox = id, "Giving the turn to fetch back: {error}");
        }
    }

    async fn take_turn(&self) -> Result<bool, ::store::Error> {
        let (id, node) = (self.fetcher.mailbox.id, self.node.clone());
        let now = self.fetcher.desk.now();
        let taking =
            move |tx: &mut ::store::Tx<'_>| store::take_turn(tx, id, &node, now, now.plus(TURN));
        self.fetcher.desk.db.write(taking).await
    }

    async fn is_our_turn(&self) -> Result<bool, Trouble> {
        let turn = self.take_turn().await;
        turn.map_err(|e| Trouble::new("kept", e.to_string()))
    }

    /// From getting in to the end of the line. `Ok`: we were asked to stop.
    async fn one_line(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), Trouble> {
        let desk = self.fetcher.desk.clone();
        let opening = tokio::time::timeout(GETTING_IN, open(&desk, &self.fetcher.mailbox));
        let opened = tokio::select! {
            _ = stop.changed() => return Ok(()),
            opened = opening => opened.unwrap_or_else(|_| Err(Trouble::new("timeout", "")))?,
        };
        let Some(mut line) = opened else {
            return Err(Trouble::new("no-sign-in", ""));
        };
        let id = self.fetcher.mailbox.id;
        let folders = &self.fetcher.fetching.folders;
        if folders.iter().any(|folder| !rules::is_inbox(folder)) {
            self.fetcher.sent = line.sent_folders().await?;
        }
        while !*stop.borrow() {
            if !self.is_our_turn().await? {
                break;
            }
            let round = self.bring_all(&mut line).await?;
            if *stop.borrow() || matches!(round, Round::Renamed) {
                break;
            }
            if self.fetcher.file_some(&mut line).await? {
                continue;
            }
            if let Round::NotThere(trouble) = round {
                return Err(trouble);
            }
            let now = desk.now();
            let noting = desk.db.write(move |tx| store::note_done(tx, id, now));
            noting
                .await
                .map_err(|e| Trouble::new("kept", e.to_string()))?;
            self.failures = 0;
            if self.fetcher.compare_some(&mut line).await? {
                continue;
            }
            self.rest(&mut line, stop).await?;
        }
        line.leave().await;
        Ok(())
    }

    /// Brings what waits in each folder.
    async fn bring_all(&mut self, line: &mut Line) -> Result<Round, Trouble> {
        let began = Instant::now();
        let (mut brought, mut round) = (0, Round::Done);
        for folder in self.fetcher.fetching.folders.clone() {
            match self.fetcher.bring(line, &folder).await {
                Ok(letters) => brought += letters,
                // One that was renamed or deleted keeps no other waiting.
                Err(trouble) if trouble.code == "folder" => {
                    if self.fetcher.follow(line, &folder).await? {
                        round = Round::Renamed;
                    } else if matches!(round, Round::Done) {
                        round = Round::NotThere(trouble);
                    }
                }
                Err(trouble) => return Err(trouble),
            }
        }
        if brought > 0 {
            let id = self.fetcher.mailbox.id;
            let took = began.elapsed().as_millis() as u64;
            tracing::info!(mailbox = id, letters = brought, took, "Fetched letters");
        }
        Ok(round)
    }

    /// Until something came, or it is time to look.
    async fn rest(
        &mut self,
        line: &mut Line,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<(), Trouble> {
        let folders = &self.fetcher.fetching.folders;
        let others = folders.len() > 1;
        let idles = line.can("IDLE");
        let mut patience = if others || !idles { POLL } else { IDLE };
        if let Some(next) = self.fetcher.next_copy().await? {
            patience = patience.min(next.max(SOONEST));
        }
        if !idles {
            tokio::select! {
                _ = stop.changed() => {}
                () = self.look.notified() => {}
                () = tokio::time::sleep(patience) => {}
            }
            return Ok(());
        }
        if others && let Some(first) = folders.first() {
            let opened = line.examine(first).await?;
            // While we were in the others nobody told us what came to this one.
            if opened.next != self.fetcher.listened_next {
                return Ok(());
            }
        }
        let tag = line.rest(patience).await?;
        tokio::select! {
            _ = stop.changed() => {}
            () = self.look.notified() => {}
            () = tokio::time::sleep(patience) => {}
            heard = line.idle() => heard?,
        }
        line.wake(&tag).await
    }

    /// Writes down what keeps us from the letters; gives how long to rest.
    async fn note(&mut self, trouble: &Trouble) -> Duration {
        self.failures += 1;
        let id = self.fetcher.mailbox.id;
        let jitter = f64::from(random::bytes::<1>()[0]) / 255.0;
        let pause = rules::pause(trouble.code, self.failures, jitter);
        tracing::info!(
            mailbox = id,
            code = trouble.code,
            failures = self.failures,
            "Fetching was interrupted"
        );
        // Lines end, and are opened again: that alone is no trouble.
        if self.failures < 2 && rules::is_common(trouble.code) {
            return pause;
        }
        let (trouble, now) = (trouble.clone(), self.fetcher.desk.now());
        let next = now.plus(pause);
        let db = &self.fetcher.desk.db;
        let noting = db.write(move |tx| store::note_trouble(tx, id, &trouble, now, next));
        if let Err(error) = noting.await {
            tracing::error!(
                mailbox = id,
                "Writing down a trouble with fetching: {error}"
            );
        }
        pause
    }
}
