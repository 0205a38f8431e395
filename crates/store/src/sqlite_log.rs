//! Writes SQLite's log back into the database, beside the writer.
//!
//! SQLite would do so by itself, within the COMMIT that makes the log long
//! enough: all who wait for that commit wait for thousands of pages, and with
//! a short log that is one letter in fifty. Here a connection of its own
//! copies them while the writer goes on. What the writer adds meanwhile is
//! little; it copies that itself between two commits, for the log begins anew
//! only when all of it has been copied, and would else grow for as long as
//! there is work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::Error;

/// How long the log may grow before it is written back: 64 MiB of pages. The
/// longer it is, the more often a page stands in it that is copied once.
const LONG: i32 = 16_000;

/// The writer's end.
pub(crate) struct Log {
    /// Pages in the log after the last commit.
    pages: Arc<AtomicI32>,
    copied: Arc<AtomicBool>,
    asked: bool,
    ask: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    /// `writer` leaves its log alone from now on; `beside` is another
    /// connection to the same file.
    pub fn keep(writer: &mut Connection, beside: Connection) -> Result<Log, Error> {
        let pages = Arc::new(AtomicI32::new(0));
        let seen = pages.clone();
        let hook = move |_: &mut _, now| {
            seen.store(now, Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).map_err(Error::sqlite)?;
        let copied = Arc::new(AtomicBool::new(false));
        let (ask, asks) = mpsc::sync_channel(1);
        let done = copied.clone();
        let thread = std::thread::Builder::new()
            .name("sqlite-log".to_owned())
            .spawn(move || copy_when_asked(&beside, &asks, &done))
            .map_err(|e| Error::data(format!("no thread for the log of the database: {e}")))?;
        Ok(Log {
            pages,
            copied,
            asked: false,
            ask: Some(ask),
            thread: Some(thread),
        })
    }

    /// Called by the writer after each commit, when everybody has been answered.
    pub fn look(&mut self, writer: &Connection) {
        if self.asked {
            if self.copied.swap(false, Ordering::Acquire) {
                self.asked = false;
                copy(writer);
            }
        } else if self.pages.load(Ordering::Relaxed) >= LONG {
            self.asked = self.ask.as_ref().is_some_and(|a| a.try_send(()).is_ok());
        }
    }
}

impl Drop for Log {
    /// The last connection that closes empties the log, so none may outlive us.
    fn drop(&mut self) {
        self.ask.take();
        if self.thread.take().is_some_and(|t| t.join().is_err()) {
            tracing::error!("The thread that writes back the log of the database has died");
        }
    }
}

fn copy_when_asked(conn: &Connection, asks: &Receiver<()>, copied: &AtomicBool) {
    while asks.recv().is_ok() {
        copy(conn);
        copied.store(true, Ordering::Release);
    }
}

/// As far as no reader still needs the pages as they were. A failure costs
/// nothing but a longer log: the next time tries again.
fn copy(conn: &Connection) {
    let done = conn
        .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")
        .and_then(|mut s| s.query_row((), |_| Ok(())));
    if let Err(error) = done {
        tracing::warn!(%error, "Could not write back the log of the database");
    }
}
