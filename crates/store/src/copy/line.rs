//! A row as one line of JSON and back, without loss.
//!
//! Numbers are numbers, also yes and no (1 and 0: SQLite has nothing else),
//! nothing is null, bytes are `{"base64": "..."}`.

use data_encoding::BASE64;
use serde_json::{Map, Value as Json};

use super::Table;
use crate::value::Seen;
use crate::{Error, Row, Value};

/// The row as `{"column":value,...}` in the order of the table's columns.
pub fn line_of(table: &Table, row: &Row) -> String {
    let mut line = String::from("{");
    for (column, value) in table.columns.iter().zip(row.values()) {
        if line.len() > 1 {
            line.push(',');
        }
        line.push_str(&Json::from(column.as_str()).to_string());
        line.push(':');
        line.push_str(&json(value).to_string());
    }
    line.push('}');
    line
}

fn json(value: Seen<'_>) -> Json {
    match value {
        Seen::Null => Json::Null,
        Seen::Int(v) => Json::from(v),
        Seen::Bool(v) => Json::from(i64::from(v)),
        Seen::Real(v) => Json::from(v),
        Seen::Text(v) => Json::from(v),
        Seen::Blob(v) => {
            let bytes = Json::from(BASE64.encode(v));
            Json::Object(Map::from_iter([("base64".to_owned(), bytes)]))
        }
    }
}

/// # Errors
/// Names the table and column that cannot be read.
pub fn row_of(table: &Table, line: &str) -> Result<Row, Error> {
    let wrong = |what: &str| Error::data(format!("a row of {}: {what}", table.name));
    let object: Json = serde_json::from_str(line).map_err(|e| wrong(&e.to_string()))?;
    let Json::Object(mut object) = object else {
        return Err(wrong("it is no JSON object"));
    };
    let mut values = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let Some(json) = object.remove(column) else {
            return Err(wrong(&format!("{column} is missing")));
        };
        let value = value(json).ok_or_else(|| wrong(&format!("{column} cannot be read")))?;
        values.push(value);
    }
    match object.keys().next() {
        Some(more) => Err(wrong(&format!("it has a column {more} that is not known"))),
        None => Ok(Row::of(&values)),
    }
}

fn value(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(v) => Value::Int(v.into()),
        Json::Number(v) => match v.as_i64() {
            Some(v) => Value::Int(v),
            None => Value::Real(v.as_f64()?),
        },
        Json::String(v) => Value::Text(v),
        Json::Object(v) => {
            let bytes = v.get("base64")?.as_str()?;
            Value::Blob(BASE64.decode(bytes.as_bytes()).ok()?)
        }
        Json::Array(_) => return None,
    })
}
