//! Several processes on one database.

use std::time::Duration;

use store::testing::TestDb;
use store::{Change, Db, Error, Options, args, sql};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use crate::SHOP;

async fn another(url: String, test: &TestDb) -> Db {
    let options = Options {
        url,
        data: test.folder().to_owned(),
        migrations: SHOP,
        readers: 2,
    };
    Db::open(options).await.unwrap()
}

async fn next(heard: &mut Receiver<Change>) -> Change {
    timeout(Duration::from_secs(10), heard.recv())
        .await
        .expect("heard in time")
        .unwrap()
}

async fn change(db: &Db, part: &'static str) {
    db.write(move |tx| {
        tx.say(part);
        tx.execute(sql!("UPDATE shelf SET open = $1"), args![true])?;
        tx.execute(
            sql!("INSERT INTO shelf (name, open) VALUES ($1, $2)"),
            args![part, true],
        )
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn on_sqlite_another_hand_gives_a_resync() {
    let test = TestDb::sqlite(SHOP).await;
    let url = format!("sqlite:{}", test.folder().join("test.db").display());
    let other = another(url, &test).await;
    let mut heard = test.db.hear();
    change(&test.db, "case:1").await;
    assert_eq!(next(&mut heard).await, Change::Part("case:1".into()));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(
        heard.try_recv().is_err(),
        "our own writing is no other hand"
    );
    change(&other, "case:2").await;
    assert_eq!(next(&mut heard).await, Change::Resync);
}

/// Runs where there is a server for tests; says so where there is none.
async fn postgres() -> Option<TestDb> {
    let test = TestDb::postgres(SHOP).await;
    if test.is_none() {
        eprintln!("PostgreSQL: not run here, ./test runs it");
    }
    test
}

#[tokio::test]
async fn on_postgres_other_nodes_hear_each_part() {
    let Some(test) = postgres().await else { return };
    let other = another(test.postgres_url().unwrap(), &test).await;
    let (mut here, mut there) = (test.db.hear(), other.hear());
    change(&test.db, "case:1").await;
    assert_eq!(next(&mut here).await, Change::Part("case:1".into()));
    assert_eq!(next(&mut there).await, Change::Part("case:1".into()));
    other.say("presence");
    assert_eq!(next(&mut there).await, Change::Part("presence".into()));
    assert_eq!(next(&mut here).await, Change::Part("presence".into()));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(
        here.try_recv().is_err() && there.try_recv().is_err(),
        "each once"
    );

    // The last word before a node goes is heard as well.
    change(&other, "last").await;
    other.close().await;
    assert_eq!(next(&mut here).await, Change::Part("last".into()));
}

#[tokio::test]
async fn on_postgres_a_lost_connection_is_mended_and_gives_a_resync() {
    let Some(test) = postgres().await else { return };
    change(&test.db, "before").await;
    let mut heard = test.db.hear();
    let cut = test.db.read(|tx| {
        let sql = sql!("SELECT name FROM shelf");
        tx.query(sql, args![])
    });
    let cut: Result<_, Error> = cut.await;
    assert_eq!(cut.unwrap().len(), 1);
    test.cut_connections().await;
    change(&test.db, "after").await;
    let rows: Result<_, Error> = test
        .db
        .read(|tx| tx.query(sql!("SELECT name FROM shelf"), args![]))
        .await;
    assert_eq!(rows.unwrap().len(), 2);
    let both = [next(&mut heard).await, next(&mut heard).await];
    assert!(both.contains(&Change::Resync), "{both:?}");
    assert!(both.contains(&Change::Part("after".into())), "{both:?}");
}

#[tokio::test]
async fn on_postgres_a_row_is_held_across_nodes_and_freed_by_dying() {
    let Some(test) = postgres().await else { return };
    let other = another(test.postgres_url().unwrap(), &test).await;
    change(&test.db, "parcel").await;
    let lock = sql!("SELECT id FROM shelf WHERE id = $1 AND open {skip_locked}");
    let held = test.db.hold("shelf", 1, lock).await.unwrap().expect("free");
    assert!(
        other.hold("shelf", 1, lock).await.unwrap().is_none(),
        "held by the other node"
    );
    test.cut_connections().await;
    let taken = other.hold("shelf", 1, lock).await.unwrap();
    assert!(taken.is_some(), "free again");
    drop(taken);
    // What the first node did is written even so.
    let done = held.finish(|tx| tx.execute(sql!("UPDATE shelf SET open = $1"), args![false]));
    assert_eq!(done.await.map_err(|e: Error| e.to_string()), Ok(1));
    assert!(
        other.hold("shelf", 1, lock).await.unwrap().is_none(),
        "done"
    );
}

async fn ended(db: &Db, node: &str) -> bool {
    let node = node.to_owned();
    let asked: Result<bool, Error> = db.read(move |tx| tx.has_ended(&node)).await;
    asked.unwrap()
}

#[tokio::test]
async fn a_node_has_not_ended_and_one_of_the_past_has() {
    store::testing::each(SHOP, async |db| {
        assert!(!ended(&db, db.node()).await);
        assert!(ended(&db, "3f-1-0").await);
    })
    .await;
}

#[tokio::test]
async fn on_postgres_a_node_is_there_until_it_ends_also_when_its_connections_were_cut() {
    let Some(test) = postgres().await else { return };
    let other = another(test.postgres_url().unwrap(), &test).await;
    let name = other.node().to_owned();
    assert!(!ended(&test.db, &name).await && !ended(&other, test.db.node()).await);
    test.cut_connections().await;
    let until = async |wanted: bool, db: &Db, node: &str| {
        let waiting = async {
            while ended(db, node).await != wanted {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(10), waiting).await.unwrap();
    };
    until(false, &test.db, &name).await;
    until(false, &other, test.db.node()).await;
    other.close().await;
    until(true, &test.db, &name).await;
}
