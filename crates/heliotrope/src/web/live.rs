//! What open pages hear: which of their parts is stale, and who else is here.
//!
//! One task listens to the database's changes and hands each on to every open
//! `/live`; a listener passes on only its own parts. No HTML travels, so what
//! a person may see is decided in one place: the page that fetches the part.
//! Presence is kept in memory on every node, for ten seconds after the last
//! mark, and stored nowhere. So are the newest changes: a page names the one up
//! to which it was read, and hears at once what came after it. Nothing is lost
//! between a page and its stream, and a page that is new is not read again.

use std::collections::{HashMap, HashSet, VecDeque};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use store::{Change, Db};
use tokio::sync::broadcast::{self, error::RecvError};

use super::asker::Asker;
use super::desk::Desk;
use super::given::Asked;
use super::problem::Problem;
use super::routes::{Routes, Who};
use super::sent::Form;
use crate::kit::random;

/// A mark of presence is gone this long after it was last made.
const PRESENT_FOR: Duration = Duration::from_secs(10);
const HEARTBEAT: Duration = Duration::from_secs(25);
/// A listener comes back after this, so that an ended session is noticed.
const LISTEN_FOR: Duration = Duration::from_secs(30 * 60);
/// Behind this many events a listener reads everything anew.
const BEHIND: usize = 1024;
/// Words of this hub begin so; no part of a page does.
const PRESENCE: &str = "~presence ";
const RESYNC: &str = "event: resync\ndata: all\n\n";

#[derive(Clone)]
pub struct Live {
    db: Db,
    hub: Arc<Hub>,
}

struct Hub {
    events: broadcast::Sender<Event>,
    here: Mutex<HashMap<String, Vec<Mark>>>,
    newest: Mutex<Newest>,
}

/// Up to which change of which hub a page was read. Its text is `hub.change`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    hub: u32,
    change: u64,
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.hub, self.change)
    }
}

impl FromStr for Heard {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Heard, Self::Err> {
        let (hub, change) = text.split_once('.').unwrap_or((text, ""));
        Ok(Heard {
            hub: hub.parse()?,
            change: change.parse()?,
        })
    }
}

/// The newest changes, each with its number; `heard` is the last of them.
struct Newest {
    heard: Heard,
    parts: VecDeque<(u64, Arc<str>)>,
}

impl Newest {
    fn start() -> Newest {
        // Another run of the server, or another node, has changes of its own.
        let hub = u32::from_ne_bytes(random::bytes());
        Newest {
            heard: Heard { hub, change: 0 },
            parts: VecDeque::new(),
        }
    }

    fn add(&mut self, part: Arc<str>) {
        self.heard.change += 1;
        if self.parts.len() == BEHIND {
            self.parts.pop_front();
        }
        self.parts.push_back((self.heard.change, part));
    }

    /// Something changed, and nobody knows what: what was read before is old.
    fn lose(&mut self) {
        self.heard.change += 1;
        self.parts.clear();
    }

    /// What changed after `page` was read; `None` when that is not known.
    fn since(&self, page: Heard) -> Option<impl Iterator<Item = &Arc<str>>> {
        let forgotten = self.heard.change - self.parts.len() as u64;
        let known = (forgotten..=self.heard.change).contains(&page.change);
        (page.hub == self.heard.hub && known).then(|| {
            let later = self.parts.iter().filter(move |(n, _)| *n > page.change);
            later.map(|(_, part)| part)
        })
    }
}

#[derive(Clone)]
enum Event {
    /// A part with the finished event text.
    Part(Arc<str>, Bytes),
    Resync,
    Close,
}

/// What a person does at a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    Reading,
    Writing,
    Gone,
}

struct Mark {
    agent: i64,
    name: String,
    doing: Doing,
    until: Instant,
}

/// A mark as it travels between nodes.
#[derive(Serialize, Deserialize)]
struct Word {
    part: String,
    agent: i64,
    name: String,
    doing: Doing,
}

/// One person in a `presence` event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Present {
    pub agent: i64,
    pub name: String,
    pub doing: Doing,
}

impl Live {
    /// Listens to `db` until the last clone is dropped.
    pub(super) fn start(db: &Db) -> Live {
        let (events, _) = broadcast::channel(BEHIND);
        let hub = Arc::new(Hub {
            events,
            here: Mutex::default(),
            newest: Mutex::new(Newest::start()),
        });
        tokio::spawn(hand_on(db.hear(), Arc::downgrade(&hub)));
        tokio::spawn(forget_the_gone(Arc::downgrade(&hub)));
        Live {
            db: db.clone(),
            hub,
        }
    }

    /// Says on all nodes that an agent is at `part`, or has gone.
    pub fn mark(&self, part: &str, agent: i64, name: &str, doing: Doing) {
        let word = Word {
            part: part.to_owned(),
            agent,
            name: name.to_owned(),
            doing,
        };
        if let Ok(json) = serde_json::to_string(&word) {
            self.db.say(&format!("{PRESENCE}{json}"));
        }
    }

    /// Who is at `part` now.
    pub fn present(&self, part: &str) -> Vec<Present> {
        self.hub.present(part)
    }

    /// Up to here a page that is read from now on has heard everything. To be
    /// asked before anything is read for it.
    pub fn heard(&self) -> Heard {
        self.hub.newest().heard
    }

    /// Ends every open `/live`, so that a server that stops need not wait.
    pub fn close(&self) {
        let _ = self.hub.events.send(Event::Close);
    }

    /// How many pages listen now.
    pub fn listeners(&self) -> usize {
        self.hub.events.receiver_count()
    }
}

async fn hand_on(mut changes: broadcast::Receiver<Change>, hub: Weak<Hub>) {
    loop {
        let change = changes.recv().await;
        let Some(hub) = hub.upgrade() else { return };
        match change {
            Ok(Change::Part(part)) => match part.strip_prefix(PRESENCE) {
                Some(json) => hub.hear_mark(json),
                None => hub.stale(&part),
            },
            Ok(Change::Resync) | Err(RecvError::Lagged(_)) => {
                hub.newest().lose();
                let _ = hub.events.send(Event::Resync);
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn forget_the_gone(hub: Weak<Hub>) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        hub.forget(Instant::now());
    }
}

fn part_text(part: &str) -> String {
    format!("event: part\ndata: {part}\n\n")
}

impl Hub {
    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kept first, then said: who begins to listen in between hears it twice.
    fn stale(&self, part: &Arc<str>) {
        self.newest().add(part.clone());
        let text = part_text(part).into();
        let _ = self.events.send(Event::Part(part.clone(), text));
    }

    /// What a page that was read up to `page` has not heard of its parts.
    fn missed(&self, page: Heard, parts: &HashSet<String>) -> String {
        let newest = self.newest();
        let Some(later) = newest.since(page) else {
            return RESYNC.to_owned();
        };
        let stale: HashSet<&str> = later.map(|p| &**p).filter(|p| parts.contains(*p)).collect();
        stale.into_iter().map(part_text).collect()
    }

    fn hear_mark(&self, json: &str) {
        let Ok(word) = serde_json::from_str::<Word>(json) else {
            tracing::warn!("A mark of presence from another node could not be read");
            return;
        };
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = here.entry(word.part.clone()).or_default();
        let before = marks
            .iter()
            .find(|m| m.agent == word.agent)
            .map(|m| m.doing);
        marks.retain(|m| m.agent != word.agent);
        if word.doing != Doing::Gone {
            let until = Instant::now() + PRESENT_FOR;
            marks.push(Mark {
                agent: word.agent,
                name: word.name,
                doing: word.doing,
                until,
            });
        }
        if marks.is_empty() {
            here.remove(&word.part);
        }
        drop(here);
        // Marks come every few seconds; only a change is news.
        if before.unwrap_or(Doing::Gone) != word.doing {
            self.tell_presence(&word.part);
        }
    }

    fn forget(&self, now: Instant) {
        let mut changed = Vec::new();
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        here.retain(|part, marks| {
            let before = marks.len();
            marks.retain(|m| m.until > now);
            if marks.len() != before {
                changed.push(part.clone());
            }
            !marks.is_empty()
        });
        drop(here);
        for part in changed {
            self.tell_presence(&part);
        }
    }

    fn present(&self, part: &str) -> Vec<Present> {
        let here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = here.get(part).map(Vec::as_slice).unwrap_or_default();
        marks
            .iter()
            .map(|m| Present {
                agent: m.agent,
                name: m.name.clone(),
                doing: m.doing,
            })
            .collect()
    }

    fn tell_presence(&self, part: &str) {
        let _ = self.events.send(Event::Part(
            part.into(),
            presence_text(part, &self.present(part)),
        ));
    }
}

fn presence_text(part: &str, agents: &[Present]) -> Bytes {
    let json = serde_json::json!({ "part": part, "agents": agents });
    format!("event: presence\ndata: {json}\n\n").into()
}

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/live", Who::Light, listen)
        .post("/presence", Who::Light, mark)
}

#[derive(Deserialize)]
struct Listen {
    #[serde(default)]
    parts: String,
    /// Up to where the page was read; without it nothing is made up for.
    #[serde(default)]
    since: String,
}

/// `GET /live?parts=case:7,list&since=4711.12`: server-sent events until one
/// side goes, first of all what changed since the page was read. Who hears `list` hears the presence at every case too.
async fn listen(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(query): Asked<Listen>,
) -> Result<Response, Problem> {
    let parts = query.parts.split(',').filter(|p| !p.is_empty());
    let parts: HashSet<String> = parts
        .map(|p| known_part(p, &asker))
        .collect::<Result<_, _>>()?;
    let mut first = String::from("retry: 2000\n\n").into_bytes();
    let events = desk.live.hub.events.subscribe();
    if !query.since.is_empty() {
        // What no page of ours says is heard as a page of long ago.
        let page = query.since.parse().unwrap_or_default();
        first.extend_from_slice(desk.live.hub.missed(page, &parts).as_bytes());
    }
    for part in &parts {
        let present = desk.live.present(part);
        if !present.is_empty() {
            first.extend_from_slice(&presence_text(part, &present));
        }
    }
    let listener = Listener {
        events,
        parts,
        until: tokio::time::Instant::now() + LISTEN_FOR,
        first: Some(first.into()),
    };
    let body = stream::unfold(listener, |mut listener| async {
        let bytes = listener.next().await?;
        Some((Ok::<Bytes, Infallible>(bytes), listener))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

struct Listener {
    events: broadcast::Receiver<Event>,
    parts: HashSet<String>,
    until: tokio::time::Instant,
    first: Option<Bytes>,
}

impl Listener {
    /// The next text for this listener; `None` ends the stream.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let heartbeat = tokio::time::Instant::now() + HEARTBEAT;
        loop {
            let event = tokio::select! {
                event = self.events.recv() => event,
                () = tokio::time::sleep_until(heartbeat.min(self.until)) => {
                    let goes_on = tokio::time::Instant::now() < self.until;
                    return goes_on.then(|| Bytes::from_static(b":\n\n"));
                }
            };
            match event {
                Ok(Event::Part(part, text)) if self.hears(&part, &text) => return Some(text),
                Ok(Event::Part(..)) => {}
                Ok(Event::Resync) | Err(RecvError::Lagged(_)) => {
                    return Some(Bytes::from_static(RESYNC.as_bytes()));
                }
                Ok(Event::Close) | Err(RecvError::Closed) => return None,
            }
        }
    }

    fn hears(&self, part: &str, text: &Bytes) -> bool {
        self.parts.contains(part)
            || (text.starts_with(b"event: presence") && self.parts.contains("list"))
    }
}

/// A part is a word, or a word with a number. Thanks are heard only by whom
/// they are for.
fn known_part(part: &str, asker: &Asker) -> Result<String, Problem> {
    let (word, number) = part.split_once(':').unwrap_or((part, ""));
    let is_word =
        !word.is_empty() && word.len() <= 20 && word.bytes().all(|c| c.is_ascii_lowercase());
    let is_number = number.len() <= 19 && number.bytes().all(|c| c.is_ascii_digit());
    let allowed = word != "thanks" || number == asker.agent.to_string();
    if is_word && is_number && allowed {
        return Ok(part.to_owned());
    }
    Err(Problem::refuse(
        StatusCode::BAD_REQUEST,
        "part",
        "web-unknown-part",
    ))
}

#[derive(Deserialize)]
struct MarkForm {
    part: String,
    doing: Doing,
}

/// `POST /presence` with `part` and `doing` (reading, writing, gone): every few
/// seconds by script.
async fn mark(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<MarkForm>,
) -> Result<StatusCode, Problem> {
    let part = known_part(&form.part, &asker)?;
    desk.live.mark(&part, asker.agent, &asker.name, form.doing);
    Ok(StatusCode::NO_CONTENT)
}
