use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::testing::each;
use store::{Change, Db, Error, Tx, args, sql};

use crate::SHOP;

fn add(tx: &mut Tx<'_>, name: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!("INSERT INTO shelf (name, open) VALUES ($1, $2) RETURNING id"),
        args![name, true],
    )?;
    row.expect("a row was returned").get(0)
}

async fn names(db: &Db) -> Vec<String> {
    db.read(|tx| {
        let rows = tx.query(sql!("SELECT name FROM shelf ORDER BY name"), args![])?;
        rows.iter()
            .map(|row| row.get(0))
            .collect::<Result<_, Error>>()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    each(SHOP, |db| async move {
        let photo: Vec<u8> = (0..=255).collect();
        let label = "Ärger — \"quoted\" \u{202e} 🙂 '); DROP TABLE shelf; --";
        let again = photo.clone();
        db.write(move |tx| {
            let shelf = add(tx, "first")?;
            tx.execute(
                sql!("INSERT INTO thing (photo, label, shelf_id) VALUES ($3, $2, $1)"),
                args![shelf, label, &photo],
            )
        })
        .await
        .unwrap();
        let row = db
            .read(|tx| tx.one(sql!("SELECT t.label, t.photo, s.open, s.room, s.id FROM thing t JOIN shelf s ON s.id = t.shelf_id"), args![]))
            .await
            .unwrap()
            .expect("the row");
        assert_eq!(row.get::<String>(0).unwrap(), label);
        assert_eq!(row.get::<Vec<u8>>(1).unwrap(), again);
        assert!(row.get::<bool>(2).unwrap());
        assert_eq!(row.get::<Option<i64>>(3).unwrap(), None);
        assert_eq!(row.get::<i64>(4).unwrap(), 1);
        let wrong = row.get::<i64>(0).unwrap_err().to_string();
        assert_eq!(wrong, "column 0 holds text, not a whole number");
        let wrong = row.get::<i64>(3).unwrap_err().to_string();
        assert_eq!(wrong, "column 3 holds nothing, not a whole number");
    })
    .await;
}

#[tokio::test]
async fn a_new_row_tells_its_id() {
    each(SHOP, |db| async move {
        let add = sql!(
            "INSERT INTO shelf (name, open) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id"
        );
        let insert = async |name: &'static str| -> Result<i64, Error> {
            db.write(move |tx| tx.insert(add, args![name, true])).await
        };
        let (one, two) = (insert("one").await.unwrap(), insert("two").await.unwrap());
        assert_ne!(one, two);
        let second = sql!("SELECT id FROM shelf WHERE name = 'two'");
        let known: Result<_, Error> = db.read(move |tx| tx.one(second, args![])).await;
        assert_eq!(known.unwrap().unwrap().get::<i64>(0).unwrap(), two);
        // No id of another row in place of one that was not written.
        insert("one").await.unwrap_err();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_or_a_panic_undoes_only_its_own_work() {
    each(SHOP, |db| async move {
        let mut work = Vec::new();
        for n in 0..120 {
            let db = db.clone();
            work.push(tokio::spawn(async move {
                db.write(move |tx| {
                    add(tx, &format!("shelf {n:03}"))?;
                    match n % 3 {
                        0 => Ok(n),
                        1 => Err(add(tx, &format!("shelf {n:03}")).unwrap_err()),
                        _ => panic!("panic {n}"),
                    }
                })
                .await
            }));
        }
        for (n, work) in work.into_iter().enumerate() {
            match (n % 3, work.await.unwrap()) {
                (0, Ok(answer)) => assert_eq!(answer, n),
                (1, Err(error)) => assert!(error.is_unique(), "{error}"),
                (2, Err(error)) => assert_eq!(
                    error.to_string(),
                    format!("the work on the database panicked, nothing was changed: panic {n}")
                ),
                (_, other) => panic!("{n}: {other:?}"),
            }
        }
        let expected: Vec<String> = (0..120)
            .step_by(3)
            .map(|n| format!("shelf {n:03}"))
            .collect();
        assert_eq!(names(&db).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_failed_statement_spoils_the_transaction_unless_it_was_an_attempt() {
    each(SHOP, |db| async move {
        let spoiled = db.write(|tx| {
            add(tx, "one")?;
            add(tx, "one").ok();
            Ok::<_, Error>(())
        });
        assert!(spoiled.await.unwrap_err().is_unique());
        assert!(names(&db).await.is_empty());

        let mut heard = db.hear();
        db.write(|tx| {
            add(tx, "one")?;
            tx.say("one");
            let second = tx.attempt(|tx| {
                tx.say("two");
                add(tx, "two")?;
                add(tx, "one")
            });
            assert!(second.unwrap_err().is_unique());
            tx.attempt(|tx| add(tx, "three"))
        })
        .await
        .unwrap();
        assert_eq!(names(&db).await, ["one", "three"]);
        assert_eq!(heard.recv().await.unwrap(), Change::Part("one".into()));
        assert!(heard.try_recv().is_err());
    })
    .await;
}

#[tokio::test]
async fn word_of_a_change_goes_out_after_the_commit_and_only_then() {
    each(SHOP, |db| async move {
        let mut heard = db.hear();
        let refused = db.write(|tx| {
            tx.say("refused");
            add(tx, "gone")?;
            add(tx, "gone")
        });
        assert!(refused.await.is_err());
        db.write(|tx| {
            tx.say("case:7");
            tx.say("case:7");
            add(tx, "kept")
        })
        .await
        .unwrap();
        db.say("presence");
        assert_eq!(heard.recv().await.unwrap(), Change::Part("case:7".into()));
        assert_eq!(heard.recv().await.unwrap(), Change::Part("presence".into()));
    })
    .await;
}

#[tokio::test]
async fn a_read_cannot_write_and_sees_one_moment() {
    each(SHOP, |db| async move {
        let refused = db.read(|tx| add(tx, "sly")).await.unwrap_err().to_string();
        assert!(refused.contains("read"), "{refused}");
        assert!(names(&db).await.is_empty());
        let panicked = db.read(|_| -> Result<(), Error> { panic!("oh") }).await;
        assert!(panicked.unwrap_err().to_string().ends_with("oh"));
        for _ in 0..20 {
            assert!(names(&db).await.is_empty());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colliding_work_loses_nothing() {
    each(SHOP, |db| async move {
        db.write(|tx| {
            add(tx, "counter")?;
            tx.execute(sql!("UPDATE shelf SET room = 0"), args![])
        })
        .await
        .unwrap();
        let mut work = Vec::new();
        for _ in 0..16 {
            let db = db.clone();
            work.push(tokio::spawn(async move {
                for _ in 0..25 {
                    db.write(|tx| {
                        let row = tx.one(
                            sql!("SELECT room FROM shelf WHERE name = $1"),
                            args!["counter"],
                        )?;
                        let room: i64 = row.expect("the counter").get(0)?;
                        tx.execute(
                            sql!("UPDATE shelf SET room = $1 WHERE name = $2"),
                            args![room + 1, "counter"],
                        )
                    })
                    .await
                    .unwrap();
                }
            }));
        }
        for work in work {
            work.await.unwrap();
        }
        let row = db
            .read(|tx| tx.one(sql!("SELECT room FROM shelf"), args![]))
            .await
            .unwrap();
        assert_eq!(row.unwrap().get::<i64>(0).unwrap(), 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_row_is_held_by_one_worker() {
    each(SHOP, |db| async move {
        let id = db.write(|tx| add(tx, "parcel")).await.unwrap();
        let lock = sql!("SELECT name FROM shelf WHERE id = $1 AND open {skip_locked}");
        let sent = Arc::new(AtomicUsize::new(0));
        let first = db.hold("shelf", id, lock).await.unwrap().expect("free");
        assert_eq!(first.row().get::<String>(0).unwrap(), "parcel");
        assert!(db.hold("shelf", id, lock).await.unwrap().is_none(), "held");
        drop(first);
        let mut workers = Vec::new();
        for _ in 0..8 {
            let (db, sent) = (db.clone(), sent.clone());
            workers.push(tokio::spawn(async move {
                let mut waits = 0;
                loop {
                    if let Some(held) = db.hold("shelf", id, lock).await.unwrap() {
                        sent.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        held.finish(move |tx| {
                            tx.execute(
                                sql!("UPDATE shelf SET open = $2 WHERE id = $1"),
                                args![id, false],
                            )
                        })
                        .await
                        .unwrap();
                    }
                    waits += 1;
                    if waits > 10 {
                        break;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            }));
        }
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(sent.load(Ordering::SeqCst), 1);
        assert!(db.hold("shelf", id, lock).await.unwrap().is_none(), "done");
    })
    .await;
}

#[tokio::test]
async fn after_close_every_deed_says_so() {
    each(SHOP, |db| async move {
        db.write(|tx| add(tx, "last")).await.unwrap();
        db.close().await;
        let late = db
            .write(|tx| add(tx, "late"))
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(late, "the database is closed");
        let late = db
            .read(|tx| tx.query(sql!("SELECT 1"), args![]))
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(late, "the database is closed");
    })
    .await;
}
