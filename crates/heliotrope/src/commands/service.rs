//! What the service manager is told, and what it lets us have.

use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};
use sd_notify::NotifyState;

/// Every open page is one file; below this a busy team runs out.
const FEW: u64 = 4096;

/// The desk answers. From now on the watchdog hears of us, when there is one,
/// twice in the time it grants: a program that stands still is started anew.
pub fn ready() {
    tell(&[NotifyState::Ready]);
    if let Some(patience) = sd_notify::watchdog_enabled() {
        tokio::spawn(live_signs(patience / 2));
    }
}

async fn live_signs(every: Duration) {
    let mut tick = tokio::time::interval(every.max(Duration::from_millis(1)));
    loop {
        tick.tick().await;
        tell(&[NotifyState::Watchdog]);
    }
}

pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Nobody may be listening: then nothing happens.
fn tell(words: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(words) {
        tracing::warn!("The service manager does not hear us: {error}");
    }
}

/// Takes as many open files as the machine grants: shells and containers
/// usually begin with 1024.
pub fn open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!("Raising the number of open files: {error}");
    }
    if let Some(files) = getrlimit(Resource::Nofile)
        .current
        .filter(|files| *files < FEW)
    {
        tracing::warn!(
            "Only {files} files may be open here; each open page is one. Raise the limit (ulimit -n, LimitNOFILE)."
        );
    }
}
