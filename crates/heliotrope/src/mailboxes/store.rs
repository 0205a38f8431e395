//! Mailboxes on disk.

use super::{Fetching, Mailbox, SentFolder, Server};
use crate::kit::At;
use crate::outbox;
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
    pub imap: Option<Fetching>,
}

impl From<Mailbox> for Wanted {
    /// As it is now, for changing one thing of it.
    fn from(known: Mailbox) -> Wanted {
        Wanted {
            address: known.address,
            name: known.name,
            signature: known.signature,
            language: known.language,
            zone: known.zone,
            receipt: known.receipt,
            answer_within_min: known.answer_within_min,
            server: known.server,
            imap: known.imap,
        }
    }
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
    fetch_from(tx, id, new.imap.as_ref(), None, now)?;
    tx.say(PART);
    Ok(id)
}

pub fn change(tx: &mut Tx<'_>, id: i64, new: &Wanted, now: At) -> Result<(), Error> {
    let known = find(tx, id)?.and_then(|m| m.imap);
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
    fetch_from(tx, id, new.imap.as_ref(), known.as_ref(), now)?;
    tx.say(PART);
    Ok(())
}

/// Writes where letters are fetched. Another place is another beginning: only
/// what comes from `now` on is ours to bring, unless more is asked for.
fn fetch_from(
    tx: &mut Tx<'_>,
    id: i64,
    new: Option<&Fetching>,
    known: Option<&Fetching>,
    now: At,
) -> Result<(), Error> {
    let server = new.map(|f| &f.server);
    let same = new
        .zip(known)
        .filter(|(new, known)| new.place() == known.place() && new.folders == known.folders);
    let since = same.and_then(|(_, known)| known.since).unwrap_or(now);
    tx.execute(
        sql!(
            "UPDATE mailbox SET imap_host = $2, imap_port = $3, imap_tls = $4, imap_user = $5, imap_password = $6,
                imap_folders = $7, imap_bring = $8, imap_after = $9, imap_since = $10
             WHERE id = $1"
        ),
        args![
            id,
            server.map(|s| s.host.as_str()),
            server.map(|s| i64::from(s.port)),
            server.map(|s| s.tls.word()),
            server.and_then(|s| s.account.as_deref()),
            server.and_then(|s| s.sealed_password.as_deref()),
            new.map(|f| f.folders.join("\n")),
            new.and_then(|f| f.bring),
            new.map(|f| f.after.word()),
            new.map(|_| since.0)
        ],
    )?;
    Ok(())
}

/// What a round trip showed about plus-addresses.
pub fn keeps_plus_addresses(tx: &mut Tx<'_>, id: i64, keeps: bool) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE mailbox SET plus_addresses = $2 WHERE id = $1"),
        args![id, keeps],
    )?;
    Ok(())
}

/// The house's word: whether new cases get a receipt, a first answer within so many minutes of its hours, whose
/// clock is meant, and the language we speak when nothing else tells.
pub fn give_word(
    tx: &mut Tx<'_>,
    id: i64,
    receipt: bool,
    answer_within_min: Option<i64>,
    zone: &str,
    language: &str,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE mailbox SET receipt = $2, answer_within_min = $3, zone = $4, language = $5
             WHERE id = $1"
        ),
        args![id, receipt, answer_within_min, zone, language],
    )?;
    tx.say(PART);
    Ok(())
}

/// The most letters that leave it in a minute; none: as the configuration says.
pub fn keep_pace(tx: &mut Tx<'_>, id: i64, per_minute: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE mailbox SET per_minute = $2 WHERE id = $1"),
        args![id, per_minute],
    )?;
    tx.say(PART);
    Ok(())
}

/// One of the folders where letters are fetched has another name on its server.
/// False: it is not among them any more.
pub fn rename_folder(tx: &mut Tx<'_>, id: i64, old: &str, new: &str) -> Result<bool, Error> {
    let known = find(tx, id)?.and_then(|mailbox| mailbox.imap);
    let Some(folders) = known.map(|fetching| fetching.folders) else {
        return Ok(false);
    };
    let renamed: Vec<&str> = folders
        .iter()
        .map(|folder| if folder == old { new } else { folder })
        .collect();
    if renamed == folders {
        return Ok(false);
    }
    tx.execute(
        sql!("UPDATE mailbox SET imap_folders = $2 WHERE id = $1"),
        args![id, renamed.join("\n")],
    )?;
    tx.say(PART);
    Ok(true)
}

/// Where a copy of what leaves is put from now on; none: nowhere.
pub fn file_sent(tx: &mut Tx<'_>, id: i64, folder: Option<&SentFolder>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE mailbox SET imap_sent = $2 WHERE id = $1"),
        args![id, folder.map(SentFolder::name)],
    )?;
    if folder.is_none() {
        outbox::store::copies::forget_all(tx, id)?;
    }
    tx.say(PART);
    Ok(())
}

/// How many letters may leave it in a minute, where it says so itself.
pub fn pace(tx: &mut Tx<'_>, id: i64) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!("SELECT per_minute FROM mailbox WHERE id = $1"),
        args![id],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// All mailboxes that are in use, in the order they were added.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Mailbox>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, address, name, signature, language, zone, receipt, answer_within_min, plus_addresses,
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at,
                    imap_host, imap_port, imap_tls, imap_user, imap_password, imap_folders, imap_bring,
                    imap_after, imap_since, per_minute, imap_sent
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
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at,
                    imap_host, imap_port, imap_tls, imap_user, imap_password, imap_folders, imap_bring,
                    imap_after, imap_since, per_minute, imap_sent
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
                    smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, removed_at,
                    imap_host, imap_port, imap_tls, imap_user, imap_password, imap_folders, imap_bring,
                    imap_after, imap_since, per_minute, imap_sent
             FROM mailbox WHERE address = $1"
        ),
        args![address],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

fn read(row: &Row) -> Result<Mailbox, Error> {
    let imap = match read_server(row, 15)? {
        Some(server) => Some(Fetching {
            server,
            folders: row
                .get::<Option<String>>(20)?
                .unwrap_or_default()
                .lines()
                .map(str::to_owned)
                .collect(),
            bring: row.get(21)?,
            after: row
                .get::<Option<String>>(22)?
                .map_or(Ok(Default::default()), |word| word.parse())
                .map_err(Error::data)?,
            since: row.get::<Option<i64>>(23)?.map(At),
        }),
        None => None,
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
        server: read_server(row, 9)?,
        imap,
        removed: row.get::<Option<i64>>(14)?.is_some(),
        per_minute: row.get(24)?,
        sent: row
            .get::<Option<String>>(25)?
            .and_then(|folder| SentFolder::of(&folder)),
    })
}

/// Five columns from `first` on.
fn read_server(row: &Row, first: usize) -> Result<Option<Server>, Error> {
    let (Some(host), Some(port), Some(tls)) = (
        row.get::<Option<String>>(first)?,
        row.get::<Option<i64>>(first + 1)?,
        row.get::<Option<String>>(first + 2)?,
    ) else {
        return Ok(None);
    };
    Ok(Some(Server {
        host,
        port: u16::try_from(port).map_err(|_| Error::data(format!("{port} is no port")))?,
        tls: tls.parse().map_err(Error::data)?,
        account: row.get(first + 3)?,
        sealed_password: row.get(first + 4)?,
    }))
}
