//! Every table whose rows belong to a case by its number: here is decided, for
//! each, whether they go to the other number or stay. A test compares it with
//! the schema, so that a new word cannot be forgotten.

use super::Merging;
use store::{Error, Sql, Tx, args, sql};

/// How the rows of one table come along and go back. `$1` is the merging, `$2`
/// the number they come from, `$3` the one they go to.
struct Table {
    note: Sql,
    take: Sql,
    back: Sql,
}

macro_rules! tables {
    ($($noun:literal by $key:literal where $free:literal),* $(,)?) => {
        /// Rows that go along. `by`: what tells those of one case apart. `where`:
        /// what keeps one back, because its place is taken over there (`t` is the
        /// row); it stays with its number.
        #[cfg(test)]
        pub const MOVES: &[&str] = &[$($noun),*];

        fn tables() -> Vec<Table> {
            vec![$(Table {
                note: sql!(concat!(
                    "INSERT INTO merging_row (merging_id, noun, row_id) SELECT $1, '", $noun, "', t.", $key, " FROM ", $noun,
                    " t WHERE t.case_number = $2 AND t.case_number <> $3", $free
                )),
                take: sql!(concat!(
                    "UPDATE ", $noun, " SET case_number = $3 WHERE case_number = $2 AND ", $key, " IN
                     (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = '", $noun, "')"
                )),
                back: sql!(concat!(
                    "UPDATE ", $noun, " SET case_number = $2 WHERE case_number = $3 AND ", $key, " IN
                     (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = '", $noun, "')"
                )),
            }),*]
        }
    };
}

tables! {
    "message" by "id" where "",
    "need" by "id" where "",
    "promise" by "id" where "",
    "plan" by "id" where "",
    "goodwill" by "id" where "",
    "goodwill_ask" by "id" where "",
    "outbox" by "id" where "",
    "no_ready" by "id" where "",
    "way_taken" by "id" where "",
    "checkin" by "id" where "",
    "draft" by "id" where " AND NOT EXISTS (SELECT 1 FROM draft o
        WHERE o.case_number = $3 AND o.agent_id = t.agent_id AND o.kind = t.kind)",
    "apology" by "id" where "",
    "proposal" by "id" where "",
    "waiting_answer" by "id" where " AND NOT EXISTS (SELECT 1 FROM waiting_answer o
        WHERE o.case_number = $3 AND o.agent_id = t.agent_id AND o.ended_at IS NULL AND t.ended_at IS NULL)",
    "careful_case" by "id" where " AND NOT EXISTS (SELECT 1 FROM careful_case o WHERE o.case_number = $3)",
    "complaint" by "id" where " AND NOT EXISTS (SELECT 1 FROM complaint o WHERE o.case_number = $3)",
    "follow" by "id" where " AND NOT EXISTS (SELECT 1 FROM follow o
        WHERE o.case_number = $3 AND o.agent_id = t.agent_id AND o.ended_at IS NULL AND t.ended_at IS NULL)",
    "case_cause" by "cause_id" where " AND NOT EXISTS (SELECT 1 FROM case_cause o
        WHERE o.case_number = $3 AND o.cause_id = t.cause_id)
        AND t.person_id = (SELECT person_id FROM cases WHERE number = $3)",
}

/// Tables with a case's number whose rows stay with it, and why nothing is
/// missing on the other page.
#[cfg(test)]
pub const STAYS: &[(&str, &str)] = &[
    (
        "away_case",
        "what fell to the team under this number; readers follow it",
    ),
    (
        "batch_row",
        "how this number stood before; an undo leaves out what was merged since",
    ),
    (
        "notice",
        "what happened under this number; whoever opens it is led on",
    ),
    (
        "later",
        "why this number slept; the two are awake when one of them was",
    ),
    (
        "time_spent",
        "an invoice names the number it was spent under; pages read all numbers",
    ),
    (
        "quote",
        "agreed under its number, and billed under it; pages read all numbers",
    ),
    (
        "cause_told",
        "who was told of a mended cause, under the number it was told",
    ),
    (
        "until",
        "said of one case, it is not said of both: what lives ends",
    ),
    (
        "case_event",
        "its own record; shown together with the other's",
    ),
    (
        "closing",
        "when this number was closed; the other has its own",
    ),
    ("case_link", "a link leads on by its number"),
    ("case_address", "an address leads on by its number"),
    ("letter_id", "a Message-ID leads on by its number"),
    ("case_person", "added to the other as well"),
    ("case_tag", "added to the other as well"),
    (
        "arrival",
        "the ledger says where it came; readers follow the number",
    ),
    ("case_thinned", "what a rule took before"),
    ("idempotency", "first answers to programs, kept two days"),
];

/// Remembers a merging and takes the rows along. Messages get `event_n`: whoever
/// has seen that event of the other case has seen them.
pub fn begin(tx: &mut Tx<'_>, new: &Merging, event_n: i64) -> Result<i64, Error> {
    let id = tx.insert(
        sql!(
            "INSERT INTO merging (from_case, into_case, at, by_actor, parked_until, brought_owner)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![
            new.from,
            new.into,
            new.at.0,
            new.by.to_string(),
            new.parked_until.map(|at| at.0),
            new.brought_owner
        ],
    )?;
    for table in tables() {
        let among = args![id, new.from, new.into];
        tx.execute(table.note, among)?;
        tx.execute(table.take, among)?;
    }
    note_events(tx, id)?;
    tx.execute(
        sql!(
            "UPDATE message SET event_n = $2 WHERE id IN
             (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        args![id, event_n],
    )?;
    // Whoever waits for an answer with a letter has seen nothing of the other case.
    tx.execute(
        sql!(
            "UPDATE goodwill_ask SET seen_event = 0 WHERE id IN
             (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'goodwill_ask')"
        ),
        args![id],
    )?;
    Ok(id)
}

/// Numbers of events are those of the case a row came from: they are kept for
/// the way back.
fn note_events(tx: &mut Tx<'_>, merging: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE merging_row SET event_n = (SELECT m.event_n FROM message m WHERE m.id = merging_row.row_id)
             WHERE merging_id = $1 AND noun = 'message'"
        ),
        args![merging],
    )?;
    tx.execute(
        sql!(
            "UPDATE merging_row
             SET event_n = (SELECT a.seen_event FROM goodwill_ask a WHERE a.id = merging_row.row_id)
             WHERE merging_id = $1 AND noun = 'goodwill_ask'"
        ),
        args![merging],
    )?;
    Ok(())
}

/// The rows go back. Messages that came since get `event_n`.
pub fn give_back(tx: &mut Tx<'_>, merging: &Merging, event_n: i64) -> Result<(), Error> {
    for table in tables() {
        tx.execute(table.back, args![merging.id, merging.from, merging.into])?;
    }
    tx.execute(
        sql!(
            "UPDATE message SET event_n = COALESCE(
                (SELECT r.event_n FROM merging_row r
                 WHERE r.merging_id = $1 AND r.noun = 'message' AND r.row_id = message.id), $2)
             WHERE id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')"
        ),
        args![merging.id, event_n],
    )?;
    tx.execute(
        sql!(
            "UPDATE goodwill_ask SET seen_event = COALESCE(
                (SELECT r.event_n FROM merging_row r
                 WHERE r.merging_id = $1 AND r.noun = 'goodwill_ask' AND r.row_id = goodwill_ask.id), 0)
             WHERE id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'goodwill_ask')"
        ),
        args![merging.id],
    )?;
    Ok(())
}
