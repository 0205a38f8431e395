//! A line that is used wrongly: one sentence with the nearest name.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Line;

/// Help and version on standard output, a refusal on standard error.
pub fn answer(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // A closed pipe is the reader's choice.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let words: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    eprintln!("heliotrope: {}", sentence(error, &words));
    ExitCode::from(2)
}

fn sentence(error: &clap::Error, words: &[String]) -> String {
    let (path, command) = chosen(words);
    let said = |kind| said(error, kind);
    let wrong = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let help = format!("`{path} --help` shows how");
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let wrong = said(ContextKind::InvalidSubcommand);
            let nearest = nearest(&wrong, &commands_of(&command));
            format!(
                "there is no command \"{wrong}\"; the nearest is \"{nearest}\" (`{path} --help` lists them all)"
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let all = commands_of(&command).join(", ");
            format!("say what to do, one of {all} (`{path} --help` explains them)")
        }
        ErrorKind::UnknownArgument if wrong.starts_with('-') => {
            let nearest = nearest(&wrong, &flags_of(&command));
            format!("`{path}` has no {wrong}; the nearest is {nearest} ({help})")
        }
        ErrorKind::UnknownArgument => format!("`{path}` takes no \"{wrong}\" ({help})"),
        ErrorKind::MissingRequiredArgument => format!("`{path}` needs {wrong} too ({help})"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{wrong} needs a value after it ({help})")
        }
        ErrorKind::InvalidValue => {
            let all = strings(error, ContextKind::ValidValue).join(", ");
            format!("\"{value}\" is nothing that {wrong} takes; say one of {all}")
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error)
                .map(ToString::to_string)
                .unwrap_or_default();
            format!("\"{value}\" cannot be {wrong}: {why} ({help})")
        }
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            match other == wrong || other.is_empty() {
                true => format!("{wrong} is given twice ({help})"),
                false => format!("{wrong} and {other} do not go together ({help})"),
            }
        }
        _ => {
            let first = error.to_string();
            let first = first.lines().next().unwrap_or_default();
            format!("{} ({help})", first.trim_start_matches("error: "))
        }
    }
}

/// The command that was meant as far as it was understood, and its whole name.
fn chosen(words: &[String]) -> (String, Command) {
    let mut command = Line::command();
    let mut path = command.get_name().to_owned();
    for word in words {
        let Some(inner) = command.find_subcommand(word).cloned() else {
            continue;
        };
        path = format!("{path} {word}");
        command = inner;
    }
    (path, command)
}

fn commands_of(command: &Command) -> Vec<String> {
    command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect()
}

fn flags_of(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|a| a.get_long());
    own.chain(["help"])
        .map(|flag| format!("--{flag}"))
        .collect()
}

fn nearest(word: &str, names: &[String]) -> String {
    let likeness = |name: &String| strsim::jaro_winkler(name, word);
    let best = names
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.cloned().unwrap_or_default()
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn said(error: &clap::Error, kind: ContextKind) -> String {
    strings(error, kind).join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let given = std::iter::once("heliotrope".to_owned()).chain(words.clone());
        let Err(error) = Line::try_parse_from(given) else {
            panic!("{line} is taken");
        };
        assert_eq!(sentence(&error, &words), expected);
    }

    #[test]
    fn a_wrong_line_is_answered_in_one_sentence_with_the_nearest_name() {
        check(
            "recieve",
            "there is no command \"recieve\"; the nearest is \"receive\" (`heliotrope --help` lists them all)",
        );
        check(
            "serve --lisen 127.0.0.1:1",
            "`heliotrope serve` has no --lisen; the nearest is --listen (`heliotrope serve --help` shows how)",
        );
        check(
            "serve now",
            "`heliotrope serve` takes no \"now\" (`heliotrope serve --help` shows how)",
        );
        check(
            "serve --data",
            "--data <DIR> needs a value after it (`heliotrope serve --help` shows how)",
        );
        check(
            "serve --data a --data b",
            "--data <DIR> is given twice (`heliotrope serve --help` shows how)",
        );
    }
}
