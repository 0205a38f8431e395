//! All that a database holds, table by table, in a form that is the same on
//! both engines: for backups, for moves, and for whoever wants to leave.
//!
//! The tables are asked of the schema, so a new one cannot be forgotten. Each
//! row is one line of JSON, in the order of its key, so that a digest over the
//! lines says whether two databases hold the same. Bytes travel apart from the
//! rows: a table `blob` only lists them.

mod catalog;
mod line;
mod marks;

use sha2::{Digest, Sha256};

pub use self::catalog::{LEFT_OUT, Table};
pub use self::line::{line_of, row_of};
pub use self::marks::Mark;
pub(crate) use self::marks::{apart, refused};
use crate::value::{Seen, sql_only};
use crate::{Engine, Error, Row, Tx, Value, args, sql};
use catalog::Kind;

/// Rows of one statement; PostgreSQL takes 65,535 values, SQLite 32,766.
const TOGETHER: usize = 64;
/// So much is read at once, roughly: rows that are letters may be large.
const PAGE_BYTES: usize = 4 << 20;
const PAGE_ROWS: usize = 256;

/// How much there is of a table, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub rows: u64,
    /// SHA-256 over its lines, each with its line end; lower case hex.
    pub digest: String,
}

/// Adds lines up to a [`Counted`].
#[derive(Default)]
pub struct Sum {
    rows: u64,
    digest: Sha256,
}

impl Sum {
    pub fn add(&mut self, line: &str) {
        self.rows += 1;
        self.digest.update(line);
        self.digest.update([b'\n']);
    }

    pub fn counted(self) -> Counted {
        Counted {
            rows: self.rows,
            digest: data_encoding::HEXLOWER.encode(&self.digest.finalize()),
        }
    }
}

/// A walk over a table, page by page, that may begin after a given row.
pub struct Walk {
    after: Vec<Value>,
    rows: usize,
    ended: bool,
}

impl Walk {
    pub fn from_start() -> Walk {
        Walk::after(Vec::new())
    }

    fn after(key: Vec<Value>) -> Walk {
        Walk {
            after: key,
            rows: 8,
            ended: false,
        }
    }

    /// The next rows; empty at the end. Large rows come in small pages, so
    /// that memory is bounded by what one page happens to hold.
    pub fn next(&mut self, tx: &mut Tx<'_>, table: &Table) -> Result<Vec<Row>, Error> {
        if self.ended {
            return Ok(Vec::new());
        }
        let mut args = self.after.clone();
        args.push(Value::Int(self.rows as i64));
        let text = table.page(tx.engine(), !self.after.is_empty());
        let mut rows = tx.query_made(&text, &args)?;
        self.ended = rows.len() < self.rows;
        if let Some(last) = rows.last() {
            self.after = table.key_of(last);
        }
        let bytes: usize = rows.iter().map(weight).sum();
        self.rows = match bytes > PAGE_BYTES {
            true => (self.rows / 8).max(1),
            false => (self.rows * 2).min(PAGE_ROWS),
        };
        if table.kind == Kind::Search {
            rows.iter_mut().for_each(catalog::sort_words);
        }
        Ok(rows)
    }
}

fn weight(row: &Row) -> usize {
    let of = |value: Seen<'_>| match value {
        Seen::Text(text) => text.len(),
        Seen::Blob(bytes) => bytes.len(),
        _ => 8,
    };
    row.values().map(of).sum()
}

impl Tx<'_> {
    /// Every table that is copied; what a table refers to stands before it.
    ///
    /// # Errors
    /// When a table has no key, or two refer to each other: such a schema
    /// cannot be copied in order.
    pub fn tables(&mut self) -> Result<Vec<Table>, Error> {
        catalog::read(self)
    }

    /// Counts a table and takes its digest.
    pub fn count_table(&mut self, table: &Table) -> Result<Counted, Error> {
        let (mut walk, mut sum) = (Walk::from_start(), Sum::default());
        loop {
            let rows = walk.next(self, table)?;
            if rows.is_empty() {
                return Ok(sum.counted());
            }
            rows.iter().for_each(|row| sum.add(&line_of(table, row)));
        }
    }

    /// A walk that goes on after the last row of `table` here: how an
    /// interrupted copy is taken up again.
    pub fn walk_on(&mut self, table: &Table) -> Result<Walk, Error> {
        let rows = self.query_made(&table.last(), &[])?;
        Ok(match rows.into_iter().next() {
            Some(key) => Walk::after(key.values().map(Value::from).collect()),
            None => Walk::from_start(),
        })
    }

    /// Writes rows as they were read elsewhere. Bytes are no rows: see
    /// [`Tx::keep_bytes`].
    pub fn put(&mut self, table: &Table, rows: &[Row]) -> Result<(), Error> {
        for some in rows.chunks(TOGETHER) {
            let values: Vec<Value> = some.iter().flat_map(Row::values).map(Value::from).collect();
            self.execute_made(&table.insert(self.engine(), some.len()), &values)?;
            if table.kind == Kind::Search && self.engine() == Engine::Sqlite {
                for row in some {
                    let sql = sql_only!(
                        Sqlite,
                        "INSERT INTO search_index (rowid, words) VALUES ($1, $2)"
                    );
                    let values: Vec<Value> = row.values().map(Value::from).collect();
                    self.execute(sql, &values)?;
                }
            }
        }
        Ok(())
    }

    /// A row for bytes that are looked at elsewhere: for trying a copy out.
    pub fn put_hollow_blob(&mut self, digest: &str, size: i64) -> Result<(), Error> {
        self.execute(
            sql!(
                "INSERT INTO blob (digest, size, stored, packed, bytes, file)
                 VALUES ($1, $2, 0, $3, $4, NULL)"
            ),
            args![digest, size, false, Vec::<u8>::new()],
        )?;
        Ok(())
    }

    /// The last number a table has given to a row, also when that row is gone.
    pub fn last_number(&mut self, table: &Table) -> Result<Option<i64>, Error> {
        let Some(column) = &table.counted else {
            return Ok(None);
        };
        let rows = match self.engine() {
            Engine::Sqlite => {
                let sql = sql_only!(Sqlite, "SELECT seq FROM sqlite_sequence WHERE name = $1");
                self.query(sql, args![&table.name])?
            }
            Engine::Postgres => {
                let sql = sql_only!(
                    Postgres,
                    "SELECT pg_sequence_last_value(pg_get_serial_sequence($1::text, $2::text)::regclass)"
                );
                self.query(sql, args![catalog::quoted(&table.name), column])?
            }
        };
        let given: Option<i64> = rows.first().map_or(Ok(None), |row| row.get(0))?;
        let highest = self.query_made(&table.last(), &[])?;
        let highest: Option<i64> = highest.first().map_or(Ok(None), |row| row.get(0))?;
        Ok(given.max(highest))
    }

    /// The next row of `table` gets a number after `last`.
    pub fn number_on(&mut self, table: &Table, last: i64) -> Result<(), Error> {
        let Some(column) = &table.counted else {
            return Ok(());
        };
        match self.engine() {
            Engine::Sqlite => {
                let sql = sql_only!(Sqlite, "DELETE FROM sqlite_sequence WHERE name = $1");
                self.execute(sql, args![&table.name])?;
                let sql = sql_only!(
                    Sqlite,
                    "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)"
                );
                self.execute(sql, args![&table.name, last])?;
            }
            Engine::Postgres => {
                let sql = sql_only!(
                    Postgres,
                    "SELECT setval(pg_get_serial_sequence($1::text, $2::text)::regclass, $3)"
                );
                self.query(sql, args![catalog::quoted(&table.name), column, last])?;
            }
        }
        Ok(())
    }

    /// Whether any table holds a row.
    pub fn holds_anything(&mut self) -> Result<bool, Error> {
        for table in self.tables()? {
            if !self.query_made(&table.last(), &[])?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deletes every row of every table that is copied, with the bytes.
    pub fn empty_everything(&mut self) -> Result<(), Error> {
        if self.engine() == Engine::Sqlite {
            let sql = sql_only!(
                Sqlite,
                "INSERT INTO search_index (search_index, rowid, words)
                 SELECT 'delete', doc, words FROM search_doc
                 WHERE doc <= (SELECT MAX(id) FROM search_index_docsize)"
            );
            self.execute(sql, args![])?;
        }
        for table in self.tables()?.iter().rev() {
            if table.kind == Kind::Blobs {
                self.drop_all_files()?;
            }
            self.execute_made(
                &format!("DELETE FROM {}", catalog::quoted(&table.name)),
                &[],
            )?;
        }
        Ok(())
    }

    /// The highest migration this database has: its schema's number.
    pub fn schema(&mut self) -> Result<u32, Error> {
        let sql = sql!("SELECT COALESCE(MAX(number), 0) FROM schema_version WHERE number < $1");
        let row = self.one(sql, args![marks::FIRST])?;
        let number: i64 = row.map_or(Ok(0), |row| row.get(0))?;
        u32::try_from(number).map_err(|_| Error::data("the schema has a number below zero"))
    }
}
