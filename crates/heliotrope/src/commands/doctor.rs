//! `heliotrope doctor`: whether the desk is well, what it holds, and what to
//! do about what is not well.

use std::process::ExitCode;

use serde::Serialize;
use store::Tx;

use super::at_hand::{Common, at_desk, no_desk, say, say_json};
use super::store::{Counts, counts};
use super::trouble;
use crate::backups;
use crate::backups::rules::{Standing as Kept, standing};
use crate::intake::store::{Ledger, ledger, without_case};
use crate::kit::At;
use crate::kit::config::{Config, Https};
use crate::mailboxes::{self, Mailbox};
use crate::mailroom::{self, Trouble};
use crate::outbox;
use crate::web::Desk;
use crate::web::https::{self, Certificate, Standing};

/// Check the database, the ledger of arrivals, the outbox and the settings.
/// Ends with 1 when something is not well.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope doctor\n  heliotrope doctor --data /var/lib/heliotrope --json"
)]
pub struct Doctor {
    #[command(flatten)]
    common: Common,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    checks: Vec<Check>,
    /// None of the three is known when the desk does not open.
    ledger: Option<ShownLedger>,
    counts: Option<Counts>,
    outbox: Option<ShownOutbox>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

#[derive(Serialize)]
struct ShownLedger {
    arrivals: i64,
    case: i64,
    duplicate: i64,
    screened: i64,
    needs_person: i64,
}

#[derive(Serialize)]
struct ShownOutbox {
    waiting: i64,
    sent: i64,
    failed: i64,
}

/// What the database says, in one view.
struct Seen {
    ledger: Ledger,
    lost: i64,
    counts: Counts,
    outbox: (i64, i64, i64),
    mailboxes: Vec<Mailbox>,
    troubles: Vec<Trouble>,
    certificate: Option<Certificate>,
    backups: Kept,
}

pub fn run(doctor: &Doctor) -> anyhow::Result<ExitCode> {
    let config = doctor.common.config()?;
    let examined = no_desk(&config).and_then(|()| at_desk(config, examine));
    let report = examined.unwrap_or_else(|error| Report {
        ok: false,
        checks: vec![check("database", false, trouble::sentence(&error))],
        ledger: None,
        counts: None,
        outbox: None,
    });
    match doctor.json {
        true => say_json(&report)?,
        false => say(sheet(&report))?,
    }
    Ok(match report.ok {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

async fn examine(desk: &Desk) -> anyhow::Result<Report> {
    let (now, is_on) = (desk.now(), desk.config.backup.is_some());
    let url = desk.config.web.public_url.as_ref();
    let host = url
        .and_then(|url| url.host_str())
        .unwrap_or_default()
        .to_owned();
    let seen = desk
        .db
        .read(move |tx: &mut Tx<'_>| {
            let (last, good) = (backups::store::last(tx)?, backups::store::last_good(tx)?);
            let made = backups::store::made_at(tx)?;
            Ok::<_, store::Error>(Seen {
                ledger: ledger(tx)?,
                lost: without_case(tx)?,
                counts: counts(tx)?,
                outbox: outbox::store::counts(tx)?,
                mailboxes: mailboxes::store::all(tx)?,
                troubles: mailroom::health(tx, now)?,
                certificate: https::certificate(tx, &host)?,
                backups: standing(is_on, last.as_ref(), good.as_ref(), made, now),
            })
        })
        .await?;
    let mut checks = vec![
        check("database", true, format!("{:?} opens", desk.db.engine())),
        integrity(desk.db.integrity().await?),
        the_ledger(&seen),
        sending(&desk.config, &seen),
        public_url(desk.public_url().as_ref()),
        the_backups(&seen.backups),
    ];
    checks.extend(certificate(&desk.config, seen.certificate.as_ref(), now));
    checks.extend(key_file(&desk.config));
    let (waiting, sent, failed) = seen.outbox;
    let Ledger {
        arrivals,
        case,
        duplicate,
        screened,
        needs_person,
        ..
    } = seen.ledger;
    Ok(Report {
        ok: checks.iter().all(|check| check.ok),
        checks,
        ledger: Some(ShownLedger {
            arrivals,
            case,
            duplicate,
            screened,
            needs_person,
        }),
        counts: Some(seen.counts),
        outbox: Some(ShownOutbox {
            waiting,
            sent,
            failed,
        }),
    })
}

fn check(name: &'static str, ok: bool, detail: impl Into<String>) -> Check {
    let detail = detail.into();
    Check { name, ok, detail }
}

fn integrity(found: Vec<String>) -> Check {
    match found.is_empty() {
        true => check("integrity", true, "every row, index and file is whole"),
        false => check(
            "integrity",
            false,
            format!(
                "{}. Keep a copy of the data folder as it is, then bring back a backup",
                found.join("; ")
            ),
        ),
    }
}

fn the_ledger(seen: &Seen) -> Check {
    let Ledger {
        arrivals, unjudged, ..
    } = seen.ledger;
    if !seen.ledger.sums_up() {
        return check(
            "ledger",
            false,
            format!("the endings do not sum up to {arrivals} arrivals"),
        );
    }
    if seen.lost > 0 {
        return check(
            "ledger",
            false,
            format!("{} arrivals ended in a case that is not there", seen.lost),
        );
    }
    let waiting = match unjudged {
        0 => String::new(),
        n => format!("; {n} of them wait to be judged again"),
    };
    check(
        "ledger",
        true,
        format!("{arrivals} arrivals, each with its ending{waiting}"),
    )
}

fn sending(config: &Config, seen: &Seen) -> Check {
    let held_up: Vec<String> = seen
        .troubles
        .iter()
        .filter(|trouble| trouble.waiting > 0)
        .map(|t| {
            format!(
                "{}: {} letters wait, the server says: {}",
                t.address, t.waiting, t.said
            )
        })
        .collect();
    if !held_up.is_empty() {
        return check(
            "sending",
            false,
            format!(
                "{}. The letters are kept; `heliotrope mailbox test` tries the way",
                held_up.join("; ")
            ),
        );
    }
    let without = |m: &&Mailbox| m.server.is_none() && config.smtp.is_none();
    let mute: Vec<&str> = seen
        .mailboxes
        .iter()
        .filter(without)
        .map(|m| m.address.as_str())
        .collect();
    let (_, _, failed) = seen.outbox;
    match (seen.mailboxes.is_empty(), mute.is_empty()) {
        (true, _) => check(
            "sending",
            true,
            "there is no mailbox yet; `heliotrope mailbox add` adds one",
        ),
        (_, false) => check(
            "sending",
            true,
            format!(
                "no sending server for {}: replies stay drafts until smtp.host is set",
                mute.join(", ")
            ),
        ),
        _ if failed > 0 => check(
            "sending",
            true,
            format!("{failed} letters did not arrive; each stands on its case"),
        ),
        _ => check("sending", true, "no server refuses us"),
    }
}

fn the_backups(standing: &Kept) -> Check {
    let (ok, detail) = match standing {
        Kept::Off => (
            true,
            "backup.off is set: somebody else sees to them".to_owned(),
        ),
        Kept::Young => (
            true,
            "none yet; `serve` makes the first one tonight".to_owned(),
        ),
        Kept::Good(at) => (
            true,
            format!("the newest is of {at} and was read back whole"),
        ),
        Kept::Old(at) => {
            let newest = at.map_or("there is none".to_owned(), |at| {
                format!("the newest is of {at}")
            });
            let next = "`serve` makes one every night while it runs; `heliotrope backup FILE` makes one now";
            (false, format!("{newest}; {next}"))
        }
        Kept::Failed(at, why) => (
            false,
            format!(
                "the one of {at} failed: {why}. Older ones stay, and it is tried again within the hour"
            ),
        ),
    };
    check("backups", ok, detail)
}

fn public_url(url: Option<&url::Url>) -> Check {
    let Some(url) = url else {
        return check(
            "public_url",
            true,
            "web.public_url is not set: links work on this machine only",
        );
    };
    let loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match loopback {
        true => check(
            "public_url",
            true,
            format!(
                "{url} leads nowhere from other machines: set web.public_url before customers write"
            ),
        ),
        false => check("public_url", true, url.as_str()),
    }
}

/// The certificate of our own https, when we speak it.
fn certificate(config: &Config, seen: Option<&Certificate>, now: At) -> Option<Check> {
    if config.web.https == Https::Off {
        return None;
    }
    let Some(seen) = seen else {
        let said = "no certificate yet: `heliotrope serve` asks for one";
        return Some(check("certificate", true, said));
    };
    let trouble = seen.trouble.as_deref().unwrap_or("nothing was said");
    Some(match https::standing(seen, now) {
        Standing::Good { days } => check("certificate", true, format!("holds for {days} days")),
        Standing::Ending { days } => check(
            "certificate",
            days >= 7 && seen.trouble.is_none(),
            format!("holds for {days} days and goes on until then; renewing it said: {trouble}"),
        ),
        Standing::Over => check(
            "certificate",
            false,
            format!("it has ended, so browsers warn of the desk; renewing it said: {trouble}"),
        ),
        Standing::Missing => check(
            "certificate",
            false,
            format!(
                "there is none, so nobody is answered by https; asking for one said: {trouble}"
            ),
        ),
    })
}

/// The key that seals passwords, when it is a file.
#[cfg(unix)]
fn key_file(config: &Config) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    if config.key_is_configured() {
        return None;
    }
    let file = config.key_file();
    let shown = file.display();
    Some(match file.metadata() {
        Ok(meta) if meta.permissions().mode() & 0o077 == 0 => {
            check("key", true, format!("only its owner may read {shown}"))
        }
        Ok(_) => check(
            "key",
            false,
            format!("others on this machine may read {shown}; `chmod 600 {shown}` mends it"),
        ),
        Err(why) => check("key", false, format!("{shown}: {why}")),
    })
}

#[cfg(not(unix))]
fn key_file(_: &Config) -> Option<Check> {
    None
}

fn sheet(report: &Report) -> String {
    let mut lines: Vec<String> = Vec::new();
    for check in &report.checks {
        let word = if check.ok { "well" } else { "NOT WELL" };
        lines.push(format!("{:<11} {word:<9} {}", check.name, check.detail));
    }
    if let Some(l) = &report.ledger {
        lines.push(format!(
            "\narrivals    {} = {} in cases, {} duplicates, {} screened, {} for a person",
            l.arrivals, l.case, l.duplicate, l.screened, l.needs_person
        ));
    }
    if let Some(c) = &report.counts {
        lines.push(format!(
            "holds       {} cases, {} messages, {} people, {} events, {} attachments",
            c.cases, c.messages, c.people, c.events, c.attachments
        ));
    }
    if let Some(o) = &report.outbox {
        lines.push(format!(
            "outbox      {} waiting, {} sent, {} failed",
            o.waiting, o.sent, o.failed
        ));
    }
    lines.join("\n")
}
