//! One key, one deed.

use std::time::Duration;

use serde_json::json;
use store::sql;

use super::{NOON, strange};
use crate::team::Role;
use crate::testing;

#[tokio::test]
async fn the_same_request_under_one_key_acts_once() {
    testing::each(NOON, async |desk| {
        let desk = strange(desk).await;
        let done = sql!("SELECT COUNT(*) FROM audit WHERE deed = 'done'");
        let program = desk.program().await;
        let other = desk.sign_in("Maya", Role::Agent).await;
        for _ in 0..3 {
            let reply = program
                .post_json_once("/api/once", "k1", json!({ "a": 1 }))
                .await;
            assert_eq!(
                (reply.status.as_str(), reply.value()),
                ("201 Created", json!({ "done": true }))
            );
        }
        assert_eq!(desk.count(done).await, 1);
        let mismatch = program
            .post_json_once("/api/once", "k1", json!({ "a": 2 }))
            .await;
        assert_eq!(mismatch.status, "422 Unprocessable Entity");
        assert_eq!(mismatch.value()["code"], "idempotency-mismatch");
        // Without a key, and under another asker's same key, it is done again.
        program.post_json("/api/once", json!({ "a": 1 })).await;
        let fields = [("once", "k1"), ("a", "1")];
        other.post("/once", &fields).await;
        other.post("/once", &fields).await;
        assert_eq!(desk.count(done).await, 3);
        // A page that was gone back to: the same name with new words is new.
        other.post("/once", &[("once", "k1"), ("a", "2")]).await;
        assert_eq!(desk.count(done).await, 4);
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM idempotency")).await,
            3
        );
        let later = desk.now().plus(Duration::from_secs(1));
        let forgotten = desk
            .write(move |tx| Ok(crate::web::forget_answers(tx, later)?))
            .await;
        assert_eq!(forgotten, 3);
    })
    .await;
}

#[tokio::test]
async fn the_same_request_twice_at_once_acts_once() {
    testing::each(NOON, async |desk| {
        let desk = strange(desk).await;
        let program = desk.program().await;
        let asks = (0..8).map(|_| program.post_json_once("/api/once", "k1", json!({})));
        for reply in futures_util::future::join_all(asks).await {
            assert_eq!(reply.status, "201 Created", "{}", reply.text);
        }
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM audit WHERE deed = 'done'"))
                .await,
            1
        );
    })
    .await;
}
