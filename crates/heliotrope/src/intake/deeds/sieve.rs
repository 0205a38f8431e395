//! Learning from what people press: what was let go or closed as spam is
//! unwanted, what was let in or answered is wanted.

use super::super::store::{self, sieve::Lesson};
use super::kept::glance;
use crate::kit::sieve::{Sieve, fingerprint, words};
use crate::web::Desk;
use ::store::Error;
use std::sync::Arc;
use std::time::Duration;

/// Letters learned in one round.
const AT_ONCE: i64 = 50;
/// So far back mistakes count, and of how many letters one may be a mistake.
const REMEMBERED: Duration = Duration::from_secs(30 * 86_400);
const ONE_IN: i64 = 1_000;

/// Learns what waits and has the desk judge by it. Gives how many letters.
pub async fn learn(desk: &Desk, again: bool) -> Result<usize, Error> {
    let now = desk.now();
    let lessons = desk.db.write(move |tx| {
        store::sieve::teach_by_closing(tx, now)?;
        store::sieve::waiting(tx, AT_ONCE)
    });
    let lessons = lessons.await?;
    let learned = lessons.len();
    for lesson in lessons {
        learn_one(desk, lesson).await?;
    }
    if learned > 0 || again || !desk.sieve.is_read() {
        read(desk).await?;
    }
    Ok(learned)
}

async fn learn_one(desk: &Desk, lesson: Lesson) -> Result<(), Error> {
    let found = desk.db.read(move |tx| {
        let kept = store::find(tx, lesson.arrival)?;
        match kept.filter(|kept| !kept.raw.is_empty()) {
            Some(kept) => Ok(tx.blob(&kept.raw)?.map(|raw| (kept, raw))),
            None => Ok(None),
        }
    });
    let words = match found.await? {
        Some((kept, raw)) => tokio::task::spawn_blocking(move || {
            let glance = glance(&kept, &raw);
            fingerprints(&format!("{} {}", glance.subject, glance.words))
        })
        .await
        .map_err(|gone| Error::data(gone.to_string()))?,
        // It is gone for good: nothing can be learned from it.
        None => Vec::new(),
    };
    let now = desk.now();
    desk.db
        .write(move |tx| store::sieve::learn(tx, lesson, &words, now))
        .await?;
    Ok(())
}

fn fingerprints(text: &str) -> Vec<i64> {
    words(text).iter().map(|word| fingerprint(word)).collect()
}

/// Reads what was learned. A filter that held back more than one in a thousand
/// whom people then let in stands aside until that is past.
async fn read(desk: &Desk) -> Result<(), Error> {
    let since = desk.now().minus(REMEMBERED);
    let sieve = desk.db.read(move |tx| {
        let (wrong, came) = store::sieve::mistakes(tx, since)?;
        match wrong * ONE_IN > came {
            true => Ok(Sieve::default()),
            false => store::sieve::sieve(tx),
        }
    });
    desk.sieve.set(Arc::new(sieve.await?));
    Ok(())
}
