//! What has left and is not marked as such yet.
//!
//! Between the other side's 250 and our mark lies a commit. Before it, a file
//! is made that names the try and holds nothing: that takes microseconds, and
//! the file outlives this process. So a letter that left just before a death is
//! marked at the next start and does not leave again. A name speaks of one try
//! only, so one that was left behind by whatever accident says nothing about a
//! later one. After a loss of power the file may be missing; then the letter
//! leaves again, with the same Message-ID.

use std::fs;
use std::path::{Path, PathBuf};

use ::store::Error;

use super::store;
use crate::outbox::Delivery;
use crate::outbox::store::{Envelope, mark};
use crate::web::Desk;

/// A letter that has left, until [`Left::marked`].
pub struct Left(Option<PathBuf>);

/// One try of one envelope: it was taken by the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Try {
    envelope: i64,
    tried_since: i64,
    attempts: i64,
}

impl Try {
    fn name(self) -> String {
        let Try {
            envelope,
            tried_since,
            attempts,
        } = self;
        format!("{envelope}.{tried_since}.{attempts}")
    }

    fn named(name: &str) -> Option<Try> {
        let mut parts = name.split('.').map(|part| part.parse().ok());
        let mut next = || parts.next().flatten();
        let read = Try {
            envelope: next()?,
            tried_since: next()?,
            attempts: next()?,
        };
        (read.name() == name).then_some(read)
    }
}

fn folder(desk: &Desk) -> PathBuf {
    desk.config.data.join("left")
}

/// Notes it at once: what comes between the 250 and this is what a death can
/// double. Where no file can be made, the mark alone has to do.
pub fn note(desk: &Desk, envelope: &Envelope) -> Left {
    let tried = Try {
        envelope: envelope.id,
        tried_since: envelope.tried_since.0,
        attempts: envelope.attempts,
    };
    let path = folder(desk).join(tried.name());
    Left(fs::File::create(&path).is_ok().then_some(path))
}

impl Left {
    /// The row says so now.
    pub fn marked(self) {
        if let Some(path) = self.0 {
            remove(&path);
        }
    }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!("Removing {}: {error}", path.display());
    }
}

/// Marks what had left when this node died; before anything is sent.
pub async fn mark_all(desk: &Desk) -> anyhow::Result<()> {
    let folder = folder(desk);
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let Some(tried) = entry.file_name().to_str().and_then(Try::named) else {
            continue;
        };
        let now = desk.now();
        let marking = move |tx: &mut ::store::Tx<'_>| {
            let still = store::waits_since(tx, tried.envelope, tried.tried_since, tried.attempts)?;
            if still {
                mark(tx, tried.envelope, Delivery::Accepted, None, now)?;
            }
            Ok::<_, Error>(still)
        };
        if desk.db.write(marking).await? {
            tracing::info!(
                envelope = tried.envelope,
                "It had left when the desk ended, and is marked now"
            );
        }
        remove(&entry.path());
    }
    Ok(())
}
