//! Erasing a person: looked at first, then one transaction, then the files.

pub mod export;
pub mod keeping;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::http::StatusCode;

pub use export::export;

use super::rules::{self, Entry, FILE, Traces};
use super::store::{self, Counts, TheirCase, blank};
use crate::cases::{self, Exemption};
use crate::events::{self, Actor, Ids, Kind};
use crate::filters;
use crate::intake::{self, rules::Prints};
use crate::kit::{self, At, random};
use crate::people;
use crate::team;
use crate::web::{Desk, Doing, Problem};
use ::store::{Error, Tx};

/// How many kept letters are read at a time, and how many cases elsewhere are named.
const AT_ONCE: i64 = 100;
const NAMED: usize = 50;
/// How often the files are tried while somebody reads.
const SCRUBS: u32 = 5;

/// What an erasure takes and what it cannot know, before anything is done.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    pub person: i64,
    /// Cases that are theirs alone: everything said in them goes.
    pub alone: Vec<i64>,
    /// Those among them that are not closed: they end.
    pub open: i64,
    pub in_alone: Counts,
    /// Cases with others: their letters go, and what quotes them.
    pub shared: Vec<i64>,
    pub letters_in_shared: i64,
    /// What others wrote there: they may speak of the person in other words.
    pub by_others: i64,
    /// Kept letters of theirs that stand in no case.
    pub held: Vec<i64>,
    /// Other cases in which an address of theirs is found. Nothing goes there.
    pub elsewhere: Vec<i64>,
    written_in: Vec<i64>,
    up_to: i64,
}

/// What erasing `person` would do. Changes nothing.
///
/// # Errors
/// 404 `person`; 409 `erased` or `agent` when it would be refused.
pub async fn survey(desk: &Desk, person: i64) -> Result<Survey, Problem> {
    let mut survey = desk
        .db
        .read(move |tx| look(tx, person))
        .await
        .doing(|| format!("looking what erasing person {person} takes"))?;
    survey.held = held_of(desk, person).await?;
    Ok(survey)
}

fn look(tx: &mut Tx<'_>, person: i64) -> Result<Survey, Problem> {
    let addresses = may_erase(tx, person)?;
    let written_in = store::written_in(tx, person, 0)?;
    let theirs = store::cases(tx, person, &written_in)?;
    let numbers = |alone: bool| -> Vec<i64> {
        let those = theirs.iter().filter(|c| c.alone == alone);
        those.map(|c| c.number).collect()
    };
    let (alone, shared) = (numbers(true), numbers(false));
    let mut went = Vec::new();
    for number in theirs.iter().filter(|c| c.merged && c.alone) {
        went.extend(store::went_from(tx, number.number)?);
    }
    let mut docs = Vec::new();
    for address in &addresses {
        docs.extend(tx.search(address, &[], None, NAMED)?.docs);
    }
    docs.retain(|doc| *doc > 0);
    let mut elsewhere = store::cases_of(tx, &docs)?;
    elsewhere.retain(|n| theirs.iter().all(|c| c.number != *n));
    Ok(Survey {
        person,
        open: theirs.iter().filter(|c| c.alone && !c.closed).count() as i64,
        in_alone: store::counts(tx, &alone, &went)?,
        letters_in_shared: store::letters_of(tx, person, &shared)?,
        by_others: blank::of_others(tx, &shared, person, &went)?,
        held: Vec::new(),
        elsewhere,
        written_in,
        up_to: store::newest_message(tx)?,
        alone,
        shared,
    })
}

/// The addresses of somebody who may be erased.
fn may_erase(tx: &mut Tx<'_>, person: i64) -> Result<Vec<String>, Problem> {
    let refuse = |code, key| Problem::refuse(StatusCode::CONFLICT, code, key);
    let known =
        people::store::find(tx, person)?.ok_or_else(|| Problem::not_found("person", person))?;
    if known.erased_at.is_some() {
        return Err(refuse("erased", "erasure-is-erased"));
    }
    if store::is_agent(tx, &known.addresses)? {
        return Err(refuse("agent", "erasure-is-agent"));
    }
    Ok(known.addresses)
}

/// Kept letters in no case that came from this person: their envelope may name
/// somebody else, so each is read.
async fn held_of(desk: &Desk, person: i64) -> Result<Vec<i64>, Problem> {
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let page = desk.db.read(move |tx| {
            let addresses = people::store::find(tx, person)?.map_or(Vec::new(), |p| p.addresses);
            let held = store::held_back(tx, after, AT_ONCE)?;
            let mut theirs = Vec::new();
            for one in &held {
                if addresses.contains(&one.sender.to_lowercase())
                    || addresses.contains(&writer(tx, one)?)
                {
                    theirs.push(one.id);
                }
            }
            Ok::<_, Error>((held.last().map(|one| one.id), theirs))
        });
        let (last, theirs) = page.await.doing(|| "reading what is held back")?;
        found.extend(theirs);
        match last {
            Some(last) => after = last,
            None => return Ok(found),
        }
    }
}

fn writer(tx: &mut Tx<'_>, held: &store::HeldBack) -> Result<String, Error> {
    let Some(arrival) = intake::store::find(tx, held.id)? else {
        return Ok(String::new());
    };
    let raw = tx.blob(&held.raw)?.unwrap_or_default();
    Ok(intake::deeds::glance(&arrival, &raw).from.to_lowercase())
}

/// Erases a person: their words everywhere, then their traces in the files.
/// Gives what was taken, as the survey said it.
///
/// # Errors
/// Those of [`survey`]; 409 `leaving` while a letter to them is being sent.
pub async fn erase(desk: &Desk, person: i64, by: String) -> Result<Survey, Problem> {
    let survey = Arc::new(survey(desk, person).await?);
    let (known, now, keys) = (survey.clone(), desk.now(), desk.keys.clone());
    desk.db
        .write(move |tx| {
            let entry = new_entry(tx, person, &by, now)?;
            let prints = intake::store::erased::prints(tx, &keys)?;
            erase_one(tx, &known, &entry, &prints, now)?;
            team::audit(tx, now, &by, "person-erased", &format!("person:{person}"))?;
            Ok::<_, Problem>(())
        })
        .await
        .doing(|| format!("erasing person {person}"))?;
    finish(desk)
        .await
        .doing(|| format!("taking the traces of person {person} out of the files"))?;
    Ok(Arc::unwrap_or_clone(survey))
}

fn new_entry(tx: &mut Tx<'_>, person: i64, by: &str, now: At) -> Result<Entry, Problem> {
    let addresses = may_erase(tx, person)?;
    let (met, _) = store::known(tx, person)?.ok_or_else(|| Problem::not_found("person", person))?;
    let salt = random::id();
    Ok(Entry {
        token: random::id(),
        at: now.0,
        by: by.to_owned(),
        person,
        met: met.0,
        addresses: addresses.iter().map(|a| rules::digest(&salt, a)).collect(),
        salt,
    })
}

/// Takes one person's words away, inside the caller's transaction.
fn erase_one(
    tx: &mut Tx<'_>,
    known: &Survey,
    entry: &Entry,
    prints: &Prints,
    now: At,
) -> Result<(), Problem> {
    let person = known.person;
    let sheet =
        people::store::find(tx, person)?.ok_or_else(|| Problem::not_found("person", person))?;
    for address in &sheet.addresses {
        // A letter from them may be coming in at this moment.
        tx.lock(&format!("person:{address}"))?;
    }
    let mut also = known.written_in.clone();
    also.extend(store::written_in(tx, person, known.up_to)?);
    let theirs = store::cases(tx, person, &also)?;
    nothing_leaves(tx, person, &theirs)?;
    let id = store::keep_entry(tx, entry)?;
    let mut traces = Traces::of(&sheet.name, &sheet.addresses);
    for case in theirs.iter().filter(|c| !c.alone) {
        blank::remember(tx, case.number, person, &mut traces)?;
    }
    let by: Actor = entry.by.parse().unwrap_or(Actor::System);
    for their in &theirs {
        let case = cases::store::lock(tx, their.number)?
            .ok_or_else(|| Problem::not_found("case", their.number))?;
        if their.alone {
            if !case.is_closed() && case.merged_into.is_none() {
                cases::deeds::end(tx, case, Exemption::Unreachable, by, now)?;
            }
            if their.merged {
                cases::deeds::unlend(tx, their.number, now)?;
            }
            blank::case(tx, their.number, prints, now)?;
        } else {
            let asks = their.asks;
            blank::part(tx, their.number, person, asks, &traces, prints, now)?;
            blank::preview(tx, their.number)?;
        }
        let ids = id.map_or_else(Ids::none, |id| Ids::of("erasure", id));
        events::store::record(tx, their.number, now, by, &[(Kind::Erased, ids)])?;
    }
    for arrival in &known.held {
        intake::store::held::blank(tx, *arrival, prints, now)?;
    }
    for address in &sheet.addresses {
        blank::address(tx, address)?;
    }
    // A filter is folded, and may name them: it would find nobody any more.
    let name = kit::fold(&sheet.name);
    for (view, words) in filters::store::kept::words_of_all(tx)? {
        let named = !name.is_empty() && kit::fold(&words).contains(&name);
        if named || traces.are_in(&words) {
            filters::store::kept::blank(tx, view, now)?;
        }
    }
    blank::person(tx, person, now)?;
    Ok(())
}

/// Letters to them that wait are taken back; one that is under way cannot be.
fn nothing_leaves(tx: &mut Tx<'_>, person: i64, theirs: &[TheirCase]) -> Result<(), Problem> {
    let numbers: Vec<i64> = theirs.iter().map(|c| c.number).collect();
    for envelope in store::waiting(tx, &numbers, person)? {
        if tx.is_held(crate::outbox::store::HELD, envelope) {
            let refused = Problem::refuse(StatusCode::CONFLICT, "leaving", "erasure-leaving");
            return Err(refused.retry_after(60));
        }
    }
    Ok(())
}

/// Erases again, in a database that is older than these entries, whom they
/// speak of. Gives how many persons. For `restore`, before anybody is served.
///
/// # Errors
/// In the database's words; what was erased until then stays erased.
pub async fn apply_again(desk: &Desk, entries: &[Entry]) -> anyhow::Result<usize> {
    let mut erased = 0;
    for entry in entries {
        let wanted = entry.clone();
        let people = desk.db.read(move |tx| spoken_of(tx, &wanted)).await?;
        for person in people {
            let survey = match survey(desk, person).await {
                Ok(survey) => survey,
                // Whoever serves here by now is not erased behind their back.
                Err(refused) if !refused.is_failure() => continue,
                Err(failed) => anyhow::bail!(failed.cause_in_words()),
            };
            let (entry, now, keys) = (entry.clone(), desk.now(), desk.keys.clone());
            let again = desk.db.write(move |tx| {
                let prints = intake::store::erased::prints(tx, &keys)?;
                erase_one(tx, &survey, &entry, &prints, now)?;
                team::audit(
                    tx,
                    now,
                    "system",
                    "person-erased",
                    &format!("person:{person}"),
                )?;
                Ok::<_, Problem>(())
            });
            again
                .await
                .map_err(|failed| anyhow::anyhow!(failed.cause_in_words()))?;
            erased += 1;
        }
        let entry = entry.clone();
        desk.db
            .write(move |tx| store::keep_entry(tx, &entry).map(drop))
            .await?;
    }
    finish(desk).await?;
    Ok(erased)
}

/// The people an entry speaks of, unless it was applied here already.
fn spoken_of(tx: &mut Tx<'_>, entry: &Entry) -> Result<Vec<i64>, Error> {
    if store::knows_entry(tx, &entry.token)? {
        return Ok(Vec::new());
    }
    let mut people = BTreeSet::new();
    if let Some((met, None)) = store::known(tx, entry.person)?
        && met.0 == entry.met
    {
        people.insert(entry.person);
    }
    for (address, person, met) in store::addresses(tx)? {
        if met.0 <= entry.at && entry.knows(&address) {
            people.insert(person);
        }
    }
    Ok(people.into_iter().collect())
}

/// What an erasure leaves to do once it is committed: the list beside the
/// database, and the free space of its files.
pub async fn finish(desk: &Desk) -> anyhow::Result<()> {
    let entries = desk.db.read(store::entries).await?;
    let folder = desk.config.data.clone();
    tokio::task::spawn_blocking(move || write_list(&folder, &entries)).await??;
    let left = desk.db.read(store::unscrubbed).await?;
    if left.is_empty() {
        return Ok(());
    }
    for again in 1..=SCRUBS {
        match desk.db.scrub().await {
            Ok(()) => {
                let (left, now) = (left.clone(), desk.now());
                desk.db
                    .write(move |tx| store::scrubbed(tx, &left, now))
                    .await?;
                break;
            }
            // The worker tries again.
            Err(error) if again == SCRUBS => {
                tracing::warn!(%error, "Erased words may still stand in the log of the database");
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
        }
    }
    Ok(())
}

/// Adds what is missing to the list in the data folder.
fn write_list(folder: &Path, entries: &[Entry]) -> anyhow::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let path = folder.join(FILE);
    let known = read_list(&path)?;
    let mut lines = String::new();
    for entry in entries {
        if known.iter().all(|k| k.token != entry.token) {
            lines.push_str(&serde_json::to_string(entry)?);
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut open = std::fs::OpenOptions::new();
    open.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let mut file = open
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))?;
    file.write_all(lines.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("writing {}", path.display()))
}

/// The entries in a file such as [`FILE`]; none when there is no such file.
///
/// # Errors
/// Names the file and the line that is no entry.
pub fn read_list(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
    };
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("line {} of {} is no entry", n + 1, path.display()))
        })
        .collect()
}
