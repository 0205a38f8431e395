//! Keeps letters going: wakes when an envelope is written or may leave, sends
//! several at once, and stops without cutting one off.
//!
//! Each mailbox has a lane of its own, so that a slow server holds only its own
//! letters. A server that lets nobody in is asked by one letter at a time, in
//! growing pauses; the others wait behind it. Every node may run this: the
//! held row decides who sends.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::store::{Change, Error};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use super::server::Servers;
use super::{Done, deliver, left, own_name, rules};
use crate::consents;
use crate::kit::At;
use crate::mailboxes;
use crate::outbox;
use crate::web::Desk;

/// Letters under way at once, on this node. The store holds at most 16 rows.
const AT_ONCE: usize = 12;
/// Of them, to one server.
const IN_A_LANE: usize = 4;
/// How long a stop waits for letters under way.
const DRAIN: Duration = Duration::from_secs(10);
/// Another node has the letter, or had it when it died: look again after this.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// The longest sleep: clocks are moved and machines are put to sleep.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// The mailroom at work. Dropping it lets it go on.
pub struct Running {
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Takes no more letters, waits for those under way (at most 10 seconds)
    /// and says goodbye to the servers. What did not make it waits in the outbox.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!("The mailroom ended badly: {error}");
        }
    }
}

/// Starts sending what is due, now and from now on.
pub fn start(desk: Desk) -> Running {
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(work(desk, stopped));
    Running { stop, task }
}

/// What this node knows of one mailbox's server.
#[derive(Default)]
struct Lane {
    under_way: HashSet<i64>,
    /// Tries in a row that found no way in.
    shut_out: i64,
    last_shut_out: Option<Instant>,
    rests_until: Option<Instant>,
    /// It has sent as many as it may within a minute.
    full_until: Option<Instant>,
}

impl Lane {
    fn room(&self, now: Instant) -> usize {
        let shut = self.rests_until.max(self.full_until);
        if shut.is_some_and(|until| until > now) {
            return 0;
        }
        let most = if self.shut_out > 0 { 1 } else { IN_A_LANE };
        most.saturating_sub(self.under_way.len())
    }

    fn ended(&mut self, id: i64, began: Instant, done: Done, first: Duration) {
        self.under_way.remove(&id);
        match done {
            Done::Said { way_in: true } => {
                *self = Lane {
                    under_way: std::mem::take(&mut self.under_way),
                    full_until: self.full_until,
                    ..Lane::default()
                };
            }
            // Those that knocked together are one knock.
            Done::Said { way_in: false } if self.last_shut_out.is_none_or(|last| began > last) => {
                let now = Instant::now();
                self.last_shut_out = Some(now);
                self.rests_until = Some(now + rules::pause(first, self.shut_out, 0.5));
                self.shut_out += 1;
            }
            _ => {}
        }
    }
}

struct Ended {
    lane: i64,
    id: i64,
    began: Instant,
    done: Done,
}

struct Work {
    desk: Desk,
    servers: Arc<Servers>,
    lanes: HashMap<i64, Lane>,
    elsewhere: HashMap<i64, Instant>,
    under_way: JoinSet<Ended>,
    /// The moment of the last look.
    looked_at: At,
}

async fn work(desk: Desk, mut stopped: watch::Receiver<bool>) {
    // Before the first look, so that nothing written meanwhile goes unheard.
    let mut changes = desk.db.hear();
    if let Err(error) = left::mark_all(&desk).await {
        tracing::error!("Marking what had left before this start: {error:#}");
    }
    let now = desk.now();
    if let Err(error) = desk
        .db
        .write(move |tx| {
            outbox::store::clock_went_back(tx, now)?;
            outbox::store::retry_all_now(tx, now)
        })
        .await
    {
        tracing::error!("Making waiting letters due at the start: {error}");
    }
    let mut work = Work {
        servers: Arc::new(Servers::new(own_name(&desk))),
        desk,
        lanes: HashMap::new(),
        elsewhere: HashMap::new(),
        under_way: JoinSet::new(),
        looked_at: now,
    };
    while !*stopped.borrow() {
        let sleep = match work.begin_what_is_due().await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::error!("Looking for letters that are due: {error}");
                LOOK_AGAIN
            }
        };
        tokio::select! {
            _ = stopped.changed() => {}
            Some(ended) = work.under_way.join_next() => work.note(ended),
            given = heard(&mut changes) => work.let_in_again(given),
            () = tokio::time::sleep(sleep) => work.servers.tidy(false).await,
        }
    }
    let drained = async { while work.under_way.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("Some letters were still under way; they wait for the next start");
    }
    work.under_way.shutdown().await;
    work.servers.tidy(true).await;
}

/// Returns when the outbox may have changed; with the mailbox that was given
/// consent, if that is it.
async fn heard(changes: &mut broadcast::Receiver<Change>) -> Option<i64> {
    loop {
        match changes.recv().await {
            Ok(Change::Part(part)) if &*part != outbox::store::PART => {
                let given = part.strip_prefix(consents::store::GIVEN);
                if let Some(mailbox) = given.and_then(|id| id.parse().ok()) {
                    return Some(mailbox);
                }
            }
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return None,
            // The database is closing: only the stop is left to wait for.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Work {
    /// A server that let nobody in is asked again at once: the pause was made
    /// for another reason.
    fn let_in_again(&mut self, mailbox: Option<i64>) {
        if let Some(lane) = mailbox.and_then(|id| self.lanes.get_mut(&id)) {
            lane.rests_until = None;
        }
    }

    /// Begins what may leave and has room. Gives how long there is nothing to
    /// do unless something is heard.
    async fn begin_what_is_due(&mut self) -> Result<Duration, Error> {
        let now = Instant::now();
        self.elsewhere.retain(|_, until| *until > now);
        let moment = self.desk.now();
        self.heed_the_clock(moment).await?;
        let due = self
            .desk
            .db
            .read(move |tx| outbox::store::due_mailboxes(tx, moment))
            .await?;
        for mailbox in due {
            self.begin_lane(mailbox, now).await?;
        }
        let next = self
            .desk
            .db
            .read(move |tx| outbox::store::next_due(tx, moment))
            .await?;
        let mut sleep = next
            .map_or(LONGEST_SLEEP, |at| at.since(moment))
            .min(LONGEST_SLEEP);
        let rests = self
            .lanes
            .values()
            .flat_map(|lane| [lane.rests_until, lane.full_until])
            .flatten()
            .chain(self.elsewhere.values().copied());
        for until in rests.filter(|until| *until > now) {
            sleep = sleep.min(until - now);
        }
        Ok(sleep)
    }

    /// Where a clock that was ahead is set back, no letter waits for the time
    /// that the clock showed before.
    async fn heed_the_clock(&mut self, now: At) -> Result<(), Error> {
        if now < self.looked_at {
            let waiting = move |tx: &mut ::store::Tx<'_>| outbox::store::clock_went_back(tx, now);
            let letters = self.desk.db.write(waiting).await?;
            if letters > 0 {
                tracing::warn!(letters, "The clock was set back; what waits counts anew");
            }
        }
        self.looked_at = now;
        Ok(())
    }

    async fn begin_lane(&mut self, mailbox: i64, now: Instant) -> Result<(), Error> {
        let lane = self.lanes.entry(mailbox).or_default();
        let room = lane
            .room(now)
            .min(AT_ONCE.saturating_sub(self.under_way.len()));
        if room == 0 {
            return Ok(());
        }
        let moment = self.desk.now();
        let look_at =
            i64::try_from(room + lane.under_way.len() + self.elsewhere.len()).unwrap_or(i64::MAX);
        let (due, pace) = self
            .desk
            .db
            .read(move |tx| {
                let due = outbox::store::due(tx, mailbox, moment, look_at)?;
                Ok::<_, Error>((due, mailboxes::store::pace(tx, mailbox)?))
            })
            .await?;
        let mut free: Vec<i64> = due
            .into_iter()
            .filter(|id| !lane.under_way.contains(id) && !self.elsewhere.contains_key(id))
            .take(room)
            .collect();
        let most = pace.or(self.desk.config.outbox.per_minute.map(i64::from));
        if let (Some(most), false) = (most, free.is_empty()) {
            let taking = move |tx: &mut ::store::Tx<'_>| {
                outbox::store::take_up(tx, mailbox, most, &free, moment)
            };
            let (go, again) = self.desk.db.write(taking).await?;
            free = go;
            lane.full_until = again.map(|again| now + again.since(moment));
        }
        for id in free {
            lane.under_way.insert(id);
            let (desk, servers, shut_out) =
                (self.desk.clone(), self.servers.clone(), lane.shut_out);
            self.under_way.spawn(async move {
                let began = Instant::now();
                let done = send(&desk, &servers, id, shut_out).await;
                Ended {
                    lane: mailbox,
                    id,
                    began,
                    done,
                }
            });
        }
        Ok(())
    }

    fn note(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        let ended = match ended {
            Ok(ended) => ended,
            Err(error) => {
                // Which letter it was is in the log of the panic. All lanes look
                // afresh: the held row is free again.
                tracing::error!("Sending a letter ended badly: {error}");
                self.lanes.clear();
                return;
            }
        };
        if ended.done == Done::NotOurs {
            self.elsewhere.insert(ended.id, Instant::now() + LOOK_AGAIN);
        }
        let first = self.desk.config.outbox.first_retry;
        self.lanes
            .entry(ended.lane)
            .or_default()
            .ended(ended.id, ended.began, ended.done, first);
    }
}

async fn send(desk: &Desk, servers: &Servers, id: i64, shut_out: i64) -> Done {
    match deliver(desk, servers, id, shut_out).await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(envelope = id, "Sending an envelope: {error:#}");
            Done::NotOurs
        }
    }
}
