//! Whose turn it is to fetch.

use ::store::testing::TestDb;
use ::store::{Db, Options};

use super::*;
use crate::app::MIGRATIONS;
use crate::kit::At;

const MAILBOX: i64 = 1;

/// For so many minutes, in the name of this node.
async fn take(db: &Db, node: &str, now: At, minutes: u64) -> bool {
    let (node, until) = (node.to_owned(), now.plus(Duration::from_secs(minutes * 60)));
    let taking = move |tx: &mut ::store::Tx<'_>| store::take_turn(tx, MAILBOX, &node, now, until);
    db.write(taking).await.unwrap()
}

#[tokio::test]
async fn the_turn_of_a_node_that_has_ended_binds_nobody() {
    testing::each(AT, async |desk| {
        let (db, now) = (&desk.desk.db, desk.now());
        assert!(take(db, "a-node-of-the-past", now, 1).await);
        assert!(take(db, db.node(), now, 1).await, "at once");
        assert!(take(db, db.node(), now, 1).await, "and it stays ours");
    })
    .await;
}

#[tokio::test]
async fn a_turn_ends_in_time_or_when_it_is_given_back_or_could_never_have_been() {
    let Some(test) = TestDb::postgres(MIGRATIONS).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    let options = Options {
        url: test.postgres_url().unwrap(),
        data: test.folder().to_owned(),
        migrations: MIGRATIONS,
        readers: 4,
    };
    let other = Db::open(options).await.unwrap();
    let now: At = AT.parse().unwrap();
    let here = async |now, minutes| take(&test.db, test.db.node(), now, minutes).await;
    let there = async |now, minutes| take(&other, other.node(), now, minutes).await;
    assert!(here(now, 1).await && here(now, 1).await);
    assert!(!there(now, 1).await, "it is another's turn");
    let now = now.plus(Duration::from_secs(61));
    assert!(there(now, 1).await, "the first stands still");
    let name = other.node().to_owned();
    let giving = other.write(move |tx| store::end_turn(tx, MAILBOX, &name));
    giving.await.unwrap();
    assert!(here(now, 60).await, "given back");
    // The clock here was an hour ahead when the node stopped.
    assert!(there(now, 1).await);

    // Its time is not over, but the node is.
    other.close().await;
    let began = Instant::now();
    while !here(now, 1).await {
        assert!(began.elapsed() < SOON);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
