//! One process at a time does the work of `serve` on a SQLite file.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;

use crate::kit::config::Config;

/// Holds a lock beside a SQLite file for as long as the answer lives; it goes
/// with the process, however that ends. The file tells where we listen.
pub fn alone(config: &Config) -> anyhow::Result<Option<File>> {
    let Some(lock) = lock_of(config) else {
        return Ok(None);
    };
    let open = || {
        File::options()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&lock)
    };
    let mut file = open().with_context(|| format!("opening {}", lock.display()))?;
    // A command that only looks holds it for a moment.
    for _ in 0..20 {
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)
                    .and_then(|()| write!(file, "{}", config.web.listen))
                    .with_context(|| format!("writing {}", lock.display()))?;
                return Ok(Some(file));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(25)),
            Err(TryLockError::Error(e)) => {
                return Err(e).with_context(|| format!("locking {}", lock.display()));
            }
        }
    }
    anyhow::bail!(
        "another serve already works on {}; stop it first, or name another folder with --data",
        config.data.display()
    )
}

/// Where the `serve` beside us listens, when one works on the same SQLite file.
pub fn serving_at(config: &Config) -> Option<SocketAddr> {
    let mut file = File::open(lock_of(config)?).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        _ => return None,
    }
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.parse().ok()
}

fn lock_of(config: &Config) -> Option<PathBuf> {
    let path = config.database.strip_prefix("sqlite:")?;
    Some(format!("{path}-serve").into())
}
