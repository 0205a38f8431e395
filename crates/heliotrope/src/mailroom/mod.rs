//! Everything that goes out.
//!
//! An envelope in the outbox becomes a letter at the moment it leaves: the
//! words as they stand, the recipient's own link, the promise as they will
//! read it. One envelope goes to one person; headers and Message-ID are the
//! same for all and for ever, so that a letter that had to be sent twice is
//! known as one. What the other side says is written down in its own words:
//! accepted; not now (again, at first after seconds, then ever later, for four
//! days); or never, and then the case is open again and its owner reads why.
//! A server that lets nobody in is a trouble of the server, not of the letter.
//!
//! Where a mailbox wants it, a letter is kept as it leaves, and [`fetch`] puts
//! that copy into the folder of sent letters; no letter waits for it.
//!
//! `letter.rs` writes, `dkim.rs` signs, `way.rs` knows the server and what opens it, `server.rs`
//! speaks SMTP, `left.rs` remembers what left over a death, `worker.rs` keeps it going.

mod dkim;
mod left;
mod letter;
pub mod pages;
pub mod rules;
mod server;
mod store;
#[cfg(test)]
mod tests;
pub mod trip;
pub mod views;
mod way;
mod worker;

use std::time::Duration;

use ::store::{Held, Tx};

use self::letter::Files;
use self::rules::{Next, Try};
use self::server::{Route, Sealed, Servers};
use self::store::{Facts, Found, What};
use crate::cases;
use crate::consents::Access;
use crate::fetch;
use crate::kit::words::{Lang, Words};
use crate::kit::{At, random};
use crate::mailboxes::Mailbox;
use crate::outbox::store::Envelope;
use crate::outbox::{self, Delivery};
use crate::t;
use crate::team;
use crate::web::Desk;

pub use self::store::Trouble;
use self::way::{hand_over, own_name, route, route_of};

pub use self::way::way_in;
pub use self::worker::{Running, start};

/// What hearers of the servers' troubles listen for.
pub const TROUBLE: &str = "trouble";

/// The servers that let nobody in: since when, what they say, how many letters
/// wait. Empty: all is well.
pub fn health(tx: &mut Tx<'_>, now: At) -> Result<Vec<Trouble>, ::store::Error> {
    store::troubles(tx, now)
}

/// How one envelope went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// It has its answer, or its next try.
    Said { way_in: bool },
    /// Somebody else has it, or it needs no sending any more.
    NotOurs,
}

/// A letter ready to go, or what is to be said instead.
enum Ready {
    Letter {
        route: Route,
        /// When the server is opened by consent.
        access: Option<Access>,
        from: String,
        bytes: Vec<u8>,
        /// The mailbox whose folder of sent letters wants a copy.
        copy: Option<i64>,
    },
    Not(Try),
    TakenBack,
}

/// Sends one envelope and writes down what came of it. `shut_out` counts the
/// tries before this one that found no way into the same server.
async fn deliver(desk: &Desk, servers: &Servers, id: i64, shut_out: i64) -> anyhow::Result<Done> {
    let held = desk
        .db
        .hold(outbox::store::HELD, id, outbox::store::to_send())
        .await?;
    let Some(held) = held else {
        return Ok(Done::NotOurs);
    };
    let envelope = outbox::store::read(held.row())?;
    let (words, ready) = prepare(desk, &envelope).await?;
    let mut copied = None;
    let tried = match ready {
        Ready::Letter {
            route,
            access,
            from,
            bytes,
            copy,
        } => {
            if let Some(mailbox) = copy {
                keep_copy(desk, &envelope, mailbox, &bytes).await?;
            }
            copied = copy;
            let letter = Sealed {
                from: &from,
                to: &envelope.address,
                bytes: &bytes,
            };
            hand_over(desk, servers, (route, access), &letter, words).await
        }
        Ready::Not(tried) => tried,
        Ready::TakenBack => {
            let now = desk.now();
            held.finish(move |tx| outbox::store::mark(tx, id, Delivery::TakenBack, None, now))
                .await?;
            return Ok(Done::NotOurs);
        }
    };
    // Before all else.
    let left = matches!(tried, Try::Accepted(_)).then(|| left::note(desk, &envelope));
    let now = desk.now();
    let way_in = !matches!(tried, Try::NoWayIn(_));
    // A server that lets nobody in grows its own pause, whichever letter asks.
    let before = if way_in { envelope.attempts } else { shut_out };
    let jitter = f64::from(random::bytes::<1>()[0]) / 255.0;
    let next = rules::next(
        &tried,
        envelope.tried_since,
        before,
        now,
        desk.config.outbox.first_retry,
        jitter,
    );
    tracing::info!(
        envelope = id,
        kind = envelope.kind.word(),
        outcome = word_of(next),
        "Tried to send"
    );
    let mailbox = envelope.mailbox.unwrap_or(0);
    let said = tried.said().to_owned();
    settle(desk, held, move |tx| {
        write_down(tx, &envelope, tried.said(), next, now)
    })
    .await;
    if let Some(left) = left {
        left.marked();
        if let Some(mailbox) = copied {
            fetch::now(desk, mailbox);
        }
    }
    // Apart from the mark, which must not fail for somebody else's sake.
    desk.db
        .write(move |tx| match way_in {
            true => store::end_trouble(tx, mailbox),
            false => trouble(tx, mailbox, &said, now),
        })
        .await?;
    Ok(Done::Said { way_in })
}

/// Keeps a letter as it is about to leave, for the folder of sent letters.
async fn keep_copy(
    desk: &Desk,
    envelope: &Envelope,
    mailbox: i64,
    bytes: &[u8],
) -> Result<(), ::store::Error> {
    let kept = desk.db.prepare_blob(bytes.to_vec()).await?;
    let (envelope, now) = (envelope.clone(), desk.now());
    let keeping =
        move |tx: &mut Tx<'_>| outbox::store::copies::keep(tx, &envelope, mailbox, &kept, now);
    desk.db.write(keeping).await
}

/// Writes what the other side answered, however long that takes: as long as it
/// is not written, the letter must not be sent again from here.
async fn settle<F>(desk: &Desk, held: Held, write: F)
where
    F: Fn(&mut Tx<'_>) -> Result<(), ::store::Error> + Clone + Send + Sync + 'static,
{
    let Err(mut error) = held.finish(write.clone()).await else {
        return;
    };
    let mut pause = Duration::from_millis(100);
    loop {
        tracing::error!("Writing down how a letter went, trying again: {error}");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
        match desk.db.write(write.clone()).await {
            Ok(()) => return,
            Err(again) => error = again,
        }
    }
}

fn word_of(next: Next) -> &'static str {
    match next {
        Next::Accepted => "accepted",
        Next::Again(_) => "again",
        Next::Failed => "failed",
    }
}

fn write_down(
    tx: &mut Tx<'_>,
    envelope: &Envelope,
    said: &str,
    next: Next,
    now: At,
) -> Result<(), ::store::Error> {
    match next {
        Next::Accepted => outbox::store::mark(tx, envelope.id, Delivery::Accepted, Some(said), now),
        Next::Again(at) => outbox::store::again(tx, envelope.id, at, said, now),
        Next::Failed => failed(tx, envelope, said, now),
    }
}

/// It will not arrive: that stands on its case, and what it told is untold.
fn failed(tx: &mut Tx<'_>, envelope: &Envelope, said: &str, now: At) -> Result<(), ::store::Error> {
    outbox::store::mark(tx, envelope.id, Delivery::Failed, Some(said), now)?;
    let Some(number) = envelope.case else {
        return Ok(());
    };
    let Some(case) = cases::store::lock_home(tx, number)? else {
        return Ok(());
    };
    cases::deeds::undelivered(
        tx,
        case,
        envelope.message,
        envelope.id,
        envelope.person,
        "failed",
        now,
    )
}

/// How many letters that have waited too long are given up in one transaction.
const GIVEN_UP_AT_ONCE: i64 = 100;

fn trouble(tx: &mut Tx<'_>, mailbox: i64, said: &str, now: At) -> Result<(), ::store::Error> {
    store::note_trouble(tx, mailbox, said, now)?;
    // The others that wait for this server are not tried one by one.
    for envelope in
        outbox::store::given_up(tx, mailbox, rules::give_up_before(now), GIVEN_UP_AT_ONCE)?
    {
        if !tx.is_held(outbox::store::HELD, envelope.id) {
            failed(tx, &envelope, said, now)?;
        }
    }
    Ok(())
}

/// Composes the letter of an envelope, as everything stands now. Gives the
/// language in which the team reads about it as well.
async fn prepare(desk: &Desk, envelope: &Envelope) -> anyhow::Result<(Words, Ready)> {
    let asked = envelope.clone();
    let found = desk.db.read(move |tx| store::facts(tx, &asked)).await;
    let facts = match found {
        Ok(Found::Letter(facts)) => *facts,
        Ok(Found::TakenBack) => return Ok((Words::of(Lang::default()), Ready::TakenBack)),
        Ok(Found::NoMailbox) => {
            let words = Words::of(Lang::default());
            return Ok((
                words,
                Ready::Not(Try::NoWayIn(t!(words, "mailroom-no-mailbox"))),
            ));
        }
        Err(error) => {
            // It waits, and the reason stands beside it: it is not lost.
            tracing::error!(
                envelope = envelope.id,
                "Reading what a letter needs: {error}"
            );
            let words = Words::of(Lang::default());
            let why = t!(words, "mailroom-not-written", why = error.to_string());
            return Ok((words, Ready::Not(Try::Later(why))));
        }
    };
    let words = store::words_of(Some(&facts.mailbox));
    let (route, access) = match route(desk, &facts.mailbox, words).await {
        Ok(found) => found,
        Err(why) => return Ok((words, Ready::Not(Try::NoWayIn(why)))),
    };
    let from = facts.mailbox.address.clone();
    let copy = rules::wants_copy(&facts.mailbox, envelope.kind, &route.host);
    let copy = copy.then_some(facts.mailbox.id);
    match compose(desk, envelope, facts).await {
        Ok(bytes) => {
            let ready = Ready::Letter {
                route,
                access,
                from,
                bytes,
                copy,
            };
            Ok((words, ready))
        }
        Err(error) => {
            tracing::error!(envelope = envelope.id, "Composing a letter: {error:#}");
            let why = t!(words, "mailroom-not-written", why = format!("{error:#}"));
            Ok((words, Ready::Not(Try::Later(why))))
        }
    }
}

async fn compose(desk: &Desk, envelope: &Envelope, facts: Facts) -> anyhow::Result<Vec<u8>> {
    let from = facts.mailbox.address.clone();
    let mut frame = facts.frame;
    frame.link = link(desk, facts.case, envelope.person).await?;
    frame.reply_to = answered_to(desk, envelope, &facts.mailbox).await?;
    let outgoing = match facts.what {
        What::Reply {
            case,
            subject,
            words,
            promise,
            zone,
            needs,
            next_word,
            plan,
            files,
        } => {
            let limit = desk.config.limits.letter_out;
            // Without a link of their own they would be lost: then they travel.
            let linked = frame.link.is_some() && !rules::fits(files.iter().map(|f| f.size), limit);
            let files = match linked {
                true => Files::Linked(files.into_iter().map(|f| f.name).collect()),
                false => Files::Carried(desk.db.read(move |tx| store::files(tx, &files)).await?),
            };
            letter::reply(
                &frame,
                letter::Reply {
                    case,
                    subject,
                    words,
                    promise,
                    zone,
                    needs,
                    next_word,
                    plan,
                    files,
                },
            )
        }
        What::Receipt(receipt) => letter::receipt(&frame, &receipt),
        What::Reset => {
            anyhow::ensure!(link_base(desk).is_some(), "web.public_url is not set");
            let reset = team::reset_letter(desk, &envelope.words).await?;
            frame.lang = reset.lang;
            frame.to.name = Some(reset.name);
            letter::reset(&frame, reset.subject, reset.text)
        }
    };
    dkim::signed(desk, &from, letters::compose(&outgoing)).await
}

/// The case's own address, once a round trip has shown that the server keeps
/// what stands behind a plus. The same for everybody who gets this letter.
async fn answered_to(
    desk: &Desk,
    envelope: &Envelope,
    mailbox: &Mailbox,
) -> anyhow::Result<Option<letters::Address>> {
    let Some(case) = envelope.case.filter(|_| mailbox.plus_addresses) else {
        return Ok(None);
    };
    let token = desk
        .db
        .write(move |tx| cases::store::address_token(tx, case))
        .await?;
    Ok(Some(letters::Address {
        address: rules::plus(&mailbox.address, &token),
        name: Some(mailbox.name.clone()).filter(|name| !name.trim().is_empty()),
    }))
}

/// The recipient's own way to the case; made with their first letter.
async fn link(
    desk: &Desk,
    case: Option<i64>,
    person: Option<i64>,
) -> anyhow::Result<Option<String>> {
    let (Some(case), Some(person)) = (case, person) else {
        return Ok(None);
    };
    let Some(base) = link_base(desk) else {
        return Ok(None);
    };
    let token = match desk
        .db
        .read(move |tx| cases::store::live_link(tx, case, person))
        .await?
    {
        Some(token) => token,
        None => {
            let now = desk.now();
            desk.db
                .write(move |tx| cases::store::link(tx, case, person, now))
                .await?
        }
    };
    Ok(Some(format!("{base}/c/{token}")))
}

/// What a link begins with, when one may leave at all.
pub fn link_base(desk: &Desk) -> Option<String> {
    let base = desk.base_url();
    let may = rules::link_may_leave(&base, desk.config.web.listen.ip().is_loopback());
    if !may {
        tracing::warn!("No link leaves with letters: set web.public_url");
    }
    may.then_some(base)
}

/// What is wrong with the links in letters, before one has left.
pub fn link_trouble(desk: &Desk) -> Option<String> {
    let base = desk.base_url();
    if rules::leads_here(&base) == Some(false) {
        return None;
    }
    Some(match desk.config.web.listen.ip().is_loopback() {
        true => format!(
            "Links in letters lead to {base}, which only this machine reaches: set web.public_url before customers write"
        ),
        false => format!(
            "No link leaves with letters, because {base} is reached by this machine only: set web.public_url"
        ),
    })
}

/// Hands one short letter of a mailbox to its server now, past the outbox:
/// nobody waits for it. What the other side said, either way.
pub async fn test(
    desk: &Desk,
    mailbox: &Mailbox,
    to: &str,
    words: Words,
) -> Result<String, String> {
    let found = route(desk, mailbox, words).await?;
    let address = |address: &str, name: Option<&str>| letters::Address {
        address: address.to_owned(),
        name: name.map(str::to_owned),
    };
    let letter = letters::Outgoing {
        from: address(&mailbox.address, Some(&mailbox.name)),
        to: vec![address(to, None)],
        subject: t!(
            words,
            "mailroom-test-subject",
            address = mailbox.address.as_str()
        ),
        message_id: outbox::letter_id(&mailbox.address),
        date: desk.now().0,
        markdown: t!(words, "mailroom-test-text", server = found.0.to_string()),
        language: Some(words.lang().code().to_owned()),
        auto_submitted: Some("auto-generated"),
        ..letters::Outgoing::default()
    };
    let bytes = dkim::signed(desk, &mailbox.address, letters::compose(&letter)).await;
    let bytes = bytes.map_err(|why| t!(words, "mailroom-not-written", why = format!("{why:#}")))?;
    let sealed = Sealed {
        from: &mailbox.address,
        to,
        bytes: &bytes,
    };
    let servers = Servers::new(own_name(desk));
    let tried = hand_over(desk, &servers, found, &sealed, words).await;
    servers.tidy(true).await;
    let said = tried.said().to_owned();
    if matches!(tried, Try::Accepted(_)) {
        Ok(said)
    } else {
        Err(said)
    }
}
