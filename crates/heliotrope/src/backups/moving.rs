//! From one engine to the other, with nothing between.
//!
//! Both databases are marked first: nobody opens the one that is left, so no
//! letter goes where nobody looks, and nobody opens the one that is not whole
//! yet. Bytes and rows go over in the order of their keys, each page in a
//! transaction of its own, so whoever is killed goes on after the last row
//! that arrived. At the end both sides are counted and their digests compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use store::copy::{Counted, Mark, Table, Walk};
use store::{Db, Error, Migration, Options, PreparedBlob};

use super::Refused;
use super::pack::digest;
use super::store::Listing;

/// Bytes of one transaction.
const TOGETHER_BYTES: usize = 8 << 20;

pub struct Move<'a> {
    pub from: &'a str,
    pub from_data: &'a Path,
    pub to: &'a str,
    pub to_data: &'a Path,
    pub migrations: &'static [Migration],
}

#[derive(Debug, Clone)]
pub struct Moved {
    /// Where it went, without a password.
    pub to: String,
    /// Whether an earlier move was taken up.
    pub resumed: bool,
    pub tables: BTreeMap<String, Counted>,
}

fn options(url: &str, data: &Path, migrations: &'static [Migration]) -> Options {
    // Told apart from a desk at work, whose connections are looked for.
    let mut url = url.to_owned();
    if url.starts_with("postgres") && !url.contains("application_name=") {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str("application_name=heliotrope-move");
    }
    Options {
        url,
        data: data.to_owned(),
        migrations,
        readers: 2,
    }
}

/// Moves everything, or goes on with a move that was interrupted. `say` hears
/// of each table.
///
/// # Errors
/// [`Refused`] for a target that holds data and a source that is in use or has
/// left already. Whatever else goes wrong: both stay marked, and the same
/// command goes on.
pub async fn moving(asked: &Move<'_>, say: impl Fn(&str)) -> anyhow::Result<Moved> {
    let (from, to) = (store::place(asked.from)?, store::place(asked.to)?);
    if from == to {
        return Err(Refused::Used(format!("the desk is at {to} already")).into());
    }
    let open = |url, data| Db::open_marked(options(url, data, asked.migrations));
    let source = open(asked.from, asked.from_data).await?;
    let target = open(asked.to, asked.to_data).await?;
    let resumed = begin(&source, &target, &from, &to).await?;
    bytes(&source, &target).await?;
    let tables = source.read(|tx| tx.tables()).await?;
    for table in &tables {
        if !table.is_blobs() {
            let rows = rows(&source, &target, table).await?;
            say(&format!("{}: {rows} rows", table.name));
        }
        number_on(&source, &target, table).await?;
    }
    let counted = compare(&source, &target, &tables).await?;
    let found = target.integrity().await?;
    ensure!(
        found.is_empty(),
        "{to} is not well after the move: {}",
        found.join("; ")
    );
    target.write(|tx| tx.mark(None)).await?;
    source.close().await;
    target.close().await;
    Ok(Moved {
        to,
        resumed,
        tables: counted,
    })
}

/// Marks both, or finds that they are marked for each other. `true`: the
/// latter.
async fn begin(source: &Db, target: &Db, from: &str, to: &str) -> anyhow::Result<bool> {
    if at_work(source).await? {
        return Err(Refused::Used(format!(
            "a desk is at work on {from}; stop it on every node first"
        ))
        .into());
    }
    let left = source.read(|tx| tx.marked()).await?;
    let arriving = target.read(|tx| tx.marked()).await?;
    let resumed = matches!(&arriving, Some((Mark::Arriving, other)) if other == from);
    match &left {
        Some((Mark::Left, other)) if other == to && resumed => {}
        Some((Mark::Left, other)) if other == to => {
            return Err(Refused::Used(format!("this desk has moved to {to} already")).into());
        }
        Some((Mark::Left, other)) => {
            return Err(Refused::Used(format!(
                "this desk is on its way to {other}; go on with that, or take it back with `heliotrope move --back`"
            ))
            .into());
        }
        Some((Mark::Arriving, other)) => {
            return Err(
                Refused::Used(format!("{from} is not whole: it is copied from {other}")).into(),
            );
        }
        None => {}
    }
    let holds = target.read(|tx| tx.holds_anything()).await?;
    if !resumed && (arriving.is_some() || holds) {
        return Err(Refused::HoldsData(to.to_owned()).into());
    }
    if left.is_none() && holds {
        // An earlier move was taken back; the desk went on without it.
        target.write(|tx| tx.empty_everything()).await?;
    }
    let (here, there) = (from.to_owned(), to.to_owned());
    target
        .write(move |tx| tx.mark(Some((Mark::Arriving, &here))))
        .await?;
    source
        .write(move |tx| tx.mark(Some((Mark::Left, &there))))
        .await?;
    Ok(resumed && left.is_some())
}

/// Whether a desk works on it. A command that has just ended is still seen by
/// the server for a moment.
async fn at_work(source: &Db) -> Result<bool, Error> {
    for _ in 0..30 {
        if !source.others_at_work().await? {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(true)
}

async fn bytes(source: &Db, target: &Db) -> anyhow::Result<()> {
    let mut listing = target.read(Listing::from_last).await?;
    loop {
        let (next, digests) = source
            .read(move |tx| {
                let digests = listing.next(tx)?;
                Ok::<_, Error>((listing, digests))
            })
            .await?;
        listing = next;
        if digests.is_empty() {
            return Ok(());
        }
        let (mut ready, mut waiting) = (Vec::new(), 0);
        for name in digests {
            let bytes = read_bytes(source, &name).await?;
            waiting += bytes.len();
            ready.push(target.prepare_blob(bytes).await?);
            if waiting >= TOGETHER_BYTES {
                keep(target, std::mem::take(&mut ready)).await?;
                waiting = 0;
            }
        }
        keep(target, ready).await?;
    }
}

/// In the order of their digests, so that the last one says how far it came.
async fn keep(target: &Db, ready: Vec<PreparedBlob>) -> Result<(), Error> {
    target
        .write(move |tx| ready.iter().try_for_each(|blob| tx.keep_bytes(blob)))
        .await
}

async fn read_bytes(db: &Db, name: &str) -> anyhow::Result<Vec<u8>> {
    let asked = name.to_owned();
    let bytes = db.read(move |tx| tx.blob(&asked)).await?;
    let bytes = bytes.with_context(|| format!("the bytes {name} are gone"))?;
    ensure!(digest(&bytes) == name, "the bytes {name} are damaged");
    Ok(bytes)
}

/// Copies what is not there yet; how many rows.
async fn rows(source: &Db, target: &Db, table: &Table) -> anyhow::Result<u64> {
    let there = table.clone();
    let mut walk: Walk = target.read(move |tx| tx.walk_on(&there)).await?;
    let mut copied = 0;
    loop {
        let here = table.clone();
        let (next, rows) = source
            .read(move |tx| {
                let rows = walk.next(tx, &here)?;
                Ok::<_, Error>((walk, rows))
            })
            .await?;
        walk = next;
        if rows.is_empty() {
            return Ok(copied);
        }
        copied += rows.len() as u64;
        let there = table.clone();
        target.write(move |tx| tx.put(&there, &rows)).await?;
    }
}

async fn number_on(source: &Db, target: &Db, table: &Table) -> Result<(), Error> {
    let (here, there) = (table.clone(), table.clone());
    let last = source.read(move |tx| tx.last_number(&here)).await?;
    match last {
        Some(last) => target.write(move |tx| tx.number_on(&there, last)).await,
        None => Ok(()),
    }
}

/// Counts every table on both sides, and reads every byte that arrived.
async fn compare(
    source: &Db,
    target: &Db,
    tables: &[Table],
) -> anyhow::Result<BTreeMap<String, Counted>> {
    let mut all = BTreeMap::new();
    for table in tables {
        let (here, there) = (table.clone(), table.clone());
        let here = source.read(move |tx| tx.count_table(&here)).await?;
        let there = target.read(move |tx| tx.count_table(&there)).await?;
        if here != there {
            target.write(|tx| tx.empty_everything()).await?;
            anyhow::bail!(
                "{} had {} rows and arrived with {}: something was still written while it moved. \
                 What arrived was taken away again; run the same command once more",
                table.name,
                here.rows,
                there.rows
            );
        }
        all.insert(table.name.clone(), there);
    }
    let mut listing = Listing::from_start();
    loop {
        let (next, digests) = target
            .read(move |tx| {
                let digests = listing.next(tx)?;
                Ok::<_, Error>((listing, digests))
            })
            .await?;
        listing = next;
        if digests.is_empty() {
            return Ok(all);
        }
        for name in digests {
            read_bytes(target, &name).await?;
        }
    }
}

/// Takes a desk that was left into use again; where it had gone to.
///
/// # Errors
/// [`Refused`] when it was not left.
pub async fn back(
    url: &str,
    data: &Path,
    migrations: &'static [Migration],
) -> anyhow::Result<String> {
    let db = Db::open_marked(options(url, data, migrations)).await?;
    let marked = db.read(|tx| tx.marked()).await?;
    let Some((Mark::Left, other)) = marked else {
        return Err(Refused::Used("this desk has not moved away".to_owned()).into());
    };
    db.write(|tx| tx.mark(None)).await?;
    db.close().await;
    Ok(other)
}
