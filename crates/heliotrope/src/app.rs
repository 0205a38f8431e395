//! Puts the words together: the only file that knows every folder.

use anyhow::Context;
use axum::Router;
use store::Migration;

use crate::kit::Clock;
use crate::kit::config::Config;
use crate::team;
use crate::web::{Desk, Routes};

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
        .merge(crate::cases::api::routes())
        .merge(team::routes())
        .merge(crate::inbox::routes())
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
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("making the data folder {}", config.data.display()))?;
    let keys = config.keys()?;
    let options = store::Options {
        url: config.database.clone(),
        data: config.data.clone(),
        migrations: MIGRATIONS,
        readers: 0,
    };
    let db = store::Db::open(options).await?;
    Ok(Desk::new(db, clock, config, keys, team::recognise))
}
