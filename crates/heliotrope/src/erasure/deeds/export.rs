//! A copy of all we hold on a person, for the person: a page they can read and
//! print, the same as JSON, and the files, in one archive.

mod case;
mod held;

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use anyhow::Context;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::erasure::{store, views};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::web::{Desk, Doing, Problem};
use crate::{people, team};
use ::store::Tx;

pub use held::*;

/// Writes the archive into `into` and an audit row. Files are read one after
/// the other: the memory this takes is that of the largest.
///
/// # Errors
/// 404 `person`; failures name the deed.
pub async fn export(desk: &Desk, person: i64, by: String, mut into: File) -> Result<File, Problem> {
    let (now, doing) = (desk.now(), format!("exporting person {person}"));
    desk.db
        .write(move |tx| {
            people::store::find(tx, person)?.ok_or_else(|| Problem::not_found("person", person))?;
            let object = format!("person:{person}");
            Ok::<_, Problem>(team::audit(tx, now, &by, "person-exported", &object)?)
        })
        .await
        .doing(|| doing.clone())?;
    desk.db
        .read(move |tx| {
            let held = gather(tx, person, now)?;
            write(tx, &held, &mut into)?;
            Ok::<_, Problem>(into)
        })
        .await
        .doing(|| doing)
}

fn gather(tx: &mut Tx<'_>, id: i64, now: At) -> Result<Held, Problem> {
    let person = people::store::find(tx, id)?.ok_or_else(|| Problem::not_found("person", id))?;
    let written_in = store::written_in(tx, id, 0)?;
    let mut all = Vec::new();
    for their in store::cases(tx, id, &written_in)? {
        all.push(case::held(tx, id, &their)?);
    }
    let addresses = store::export::known_since(tx, id)?;
    Ok(Held {
        person: id,
        name: person.name,
        addresses: addresses
            .into_iter()
            .map(|(address, since)| Address { address, since })
            .collect(),
        language: person.language,
        zone: person.zone,
        made_at: now,
        cases: all,
    })
}

fn write(tx: &mut Tx<'_>, held: &Held, into: &mut File) -> Result<(), Problem> {
    let lang = held.language.as_deref().and_then(Lang::of_tag);
    let page = views::export(Words::of(lang.unwrap_or_default()), held).into_string();
    let json = serde_json::to_vec_pretty(held).context("writing it as JSON")?;
    let mut archive = ZipWriter::new(&mut *into);
    let mut add = |name: &str, bytes: &[u8]| -> anyhow::Result<()> {
        let large = bytes.len() as u64 >= u64::from(u32::MAX);
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .unix_permissions(0o600)
            .large_file(large);
        archive
            .start_file(name, options)
            .with_context(|| format!("beginning {name}"))?;
        archive
            .write_all(bytes)
            .with_context(|| format!("writing {name}"))
    };
    add("index.html", page.as_bytes())?;
    add("data.json", &json)?;
    for file in held
        .cases
        .iter()
        .flat_map(|c| &c.messages)
        .flat_map(|m| &m.files)
    {
        let bytes = tx.blob(&file.digest)?;
        let bytes = bytes
            .ok_or_else(|| anyhow::anyhow!("the bytes of {} are not here any more", file.digest))?;
        add(&file.place, &bytes)?;
    }
    archive.finish().context("ending the archive")?;
    into.sync_all()
        .and_then(|()| into.seek(SeekFrom::Start(0)))
        .context("ending the archive")?;
    Ok(())
}
