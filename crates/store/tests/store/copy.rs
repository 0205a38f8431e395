//! What a database holds, copied whole: the same on both engines.

use store::copy::{LEFT_OUT, Mark, Sum, Walk, line_of, row_of};
use store::testing::{TestDb, columns, each, noise};
use store::{Db, Error, Options, args, sql};

use crate::SHOP;

/// Shelves, things, bytes small and large, words of many scripts, and numbers
/// that were given to rows which are gone.
async fn furnish(db: &Db) {
    let small = db.prepare_blob(b"a small letter".to_vec()).await.unwrap();
    let large = db.prepare_blob(noise(600_000, 7)).await.unwrap();
    db.write(move |tx| {
        tx.keep(&small, "letter", 1)?;
        tx.keep(&large, "letter", 2)?;
        for n in 0..300i64 {
            tx.execute(
                sql!("INSERT INTO shelf (name, open, room) VALUES ($1, $2, $3)"),
                args![
                    format!("shelf {n}\0 \"Größe\" 棚\u{10FFFE}"),
                    n % 2 == 0,
                    Some(n).filter(|n| n % 3 == 0)
                ],
            )?;
            tx.execute(
                sql!("INSERT INTO thing (shelf_id, label, photo) VALUES ($1, $2, $3)"),
                args![
                    n + 1,
                    Some("").filter(|_| n % 5 == 0),
                    Some(noise(n as usize, 3)).filter(|_| n % 2 == 0)
                ],
            )?;
            tx.index(
                n,
                &store::Words::of(&format!("Größe {n} parcel 棚卸し")),
                &["mb7".to_owned()],
            )?;
        }
        tx.execute(sql!("DELETE FROM thing WHERE id > 290"), args![])?;
        tx.enqueue("remember", "me", 5)
    })
    .await
    .unwrap();
}

/// Name, rows and digest of each table, with the last number it gave.
async fn all(db: &Db) -> Vec<(String, u64, String, Option<i64>)> {
    db.read(|tx| {
        let mut all = Vec::new();
        for table in tx.tables()? {
            let counted = tx.count_table(&table)?;
            let last = tx.last_number(&table)?;
            all.push((table.name, counted.rows, counted.digest, last));
        }
        Ok::<_, Error>(all)
    })
    .await
    .unwrap()
}

async fn copy(from: &Db, to: &Db) {
    let blobs = from
        .read(|tx| {
            let mut found = Vec::new();
            for row in tx.query(sql!("SELECT digest FROM blob"), args![])? {
                let digest: String = row.get(0)?;
                found.extend(tx.blob(&digest)?);
            }
            Ok::<_, Error>(found)
        })
        .await
        .unwrap();
    for bytes in blobs {
        let ready = to.prepare_blob(bytes).await.unwrap();
        to.write(move |tx| tx.keep_bytes(&ready)).await.unwrap();
    }
    let read = from.read(|tx| {
        let mut read = Vec::new();
        for table in tx.tables()? {
            let (mut walk, mut lines) = (Walk::from_start(), Vec::new());
            loop {
                let rows = walk.next(tx, &table)?;
                if rows.is_empty() {
                    break;
                }
                lines.extend(rows.iter().map(|row| line_of(&table, row)));
            }
            let last = tx.last_number(&table)?;
            read.push((table, lines, last));
        }
        Ok::<_, Error>(read)
    });
    for (table, lines, last) in read.await.unwrap() {
        to.write(move |tx| {
            let rows: Result<Vec<_>, Error> = lines.iter().map(|l| row_of(&table, l)).collect();
            if !table.is_blobs() {
                tx.put(&table, &rows?)?;
            }
            last.map_or(Ok(()), |last| tx.number_on(&table, last))
        })
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn a_copy_holds_the_same_on_whichever_engine() {
    let first = TestDb::sqlite(SHOP).await;
    furnish(&first.db).await;
    let before = all(&first.db).await;
    let names: Vec<&str> = before.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(
        names,
        ["blob", "blob_use", "job", "search_doc", "shelf", "thing"]
    );
    let thing = before.iter().find(|(name, ..)| name == "thing").unwrap();
    assert_eq!((thing.1, thing.3), (290, Some(300)));

    let mut last = first;
    let mut stations = vec![TestDb::sqlite(SHOP).await];
    match TestDb::postgres(SHOP).await {
        Some(postgres) => stations.insert(0, postgres),
        None => eprintln!("PostgreSQL: not run here, ./test runs it"),
    }
    for station in stations {
        copy(&last.db, &station.db).await;
        assert_eq!(all(&station.db).await, before);
        assert_eq!(station.db.integrity().await.unwrap(), [""; 0]);
        let found = station
            .db
            .read(|tx| tx.search("große 棚", &["mb7".to_owned()], None, 3));
        assert_eq!(found.await.unwrap().docs, [299, 298, 297]);
        last = station;
    }
    let next = last.db.write(|tx| {
        let row = tx.one(
            sql!("INSERT INTO thing (shelf_id) VALUES (1) RETURNING id"),
            args![],
        )?;
        row.expect("a row").get::<i64>(0)
    });
    assert_eq!(next.await.unwrap(), 301, "a number is given only once");
}

#[tokio::test]
async fn every_table_is_copied_or_named_with_a_reason() {
    each(SHOP, |db| async move {
        let tables = db.read(|tx| tx.tables()).await.unwrap();
        for column in columns(&db).await {
            let (table, column) = column.split_once('.').unwrap();
            let copied = tables.iter().find(|t| t.name == table);
            let left = LEFT_OUT
                .iter()
                .any(|(name, why)| *name == table && !why.is_empty());
            match copied {
                Some(copied) if !copied.is_blobs() => {
                    assert!(
                        copied.columns.iter().any(|c| c == column),
                        "{table}.{column}"
                    );
                }
                Some(_) => {}
                None => assert!(left, "{table} is neither copied nor left out with a reason"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_walk_goes_on_after_the_last_row_and_emptying_leaves_nothing() {
    each(SHOP, |db| async move {
        furnish(&db).await;
        let (rows, more) = db
            .write(|tx| {
                let tables = tx.tables()?;
                let shelf = tables.iter().find(|t| t.name == "shelf").expect("shelf");
                let mut walk = tx.walk_on(shelf)?;
                let nothing = walk.next(tx, shelf)?;
                tx.execute(
                    sql!("INSERT INTO shelf (name, open) VALUES ('new', $1)"),
                    args![true],
                )?;
                let mut sum = Sum::default();
                sum.add("{}");
                Ok::<_, Error>((nothing.len(), sum.counted().rows))
            })
            .await
            .unwrap();
        assert_eq!((rows, more), (0, 1));
        assert!(db.read(|tx| tx.holds_anything()).await.unwrap());
        db.write(|tx| tx.empty_everything()).await.unwrap();
        assert!(!db.read(|tx| tx.holds_anything()).await.unwrap());
        assert_eq!(db.integrity().await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_line_that_is_not_as_expected_is_refused() {
    let test = TestDb::sqlite(SHOP).await;
    let tables = test.db.read(|tx| tx.tables()).await.unwrap();
    let shelf = tables.iter().find(|t| t.name == "shelf").unwrap();
    let check = |line: &str, expected: &str| {
        let said = row_of(shelf, line).unwrap_err().to_string();
        assert!(
            said.starts_with("a row of shelf: ") && said.contains(expected),
            "{said}"
        );
    };
    check("[]", "it is no JSON object");
    check("{\"id\":1", "EOF");
    check("{\"id\":1}", "name is missing");
    check(
        r#"{"id":1,"name":[],"open":0,"room":null}"#,
        "name cannot be read",
    );
    check(
        r#"{"id":1,"name":"a","open":0,"room":null,"more":1}"#,
        "a column more that is not known",
    );
}

#[tokio::test]
async fn a_marked_database_is_opened_only_by_who_copies() {
    let test = TestDb::sqlite(SHOP).await;
    let options = || Options {
        url: format!("sqlite:{}", test.folder().join("test.db").display()),
        data: test.folder().to_owned(),
        migrations: SHOP,
        readers: 1,
    };
    for (mark, words) in [
        (Mark::Arriving, "copied into this database from elsewhere"),
        (Mark::Left, "moved to elsewhere. Nothing was changed"),
    ] {
        let marked = test.db.write(move |tx| tx.mark(Some((mark, "elsewhere"))));
        marked.await.unwrap();
        let Err(refused) = Db::open(options()).await else {
            panic!("{mark:?} was opened");
        };
        assert!(refused.to_string().contains(words), "{refused}");
        let known = Db::open_marked(options()).await.unwrap();
        let found = known.read(|tx| Ok::<_, Error>((tx.marked()?, tx.schema()?)));
        let expected = (Some((mark, "elsewhere".to_owned())), 1);
        assert_eq!(found.await.unwrap(), expected);
        known.close().await;
    }
    test.db.write(|tx| tx.mark(None)).await.unwrap();
    Db::open(options()).await.unwrap().close().await;
}
