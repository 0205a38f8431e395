//! Letters that one of us wrote without this desk, in the folder of sent ones.

use super::*;
use crate::messages;

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_letter_filed_as_sent_is_fetched_as_our_reply() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders.push("Sent".to_owned());
        fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        dovecot.put(&letter("a@c.example", "Ines <ines@c.example>", "Lost key", "I lost my key."));
        until_arrived(&desk, 1, "the customer's letter").await;
        let ours = "Message-ID: <p@desk.example>\r\nFrom: help@desk.example\r\nTo: ines@c.example\r\n\
                    In-Reply-To: <a@c.example>\r\nSubject: Re: Lost key\r\n\r\nA new one is on its way.\r\n";
        dovecot.put_in("Sent", ours.as_bytes());
        crate::fetch::now(&desk.desk, 1);
        until_arrived(&desk, 2, "our own letter").await;
        running.stop().await;
        let said = desk.read(|tx| Ok(messages::store::of_case(tx, 1)?)).await;
        assert_eq!(said[1].kind, messages::Kind::Reply);
        assert_eq!(said[1].words.trim(), "A new one is on its way.");
    })
    .await;
}
