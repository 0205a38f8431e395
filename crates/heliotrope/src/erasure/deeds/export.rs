//! A copy of all we hold on a person, for the person: a page they can read and
//! print, the same as JSON, and the files, in one archive.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use anyhow::Context;
use serde::Serialize;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::erasure::{store, views};
use crate::events::Actor;
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::messages::{self, Kind, Message};
use crate::web::{Desk, Doing, Problem};
use crate::{cases, needs, outbox, people, plans, team};
use ::store::Tx;

/// All we hold on a person, as `data.json` has it.
#[derive(Serialize)]
pub struct Held {
    pub person: i64,
    pub name: String,
    pub addresses: Vec<Address>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub made_at: At,
    pub cases: Vec<HeldCase>,
}

#[derive(Serialize)]
pub struct Address {
    pub address: String,
    pub since: At,
}

#[derive(Serialize)]
pub struct HeldCase {
    pub number: i64,
    pub mailbox: String,
    /// Empty in a case that somebody else opened: what it is called is theirs.
    pub subject: String,
    pub opened_at: At,
    pub state: &'static str,
    /// Do others take part? Then only this person's own stands here.
    pub with_others: bool,
    pub needs: Vec<HeldNeed>,
    pub promises: Vec<HeldPromise>,
    pub plan: Option<HeldPlan>,
    pub messages: Vec<HeldMessage>,
}

#[derive(Serialize)]
pub struct HeldNeed {
    pub text: String,
    pub state: &'static str,
    pub told_at: Option<At>,
}

#[derive(Serialize)]
pub struct HeldPromise {
    pub text: String,
    pub due: At,
    pub made_at: At,
    pub ended_as: Option<String>,
}

/// What we said we can, cannot and will do.
#[derive(Serialize)]
pub struct HeldPlan {
    pub can: String,
    pub cannot: String,
    pub steps: Vec<String>,
}

#[derive(Serialize)]
pub struct HeldMessage {
    pub id: i64,
    /// letter: they wrote it; reply: we did; note: we, about them.
    pub kind: &'static str,
    pub from: String,
    pub at: At,
    pub subject: String,
    pub text: String,
    pub quoted: Option<String>,
    pub files: Vec<HeldFile>,
    pub deliveries: Vec<Delivered>,
}

#[derive(Serialize)]
pub struct HeldFile {
    pub name: String,
    pub content_type: String,
    pub bytes: i64,
    /// Where it lies in the archive.
    pub place: String,
    #[serde(skip)]
    digest: String,
}

#[derive(Serialize)]
pub struct Delivered {
    pub to: String,
    pub state: &'static str,
    pub at: At,
}

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
        all.push(case(tx, id, &their)?);
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

fn case(tx: &mut Tx<'_>, person: i64, their: &store::TheirCase) -> Result<HeldCase, Problem> {
    let number = their.number;
    let case = cases::store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let envelopes = outbox::store::of_case(tx, number)?;
    let mut messages = Vec::new();
    for message in messages::store::of_case(tx, number)? {
        let to_them: Vec<&outbox::store::Standing> = envelopes
            .iter()
            .filter(|e| e.message == Some(message.id) && e.person == Some(person))
            .collect();
        let own = message.author == Actor::Person(person);
        if own || their.alone || (message.kind == Kind::Reply && !to_them.is_empty()) {
            messages.push(said(message, &to_them));
        }
    }
    let (needs, promises, plan) = match their.asks {
        true => (
            needs::store::of_case(tx, number)?,
            store::export::promises(tx, number)?,
            plans::store::of_case(tx, number)?,
        ),
        false => (Vec::new(), Vec::new(), None),
    };
    Ok(HeldCase {
        number,
        mailbox: store::export::mailbox_of(tx, number)?,
        opened_at: case.opened_at,
        state: if case.is_closed() { "closed" } else { "open" },
        subject: if their.asks {
            case.subject
        } else {
            String::new()
        },
        with_others: !their.alone,
        needs: needs
            .into_iter()
            .map(|need| HeldNeed {
                state: need.state.word(),
                told_at: need.told_at,
                text: need.words,
            })
            .collect(),
        promises: promises
            .into_iter()
            .map(|promise| HeldPromise {
                text: promise.words,
                due: promise.due,
                made_at: promise.made_at,
                ended_as: promise.ended_as,
            })
            .collect(),
        plan: plan.map(|plan| HeldPlan {
            can: plan.can,
            cannot: plan.cannot,
            steps: plan.steps.into_iter().map(|s| s.words).collect(),
        }),
        messages,
    })
}

fn said(message: Message, envelopes: &[&outbox::store::Standing]) -> HeldMessage {
    let files = message.attachments.into_iter().map(|file| HeldFile {
        place: format!("files/{}-{}", file.id, safe_name(&file.name)),
        name: file.name,
        content_type: file.content_type,
        bytes: file.size,
        digest: file.digest,
    });
    HeldMessage {
        id: message.id,
        kind: message.kind.word(),
        from: message.author_name,
        at: message.at,
        subject: message.subject,
        text: message.words,
        quoted: message.elided,
        files: files.collect(),
        deliveries: envelopes
            .iter()
            .map(|e| Delivered {
                to: e.address.clone(),
                state: e.state.word(),
                at: e.state_at,
            })
            .collect(),
    }
}

/// A name that stays in its folder, wherever the archive is opened.
fn safe_name(name: &str) -> String {
    let safe = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let name: String = name.chars().map(safe).take(100).collect();
    name.trim_start_matches('.').to_owned()
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
