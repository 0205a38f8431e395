//! Whose turn it is to fetch.

use super::*;

#[tokio::test]
async fn a_turn_ends_in_time_or_when_it_is_given_back_or_could_never_have_been() {
    testing::each(AT, async |desk| {
        let mailbox = desk.mailbox().await;
        let take = async |node: &'static str, minutes: u64| {
            let now = desk.now();
            let until = now.plus(Duration::from_secs(minutes * 60));
            desk.write(move |tx| Ok(store::take_turn(tx, mailbox, node, now, until)?))
                .await
        };
        assert!(take("one", 1).await && take("one", 1).await);
        assert!(!take("other", 1).await, "it is another's turn");
        desk.advance(Duration::from_secs(61));
        assert!(take("other", 1).await, "the other one died");
        desk.write(move |tx| Ok(store::end_turn(tx, mailbox, "other")?))
            .await;
        assert!(take("one", 60).await, "given back");
        // The clock of "one" was an hour ahead when it died.
        assert!(take("other", 1).await);
    })
    .await;
}
