use std::path::Path;

use store::testing::{TestDb, columns, each, prepare_all};
use store::{Db, Error, Migration, OpenError, Options, args, sql};

use crate::SHOP;

const fn step(number: u32, name: &'static str, shared: &'static str) -> Migration {
    Migration {
        number,
        name,
        shared,
        sqlite: None,
        postgres: None,
    }
}

const ONE: &[Migration] = &[step(
    1,
    "one",
    "CREATE TABLE one (id {id}, name {text}) {strict};",
)];
const TWO: &[Migration] = &[
    ONE[0],
    Migration {
        number: 2,
        name: "two",
        shared: "CREATE TABLE two (id {id}, one_id {int} REFERENCES one (id)) {strict};",
        sqlite: Some(
            "ALTER TABLE two ADD COLUMN word TEXT; INSERT INTO one (name) VALUES ('sqlite');",
        ),
        postgres: Some(
            "ALTER TABLE two ADD COLUMN word TEXT; INSERT INTO one (name) VALUES ('postgres');",
        ),
    },
];
const EDITED: &[Migration] = &[step(
    1,
    "one",
    "CREATE TABLE one (id {id}, name {text}, more {int});",
)];
const BROKEN: &[Migration] = &[
    ONE[0],
    step(
        3,
        "three",
        "CREATE TABLE three (id {id}); INSERT INTO nowhere VALUES (1);",
    ),
];
const UNORDERED: &[Migration] = &[step(2, "b", ""), step(1, "a", "")];

async fn open(url: &str, data: &Path, migrations: &'static [Migration]) -> Result<Db, OpenError> {
    let (url, data) = (url.to_owned(), data.to_owned());
    Db::open(Options {
        url,
        data,
        migrations,
        readers: 2,
    })
    .await
}

async fn refused(url: &str, data: &Path, migrations: &'static [Migration]) -> String {
    match open(url, data, migrations).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn every_statement_prepares_on_its_engine() {
    each(SHOP, |db| async move {
        assert_eq!(prepare_all(&db).await, [""; 0]);
    })
    .await;
    let here = store::registered()
        .filter(|sql| sql.file.ends_with("schema.rs"))
        .count();
    assert!(here >= 1, "statements of this file are registered");
}

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let sqlite = columns(&TestDb::sqlite(SHOP).await.db).await;
    assert!(sqlite.contains(&"shelf.name".to_owned()), "{sqlite:?}");
    assert!(sqlite.contains(&"job.run_at".to_owned()), "{sqlite:?}");
    match TestDb::postgres(SHOP).await {
        Some(postgres) => assert_eq!(columns(&postgres.db).await, sqlite),
        None => eprintln!("PostgreSQL: not run here, ./test runs it"),
    }
}

/// One story of a database through versions, told on `url`; gives back what
/// each refusal said.
async fn through_versions(url: &str, data: &Path) -> Vec<String> {
    let mut said = vec![refused(url, data, UNORDERED).await];
    open(url, data, ONE).await.unwrap().close().await;
    open(url, data, ONE).await.unwrap().close().await;
    said.push(refused(url, data, EDITED).await);
    said.push(refused(url, data, BROKEN).await);
    let db = open(url, data, TWO).await.unwrap();
    let engine = db.read(|tx| {
        let row = tx.one(
            sql!("SELECT CAST(count(*) AS BIGINT) FROM schema_version"),
            args![],
        )?;
        row.expect("a count").get::<i64>(0)
    });
    assert_eq!(engine.await.map_err(|e: Error| e.to_string()), Ok(3));
    db.close().await;
    said.push(refused(url, data, ONE).await);
    said
}

#[tokio::test]
async fn a_schema_only_moves_forward_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.db");
    let said = through_versions(&format!("sqlite:{}", file.display()), folder.path()).await;
    let file = file.display();
    assert_eq!(
        said,
        [
            "the list of migrations is wrong: 0001_a stands after 0002".to_owned(),
            format!(
                "{file}: migration 0001_one was applied with another text than this version has. Nothing was changed; a migration that was released is never edited, write a new one"
            ),
            format!(
                "{file}: migration 0003_three failed, nothing was changed: no such table: nowhere"
            ),
            format!(
                "{file}: made by a newer version (its schema is 2, this version knows up to 1). Nothing was changed; start the newer version"
            ),
        ]
    );
}

#[tokio::test]
async fn a_schema_only_moves_forward_on_postgres() {
    const NONE: &[Migration] = &[];
    let Some(test) = TestDb::postgres(NONE).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    test.db.close().await;
    let url = test.postgres_url().unwrap();
    let said = through_versions(&url, test.folder()).await;
    assert!(
        said[1].contains("migration 0001_one was applied with another text"),
        "{}",
        said[1]
    );
    assert!(
        said[2].ends_with(
            "migration 0003_three failed, nothing was changed: relation \"nowhere\" does not exist"
        ),
        "{}",
        said[2]
    );
    assert!(
        said[3].contains("made by a newer version (its schema is 2"),
        "{}",
        said[3]
    );
    assert!(said[3].starts_with("postgres://127.0.0.1:"), "{}", said[3]);
}

#[tokio::test]
async fn sqlite_is_copied_before_an_upgrade_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
    let copies = || {
        let names = std::fs::read_dir(folder.path()).unwrap().flatten();
        let mut names: Vec<String> = names
            .map(|f| f.file_name().into_string().unwrap())
            .collect();
        names.retain(|name| name.contains("before"));
        names
    };
    let db = open(&url, folder.path(), ONE).await.unwrap();
    db.write(|tx| tx.enqueue("remember", "me", 1))
        .await
        .unwrap();
    drop(db); // as a process that ended without a close
    open(&url, folder.path(), ONE).await.unwrap().close().await;
    assert!(copies().is_empty(), "nothing was pending");
    // Three are kept; what only looks like a copy is nobody's business.
    for older in ["0000", "0001", "0001x", "0003"] {
        let name = format!("desk.db.before-{older}");
        std::fs::write(folder.path().join(name), "an older copy").unwrap();
    }
    open(&url, folder.path(), TWO).await.unwrap().close().await;
    let mut left = copies();
    left.sort();
    assert_eq!(
        left,
        [
            "desk.db.before-0001",
            "desk.db.before-0001x",
            "desk.db.before-0002",
            "desk.db.before-0003"
        ]
    );
    let copy = format!(
        "sqlite:{}",
        folder.path().join("desk.db.before-0002").display()
    );
    let before = open(&copy, folder.path(), ONE).await.unwrap();
    assert_eq!(
        before.write(|tx| tx.due_jobs(1, 9)).await.unwrap()[0].key,
        "me"
    );
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("letter.db"), "Dear desk, ".repeat(200)).unwrap();
    let said = refused(
        &format!("sqlite:{}", path("letter.db").display()),
        folder.path(),
        ONE,
    )
    .await;
    assert_eq!(
        said,
        format!("{}: file is not a database", path("letter.db").display())
    );
    assert!(
        std::fs::read_to_string(path("letter.db"))
            .unwrap()
            .starts_with("Dear desk")
    );

    let said = refused(
        &format!("sqlite:{}", path("letter.db/inside.db").display()),
        folder.path(),
        ONE,
    )
    .await;
    assert!(
        said.starts_with(&path("letter.db").display().to_string()),
        "{said}"
    );

    let said = refused(
        &format!("sqlite:{}", folder.path().display()),
        folder.path(),
        ONE,
    )
    .await;
    assert!(said.contains("directory"), "{said}");

    database_of_another_program(&path("music.db"));
    let said = refused(
        &format!("sqlite:{}", path("music.db").display()),
        folder.path(),
        ONE,
    )
    .await;
    assert!(said.contains("a database of another program"), "{said}");

    let said = refused("mysql://host/db", folder.path(), ONE).await;
    assert!(said.contains("\"mysql://host/db\" is neither"), "{said}");

    // Nobody listens on port 1.
    let said = refused("postgres://me:secret@127.0.0.1:1/desk", folder.path(), ONE).await;
    assert!(said.starts_with("postgres://127.0.0.1:1/desk: "), "{said}");
    assert!(
        said.contains("refused") && !said.contains("secret"),
        "{said}"
    );

    let said = refused(
        "postgres://127.0.0.1:1/desk?sslmode=maybe",
        folder.path(),
        ONE,
    )
    .await;
    assert!(said.contains("sslmode=maybe"), "{said}");
}

/// A database as another program would leave it.
fn database_of_another_program(path: &Path) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("CREATE TABLE song (title TEXT)")
        .unwrap();
}
