//! Takes words away. Rows stay with their ids, times and closed words.

mod agreed;
mod message;
mod traces;

use crate::erasure::rules::Traces;
use crate::erasure::store::went_from;
use crate::erasure::store::whose::Share;
use crate::intake::rules::Prints;
use crate::intake::store::erased;
use crate::kit::At;
use crate::outbox::store::copies;
use agreed::{asked_and_promised, settled};
use message::{files, index_again, message};
use store::{Error, Tx, args, ids, sql};
use traces::{beside, quotes};

pub use message::files_of;

/// Everything a person is: name, addresses, language, and being found.
pub fn person(tx: &mut Tx<'_>, person: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE person SET name = '', name_folded = '', language = NULL, language_from = NULL, zone = NULL,
                zone_from = NULL, erased_at = $2
             WHERE id = $1"
        ),
        args![person, now.0],
    )?;
    tx.execute(
        sql!("DELETE FROM person_address WHERE person_id = $1"),
        args![person],
    )?;
    tx.execute(
        sql!("UPDATE case_link SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL"),
        args![person, now.0],
    )?;
    agreed::needed_elsewhere(tx, person)?;
    tx.unindex(-person)
}

/// Everything in a case that nobody but one person takes part in.
pub fn case(tx: &mut Tx<'_>, case: i64, prints: &Prints, now: At) -> Result<(), Error> {
    let mut said = messages(tx, case)?;
    // What a merging took along is theirs where it stands now.
    said.extend(went_from(tx, case)?);
    for id in said {
        message(tx, id, prints, now)?;
    }
    said_beside(tx, case)?;
    settled(tx, case)?;
    tx.execute(
        sql!("DELETE FROM case_tag WHERE case_number = $1"),
        args![case],
    )?;
    tx.execute(
        sql!("DELETE FROM letter_id WHERE case_number = $1"),
        args![case],
    )?;
    envelopes(tx, case, None, prints)?;
    tx.execute(
        sql!(
            "UPDATE case_link SET revoked_at = $2 WHERE revoked_at IS NULL
             AND (case_number = $1 OR case_number IN (SELECT number FROM cases WHERE merged_into = $1))"
        ),
        args![case, now.0],
    )?;
    // What was merged into it is called by a person's words as well.
    tx.execute(
        sql!(
            "UPDATE cases SET subject = '', preview = '', language = NULL WHERE number = $1 OR merged_into = $1"
        ),
        args![case],
    )?;
    Ok(())
}

pub fn messages(tx: &mut Tx<'_>, case: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT id FROM message WHERE case_number = $1 ORDER BY id"),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The kept first answers of programs hold copies of a case's words.
fn said_beside(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM idempotency WHERE case_number = $1"),
        args![case],
    )?;
    Ok(())
}

/// The envelopes of a case, or those to one person: what has not left is taken
/// back, and no address stays.
pub fn envelopes(
    tx: &mut Tx<'_>,
    case: i64,
    person: Option<i64>,
    prints: &Prints,
) -> Result<(), Error> {
    // A copy of what we wrote may lie in a folder of sent letters.
    let left = tx.query(
        sql!("SELECT letter_id FROM outbox WHERE case_number = $1 AND ($2 = 0 OR person_id = $2)"),
        args![case, person.unwrap_or(0)],
    )?;
    for row in left {
        erased::remember(tx, &prints.ours(&row.get::<String>(0)?))?;
    }
    for copy in copies::of_case(tx, case, person.unwrap_or(0))? {
        copies::forget(tx, copy)?;
    }
    tx.execute(
        sql!(
            "UPDATE outbox SET address = '', words = '{}', letter_id = 'erased.' || CAST(id AS TEXT), said = NULL,
                state = CASE WHEN state IN ('accepted', 'failed', 'bounced') THEN state ELSE 'taken_back' END
             WHERE case_number = $1 AND ($2 = 0 OR person_id = $2)"
        ),
        args![case, person.unwrap_or(0)],
    )?;
    tx.say(crate::outbox::store::PART);
    Ok(())
}

/// An address that stands in answers for programs and in what servers said.
pub fn address(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    let within = format!("%{address}%");
    tx.execute(
        sql!("DELETE FROM idempotency WHERE answer LIKE $1"),
        args![within.as_str()],
    )?;
    tx.execute(
        sql!("UPDATE server_trouble SET said = '' WHERE said LIKE $1"),
        args![within],
    )?;
    Ok(())
}

/// What a person said in a case that others take part in too: where their
/// words may be quoted.
pub fn remember(tx: &mut Tx<'_>, case: i64, person: i64, traces: &mut Traces) -> Result<(), Error> {
    let rows = tx.query(
        sql!("SELECT id, subject, words FROM message WHERE case_number = $1 AND author = $2"),
        args![case, format!("person:{person}")],
    )?;
    for row in rows {
        traces.said(&row.get::<String>(1)?);
        traces.said(&row.get::<String>(2)?);
        for file in files(tx, row.get(0)?)? {
            traces.said(&file.name);
        }
    }
    Ok(())
}

/// What one person said in a case, and what quotes them. `asks`: they opened
/// it, so what it is called and what was promised is theirs.
pub fn part(
    tx: &mut Tx<'_>,
    case: i64,
    person: i64,
    asks: bool,
    traces: &Traces,
    prints: &Prints,
    now: At,
) -> Result<(), Error> {
    let author = format!("person:{person}");
    // Their Message-IDs may hold a name or a domain of theirs.
    tx.execute(
        sql!(
            "UPDATE message SET answers = NULL WHERE case_number = $1 AND answers IN
             (SELECT o.letter_id FROM message o WHERE o.case_number = $1 AND o.author = $2)"
        ),
        args![case, author.as_str()],
    )?;
    let own = tx.query(
        sql!("SELECT id FROM message WHERE case_number = $1 AND author = $2"),
        args![case, author.as_str()],
    )?;
    for row in own {
        message(tx, row.get(0)?, prints, now)?;
    }
    for call in crate::messages::store::calls_with(tx, case, person)? {
        message(tx, call, prints, now)?;
    }
    for id in messages(tx, case)? {
        quotes(tx, id, traces)?;
    }
    said_beside(tx, case)?;
    envelopes(tx, case, Some(person), prints)?;
    if asks {
        asked_and_promised(tx, case, Share::Own)?;
        tx.execute(
            sql!("UPDATE cases SET subject = '', language = NULL WHERE number = $1"),
            args![case],
        )?;
    }
    beside(tx, case, traces)
}

/// The line of a case in lists, from what is left of its newest message.
pub fn preview(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    let newest = crate::messages::store::newest(tx, case)?;
    let words = newest.map_or(String::new(), |(_, _, words)| words);
    tx.execute(
        sql!("UPDATE cases SET preview = $2 WHERE number = $1"),
        args![case, crate::messages::rules::preview(&words, 160)],
    )?;
    Ok(())
}

/// How many messages others wrote in these cases, without `known`, which go:
/// what they say of a person in words of their own cannot be found.
pub fn of_others(tx: &mut Tx<'_>, cases: &[i64], person: i64, known: &[i64]) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM message
             WHERE case_number IN {ids($1)} AND author <> $2 AND words <> '' AND id NOT IN {ids($3)}"
        ),
        args![
            ids(cases.iter().copied()),
            format!("person:{person}"),
            ids(known.iter().copied())
        ],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// What was said in a case. Its subject, its people and its dates stay.
pub fn words_of(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE message SET words = '', elided = NULL, html = NULL WHERE case_number = $1"),
        args![case],
    )?;
    for message in messages(tx, case)? {
        index_again(tx, message)?;
    }
    for copy in copies::of_case(tx, case, 0)? {
        copies::forget(tx, copy)?;
    }
    settled(tx, case)?;
    said_beside(tx, case)?;
    tx.execute(
        sql!("UPDATE cases SET preview = '' WHERE number = $1"),
        args![case],
    )?;
    Ok(())
}
