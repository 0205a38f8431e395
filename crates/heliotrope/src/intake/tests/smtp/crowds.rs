//! Too many, too slow, too much at once.

use super::*;

#[tokio::test]
async fn too_many_clients_and_silent_ones_are_told_to_come_again() {
    each(async |world| {
        let listener = listen_with(&world, 1, Duration::from_millis(300)).await;
        let mut first = listener.client().await;
        first.hello().await;
        let mut second = TcpStream::connect(listener.address).await.unwrap();
        let mut heard = String::new();
        second.read_to_string(&mut heard).await.unwrap();
        assert_eq!(
            heard,
            "421 4.3.2 Too many connections now. Please come again in a minute.\r\n"
        );
        assert_eq!(
            first.reply().await,
            "421 4.4.2 Nothing came for a long time."
        );
        listener.stop().await;
    })
    .await;
}

/// Who drips a byte now and then holds a place no longer than who is silent.
#[tokio::test]
async fn a_client_that_drips_is_timed_out_in_a_command_and_in_a_letter() {
    each(async |world| {
        let patience = Duration::from_millis(400);
        let listener = listen_with(&world, 10, patience).await;
        let began = std::time::Instant::now();
        let mut client = listener.client().await;
        let said = drip(&mut client, b"NOOP and so on").await;
        assert_eq!(said, "421 4.4.2 Nothing came for a long time.");
        let mut client = listener.client().await;
        client.hello().await;
        client.tell("MAIL FROM:<ines@example.org>").await;
        client.tell("RCPT TO:<help@desk.example>").await;
        assert!(client.tell("DATA").await.starts_with("354"));
        let said = drip(&mut client, b"Subject: a word at a time").await;
        assert_eq!(said, "421 4.4.2 Your letter did not come to its end.");
        assert!(began.elapsed() < patience * 20, "{:?}", began.elapsed());
        assert_eq!(
            world.check_ledger().await.arrivals,
            0,
            "nothing was taken for a letter"
        );
        listener.stop().await;
    })
    .await;
}

/// One byte after another, each well within the patience, until it answers.
async fn drip(client: &mut Client, bytes: &[u8]) -> String {
    for byte in bytes.iter().cycle() {
        if client.stream.write_all(&[*byte]).await.is_err() {
            break;
        }
        let answer = tokio::time::timeout(Duration::from_millis(50), client.reply()).await;
        if let Ok(answer) = answer {
            return answer;
        }
    }
    client.reply().await
}

#[tokio::test]
async fn one_address_alone_does_not_take_all_places() {
    each(async |world| {
        let listener = listen_with(&world, 10, Duration::from_secs(20)).await;
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(listener.client().await);
        }
        let mut sixth = TcpStream::connect(listener.address).await.unwrap();
        let mut heard = String::new();
        sixth.read_to_string(&mut heard).await.unwrap();
        assert!(
            heard.starts_with("421 4.3.2 Too many connections"),
            "{heard}"
        );
        // From elsewhere there is room.
        let elsewhere = tokio::net::TcpSocket::new_v4().unwrap();
        elsewhere.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        let mut elsewhere = elsewhere.connect(listener.address).await.unwrap();
        let mut greeting = [0; 4];
        elsewhere.read_exact(&mut greeting).await.unwrap();
        assert_eq!(&greeting, b"220 ");
        // Who leaves makes room.
        assert!(held.pop().unwrap().tell("QUIT").await.starts_with("221"));
        tokio::time::sleep(Duration::from_millis(100)).await;
        listener.client().await.hello().await;
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_thousand_clients_at_once_harm_nobody_who_is_in() {
    let each_one = async |world: World| {
        let listener = listen_with(&world, 200, Duration::from_secs(20)).await;
        let mut inside = listener.client().await;
        inside.hello().await;
        let (mut greeted, mut sent_away) = (Vec::new(), 0);
        for _ in 0..20 {
            let knock = async || {
                let mut stream = TcpStream::connect(listener.address).await.unwrap();
                let mut code = [0; 4];
                stream.read_exact(&mut code).await.unwrap();
                (code, stream)
            };
            // Both ends are in this process: fifty at once spare its files.
            for (code, stream) in futures_util::future::join_all((0..50).map(|_| knock())).await {
                match &code {
                    b"220 " => greeted.push(stream),
                    b"421 " => sent_away += 1,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!((greeted.len(), sent_away), (99, 901), "all are answered");
        let mail = letter(INES, "inside@example.org", "", "Still here.");
        let said = inside
            .deliver("ines@example.org", &["help@desk.example"], &mail)
            .await;
        assert!(said.starts_with("250"), "{said}");
        drop(greeted);
        listener.stop().await;
    };
    each(each_one).await;
}

/// A line without an end, commands without a pause, and nobody who listens.
#[tokio::test]
async fn a_flood_is_cut_and_nothing_of_it_stays_in_memory() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        let huge = vec![b'x'; 8 << 20];
        client.send(&huge).await;
        assert_eq!(client.tell("").await, "500 5.5.2 That line is too long.");
        client.hello().await;

        // All at once, and only then an ear for the answers.
        client.send("NOOP\r\n".repeat(990)).await;
        for n in 0..990 {
            assert_eq!(client.reply().await, "250 2.0.0 Yes.", "answer {n}");
        }
        client.send("RSET\r\n".repeat(20)).await;
        let mut last = String::new();
        while let said = client.reply().await
            && !said.is_empty()
        {
            last = said;
        }
        assert_eq!(last, "421 4.7.0 Many words and no letter.");
        listener.stop().await;
    })
    .await;
}
