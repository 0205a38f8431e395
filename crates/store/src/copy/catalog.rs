//! Which tables there are, what they refer to, and how each is read and
//! written as a whole.

use std::collections::BTreeMap;

use crate::value::sql_only;
use crate::{Engine, Error, Row, Tx, Value, args};

/// Tables that are not copied as rows, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    (
        "schema_version",
        "each database writes it while it is migrated",
    ),
    (
        "blob_chunk",
        "bytes travel apart; where they lie differs between the engines",
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// The list of bytes: only digest and size are the same everywhere.
    Blobs,
    /// The words of the search index: text on SQLite, tsvector on PostgreSQL.
    Search,
}

/// One table, as far as copying needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// Where the columns of its key stand in `columns`.
    key: Vec<usize>,
    refers: Vec<String>,
    /// The column that numbers its rows, where the engine does that.
    pub(super) counted: Option<String>,
    pub(super) kind: Kind,
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quoted(name)).collect();
    names.join(", ")
}

impl Table {
    /// Whether this is the list of bytes: its rows come with their bytes.
    pub fn is_blobs(&self) -> bool {
        self.kind == Kind::Blobs
    }

    fn key_columns(&self) -> impl Iterator<Item = &String> {
        self.key.iter().filter_map(|at| self.columns.get(*at))
    }

    pub(super) fn key_of(&self, row: &Row) -> Vec<Value> {
        let value = |at: &usize| row.values().nth(*at).map(Value::from);
        self.key.iter().filter_map(value).collect()
    }

    /// The next rows after a key, in the key's order; the last value is how many.
    pub(super) fn page(&self, engine: Engine, after: bool) -> String {
        let key = list(self.key_columns());
        let columns = match (self.kind, engine) {
            (Kind::Search, Engine::Postgres) => {
                "doc, array_to_string(tsvector_to_array(words), ' ')".to_owned()
            }
            _ => list(&self.columns),
        };
        let table = quoted(&self.name);
        let n = self.key.len();
        let values: Vec<String> = (1..=n).map(|n| format!("${n}")).collect();
        match after {
            true => format!(
                "SELECT {columns} FROM {table} WHERE ({key}) > ({}) ORDER BY {key} LIMIT ${}",
                values.join(", "),
                n + 1
            ),
            false => format!("SELECT {columns} FROM {table} ORDER BY {key} LIMIT $1"),
        }
    }

    /// The key of the last row.
    pub(super) fn last(&self) -> String {
        let falling: Vec<String> = self
            .key_columns()
            .map(|name| format!("{} DESC", quoted(name)))
            .collect();
        format!(
            "SELECT {} FROM {} ORDER BY {} LIMIT 1",
            list(self.key_columns()),
            quoted(&self.name),
            falling.join(", ")
        )
    }

    pub(super) fn insert(&self, engine: Engine, rows: usize) -> String {
        let n = self.columns.len();
        let one = |row: usize| {
            let value = |column: usize| match (self.kind, engine, column) {
                (Kind::Search, Engine::Postgres, 2) => {
                    format!(
                        "array_to_tsvector(string_to_array(${}::text, ' '))",
                        row * n + 2
                    )
                }
                _ => format!("${}", row * n + column),
            };
            let values: Vec<String> = (1..=n).map(value).collect();
            format!("({})", values.join(", "))
        };
        let all: Vec<String> = (0..rows).map(one).collect();
        let (table, columns) = (quoted(&self.name), list(&self.columns));
        format!("INSERT INTO {table} ({columns}) VALUES {}", all.join(", "))
    }
}

/// The words of one document in one order, whatever the engine's.
pub(super) fn sort_words(row: &mut Row) {
    let mut values: Vec<Value> = row.values().map(Value::from).collect();
    if let Some(Value::Text(words)) = values.get_mut(1) {
        let mut all: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        all.sort_unstable();
        *words = all.join(" ");
    }
    *row = Row::of(&values);
}

pub(super) fn read(tx: &mut Tx<'_>) -> Result<Vec<Table>, Error> {
    let mut tables = BTreeMap::new();
    for name in names(tx)? {
        if LEFT_OUT.iter().all(|(left, _)| *left != name) {
            tables.insert(name.clone(), table(tx, name)?);
        }
    }
    in_order(tables)
}

fn names(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let rows = match tx.engine() {
        Engine::Sqlite => tx.query(
            sql_only!(
                Sqlite,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 AND name NOT LIKE 'search\\_index%' ESCAPE '\\'"
            ),
            args![],
        )?,
        Engine::Postgres => tx.query(
            sql_only!(
                Postgres,
                "SELECT relname::text FROM pg_class
                 WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
            ),
            args![],
        )?,
    };
    rows.iter().map(|row| row.get(0)).collect()
}

fn table(tx: &mut Tx<'_>, name: String) -> Result<Table, Error> {
    let (columns, key, refers, counted) = match tx.engine() {
        Engine::Sqlite => sqlite_table(tx, &name)?,
        Engine::Postgres => postgres_table(tx, &name)?,
    };
    let kind = match name.as_str() {
        "blob" => Kind::Blobs,
        "search_doc" => Kind::Search,
        _ => Kind::Plain,
    };
    let columns = match kind {
        Kind::Blobs => vec!["digest".to_owned(), "size".to_owned()],
        _ => columns,
    };
    let place = |column: &String| columns.iter().position(|c| c == column);
    let key: Vec<usize> = key.iter().filter_map(place).collect();
    if key.is_empty() {
        return Err(Error::data(format!(
            "the table {name} has no primary key, so it cannot be copied in order"
        )));
    }
    Ok(Table {
        name,
        columns,
        key,
        refers,
        counted,
        kind,
    })
}

/// Columns, key, tables it refers to, the column that numbers its rows.
type Parts = (Vec<String>, Vec<String>, Vec<String>, Option<String>);

fn sqlite_table(tx: &mut Tx<'_>, name: &str) -> Result<Parts, Error> {
    let sql = sql_only!(
        Sqlite,
        "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid"
    );
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for row in tx.query(sql, args![name])? {
        let (column, place): (String, i64) = (row.get(0)?, row.get(1)?);
        if place > 0 {
            key.push((place, column.clone()));
        }
        columns.push(column);
    }
    key.sort();
    let key: Vec<String> = key.into_iter().map(|(_, column)| column).collect();
    let sql = sql_only!(
        Sqlite,
        "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)"
    );
    let refers = tx.query(sql, args![name])?;
    let refers: Result<Vec<String>, Error> = refers.iter().map(|row| row.get(0)).collect();
    let sql = sql_only!(
        Sqlite,
        "SELECT name FROM sqlite_master WHERE name = $1 AND sql LIKE '%AUTOINCREMENT%'"
    );
    let numbers = tx.one(sql, args![name])?.is_some();
    let counted = key.first().filter(|_| numbers).cloned();
    Ok((columns, key, refers?, counted))
}

fn postgres_table(tx: &mut Tx<'_>, name: &str) -> Result<Parts, Error> {
    let sql = sql_only!(
        Postgres,
        "SELECT column_name::text, is_identity::text = 'YES' FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1::text ORDER BY ordinal_position"
    );
    let (mut columns, mut counted) = (Vec::new(), None);
    for row in tx.query(sql, args![name])? {
        let column: String = row.get(0)?;
        if row.get(1)? {
            counted = Some(column.clone());
        }
        columns.push(column);
    }
    let sql = sql_only!(
        Postgres,
        "SELECT a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
         WHERE i.indisprimary AND c.relname::text = $1::text
         AND c.relnamespace = current_schema()::regnamespace ORDER BY k.place"
    );
    let key = tx.query(sql, args![name])?;
    let key: Result<Vec<String>, Error> = key.iter().map(|row| row.get(0)).collect();
    let sql = sql_only!(
        Postgres,
        "SELECT DISTINCT other.relname::text FROM pg_constraint f
         JOIN pg_class own ON own.oid = f.conrelid JOIN pg_class other ON other.oid = f.confrelid
         WHERE f.contype = 'f' AND own.relname::text = $1::text
         AND own.relnamespace = current_schema()::regnamespace"
    );
    let refers = tx.query(sql, args![name])?;
    let refers: Result<Vec<String>, Error> = refers.iter().map(|row| row.get(0)).collect();
    Ok((columns, key?, refers?, counted))
}

/// By name, but never before what it refers to.
fn in_order(mut left: BTreeMap<String, Table>) -> Result<Vec<Table>, Error> {
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let ready = left
            .values()
            .find(|table| {
                let waits = |other: &String| *other != table.name && left.contains_key(other);
                !table.refers.iter().any(waits)
            })
            .map(|table| table.name.clone());
        let Some(table) = ready.and_then(|name| left.remove(&name)) else {
            let names: Vec<&str> = left.keys().map(String::as_str).collect();
            return Err(Error::data(format!(
                "these tables refer to each other in a circle, so they cannot be copied in order: {}",
                names.join(", ")
            )));
        };
        ordered.push(table);
    }
    Ok(ordered)
}
