//! The rules by which words of closed cases go, and what they find.

use super::blank;
use crate::erasure::rules::Takes;
use crate::intake::rules::Prints;
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// A rule that somebody switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub mailbox: i64,
    pub months: i64,
    pub takes: Takes,
    pub since: At,
}

pub fn rules(tx: &mut Tx<'_>) -> Result<Vec<Rule>, Error> {
    let rows = tx.query(
        sql!("SELECT mailbox_id, months, takes, since FROM keeping ORDER BY mailbox_id"),
        args![],
    )?;
    rows.iter().map(read).collect()
}

pub fn rule(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<Rule>, Error> {
    tx.one(
        sql!("SELECT mailbox_id, months, takes, since FROM keeping WHERE mailbox_id = $1"),
        args![mailbox],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

fn read(row: &Row) -> Result<Rule, Error> {
    Ok(Rule {
        mailbox: row.get(0)?,
        months: row.get(1)?,
        takes: row.get::<String>(2)?.parse().map_err(Error::data)?,
        since: At(row.get(3)?),
    })
}

pub fn switch_on(tx: &mut Tx<'_>, rule: &Rule, by: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO keeping (mailbox_id, months, takes, since, by_actor) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (mailbox_id) DO UPDATE SET months = excluded.months, takes = excluded.takes,
                since = excluded.since, by_actor = excluded.by_actor"
        ),
        args![rule.mailbox, rule.months, rule.takes.word(), rule.since.0, by],
    )?;
    Ok(())
}

pub fn switch_off(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM keeping WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    Ok(())
}

/// Cases of a mailbox that were closed before `before` and still hold what is
/// to go, from the oldest number behind `after` on. Nothing that is open,
/// parked, promised or waiting to leave is among them.
pub fn due(
    tx: &mut Tx<'_>,
    mailbox: i64,
    before: At,
    takes: Takes,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, c.subject, c.since FROM cases c
             WHERE c.place = 'closed' AND c.mailbox_id = $1 AND c.since < $2 AND c.number > $4
                AND NOT EXISTS (SELECT 1 FROM promise p WHERE p.case_number = c.number AND p.ended_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = c.number AND o.state = 'waiting')
                AND NOT EXISTS (SELECT 1 FROM case_thinned t
                                WHERE t.case_number = c.number AND t.depth >= $3 AND t.at >= c.since)
             ORDER BY c.number LIMIT $5"
        ),
        args![mailbox, before.0, takes.depth(), after, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, At(row.get(2)?))))
        .collect()
}

/// How many cases, messages and files that would be.
pub fn count(
    tx: &mut Tx<'_>,
    mailbox: i64,
    before: At,
    takes: Takes,
) -> Result<(i64, i64, i64), Error> {
    let row = tx.one(
        sql!(
            "WITH due AS (
                SELECT c.number FROM cases c
                WHERE c.place = 'closed' AND c.mailbox_id = $1 AND c.since < $2
                AND NOT EXISTS (SELECT 1 FROM promise p WHERE p.case_number = c.number AND p.ended_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = c.number AND o.state = 'waiting')
                AND NOT EXISTS (SELECT 1 FROM case_thinned t
                                WHERE t.case_number = c.number AND t.depth >= $3 AND t.at >= c.since))
             SELECT (SELECT COUNT(*) FROM due),
                    (SELECT COUNT(*) FROM message m JOIN due ON due.number = m.case_number WHERE m.words <> ''),
                    (SELECT COUNT(*) FROM message_attachment f JOIN message m ON m.id = f.message_id
                     JOIN due ON due.number = m.case_number)"
        ),
        args![mailbox, before.0, takes.depth()],
    )?;
    row.map_or(Ok((0, 0, 0)), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// Remembers what was taken from a case.
pub fn thinned(tx: &mut Tx<'_>, case: i64, takes: Takes, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_thinned (case_number, takes, depth, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (case_number) DO UPDATE SET takes = excluded.takes, depth = excluded.depth, at = excluded.at"
        ),
        args![case, takes.word(), takes.depth(), now.0],
    )?;
    Ok(())
}

/// The people of a case of whom nothing is left anywhere: each of their cases
/// is emptied, and nothing of theirs is held back.
pub fn nothing_left_of(tx: &mut Tx<'_>, case: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id FROM person p
             WHERE (p.id = (SELECT person_id FROM cases WHERE number = $1)
                    OR p.id IN (SELECT person_id FROM case_person WHERE case_number = $1))
                AND p.erased_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = p.id AND c.place <> 'merged'
                                AND NOT EXISTS (SELECT 1 FROM case_thinned t
                                                WHERE t.case_number = c.number AND t.depth = 3 AND t.at >= c.since))
                AND NOT EXISTS (SELECT 1 FROM case_person o WHERE o.person_id = p.id
                                AND NOT EXISTS (SELECT 1 FROM case_thinned t
                                                WHERE t.case_number = o.case_number AND t.depth = 3))
             ORDER BY p.id"
        ),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Takes what a rule takes from one case.
pub fn take(
    tx: &mut Tx<'_>,
    case: i64,
    takes: Takes,
    prints: &Prints,
    now: At,
) -> Result<(), Error> {
    match takes {
        Takes::Files => blank::files_of(tx, case),
        Takes::Words => {
            blank::files_of(tx, case)?;
            blank::words_of(tx, case)
        }
        Takes::Everything => blank::case(tx, case, prints, now),
    }
}
