//! A desk that can be lost can be had again.
//!
//! A backup is one file: a tar in zstd that holds every row as a line of JSON,
//! every letter and file as it came, and a manifest with counts and digests.
//! It is open on purpose (docs/export.md): whoever wants to leave can read it
//! without us, and it goes into either engine. It is made while the desk runs,
//! from one unchanging view, and counts only once it was read back and loaded
//! into a database of its own.
//!
//! Every night one is made and seven are kept. A restore puts nothing over
//! anything, and sends nothing: letters that waited when the backup was made
//! may have left since, so they wait for a person's press. A move is a restore
//! without the file between, taken up where it stopped.

mod check;
mod export;
mod load;
mod make;
mod moving;
mod pack;
mod restore;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod worker;

pub use check::check;
pub use export::export;
pub use make::{Made, make};
pub use moving::{Move, Moved, back, moving};
pub use restore::{Restore, Restored, restore};
pub use worker::watch;

/// Why a backup cannot be used, for the person who named it. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("{0} holds data already; name a folder that is empty or not there yet")]
    HoldsData(String),
    #[error("{0} exists already; name another file, or say --force to write over it")]
    Exists(String),
    #[error("{file} is no backup of Heliotrope: {why}")]
    NoBackup { file: String, why: String },
    #[error(
        "{file} is not whole: {why}. It was cut off while it was written or copied; take another one"
    )]
    NotWhole { file: String, why: String },
    #[error("{file} was altered or damaged: {why}. Take another one")]
    Altered { file: String, why: String },
    #[error(
        "{file} was made by a newer version ({version}; its schema is {found}, this version knows up to {known}). Restore it with that version"
    )]
    Newer {
        file: String,
        version: String,
        found: u32,
        known: u32,
    },
    #[error("{0}")]
    Used(String),
}
