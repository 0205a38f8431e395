//! Mailboxes on disk.

use super::{Mailbox, Server};
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// What hearers of the mailboxes listen for.
pub const PART: &str = "mailboxes";

/// What the set-up, a command or the settings page gives.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub address: String,
    pub name: String,
    pub signature: String,
    pub language: String,
    pub zone: String,
    pub receipt: bool,
    pub answer_within_min: Option<i64>,
    pub server: Option<Server>,
}

/// Adds a mailbox; a removed one with the same address comes back.
pub fn add(tx: &mut Tx<'_>, new: &Wanted, now: At) -> Result<i64, Error> {
    let id = tx
        .one(
            sql!(
                "INSERT INTO mailbox (address, name, signature, language, zone, receipt, answer_within_min,
                                      plus_addresses, smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password,
                                      created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id"
            ),
            args![
                new.address.as_str(),
                new.name.as_str(),
                new.signature.as_str(),
                new.language.as_str(),
                new.zone.as_str(),
                new.receipt,
                new.answer_within_min,
                false,
                new.server.as_ref().map(|s| s.host.as_str()),
                new.server.as_ref().map(|s| i64::from(s.port)),
                new.server.as_ref().map(|s| s.tls.word()),
                new.server.as_ref().and_then(|s| s.account.as_deref()),
                new.server.as_ref().and_then(|s| s.sealed_password.as_deref()),
                now.0
            ],
        )?
        .ok_or_else(|| Error::data("adding a mailbox gave no id"))?
        .get(0)?;
    tx.say(PART);
    Ok(id)
}

pub fn change(tx: &mut Tx<'_>, id: i64, new: &Wanted) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE mailbox SET address = $2, name = $3, signature = $4, language = $5, zone = $6, receipt = $7,
                answer_within_min = $8, smtp_host = $9, smtp_port = $10, smtp_tls = $11, smtp_user = $12,
                smtp_password = $13
             WHERE id = $1"
        ),
        args![
            id,
            new.address.as_str(),
            new.name.as_str(),
            new.signature.as_str(),
            new.language.as_str(),
            new.zone.as_str(),
            new.receipt,
            new.answer_within_min,
            new.server.as_ref().map(|s| s.host.as_str()),
            new.server.as_ref().map(|s| i64::from(s.port)),
            new.server.as_ref().map(|s| s.tls.word()),
            new.server.as_ref().and_then(|s| s.account.as_deref()),
            new.server.as_ref().and_then(|s| s.sealed_password.as_deref())
        ],
    )?;
    tx.say(PART);
    Ok(())
}

/// All mailboxes that are in use, in the order they were added.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Mailbox>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, address, name, signature, language, zone, receipt, answer_within_min, plus_addresses,
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at
             FROM mailbox WHERE removed_at IS NULL ORDER BY id"
        ),
        args![],
    )?;
    rows.iter().map(read).collect()
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Mailbox>, Error> {
    tx.one(
        sql!(
            "SELECT id, address, name, signature, language, zone, receipt, answer_within_min, plus_addresses,
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at
             FROM mailbox WHERE id = $1"
        ),
        args![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The mailbox of an address, removed ones too: an address must stay unique.
pub fn by_address(tx: &mut Tx<'_>, address: &str) -> Result<Option<Mailbox>, Error> {
    tx.one(
        sql!(
            "SELECT id, address, name, signature, language, zone, receipt, answer_within_min, plus_addresses,
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at
             FROM mailbox WHERE address = $1"
        ),
        args![address],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

fn read(row: &Row) -> Result<Mailbox, Error> {
    let server = match (
        row.get::<Option<String>>(9)?,
        row.get::<Option<i64>>(10)?,
        row.get::<Option<String>>(11)?,
    ) {
        (Some(host), Some(port), Some(tls)) => Some(Server {
            host,
            port: u16::try_from(port).map_err(|_| Error::data(format!("{port} is no port")))?,
            tls: tls.parse().map_err(Error::data)?,
            account: row.get(12)?,
            sealed_password: row.get(13)?,
        }),
        _ => None,
    };
    Ok(Mailbox {
        id: row.get(0)?,
        address: row.get(1)?,
        name: row.get(2)?,
        signature: row.get(3)?,
        language: row.get(4)?,
        zone: row.get(5)?,
        receipt: row.get(6)?,
        answer_within_min: row.get(7)?,
        plus_addresses: row.get(8)?,
        server,
        removed: row.get::<Option<i64>>(14)?.is_some(),
    })
}
