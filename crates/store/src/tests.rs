//! What can be tried only from inside: a full disk, a file that somebody else
//! holds, files that a dead process left.

use std::time::Duration;

use crate::testing::{TestDb, noise};
use crate::value::sql_only;
use crate::{Db, Error, Migration, args};

const NOTES: &[Migration] = &[Migration {
    number: 1,
    name: "notes",
    shared: "CREATE TABLE note (id {id}, words {text} NOT NULL,
             parent {int} REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) {strict};",
    sqlite: None,
    postgres: None,
}];

async fn note(db: &Db, words: String, parent: Option<i64>) -> Result<u64, String> {
    let sql = sql_only!(Sqlite, "INSERT INTO note (words, parent) VALUES ($1, $2)");
    let done = db
        .write(move |tx| tx.execute(sql, args![&words, parent]))
        .await;
    done.map_err(|error: Error| error.to_string())
}

/// Keeps the writer busy for a moment, so that all that comes meanwhile shares
/// one commit.
fn occupy(db: &Db) -> tokio::task::JoinHandle<()> {
    let db = db.clone();
    tokio::spawn(async move {
        let pause = db.write(|_| {
            std::thread::sleep(Duration::from_millis(100));
            Ok::<_, Error>(())
        });
        pause.await.unwrap();
    })
}

async fn together(db: &Db, notes: Vec<(String, Option<i64>)>) -> Vec<Result<u64, String>> {
    let busy = occupy(db);
    tokio::time::sleep(Duration::from_millis(30)).await;
    let notes = notes
        .into_iter()
        .map(|(words, parent)| note(db, words, parent));
    let answers = futures_util::future::join_all(notes).await;
    busy.await.unwrap();
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_only_what_does_not_fit() {
    let test = TestDb::sqlite(NOTES).await;
    let limit = sql_only!(Sqlite, "PRAGMA max_page_count = 80");
    let few: Result<_, Error> = test.db.write(move |tx| tx.query(limit, args![])).await;
    few.unwrap();
    let (small, large) = ("a few words".to_owned(), "many words ".repeat(100_000));
    let notes = vec![(small.clone(), None), (large, None), (small, None)];
    let answers = together(&test.db, notes).await;
    assert_eq!((&answers[0], &answers[2]), (&Ok(1), &Ok(1)));
    let words = answers[1].as_ref().unwrap_err();
    assert!(words.starts_with("database or disk is full"), "{words}");
    assert_eq!(test.db.integrity().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_fails_only_its_cause() {
    let test = TestDb::sqlite(NOTES).await;
    let notes = [None, Some(999), None].map(|parent| ("words".to_owned(), parent));
    let answers = together(&test.db, notes.into()).await;
    let refused = Err("FOREIGN KEY constraint failed".to_owned());
    assert_eq!(answers, [Ok(1), refused, Ok(1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_cannot_be_indexed_fails_only_its_own_work() {
    let test = TestDb::sqlite(NOTES).await;
    let refuse = sql_only!(
        Sqlite,
        "CREATE TRIGGER unlucky BEFORE INSERT ON search_doc WHEN NEW.doc = 13
         BEGIN SELECT RAISE(ABORT, 'not this one'); END"
    );
    let made: Result<_, Error> = test.db.write(move |tx| tx.execute(refuse, args![])).await;
    made.unwrap();
    let busy = occupy(&test.db);
    tokio::time::sleep(Duration::from_millis(30)).await;
    let indexed = (12..=14).map(|doc: i64| {
        let insert = sql_only!(Sqlite, "INSERT INTO note (id, words) VALUES ($1, 'lucky')");
        test.db.write(move |tx| {
            tx.execute(insert, args![doc])?;
            tx.index(doc, &crate::Words::of("lucky"), &[])
        })
    });
    let answers = futures_util::future::join_all(indexed).await;
    busy.await.unwrap();
    let said: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.map_err(|error: Error| error.to_string()))
        .collect();
    assert_eq!((&said[0], &said[2]), (&Ok(()), &Ok(())));
    let words = said[1].as_ref().unwrap_err();
    assert!(words.starts_with("not this one"), "{words}");
    let found: Result<_, Error> = test.db.read(|tx| tx.search("lucky", &[], None, 9)).await;
    assert_eq!(found.unwrap().docs, [14, 12], "at once, and only these");
    let kept = sql_only!(Sqlite, "SELECT id FROM note");
    let rows: Result<_, Error> = test.db.read(move |tx| tx.query(kept, args![])).await;
    assert_eq!(rows.unwrap().len(), 2);
    assert_eq!(test.db.integrity().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_outside_is_written_before_what_waits() {
    let test = TestDb::sqlite(NOTES).await;
    note(&test.db, "sent".to_owned(), None).await.unwrap();
    let lock = sql_only!(Sqlite, "SELECT words FROM note WHERE id = $1");
    let held = test.db.hold("note", 1, lock).await.unwrap().unwrap();
    let busy = occupy(&test.db);
    tokio::time::sleep(Duration::from_millis(30)).await;
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let db = test.db.clone();
            tokio::spawn(async move {
                let slow = db.write(|_| {
                    std::thread::sleep(Duration::from_millis(20));
                    Ok::<_, Error>(())
                });
                slow.await.unwrap();
            })
        })
        .collect();
    busy.await.unwrap();
    tokio::time::sleep(Duration::from_millis(30)).await;
    // The writer is at one of the twenty, all of which could share a commit.
    let mark = sql_only!(Sqlite, "UPDATE note SET words = 'taken' WHERE id = 1");
    let marked: Result<_, Error> = held.finish(move |tx| tx.execute(mark, args![])).await;
    assert_eq!(marked.unwrap(), 1);
    let behind = waiting.iter().filter(|task| !task.is_finished()).count();
    assert!(behind >= 10, "only {behind} of 20 came after it");
    futures_util::future::join_all(waiting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_other_hands_is_waited_for_and_then_named() {
    let test = TestDb::sqlite(NOTES).await;
    let other = rusqlite::Connection::open(test.folder().join("test.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = {
        let db = test.db.clone();
        tokio::spawn(async move { note(&db, "patient".to_owned(), None).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.await.unwrap(), Ok(1));

    let impatient = sql_only!(Sqlite, "PRAGMA busy_timeout = 50");
    let set: Result<_, Error> = test.db.write(move |tx| tx.query(impatient, args![])).await;
    set.unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(
        note(&test.db, "late".to_owned(), None).await,
        Err("another process holds the database (database is locked); stop it, or try again when it is done".to_owned())
    );
    let read = sql_only!(Sqlite, "SELECT words FROM note");
    let rows: Result<_, Error> = test.db.read(move |tx| tx.query(read, args![])).await;
    assert_eq!(rows.unwrap().len(), 1, "reading goes on");
}

#[tokio::test]
async fn files_of_a_dead_process_go_after_a_day() {
    let test = TestDb::sqlite(NOTES).await;
    let blob = test.db.prepare_blob(noise(400_000, 7)).await.unwrap();
    let digest = blob.digest().to_owned();
    let shelf = test.folder().join("blobs").join(&digest[..2]);
    test.db
        .write(move |tx| tx.keep(&blob, "note", 1))
        .await
        .unwrap_or_else(|e: Error| panic!("{e}"));
    let left = [("old", 25), ("new", 23)].map(|(name, hours)| {
        let path = shelf.join(format!("{digest}-{name}"));
        let file = std::fs::File::create(&path).unwrap();
        let then = std::time::SystemTime::now() - Duration::from_secs(hours * 3600);
        file.set_modified(then).unwrap();
        path
    });
    let conn = rusqlite::Connection::open(test.folder().join("test.db")).unwrap();
    crate::blob::sweep(&conn, &test.folder().join("blobs")).unwrap();
    assert_eq!(left.map(|path| path.exists()), [false, true]);
    assert_eq!(
        test.db.integrity().await.unwrap(),
        [""; 0],
        "what is kept stays"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_begins_anew_while_there_is_work() {
    let test = TestDb::sqlite(NOTES).await;
    let log = test.folder().join("test.db-wal");
    let (mut longest, mut written) = (0, 0);
    while written < 400 << 20 {
        let words = "w".repeat(4 << 20);
        written += words.len() as u64;
        note(&test.db, words, None).await.unwrap();
        longest = longest.max(std::fs::metadata(&log).unwrap().len());
    }
    assert!(longest < 200 << 20, "{longest} bytes of log");
    assert_eq!(test.db.integrity().await.unwrap(), [""; 0]);
    let file = test.folder().join("test.db");
    assert!(std::fs::metadata(file).unwrap().len() > 200 << 20);
    test.db.close().await;
    assert!(!log.exists(), "who closes last empties the log");
}
