//! What could not be done: the other side's own words, what is safe, what to
//! do next.

use std::io::ErrorKind;
use std::process::ExitCode;

use store::OpenError;

use crate::backups::Refused;

/// Says it and gives the code for "not well", or for "used wrongly" where a
/// command was pointed at what it must not touch.
pub fn answer(error: &anyhow::Error) -> ExitCode {
    // Whoever reads our output has had enough, as `head` has.
    if kind(error) == Some(ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("heliotrope: {}", sentence(error));
    match error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Refused>())
    {
        Some(Refused::HoldsData(_) | Refused::Exists(_) | Refused::Used(_)) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}

pub fn sentence(error: &anyhow::Error) -> String {
    let said = format!("{error:#}");
    match next_step(error, &said) {
        Some(next) => format!("{}. {next}", said.trim_end_matches('.')),
        None => said,
    }
}

fn kind(error: &anyhow::Error) -> Option<ErrorKind> {
    error
        .chain()
        .find_map(|cause| cause.downcast_ref::<std::io::Error>())
        .map(std::io::Error::kind)
}

/// The store gives the engine's words as text, so they are looked for in it.
fn next_step(error: &anyhow::Error, said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let kind = kind(error);
    if kind == Some(ErrorKind::AddrInUse) {
        return Some("Another program listens there: stop it, or choose another address.");
    }
    if kind == Some(ErrorKind::AddrNotAvailable) {
        return Some(
            "This machine has no such address: choose one of its own, or 0.0.0.0 for all.",
        );
    }
    if says(&["disk is full", "no space left", "disk full", "disk quota"]) {
        return Some("What was confirmed before is safe. Make room, then try again.");
    }
    if says(&["file is not a database", "disk image is malformed"]) {
        return Some(
            "Nothing was changed. Bring the file back from a backup, or name another with --database.",
        );
    }
    if says(&[
        "permission denied",
        "unable to open database file",
        "readonly database",
        "read-only",
    ]) {
        return Some(
            "Nothing was changed. Let this account read and write there, or name another folder with --data.",
        );
    }
    if error.chain().any(|cause| cause.is::<Refused>()) {
        return Some("Nothing was changed.");
    }
    match error.downcast_ref::<OpenError>() {
        Some(OpenError::Server { .. }) => Some(
            "Nothing was changed. See that the server runs and that database.url names it rightly.",
        ),
        Some(OpenError::File { .. }) => Some("Nothing was changed."),
        _ => None,
    }
}
