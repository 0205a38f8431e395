//! Values to and from PostgreSQL.

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Error, Row, Value};

type Boxed = Box<dyn std::error::Error + Sync + Send>;

/// PostgreSQL takes no NUL in a text, SQLite does, and letters bring them. A
/// character that no text should hold stands in for it, and for itself.
const ESCAPE: char = '\u{10FFFE}';

/// A value on its way to the server.
#[derive(Debug)]
pub(crate) struct Param<'a>(&'a Value);

impl<'a> Param<'a> {
    pub fn all(args: &'a [Value]) -> impl ExactSizeIterator<Item = Param<'a>> {
        args.iter().map(Param)
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let small = |v: &i64| Error::data(format!("{v} is too large for a column of type {ty}"));
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(v), &Type::INT8) => v.to_sql(ty, out),
            (Value::Int(v), &Type::INT4) => {
                i32::try_from(*v).map_err(|_| small(v))?.to_sql(ty, out)
            }
            (Value::Int(v), &Type::INT2) => {
                i16::try_from(*v).map_err(|_| small(v))?.to_sql(ty, out)
            }
            (Value::Int(v), &Type::FLOAT8) => (*v as f64).to_sql(ty, out),
            (Value::Real(v), &Type::FLOAT8) => v.to_sql(ty, out),
            // As SQLite keeps it, on its way from there.
            (Value::Int(v @ (0 | 1)), &Type::BOOL) => (*v == 1).to_sql(ty, out),
            (Value::Bool(v), &Type::BOOL) => v.to_sql(ty, out),
            (Value::Text(v), &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME) => {
                if v.contains(['\0', ESCAPE]) {
                    return escape(v).to_sql(ty, out);
                }
                v.to_sql(ty, out)
            }
            (Value::Blob(v), &Type::BYTEA) => v.to_sql(ty, out),
            (value, _) => {
                let words = format!(
                    "a value of type {ty} is wanted, not {}",
                    value.seen().word()
                );
                Err(Box::new(Error::data(words)))
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn escape(text: &str) -> String {
    text.replace(ESCAPE, "\u{10FFFE}1")
        .replace('\0', "\u{10FFFE}0")
}

fn unescape(text: &str) -> String {
    text.replace("\u{10FFFE}0", "\0")
        .replace("\u{10FFFE}1", "\u{10FFFE}")
}

/// A value on its way back.
struct Column(Value);

impl<'a> FromSql<'a> for Column {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(Column(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => {
                let text = <&str>::from_sql(ty, raw)?;
                Value::Text(match text.contains(ESCAPE) {
                    true => unescape(text),
                    false => text.to_owned(),
                })
            }
            Type::BYTEA => Value::Blob(raw.to_vec()),
            _ => {
                let words =
                    format!("a column of type {ty} cannot be read; cast it (sums to BIGINT)");
                return Err(Box::new(Error::data(words)));
            }
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Column(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(crate) fn row(row: &tokio_postgres::Row) -> Result<Row, Error> {
    let values = (0..row.len()).map(|at| match row.try_get::<_, Column>(at) {
        Ok(column) => Ok(column.0),
        Err(error) => {
            let cause = std::error::Error::source(&error);
            let own = cause.and_then(|cause| cause.downcast_ref::<Error>());
            Err(own.cloned().unwrap_or_else(|| Error::postgres(error)))
        }
    });
    let values: Vec<Value> = values.collect::<Result<_, _>>()?;
    Ok(Row::of(&values))
}
