//! What the filter was taught.

use crate::kit::At;
use crate::kit::sieve::{Counts, Sieve};
use std::collections::HashMap;
use std::time::Duration;
use store::{Error, Tx, args, sql};

/// Who opens a case again that was closed as spam does so within this time.
const MEANT_OTHERWISE: Duration = Duration::from_secs(30 * 86_400);

/// Which letters were counted stands under this fingerprint.
const LETTERS: i64 = 0;

/// One letter that a person judged.
#[derive(Debug, Clone, Copy)]
pub struct Lesson {
    pub arrival: i64,
    pub unwanted: bool,
    /// It was learned, and is to be unlearned.
    pub undone: bool,
}

/// A person said what a letter is. What they said before is taken back first.
pub fn teach(
    tx: &mut Tx<'_>,
    arrival: i64,
    unwanted: bool,
    held: bool,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO sieve_lesson (arrival_id, unwanted, at, undone, held) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (arrival_id) DO NOTHING"
        ),
        args![arrival, unwanted, at.0, false, held],
    )?;
    Ok(())
}

/// It was not meant so.
pub fn unteach(tx: &mut Tx<'_>, arrival: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM sieve_lesson WHERE arrival_id = $1 AND learned_at IS NULL"),
        args![arrival],
    )?;
    tx.execute(
        sql!("UPDATE sieve_lesson SET undone = $2 WHERE arrival_id = $1"),
        args![arrival, true],
    )?;
    Ok(())
}

/// Letters of cases that were closed as spam are unwanted; when they are opened
/// again they were not. As many that were answered and closed are wanted.
pub fn teach_by_closing(tx: &mut Tx<'_>, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO sieve_lesson (arrival_id, unwanted, at, undone, held)
             SELECT w.id, $2, $1, $3, $3 FROM
                (SELECT (SELECT MIN(a.id) FROM arrival a
                         WHERE a.case_number = c.case_number AND a.verdict = 'case' AND a.erased_at IS NULL) AS id
                 FROM closing c WHERE c.exemption = 'spam' AND c.reopened_at IS NULL ORDER BY c.id DESC LIMIT 200) w
             WHERE w.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sieve_lesson l WHERE l.arrival_id = w.id)"
        ),
        args![now.0, true, false],
    )?;
    tx.execute(
        sql!(
            "UPDATE sieve_lesson SET undone = $1
             WHERE unwanted AND learned_at > $2 AND NOT undone AND EXISTS
                (SELECT 1 FROM arrival a JOIN closing c ON c.case_number = a.case_number
                 WHERE a.id = sieve_lesson.arrival_id AND c.exemption = 'spam' AND c.reopened_at IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM closing o WHERE o.case_number = c.case_number
                                    AND o.exemption = 'spam' AND o.reopened_at IS NULL))"
        ),
        args![true, now.minus(MEANT_OTHERWISE).0],
    )?;
    let lessons = |tx: &mut Tx<'_>, unwanted: bool| -> Result<i64, Error> {
        tx.one(
            sql!("SELECT COUNT(*) FROM sieve_lesson WHERE unwanted = $1 AND NOT undone"),
            args![unwanted],
        )?
        .map_or(Ok(0), |row| row.get(0))
    };
    let missing = lessons(tx, true)? - lessons(tx, false)?;
    if missing > 0 {
        tx.execute(
            sql!(
                "INSERT INTO sieve_lesson (arrival_id, unwanted, at, undone, held)
                 SELECT w.id, $2, $1, $2, $2 FROM
                    (SELECT (SELECT MIN(a.id) FROM arrival a
                             WHERE a.case_number = c.case_number AND a.verdict = 'case' AND a.erased_at IS NULL) AS id
                     FROM closing c WHERE c.exemption IS NULL AND c.message_id IS NOT NULL AND c.reopened_at IS NULL
                     ORDER BY c.id DESC LIMIT 200) w
                 WHERE w.id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM sieve_lesson l WHERE l.arrival_id = w.id) LIMIT $3"
            ),
            args![now.0, false, missing],
        )?;
    }
    Ok(())
}

/// What is to be learned, or unlearned, oldest first.
pub fn waiting(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Lesson>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT arrival_id, unwanted, undone FROM sieve_lesson WHERE learned_at IS NULL OR undone
             ORDER BY at LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Lesson {
                arrival: row.get(0)?,
                unwanted: row.get(1)?,
                undone: row.get(2)?,
            })
        })
        .collect()
}

/// Counts the words of a letter, or takes them out again. None of it twice: the
/// lesson is marked in the same transaction. False: somebody was faster.
pub fn learn(tx: &mut Tx<'_>, lesson: Lesson, words: &[i64], now: At) -> Result<bool, Error> {
    let ours = match lesson.undone {
        true => tx.execute(
            sql!("DELETE FROM sieve_lesson WHERE arrival_id = $1 AND undone AND learned_at IS NOT NULL"),
            args![lesson.arrival],
        )?,
        false => tx.execute(
            sql!("UPDATE sieve_lesson SET learned_at = $2 WHERE arrival_id = $1 AND learned_at IS NULL"),
            args![lesson.arrival, now.0],
        )?,
    };
    if ours == 0 {
        return Ok(false);
    }
    let step = if lesson.undone { -1 } else { 1 };
    let (wanted, unwanted) = match lesson.unwanted {
        true => (0, step),
        false => (step, 0),
    };
    for word in words.iter().copied().chain([LETTERS]) {
        tx.execute(
            sql!(
                "INSERT INTO sieve_word (fingerprint, wanted, unwanted) VALUES ($1, $2, $3)
                 ON CONFLICT (fingerprint) DO UPDATE SET wanted = sieve_word.wanted + excluded.wanted,
                    unwanted = sieve_word.unwanted + excluded.unwanted"
            ),
            args![word, wanted, unwanted],
        )?;
    }
    Ok(true)
}

/// What it knows by now. A word that stood in one letter alone says nothing.
pub fn sieve(tx: &mut Tx<'_>) -> Result<Sieve, Error> {
    let mut letters = Counts::default();
    let mut words = HashMap::new();
    for row in tx.query(
        sql!("SELECT fingerprint, wanted, unwanted FROM sieve_word WHERE wanted + unwanted > 1"),
        args![],
    )? {
        let counts = Counts {
            wanted: row.get(1)?,
            unwanted: row.get(2)?,
        };
        match row.get(0)? {
            LETTERS => letters = counts,
            word => {
                words.insert(word, counts);
            }
        }
    }
    Ok(Sieve::new(letters, words))
}

/// How many letters it held back since then that a person let in, and how many
/// letters came to cases.
pub fn mistakes(tx: &mut Tx<'_>, since: At) -> Result<(i64, i64), Error> {
    let count = |row: Option<store::Row>| row.map_or(Ok(0), |row| row.get(0));
    let wrong = tx.one(
        sql!("SELECT COUNT(*) FROM sieve_lesson WHERE held AND NOT unwanted AND at > $1"),
        args![since.0],
    )?;
    let wrong = count(wrong)?;
    if wrong == 0 {
        return Ok((0, 0));
    }
    let came = tx.one(
        sql!("SELECT COUNT(*) FROM arrival WHERE verdict = 'case' AND received_at > $1"),
        args![since.0],
    )?;
    Ok((wrong, count(came)?))
}
