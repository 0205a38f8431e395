//! What a program sends, read strictly: the JSON of a body ([`Given`]), the
//! words behind the question mark ([`Asked`]), the names in the path
//! ([`Named`]). A field that nobody knows is refused with the nearest name
//! that is known, because a misspelt `settles` would otherwise settle nothing
//! and say nothing.

use std::fmt::Display;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, request::Parts};
use data_encoding::BASE64URL_NOPAD;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::form_urlencoded;

use super::desk::Desk;
use super::problem::Problem;

/// `null` is a value of its own: nothing, nobody. What is left out is none, with
/// `#[serde(default, deserialize_with = "nullable")]`.
pub fn nullable<'de, D, T>(d: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(d).map(Some)
}

/// The JSON object of a body. No body at all is an empty object.
pub struct Given<T>(pub T);

/// The words behind the question mark.
pub struct Asked<T>(pub T);

/// The names in the path; one that cannot be is a page that is not there.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Desk> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, desk: &Desk) -> Result<Given<T>, Problem> {
        let is_json = is_json(request.headers());
        let body = Bytes::from_request(request, desk)
            .await
            .map_err(|_| Problem::refuse(StatusCode::BAD_REQUEST, "cut-short", "web-cut-short"))?;
        if body.is_empty() {
            let nothing = Value::Object(serde_json::Map::new());
            return Ok(Given(read(nothing, false)?));
        }
        if !is_json {
            return Err(Problem::refuse(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "web-not-json",
            ));
        }
        let value: Value = serde_json::from_slice(&body).map_err(|e| {
            Problem::refuse(
                StatusCode::BAD_REQUEST,
                "malformed-json",
                "web-malformed-json",
            )
            .arg("said", e.to_string())
        })?;
        Ok(Given(read(value, false)?))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let kind = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked<T>, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let members = pairs.map(|(k, v)| (k.into_owned(), Value::String(v.into_owned())));
        read(Value::Object(members.collect()), true)
            .map(Asked)
            .map_err(|wrong| match parts.uri.path().starts_with("/api/") {
                true => Problem::from(wrong),
                false => wrong.in_an_address(),
            })
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named<T>, Problem> {
        Path::from_request_parts(parts, state)
            .await
            .map(|Path(names)| Named(names))
            .map_err(|_| Problem::refuse(StatusCode::NOT_FOUND, "not-found", "web-no-page"))
    }
}

/// Where a list goes on: the sort key of its last item, opaque to whoever holds it.
pub fn cursor(key: &impl Serialize) -> String {
    let json = serde_json::to_vec(key).unwrap_or_default();
    BASE64URL_NOPAD.encode(&json)
}

/// How many items a list gives at once: 50 unless asked otherwise, never more than 100.
///
/// # Errors
/// 422 `limit` for less than one.
pub fn limit_of(asked: Option<i64>) -> Result<i64, Problem> {
    match asked.unwrap_or(50) {
        n if n < 1 => Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "limit",
            "web-wrong-limit",
        )),
        n => Ok(n.min(100)),
    }
}

/// # Errors
/// 422 `cursor` for one that this list did not give.
pub fn read_cursor<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(cursor) = cursor.filter(|c| !c.is_empty()) else {
        return Ok(None);
    };
    let json = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let key = json.and_then(|json| serde_json::from_slice(&json).ok());
    key.map(Some).ok_or_else(|| {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "cursor",
            "web-wrong-cursor",
        )
    })
}

fn read<T: DeserializeOwned>(value: Value, spelled: bool) -> Result<T, Wrong> {
    T::deserialize(Node {
        value,
        path: String::new(),
        spelled,
    })
}

/// One value with the way to it: `next_word.due`, `settles[2]`.
struct Node {
    value: Value,
    path: String,
    /// Everything is text, as behind a question mark.
    spelled: bool,
}

impl Node {
    fn member(&self, name: &str, value: Value) -> Node {
        Node {
            value,
            path: join(&self.path, name),
            spelled: self.spelled,
        }
    }

    /// A number or a yes written as text becomes what it says.
    fn read_as_written(mut self) -> Node {
        if let (true, Value::String(text)) = (self.spelled, &self.value)
            && let Ok(value @ (Value::Number(_) | Value::Bool(_))) = serde_json::from_str(text)
        {
            self.value = value;
        }
        self
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Node {
    type Deserializer = Node;
    fn into_deserializer(self) -> Node {
        self
    }
}

macro_rules! as_written {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.read_as_written().deserialize_any(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Node {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Wrong> {
        let read = match std::mem::take(&mut self.value) {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(yes),
            Value::Number(n) => match (n.as_i64(), n.as_u64()) {
                (Some(n), _) => visitor.visit_i64(n),
                (None, Some(n)) => visitor.visit_u64(n),
                (None, None) => visitor.visit_f64(n.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => {
                let item = |(i, value)| Node {
                    value,
                    path: format!("{}[{i}]", self.path),
                    spelled: self.spelled,
                };
                visitor.visit_seq(SeqDeserializer::new(
                    items.into_iter().enumerate().map(item),
                ))
            }
            Value::Object(members) => {
                let member = |(name, value): (String, Value)| {
                    let node = self.member(&name, value);
                    (name, node)
                };
                visitor.visit_map(MapDeserializer::new(members.into_iter().map(member)))
            }
        };
        read.map_err(|wrong| wrong.below(&self.path))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let read = match &self.value {
            Value::String(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            _ => Err(Wrong::unknown_variant(&self.value.to_string(), words)),
        };
        read.map_err(|wrong| wrong.below(&self.path))
    }

    // By name only: a list in the order of our fields would change its meaning
    // when we add one.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if self.value.is_object() {
            return self.deserialize_any(visitor);
        }
        Err(Wrong::of(What::Shape {
            wanted: "web-wanted-object",
        })
        .below(&self.path))
    }

    as_written! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map identifier
        ignored_any
    }
}

/// What is wrong with what was given, and where.
#[derive(Debug)]
struct Wrong {
    path: Option<String>,
    what: What,
}

#[derive(Debug)]
enum What {
    NoSuchField {
        name: String,
        known: &'static [&'static str],
    },
    NoSuchWord {
        word: String,
        known: &'static [&'static str],
    },
    Missing {
        name: &'static str,
    },
    Shape {
        wanted: &'static str,
    },
    Said(String),
}

impl Wrong {
    fn of(what: What) -> Wrong {
        Wrong { path: None, what }
    }

    /// For somebody who reads a page: they see an address, and no fields.
    fn in_an_address(self) -> Problem {
        let path = self.path.clone().unwrap_or_default();
        let (key, field) = match &self.what {
            What::Missing { name } => ("web-address-lacks", join(&path, name)),
            What::Shape {
                wanted: "web-wanted-number",
            } => ("web-address-number", path),
            _ => ("web-address-unread", path),
        };
        let code = Problem::from(self).code;
        Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
            .beside(&field)
            .arg("field", field)
    }

    /// The innermost place stays: it knows best.
    fn below(mut self, path: &str) -> Wrong {
        self.path.get_or_insert_with(|| path.to_owned());
        self
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Wrong {}

impl serde::de::Error for Wrong {
    fn custom<T: Display>(said: T) -> Wrong {
        Wrong::of(What::Said(said.to_string()))
    }
    fn invalid_type(_: Unexpected<'_>, wanted: &dyn Expected) -> Wrong {
        Wrong::of(What::Shape {
            wanted: shape(&wanted.to_string()),
        })
    }
    fn invalid_value(_: Unexpected<'_>, wanted: &dyn Expected) -> Wrong {
        Wrong::of(What::Shape {
            wanted: shape(&wanted.to_string()),
        })
    }
    fn unknown_field(name: &str, known: &'static [&'static str]) -> Wrong {
        Wrong::of(What::NoSuchField {
            name: name.to_owned(),
            known,
        })
    }
    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Wrong {
        Wrong::of(What::NoSuchWord {
            word: word.to_owned(),
            known,
        })
    }
    fn missing_field(name: &'static str) -> Wrong {
        Wrong::of(What::Missing { name })
    }
}

/// The key of the sentence for what serde calls a type.
fn shape(wanted: &str) -> &'static str {
    match wanted {
        "a string" => "web-wanted-text",
        "a boolean" => "web-wanted-yes-or-no",
        "a sequence" => "web-wanted-list",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" => {
            "web-wanted-number"
        }
        _ => "web-wanted-object",
    }
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Problem {
        let path = wrong.path.unwrap_or_default();
        let refuse = |code, key, field: String| {
            Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
                .extra("field", field.clone())
                .arg("field", field)
        };
        match wrong.what {
            What::NoSuchField { name, known } => match nearest(&name, known) {
                Some(near) => refuse("unknown-field", "web-unknown-field", join(&path, &name))
                    .extra("nearest", near)
                    .arg("nearest", near),
                None => refuse("unknown-field", "web-no-fields", join(&path, &name)),
            },
            What::NoSuchWord { word, known } => refuse("wrong-value", "web-unknown-word", path)
                .arg("word", word)
                .arg("known", known.join(", ")),
            What::Missing { name } => {
                refuse("missing-field", "web-missing-field", join(&path, name))
            }
            What::Shape { .. } if path.is_empty() => refuse("wrong-type", "web-wanted-body", path),
            What::Shape { wanted } => refuse("wrong-type", wanted, path),
            What::Said(said) => refuse("wrong-value", "web-wrong-value", path).arg("said", said),
        }
    }
}

fn nearest(name: &str, known: &'static [&'static str]) -> Option<&'static str> {
    known
        .iter()
        .copied()
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)))
}
