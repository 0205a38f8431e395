//! Takes words away. Rows stay with their ids, times and closed words.

use crate::erasure::rules::Traces;
use crate::intake::store::held;
use crate::kit::At;
use crate::{billing, goodwill, plans};
use store::{Error, Tx, args, ids, sql};

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
    tx.unindex(-person)
}

/// A message with its files, its raw letter and the ways back to it.
pub fn message(tx: &mut Tx<'_>, message: i64, now: At) -> Result<(), Error> {
    for arrival in arrivals(tx, message)? {
        held::blank(tx, arrival, now)?;
    }
    for file in files(tx, message)? {
        drop_file(tx, file.id)?;
    }
    tx.execute(
        sql!("DELETE FROM letter_id WHERE message_id = $1"),
        args![message],
    )?;
    for thanks in [
        sql!("DELETE FROM thanks WHERE message_id = $1"),
        sql!("DELETE FROM thanks_for WHERE message_id = $1"),
    ] {
        tx.execute(thanks, args![message])?;
    }
    tx.execute(
        sql!(
            "UPDATE message SET sender = '', reply_to = NULL, subject = '', words = '', elided = NULL, html = NULL,
                letter_id = NULL, answers = NULL, oddities = '', raw = NULL
             WHERE id = $1"
        ),
        args![message],
    )?;
    tx.unindex(message)
}

/// The arrivals that brought a message, its duplicates with them.
fn arrivals(tx: &mut Tx<'_>, message: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id FROM message m JOIN arrival a ON a.letter_id = m.letter_id
             WHERE m.id = $1 AND (a.message_id = m.id OR a.raw = m.raw OR a.case_number = m.case_number)"
        ),
        args![message],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

struct File {
    id: i64,
    name: String,
    content_type: String,
    digest: String,
}

fn files(tx: &mut Tx<'_>, message: i64) -> Result<Vec<File>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, content_type, digest FROM message_attachment WHERE message_id = $1"),
        args![message],
    )?;
    rows.iter()
        .map(|row| {
            Ok(File {
                id: row.get(0)?,
                name: row.get(1)?,
                content_type: row.get(2)?,
                digest: row.get(3)?,
            })
        })
        .collect()
}

fn drop_file(tx: &mut Tx<'_>, file: i64) -> Result<(), Error> {
    tx.drop_uses("attachment", file)?;
    tx.execute(
        sql!("DELETE FROM message_attachment WHERE id = $1"),
        args![file],
    )?;
    Ok(())
}

/// Everything in a case that nobody but one person takes part in.
pub fn case(tx: &mut Tx<'_>, case: i64, now: At) -> Result<(), Error> {
    for id in messages(tx, case)? {
        message(tx, id, now)?;
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
    envelopes(tx, case, None)?;
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
pub fn envelopes(tx: &mut Tx<'_>, case: i64, person: Option<i64>) -> Result<(), Error> {
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
        message(tx, row.get(0)?, now)?;
    }
    for id in messages(tx, case)? {
        quotes(tx, id, traces)?;
    }
    said_beside(tx, case)?;
    envelopes(tx, case, Some(person))?;
    if asks {
        asked_and_promised(tx, case, false)?;
        tx.execute(
            sql!("UPDATE cases SET subject = '', language = NULL WHERE number = $1"),
            args![case],
        )?;
    }
    beside(tx, case, traces)
}

/// Takes traces out of the texts of a case beside its messages.
fn beside(tx: &mut Tx<'_>, case: i64, traces: &Traces) -> Result<(), Error> {
    // Each: how its texts are found by case, and how one is written back.
    let places = [
        (
            sql!("SELECT number, subject FROM cases WHERE number = $1"),
            sql!("UPDATE cases SET subject = $2 WHERE number = $1"),
        ),
        (
            sql!("SELECT id, words FROM need WHERE case_number = $1"),
            sql!("UPDATE need SET words = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT id, name FROM cause WHERE id IN (SELECT cause_id FROM case_cause WHERE case_number = $1)"
            ),
            sql!("UPDATE cause SET name = $2, folded = 'cause ' || CAST(id AS TEXT) WHERE id = $1"),
        ),
        (
            sql!("SELECT id, words FROM promise WHERE case_number = $1"),
            sql!("UPDATE promise SET words = $2 WHERE id = $1"),
        ),
        (
            sql!("SELECT id, words FROM waiting_answer WHERE case_number = $1"),
            sql!("UPDATE waiting_answer SET words = $2 WHERE id = $1"),
        ),
        (
            sql!("SELECT id, words FROM draft WHERE case_number = $1"),
            sql!("UPDATE draft SET words = $2, version = version + 1 WHERE id = $1"),
        ),
        (
            sql!("SELECT id, reason FROM no_ready WHERE case_number = $1"),
            sql!("UPDATE no_ready SET reason = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT id, possible FROM no_ready WHERE case_number = $1 AND possible IS NOT NULL"
            ),
            sql!("UPDATE no_ready SET possible = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT id, signpost FROM no_ready WHERE case_number = $1 AND signpost IS NOT NULL"
            ),
            sql!("UPDATE no_ready SET signpost = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT s.id, s.reason FROM settlement s JOIN need n ON n.id = s.need_id
                 WHERE n.case_number = $1 AND s.reason IS NOT NULL"
            ),
            sql!("UPDATE settlement SET reason = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT s.id, s.possible FROM settlement s JOIN need n ON n.id = s.need_id
                 WHERE n.case_number = $1 AND s.possible IS NOT NULL"
            ),
            sql!("UPDATE settlement SET possible = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT s.id, s.signpost FROM settlement s JOIN need n ON n.id = s.need_id
                 WHERE n.case_number = $1 AND s.signpost IS NOT NULL"
            ),
            sql!("UPDATE settlement SET signpost = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT s.id, s.says FROM settlement s JOIN need n ON n.id = s.need_id
                 WHERE n.case_number = $1 AND s.says IS NOT NULL"
            ),
            sql!("UPDATE settlement SET says = $2 WHERE id = $1"),
        ),
    ];
    for (find, write) in places
        .into_iter()
        .chain(plans::store::texts())
        .chain(goodwill::store::texts())
        .chain(billing::store::texts())
    {
        for row in tx.query(find, args![case])? {
            if let Some(left) = traces.taken_out(&row.get::<String>(1)?) {
                tx.execute(write, args![row.get::<i64>(0)?, left])?;
            }
        }
    }
    let tags = tx.query(
        sql!("SELECT tag FROM case_tag WHERE case_number = $1"),
        args![case],
    )?;
    for row in tags {
        let tag: String = row.get(0)?;
        if traces.are_in(&tag) {
            crate::cases::store::untag(tx, case, &tag)?;
        }
    }
    Ok(())
}

/// Takes traces out of somebody else's message. Its HTML and its raw letter go
/// as a whole when they hold any: the words stay.
fn quotes(tx: &mut Tx<'_>, message: i64, traces: &Traces) -> Result<(), Error> {
    let row = tx.one(
        sql!("SELECT subject, words, elided, html, reply_to, raw FROM message WHERE id = $1"),
        args![message],
    )?;
    let Some(row) = row else { return Ok(()) };
    let (subject, words): (String, String) = (row.get(0)?, row.get(1)?);
    let elided: Option<String> = row.get(2)?;
    let html: Option<String> = row.get(3)?;
    let reply_to: Option<String> = row.get(4)?;
    let raw: Option<String> = row.get(5)?;
    let mut changed = false;
    let mut take = |text: &str| {
        let left = traces.taken_out(text);
        changed |= left.is_some();
        left.unwrap_or_else(|| text.to_owned())
    };
    let (subject, words) = (take(&subject), take(&words));
    let elided = elided.as_deref().map(&mut take);
    let holds = |text: &Option<String>| text.as_deref().is_some_and(|t| traces.are_in(t));
    let raw_holds = match &raw {
        Some(digest) => tx
            .blob(digest)?
            .is_some_and(|bytes| traces.address_in(&bytes)),
        None => false,
    };
    let arrivals = arrivals(tx, message)?;
    for arrival in &arrivals {
        envelope_sender(tx, *arrival, traces)?;
    }
    let (html_goes, reply_goes) = (holds(&html), holds(&reply_to));
    let raw_goes = changed || html_goes || reply_goes || raw_holds;
    let files = quoting_files(tx, message, traces)?;
    if !raw_goes && !files {
        return Ok(());
    }
    for arrival in arrivals {
        // Whose letter it is stays known, without the bytes.
        tx.drop_uses("arrival", arrival)?;
        tx.execute(
            sql!("UPDATE arrival SET raw = '' WHERE id = $1"),
            args![arrival],
        )?;
    }
    tx.execute(
        sql!(
            "UPDATE message SET subject = $2, words = $3, elided = $4, html = $5, reply_to = $6, raw = NULL
             WHERE id = $1"
        ),
        args![
            message,
            subject,
            words,
            elided,
            html.filter(|_| !html_goes),
            reply_to.filter(|_| !reply_goes)
        ],
    )?;
    index_again(tx, message)
}

/// A letter of somebody else may have come in an envelope of theirs.
fn envelope_sender(tx: &mut Tx<'_>, arrival: i64, traces: &Traces) -> Result<(), Error> {
    let row = tx.one(
        sql!("SELECT sender FROM arrival WHERE id = $1"),
        args![arrival],
    )?;
    let sender: String = row.map_or(Ok(String::new()), |row| row.get(0))?;
    if traces.are_in(&sender) {
        tx.execute(
            sql!("UPDATE arrival SET sender = '' WHERE id = $1"),
            args![arrival],
        )?;
    }
    Ok(())
}

/// Files of others that hold a trace: a text or a letter goes, a name is
/// changed. What stands in a picture or a document nobody can tell.
fn quoting_files(tx: &mut Tx<'_>, message: i64, traces: &Traces) -> Result<bool, Error> {
    let mut found = false;
    for file in files(tx, message)? {
        let kind = file.content_type.split('/').next().unwrap_or_default();
        let bytes = match kind {
            "text" | "message" => tx.blob(&file.digest)?.unwrap_or_default(),
            _ => Vec::new(),
        };
        if traces.address_in(&bytes) || traces.are_in(&String::from_utf8_lossy(&bytes)) {
            drop_file(tx, file.id)?;
            found = true;
        } else if let Some(name) = traces.taken_out(&file.name) {
            tx.execute(
                sql!("UPDATE message_attachment SET name = $2 WHERE id = $1"),
                args![file.id, name],
            )?;
            found = true;
        }
    }
    Ok(found)
}

/// Makes a message findable by what is left of it.
fn index_again(tx: &mut Tx<'_>, message: i64) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "SELECT c.mailbox_id, c.person_id FROM message m
             JOIN cases c ON c.number = m.case_number WHERE m.id = $1"
        ),
        args![message],
    )?;
    let Some(row) = row else { return Ok(()) };
    let scope = crate::cases::deeds::tokens(row.get(0)?, row.get(1)?);
    crate::messages::store::index_again(tx, message, &scope)
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

/// How many messages others wrote in these cases: what they say of a person in
/// words of their own cannot be found.
pub fn of_others(tx: &mut Tx<'_>, cases: &[i64], person: i64) -> Result<i64, Error> {
    tx.one(
        sql!("SELECT COUNT(*) FROM message WHERE case_number IN {ids($1)} AND author <> $2 AND words <> ''"),
        args![ids(cases.iter().copied()), format!("person:{person}")],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// The files of a case and its raw letters, which hold them too.
pub fn files_of(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    for message in messages(tx, case)? {
        for arrival in arrivals(tx, message)? {
            tx.drop_uses("arrival", arrival)?;
            tx.execute(
                sql!("UPDATE arrival SET raw = '' WHERE id = $1"),
                args![arrival],
            )?;
        }
        tx.execute(
            sql!("UPDATE message SET raw = NULL WHERE id = $1"),
            args![message],
        )?;
        let files = files(tx, message)?;
        for file in &files {
            drop_file(tx, file.id)?;
        }
        if !files.is_empty() {
            index_again(tx, message)?;
        }
    }
    Ok(())
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
    settled(tx, case)?;
    said_beside(tx, case)?;
    tx.execute(
        sql!("UPDATE cases SET preview = '' WHERE number = $1"),
        args![case],
    )?;
    Ok(())
}

/// The words of needs and promises, and drafts.
fn settled(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    let needs = asked_and_promised(tx, case, true)?;
    tx.execute(
        sql!(
            "UPDATE settlement SET reason = NULL, possible = NULL, signpost = NULL, says = NULL WHERE need_id IN {ids($1)}"
        ),
        args![ids(needs)],
    )?;
    tx.execute(
        sql!("UPDATE waiting_answer SET words = '', wishes = '{}' WHERE case_number = $1"),
        args![case],
    )?;
    tx.execute(
        sql!("DELETE FROM draft WHERE case_number = $1"),
        args![case],
    )?;
    tx.execute(
        sql!("DELETE FROM no_ready WHERE case_number = $1"),
        args![case],
    )?;
    // Nobody writes to somebody of whom nothing is left.
    tx.execute(
        sql!(
            "UPDATE checkin SET ended_at = due_at, ended_as = 'dropped', ended_by = 'system'
             WHERE case_number = $1 AND ended_at IS NULL"
        ),
        args![case],
    )?;
    Ok(())
}

/// The words of the plan, of needs and of promises: all of the case (`whole`), or those of
/// who asks, without what another person brought into it by a merging. Of a
/// number that was merged those that went with it. Gives the needs.
fn asked_and_promised(tx: &mut Tx<'_>, case: i64, whole: bool) -> Result<Vec<i64>, Error> {
    // What was agreed stays with its number.
    billing::store::blank(tx, case)?;
    let plans = theirs(
        tx,
        case,
        whole,
        "plan",
        sql!("SELECT id FROM plan WHERE case_number = $1"),
    )?;
    plans::store::blank(tx, &plans)?;
    let asks = theirs(
        tx,
        case,
        whole,
        "goodwill_ask",
        sql!("SELECT id FROM goodwill_ask WHERE case_number = $1"),
    )?;
    goodwill::store::blank(tx, &asks)?;
    let needs = theirs(
        tx,
        case,
        whole,
        "need",
        sql!("SELECT id FROM need WHERE case_number = $1"),
    )?;
    tx.execute(
        sql!("UPDATE need SET words = '' WHERE id IN {ids($1)}"),
        args![ids(needs.iter().copied())],
    )?;
    let promises = theirs(
        tx,
        case,
        whole,
        "promise",
        sql!("SELECT id FROM promise WHERE case_number = $1"),
    )?;
    tx.execute(
        sql!("UPDATE promise SET words = '' WHERE id IN {ids($1)}"),
        args![ids(promises)],
    )?;
    Ok(needs)
}

fn theirs(
    tx: &mut Tx<'_>,
    case: i64,
    whole: bool,
    noun: &str,
    here: store::Sql,
) -> Result<Vec<i64>, Error> {
    let Some(known) = crate::cases::store::find(tx, case)? else {
        return Ok(Vec::new());
    };
    let rows = tx.query(here, args![case])?;
    let mut found = rows
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<Vec<i64>, _>>()?;
    let home = known.merged_into.unwrap_or(case);
    let owners = crate::merging::store::owners(tx, home, noun)?;
    if known.merged_into.is_some() {
        let went = owners.iter().filter(|(_, whose)| **whose == known.person);
        found.extend(went.map(|(id, _)| *id));
    } else if !whole {
        found.retain(|id| owners.get(id).is_none_or(|whose| *whose == known.person));
    }
    Ok(found)
}
