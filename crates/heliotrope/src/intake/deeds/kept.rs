//! What was kept and stands in no case yet: judged again by a worker, or let
//! in by a person's press.

use super::super::rules::{self, Door, Ending, Incoming};
use super::super::store::{self, Arrival, Judged};
use super::super::views::held::Glance;
use super::sieve::learn;
use super::{JOB, Verdict, Written, judge, prepare_files, understand};
use crate::kit::At;
use crate::messages::{self, store::NewFile};
use crate::team;
use crate::web::{Asker, Desk, Doing, Missing, Problem};
use ::store::{Error, Job, Tx};
use axum::http::StatusCode;
use letters::Attachment;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::Duration;

/// How often a kept arrival is judged before a person has to look.
const TRIES: i64 = 3;
/// The pause before the next try; it grows with each.
const PAUSE: Duration = Duration::from_secs(120);
/// What can go stays so long, for who thinks again.
pub const STAYS: Duration = Duration::from_secs(30 * 86_400);
const REMOVED_AT_ONCE: i64 = 100;
/// In how many rounds the filter is read anew: another node may have learned.
const READ_AGAIN: u32 = 15;
/// How often the worker looks for kept arrivals.
const LOOK: Duration = Duration::from_secs(20);

/// Judges kept arrivals again, for as long as the desk runs.
pub async fn watch(desk: Desk) {
    let mut rounds = 0_u32;
    loop {
        if let Err(error) = judge_again(&desk).await {
            tracing::error!(%error, "Judging kept arrivals failed; tried again in {} s", LOOK.as_secs());
        }
        if let Err(error) = learn(&desk, rounds.is_multiple_of(READ_AGAIN)).await {
            tracing::error!(%error, "Learning from what people pressed failed; tried again in {} s", LOOK.as_secs());
        }
        rounds += 1;
        if let Err(error) = remove(&desk).await {
            tracing::error!(%error, "Removing what can go failed; tried again in {} s", LOOK.as_secs());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Judges what is due; gives how many found their end.
pub async fn judge_again(desk: &Desk) -> Result<usize, Error> {
    let now = desk.now();
    let due: Vec<Job> = desk.db.write(move |tx| tx.due_jobs(now.0, 50)).await?;
    let mut ended = 0;
    for job in due.into_iter().filter(|job| job.kind == JOB) {
        let Ok(arrival) = job.key.parse() else {
            continue;
        };
        let done = judge_once(desk, arrival, Look::Again).await;
        let (id, last) = (job.id, job.tries + 1 >= TRIES);
        match done {
            Ok(_) => {
                desk.db.write(move |tx| tx.done(id)).await?;
                ended += 1;
            }
            Err(error) => {
                tracing::error!(%error, arrival, "Judging a kept arrival failed again");
                let tries = u32::try_from(job.tries + 1).unwrap_or(1);
                desk.db
                    .write(move |tx| put_off(tx, id, arrival, last, now.plus(PAUSE * tries), now))
                    .await?;
                ended += usize::from(last);
            }
        }
    }
    Ok(ended)
}

fn put_off(
    tx: &mut Tx<'_>,
    job: i64,
    arrival: i64,
    last: bool,
    next: At,
    now: At,
) -> Result<(), Error> {
    if !last {
        return tx.again(job, next.0, "failed");
    }
    if let Some(kept) = store::lock(tx, arrival)?.filter(|a| a.ending.is_none()) {
        let reason = Some("not-understood".to_owned());
        let judged = Judged {
            ending: Ending::NeedsPerson,
            reason,
            case: None,
            message: None,
            new: false,
        };
        store::end(tx, arrival, &judged, kept.letter_id.as_deref(), None, now)?;
    }
    tx.done(job)
}

/// "Keep": a person lets in what was held back. Its case carries the time at
/// which it came.
pub async fn keep(desk: &Desk, _asker: &Asker, arrival: i64) -> Result<Verdict, Problem> {
    let kept = judge_once(desk, arrival, Look::Person)
        .await
        .map_err(|e| Problem::from(e).doing("keeping an arrival"))?;
    kept.ok_or_else(|| Problem::not_found("arrival", arrival))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The worker, for what no judge has ended yet.
    Again,
    /// A person, for whatever is held back.
    Person,
}

impl Look {
    fn may_take(self, arrival: &Arrival) -> bool {
        match self {
            Look::Again => arrival.ending.is_none(),
            // What was removed has no bytes to be let in.
            Look::Person => {
                !matches!(arrival.ending, Some(Ending::Case | Ending::Duplicate))
                    && !arrival.raw.is_empty()
            }
        }
    }
}

/// One more look at a kept arrival. None: there is no such arrival. One that
/// has come to its end keeps it.
async fn judge_once(desk: &Desk, arrival: i64, look: Look) -> Result<Option<Verdict>, Error> {
    let found = desk.db.read(move |tx| {
        let Some(kept) = store::find(tx, arrival)? else {
            return Ok(None);
        };
        let raw = tx.blob(&kept.raw)?;
        Ok::<_, Error>(Some((kept, raw)))
    });
    let Some((kept, raw)) = found.await? else {
        return Ok(None);
    };
    if !look.may_take(&kept) {
        return Ok(Some(verdict(&kept)));
    }
    let raw =
        raw.ok_or_else(|| Error::data(format!("the bytes of arrival {arrival} are not there")))?;
    let (incoming, files) = read_again(desk, &kept, raw, look).await?;
    let known = Arc::new((incoming, files));
    let default_server = desk.config.smtp.is_some();
    let now = desk.now();
    let judged = desk.db.write(move |tx| {
        let (incoming, files) = &*known;
        let Some(kept) = store::lock(tx, arrival)?.filter(|a| look.may_take(a)) else {
            return Ok(None);
        };
        for name in incoming.locks() {
            tx.lock(&name)?;
        }
        let vouched = messages::store::vouched_of_arrival(tx, arrival)?;
        let judging = judge::Judging {
            incoming,
            recipient: &kept.recipient,
            raw: &kept.raw,
            files,
            screen: None,
            default_server,
            at: kept.at,
            now,
            receipt: look == Look::Again || now.since(kept.at) < Duration::from_secs(86_400),
            arrival: Some(arrival),
            wanted: look == Look::Person,
            sent: false,
            vouched: vouched.as_ref(),
            unwanted: false,
        };
        let judged = judge::judge_safely(tx, &judging)?;
        store::held::stay(tx, arrival)?;
        if look == Look::Person {
            store::sieve::unteach(tx, arrival)?;
            store::sieve::teach(tx, arrival, false, is_learned(&kept), now)?;
        }
        store::end(
            tx,
            arrival,
            &judged,
            Some(&incoming.letter_id),
            Some(&incoming.digest),
            now,
        )?;
        Ok::<_, Error>(Some(judged))
    });
    Ok(Some(match judged.await? {
        Some(j) => {
            let Judged {
                ending,
                reason,
                case,
                message,
                new,
            } = j;
            Verdict {
                arrival,
                ending: Some(ending),
                reason,
                case,
                message,
                new,
            }
        }
        None => verdict(&kept),
    }))
}

fn verdict(kept: &Arrival) -> Verdict {
    let Arrival {
        id: arrival,
        ending,
        reason,
        case,
        ..
    } = kept.clone();
    Verdict {
        arrival,
        ending,
        reason,
        case,
        message: None,
        new: false,
    }
}

/// Who wrote kept bytes and what they say, as far as that can be read. Never fails.
pub fn glance(kept: &Arrival, raw: &[u8]) -> Glance {
    let read = || match kept.door {
        Door::Form => serde_json::from_slice::<Written>(raw)
            .ok()
            .map(|written| (written.incoming(), named(&written))),
        _ => Some((rules::read_letter(raw, &kept.sender), Vec::new())),
    };
    let (incoming, named) = catch_unwind(read)
        .ok()
        .flatten()
        .unwrap_or_else(|| (rules::raw_words(raw, &kept.sender), Vec::new()));
    let with_it = incoming.files.iter().map(|file| {
        let name = file.name.clone().unwrap_or_default();
        (name, file.bytes.len() as i64)
    });
    Glance {
        files: named.into_iter().chain(with_it).collect(),
        from: incoming.from.map(|f| f.address).unwrap_or_default(),
        subject: incoming.subject,
        words: incoming.words,
        elided: incoming.elided,
        html: incoming.html,
    }
}

/// The files of a form are kept beside its words; their size is not written there.
fn named(written: &Written) -> Vec<(String, i64)> {
    let files = written.files.iter();
    files.map(|file| (file.name.clone(), 0)).collect()
}

/// Was it the filter that held it back?
fn is_learned(kept: &Arrival) -> bool {
    kept.reason.as_deref() == Some("learned")
}

/// "Can go": 30 days from now it is removed, unless somebody brings it back.
/// What stands in a case, or is being judged, cannot.
pub async fn let_go(desk: &Desk, asker: &Asker, arrival: i64) -> Result<(), Problem> {
    let (by, now) = (asker.actor(), desk.now());
    desk.db
        .write(move |tx| {
            let kept =
                store::lock(tx, arrival)?.ok_or_else(|| Problem::not_found("arrival", arrival))?;
            if !matches!(kept.ending, Some(Ending::Screened | Ending::NeedsPerson)) {
                return Err(Problem::lock(
                    StatusCode::CONFLICT,
                    "not-held",
                    "intake-not-held",
                    &[Missing::Held],
                ));
            }
            store::held::let_go(tx, arrival, &by, now)?;
            store::sieve::teach(tx, arrival, true, is_learned(&kept), now)?;
            team::audit(
                tx,
                now,
                &by,
                "arrival-can-go",
                &format!("arrival:{arrival}"),
            )?;
            Ok(())
        })
        .await
        .doing(|| format!("letting arrival {arrival} go"))
}

/// It stays after all.
pub async fn stay(desk: &Desk, asker: &Asker, arrival: i64) -> Result<(), Problem> {
    let (by, now) = (asker.actor(), desk.now());
    desk.db
        .write(move |tx| {
            store::held::stay(tx, arrival)?;
            store::sieve::unteach(tx, arrival)?;
            team::audit(tx, now, &by, "arrival-stays", &format!("arrival:{arrival}"))?;
            Ok::<_, Error>(())
        })
        .await
        .doing(|| format!("bringing arrival {arrival} back"))
}

/// Removes what somebody said can go, 30 days later. Gives how many.
pub async fn remove(desk: &Desk) -> Result<usize, Error> {
    let (now, keys) = (desk.now(), desk.keys.clone());
    desk.db
        .write(move |tx| {
            let due = store::held::to_remove(tx, now.minus(STAYS), REMOVED_AT_ONCE)?;
            if due.is_empty() {
                return Ok(0);
            }
            let prints = store::erased::prints(tx, &keys)?;
            for arrival in &due {
                store::held::removed(tx, *arrival, &prints, now)?;
                let object = format!("arrival:{arrival}");
                team::audit(tx, now, "system", "arrival-removed", &object)?;
            }
            Ok(due.len())
        })
        .await
}

/// Understands kept bytes once more. When a person wants them in and they
/// cannot be understood, they come in as raw words.
pub(super) async fn read_again(
    desk: &Desk,
    kept: &Arrival,
    raw: Vec<u8>,
    look: Look,
) -> Result<(Incoming, Vec<NewFile>), Error> {
    if kept.door == Door::Form {
        let written: Written = serde_json::from_slice(&raw)
            .map_err(|e| Error::data(format!("reading a kept form: {e}")))?;
        let files = form_files(desk, &written).await?;
        return Ok((written.incoming(), files));
    }
    let (raw, read) = understand(raw, kept.sender.clone()).await?;
    let mut incoming = match read {
        Some(incoming) => incoming,
        None if look == Look::Person => rules::raw_words(&raw, &kept.sender),
        None => return Err(Error::data("the letter could not be understood")),
    };
    let files = prepare_files(desk, std::mem::take(&mut incoming.files)).await?;
    Ok((incoming, files))
}

async fn form_files(desk: &Desk, written: &Written) -> Result<Vec<NewFile>, Error> {
    let mut attached = Vec::new();
    for file in written.files.clone() {
        let digest = file.digest.clone();
        let bytes = desk.db.read(move |tx| tx.blob(&digest)).await?;
        attached.push(Attachment {
            name: Some(file.name),
            content_type: file.content_type,
            bytes: bytes.ok_or_else(|| Error::data("the bytes of a kept file are not there"))?,
            ..Attachment::default()
        });
    }
    prepare_files(desk, attached).await
}
