//! `heliotrope erase person`: a person's words and addresses go for good.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, say, say_json, spoken};
use crate::erasure::deeds::{self, Survey};
use crate::people;
use crate::team::By;
use crate::web::Desk;

/// Erase what somebody asks to have erased.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct Erase {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Person(Person),
    Again(Again),
}

/// Erase a person: name, addresses, letters, files and everything said to
/// them. Says first what goes; without a terminal it needs --yes.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope erase person ines@example.org\n  heliotrope erase person 17 --yes --json"
)]
struct Person {
    /// An address of theirs, or their number.
    #[arg(value_name = "ADDR|ID")]
    who: String,
    #[command(flatten)]
    common: Common,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// Print {"person","cases","shared","messages","files","held","elsewhere","erased"}.
    #[arg(long)]
    json: bool,
}

/// Erase again whom a list names, after an older copy of the database was put
/// back. `restore` does it by itself with the list it finds.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope erase again --from /mnt/old/erasures")]
struct Again {
    #[command(flatten)]
    common: Common,
    /// The list: the file `erasures` of the data folder that was served last.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Print {"erased"}: how many people.
    #[arg(long)]
    json: bool,
}

pub fn run(erase: &Erase) -> anyhow::Result<ExitCode> {
    match &erase.what {
        What::Person(asked) => run_person(asked),
        What::Again(asked) => run_again(asked),
    }
}

fn run_again(asked: &Again) -> anyhow::Result<ExitCode> {
    ensure!(
        asked.from.exists(),
        "there is no list {}; nothing was erased",
        asked.from.display()
    );
    let entries = deeds::read_list(&asked.from)?;
    asked.common.at_old_desk(async |desk| {
        let erased = deeds::apply_again(desk, &entries).await?;
        match asked.json {
            true => say_json(&json!({ "erased": erased }))?,
            false => say(format_args!(
                "{} entries; {erased} people of this desk were erased.",
                entries.len()
            ))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn run_person(asked: &Person) -> anyhow::Result<ExitCode> {
    asked.common.at_old_desk(async |desk| {
        let person = find(desk, &asked.who).await?;
        let survey = deeds::survey(desk, person).await.map_err(spoken)?;
        for line in told(&survey) {
            eprintln!("{line}");
        }
        if !asked.yes && !agreed()? {
            eprintln!("Nothing was erased.");
            return Ok(ExitCode::FAILURE);
        }
        let erased = deeds::erase(desk, person, By::Command.to_string())
            .await
            .map_err(spoken)?;
        match asked.json {
            true => say_json(&json!({
                "person": person, "cases": erased.alone, "shared": erased.shared,
                "messages": erased.in_alone.messages + erased.letters_in_shared, "files": erased.in_alone.files,
                "held": erased.held, "elsewhere": erased.elsewhere, "erased": true,
            }))?,
            false => say(format_args!("Person {person} is erased."))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The person of an address or a number.
///
/// # Errors
/// When there is none.
pub async fn find(desk: &Desk, who: &str) -> anyhow::Result<i64> {
    let wanted = who.trim().to_lowercase();
    let found = desk
        .db
        .read(move |tx| match wanted.parse::<i64>() {
            Ok(id) => Ok(people::store::find(tx, id)?.map(|p| p.id)),
            Err(_) => people::store::by_address(tx, &wanted),
        })
        .await?;
    found.with_context(|| {
        format!("nobody here is {who}; write an address of theirs or their number")
    })
}

fn told(survey: &Survey) -> Vec<String> {
    let list = |cases: &[i64]| {
        let all: Vec<String> = cases.iter().map(|n| format!("#{n}")).collect();
        all.join(", ")
    };
    let mut lines = vec![format!(
        "Person {}: name, addresses and links to case pages go.",
        survey.person
    )];
    if !survey.alone.is_empty() {
        lines.push(format!(
            "Everything said in {} of their cases goes ({} messages, {} files): {}.",
            survey.alone.len(),
            survey.in_alone.messages,
            survey.in_alone.files,
            list(&survey.alone)
        ));
    }
    if survey.open > 0 {
        lines.push(format!(
            "{} of these are open and will be closed.",
            survey.open
        ));
    }
    if survey.in_alone.waiting > 0 {
        lines.push(format!(
            "{} letters to them that have not left are taken back.",
            survey.in_alone.waiting
        ));
    }
    if !survey.shared.is_empty() {
        lines.push(format!(
            "In cases with others {} letters of theirs and what quotes them go: {}. {} messages of others stay; \
             look whether they speak of the person in words of their own.",
            survey.letters_in_shared,
            list(&survey.shared),
            survey.by_others
        ));
    }
    if !survey.held.is_empty() {
        lines.push(format!(
            "{} kept letters that stand in no case go.",
            survey.held.len()
        ));
    }
    if !survey.elsewhere.is_empty() {
        lines.push(format!(
            "Other cases name their address and are left as they are: {}.",
            list(&survey.elsewhere)
        ));
    }
    lines.push("Backups and copies made before still hold them.".to_owned());
    lines
}

/// # Errors
/// When nobody is there to be asked.
fn agreed() -> anyhow::Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        bail!(
            "nobody is at a terminal to be asked; --yes erases without asking. Nothing was erased"
        );
    }
    eprint!("Erase for good? Type yes: ");
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}
