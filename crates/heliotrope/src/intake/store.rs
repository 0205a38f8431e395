//! Arrivals on disk: everything that ever came, and how it ended.

pub mod erased;
pub mod forms;
pub mod held;
pub mod sieve;

use super::rules::{Door, Ending};
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// What is written of an arrival. Without an ending it waits to be judged.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub door: Door,
    pub at: At,
    pub raw: &'a str,
    pub size: usize,
    pub sender: &'a str,
    pub recipient: &'a str,
    pub letter_id: Option<&'a str>,
    pub digest: Option<&'a str>,
    pub judged: Option<&'a Judged>,
}

/// How an arrival ended, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub ending: Ending,
    /// A closed word, perhaps with an id: `honeypot`, `belongs-to:1042`.
    pub reason: Option<String>,
    pub case: Option<i64>,
    pub message: Option<i64>,
    /// Did it open that case?
    pub new: bool,
}

#[derive(Debug, Clone)]
pub struct Arrival {
    pub id: i64,
    pub door: Door,
    pub at: At,
    pub raw: String,
    pub size: i64,
    pub sender: String,
    pub recipient: String,
    pub letter_id: Option<String>,
    /// None: kept, not judged yet.
    pub ending: Option<Ending>,
    pub reason: Option<String>,
    pub case: Option<i64>,
}

pub fn keep(tx: &mut Tx<'_>, new: &New<'_>) -> Result<i64, Error> {
    let judged = new.judged;
    tx.insert(
        sql!(
            "INSERT INTO arrival (door, received_at, raw, size, sender, recipient, letter_id, content_digest,
                                  verdict, reason, case_number, message_id, judged_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id"
        ),
        args![
            new.door.word(),
            new.at.0,
            new.raw,
            i64::try_from(new.size).unwrap_or(i64::MAX),
            new.sender,
            new.recipient,
            new.letter_id,
            new.digest,
            judged.map(|j| j.ending.word()),
            judged.and_then(|j| j.reason.as_deref()),
            judged.and_then(|j| j.case),
            judged.and_then(|j| j.message),
            judged.map(|_| new.at.0)
        ],
    )
}

/// Writes how a kept arrival ended after all.
pub fn end(
    tx: &mut Tx<'_>,
    arrival: i64,
    judged: &Judged,
    letter_id: Option<&str>,
    digest: Option<&str>,
    now: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE arrival SET verdict = $2, reason = $3, case_number = $4, message_id = $5, letter_id = $6,
                content_digest = $7, judged_at = $8
             WHERE id = $1"
        ),
        args![
            arrival,
            judged.ending.word(),
            judged.reason.as_deref(),
            judged.case,
            judged.message,
            letter_id,
            digest,
            now.0
        ],
    )?;
    Ok(())
}

/// A case and a message of it, as far as there are any.
type CaseAndMessage = (Option<i64>, Option<i64>);

/// The case and message of the first letter with this id and these words,
/// other than arrival `except`.
pub fn duplicate_of(
    tx: &mut Tx<'_>,
    letter_id: &str,
    digest: &str,
    except: Option<i64>,
) -> Result<Option<CaseAndMessage>, Error> {
    let row = tx.one(
        sql!(
            "SELECT COALESCE(m.case_number, a.case_number), a.message_id
             FROM arrival a LEFT JOIN message m ON m.id = a.message_id
             WHERE a.letter_id = $1 AND a.content_digest = $2 AND a.id <> $3 AND a.verdict IN ('case', 'screened')
             ORDER BY a.id LIMIT 1"
        ),
        args![letter_id, digest, except.unwrap_or(0)],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// An arrival, locked until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, arrival: i64) -> Result<Option<Arrival>, Error> {
    tx.one(
        sql!(
            "SELECT id, door, received_at, raw, size, sender, recipient, letter_id, verdict, reason, case_number
             FROM arrival WHERE id = $1 {for_update}"
        ),
        args![arrival],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn find(tx: &mut Tx<'_>, arrival: i64) -> Result<Option<Arrival>, Error> {
    tx.one(
        sql!(
            "SELECT id, door, received_at, raw, size, sender, recipient, letter_id, verdict, reason, case_number
             FROM arrival WHERE id = $1"
        ),
        args![arrival],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The ledger from outside, newest first, before `before`; of one Message-ID
/// when it is named.
pub fn list(
    tx: &mut Tx<'_>,
    letter_id: Option<&str>,
    before: i64,
    limit: i64,
) -> Result<Vec<Arrival>, Error> {
    let rows = match letter_id {
        Some(letter_id) => tx.query(
            sql!(
                "SELECT a.id, a.door, a.received_at, a.raw, a.size, a.sender, a.recipient, a.letter_id, a.verdict,
                        a.reason, COALESCE(m.case_number, c.merged_into, a.case_number)
                 FROM arrival a LEFT JOIN cases c ON c.number = a.case_number
                 LEFT JOIN message m ON m.id = a.message_id
                 WHERE a.letter_id = $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3"
            ),
            args![letter_id, before, limit],
        )?,
        None => tx.query(
            sql!(
                "SELECT a.id, a.door, a.received_at, a.raw, a.size, a.sender, a.recipient, a.letter_id, a.verdict,
                        a.reason, COALESCE(m.case_number, c.merged_into, a.case_number)
                 FROM arrival a LEFT JOIN cases c ON c.number = a.case_number
                 LEFT JOIN message m ON m.id = a.message_id
                 WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2"
            ),
            args![before, limit],
        )?,
    };
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Arrival, Error> {
    Ok(Arrival {
        id: row.get(0)?,
        door: row.get::<String>(1)?.parse().map_err(Error::data)?,
        at: At(row.get(2)?),
        raw: row.get(3)?,
        size: row.get(4)?,
        sender: row.get(5)?,
        recipient: row.get(6)?,
        letter_id: row.get(7)?,
        ending: row
            .get::<Option<String>>(8)?
            .map(|w| w.parse())
            .transpose()
            .map_err(Error::data)?,
        reason: row.get(9)?,
        case: row.get(10)?,
    })
}

/// The case that the first letter of this one answers, whose people do not
/// include its writer: a page offers to put the two together.
pub fn belongs_to(tx: &mut Tx<'_>, case: i64) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!(
            "SELECT reason FROM arrival
             WHERE case_number = $1 AND reason IS NOT NULL AND reason LIKE 'belongs-to:%' ORDER BY id LIMIT 1"
        ),
        args![case],
    )?;
    let reason: Option<String> = row.map(|row| row.get(0)).transpose()?;
    Ok(reason.and_then(|r| r.strip_prefix("belongs-to:")?.parse().ok()))
}

/// What came into a case, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Arrival>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id, a.door, a.received_at, a.raw, a.size, a.sender, a.recipient, a.letter_id, a.verdict,
                    a.reason, a.case_number
             FROM message m JOIN arrival a ON a.letter_id = m.letter_id AND a.message_id = m.id
             WHERE m.case_number = $1 AND m.kind = 'letter' AND a.verdict = 'case' ORDER BY a.id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// An arrival stands in another case now. Its reason has been answered.
pub fn moved(tx: &mut Tx<'_>, arrival: i64, case: i64, message: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE arrival SET case_number = $2, message_id = $3, reason = NULL WHERE id = $1"),
        args![arrival, case, message],
    )?;
    Ok(())
}

/// Every Message-ID that a case knows.
pub fn letter_ids(tx: &mut Tx<'_>, case: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!("SELECT letter_id FROM letter_id WHERE case_number = $1"),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Did this person get a receipt since `since`, or open so many cases since then
/// that nobody counts them? Only their 50 newest are looked at: whoever opened
/// more is a machine or a bomb, and needs no receipt.
pub fn had_receipt(tx: &mut Tx<'_>, person: i64, since: At) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM (SELECT number FROM cases WHERE person_id = $1 ORDER BY number DESC LIMIT 50) c
             JOIN case_event e ON e.case_number = c.number
             WHERE e.kind = 'receipt' AND e.at > $2
             UNION ALL
             SELECT 1 FROM (SELECT COUNT(*) AS opened FROM
                    (SELECT opened_at FROM cases WHERE person_id = $1 ORDER BY number DESC LIMIT 50) c
                    WHERE c.opened_at > $2) n WHERE n.opened = 50
             LIMIT 1"
        ),
        args![person, since.0],
    )?;
    Ok(row.is_some())
}

/// How many receipts this person got since `since`, counted in the same cases; 50
/// when each of those was opened since.
pub fn receipts_since(tx: &mut Tx<'_>, person: i64, since: At) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT CASE WHEN (SELECT COUNT(*) FROM
                    (SELECT opened_at FROM cases WHERE person_id = $1 ORDER BY number DESC LIMIT 50) n
                    WHERE n.opened_at > $2) = 50 THEN 50 ELSE COUNT(*) END
             FROM (SELECT number FROM cases WHERE person_id = $1 ORDER BY number DESC LIMIT 50) c
             JOIN case_event e ON e.case_number = c.number
             WHERE e.kind = 'receipt' AND e.at > $2"
        ),
        args![person, since.0],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// How many arrivals there are, and how they ended. The parts make the whole:
/// what is not judged yet is counted among those that need a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ledger {
    pub arrivals: i64,
    pub case: i64,
    pub duplicate: i64,
    pub screened: i64,
    pub needs_person: i64,
    /// Kept, but no judge has come to an end yet. Part of `needs_person`.
    pub unjudged: i64,
}

impl Ledger {
    pub fn sums_up(&self) -> bool {
        self.arrivals == self.case + self.duplicate + self.screened + self.needs_person
    }
}

pub fn ledger(tx: &mut Tx<'_>) -> Result<Ledger, Error> {
    let mut ledger = Ledger::default();
    // Counted apart, so that an ending nobody knows is seen as a difference.
    let all = tx.one(sql!("SELECT COUNT(*) FROM arrival"), args![])?;
    ledger.arrivals = all.map_or(Ok(0), |row| row.get(0))?;
    for row in tx.query(
        sql!("SELECT verdict, COUNT(*) FROM arrival GROUP BY verdict"),
        args![],
    )? {
        let n: i64 = row.get(1)?;
        match row.get::<Option<String>>(0)?.as_deref() {
            Some("case") => ledger.case += n,
            Some("duplicate") => ledger.duplicate += n,
            Some("screened") => ledger.screened += n,
            Some("needs_person") => ledger.needs_person += n,
            None => {
                ledger.needs_person += n;
                ledger.unjudged += n;
            }
            Some(_) => {}
        }
    }
    Ok(ledger)
}

/// Arrivals that ended as *case* without one: what the ledger must not hold.
pub fn without_case(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FROM arrival a
             WHERE a.verdict = 'case' AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.number = a.case_number)"
        ),
        args![],
    )?
    .map_or(Ok(0), |row| row.get(0))
}
