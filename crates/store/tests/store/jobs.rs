use store::testing::each;
use store::{Db, Error};

use crate::SHOP;

async fn due(db: &Db, now: i64) -> Vec<(i64, String, i64)> {
    let jobs = db.write(move |tx| tx.due_jobs(now, 10)).await.unwrap();
    jobs.into_iter()
        .map(|job| (job.id, job.key, job.tries))
        .collect()
}

#[tokio::test]
async fn a_job_waits_for_its_time_and_ends_when_it_is_done() {
    each(SHOP, |db| async move {
        db.write(|tx| {
            tx.enqueue("remind", "case:2", 200)?;
            tx.enqueue("remind", "case:1", 100)?;
            tx.enqueue("remind", "case:1", 300)?; // later than asked for already
            tx.enqueue("remind", "case:2", 50) // earlier
        })
        .await
        .unwrap();
        assert!(due(&db, 49).await.is_empty());
        let now = due(&db, 100).await;
        let keys: Vec<&str> = now.iter().map(|(_, key, _)| key.as_str()).collect();
        assert_eq!(keys, ["case:2", "case:1"]);

        let (two, one) = (now[0].0, now[1].0);
        db.write(move |tx| {
            tx.again(two, 500, "no answer")?;
            tx.done(one)
        })
        .await
        .unwrap();
        assert!(due(&db, 499).await.is_empty());
        let later = db.write(|tx| tx.due_jobs(500, 10)).await.unwrap();
        assert_eq!(later.len(), 1);
        assert_eq!(
            (later[0].tries, later[0].why.as_deref()),
            (1, Some("no answer"))
        );
    })
    .await;
}

#[tokio::test]
async fn asking_again_while_it_is_done_is_not_lost() {
    each(SHOP, |db| async move {
        db.write(|tx| tx.enqueue("receipt", "case:1", 10))
            .await
            .unwrap();
        let taken = due(&db, 10).await;
        db.write(|tx| tx.enqueue("receipt", "case:1", 20))
            .await
            .unwrap();
        let id = taken[0].0;
        db.write(move |tx| tx.done(id)).await.unwrap();
        let again = due(&db, 20).await;
        assert_eq!(again.len(), 1, "the second wish stands");
        assert_ne!(again[0].0, id);
    })
    .await;
}

#[tokio::test]
async fn a_job_is_not_there_without_its_cause() {
    each(SHOP, |db| async move {
        let refused = db.write(|tx| {
            tx.enqueue("remind", "case:1", 1)?;
            Err::<(), Error>(tx.search("a", &["?".to_owned()], None, 1).unwrap_err())
        });
        assert!(refused.await.is_err());
        assert!(due(&db, 10).await.is_empty());
    })
    .await;
}
