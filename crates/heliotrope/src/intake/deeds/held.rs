//! What is held back, read as far as it can be: for its page and for programs.

use super::glance;
use crate::intake::store::{self, Arrival, held};
use crate::intake::views::held::{Held, List};
use crate::kit::At;
use crate::web::{Desk, Doing, Problem};

/// Above this size the words of what is held back are not shown.
const SHOWN: i64 = 1 << 20;
/// How many words say why the filter held a letter back.
const WORDS: usize = 5;

/// An arrival, since when it can go, and its bytes.
pub type Found = (Arrival, Option<At>, Option<Vec<u8>>);

/// The newest that came before arrival `before`; one more than `limit` says
/// that there are older ones.
pub async fn list(
    desk: &Desk,
    which: List,
    before: i64,
    limit: i64,
) -> Result<(Vec<Held>, Option<i64>), Problem> {
    let found = desk.db.read(move |tx| {
        let arrivals: Vec<(Arrival, Option<At>)> = match which {
            List::Held => {
                let back = held::back(tx, before, limit + 1)?;
                back.into_iter().map(|a| (a, None)).collect()
            }
            List::Leaving => {
                let leaving = held::leaving(tx, before, limit + 1)?;
                leaving.into_iter().map(|(a, at)| (a, Some(at))).collect()
            }
        };
        let mut found: Vec<Found> = Vec::new();
        for (arrival, leaves) in arrivals {
            let raw = match arrival.size <= SHOWN {
                true => tx.blob(&arrival.raw)?,
                false => None,
            };
            found.push((arrival, leaves, raw));
        }
        Ok::<_, ::store::Error>(found)
    });
    let mut found = found.await.doing(|| "listing what is held back")?;
    let more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let last = found.last().filter(|_| more);
    let older = last.map(|(arrival, ..)| arrival.id);
    Ok((read(desk, found).await?, older))
}

/// One arrival, with its bytes when they are asked for `whole`.
pub async fn find(desk: &Desk, arrival: i64, whole: bool) -> Result<Found, Problem> {
    let found = desk.db.read(move |tx| {
        let Some(kept) = store::find(tx, arrival)? else {
            return Ok(None);
        };
        let leaves = held::leaves_since(tx, arrival)?;
        let raw = match whole || kept.size <= SHOWN {
            true => tx.blob(&kept.raw)?,
            false => None,
        };
        Ok::<_, ::store::Error>(Some((kept, leaves, raw)))
    });
    found
        .await
        .doing(|| format!("fetching arrival {arrival}"))?
        .ok_or_else(|| Problem::not_found("arrival", arrival))
}

/// Reading letters is work: not on the threads that answer.
pub async fn read(desk: &Desk, found: Vec<Found>) -> Result<Vec<Held>, Problem> {
    let sieve = desk.sieve.now();
    let read = tokio::task::spawn_blocking(move || {
        let read = |(arrival, leaves, raw): Found| {
            let words = raw.map(|raw| glance(&arrival, &raw));
            let because = sieve.as_ref().zip(words.as_ref());
            let because = because.filter(|_| arrival.reason.as_deref() == Some("learned"));
            Held {
                because: because.map_or(Vec::new(), |(sieve, said)| {
                    sieve.why(&format!("{} {}", said.subject, said.words), WORDS)
                }),
                words,
                arrival,
                leaves,
            }
        };
        found.into_iter().map(read).collect()
    });
    read.await
        .map_err(anyhow::Error::from)
        .doing(|| "reading what is held back")
}
