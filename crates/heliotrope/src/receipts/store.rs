//! First answers, and the pace they show.

use store::{Error, Tx, args, sql};

use super::Pace;
use crate::kit::At;

/// The first answers of a mailbox that were written after `since`, to letters
/// that came after `oldest`: when the letter came, when it was answered.
pub fn first_answers(
    tx: &mut Tx<'_>,
    mailbox: i64,
    since: At,
    oldest: At,
) -> Result<Vec<(At, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.opened_at, m.at FROM message m JOIN cases c ON c.number = m.case_number
             WHERE m.kind = 'reply' AND m.at > $2 AND m.taken_back_at IS NULL
               AND c.mailbox_id = $1 AND c.opened_at > $3 AND m.at >= c.opened_at
               AND NOT EXISTS (SELECT 1 FROM message e WHERE e.case_number = m.case_number AND e.id < m.id
                               AND e.kind = 'reply' AND e.taken_back_at IS NULL)"
        ),
        args![mailbox, since, oldest],
    )?;
    rows.iter()
        .map(|row| Ok((At(row.get(0)?), At(row.get(1)?))))
        .collect()
}

/// Mailboxes whose pace was last learned before `before`, or never: those that
/// send receipts.
pub fn to_learn(tx: &mut Tx<'_>, before: At) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id FROM mailbox m LEFT JOIN answer_pace p ON p.mailbox_id = m.id
             WHERE m.removed_at IS NULL AND m.receipt AND (p.at IS NULL OR p.at <= $1) ORDER BY m.id"
        ),
        args![before],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// No pace is kept too: that there are too few answers was learned now.
pub fn keep(tx: &mut Tx<'_>, mailbox: i64, pace: Option<&Pace>, now: At) -> Result<(), Error> {
    let (answers, nearly_all, usual) =
        pace.map_or((0, 0, 0), |p| (p.answers, p.nearly_all_min, p.usual_min));
    tx.execute(
        sql!(
            "INSERT INTO answer_pace (mailbox_id, at, answers, nearly_all_min, usual_min)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (mailbox_id) DO UPDATE SET at = $2, answers = $3, nearly_all_min = $4, usual_min = $5"
        ),
        args![mailbox, now, answers, nearly_all, usual],
    )?;
    Ok(())
}

/// The pace of a mailbox that was learned after `since`; none when there were
/// too few answers.
pub fn pace(tx: &mut Tx<'_>, mailbox: i64, since: At) -> Result<Option<Pace>, Error> {
    tx.one(
        sql!(
            "SELECT answers, nearly_all_min, usual_min FROM answer_pace
             WHERE mailbox_id = $1 AND at > $2 AND answers > 0"
        ),
        args![mailbox, since],
    )?
    .map(|row| {
        Ok(Pace {
            answers: row.get(0)?,
            nearly_all_min: row.get(1)?,
            usual_min: row.get(2)?,
        })
    })
    .transpose()
}
