//! What every handler has at hand.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use store::Db;
use url::Url;

use super::asker::Recognise;
use super::banner::Banner;
use super::figures::Figures;
use super::limits::Limits;
use super::live::Live;
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::sieve::Sieve;
use crate::kit::{At, Clock};

/// The running desk. Every handler and layer has one of its own: a request
/// clones it two dozen times.
#[derive(Clone)]
pub struct Desk(Arc<Tools>);

impl Deref for Desk {
    type Target = Tools;

    fn deref(&self) -> &Tools {
        &self.0
    }
}

/// For who readies a desk: what was cloned before keeps what it had.
impl DerefMut for Desk {
    fn deref_mut(&mut self) -> &mut Tools {
        Arc::make_mut(&mut self.0)
    }
}

/// Its database, clock, configuration and keys.
#[derive(Clone)]
pub struct Tools {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub keys: Arc<Keys>,
    pub live: Live,
    pub limits: Arc<Limits>,
    /// Turns a cookie or a bearer token into the agent who asks; `team` does.
    pub recognise: Recognise,
    /// The public address that the set-up learned, for when the configuration
    /// names none.
    pub learned_url: Arc<RwLock<Option<Url>>>,
    /// Whether the house bills: every case page asks.
    pub bills: Arc<AtomicBool>,
    /// It still answers, but asks to be asked no more: `/readyz` says so.
    pub stopping: Arc<AtomicBool>,
    /// What stands above every page of the workspace.
    pub banner: Banner,
    /// What the filter of letters has learned.
    pub sieve: Learned,
    /// What is counted for those who watch.
    pub figures: Figures,
    /// An invented company: the only place where demo routes answer.
    pub demo: bool,
}

/// A sieve that is read anew when it has learned.
#[derive(Clone, Default)]
pub struct Learned(Arc<RwLock<Option<Arc<Sieve>>>>);

impl Learned {
    /// What it knows; none before it was read, and while it says nothing.
    pub fn now(&self) -> Option<Arc<Sieve>> {
        let sieve = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sieve.clone().filter(|sieve| sieve.speaks())
    }

    pub fn is_read(&self) -> bool {
        let sieve = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sieve.is_some()
    }

    pub fn set(&self, sieve: Arc<Sieve>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(sieve);
    }
}

impl Desk {
    /// Needs a running tokio: the live hub listens from now on.
    pub fn new(db: Db, clock: Clock, config: Config, keys: Keys, recognise: Recognise) -> Desk {
        let figures = Figures::default();
        let heard = figures.clone();
        db.watch_commits(move |took| heard.committed(took));
        Desk(Arc::new(Tools {
            live: Live::start(&db),
            db,
            clock,
            config: Arc::new(config),
            keys: Arc::new(keys),
            limits: Arc::new(Limits::new()),
            recognise,
            learned_url: Arc::default(),
            bills: Arc::default(),
            stopping: Arc::default(),
            banner: Banner::default(),
            sieve: Learned::default(),
            figures,
            demo: false,
        }))
    }

    pub fn bills(&self) -> bool {
        self.bills.load(Ordering::Relaxed)
    }

    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// Where people reach the desk, without a slash at the end:
    /// `https://desk.example.org`. Without `web.public_url` the address it
    /// listens on, which is good on this machine only.
    pub fn base_url(&self) -> String {
        match self.public_url() {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", reachable(self.config.web.listen)),
        }
    }

    /// Whether browsers reach us by https, so that cookies may ask for it.
    pub fn is_https(&self) -> bool {
        self.public_url().is_some_and(|u| u.scheme() == "https")
    }

    /// How people reach the desk from outside: as the configuration says, else
    /// as the set-up learned it.
    pub fn public_url(&self) -> Option<Url> {
        let configured = self.config.web.public_url.clone();
        configured.or_else(|| {
            let learned = self.learned_url.read();
            learned.unwrap_or_else(PoisonError::into_inner).clone()
        })
    }
}

/// Who listens everywhere is reached on this machine by its loopback address.
pub fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    listen
}
