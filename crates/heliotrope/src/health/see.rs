//! Looks at what is known in the house, and reads what others said last.

use std::path::{Path, PathBuf};

use ::store::Tx;

use super::rules::{self, Check, Disk};
use super::store;
use crate::backups::{self, rules::Standing as Kept};
use crate::consents;
use crate::fetch;
use crate::intake::store::{Ledger, ledger, without_case};
use crate::kit::At;
use crate::kit::config::{Config, Https};
use crate::kit::keys::Keys;
use crate::mailboxes::{self, Mailbox};
use crate::mailroom::{self, Trouble, trip};
use crate::outbox::{self, store::copies::NotFiled};
use crate::web::Desk;
use crate::web::https::{self, Certificate};

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

/// Everything there is to say, and the counts behind it.
pub struct Seen {
    pub checks: Vec<Check>,
    pub mailboxes: Vec<Mailbox>,
    pub ledger: Ledger,
    /// Waiting, left, lost.
    pub outbox: (i64, i64, i64),
    /// Since the same hour yesterday: mailbox, left, came back.
    pub left: Vec<(i64, i64, i64)>,
    /// Since when others are being asked.
    pub asking_since: Option<At>,
    pub asked_at: Option<At>,
}

/// What the database says, in one view.
struct Rows {
    seen: Seen,
    lost_arrivals: i64,
    troubles: Vec<Trouble>,
    fetching: Vec<fetch::store::FetchState>,
    not_filed: Vec<NotFiled>,
    oldest: (i64, Option<At>),
    lost_letters: i64,
    paused_letters: i64,
    kept: Vec<Check>,
    ended: Vec<consents::store::Ended>,
    trips: Vec<(String, trip::LastTrip)>,
    certificate: Option<Certificate>,
    backups: Kept,
}

fn rows(tx: &mut Tx<'_>, host: &str, keeps: bool, now: At) -> Result<Rows, ::store::Error> {
    let mailboxes = mailboxes::store::all(tx)?;
    let (last, good) = (backups::store::last(tx)?, backups::store::last_good(tx)?);
    let made = backups::store::made_at(tx)?;
    let mut trips = Vec::new();
    for mailbox in &mailboxes {
        if let Some(last) = trip::last_trip(tx, mailbox.id)? {
            trips.push((mailbox.address.clone(), last));
        }
    }
    Ok(Rows {
        lost_arrivals: without_case(tx)?,
        troubles: mailroom::health(tx, now)?,
        fetching: fetch::store::states(tx)?,
        not_filed: outbox::store::copies::troubles(tx)?,
        oldest: store::oldest(tx, now)?,
        lost_letters: store::lost(tx)?,
        paused_letters: outbox::store::count_paused(tx)?,
        kept: store::kept(tx)?,
        ended: consents::store::ended(tx)?,
        trips,
        backups: backups::rules::standing(keeps, last.as_ref(), good.as_ref(), made, now),
        certificate: https::certificate(tx, host)?,
        seen: Seen {
            checks: Vec::new(),
            mailboxes,
            ledger: ledger(tx)?,
            outbox: outbox::store::counts(tx)?,
            left: store::left(tx, now.minus(DAY))?,
            asking_since: store::asking_since(tx)?,
            asked_at: store::asked_at(tx)?,
        },
    })
}

/// All checks, those of the house first. Asks nobody outside. `serving`: a
/// desk is at work on this database, so that a silence means something.
/// `whole`: looks into every row and file as well, which takes its time.
///
/// # Errors
/// When the database does not answer: then there is nothing to say.
pub async fn see(desk: &Desk, serving: bool, whole: bool) -> Result<Seen, ::store::Error> {
    let now = desk.now();
    let url = desk.config.web.public_url.as_ref();
    let host = url
        .and_then(|url| url.host_str())
        .unwrap_or_default()
        .to_owned();
    let keeps = desk.config.backup.is_some();
    let rows = desk.db.read(move |tx| rows(tx, &host, keeps, now)).await?;
    let mut checks = vec![
        Check::new("database", rules::State::Well, "health-database")
            .fact("engine", desk.db.engine().to_string()),
    ];
    if whole {
        checks.push(rules::integrity(&desk.db.integrity().await?));
    }
    let mut seen = rows.seen;
    checks.push(rules::ledger(&seen.ledger, rows.lost_arrivals));
    checks.push(rules::arrivals(&seen.ledger));
    checks.push(rules::outbox(rows.oldest.0, rows.oldest.1, now));
    checks.extend(rules::lost(rows.lost_letters));
    checks.extend(rules::paused(rows.paused_letters));
    checks.push(rules::backups(&rows.backups));
    checks.extend(disks(&desk.config));
    if desk.config.web.https != Https::Off {
        checks.push(rules::certificate(rows.certificate.as_ref(), now));
    }
    checks.extend(key_file(&desk.config));
    checks.push(rules::public_url(desk.public_url().as_ref()));
    for mailbox in &seen.mailboxes {
        checks.extend(rules::password(
            &mailbox.address,
            opens(&desk.keys, mailbox),
        ));
        if let Some(ended) = rows.ended.iter().find(|e| e.mailbox == mailbox.id) {
            // Why nothing comes and leaves, said once and not at both ends.
            let again = consents::deeds::sign_in_again_at(desk, mailbox.id);
            let name = consents::deeds::name_of(&desk.config, ended.provider);
            checks.push(rules::consent(ended, &name, &again));
        } else {
            let trouble = rows.troubles.iter().find(|t| t.mailbox == mailbox.id);
            let has_server = mailbox.server.is_some() || desk.config.smtp.is_some();
            checks.push(rules::sending(&mailbox.address, has_server, trouble));
            let state = rows.fetching.iter().find(|f| f.mailbox == mailbox.id);
            checks.extend(state.map(|state| rules::fetching(state, serving, now)));
            checks.extend(state.and_then(rules::compared));
            checks.extend(state.and_then(|state| rules::followed(state, now)));
            let not_filed = rows.not_filed.iter().find(|n| n.mailbox == mailbox.id);
            if mailbox.sent.is_some() && mailbox.imap.is_some() {
                checks.push(rules::filing(&mailbox.address, not_filed));
            }
        }
        let left = seen.left.iter().find(|(id, ..)| *id == mailbox.id);
        let (_, left, back) = left.copied().unwrap_or_default();
        checks.push(rules::bounces(&mailbox.address, back, left));
    }
    let trips = rows.trips.iter();
    checks.extend(trips.map(|(address, last)| rules::trip(address, last)));
    checks.extend(rows.kept);
    seen.checks = checks;
    Ok(seen)
}

/// The disks under the data folder and under the database, once each.
pub fn disks(config: &Config) -> Vec<Check> {
    let check = |place: &PathBuf| rules::disk(&place.display().to_string(), disk(place));
    places(config).iter().map(check).collect()
}

/// Bytes that are free under "data" and, elsewhere, "database".
pub fn free(config: &Config) -> Vec<(&'static str, i64)> {
    let named = ["data", "database"].into_iter().zip(places(config));
    let seen = named.filter_map(|(name, place)| Some((name, disk(&place).ok()?.free)));
    seen.map(|(name, free)| (name, i64::try_from(free).unwrap_or(i64::MAX)))
        .collect()
}

fn places(config: &Config) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = vec![config.data.clone()];
    let file = config.database.strip_prefix("sqlite:").map(Path::new);
    if let Some(folder) = file.and_then(Path::parent)
        && !folder.starts_with(&config.data)
    {
        places.push(folder.to_owned());
    }
    places
}

#[cfg(unix)]
fn disk(place: &Path) -> Result<Disk, String> {
    let seen = rustix::fs::statvfs(place).map_err(|why| why.to_string())?;
    Ok(Disk {
        unwritable: unwritable(place),
        free: seen.f_bavail.saturating_mul(seen.f_frsize),
        all: seen.f_blocks.saturating_mul(seen.f_frsize),
    })
}

/// Why nothing can be written there. A disk that failed is not always marked as
/// read-only, so a file without a name is made, which leaves nothing behind.
#[cfg(unix)]
fn unwritable(place: &Path) -> Option<String> {
    let why = tempfile::tempfile_in(place).err()?;
    // How full it is, is told as such.
    (why.kind() != std::io::ErrorKind::StorageFull).then(|| {
        let cause = why.get_ref().and_then(|why| why.source());
        cause.map_or_else(|| why.to_string(), ToString::to_string)
    })
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Result<Disk, String> {
    Err("this system does not say how full its disks are".to_owned())
}

/// Whether the key here opens everything that the mailbox signs in with.
fn opens(keys: &Keys, mailbox: &Mailbox) -> bool {
    let imap = mailbox.imap.as_ref().map(|imap| &imap.server);
    let servers = mailbox.server.iter().chain(imap);
    let mut sealed = servers.filter_map(|server| server.sealed_password.as_deref());
    sealed.all(|password| keys.open(password).is_ok())
}

/// The key that seals passwords, when it is a file.
#[cfg(unix)]
fn key_file(config: &Config) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    if config.key_is_configured() {
        return None;
    }
    let file = config.key_file();
    let mode = file.metadata().map(|meta| meta.permissions().mode());
    Some(rules::key(
        &file.display().to_string(),
        mode.map_err(|why| why.to_string()),
    ))
}

#[cfg(not(unix))]
fn key_file(_: &Config) -> Option<Check> {
    None
}
