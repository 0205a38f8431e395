//! The first answers to requests that may be repeated, and how the certificate
//! of our own https stands.

use store::{Error, Tx, args, sql};

use super::https::Certificate;
use super::once::Answer;
use crate::kit::At;

pub struct FirstAnswer {
    pub digest: String,
    pub answer: Answer,
}

pub fn first_answer(tx: &mut Tx<'_>, asker: &str, key: &str) -> Result<Option<FirstAnswer>, Error> {
    let found = tx.one(
        sql!("SELECT digest, status, answer FROM idempotency WHERE asker = $1 AND repeat_key = $2"),
        args![asker, key],
    )?;
    let Some(row) = found else { return Ok(None) };
    let text: String = row.get(2)?;
    // Written by keep_answer below, so it is JSON unless a hand changed it;
    // then its text is the most we can still say.
    let json = serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text));
    let status = u16::try_from(row.get::<i64>(1)?).unwrap_or(500);
    Ok(Some(FirstAnswer {
        digest: row.get(0)?,
        answer: Answer::new(status, json),
    }))
}

pub fn keep_answer(
    tx: &mut Tx<'_>,
    asker: &str,
    key: &str,
    digest: &str,
    answer: &Answer,
    case: Option<i64>,
    now: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO idempotency (asker, repeat_key, digest, status, answer, case_number, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![
            asker,
            key,
            digest,
            i64::from(answer.status),
            answer.json.to_string(),
            case,
            now
        ],
    )?;
    Ok(())
}

/// Forgets answers that nobody will ask for again.
pub fn forget_answers(tx: &mut Tx<'_>, before: At) -> Result<u64, Error> {
    tx.execute(sql!("DELETE FROM idempotency WHERE at < $1"), args![before])
}

pub fn keep_house(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO house (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        args![name, value],
    )?;
    Ok(())
}

pub fn house(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Error> {
    tx.one(sql!("SELECT value FROM house WHERE name = $1"), args![name])?
        .map(|row| row.get(0))
        .transpose()
}

/// How the certificate of `host` stood when somebody last looked.
pub fn certificate(tx: &mut Tx<'_>, host: &str) -> Result<Option<Certificate>, Error> {
    let found = tx.one(
        sql!("SELECT not_after, tried_at, trouble FROM certificate WHERE host = $1"),
        args![host],
    )?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(Certificate {
        host: host.to_owned(),
        not_after: row.get(0)?,
        tried_at: row.get(1)?,
        trouble: row.get(2)?,
    }))
}

pub fn keep_certificate(tx: &mut Tx<'_>, now: &Certificate) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO certificate (host, not_after, tried_at, trouble) VALUES ($1, $2, $3, $4)
             ON CONFLICT (host) DO UPDATE SET not_after = $2, tried_at = $3, trouble = $4"
        ),
        args![
            now.host.as_str(),
            now.not_after,
            now.tried_at,
            now.trouble.as_deref()
        ],
    )?;
    Ok(())
}
