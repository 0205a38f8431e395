//! `heliotrope read`: what we understand of letters that lie in files. Opens
//! no database and changes nothing.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use letters::Reading;
use serde_json::json;

use super::at_hand::{say, say_json};
use crate::kit::words::Lang;
use crate::needs::rules;
use crate::wordlists::Which;

/// Read letters from files and say what is understood of them.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope read letter.eml\n  heliotrope read --json *.eml > letters.jsonl\n  \
                  heliotrope read --json @list.txt   (a file with one name a line)\n  \
                  heliotrope read --needs en letter.eml   (what would be outlined in it)"
)]
pub struct Read {
    /// A file with one letter, or @LIST: a file with one name a line.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object a line, as soon as a file is read.
    #[arg(long)]
    json: bool,
    /// Say which places our own word rules of this language outline as a need, and how long they took.
    #[arg(long, value_name = "LANG")]
    needs: Option<Lang>,
}

pub fn run(read: &Read) -> anyhow::Result<ExitCode> {
    let mut all_opened = true;
    let mut one = |name: PathBuf| -> anyhow::Result<()> {
        match std::fs::read(&name) {
            Ok(bytes) => match read.needs {
                Some(lang) => outlined(lang, read.json, &name.to_string_lossy(), &bytes),
                None => show(read.json, &name.to_string_lossy(), &bytes),
            },
            Err(why) => {
                all_opened = false;
                eprintln!("heliotrope: {}: {why}", name.display());
                Ok(())
            }
        }
    };
    let mut lists_opened = true;
    for name in &read.files {
        let Some(list) = name.to_str().and_then(|name| name.strip_prefix('@')) else {
            one(name.clone())?;
            continue;
        };
        match std::fs::File::open(list) {
            Ok(file) => {
                for line in BufReader::new(file).lines() {
                    let line = line?;
                    let name = line.trim_end_matches('\r');
                    if !name.is_empty() {
                        one(PathBuf::from(name))?;
                    }
                }
            }
            Err(why) => {
                lists_opened = false;
                eprintln!("heliotrope: {list}: {why}");
            }
        }
    }
    Ok(match all_opened && lists_opened {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn show(json: bool, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let (letter, oddities) = letters::read(bytes);
    let reading = letters::reading(name, &letter, &oddities);
    match json {
        true => say_json(&reading),
        false => say(sheet(&reading)),
    }
}

/// What would be outlined in a letter that begins a case.
fn outlined(lang: Lang, json: bool, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let (letter, oddities) = letters::read(bytes);
    let reading = letters::reading(name, &letter, &oddities);
    let list = Which::Needs.our_list(lang);
    let began = Instant::now();
    let found = rules::reading(&list, 0, &reading.reply_text, &[]).candidates;
    let took = began.elapsed();
    if json {
        let needs: Vec<_> = found
            .iter()
            .map(|one| json!({ "kind": one.kind.word(), "text": one.words }))
            .collect();
        let microseconds = took.as_secs_f64() * 1e6;
        return say_json(&json!({ "file": name, "needs": needs, "microseconds": microseconds }));
    }
    let mut lines = vec![format!("== {name}")];
    lines.extend(
        found
            .iter()
            .map(|one| format!("{:<12} {}", one.kind.word(), one.words)),
    );
    lines.push(format!("{:<12} {} µs", "Took", took.as_micros()));
    say(lines.join("\n") + "\n")
}

/// For a person: what is there, and nothing of what is not.
fn sheet(r: &Reading) -> String {
    let mut lines = vec![format!("== {}", r.file)];
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{name:<12} {value}"));
        }
    };
    fact("From", r.from.join(", "));
    fact("To", r.to.join(", "));
    fact("Cc", r.cc.join(", "));
    fact("Subject", r.subject.clone().unwrap_or_default());
    fact("Message-ID", r.message_id.clone().unwrap_or_default());
    fact("Answers", r.in_reply_to.join(", "));
    for file in &r.attachments {
        let name = file.name.as_deref().unwrap_or("without a name");
        fact(
            "Attached",
            format!("{name} ({}, {} bytes)", file.content_type, file.size),
        );
    }
    if r.is_bounce {
        let told = [&r.bounce_reason, &r.bounce_status].into_iter().flatten();
        let told = told
            .map(String::as_str)
            .chain(r.bounce_recipients.iter().map(String::as_str));
        fact("Bounce", told.collect::<Vec<_>>().join(" "));
    }
    let marks = [
        (r.is_auto_reply, "an automatic reply"),
        (r.is_feedback_report, "a complaint report"),
    ];
    fact(
        "Is",
        marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| *word)
            .collect::<Vec<_>>()
            .join(", "),
    );
    fact("Sealed", r.sealed.unwrap_or_default().replace('-', ", "));
    fact("Odd", r.oddities.join(", "));
    for (name, text) in [
        ("New words", Some(&r.reply_text)),
        ("Signature", r.signature.as_ref()),
        ("Forwarded", r.forwarded_text.as_ref()),
        ("Quoted", r.elided_text.as_ref()),
    ] {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            lines.push(format!("-- {name}\n{}", text.trim_end()));
        }
    }
    lines.join("\n") + "\n"
}
