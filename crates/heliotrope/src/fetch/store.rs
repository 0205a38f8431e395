//! How far each folder is, how fetching goes, and whose turn it is.

use std::time::Duration;

use store::{Error, Tx, args, sql};

use super::NOW;
use super::deeds::EVERY;
use super::server::Trouble;
use crate::kit::At;
use crate::outbox::store::copies;

/// What hearers of fetching listen for.
pub const PART: &str = "fetch";

/// The last letter of a folder that we keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub validity: u32,
    pub uid: u32,
    /// What the server took in before this second is not brought.
    pub since: i64,
}

/// How far we are in a folder of this server and account. None: not there yet.
pub fn cursor(
    tx: &mut Tx<'_>,
    mailbox: i64,
    folder: &str,
    place: &str,
) -> Result<Option<Cursor>, Error> {
    let row = tx.one(
        sql!(
            "SELECT validity, uid, since FROM fetch_cursor
             WHERE mailbox_id = $1 AND folder = $2 AND place = $3"
        ),
        args![mailbox, folder, place],
    )?;
    let number = |n: i64| u32::try_from(n).map_err(|_| Error::data(format!("{n} is no UID")));
    row.map(|row| {
        Ok(Cursor {
            validity: number(row.get(0)?)?,
            uid: number(row.get(1)?)?,
            since: row.get(2)?,
        })
    })
    .transpose()
}

/// A folder begins here for us.
pub fn begin(
    tx: &mut Tx<'_>,
    mailbox: i64,
    folder: &str,
    place: &str,
    at: Cursor,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO fetch_cursor (mailbox_id, folder, validity, uid, since, place) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (mailbox_id, folder)
             DO UPDATE SET validity = excluded.validity, uid = excluded.uid, since = excluded.since,
                place = excluded.place"
        ),
        args![mailbox, folder, i64::from(at.validity), i64::from(at.uid), at.since, place],
    )?;
    Ok(())
}

/// Moves the cursor to `uid`. False: somebody else keeps that letter already,
/// or the folder counts anew; what was to be kept with it must not be.
pub fn pass(
    tx: &mut Tx<'_>,
    mailbox: i64,
    folder: &str,
    place: &str,
    validity: u32,
    uid: u32,
) -> Result<bool, Error> {
    let moved = tx.execute(
        sql!(
            "UPDATE fetch_cursor SET uid = $4
             WHERE mailbox_id = $1 AND folder = $2 AND validity = $3 AND uid < $4 AND place = $5"
        ),
        args![mailbox, folder, i64::from(validity), i64::from(uid), place],
    )?;
    Ok(moved == 1)
}

/// By what a folder would be known again under another name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its MAILBOXID, where the server gives one.
    pub object: Option<String>,
    /// It holds letters that were sent.
    pub sent: bool,
}

pub fn seen(tx: &mut Tx<'_>, mailbox: i64, folder: &str) -> Result<Seen, Error> {
    let row = tx.one(
        sql!("SELECT object, sent FROM fetch_cursor WHERE mailbox_id = $1 AND folder = $2"),
        args![mailbox, folder],
    )?;
    row.map_or(Ok(Seen::default()), |row| {
        Ok(Seen {
            object: row.get(0)?,
            sent: row.get::<Option<bool>>(1)?.unwrap_or_default(),
        })
    })
}

pub fn describe(tx: &mut Tx<'_>, mailbox: i64, folder: &str, seen: &Seen) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE fetch_cursor SET object = $3, sent = $4 WHERE mailbox_id = $1 AND folder = $2"
        ),
        args![mailbox, folder, seen.object.as_deref(), seen.sent],
    )?;
    Ok(())
}

/// A folder has another name: how far we are goes along. What stood under that
/// name was about a folder of before.
pub fn rename(
    tx: &mut Tx<'_>,
    mailbox: i64,
    place: &str,
    old: &str,
    new: &str,
    now: At,
) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM fetch_cursor WHERE mailbox_id = $1 AND folder = $2"),
        args![mailbox, new],
    )?;
    tx.execute(
        sql!("UPDATE fetch_cursor SET folder = $4 WHERE mailbox_id = $1 AND folder = $3 AND place = $2"),
        args![mailbox, place, old, new],
    )?;
    tx.execute(
        sql!(
            "UPDATE fetch_state SET followed_at = $2, followed_from = $3, followed_to = $4 WHERE mailbox_id = $1"
        ),
        args![mailbox, now.0, old, new],
    )?;
    tx.say(PART);
    Ok(())
}

/// How fetching for one mailbox goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchState {
    pub mailbox: i64,
    pub address: String,
    /// `host:port`.
    pub server: String,
    /// When we last knew that nothing waits there. None: never yet.
    pub last_fetched_at: Option<At>,
    /// Letters on the server that we do not have yet, as far as we saw.
    pub waiting: i64,
    pub failing_since: Option<At>,
    /// A closed word, see [`Trouble`].
    pub code: Option<String>,
    /// The other side's own sentence.
    pub said: Option<String>,
    pub next_try: Option<At>,
    /// When a folder last began to count its letters anew, so that we looked
    /// at all of them again.
    pub renumbered_at: Option<At>,
    /// Letters that the server could not hand over. Each is an arrival that
    /// needs a person.
    pub skipped: i64,
    /// When all letters of the folders were last held against the ledger, and
    /// what was found.
    pub compared: Option<(At, Tally)>,
    /// When a folder was last found under another name: that of before, and the
    /// new one.
    pub followed: Option<(At, String, String)>,
}

/// What a comparison with the ledger found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub compared: i64,
    /// The ledger did not have them, and has them now.
    pub lacked: i64,
    /// The server did not hand them over.
    pub unheard: i64,
}

/// One for each mailbox that is fetched, in the order they were added.
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<FetchState>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.address, m.imap_host, m.imap_port, s.fetched_at, COALESCE(s.waiting, 0),
                    s.failing_since, s.code, s.said, s.next_try, s.renumbered_at, COALESCE(s.skipped, 0),
                    s.compared_at, COALESCE(s.compared, 0), COALESCE(s.lacked, 0), COALESCE(s.unheard, 0),
                    s.followed_at, s.followed_from, s.followed_to
             FROM mailbox m LEFT JOIN fetch_state s ON s.mailbox_id = m.id
             WHERE m.imap_host IS NOT NULL AND m.removed_at IS NULL ORDER BY m.id"
        ),
        args![],
    )?;
    rows.iter()
        .map(|row| {
            let (host, port): (String, i64) = (row.get(2)?, row.get(3)?);
            Ok(FetchState {
                mailbox: row.get(0)?,
                address: row.get(1)?,
                server: format!("{host}:{port}"),
                last_fetched_at: row.get(4)?,
                waiting: row.get(5)?,
                failing_since: row.get(6)?,
                code: row.get(7)?,
                said: row.get(8)?,
                next_try: row.get(9)?,
                renumbered_at: row.get(10)?,
                skipped: row.get(11)?,
                compared: match row.get::<Option<i64>>(12)? {
                    Some(at) => {
                        let tally = Tally {
                            compared: row.get(13)?,
                            lacked: row.get(14)?,
                            unheard: row.get(15)?,
                        };
                        Some((At(at), tally))
                    }
                    None => None,
                },
                followed: match row.get::<Option<i64>>(16)? {
                    Some(at) => Some((At(at), row.get(17)?, row.get(18)?)),
                    None => None,
                },
            })
        })
        .collect()
}

/// No turn lasts so long, even where clocks differ by minutes.
const NO_TURN: Duration = Duration::from_secs(600);

/// Takes the turn to fetch for a mailbox, or keeps it, until `until`. False:
/// another node has it. The turn of a node that has ended binds nobody, nor
/// does one that would last far longer than any node asks for: a clock that was
/// wrong took it. What decides that no letter is kept twice is [`pass`]; the
/// turn only saves work.
pub fn take_turn(
    tx: &mut Tx<'_>,
    mailbox: i64,
    node: &str,
    now: At,
    until: At,
) -> Result<bool, Error> {
    let holder = tx.one(
        sql!("SELECT node FROM fetch_state WHERE mailbox_id = $1 AND node <> $2"),
        args![mailbox, node],
    )?;
    let holder: Option<String> = holder.map(|row| row.get(0)).transpose()?;
    if let Some(other) = holder
        && tx.has_ended(&other)?
    {
        tx.execute(
            sql!("UPDATE fetch_state SET node = NULL WHERE mailbox_id = $1 AND node = $2"),
            args![mailbox, other],
        )?;
    }
    let taken = tx.execute(
        sql!(
            "INSERT INTO fetch_state (mailbox_id, waiting, skipped, node, node_until) VALUES ($1, 0, 0, $2, $4)
             ON CONFLICT (mailbox_id) DO UPDATE SET node = excluded.node, node_until = excluded.node_until
             WHERE fetch_state.node IS NULL OR fetch_state.node = excluded.node OR fetch_state.node_until < $3
                OR fetch_state.node_until > $5"
        ),
        args![mailbox, node, now.0, until.0, now.plus(NO_TURN).0],
    )?;
    Ok(taken == 1)
}

/// All turns of a node go on.
pub fn renew_turns(tx: &mut Tx<'_>, node: &str, until: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET node_until = $2 WHERE node = $1"),
        args![node, until.0],
    )?;
    Ok(())
}

/// Others need not wait for our turn to run out: they look at once.
pub fn end_turn(tx: &mut Tx<'_>, mailbox: i64, node: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET node = NULL WHERE mailbox_id = $1 AND node = $2"),
        args![mailbox, node],
    )?;
    tx.say(format!("{NOW}{mailbox}"));
    Ok(())
}

/// Nothing waits there. Ends a trouble.
pub fn note_done(tx: &mut Tx<'_>, mailbox: i64, now: At) -> Result<(), Error> {
    let was = tx.one(
        sql!("SELECT failing_since, waiting FROM fetch_state WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    tx.execute(
        sql!(
            "UPDATE fetch_state SET fetched_at = $2, waiting = 0, failing_since = NULL, code = NULL, said = NULL,
                next_try = NULL
             WHERE mailbox_id = $1"
        ),
        args![mailbox, now.0],
    )?;
    if was.is_some_and(|row| row.get::<Option<i64>>(0).ok().flatten().is_some()) {
        tx.say(PART);
    }
    Ok(())
}

/// So many letters wait there.
pub fn note_waiting(tx: &mut Tx<'_>, mailbox: i64, waiting: usize) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET waiting = $2 WHERE mailbox_id = $1"),
        args![mailbox, i64::try_from(waiting).unwrap_or(i64::MAX)],
    )?;
    Ok(())
}

/// It does not work, for this reason, until `next_try` at least.
pub fn note_trouble(
    tx: &mut Tx<'_>,
    mailbox: i64,
    trouble: &Trouble,
    now: At,
    next_try: At,
) -> Result<(), Error> {
    let was = tx.one(
        sql!("SELECT code, said FROM fetch_state WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    tx.execute(
        sql!(
            "UPDATE fetch_state SET failing_since = COALESCE(failing_since, $2), code = $3, said = $4, next_try = $5
             WHERE mailbox_id = $1"
        ),
        args![mailbox, now.0, trouble.code, trouble.said.as_str(), next_try.0],
    )?;
    let known: Option<(Option<String>, Option<String>)> = was
        .map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?)))
        .transpose()?;
    if known != Some((Some(trouble.code.to_owned()), Some(trouble.said.clone()))) {
        tx.say(PART);
    }
    Ok(())
}

/// A folder counts its letters anew.
pub fn note_renumbered(tx: &mut Tx<'_>, mailbox: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET renumbered_at = $2 WHERE mailbox_id = $1"),
        args![mailbox, now.0],
    )?;
    tx.say(PART);
    Ok(())
}

/// Is it time to hold the folders against the ledger: a day after the last
/// time, or after we were `told` to fetch, or because somebody asks?
pub fn comparison_due(tx: &mut Tx<'_>, mailbox: i64, told: At, now: At) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT compared_at, compare_asked_at FROM fetch_state WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    let (last, asked): (Option<i64>, Option<i64>) = match row {
        Some(row) => (row.get(0)?, row.get(1)?),
        None => (None, None),
    };
    Ok(asked.is_some() || now.since(last.map_or(told, At)) >= EVERY)
}

/// Somebody wants every mailbox compared now.
pub fn ask_comparison(tx: &mut Tx<'_>, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET compare_asked_at = $1"),
        args![now.0],
    )?;
    Ok(())
}

/// The folders were held against the ledger.
pub fn note_compared(tx: &mut Tx<'_>, mailbox: i64, tally: Tally, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE fetch_state SET compared_at = $2, compare_asked_at = NULL, compared = $3, lacked = $4, unheard = $5
             WHERE mailbox_id = $1"
        ),
        args![mailbox, now.0, tally.compared, tally.lacked, tally.unheard],
    )?;
    tx.say(PART);
    Ok(())
}

/// One letter more that the server could not hand over.
pub fn note_skipped(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE fetch_state SET skipped = skipped + 1 WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    tx.say(PART);
    Ok(())
}

/// Nobody fetches for this mailbox any more: what stood here about it goes.
pub fn forget(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    copies::forget_all(tx, mailbox)?;
    tx.execute(
        sql!("DELETE FROM fetch_cursor WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    let gone = tx.execute(
        sql!("DELETE FROM fetch_state WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    if gone > 0 {
        tx.say(PART);
    }
    Ok(())
}
