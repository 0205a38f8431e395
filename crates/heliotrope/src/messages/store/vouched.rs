//! What was found out about who sent a letter, by its arrival.

use crate::kit::At;
use crate::messages::rules::source::{Vouched, Word};
use std::collections::HashMap;
use store::{Error, Row, Tx, args, sql};

/// Written with the arrival, and never changed.
pub fn vouch(tx: &mut Tx<'_>, arrival: i64, said: &Vouched, at: At) -> Result<(), Error> {
    let result = |word: &'_ Option<Word>| word.as_ref().map(|w| w.result.clone());
    let domain = |word: &'_ Option<Word>| word.as_ref().and_then(|w| w.domain.clone());
    tx.execute(
        sql!(
            "INSERT INTO vouched (arrival_id, at, by_server, spf, spf_domain, dkim, dkim_domain, dmarc, dmarc_domain,
                                  policy)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        args![
            arrival,
            at.0,
            said.by.as_str(),
            result(&said.spf),
            domain(&said.spf),
            result(&said.dkim),
            domain(&said.dkim),
            result(&said.dmarc),
            domain(&said.dmarc),
            said.policy.as_deref()
        ],
    )?;
    Ok(())
}

pub fn vouched_of_arrival(tx: &mut Tx<'_>, arrival: i64) -> Result<Option<Vouched>, Error> {
    tx.one(
        sql!(
            "SELECT by_server, spf, spf_domain, dkim, dkim_domain, dmarc, dmarc_domain, policy
             FROM vouched WHERE arrival_id = $1"
        ),
        args![arrival],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Of one letter of a case.
pub fn vouched_of(tx: &mut Tx<'_>, message: i64) -> Result<Option<Vouched>, Error> {
    tx.one(
        sql!(
            "SELECT v.by_server, v.spf, v.spf_domain, v.dkim, v.dkim_domain, v.dmarc, v.dmarc_domain, v.policy
             FROM message m
             JOIN arrival a ON a.letter_id = m.letter_id AND a.message_id = m.id AND a.verdict = 'case'
             JOIN vouched v ON v.arrival_id = a.id
             WHERE m.id = $1 ORDER BY a.id LIMIT 1"
        ),
        args![message],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Of the letters of a case, by message.
pub fn vouched_in(tx: &mut Tx<'_>, case: i64) -> Result<HashMap<i64, Vouched>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT v.by_server, v.spf, v.spf_domain, v.dkim, v.dkim_domain, v.dmarc, v.dmarc_domain, v.policy, m.id
             FROM message m
             JOIN arrival a ON a.letter_id = m.letter_id AND a.message_id = m.id AND a.verdict = 'case'
             JOIN vouched v ON v.arrival_id = a.id
             WHERE m.case_number = $1"
        ),
        args![case],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(8)?, read(row)?)))
        .collect()
}

/// The domains say who wrote: they go with the letter that a person erased.
pub fn unvouch(tx: &mut Tx<'_>, arrival: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE vouched SET spf_domain = NULL, dkim_domain = NULL, dmarc_domain = NULL WHERE arrival_id = $1"
        ),
        args![arrival],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Vouched, Error> {
    let word = |at: usize| -> Result<Option<Word>, Error> {
        let domain = row.get(at + 1)?;
        let result: Option<String> = row.get(at)?;
        Ok(result.map(|result| Word { result, domain }))
    };
    Ok(Vouched {
        by: row.get(0)?,
        spf: word(1)?,
        dkim: word(3)?,
        dmarc: word(5)?,
        policy: row.get(7)?,
    })
}
