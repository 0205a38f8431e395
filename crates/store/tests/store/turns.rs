//! Work that collides waits for its turn instead of being done again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::testing::each;
use store::{Db, Error, Tx, args, sql};

use crate::SHOP;

const TASKS: usize = 8;
const DEEDS: usize = 40;

/// A deed as they are: some looks, then a row. In a table this small each look
/// reads all of it, so that any two of them at the same time collide.
fn deed(tx: &mut Tx<'_>, label: &str) -> Result<u64, Error> {
    for _ in 0..5 {
        let sql = sql!("SELECT id FROM thing WHERE label = $1");
        assert!(tx.one(sql, args![label])?.is_none(), "done once");
    }
    let sql = sql!("INSERT INTO thing (shelf_id, label) VALUES (1, $1)");
    tx.execute(sql, args![label])
}

async fn work(db: Db, task: usize, runs: Arc<AtomicUsize>) {
    for n in 0..DEEDS {
        let runs = runs.clone();
        let label = format!("{task}.{n}");
        let done = db.write(move |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            deed(tx, &label)
        });
        assert_eq!(done.await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_collides_is_seldom_done_twice() {
    each(SHOP, |db| async move {
        let shelf = db.write(|tx| {
            let sql = sql!("INSERT INTO shelf (id, name, open) VALUES (1, 'all', $1)");
            tx.execute(sql, args![true])
        });
        shelf.await.unwrap();
        let runs = Arc::<AtomicUsize>::default();
        let tasks = (0..TASKS).map(|task| tokio::spawn(work(db.clone(), task, runs.clone())));
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let (deeds, runs) = (TASKS * DEEDS, runs.load(Ordering::Relaxed));
        println!("{deeds} deeds in {runs} runs");
        assert!(runs <= deeds * 3 / 2, "{deeds} deeds took {runs} runs");
    })
    .await;
}
