//! What can go wrong: always the engine's own words, never a panic.

use std::path::{Path, PathBuf};

use crate::Sql;

/// A failure of the store. Cheap to clone: one failed commit is answered to
/// everyone whose work was in it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{words}{}", .at.as_deref().map(|at| format!(" ({at})")).unwrap_or_default())]
pub struct Error {
    kind: Kind,
    words: String,
    /// File and line of the statement, where the statement itself is at fault.
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A unique key or primary key is taken.
    Unique,
    /// Another rule of the schema: a reference, a missing value, a check.
    Constraint,
    /// Somebody else holds the database.
    Busy,
    /// 40001, 40P01 and a plan from before a migration: run the closure again.
    Retry,
    /// The connection is gone.
    Gone,
    Panicked,
    Closed,
    /// A value, file or row that is not as expected.
    Data,
    Other,
}

impl Error {
    pub(crate) fn new(kind: Kind, words: impl Into<String>) -> Error {
        Error {
            kind,
            words: words.into(),
            at: None,
        }
    }

    /// A value or row that is not as expected, in words that name it.
    pub fn data(words: impl Into<String>) -> Error {
        Error::new(Kind::Data, words)
    }

    pub(crate) fn closed() -> Error {
        Error::new(Kind::Closed, "the database is closed")
    }

    pub(crate) fn panicked(panic: &(dyn std::any::Any + Send)) -> Error {
        let said = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no words");
        Error::new(
            Kind::Panicked,
            format!("the work on the database panicked, nothing was changed: {said}"),
        )
    }

    pub(crate) fn io(deed: &str, path: &Path, error: std::io::Error) -> Error {
        Error::data(format!("{deed} {}: {error}", path.display()))
    }

    pub(crate) fn sqlite(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        use rusqlite::ffi;
        let words = match &error {
            rusqlite::Error::SqliteFailure(code, said) => said
                .clone()
                .unwrap_or_else(|| ffi::code_to_str(code.extended_code).to_owned()),
            other => other.to_string(),
        };
        let kind = match error.sqlite_error() {
            Some(code) => match (code.code, code.extended_code) {
                (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
                | (_, ffi::SQLITE_CONSTRAINT_ROWID) => Kind::Unique,
                (ErrorCode::ConstraintViolation, _) => Kind::Constraint,
                (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Kind::Busy,
                _ => Kind::Other,
            },
            None => Kind::Other,
        };
        let words = if kind == Kind::Busy {
            format!(
                "another process holds the database ({words}); stop it, or try again when it is done"
            )
        } else {
            words
        };
        Error::new(kind, words)
    }

    pub(crate) fn postgres(error: tokio_postgres::Error) -> Error {
        use tokio_postgres::error::SqlState;
        let words = postgres_words(&error);
        let kind = match error.code() {
            Some(code) if *code == SqlState::UNIQUE_VIOLATION => Kind::Unique,
            Some(code)
                if *code == SqlState::T_R_SERIALIZATION_FAILURE
                    || *code == SqlState::T_R_DEADLOCK_DETECTED =>
            {
                Kind::Retry
            }
            Some(code)
                if *code == SqlState::FEATURE_NOT_SUPPORTED && words.contains("cached plan") =>
            {
                Kind::Retry
            }
            Some(code) if code.code().starts_with("23") => Kind::Constraint,
            Some(code) if code.code().starts_with("57P") => Kind::Gone,
            Some(_) => Kind::Other,
            None if error.is_closed() || lost(&error) => Kind::Gone,
            None => Kind::Other,
        };
        Error::new(kind, words)
    }

    /// Names the statement, where its text may be at fault: what a person did
    /// (a key that is taken, a full disk) needs no line of source.
    pub(crate) fn in_statement(mut self, sql: Sql) -> Error {
        if matches!(self.kind, Kind::Other | Kind::Data) {
            self.at = Some(format!("{}:{}", sql.file, sql.line));
        }
        self
    }

    /// The server is gone and its last word unheard.
    pub(crate) fn while_committing(mut self) -> Error {
        if self.kind == Kind::Gone {
            self.kind = Kind::Other;
            let words = self.words;
            self.words = format!(
                "the connection was lost while committing, so it is not known whether the work was done: {words}"
            );
        }
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Only running the whole closure again can help.
    pub(crate) fn must_rerun(&self) -> bool {
        matches!(self.kind, Kind::Retry | Kind::Gone)
    }

    /// A unique key is taken: somebody was first.
    pub fn is_unique(&self) -> bool {
        self.kind == Kind::Unique
    }

    /// Another process holds the database, even after the wait of 30 seconds.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }
}

fn lost(error: &tokio_postgres::Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.is::<std::io::Error>())
}

/// The server's own sentence, or the innermost cause.
pub(crate) fn postgres_words(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        let mut words = db.message().to_owned();
        for more in [db.detail(), db.hint()].into_iter().flatten() {
            words.push_str("; ");
            words.push_str(more);
        }
        return words;
    }
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !words.contains(&said) {
            words.push_str(": ");
            words.push_str(&said);
        }
        cause = inner.source();
    }
    words
}

/// Why a database could not be opened. Each says what and where; nothing was
/// changed unless it says so.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database address {0:?} is neither \"sqlite:/path/to/file\" nor \"postgres://host/name\""
    )]
    Address(String),
    #[error("{}: {words}", path.display())]
    File { path: PathBuf, words: String },
    #[error("{server}: {words}")]
    Server { server: String, words: String },
    #[error(
        "{place}: another process holds the database; waited 30 seconds. Stop it, or try again when it is done"
    )]
    Busy { place: String },
    #[error(
        "{place}: made by a newer version (its schema is {found}, this version knows up to {known}). Nothing was changed; start the newer version"
    )]
    Newer {
        place: String,
        found: u32,
        known: u32,
    },
    #[error(
        "{place}: migration {number:04}_{name} was applied with another text than this version has. Nothing was changed; a migration that was released is never edited, write a new one"
    )]
    Changed {
        place: String,
        number: u32,
        name: String,
    },
    #[error("{place}: migration {number:04}_{name} failed, nothing was changed: {words}")]
    Migration {
        place: String,
        number: u32,
        name: String,
        words: String,
    },
    #[error(
        "{place}: a desk is being copied into this database from {other} and is not whole yet. Nothing was changed; run the same `heliotrope move` or `heliotrope restore` again, it goes on where it stopped"
    )]
    Arriving { place: String, other: String },
    #[error(
        "{place}: this desk has moved to {other}. Nothing was changed; name that database, or take this one into use again with `heliotrope move --back`"
    )]
    Left { place: String, other: String },
    #[error("the list of migrations is wrong: {0}")]
    List(String),
}
