//! The locks: the few things that nobody gets past, whichever door they take
//! (docs/practices.md names them). Whoever is refused by one reads what to do;
//! a program has the same as a list of closed words.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Problem;

/// What a lock asks for and does not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// A need is still open.
    Settled,
    /// The person has not heard of it: by a letter, or aloud.
    Told,
    /// What was promised is still to be kept.
    Kept,
    /// Why it cannot be done.
    Reason,
    /// What can be done instead. This or a signpost is enough.
    Possible,
    /// Who can help.
    Signpost,
    /// A time that is still to come.
    Due,
    /// The sentence, in the text of the letter.
    Text,
    /// A live promise.
    Promise,
    /// A quote with the customer's OK: nothing else charges.
    Quote,
    /// What is held back; all else that came is kept.
    Held,
}

impl Problem {
    /// A lock says no, in the words of `key`, and names what is `missing`.
    pub fn lock(
        status: StatusCode,
        code: &'static str,
        key: &'static str,
        missing: &[Missing],
    ) -> Problem {
        Problem::refuse(status, code, key).extra("missing", json!(missing))
    }
}
