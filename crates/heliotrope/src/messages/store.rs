//! Messages on disk.

mod calls;
mod drafts;
mod files;
mod found;
mod thanks;
mod vouched;

pub use calls::{add_call, with as calls_with};
pub use drafts::{
    bring_margin, draft, drafts, drop_draft, keep_draft, keep_margin, put_on_top, restore_draft,
};
use files::{add_file, attached};
pub use files::{attachment, attachments};
pub use found::index_again;
pub use thanks::{read_thanks, thank, unread_thanks, who_helped};
pub use vouched::{unvouch, vouch, vouched_in, vouched_of, vouched_of_arrival};

use super::{Came, Kind, Mark, Message, found_by};
use crate::events::Actor;
use crate::kit::At;
use letters::{Address, Seal};
use std::borrow::Cow;
use store::{Error, PreparedBlob, Row, Tx, Words, args, ids, sql};

/// What a new message brings. `subject`, `words` and the rest as received.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub kind: Kind,
    pub author: Actor,
    pub sender: &'a str,
    pub reply_to: Option<&'a str>,
    pub subject: &'a str,
    pub words: &'a str,
    pub elided: Option<&'a str>,
    pub html: Option<&'a str>,
    pub letter_id: Option<&'a str>,
    pub answers: Option<&'a str>,
    pub mark: Option<Mark>,
    pub oddities: &'a str,
    pub raw: Option<&'a str>,
    /// [`found_by`] of its words, when they were cut before the transaction.
    pub found_by: Option<&'a Words>,
    pub way: Way<'a>,
}

/// What is known of how somebody's words came. Nothing for what we write.
#[derive(Debug, Clone, Copy, Default)]
pub struct Way<'a> {
    pub came: Option<Came>,
    pub seal: Option<Seal>,
    /// Who wrote the letter that it passes on.
    pub writer: Option<&'a Address>,
}

/// A file that comes with a message; its bytes are prepared before the transaction.
#[derive(Clone)]
pub struct NewFile {
    pub name: String,
    pub content_type: String,
    pub content_id: Option<String>,
    pub inline: bool,
    pub blob: PreparedBlob,
}

/// Writes a message whose event in the case will be `event`, and makes it
/// findable. `scope` are the search tokens of the case.
pub fn add(
    tx: &mut Tx<'_>,
    case: i64,
    new: &New<'_>,
    files: &[NewFile],
    event: i64,
    scope: &[String],
    at: At,
) -> Result<i64, Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO message (case_number, kind, author, sender, reply_to, at, event_n, subject, words, elided,
                                  html, letter_id, answers, mark, oddities, raw, came, seal,
                                  writer_address, writer_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
             RETURNING id"
        ),
        args![
            case,
            new.kind.word(),
            new.author.to_string(),
            new.sender,
            new.reply_to,
            at.0,
            event,
            new.subject,
            new.words,
            new.elided,
            new.html,
            new.letter_id,
            new.answers,
            new.mark.map(Mark::word),
            new.oddities,
            new.raw,
            new.way.came.map(Came::word),
            new.way.seal.map(|seal| seal.word()),
            new.way.writer.map(|w| w.address.as_str()),
            new.way.writer.and_then(|w| w.name.as_deref())
        ],
    )?;
    if let Some(letter_id) = new.letter_id {
        know_letter(tx, letter_id, case, Some(id))?;
    }
    for file in files {
        add_file(tx, id, file)?;
    }
    let found_by = match new.found_by {
        Some(words) => Cow::Borrowed(words),
        None => Cow::Owned(found_by(new.subject, new.words)),
    };
    found::index(
        tx,
        id,
        found_by,
        files.iter().map(|f| f.name.as_str()),
        scope,
    )?;
    Ok(id)
}

/// Remembers that a Message-ID belongs to a case.
pub fn know_letter(
    tx: &mut Tx<'_>,
    letter_id: &str,
    case: i64,
    message: Option<i64>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO letter_id (letter_id, case_number, message_id) VALUES ($1, $2, $3)
             ON CONFLICT (letter_id, case_number) DO NOTHING"
        ),
        args![letter_id, case, message],
    )?;
    Ok(())
}

/// The cases that know a Message-ID, newest first, with the message.
pub fn cases_of_letter(tx: &mut Tx<'_>, letter_id: &str) -> Result<Vec<(i64, Option<i64>)>, Error> {
    let rows = tx.query(
        sql!("SELECT case_number, message_id FROM letter_id WHERE letter_id = $1 ORDER BY case_number DESC"),
        args![letter_id],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The messages of a case, oldest first, without those taken back.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Message>, Error> {
    page(tx, case, 0, i64::MAX)
}

/// The same from the message behind `after` on, at most `limit`.
pub fn page(tx: &mut Tx<'_>, case: i64, after: i64, limit: i64) -> Result<Vec<Message>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.case_number, m.kind, m.author, m.sender, m.at, m.event_n, m.subject, m.words, m.elided,
                    m.html IS NOT NULL, m.letter_id, m.mark, m.oddities, m.raw, m.came, m.seal,
                    m.writer_address, m.writer_name
             FROM message m
             WHERE m.case_number = $1 AND m.id > $2 AND m.taken_back_at IS NULL ORDER BY m.id LIMIT $3"
        ),
        args![case, after, limit],
    )?;
    let mut messages = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    name_authors(tx, &mut messages)?;
    let files = tx.query(
        sql!(
            "SELECT f.message_id, f.id, f.name, f.content_type, f.content_id, f.inline, f.size, f.digest
             FROM message_attachment f JOIN message m ON m.id = f.message_id
             WHERE m.case_number = $1 AND m.id > $2 AND m.id <= $3 ORDER BY f.id"
        ),
        args![case, after, messages.last().map_or(after, |m| m.id)],
    )?;
    for row in &files {
        let message: i64 = row.get(0)?;
        if let Some(m) = messages.iter_mut().find(|m| m.id == message) {
            m.attachments.push(attached(row)?);
        }
    }
    calls::bring(tx, case, &mut messages)?;
    Ok(messages)
}

/// Asks for each name once: a conversation has few people and many messages.
/// Who has no name is called by the address the message came from.
fn name_authors(tx: &mut Tx<'_>, messages: &mut [Message]) -> Result<(), Error> {
    let all_of = |id_of: fn(Actor) -> Option<i64>| {
        let mut all: Vec<i64> = messages.iter().filter_map(|m| id_of(m.author)).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let agents = all_of(|author| match author {
        Actor::Agent(id) => Some(id),
        _ => None,
    });
    let people = all_of(|author| match author {
        Actor::Person(id) => Some(id),
        _ => None,
    });
    for (who, asked, names) in [
        (
            Actor::Agent as fn(i64) -> Actor,
            agents,
            sql!("SELECT id, name FROM agent WHERE id IN {ids($1)}"),
        ),
        (
            Actor::Person,
            people,
            sql!("SELECT id, name FROM person WHERE id IN {ids($1)}"),
        ),
    ] {
        if asked.is_empty() {
            continue;
        }
        for row in tx.query(names, args![ids(asked)])? {
            let (author, name) = (who(row.get(0)?), row.get::<String>(1)?);
            let theirs = messages.iter_mut().filter(|m| m.author == author);
            theirs
                .filter(|_| !name.is_empty())
                .for_each(|m| m.author_name.clone_from(&name));
        }
    }
    Ok(())
}

fn read(row: &Row) -> Result<Message, Error> {
    let sender: String = row.get(4)?;
    Ok(Message {
        id: row.get(0)?,
        kind: row.get::<String>(2)?.parse().map_err(Error::data)?,
        author: row.get::<String>(3)?.parse().map_err(Error::data)?,
        author_name: sender.clone(),
        sender,
        at: At(row.get(5)?),
        event: row.get(6)?,
        subject: row.get(7)?,
        words: row.get(8)?,
        elided: row.get(9)?,
        has_html: row.get(10)?,
        letter_id: row.get(11)?,
        mark: row
            .get::<Option<String>>(12)?
            .map(|w| w.parse())
            .transpose()
            .map_err(Error::data)?,
        oddities: row
            .get::<String>(13)?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        raw: row.get(14)?,
        came: row
            .get::<Option<String>>(15)?
            .and_then(|word| Came::of_word(&word)),
        seal: row
            .get::<Option<String>>(16)?
            .and_then(|word| Seal::of_word(&word)),
        writer: match row.get(17)? {
            Some(address) => Some(Address {
                address,
                name: row.get(18)?,
            }),
            None => None,
        },
        call: None,
        attachments: Vec::new(),
    })
}

/// The HTML of a letter as it came, with the case it stands in.
pub fn html(tx: &mut Tx<'_>, message: i64) -> Result<Option<(i64, String)>, Error> {
    let row = tx.one(
        sql!("SELECT case_number, html FROM message WHERE id = $1 AND html IS NOT NULL"),
        args![message],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The digest of the letter as it came.
pub fn raw(tx: &mut Tx<'_>, message: i64) -> Result<Option<String>, Error> {
    let row = tx.one(
        sql!("SELECT raw FROM message WHERE id = $1"),
        args![message],
    )?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// The case of a message and the digest of the letter as it came.
pub fn raw_of(tx: &mut Tx<'_>, message: i64) -> Result<Option<(i64, String)>, Error> {
    let row = tx.one(
        sql!("SELECT case_number, raw FROM message WHERE id = $1 AND raw IS NOT NULL"),
        args![message],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The letter id, reply address and subject of what a reply answers: the
/// newest letter of the case that a person wrote. What somebody aside wrote
/// (affected, pays, speaks for) is between them and us.
pub fn to_answer(tx: &mut Tx<'_>, case: i64) -> Result<Option<ToAnswer>, Error> {
    let row = tx.one(
        sql!(
            "SELECT sender, reply_to, letter_id, subject FROM message
             WHERE case_number = $1 AND kind = 'letter' AND (mark IS NULL OR mark IN ('list', 'thanks'))
                AND author NOT IN (SELECT 'person:' || CAST(p.person_id AS TEXT) FROM case_person p
                                   WHERE p.case_number = $1 AND p.role <> 'cc')
             ORDER BY id DESC LIMIT 1"
        ),
        args![case],
    )?;
    row.map(|row| {
        Ok(ToAnswer {
            sender: row.get(0)?,
            reply_to: row.get(1)?,
            letter_id: row.get(2)?,
            subject: row.get(3)?,
        })
    })
    .transpose()
}

#[derive(Debug, Clone)]
pub struct ToAnswer {
    pub sender: String,
    pub reply_to: Option<String>,
    pub letter_id: Option<String>,
    pub subject: String,
}

/// The Message-IDs of a case so far, oldest first, for References; without the
/// letters between us and somebody aside.
pub fn thread(tx: &mut Tx<'_>, case: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.letter_id FROM message m
             WHERE m.case_number = $1 AND m.letter_id IS NOT NULL AND m.taken_back_at IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM case_person p
                    WHERE p.case_number = $1 AND p.role <> 'cc'
                        AND (m.author = 'person:' || CAST(p.person_id AS TEXT)
                             OR EXISTS (SELECT 1 FROM outbox o
                                        WHERE o.message_id = m.id AND o.person_id = p.person_id)))
             ORDER BY m.id"
        ),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Message-ID and words of one letter of a case.
pub fn letter(
    tx: &mut Tx<'_>,
    case: i64,
    message: i64,
) -> Result<Option<(Option<String>, String)>, Error> {
    tx.one(
        sql!("SELECT letter_id, words FROM message WHERE case_number = $1 AND id = $2"),
        args![case, message],
    )?
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .transpose()
}

/// Message-ID and words of the letter that opened a case.
pub fn first_letter(tx: &mut Tx<'_>, case: i64) -> Result<Option<(Option<String>, String)>, Error> {
    tx.one(
        sql!(
            "SELECT letter_id, words FROM message WHERE case_number = $1 AND kind = 'letter' ORDER BY id LIMIT 1"
        ),
        args![case],
    )?
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .transpose()
}

/// What the mailroom needs of a reply to make the letter.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub at: At,
    pub subject: String,
    pub words: String,
    pub answers: Option<String>,
}

pub fn outgoing(tx: &mut Tx<'_>, message: i64) -> Result<Option<Outgoing>, Error> {
    let row = tx.one(
        sql!(
            "SELECT at, subject, words, answers FROM message
             WHERE id = $1 AND kind = 'reply' AND taken_back_at IS NULL"
        ),
        args![message],
    )?;
    row.map(|row| {
        Ok(Outgoing {
            at: At(row.get(0)?),
            subject: row.get(1)?,
            words: row.get(2)?,
            answers: row.get(3)?,
        })
    })
    .transpose()
}

/// Author, words and kind of a message of a case, taken back or not.
pub fn written(
    tx: &mut Tx<'_>,
    case: i64,
    message: i64,
) -> Result<Option<(Kind, Actor, String, bool)>, Error> {
    let row = tx.one(
        sql!("SELECT kind, author, words, taken_back_at IS NOT NULL FROM message WHERE case_number = $1 AND id = $2"),
        args![case, message],
    )?;
    row.map(|row| {
        Ok((
            row.get::<String>(0)?.parse().map_err(Error::data)?,
            row.get::<String>(1)?.parse().map_err(Error::data)?,
            row.get(2)?,
            row.get(3)?,
        ))
    })
    .transpose()
}

/// A reply is taken back: it is no message any more and is found by nobody.
pub fn take_back(tx: &mut Tx<'_>, message: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE message SET taken_back_at = $2 WHERE id = $1"),
        args![message, now.0],
    )?;
    tx.unindex(message)
}

/// Kind and moment of the newest letter or reply that was not taken back.
pub fn newest(tx: &mut Tx<'_>, case: i64) -> Result<Option<(Kind, At, String)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT kind, at, words FROM message
             WHERE case_number = $1 AND kind IN ('letter', 'reply') AND taken_back_at IS NULL
             ORDER BY id DESC LIMIT 1"
        ),
        args![case],
    )?;
    row.map(|row| {
        Ok((
            row.get::<String>(0)?.parse().map_err(Error::data)?,
            At(row.get(1)?),
            row.get(2)?,
        ))
    })
    .transpose()
}

/// Has a person themselves written in a case since then?
pub fn wrote_since(tx: &mut Tx<'_>, case: i64, person: i64, since: At) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM message WHERE case_number = $1 AND kind = 'letter' AND author = $2 AND at > $3
                AND (mark IS NULL OR mark IN ('list', 'thanks')) LIMIT 1"
        ),
        args![case, format!("person:{person}"), since.0],
    )?;
    Ok(row.is_some())
}

/// How many replies of ours a case has.
pub fn replies(tx: &mut Tx<'_>, case: i64) -> Result<i64, Error> {
    tx.one(
        sql!("SELECT COUNT(*) FROM message WHERE case_number = $1 AND kind = 'reply' AND taken_back_at IS NULL"),
        args![case],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// Has a reply of ours left since then? `message` is the one that is not meant.
pub fn replied_since(
    tx: &mut Tx<'_>,
    case: i64,
    since: At,
    message: Option<i64>,
) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM message WHERE case_number = $1 AND id > $2 AND at >= $3 AND kind = 'reply'
             AND taken_back_at IS NULL LIMIT 1"
        ),
        args![case, message.unwrap_or(0), since.0],
    )?;
    Ok(row.is_some())
}
