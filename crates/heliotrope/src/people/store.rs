//! People on disk.

use super::rules::{self, Person, Source};
use crate::kit::{At, fold};
use store::{Error, Row, Tx, Words, args, ids, sql};

/// The person of an address; a new one when nobody has it. Gives the id and
/// whether they are new. A person without a name takes the one given.
pub fn meet(tx: &mut Tx<'_>, address: &str, name: &str, now: At) -> Result<(i64, bool), Error> {
    // Two doors may meet the same new address at once.
    tx.lock(&format!("person:{address}"))?;
    if let Some(row) = tx.one(
        sql!(
            "SELECT p.id, p.name FROM person_address a JOIN person p ON p.id = a.person_id WHERE a.address = $1"
        ),
        args![address],
    )? {
        let id: i64 = row.get(0)?;
        if row.get::<String>(1)?.is_empty() && !name.is_empty() {
            rename(tx, id, name)?;
        }
        return Ok((id, false));
    }
    let id = tx.insert(
        sql!("INSERT INTO person (name, name_folded, created_at) VALUES ($1, $2, $3) RETURNING id"),
        args![name, fold(name), now.0],
    )?;
    has_address(tx, id, address, now)?;
    index(tx, id, &[name, address])?;
    Ok((id, true))
}

/// Somebody who gave no address: nobody can tell whether they came before.
pub fn without_address(tx: &mut Tx<'_>, name: &str, now: At) -> Result<i64, Error> {
    tx.insert(
        sql!("INSERT INTO person (name, name_folded, created_at) VALUES ($1, $2, $3) RETURNING id"),
        args![name, fold(name), now.0],
    )
}

pub fn add_address(tx: &mut Tx<'_>, person: i64, address: &str, now: At) -> Result<(), Error> {
    has_address(tx, person, address, now)?;
    index_again(tx, person)
}

fn has_address(tx: &mut Tx<'_>, person: i64, address: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO person_address (address, person_id, added_at) VALUES ($1, $2, $3)"),
        args![address, person, now.0],
    )?;
    Ok(())
}

pub fn rename(tx: &mut Tx<'_>, person: i64, name: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE person SET name = $2, name_folded = $3 WHERE id = $1"),
        args![person, name, fold(name)],
    )?;
    index_again(tx, person)
}

/// The scope of people in the search index.
const PEOPLE: &str = "people";

/// Makes a person found by name and addresses. In the index messages are
/// positive numbers and people negative ones.
fn index(tx: &mut Tx<'_>, person: i64, known_by: &[&str]) -> Result<(), Error> {
    let words = Words::of(&known_by.join("\n"));
    tx.index(-person, &words, &[PEOPLE.to_owned()])
}

fn index_again(tx: &mut Tx<'_>, person: i64) -> Result<(), Error> {
    let Some(known) = find(tx, person)? else {
        return Ok(());
    };
    let addresses = known.addresses.iter().map(String::as_str);
    let known_by: Vec<&str> = [known.name.as_str()].into_iter().chain(addresses).collect();
    index(tx, person, &known_by)
}

/// People by words of their name or addresses, by id, from behind `after` on.
pub fn found(
    tx: &mut Tx<'_>,
    words: &str,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, Error> {
    let docs = tx
        .search(words, &[PEOPLE.to_owned()], after.map(|id| -id), limit)?
        .docs;
    Ok(docs.into_iter().map(|doc| -doc).collect())
}

/// Remembers a language, unless a better source said another.
pub fn learn_language(
    tx: &mut Tx<'_>,
    person: i64,
    language: &str,
    from: Source,
) -> Result<(), Error> {
    let known = tx.one(
        sql!("SELECT language, language_from FROM person WHERE id = $1"),
        args![person],
    )?;
    let Some(known) = known else { return Ok(()) };
    let source = known.get::<Option<String>>(1)?;
    let source = source
        .map(|w| w.parse::<Source>())
        .transpose()
        .map_err(Error::data)?;
    let said = known.get::<Option<String>>(0)?;
    let is_news = source != Some(from) || said.as_deref() != Some(language);
    if is_news && rules::may_replace(source, from) {
        tx.execute(
            sql!("UPDATE person SET language = $2, language_from = $3 WHERE id = $1"),
            args![person, language, from.word()],
        )?;
    }
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Person>, Error> {
    tx.one(
        sql!(
            "SELECT p.id, p.name, p.language, p.zone,
                    (SELECT string_agg(a.address, ' ' ORDER BY a.added_at, a.address) FROM person_address a
                     WHERE a.person_id = p.id), p.language_from, p.erased_at
             FROM person p WHERE p.id = $1"
        ),
        args![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn by_address(tx: &mut Tx<'_>, address: &str) -> Result<Option<i64>, Error> {
    tx.one(
        sql!("SELECT person_id FROM person_address WHERE address = $1"),
        args![address],
    )?
    .map(|row| row.get(0))
    .transpose()
}

/// People by name, from `after` (folded name, id) on; at most `limit`.
pub fn list(tx: &mut Tx<'_>, after: Option<(&str, i64)>, limit: i64) -> Result<Vec<Person>, Error> {
    let (name, id) = after.unwrap_or(("", 0));
    let rows = tx.query(
        sql!(
            "SELECT p.id, p.name, p.language, p.zone,
                    (SELECT string_agg(a.address, ' ' ORDER BY a.added_at, a.address) FROM person_address a
                     WHERE a.person_id = p.id), p.language_from, p.erased_at
             FROM person p WHERE (p.name_folded, p.id) > ($1, $2) AND p.erased_at IS NULL ORDER BY p.name_folded, p.id LIMIT $3"
        ),
        args![name, id, limit],
    )?;
    rows.iter().map(read).collect()
}

/// People of these ids, by id.
pub fn of_ids(tx: &mut Tx<'_>, people: &[i64]) -> Result<Vec<Person>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id, p.name, p.language, p.zone,
                    (SELECT string_agg(a.address, ' ' ORDER BY a.added_at, a.address) FROM person_address a
                     WHERE a.person_id = p.id), p.language_from, p.erased_at
             FROM person p WHERE p.id IN {ids($1)} ORDER BY p.id"
        ),
        args![ids(people.iter().copied())],
    )?;
    rows.iter().map(read).collect()
}

/// Forgets the language of a person: nobody knows it.
pub fn forget_language(tx: &mut Tx<'_>, person: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE person SET language = NULL, language_from = NULL WHERE id = $1"),
        args![person],
    )?;
    Ok(())
}

/// A case of a person, as their page lists it.
#[derive(Debug, Clone)]
pub struct TheirCase {
    pub number: i64,
    pub subject: String,
    pub closed: bool,
    pub since: At,
}

/// The newest cases of a person, newest first.
pub fn cases(tx: &mut Tx<'_>, person: i64, limit: i64) -> Result<Vec<TheirCase>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT number, subject, place = 'closed', opened_at FROM cases
             WHERE person_id = $1 AND place <> 'merged' ORDER BY number DESC LIMIT $2"
        ),
        args![person, limit],
    )?;
    let read = |row: &Row| {
        Ok(TheirCase {
            number: row.get(0)?,
            subject: row.get(1)?,
            closed: row.get(2)?,
            since: row.get(3)?,
        })
    };
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Person, Error> {
    let addresses: Option<String> = row.get(4)?;
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        language: row.get(2)?,
        language_from: row
            .get::<Option<String>>(5)?
            .map(|w| w.parse())
            .transpose()
            .map_err(Error::data)?,
        zone: row.get(3)?,
        addresses: addresses
            .unwrap_or_default()
            .split(' ')
            .filter(|a| !a.is_empty())
            .map(str::to_owned)
            .collect(),
        erased_at: row.get::<Option<i64>>(6)?.map(At),
    })
}
