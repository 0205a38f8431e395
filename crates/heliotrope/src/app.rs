//! Puts the words together: the only file that knows every folder.

mod alone;
mod clock;
pub mod openapi;

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use store::Migration;
use tokio::task::JoinHandle;

pub use self::alone::{alone, serving_at};
use crate::kit::Clock;
use crate::kit::config::Config;
use crate::web::{Desk, Routes};
use crate::{backups, cases, fetch, intake, mailroom, team};

/// `NNNN_name.sql` in order, forward only, the same on both engines.
pub const MIGRATIONS: &[Migration] = &[
    shared(1, "team", include_str!("../migrations/0001_team.sql")),
    shared(
        2,
        "mailboxes",
        include_str!("../migrations/0002_mailboxes.sql"),
    ),
    shared(3, "people", include_str!("../migrations/0003_people.sql")),
    shared(4, "cases", include_str!("../migrations/0004_cases.sql")),
    shared(
        5,
        "messages",
        include_str!("../migrations/0005_messages.sql"),
    ),
    shared(6, "needs", include_str!("../migrations/0006_needs.sql")),
    shared(7, "mail", include_str!("../migrations/0007_mail.sql")),
    shared(
        8,
        "mailroom",
        include_str!("../migrations/0008_mailroom.sql"),
    ),
    shared(9, "by_case", include_str!("../migrations/0009_by_case.sql")),
    shared(10, "fetch", include_str!("../migrations/0010_fetch.sql")),
    shared(
        11,
        "erasure",
        include_str!("../migrations/0011_erasure.sql"),
    ),
    shared(
        12,
        "form_files",
        include_str!("../migrations/0012_form_files.sql"),
    ),
    shared(13, "hours", include_str!("../migrations/0013_hours.sql")),
    shared(14, "setup", include_str!("../migrations/0014_setup.sql")),
    shared(
        15,
        "leaving",
        include_str!("../migrations/0015_leaving.sql"),
    ),
    shared(
        16,
        "keeping",
        include_str!("../migrations/0016_keeping.sql"),
    ),
    shared(
        17,
        "certificate",
        include_str!("../migrations/0017_certificate.sql"),
    ),
    shared(18, "looks", include_str!("../migrations/0018_looks.sql")),
    shared(
        19,
        "backups",
        include_str!("../migrations/0019_backups.sql"),
    ),
    shared(20, "health", include_str!("../migrations/0020_health.sql")),
    shared(
        21,
        "fetch_place",
        include_str!("../migrations/0021_fetch_place.sql"),
    ),
    shared(
        22,
        "consents",
        include_str!("../migrations/0022_consents.sql"),
    ),
    shared(23, "signed", include_str!("../migrations/0023_signed.sql")),
    shared(
        24,
        "restitution",
        include_str!("../migrations/0024_restitution.sql"),
    ),
    shared(
        25,
        "wordlists",
        include_str!("../migrations/0025_wordlists.sql"),
    ),
    shared(26, "plans", include_str!("../migrations/0026_plans.sql")),
    shared(
        27,
        "holidays",
        include_str!("../migrations/0027_holidays.sql"),
    ),
    shared(
        28,
        "goodwill",
        include_str!("../migrations/0028_goodwill.sql"),
    ),
    shared(
        29,
        "promises",
        include_str!("../migrations/0029_promises.sql"),
    ),
    Migration {
        sqlite: Some(include_str!("../migrations/0030_clustered.sqlite.sql")),
        ..shared(
            30,
            "clustered",
            include_str!("../migrations/0030_clustered.sql"),
        )
    },
    shared(31, "causes", include_str!("../migrations/0031_causes.sql")),
    shared(32, "honest", include_str!("../migrations/0032_honest.sql")),
    shared(
        33,
        "merging",
        include_str!("../migrations/0033_merging.sql"),
    ),
    shared(
        34,
        "billing",
        include_str!("../migrations/0034_billing.sql"),
    ),
    shared(35, "needs", include_str!("../migrations/0035_needs.sql")),
    shared(36, "teams", include_str!("../migrations/0036_teams.sql")),
    shared(
        37,
        "receipts",
        include_str!("../migrations/0037_receipts.sql"),
    ),
    shared(38, "lead", include_str!("../migrations/0038_lead.sql")),
    shared(
        39,
        "apologies",
        include_str!("../migrations/0039_apologies.sql"),
    ),
    shared(
        40,
        "complaints",
        include_str!("../migrations/0040_complaints.sql"),
    ),
    shared(41, "margin", include_str!("../migrations/0041_margin.sql")),
    shared(42, "whose", include_str!("../migrations/0042_whose.sql")),
    shared(43, "asked", include_str!("../migrations/0043_asked.sql")),
    shared(
        44,
        "gift_taken_back",
        include_str!("../migrations/0044_gift_taken_back.sql"),
    ),
    shared(
        45,
        "news_waits",
        include_str!("../migrations/0045_news_waits.sql"),
    ),
    shared(46, "sieve", include_str!("../migrations/0046_sieve.sql")),
    shared(
        47,
        "how_it_came",
        include_str!("../migrations/0047_how_it_came.sql"),
    ),
    shared(48, "pace", include_str!("../migrations/0048_pace.sql")),
    shared(
        49,
        "erased_letters",
        include_str!("../migrations/0049_erased_letters.sql"),
    ),
    shared(
        50,
        "compared",
        include_str!("../migrations/0050_compared.sql"),
    ),
    shared(51, "later", include_str!("../migrations/0051_later.sql")),
    shared(52, "views", include_str!("../migrations/0052_views.sql")),
    shared(53, "batch", include_str!("../migrations/0053_batch.sql")),
    shared(
        54,
        "sent_copies",
        include_str!("../migrations/0054_sent_copies.sql"),
    ),
    shared(55, "calls", include_str!("../migrations/0055_calls.sql")),
    shared(
        56,
        "lighter",
        include_str!("../migrations/0056_lighter.sql"),
    ),
    shared(
        57,
        "renamed_folders",
        include_str!("../migrations/0057_renamed_folders.sql"),
    ),
    shared(
        58,
        "vouched",
        include_str!("../migrations/0058_vouched.sql"),
    ),
    shared(
        59,
        "proposals",
        include_str!("../migrations/0059_proposals.sql"),
    ),
    shared(
        60,
        "notices",
        include_str!("../migrations/0060_notices.sql"),
    ),
];

const fn shared(number: u32, name: &'static str, shared: &'static str) -> Migration {
    Migration {
        number,
        name,
        shared,
        sqlite: None,
        postgres: None,
    }
}

/// Every route of every folder.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crate::web::routes())
        .merge(team::routes())
        .merge(crate::teams::pages::routes())
        .merge(crate::hours::pages::routes())
        .merge(crate::mailboxes::pages::routes())
        .merge(crate::consents::routes())
        .merge(crate::people::routes())
        .merge(crate::messages::pages::routes())
        .merge(crate::wordlists::routes())
        .merge(crate::goodwill::routes())
        .merge(crate::causes::pages::routes())
        .merge(crate::tradeoffs::routes())
        .merge(crate::answers::routes())
        .merge(crate::billing::routes())
        .merge(crate::promises::pages::routes())
        .merge(crate::promises::api::routes())
        .merge(crate::apologies::pages::routes())
        .merge(crate::complaints::routes())
        .merge(crate::notices::routes())
        .merge(cases::api::routes())
        .merge(crate::filters::pages::routes())
        .merge(intake::routes())
        .merge(mailroom::pages::routes())
        .merge(crate::search::pages::routes())
        .merge(crate::search::api::routes())
        .merge(crate::inbox::routes())
        .merge(openapi::routes())
        .merge(crate::setup::routes())
        .merge(crate::demo::routes())
        .merge(crate::portal::routes())
        .merge(crate::erasure::routes())
        .merge(crate::health::routes())
}

/// The desk as a service.
pub fn build(desk: Desk) -> Router {
    routes().into_router(desk)
}

/// Opens the database the configuration names and everything around it.
///
/// # Errors
/// In the words of the other side: a locked file, a newer schema, a server
/// that does not answer, a missing key.
pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Desk> {
    open_with(config, clock, 0).await
}

/// With as many connections that read as are asked for; 0: as suits a server.
pub async fn open_with(config: Config, clock: Clock, readers: usize) -> anyhow::Result<Desk> {
    make_private_folder(&config.data)
        .with_context(|| format!("making the data folder {}", config.data.display()))?;
    let keys = config.keys()?;
    let options = store::Options {
        url: config.database.clone(),
        data: config.data.clone(),
        migrations: MIGRATIONS,
        readers,
    };
    let db = store::Db::open(options).await?;
    let desk = Desk::new(db, clock, config, keys, team::recognise);
    crate::web::learn(&desk).await?;
    Ok(desk)
}

/// Everybody's letters lie in it: only its owner may look inside. A folder that
/// is there already keeps the rights it was given.
fn make_private_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// What works while the desk runs: letters that leave and letters that are
/// fetched, arrivals that are judged again, cases that wake. Safe on every node.
pub struct Workers {
    mailroom: mailroom::Running,
    fetch: fetch::Running,
    others: [JoinHandle<()>; 9],
    _alone: Option<File>,
}

/// # Errors
/// On SQLite, when another process already does this work: which letters are
/// under way stands in its memory, so both would send them.
pub fn start(desk: &Desk) -> anyhow::Result<Workers> {
    Ok(Workers {
        _alone: alone(&desk.config)?,
        mailroom: mailroom::start(desk.clone()),
        fetch: fetch::start(desk.clone()),
        others: [
            tokio::spawn(clock::clock(desk.clone())),
            tokio::spawn(intake::watch(desk.clone())),
            tokio::spawn(cases::worker::watch(desk.clone())),
            tokio::spawn(forget(desk.clone())),
            tokio::spawn(crate::erasure::worker::watch(desk.clone())),
            tokio::spawn(crate::web::follow(desk.clone())),
            tokio::spawn(backups::watch(desk.clone(), MIGRATIONS)),
            tokio::spawn(crate::health::worker::watch(desk.clone())),
            tokio::spawn(crate::receipts::worker::watch(desk.clone())),
        ],
    })
}

impl Workers {
    /// Waits at most 10 seconds for letters under way, out and in. The other workers leave
    /// nothing half done: a transaction ends without them.
    pub async fn stop(self) {
        self.others.iter().for_each(JoinHandle::abort);
        tokio::join!(self.mailroom.stop(), self.fetch.stop());
    }
}

/// First answers to repeatable requests are kept this long.
const ANSWERS_KEPT: Duration = Duration::from_secs(2 * 86_400);

/// Whoever came back and never kept the mailbox gives consent once more.
const TRIPS_KEPT: Duration = Duration::from_secs(86_400);

/// Forgets, once an hour, what nobody will ask for again.
async fn forget(desk: Desk) {
    let mut hour = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hour.tick().await;
        let before = desk.now().minus(ANSWERS_KEPT);
        let forgotten = desk
            .db
            .write(move |tx| crate::web::forget_answers(tx, before))
            .await;
        if let Err(error) = forgotten {
            tracing::error!("Forgetting old answers: {error}");
        }
        let now = desk.now();
        let forgotten = desk
            .db
            .write(move |tx| intake::deeds::forms::forget(tx, now))
            .await;
        if let Err(error) = forgotten {
            tracing::error!("Forgetting files of forms that never came back: {error}");
        }
        let before = now.minus(TRIPS_KEPT);
        let forgotten = desk
            .db
            .write(move |tx| crate::consents::store::forget(tx, before))
            .await;
        if let Err(error) = forgotten {
            tracing::error!("Forgetting trips to providers that are over: {error}");
        }
    }
}
