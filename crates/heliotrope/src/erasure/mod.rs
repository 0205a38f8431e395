//! What goes for good, because a person asked for it.
//!
//! Erasing a person blanks everything they said and everything that was said
//! to them: their row and addresses, letters, notes, needs, promises, drafts,
//! search, raw letters and files. Their cases keep number, dates and events,
//! which are ids and closed words. In a case with other people only theirs
//! goes, and what quotes them as far as it can be found; what could not be
//! known is said. An entry without words stays (table `erasure`, file
//! `erasures` in the data folder), so that a restored backup is erased again.
//! A letter that comes afterwards is from somebody new.

pub mod deeds;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;
pub mod worker;

pub fn routes() -> crate::web::Routes {
    pages::routes()
}
