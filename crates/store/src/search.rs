//! Finding documents by their words, newest first, on both engines alike.

use crate::tx::Link;
use crate::value::sql_only;
use crate::words::{Words, fold, scope_words, unspaced, words};
use crate::{Db, Engine, Error, Row, Sql, Tx, Value, args, sqlite};
use std::borrow::Cow;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Document numbers, the highest (newest) first.
    pub docs: Vec<i64>,
    /// There are older ones: search on with `before` = the last of these.
    pub more: bool,
}

/// The longest beginning that FTS5 keeps an index of (`prefix` in the schema).
const INDEXED: usize = 3;
/// How many of the newest documents SQLite looks at for a longer one, first and
/// when many of these had it.
const NEAR: [i64; 2] = [40, 400];
/// So many documents wait for the index of SQLite; a search looks at each.
const LATE: i64 = 128;
/// A document with more words (in bytes) lets none wait.
const LATE_LONG: usize = 16 << 10;
/// How many parts of the index FTS5 lets lie beside each other before it makes
/// one of them, a little with each write (it does so at 4 unless told). Each part
/// costs a search a look; merging at 4 costs the writer twice as much.
const PARTS: i64 = 16;
/// At so many it would make one of them at once, whoever waits.
const TOO_MANY_PARTS: i64 = 64;
/// How many hits PostgreSQL may have before it is left to walk.
const PROBE: i64 = 1001;

/// What is asked: every word must be there, the last one may go on.
struct Question {
    words: Vec<String>,
    last: String,
    scope: Vec<String>,
}

impl Question {
    /// `None`: there is no word in it.
    fn new(text: &str, scope: &[String]) -> Result<Option<Question>, Error> {
        let scope = scope_words(scope)?;
        let folded = fold(text);
        let words = words(&folded).into_iter().map(Cow::into_owned);
        let mut words: Vec<String> = words.collect();
        // The single last character of a pair-cut run stands only for searches
        // of one character.
        let pairs = words.len() > 1 && words.last().is_some_and(|w| w.chars().all(unspaced));
        if pairs && words[words.len() - 2].chars().all(unspaced) {
            words.pop();
        }
        let last = words.pop();
        Ok(last.map(|last| Question { words, last, scope }))
    }

    /// One letter begins half of all words: it stands for itself.
    fn goes_on(beginning: &str) -> bool {
        beginning.chars().count() > 1 || beginning.chars().all(unspaced)
    }

    /// Does a document of these words answer it?
    fn is_answered_by(&self, document: &str) -> bool {
        let has = |word: &String| document.split(' ').any(|w| w == word);
        let last = match Question::goes_on(&self.last) {
            true => document.split(' ').any(|w| w.starts_with(&self.last)),
            false => has(&self.last),
        };
        last && self.words.iter().all(has) && (self.scope.is_empty() || self.scope.iter().any(has))
    }

    /// As the engine takes it, with the `beginning` of the last word.
    fn text(&self, engine: Engine, beginning: &str) -> String {
        let (quote, and, or, prefix) = match engine {
            Engine::Sqlite => ('"', " AND ", " OR ", "*"),
            Engine::Postgres => ('\'', " & ", " | ", ":*"),
        };
        let quoted = |word: &str| format!("{quote}{word}{quote}");
        let open = Question::goes_on(beginning);
        let mut parts: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
        parts.push(quoted(beginning) + if open { prefix } else { "" });
        if !self.scope.is_empty() {
            let scope: Vec<String> = self.scope.iter().map(|token| quoted(token)).collect();
            parts.push(format!("({})", scope.join(or)));
        }
        parts.join(and)
    }
}

/// Tells the index of SQLite how it is to merge; it remembers.
pub(crate) fn settle(conn: &rusqlite::Connection) -> Result<(), Error> {
    let known = sql_only!(
        Sqlite,
        "SELECT CAST(v AS INTEGER) FROM search_index_config WHERE k = $1"
    );
    for (name, parts) in [("automerge", PARTS), ("crisismerge", TOO_MANY_PARTS)] {
        let rows = query(conn, known, args![name])?;
        let known = rows.first().map(|row| row.get::<i64>(0)).transpose()?;
        if known != Some(parts) {
            let sql = sql_only!(
                Sqlite,
                "INSERT INTO search_index (search_index, rank) VALUES ($1, $2)"
            );
            execute(conn, sql, args![name, parts])?;
        }
    }
    Ok(())
}

/// What the index of SQLite learns of a document: its words, or that it is gone.
pub(crate) struct Entry {
    doc: i64,
    words: Option<String>,
}

/// Adds a batch's news to what is to be found, in the order in which it was said.
///
/// FTS5 pays for each time it writes its index more than for each document. So
/// the newest documents wait with their words, where a search looks at them one
/// by one, until there are [`LATE`] of them: those beyond the last one that the
/// index knows.
pub(crate) fn write(conn: &rusqlite::Connection, entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut indexed = indexed(conn)?;
    for Entry { doc, words } in entries {
        let known = sql_only!(Sqlite, "SELECT words FROM search_doc WHERE doc = $1");
        if let Some(row) = query(conn, known, args![*doc])?.first() {
            if *doc <= indexed {
                // The index keeps no copy of the words: it must be told them.
                let sql = sql_only!(
                    Sqlite,
                    "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', $1, $2)"
                );
                execute(conn, sql, args![*doc, row.get::<String>(0)?])?;
            }
            let sql = sql_only!(Sqlite, "DELETE FROM search_doc WHERE doc = $1");
            execute(conn, sql, args![*doc])?;
        }
        if let Some(words) = words {
            let sql = sql_only!(
                Sqlite,
                "INSERT INTO search_doc (doc, words) VALUES ($1, $2)"
            );
            execute(conn, sql, args![*doc, words])?;
            if *doc < indexed {
                write_index(conn, *doc, words)?;
            }
        }
        if *doc == indexed {
            // Gone, it is no longer the last one; changed, it waits again.
            indexed = self::indexed(conn)?;
        }
    }
    let long = |entry: &Entry| entry.words.as_ref().is_some_and(|w| w.len() > LATE_LONG);
    let sql = sql_only!(Sqlite, "SELECT COUNT(*) FROM search_doc WHERE doc > $1");
    let late = query(conn, sql, args![indexed])?;
    let late: i64 = late.first().map_or(Ok(0), |row| row.get(0))?;
    match late >= LATE || entries.iter().any(long) {
        true => catch_up(conn),
        false => Ok(()),
    }
}

/// Writes into the index what waits beside it.
fn catch_up(conn: &rusqlite::Connection) -> Result<(), Error> {
    let sql = sql_only!(
        Sqlite,
        "SELECT doc, words FROM search_doc WHERE doc > $1 ORDER BY doc"
    );
    for row in query(conn, sql, args![indexed(conn)?])? {
        write_index(conn, row.get(0)?, &row.get::<String>(1)?)?;
    }
    Ok(())
}

/// The last document that the index knows: FTS5 keeps the size of each. All
/// documents after it wait, none before it does.
fn indexed(conn: &rusqlite::Connection) -> Result<i64, Error> {
    let sql = sql_only!(
        Sqlite,
        "SELECT COALESCE(MAX(id), $1) FROM search_index_docsize"
    );
    let rows = query(conn, sql, args![i64::MIN])?;
    rows.first().map_or(Ok(i64::MIN), |row| row.get(0))
}

fn write_index(conn: &rusqlite::Connection, doc: i64, words: &str) -> Result<(), Error> {
    let sql = sql_only!(
        Sqlite,
        "INSERT INTO search_index (rowid, words) VALUES ($1, $2)"
    );
    execute(conn, sql, args![doc, words])
}

fn execute(conn: &rusqlite::Connection, sql: Sql, args: &[Value]) -> Result<(), Error> {
    sqlite::execute(conn, &sql.render(Engine::Sqlite), args)
        .map(drop)
        .map_err(|error| error.in_statement(sql))
}

fn query(conn: &rusqlite::Connection, sql: Sql, args: &[Value]) -> Result<Vec<Row>, Error> {
    sqlite::query(conn, &sql.render(Engine::Sqlite), args).map_err(|error| error.in_statement(sql))
}

impl Tx<'_> {
    /// Makes `doc` found by `words`, among the documents of each
    /// token in `scope`. Replaces what was known of `doc`. On SQLite it is
    /// found from the commit on, not by this transaction itself.
    pub fn index(&mut self, doc: i64, words: &Words, scope: &[String]) -> Result<(), Error> {
        let words = words.in_scope(scope)?;
        if self.engine() == Engine::Sqlite {
            let words = Some(words);
            self.after.found.push(Entry { doc, words });
            return Ok(());
        }
        let sql = sql_only!(
            Postgres,
            "INSERT INTO search_doc (doc, words)
             VALUES ($1, array_to_tsvector(string_to_array($2::text, ' ')))
             ON CONFLICT (doc) DO UPDATE SET words = excluded.words"
        );
        self.execute(sql, args![doc, words])?;
        Ok(())
    }

    /// Takes `doc` out of the index, with its words.
    pub fn unindex(&mut self, doc: i64) -> Result<(), Error> {
        if self.engine() == Engine::Sqlite {
            self.after.found.push(Entry { doc, words: None });
            return Ok(());
        }
        let sql = sql_only!(Postgres, "DELETE FROM search_doc WHERE doc = $1");
        self.execute(sql, args![doc])?;
        Ok(())
    }

    /// Documents with all of the `words` (the last may be only a beginning of
    /// two characters or more) and any of the `scope` tokens (none: all
    /// documents), newest first, older than `before`. Words without a letter
    /// or digit find nothing.
    pub fn search(
        &mut self,
        words: &str,
        scope: &[String],
        before: Option<i64>,
        limit: usize,
    ) -> Result<Found, Error> {
        let Some(question) = Question::new(words, scope)? else {
            return Ok(Found::default());
        };
        let before = before.unwrap_or(i64::MAX);
        let take = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
        let rows = match self.engine() {
            Engine::Sqlite => self.search_sqlite(&question, before, take)?,
            Engine::Postgres => self.search_postgres(&question, before, take)?,
        };
        let mut docs = match self.engine() {
            Engine::Sqlite => self.search_late(&question, before)?,
            Engine::Postgres => Vec::new(),
        };
        for row in rows {
            docs.push(row.get(0)?);
        }
        let more = docs.len() > limit;
        docs.truncate(limit);
        Ok(Found { docs, more })
    }
}

impl Tx<'_> {
    /// Hits among the documents that wait for the index: all are newer than
    /// those in it.
    fn search_late(&mut self, question: &Question, before: i64) -> Result<Vec<i64>, Error> {
        let sql = sql_only!(
            Sqlite,
            "SELECT doc, words FROM search_doc
             WHERE doc > (SELECT COALESCE(MAX(id), $1) FROM search_index_docsize) AND doc < $2
             ORDER BY doc DESC"
        );
        let mut hits = Vec::new();
        for row in self.query(sql, args![i64::MIN, before])? {
            if question.is_answered_by(&row.get::<String>(1)?) {
                hits.push(row.get(0)?);
            }
        }
        Ok(hits)
    }

    /// FTS5 gives hits one by one from the newest for whole words and for
    /// beginnings of the lengths it keeps an index of. For a longer beginning
    /// it first collects all hits (100 ms for a common word at a million). So
    /// the newest documents with its first three letters are looked at one by
    /// one; only if hits are few among them is all collected, which is little
    /// then.
    fn search_sqlite(
        &mut self,
        question: &Question,
        before: i64,
        take: i64,
    ) -> Result<Vec<Row>, Error> {
        let last = &question.last;
        if let Some((end, _)) = last.char_indices().nth(INDEXED) {
            let near = question.text(Engine::Sqlite, &last[..end]);
            let sql = sql_only!(
                Sqlite,
                "SELECT i.rowid, instr(' ' || d.words, $4) > 0
                 FROM search_index i JOIN search_doc d ON d.doc = i.rowid
                 WHERE i.search_index MATCH $1 AND i.rowid < $2
                 ORDER BY i.rowid DESC LIMIT $3"
            );
            for looked_at in NEAR {
                let mut rows =
                    self.query(sql, args![&near, before, looked_at, format!(" {last}")])?;
                let all_seen = (rows.len() as i64) < looked_at;
                rows.retain(|row| matches!(row.get(1), Ok(true)));
                let hits = rows.len() as i64;
                if all_seen || hits >= take {
                    rows.truncate(usize::try_from(take).unwrap_or(usize::MAX));
                    return Ok(rows);
                }
                // Would it be enough, were all of them like these?
                if hits * NEAR[1] < take * looked_at {
                    break;
                }
            }
        }
        let sql = sql_only!(
            Sqlite,
            "SELECT rowid FROM search_index WHERE search_index MATCH $1 AND rowid < $2
             ORDER BY rowid DESC LIMIT $3"
        );
        let text = question.text(Engine::Sqlite, last);
        self.query(sql, args![text, before, take])
    }

    /// Left alone, PostgreSQL walks all documents from the newest for a rare
    /// word (130 ms at a million). So the first thousand hits are taken in any
    /// order; only when there are more does it walk, and then not far.
    fn search_postgres(
        &mut self,
        question: &Question,
        before: i64,
        take: i64,
    ) -> Result<Vec<Row>, Error> {
        let text = question.text(Engine::Postgres, &question.last);
        // A plan that does not know the words is a plan for none of them.
        self.batch("SET LOCAL plan_cache_mode = force_custom_plan")?;
        let sql = sql_only!(
            Postgres,
            "SELECT doc FROM search_doc WHERE words @@ $1::text::tsquery AND doc < $2 LIMIT $3"
        );
        let mut rows = self.query(sql, args![&text, before, PROBE])?;
        if rows.len() as i64 == PROBE {
            let sql = sql_only!(
                Postgres,
                "SELECT doc FROM search_doc WHERE words @@ $1::text::tsquery AND doc < $2
                 ORDER BY doc DESC LIMIT $3"
            );
            return self.query(sql, args![text, before, take]);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.get::<i64>(0).ok()));
        rows.truncate(usize::try_from(take).unwrap_or(usize::MAX));
        Ok(rows)
    }
}

/// Whether the index and the words it was made of agree.
pub(crate) async fn check(db: &Db) -> Result<Vec<String>, Error> {
    let checked = db.write(|tx| {
        if let Link::Sqlite(conn) = tx.link {
            catch_up(conn)?;
        }
        let sql = sql_only!(
            Sqlite,
            "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
        );
        tx.execute(sql, args![])
    });
    Ok(match checked.await {
        Ok(_) => Vec::new(),
        Err(error) => vec![format!("the search index: {error}")],
    })
}
