//! What a handler answers when it does not do what was asked.
//!
//! A *refusal* is for the person: a key of the catalogue with arguments, put
//! into words at the edge, in their language, as a page or as problem+json
//! with the same sentence. A *failure* is ours: it names the deed and the
//! object and keeps its cause for the log; the person reads what is safe and
//! where the cause stands.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::kit::money;
use crate::kit::words::{FluentValue, Words};
use crate::t;

/// An argument of a refusal's sentence. A number chooses plurals; a text
/// stands as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl Arg {
    fn spoken(&self) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => text.as_str().into(),
            Arg::Number(n) => (*n).into(),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(n: i64) -> Arg {
        Arg::Number(n)
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Arg {
        Arg::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// The one error type of handlers and write closures.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// Closed word for programs, kebab-case: "stale", "untold".
    pub code: &'static str,
    key: String,
    args: Vec<(&'static str, Arg)>,
    extras: Map<String, Value>,
    doing: Option<String>,
    cause: Option<anyhow::Error>,
    retry_after: Option<u64>,
    /// The case that was asked for, and the one it leads to.
    moved: Option<Box<(i64, i64)>>,
    /// The cause is for the log alone: it was never meant to be read.
    panicked: bool,
}

impl Problem {
    /// Says no, in the words of `key`.
    pub fn refuse(status: StatusCode, code: &'static str, key: &'static str) -> Problem {
        Problem::new(status, code, key.to_owned())
    }

    /// The same, in the words of `key`.
    pub fn worded(mut self, key: &'static str) -> Problem {
        key.clone_into(&mut self.key);
        self
    }

    /// There is no such thing, or not for this asker: the two look the same.
    /// `noun` names the catalogue's `not-found-<noun>`.
    pub fn not_found(noun: &'static str, which: impl ToString) -> Problem {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not-found",
            format!("not-found-{noun}"),
        )
        .arg("which", which.to_string())
    }

    /// An amount that could not be taken.
    pub fn amount(wrong: &money::Wrong, words: Words) -> Problem {
        Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "amount", "web-amount")
            .arg("said", wrong.said(words))
    }

    pub fn sign_in_first() -> Problem {
        Problem::refuse(StatusCode::UNAUTHORIZED, "sign-in", "web-sign-in-first")
    }

    /// More than is taken in at once: `limit` bytes.
    pub fn too_large(limit: usize) -> Problem {
        Problem::refuse(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "web-too-large")
            .arg("mib", limit.div_ceil(1 << 20))
    }

    fn new(status: StatusCode, code: &'static str, key: String) -> Problem {
        Problem {
            status,
            code,
            key,
            args: Vec::new(),
            extras: Map::new(),
            doing: None,
            cause: None,
            retry_after: None,
            moved: None,
            panicked: false,
        }
    }

    fn failure(cause: anyhow::Error) -> Problem {
        let mut problem =
            Problem::refuse(StatusCode::INTERNAL_SERVER_ERROR, "failed", "web-failed");
        problem.cause = Some(cause);
        problem
    }

    /// A fault in our own code stopped the request.
    pub(super) fn panicked(said: &str) -> Problem {
        let mut problem = Problem::failure(anyhow::anyhow!("a panic: {said}"));
        problem.panicked = true;
        problem
    }

    /// An argument of the sentence.
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Problem {
        self.args.push((name, value.into()));
        self
    }

    /// One more member of the problem+json.
    pub fn extra(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.extras.insert(name.to_owned(), value.into());
        self
    }

    /// The field of a form that is wrong, by its name; also for programs.
    pub fn beside(self, field: &str) -> Problem {
        self.extra("field", field)
    }

    /// The name given to [`Problem::beside`].
    pub fn field(&self) -> Option<&str> {
        self.extras.get("field").and_then(Value::as_str)
    }

    /// The deed and its object, for the log: "closing case 7". The innermost
    /// one stays: it knows best.
    pub fn doing(mut self, deed: impl Into<String>) -> Problem {
        self.doing.get_or_insert_with(|| deed.into());
        self
    }

    /// Seconds after which the same may be asked again.
    pub fn retry_after(mut self, seconds: u64) -> Problem {
        self.retry_after = Some(seconds);
        self
    }

    /// Case `from` leads to case `into`: the sentence and programs hear it, and
    /// the answer leads there.
    pub fn moved(mut self, from: i64, into: i64) -> Problem {
        self.moved = Some(Box::new((from, into)));
        self.arg("from", from.to_string())
            .arg("into", into.to_string())
            .extra("into", into)
    }

    /// Where the same is asked of the case that this one leads to.
    pub fn leads_to(&self, path: &str) -> Option<String> {
        let (from, into) = *self.moved.as_deref()?;
        let (mut found, mut before) = (false, "");
        let parts = path.split('/').map(|part| {
            let it = !found && before == "cases" && part.parse() == Ok(from);
            found |= it;
            before = part;
            if it {
                into.to_string()
            } else {
                part.to_owned()
            }
        });
        Some(parts.collect::<Vec<_>>().join("/"))
    }

    pub fn retry_seconds(&self) -> Option<u64> {
        self.retry_after
    }

    pub fn is_failure(&self) -> bool {
        self.cause.is_some()
    }

    pub fn extras(&self) -> &Map<String, Value> {
        &self.extras
    }

    /// The sentence a person reads.
    pub fn detail(&self, words: Words) -> String {
        let args = self.args.iter();
        let args: Vec<_> = args.map(|(name, value)| (*name, value.spoken())).collect();
        words.with(&self.key, args)
    }

    /// The same for somebody of the team, who may also read what the other
    /// side (the database, the disk) said.
    pub fn detail_for_team(&self, words: Words) -> String {
        match &self.cause {
            Some(cause) if !self.panicked => t!(
                words,
                "web-failed-said",
                said = cause.root_cause().to_string()
            ),
            _ => self.detail(words),
        }
    }

    /// A few words above the sentence, by kind.
    pub fn title(&self, words: Words) -> String {
        words.say(match self.status.as_u16() {
            307 => "web-title-moved",
            401 => "web-title-sign-in",
            403 => "web-title-not-yours",
            404 | 405 | 410 => "web-title-not-here",
            409 => "web-title-not-yet",
            413 => "web-title-too-large",
            429 => "web-title-too-often",
            500.. => "web-title-failed",
            _ => "web-title-not-understood",
        })
    }

    /// `application/problem+json` (RFC 9457).
    pub fn json(&self, words: Words, detail: &str) -> Value {
        let mut body = json!({
            "type": format!("urn:heliotrope:problem:{}", self.code),
            "title": self.title(words),
            "status": self.status.as_u16(),
            "detail": detail,
            "code": self.code,
        });
        if let Some(members) = body.as_object_mut() {
            members.extend(self.extras.clone());
        }
        body
    }

    /// For the log: the deed with the chain of its causes.
    pub fn cause_in_words(&self) -> String {
        let deed = self.doing.as_deref().unwrap_or("answering a request");
        match &self.cause {
            Some(cause) => format!("{deed}: {cause:#}"),
            None => deed.to_owned(),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(e: store::Error) -> Problem {
        Problem::failure(e.into())
    }
}

impl From<anyhow::Error> for Problem {
    fn from(e: anyhow::Error) -> Problem {
        Problem::failure(e)
    }
}

/// `store::find(tx, n).doing(|| format!("finding case {n}"))?`
pub trait Doing<T> {
    fn doing<S: Into<String>>(self, deed: impl FnOnce() -> S) -> Result<T, Problem>;
}

impl<T, E: Into<Problem>> Doing<T> for Result<T, E> {
    fn doing<S: Into<String>>(self, deed: impl FnOnce() -> S) -> Result<T, Problem> {
        self.map_err(|e| e.into().doing(deed()))
    }
}

/// The problem travels to the edge as an extension of an empty response; the
/// edge knows the path and the language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
