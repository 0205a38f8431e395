//! `heliotrope receive`: one letter on standard input, as a mail server hands
//! it over.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use serde::Serialize;

use super::at_hand::{Common, address, at_desk, say, say_json};
use super::trouble;
use crate::intake::{self, Door, Verdict};
use crate::kit::config::Config;

/// The code by which mail servers keep a letter and come again (EX_TEMPFAIL).
const COME_AGAIN: u8 = 75;

/// Take in one letter from standard input. Ends with 0 once it is kept, with
/// 75 when it could not be.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope receive --mailbox help@example.org < letter.eml\n  \
                  heliotrope receive --sender \"$SENDER\" --mailbox \"$RECIPIENT\" --json < letter.eml"
)]
pub struct Receive {
    #[command(flatten)]
    common: Common,
    /// Whom it is for; otherwise the letter itself says so.
    #[arg(long, value_name = "ADDR", value_parser = address)]
    mailbox: Option<String>,
    /// Who sent it, as the envelope says; empty is a bounce.
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "",
        hide_default_value = true
    )]
    sender: String,
    /// Print {"arrival","verdict","case","new"}.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Received {
    arrival: i64,
    verdict: &'static str,
    case: Option<i64>,
    new: bool,
}

pub fn run(receive: &Receive) -> anyhow::Result<ExitCode> {
    let config = receive.common.config()?;
    match keep(receive, config) {
        Ok(verdict) => {
            // It is kept, whether or not somebody reads that.
            if let Err(error) = show(receive, &verdict) {
                trouble::answer(&error);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!(
                "heliotrope: the letter is not kept, bring it again: {}",
                trouble::sentence(&error)
            );
            Ok(ExitCode::from(COME_AGAIN))
        }
    }
}

fn keep(receive: &Receive, config: Config) -> anyhow::Result<Verdict> {
    let bytes = letter(config.limits.letter_in)?;
    at_desk(config, async |desk| {
        let arrived = intake::deeds::Arrived {
            peer: None,
            door: Door::Receive,
            bytes,
            sender: receive.sender.trim_matches(['<', '>', ' ']).to_owned(),
            recipients: receive.mailbox.iter().cloned().collect(),
        };
        Ok(intake::receive(desk, arrived).await?)
    })
}

fn letter(limit: usize) -> anyhow::Result<Vec<u8>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Reading the letter from this terminal; Ctrl+D ends it.");
    }
    let mut bytes = Vec::new();
    // One byte more than may come shows that too much came.
    input
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .context("reading the letter from standard input")?;
    ensure!(
        bytes.len() <= limit,
        "it is larger than limits.letter_in allows ({limit} bytes)"
    );
    Ok(bytes)
}

fn show(receive: &Receive, verdict: &Verdict) -> anyhow::Result<()> {
    let received = Received {
        arrival: verdict.arrival,
        verdict: verdict.shown(),
        case: verdict.case,
        new: verdict.new,
    };
    if receive.json {
        return say_json(&received);
    }
    let arrival = received.arrival;
    match (received.case, received.verdict) {
        (Some(case), "case") if received.new => say(format_args!(
            "Kept as arrival {arrival}: it opens case {case}."
        )),
        (Some(case), "case") => say(format_args!(
            "Kept as arrival {arrival}: it goes to case {case}."
        )),
        (Some(case), "duplicate") => say(format_args!(
            "Kept as arrival {arrival}: case {case} has it already."
        )),
        (_, verdict) => say(format_args!("Kept as arrival {arrival}: {verdict}.")),
    }
}
