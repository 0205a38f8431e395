//! What goes into a statement and what comes out: values, rows and the
//! registered texts of statements.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::{Engine, Error};

/// One bound value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(String),
    Blob(Vec<u8>),
}

macro_rules! value_from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Value {
                $into
            }
        })*
    };
}

value_from! {
    i64 => |v| Value::Int(v);
    i32 => |v| Value::Int(v.into());
    u32 => |v| Value::Int(v.into());
    u16 => |v| Value::Int(v.into());
    u8 => |v| Value::Int(v.into());
    f64 => |v| Value::Real(v);
    bool => |v| Value::Bool(v);
    &str => |v| Value::Text(v.to_owned());
    String => |v| Value::Text(v);
    &String => |v| Value::Text(v.clone());
    Cow<'_, str> => |v| Value::Text(v.into_owned());
    Vec<u8> => |v| Value::Blob(v);
    &[u8] => |v| Value::Blob(v.to_vec());
    &Vec<u8> => |v| Value::Blob(v.clone());
}

/// Many numbers as one value, for `IN {ids($1)}`.
pub fn ids(numbers: impl IntoIterator<Item = i64>) -> Value {
    let numbers: Vec<String> = numbers.into_iter().map(|n| n.to_string()).collect();
    Value::Text(format!("[{}]", numbers.join(",")))
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// The values of a statement, in the order of `$1`, `$2`, ...
#[macro_export]
macro_rules! args {
    () => { &[] as &[$crate::Value] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] as &[$crate::Value] };
}

/// One row of an answer. All rows of an answer share two buffers: a value of
/// their own for each column cost a page an eighth of its time.
#[derive(Clone)]
pub struct Row {
    answer: Arc<Answer>,
    /// Where its cells begin.
    first: usize,
}

/// What a statement answered, row after row.
#[derive(Default)]
pub(crate) struct Answer {
    columns: usize,
    cells: Vec<Cell>,
    text: String,
    bytes: Vec<u8>,
}

enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(Range<usize>),
    Blob(Range<usize>),
}

/// A value where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen<'a> {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl Seen<'_> {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Seen::Null => "nothing",
            Seen::Int(_) => "a whole number",
            Seen::Real(_) => "a number",
            Seen::Bool(_) => "yes or no",
            Seen::Text(_) => "text",
            Seen::Blob(_) => "bytes",
        }
    }
}

impl From<Seen<'_>> for Value {
    fn from(seen: Seen<'_>) -> Value {
        match seen {
            Seen::Null => Value::Null,
            Seen::Int(v) => Value::Int(v),
            Seen::Real(v) => Value::Real(v),
            Seen::Bool(v) => Value::Bool(v),
            Seen::Text(v) => Value::Text(v.to_owned()),
            Seen::Blob(v) => Value::Blob(v.to_vec()),
        }
    }
}

impl Value {
    pub(crate) fn seen(&self) -> Seen<'_> {
        match self {
            Value::Null => Seen::Null,
            Value::Int(v) => Seen::Int(*v),
            Value::Real(v) => Seen::Real(*v),
            Value::Bool(v) => Seen::Bool(*v),
            Value::Text(v) => Seen::Text(v),
            Value::Blob(v) => Seen::Blob(v),
        }
    }
}

impl Answer {
    pub fn new(columns: usize) -> Answer {
        Answer {
            columns,
            cells: Vec::with_capacity(columns * 4),
            ..Answer::default()
        }
    }

    /// The next value, from left to right and row after row.
    pub fn push(&mut self, value: Seen<'_>) {
        self.cells.push(match value {
            Seen::Null => Cell::Null,
            Seen::Int(v) => Cell::Int(v),
            Seen::Real(v) => Cell::Real(v),
            Seen::Bool(v) => Cell::Bool(v),
            Seen::Text(v) => {
                let from = self.text.len();
                self.text.push_str(v);
                Cell::Text(from..self.text.len())
            }
            Seen::Blob(v) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(v);
                Cell::Blob(from..self.bytes.len())
            }
        });
    }

    pub fn rows(self) -> Vec<Row> {
        let (columns, cells) = (self.columns.max(1), self.cells.len());
        let answer = Arc::new(self);
        let row = |first| Row {
            answer: Arc::clone(&answer),
            first,
        };
        (0..cells).step_by(columns).map(row).collect()
    }
}

impl Row {
    /// A row of one's own.
    pub(crate) fn of(values: &[Value]) -> Row {
        let mut answer = Answer::new(values.len());
        values.iter().for_each(|value| answer.push(value.seen()));
        Row {
            answer: Arc::new(answer),
            first: 0,
        }
    }

    /// The value in column `index`, counted from 0.
    ///
    /// # Errors
    /// Names the column, what was asked for and what stands there.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let value = self.seen(index).ok_or_else(|| {
            Error::data(format!(
                "column {index} was asked for, the row has {}",
                self.len()
            ))
        })?;
        T::from_value(value).ok_or_else(|| {
            Error::data(format!(
                "column {index} holds {}, not {}",
                value.word(),
                T::WORD
            ))
        })
    }

    fn seen(&self, index: usize) -> Option<Seen<'_>> {
        let answer = &*self.answer;
        let cell = (index < answer.columns).then(|| answer.cells.get(self.first + index))??;
        Some(match cell {
            Cell::Null => Seen::Null,
            Cell::Int(v) => Seen::Int(*v),
            Cell::Real(v) => Seen::Real(*v),
            Cell::Bool(v) => Seen::Bool(*v),
            Cell::Text(at) => Seen::Text(answer.text.get(at.clone())?),
            Cell::Blob(at) => Seen::Blob(answer.bytes.get(at.clone())?),
        })
    }

    /// Its values where they stand, from left to right.
    pub(crate) fn values(&self) -> impl Iterator<Item = Seen<'_>> {
        (0..self.len()).filter_map(|index| self.seen(index))
    }

    pub fn len(&self) -> usize {
        self.answer.columns
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Row) -> bool {
        self.values().eq(other.values())
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.values()).finish()
    }
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    const WORD: &'static str;
    fn from_value(value: Seen<'_>) -> Option<Self>;
}

impl FromValue for i64 {
    const WORD: &'static str = "a whole number";
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Int(v) => Some(v),
            Seen::Bool(v) => Some(v.into()),
            _ => None,
        }
    }
}

impl FromValue for bool {
    const WORD: &'static str = "yes or no";
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Bool(v) => Some(v),
            // SQLite has no booleans of its own.
            Seen::Int(0) => Some(false),
            Seen::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    const WORD: &'static str = "a number";
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Real(v) => Some(v),
            Seen::Int(v) => Some(v as f64),
            _ => None,
        }
    }
}

impl FromValue for String {
    const WORD: &'static str = "text";
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Text(v) => Some(v.to_owned()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const WORD: &'static str = "bytes";
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Blob(v) => Some(v.to_vec()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const WORD: &'static str = T::WORD;
    fn from_value(value: Seen<'_>) -> Option<Self> {
        match value {
            Seen::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// The text of a statement and where it stands. Made by [`sql!`](crate::sql)
/// alone, so that a test can prepare every text on both engines.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    pub text: &'static str,
    pub file: &'static str,
    pub line: u32,
    /// `None`: rendered anew each time.
    rendered: Option<&'static Rendered>,
    /// `None`: for both engines. Read by the test that prepares every text.
    #[cfg_attr(not(any(test, feature = "testing")), expect(dead_code))]
    pub(crate) only: Option<Engine>,
}

/// A text as each engine takes it, made once.
#[doc(hidden)]
#[derive(Debug)]
pub struct Rendered {
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Rendered {
    #[expect(clippy::new_without_default, reason = "for statics")]
    pub const fn new() -> Rendered {
        Rendered {
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
        }
    }
}

impl Sql {
    #[doc(hidden)]
    pub const fn new(text: &'static str, file: &'static str, line: u32) -> Sql {
        Sql {
            text,
            file,
            line,
            rendered: None,
            only: None,
        }
    }

    #[doc(hidden)]
    pub const fn rendered(self, once: &'static Rendered) -> Sql {
        Sql {
            rendered: Some(once),
            ..self
        }
    }

    pub(crate) const fn only(self, engine: Engine) -> Sql {
        Sql {
            only: Some(engine),
            ..self
        }
    }

    /// The text as `engine` takes it. SQLite counts `$2` by its first
    /// appearance, but `?2` by its number.
    pub fn render(&self, engine: Engine) -> Cow<'static, str> {
        let made = || match engine {
            Engine::Sqlite => self
                .text
                .replace("{skip_locked}", "")
                .replace("{for_update}", "")
                .replace("{ids(", "(SELECT value FROM json_each(")
                .replace(")}", "))")
                .replace('$', "?"),
            Engine::Postgres => self
                .text
                .replace("{skip_locked}", "FOR UPDATE SKIP LOCKED")
                .replace("{for_update}", "FOR UPDATE")
                .replace(
                    "{ids(",
                    "(SELECT value::BIGINT FROM jsonb_array_elements_text(",
                )
                .replace(")}", "::text::jsonb))"),
        };
        match (self.rendered, engine) {
            (Some(once), Engine::Sqlite) => once.sqlite.get_or_init(made).into(),
            (Some(once), Engine::Postgres) => once.postgres.get_or_init(made).into(),
            (None, _) => made().into(),
        }
    }
}

inventory::collect!(Sql);

/// Every statement of this program.
pub fn registered() -> impl Iterator<Item = &'static Sql> {
    inventory::iter::<Sql>.into_iter()
}

/// The one way to write a statement: one text for both engines, `$1` and so on
/// for values, `{skip_locked}` and `{for_update}` where rows are locked,
/// `number IN {ids($1)}` for a list bound as [`ids`](crate::ids).
#[macro_export]
macro_rules! sql {
    ($text:expr) => {{
        static RENDERED: $crate::Rendered = $crate::Rendered::new();
        $crate::inventory::submit! { $crate::Sql::new($text, file!(), line!()) }
        $crate::Sql::new($text, file!(), line!()).rendered(&RENDERED)
    }};
}

/// A statement that only one engine knows. Never outside this crate.
macro_rules! sql_only {
    ($engine:ident, $text:expr) => {{
        static RENDERED: $crate::Rendered = $crate::Rendered::new();
        inventory::submit! {
            $crate::Sql::new($text, file!(), line!()).only($crate::Engine::$engine)
        }
        $crate::Sql::new($text, file!(), line!())
            .only($crate::Engine::$engine)
            .rendered(&RENDERED)
    }};
}
pub(crate) use sql_only;
