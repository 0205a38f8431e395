//! Registrations, trips and consents on disk. Secrets come and go sealed.

use store::{Error, Row, Sql, Tx, args, sql};

use super::rules::{Provider, Standing};
use crate::kit::At;

/// What hearers of consents listen for.
pub const PART: &str = "consents";
/// A mailbox was given consent: behind it its number. Whoever waits for that
/// mailbox need not wait any longer.
pub const GIVEN: &str = "consent-given:";
/// Under this name a row of `consent` is held while its provider is asked.
pub const HELD: &str = "consent";

fn provider(row: &Row, at: usize) -> Result<Provider, Error> {
    let word: String = row.get(at)?;
    Provider::of_word(&word).ok_or_else(|| Error::data(format!("{word:?} is no provider")))
}

/// The registration at a provider: its id, and the secret, sealed.
pub fn client(tx: &mut Tx<'_>, of: Provider) -> Result<Option<(String, Option<String>)>, Error> {
    let row = tx.one(
        sql!("SELECT client_id, secret FROM consent_client WHERE provider = $1"),
        args![of.word()],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

pub fn keep_client(
    tx: &mut Tx<'_>,
    of: Provider,
    id: &str,
    secret: Option<&str>,
    now: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO consent_client (provider, client_id, secret, changed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (provider) DO UPDATE SET client_id = excluded.client_id, secret = excluded.secret,
                changed_at = excluded.changed_at"
        ),
        args![of.word(), id, secret, now.0],
    )?;
    Ok(())
}

/// A trip that begins.
pub struct NewTrip<'a> {
    pub state_digest: &'a str,
    /// All sealed: state, verifier, account, form.
    pub sealed: [&'a str; 4],
    pub session: i64,
    pub provider: Provider,
    pub mailbox: Option<i64>,
    pub expires: At,
}

pub fn begin(tx: &mut Tx<'_>, new: &NewTrip<'_>) -> Result<i64, Error> {
    let [state, verifier, account, form] = new.sealed;
    tx.insert(
        sql!(
            "INSERT INTO consent_trip (state_digest, state, verifier, account, form, session_id, provider,
                                       mailbox_id, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
        ),
        args![
            new.state_digest,
            state,
            verifier,
            account,
            form,
            new.session,
            new.provider.word(),
            new.mailbox,
            new.expires.0
        ],
    )
}

#[derive(Debug, Clone)]
pub struct Trip {
    pub id: i64,
    /// Sealed: state, verifier, account, form.
    pub sealed: [String; 4],
    pub provider: Provider,
    /// None: a new mailbox, in the set-up.
    pub mailbox: Option<i64>,
    pub standing: Standing,
    /// What came of it.
    pub consent: Option<i64>,
}

pub fn trip(tx: &mut Tx<'_>, id: i64) -> Result<Option<Trip>, Error> {
    tx.one(
        sql!(
            "SELECT id, state, verifier, account, form, session_id, provider, mailbox_id, expires_at, used_at,
                    consent_id
             FROM consent_trip WHERE id = $1"
        ),
        args![id],
    )?
    .map(|row| read_trip(&row))
    .transpose()
}

pub fn trip_of_state(tx: &mut Tx<'_>, digest: &str) -> Result<Option<Trip>, Error> {
    let found = tx.one(
        sql!("SELECT id FROM consent_trip WHERE state_digest = $1"),
        args![digest],
    )?;
    match found {
        Some(row) => trip(tx, row.get(0)?),
        None => Ok(None),
    }
}

fn read_trip(row: &Row) -> Result<Trip, Error> {
    Ok(Trip {
        id: row.get(0)?,
        sealed: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
        provider: provider(row, 6)?,
        mailbox: row.get(7)?,
        standing: Standing {
            session: row.get(5)?,
            expires: At(row.get(8)?),
            used: row.get::<Option<i64>>(9)?.is_some(),
        },
        consent: row.get(10)?,
    })
}

/// Uses a trip up. False: somebody was faster.
pub fn use_up(tx: &mut Tx<'_>, trip: i64, now: At) -> Result<bool, Error> {
    let used = tx.execute(
        sql!("UPDATE consent_trip SET used_at = $2 WHERE id = $1 AND used_at IS NULL"),
        args![trip, now.0],
    )?;
    Ok(used == 1)
}

pub fn led_to(tx: &mut Tx<'_>, trip: i64, consent: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE consent_trip SET consent_id = $2 WHERE id = $1"),
        args![trip, consent],
    )?;
    Ok(())
}

/// Tokens, sealed, and until when the first is good.
#[derive(Debug, Clone)]
pub struct Kept {
    pub access: String,
    pub until: Option<At>,
    pub refresh: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Consent {
    pub id: i64,
    pub provider: Provider,
    pub kept: Kept,
    pub given_at: At,
    pub ended_at: Option<At>,
    /// The provider's own words when it ended.
    pub said: Option<String>,
}

/// A new consent; one that the mailbox had is gone.
pub fn give(
    tx: &mut Tx<'_>,
    mailbox: Option<i64>,
    of: Provider,
    kept: &Kept,
    by: &str,
    now: At,
) -> Result<i64, Error> {
    tx.execute(
        sql!("DELETE FROM consent WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    let id = tx.insert(
        sql!(
            "INSERT INTO consent (mailbox_id, provider, access_token, access_until, refresh_token, given_at, given_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        ),
        args![
            mailbox,
            of.word(),
            kept.access.as_str(),
            kept.until.map(|at| at.0),
            kept.refresh.as_deref(),
            now.0,
            by
        ],
    )?;
    say(tx, mailbox);
    Ok(id)
}

/// The mailbox that a consent was given for is kept now.
pub fn belongs_to(tx: &mut Tx<'_>, id: i64, mailbox: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM consent WHERE mailbox_id = $1 AND id <> $2"),
        args![mailbox, id],
    )?;
    tx.execute(
        sql!("UPDATE consent SET mailbox_id = $2 WHERE id = $1"),
        args![id, mailbox],
    )?;
    say(tx, Some(mailbox));
    Ok(())
}

fn say(tx: &mut Tx<'_>, mailbox: Option<i64>) {
    tx.say(PART);
    if let Some(mailbox) = mailbox {
        tx.say(format!("{GIVEN}{mailbox}"));
    }
}

pub fn consent(tx: &mut Tx<'_>, id: i64) -> Result<Option<Consent>, Error> {
    tx.one(
        sql!(
            "SELECT id, provider, access_token, access_until, refresh_token, given_at, ended_at, said
             FROM consent WHERE id = $1"
        ),
        args![id],
    )?
    .map(|row| read(&row))
    .transpose()
}

pub fn of_mailbox(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<Consent>, Error> {
    let found = tx.one(
        sql!("SELECT id FROM consent WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    match found {
        Some(row) => consent(tx, row.get(0)?),
        None => Ok(None),
    }
}

/// Takes a consent to renew it: the row stays locked until that is finished.
pub fn to_renew() -> Sql {
    sql!(
        "SELECT id, provider, access_token, access_until, refresh_token, given_at, ended_at, said
         FROM consent WHERE id = $1 {skip_locked}"
    )
}

pub fn read(row: &Row) -> Result<Consent, Error> {
    Ok(Consent {
        id: row.get(0)?,
        provider: provider(row, 1)?,
        kept: Kept {
            access: row.get(2)?,
            until: row.get::<Option<i64>>(3)?.map(At),
            refresh: row.get(4)?,
        },
        given_at: At(row.get(5)?),
        ended_at: row.get::<Option<i64>>(6)?.map(At),
        said: row.get(7)?,
    })
}

/// New tokens. Without a new refresh token the old one stays.
pub fn renewed(tx: &mut Tx<'_>, id: i64, kept: &Kept) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE consent SET access_token = $2, access_until = $3, refresh_token = COALESCE($4, refresh_token)
             WHERE id = $1"
        ),
        args![
            id,
            kept.access.as_str(),
            kept.until.map(|at| at.0),
            kept.refresh.as_deref()
        ],
    )?;
    Ok(())
}

/// The provider lets us in no more.
pub fn end(tx: &mut Tx<'_>, id: i64, said: &str, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE consent SET ended_at = $2, said = $3 WHERE id = $1 AND ended_at IS NULL"),
        args![id, now.0, said],
    )?;
    tx.say(PART);
    Ok(())
}

/// A consent that ended, of a mailbox in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub mailbox: i64,
    pub address: String,
    pub provider: Provider,
    pub since: At,
    pub said: String,
}

/// In the order in which the mailboxes were added.
pub fn ended(tx: &mut Tx<'_>) -> Result<Vec<Ended>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.address, c.provider, c.ended_at, COALESCE(c.said, '')
             FROM consent c JOIN mailbox m ON m.id = c.mailbox_id
             WHERE c.ended_at IS NOT NULL AND m.removed_at IS NULL ORDER BY m.id"
        ),
        args![],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Ended {
                mailbox: row.get(0)?,
                address: row.get(1)?,
                provider: provider(row, 2)?,
                since: At(row.get(3)?),
                said: row.get(4)?,
            })
        })
        .collect()
}

/// Every secret that is kept here, as `again` seals it: none leaves it as it is.
/// Whoever is on the way to a provider sets out once more.
pub fn seal_again(
    tx: &mut Tx<'_>,
    mut again: impl FnMut(&str) -> Option<String>,
) -> Result<(), Error> {
    for row in tx.query(
        sql!("SELECT id, access_token, refresh_token FROM consent"),
        args![],
    )? {
        let (id, access): (i64, String) = (row.get(0)?, row.get(1)?);
        let access = again(&access).unwrap_or(access);
        let refresh: Option<String> = row.get(2)?;
        let refresh = refresh.map(|old| again(&old).unwrap_or(old));
        tx.execute(
            sql!("UPDATE consent SET access_token = $2, refresh_token = $3 WHERE id = $1"),
            args![id, access, refresh],
        )?;
    }
    for row in tx.query(
        sql!("SELECT provider, secret FROM consent_client WHERE secret IS NOT NULL"),
        args![],
    )? {
        let (provider, secret): (String, String) = (row.get(0)?, row.get(1)?);
        let secret = again(&secret).unwrap_or(secret);
        tx.execute(
            sql!("UPDATE consent_client SET secret = $2 WHERE provider = $1"),
            args![provider, secret],
        )?;
    }
    tx.execute(sql!("DELETE FROM consent_trip"), args![])?;
    Ok(())
}

/// Forgets trips that are over, and consents that no mailbox ever took.
pub fn forget(tx: &mut Tx<'_>, before: At) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM consent_trip WHERE expires_at < $1"),
        args![before.0],
    )?;
    tx.execute(
        sql!("DELETE FROM consent WHERE mailbox_id IS NULL AND given_at < $1"),
        args![before.0],
    )?;
    Ok(())
}
