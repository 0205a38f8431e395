//! What was acknowledged survives `kill -9`.
//!
//! The parent starts this program again as a child that writes as fast as it
//! can and prints a number only after its write was answered. The parent kills
//! it at some moment, opens the database and looks for every printed number.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use store::testing::{TestDb, noise};
use store::{Db, Error, Migration, Options, args, sql};

const LEDGER: &[Migration] = &[Migration {
    number: 1,
    name: "ledger",
    shared: "CREATE TABLE ledger (id {id}, n {int} NOT NULL UNIQUE, words {text} NOT NULL) {strict};",
    sqlite: None,
    postgres: None,
}];
const ROUNDS: u64 = 12;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("child") => child(&args[2], Path::new(&args[3])).await,
        Some("--list") => {}
        _ => {
            let sqlite = TestDb::sqlite(LEDGER).await;
            sqlite.db.close().await;
            let file = sqlite.folder().join("test.db");
            crash(&format!("sqlite:{}", file.display()), sqlite.folder()).await;
            match TestDb::postgres(LEDGER).await {
                Some(postgres) => {
                    let url = postgres.postgres_url().expect("its address");
                    crash(&url, postgres.folder()).await;
                }
                None => println!("PostgreSQL: not run here, ./test runs it"),
            }
        }
    }
}

async fn open(url: &str, data: &Path) -> Db {
    let options = Options {
        url: url.to_owned(),
        data: data.to_owned(),
        migrations: LEDGER,
        readers: 8,
    };
    Db::open(options)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

async fn newest(db: &Db) -> i64 {
    let sql = sql!("SELECT COALESCE(max(n), 0) FROM ledger");
    let row = db
        .read(move |tx| tx.one(sql, args![]))
        .await
        .unwrap_or_else(|e: Error| panic!("{e}"));
    row.expect("a number").get(0).unwrap()
}

async fn child(url: &str, data: &Path) {
    let db = open(url, data).await;
    let next = Arc::new(AtomicI64::new(newest(&db).await + 1));
    let mut writers = Vec::new();
    for _ in 0..8 {
        let (db, next) = (db.clone(), next.clone());
        writers.push(tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                // Every tenth with a blob that is a file on SQLite.
                let size = if n % 10 == 0 { 300_000 } else { 300 };
                let blob = db.prepare_blob(noise(size, n as u64)).await.unwrap();
                db.write(move |tx| {
                    let words = format!("letter {n}");
                    tx.execute(
                        sql!("INSERT INTO ledger (n, words) VALUES ($1, $2)"),
                        args![n, &words],
                    )?;
                    tx.index(n, &store::Words::of(&words), &[])?;
                    tx.enqueue("receipt", &n.to_string(), n)?;
                    tx.keep(&blob, "ledger", n)
                })
                .await
                .unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "{n} {}", n * 7)
                    .and_then(|()| out.flush())
                    .unwrap();
            }
        }));
    }
    // They end only with this process, or one by failing.
    futures_util::future::select_all(writers).await.0.unwrap();
}

async fn crash(url: &str, data: &Path) {
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["child", url])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // From the first answer on, at some moment within a commit or between.
        let first = lines.next().expect("the child writes").unwrap();
        std::thread::sleep(Duration::from_micros(round * round * 3_137));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in std::iter::once(first).chain(lines.map_while(Result::ok)) {
            // A line that was cut off by the kill lacks its check.
            let Some((n, check)) = line.split_once(' ') else {
                continue;
            };
            let n: i64 = n.parse().unwrap();
            if check.parse() == Ok(n * 7) {
                acknowledged.push(n);
            }
        }
    }
    let db = open(url, data).await;
    let found = db
        .read(|tx| {
            let rows = tx.query(sql!("SELECT n FROM ledger ORDER BY n"), args![])?;
            rows.iter()
                .map(|row| row.get(0))
                .collect::<Result<Vec<i64>, Error>>()
        })
        .await
        .unwrap();
    for n in &acknowledged {
        assert!(
            found.binary_search(n).is_ok(),
            "{n} was acknowledged and is gone"
        );
    }
    // What was written but not yet answered is whole or absent.
    let all = i64::MAX;
    let jobs = db
        .write(move |tx| tx.due_jobs(all, usize::MAX))
        .await
        .unwrap_or_else(|e: Error| panic!("{e}"));
    assert_eq!(jobs.len(), found.len(), "each with its job");
    let mut docs = Vec::new();
    let mut more = true;
    while more {
        let before = docs.last().copied();
        let page = db
            .read(move |tx| tx.search("letter", &[], before, 1000))
            .await
            .unwrap();
        docs.extend(page.docs);
        more = page.more;
    }
    docs.reverse();
    assert_eq!(docs, found, "each is found by its words");
    assert_eq!(db.integrity().await.unwrap(), [""; 0]);
    assert!(acknowledged.len() as u64 > ROUNDS, "the children wrote");
    println!(
        "{:?}: killed {ROUNDS} times, {} acknowledged, {} written, none lost",
        db.engine(),
        acknowledged.len(),
        found.len()
    );
}
