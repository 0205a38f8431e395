//! Learns each hour how soon every mailbox answers. Safe on every node: two
//! that learn at once write the same row.

use std::time::Duration;

use super::{rules, store};
use crate::hours;
use crate::web::Desk;

/// How often it is looked whether an hour has passed.
const LOOK: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

pub async fn watch(desk: Desk) {
    let mut minute = tokio::time::interval(LOOK);
    loop {
        minute.tick().await;
        if let Err(error) = learn(&desk).await {
            tracing::error!("Learning how soon we answer: {error}");
        }
    }
}

/// Learns the pace of every mailbox whose row is an hour old.
///
/// # Errors
/// When the database does not answer.
pub async fn learn(desk: &Desk) -> Result<(), ::store::Error> {
    let now = desk.now();
    let waiting = desk
        .db
        .read(move |tx| store::to_learn(tx, now.minus(HOUR)))
        .await?;
    for mailbox in waiting {
        let (answers, hours) = desk
            .db
            .read(move |tx| {
                let since = now.minus(rules::LOOKED_BACK);
                let oldest = now.minus(rules::OLDEST_LETTER);
                let answers = store::first_answers(tx, mailbox, since, oldest)?;
                Ok::<_, ::store::Error>((answers, hours::store::of_mailbox(tx, mailbox)?))
            })
            .await?;
        let took = answers.into_iter().map(|(came, answered)| match &hours {
            Some(hours) => hours.business_between(came, answered),
            None => answered.since(came),
        });
        let pace = rules::pace(took.collect());
        desk.db
            .write(move |tx| store::keep(tx, mailbox, pace.as_ref(), now))
            .await?;
    }
    Ok(())
}
