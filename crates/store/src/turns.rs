//! Who writes beside others on this node, and who alone.
//!
//! PostgreSQL sees collisions by the page and, where a table is small, by the
//! whole table: in a young desk nearly all that is written at the same time
//! collides, and work done twice or five times costs more than waiting. So
//! each collision lets some of those who follow go one after the other. A desk
//! in which collisions are rare never gets there.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// After how many collisions of its own a closure runs alone, so that it gets
/// through.
const COLLISIONS: u32 = 4;
/// How many go alone for one that collided: one collision in so many runs is
/// cheaper than to wait.
const FOR_ONE: i64 = 8;
/// What collides with other nodes is not cured by waiting here.
const MOST: i64 = 8 * FOR_ONE;
/// So many without a collision are remembered in favour of going together.
const CALM: i64 = -4 * FOR_ONE;

/// Above zero there were too many collisions lately: they go alone.
#[derive(Default)]
pub(crate) struct Turns {
    gate: RwLock<()>,
    heat: AtomicI64,
}

/// Kept while the closure runs.
#[expect(dead_code, reason = "held, not read")]
pub(crate) enum Turn<'a> {
    Alone(RwLockWriteGuard<'a, ()>),
    AmongOthers(RwLockReadGuard<'a, ()>),
}

impl Turns {
    /// For a closure that has collided `tried` times.
    pub fn take(&self, tried: u32) -> Turn<'_> {
        if tried >= COLLISIONS || self.heat.load(Ordering::Relaxed) > 0 {
            Turn::Alone(self.gate.write().unwrap_or_else(PoisonError::into_inner))
        } else {
            Turn::AmongOthers(self.gate.read().unwrap_or_else(PoisonError::into_inner))
        }
    }

    pub fn went_through(&self) {
        self.add(-1);
    }

    pub fn collided(&self) {
        self.add(FOR_ONE);
    }

    fn add(&self, heat: i64) {
        let add = |now: i64| Some((now + heat).clamp(CALM, MOST));
        // It always has a new value.
        let _ = self
            .heat
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}
