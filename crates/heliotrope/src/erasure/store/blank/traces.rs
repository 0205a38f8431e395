//! Takes what quotes a person out of what others said.

use super::message::{arrivals, drop_file, files, index_again};
use crate::erasure::rules::Traces;
use crate::{billing, goodwill, messages, plans};
use store::{Error, Sql, Tx, args, sql};

/// Where a case holds words beside its messages: how its texts are found, how
/// one is written back. Long because it is a list.
fn places() -> impl Iterator<Item = (Sql, Sql)> {
    let own = [
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
            sql!("SELECT id, words FROM proposal WHERE case_number = $1"),
            sql!("UPDATE proposal SET words = $2 WHERE id = $1"),
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
    own.into_iter()
        .chain(plans::store::texts())
        .chain(goodwill::store::texts())
        .chain(billing::store::texts())
}

/// Takes traces out of the texts of a case beside its messages.
pub(super) fn beside(tx: &mut Tx<'_>, case: i64, traces: &Traces) -> Result<(), Error> {
    for (find, write) in places() {
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
pub(super) fn quotes(tx: &mut Tx<'_>, message: i64, traces: &Traces) -> Result<(), Error> {
    let row = tx.one(
        sql!(
            "SELECT subject, words, elided, html, reply_to, raw, writer_address, writer_name
              FROM message WHERE id = $1"
        ),
        args![message],
    )?;
    let Some(row) = row else { return Ok(()) };
    let (subject, words): (String, String) = (row.get(0)?, row.get(1)?);
    let elided: Option<String> = row.get(2)?;
    let html: Option<String> = row.get(3)?;
    let reply_to: Option<String> = row.get(4)?;
    let raw: Option<String> = row.get(5)?;
    let writer: (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
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
    let writer_goes = holds(&writer.0) || holds(&writer.1);
    let raw_goes = changed || html_goes || reply_goes || writer_goes || raw_holds;
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
            "UPDATE message SET subject = $2, words = $3, elided = $4, html = $5, reply_to = $6, raw = NULL,
                writer_address = $7, writer_name = $8
             WHERE id = $1"
        ),
        args![
            message,
            subject,
            words,
            elided,
            html.filter(|_| !html_goes),
            reply_to.filter(|_| !reply_goes),
            writer.0.filter(|_| !writer_goes),
            writer.1.filter(|_| !writer_goes)
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
        messages::store::unvouch(tx, arrival)?;
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
