//! Once a day all that lies on the server is held against the ledger.

use super::*;
use crate::team::Role;

/// Asks for a comparison and waits until it is done.
async fn compare(desk: &TestDesk) -> store::Tally {
    let now_there = desk.now();
    desk.write(move |tx| Ok(store::ask_comparison(tx, now_there)?))
        .await;
    let until = Instant::now() + PATIENCE;
    loop {
        now(&desk.desk, 1);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let state = state(desk).await;
        let asked =
            ::store::sql!("SELECT COUNT(*) FROM fetch_state WHERE compare_asked_at IS NOT NULL");
        if desk.count(asked).await == 0 {
            return state.compared.expect("a comparison").1;
        }
        assert!(Instant::now() < until, "{state:?}");
    }
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_the_ledger_lacks_is_found_and_brought_once() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Archive");
        let old = letter("old@c.example", "old@c.example", "Old", "Before you.");
        dovecot.put_at(&old, days(-30));
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders.push("Archive".to_owned());
        fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        let twice = letter("b@c.example", "Bo <bo@c.example>", "Bell", "It rings.");
        dovecot.put(&twice);
        until_arrived(&desk, 1, "the first letter").await;
        dovecot.put_in("Archive", &twice);
        now(&desk.desk, 1);
        until_arrived(&desk, 2, "the same in another folder").await;

        // Somebody's fault: the cursor stands where no letter has been kept.
        desk.write(|tx| {
            tx.execute(
                ::store::sql!("UPDATE fetch_cursor SET uid = uid + 3 WHERE folder = 'INBOX'"),
                ::store::args![],
            )?;
            Ok(())
        })
        .await;
        dovecot.put(&letter("c@c.example", "Ines <ines@c.example>", "Lost key", "I lost my key."));
        let nameless = b"From: Ola <ola@c.example>\r\nTo: help@desk.example\r\nSubject: Door\r\n\r\nIt is shut.\r\n";
        dovecot.put(nameless);
        dovecot.put(&twice);
        now(&desk.desk, 1);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(ledger(&desk).await.arrivals, 2, "nobody looks there");

        let found = compare(&desk).await;
        assert_eq!((found.compared, found.lacked, found.unheard), (5, 2, 0), "{found:?}");
        let all = ledger(&desk).await;
        assert_eq!((all.arrivals, all.case, all.duplicate), (4, 3, 1), "{all:?}");
        let maya = desk.sign_in("Maya", Role::Admin).await;
        let words = maya.get("/settings/health").await.words();
        assert!(
            words.contains("2 letters lay on the server of help@desk.example and not here"),
            "{words}"
        );
        let found = compare(&desk).await;
        assert_eq!((found.compared, found.lacked, found.unheard), (5, 0, 0), "{found:?}");
        assert_eq!(ledger(&desk).await.arrivals, 4, "nothing comes twice");
        let words = maya.get("/settings/health").await.words();
        assert!(words.contains("should be here are here"), "{words}");
        running.stop().await;
    })
    .await;
}
