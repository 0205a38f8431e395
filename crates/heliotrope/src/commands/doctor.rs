//! `heliotrope doctor`: whether the desk is well, what it holds, and what to
//! do about what is not well.

use std::process::ExitCode;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::at_hand::{Common, at_desk, no_desk, say, say_json};
use super::store::{Counts, counts};
use super::trouble;
use crate::app::serving_at;
use crate::health;
use crate::kit::words::{Lang, Words};
use crate::web::Desk;

/// Check the database, the ledger of arrivals, the outbox and the settings.
/// Ends with 1 when something is not well.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope doctor\n  heliotrope doctor --data /var/lib/heliotrope --json"
)]
pub struct Doctor {
    #[command(flatten)]
    common: Common,
    /// Ask the DNS about each domain first; otherwise what it said last is told.
    #[arg(long)]
    network: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    checks: Vec<Shown>,
    /// None of the three is known when the desk does not open.
    ledger: Option<ShownLedger>,
    counts: Option<Counts>,
    outbox: Option<ShownOutbox>,
}

#[derive(Serialize)]
struct Shown {
    name: String,
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

pub fn run(doctor: &Doctor) -> anyhow::Result<ExitCode> {
    let config = doctor.common.config()?;
    let examined = no_desk(&config)
        .and_then(|()| at_desk(config, async |desk| examine(desk, doctor.network).await));
    let report = examined.unwrap_or_else(|error| Report {
        ok: false,
        checks: vec![Shown {
            name: "database".to_owned(),
            ok: false,
            detail: trouble::sentence(&error),
        }],
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

async fn examine(desk: &Desk, ask: bool) -> anyhow::Result<Report> {
    if ask {
        health::deeds::ask_others(desk, false).await?;
    }
    // On PostgreSQL nobody can tell: a silence is then taken for one.
    let serving = desk.config.is_postgres() || serving_at(&desk.config).is_some();
    let seen = health::see(desk, serving, true).await?;
    let counts = desk.db.read(counts).await?;
    let (now, zone) = (desk.now(), TimeZone::system());
    let checks: Vec<Shown> = seen
        .checks
        .iter()
        .map(|check| Shown {
            name: check.name.clone(),
            ok: check.ok(),
            detail: health::views::sentence(Words::of(Lang::En), check, &zone, now),
        })
        .collect();
    let (waiting, sent, failed) = seen.outbox;
    Ok(Report {
        ok: checks.iter().all(|check| check.ok),
        checks,
        ledger: Some(ShownLedger {
            arrivals: seen.ledger.arrivals,
            case: seen.ledger.case,
            duplicate: seen.ledger.duplicate,
            screened: seen.ledger.screened,
            needs_person: seen.ledger.needs_person,
        }),
        counts: Some(counts),
        outbox: Some(ShownOutbox {
            waiting,
            sent,
            failed,
        }),
    })
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
