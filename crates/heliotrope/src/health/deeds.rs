//! Asking others, and what can be done with a letter that did not arrive.

use std::collections::BTreeMap;

use ::store::Tx;
use anyhow::Context;
use axum::http::StatusCode;
use letters::Signature;

use super::rules::{self, Check, Domain, Keys, SELECTORS};
use super::store;
use crate::cases;
use crate::fetch;
use crate::kit::At;
use crate::kit::dns::Dns;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::rules::looks_like_address;
use crate::mailboxes::{self, Mailbox};
use crate::mailroom::trip;
use crate::needs::How;
use crate::outbox::store::Envelope;
use crate::outbox::{self, Kind};
use crate::people;
use crate::team;
use crate::web::{Asker, Desk, Problem, Role};

/// Asks the DNS about every domain we send from, and the newest letters what
/// time it is. `trips`: sends a letter of each mailbox to itself, too.
pub async fn ask_others(desk: &Desk, trips: bool) -> anyhow::Result<()> {
    let asked = ask_all(desk, trips).await;
    let failed = asked.as_ref().err().map(|why| format!("{why:#}"));
    let now = desk.now();
    desk.db
        .write(move |tx| store::note_asked(tx, failed.as_deref(), now))
        .await
        .context("noting that others were asked")?;
    asked
}

async fn ask_all(desk: &Desk, trips: bool) -> anyhow::Result<()> {
    // Nothing leaves the machine on which an invented company lives.
    if desk.demo {
        return Ok(());
    }
    let mailboxes = desk.db.read(mailboxes::store::all).await?;
    let dns = Dns::of(&desk.config)?;
    // First: a letter that comes back shows how it was signed.
    if trips {
        for mailbox in &mailboxes {
            to_itself(desk, mailbox).await?;
        }
    }
    let mut domains: BTreeMap<String, &Mailbox> = BTreeMap::new();
    for mailbox in mailboxes.iter().rev() {
        let domain = mailbox.address.rsplit_once('@').map_or("", |(_, of)| of);
        domains.insert(domain.to_owned(), mailbox);
    }
    let signed = signatures(desk, domains.keys().cloned().collect()).await?;
    let mut checks = Vec::new();
    for (domain, mailbox) in &domains {
        let signed = signed.get(domain).map_or(&[][..], Vec::as_slice);
        let seen = ask_dns(&dns, domain, mailbox, signed, desk).await;
        checks.extend(rules::domain(&seen));
    }
    checks.push(clock(desk).await?);
    let now = desk.now();
    desk.db.write(move |tx| keep_only(tx, &checks, now)).await?;
    Ok(())
}

/// These are all the findings of others there are.
fn keep_only(tx: &mut Tx<'_>, checks: &[Check], now: At) -> Result<(), ::store::Error> {
    // What kept us from asking is no finding of theirs.
    let theirs = store::kept(tx)?.into_iter();
    for old in theirs.filter(|old| old.name != store::FAILED) {
        let again = |new: &&Check| new.name == old.name && new.subject == old.subject;
        if checks.iter().find(again).is_none() {
            store::forget(tx, &old.name, &old.subject)?;
        }
    }
    checks
        .iter()
        .try_for_each(|check| store::keep(tx, check, now))
}

async fn has_key(dns: &Dns, selector: &str, domain: &str) -> anyhow::Result<bool> {
    let texts = dns.txt(&format!("{selector}._domainkey.{domain}")).await?;
    Ok(texts.iter().any(|text| text.contains("p=")))
}

/// The usual selectors under which a key stands.
async fn usual_keys(dns: &Dns, domain: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for selector in SELECTORS {
        match has_key(dns, selector, domain).await {
            Ok(true) => found.push(selector.to_owned()),
            Ok(false) => {}
            // Nobody answers: the other names will be met with the same silence.
            Err(why) => return Err(format!("{why:#}")),
        }
    }
    Ok(found)
}

/// How our letters from each of these domains are signed, as those show that
/// came back to us.
async fn signatures(
    desk: &Desk,
    domains: Vec<String>,
) -> anyhow::Result<BTreeMap<String, Vec<Signature>>> {
    let learning = move |tx: &mut Tx<'_>| {
        for (at, raw) in store::newest_returned(tx, LETTERS)? {
            let bytes = tx.blob(&raw)?.unwrap_or_default();
            let shown = letters::signatures(&bytes);
            for domain in &domains {
                // Whoever wrote to us signed as well: only ours is of use.
                let mut ours = shown.clone();
                ours.retain(|signature| rules::speaks_for(&signature.domain, domain));
                trip::note_signed(tx, domain, &ours, at)?;
            }
        }
        let known = domains.iter();
        known
            .map(|domain| Ok((domain.clone(), trip::signed_by(tx, domain)?)))
            .collect::<Result<_, ::store::Error>>()
    };
    let learnt = desk.db.write(learning).await;
    learnt.context("reading how our letters are signed")
}

async fn ask_dns(
    dns: &Dns,
    domain: &str,
    mailbox: &Mailbox,
    signed: &[Signature],
    desk: &Desk,
) -> Domain {
    let silent = |why: anyhow::Error| format!("{why:#}");
    let mx = dns
        .mx(domain)
        .await
        .map(|all| all.into_iter().map(|mx| mx.host).collect());
    let dkim = match signed {
        [] => Keys::Usual(usual_keys(dns, domain).await),
        signed => {
            let mut shown = Vec::new();
            for signature in signed {
                let there = has_key(dns, &signature.selector, &signature.domain).await;
                shown.push((signature.clone(), there.map_err(silent)));
            }
            Keys::Shown(shown)
        }
    };
    let mut dmarc = dns.txt(&format!("_dmarc.{domain}")).await;
    for parent in rules::parents(domain) {
        if dmarc.as_ref().is_ok_and(Vec::is_empty) {
            dmarc = dns.txt(&format!("_dmarc.{parent}")).await;
        }
    }
    let sends = mailbox.server.as_ref().map(|s| s.host.clone());
    Domain {
        name: domain.to_owned(),
        mx: mx.map_err(silent),
        txt: dns.txt(domain).await.map_err(silent),
        dkim,
        dmarc: dmarc.map_err(silent),
        comes_in_at: mailbox.imap.as_ref().map(|f| f.server.host.clone()),
        goes_out_at: sends.or_else(|| desk.config.smtp.as_ref().map(|s| s.host.clone())),
    }
}

/// Letters that tell the time: as many as are looked at.
const LETTERS: i64 = 20;

async fn clock(desk: &Desk) -> anyhow::Result<Check> {
    let late = desk
        .db
        .read(|tx| {
            let mut late = Vec::new();
            for (came, raw) in store::newest_letters(tx, LETTERS)? {
                let Some(bytes) = tx.blob(&raw)? else {
                    continue;
                };
                if let Some(date) = letters::read(&bytes).0.date {
                    late.push((came.0 - date) / 60_000_000);
                }
            }
            Ok::<_, ::store::Error>(late)
        })
        .await
        .context("reading when the newest letters were written")?;
    Ok(rules::clock(rules::clock_off(&late)))
}

/// A letter of the mailbox to itself, where its letters are fetched.
async fn to_itself(desk: &Desk, mailbox: &Mailbox) -> anyhow::Result<()> {
    let words = Words::of(Lang::of_tag(&mailbox.language).unwrap_or_default());
    // A password that cannot be opened stands on the mailbox as a trouble of fetching.
    if fetch::source(desk, mailbox).await.is_err() {
        return Ok(());
    }
    let tried = trip::try_kept(desk, mailbox, words).await;
    tried.map(drop).with_context(|| {
        let id = mailbox.id;
        format!("noting how a letter of mailbox {id} to itself went")
    })
}

/// The letter, if nobody sends it right now and it has not arrived. An agent
/// decides about those of their own cases, a lead about all.
fn at_hand(tx: &mut Tx<'_>, asker: &Asker, id: i64) -> Result<Envelope, Problem> {
    let letter = outbox::store::not_arrived(tx, id)?
        .ok_or_else(|| Problem::refuse(StatusCode::CONFLICT, "left", "health-letter-left"))?;
    if asker.role < Role::Lead && !store::is_of(tx, id, asker.agent)? {
        return Err(Problem::refuse(
            StatusCode::FORBIDDEN,
            "role",
            "health-letter-of-another",
        ));
    }
    Ok(letter)
}

/// Sends it once more to where it was going.
pub fn again(tx: &mut Tx<'_>, asker: &Asker, id: i64, now: At) -> Result<(), Problem> {
    let letter = at_hand(tx, asker, id)?;
    send(tx, asker, &letter, &letter.address, now)
}

/// Sends it once more, to another address of the same person.
pub fn correct(
    tx: &mut Tx<'_>,
    asker: &Asker,
    id: i64,
    address: &str,
    now: At,
) -> Result<(), Problem> {
    let letter = at_hand(tx, asker, id)?;
    let address = address.trim().to_lowercase();
    let unfit =
        |key| Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "address", key).beside("address");
    if !looks_like_address(&address) {
        return Err(unfit("health-no-address"));
    }
    // A way in goes to nobody but to whom it was made for.
    let Some(person) = letter.person.filter(|_| letter.kind != Kind::Reset) else {
        return Err(unfit("health-address-fixed"));
    };
    match people::store::by_address(tx, &address)? {
        None => people::store::add_address(tx, person, &address, now)?,
        Some(known) if known == person => {}
        Some(_) => return Err(unfit("health-address-of-another").arg("address", address)),
    }
    send(tx, asker, &letter, &address, now)
}

fn send(
    tx: &mut Tx<'_>,
    asker: &Asker,
    letter: &Envelope,
    address: &str,
    now: At,
) -> Result<(), Problem> {
    outbox::store::send_again(tx, letter.id, address, now)?;
    cases::deeds::sent_again(tx, asker, letter, now)?;
    audit(tx, asker, "letter-again", letter.id, now)
}

/// They were told by voice: the letter does not leave any more.
pub fn told(tx: &mut Tx<'_>, asker: &Asker, id: i64, now: At) -> Result<(), Problem> {
    let letter = at_hand(tx, asker, id)?;
    outbox::store::see_to(tx, id, &asker.actor(), now)?;
    cases::deeds::told_otherwise(tx, asker, &letter, How::Phone, now)?;
    audit(tx, asker, "letter-told", id, now)
}

fn audit(tx: &mut Tx<'_>, asker: &Asker, deed: &str, id: i64, now: At) -> Result<(), Problem> {
    team::store::audit(tx, now, &asker.actor(), deed, &format!("envelope:{id}"))?;
    Ok(())
}
