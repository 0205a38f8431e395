//! The listener over a real socket.

use super::*;
use crate::intake::{smtp, store};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

mod crowds;

/// A running listener.
struct Listener {
    address: std::net::SocketAddr,
    stop: watch::Sender<bool>,
    served: tokio::task::JoinHandle<()>,
}

async fn listen(world: &World) -> Listener {
    listen_with(world, 50, Duration::from_secs(20)).await
}

async fn listen_with(world: &World, connections: usize, patience: Duration) -> Listener {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let served = tokio::spawn(smtp::serve_with(
        world.desk.clone(),
        listener,
        stopped,
        connections,
        patience,
    ));
    Listener {
        address,
        stop,
        served,
    }
}

impl Listener {
    async fn client(&self) -> Client {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut client = Client {
            stream,
            heard: Vec::new(),
        };
        assert!(client.reply().await.starts_with("220 "));
        client
    }

    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.served.await.unwrap();
    }
}

struct Client {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Client {
    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// One whole reply, its lines joined by " | "; empty when the other side is gone.
    async fn reply(&mut self) -> String {
        let mut lines = Vec::new();
        loop {
            while let Some(end) = self.heard.windows(2).position(|w| w == b"\r\n") {
                let line = String::from_utf8(self.heard.drain(..end + 2).collect()).unwrap();
                let line = line.trim_end().to_owned();
                let last = line.as_bytes().get(3) != Some(&b'-');
                lines.push(line);
                if last {
                    return lines.join(" | ");
                }
            }
            if self.stream.read_buf(&mut self.heard).await.unwrap() == 0 {
                return lines.join(" | ");
            }
        }
    }

    async fn tell(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n")).await;
        self.reply().await
    }

    async fn hello(&mut self) {
        assert!(self.tell("EHLO mx.example.org").await.starts_with("250-"));
    }

    /// From MAIL to the reply after DATA.
    async fn deliver(&mut self, sender: &str, recipients: &[&str], mail: &[u8]) -> String {
        assert_eq!(
            self.tell(&format!("MAIL FROM:<{sender}>")).await,
            "250 2.1.0 Go on."
        );
        for recipient in recipients {
            let reply = self.tell(&format!("RCPT TO:<{recipient}>")).await;
            assert!(reply.starts_with("250"), "{reply}");
        }
        assert!(self.tell("DATA").await.starts_with("354"));
        self.send(stuffed(mail)).await;
        self.reply().await
    }
}

/// Dots at the start of a line doubled, and the end behind it.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut start = true;
    for (i, byte) in mail.iter().enumerate() {
        if start && *byte == b'.' {
            out.push(b'.');
        }
        out.push(*byte);
        start = *byte == b'\n' && i > 0 && mail[i - 1] == b'\r';
    }
    if !start {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

/// Whoever reaches the listener past the server in front can write in its name.
#[tokio::test]
async fn a_word_about_a_sender_counts_only_from_a_server_in_front() {
    let results = "Authentication-Results: mx.desk.example; dmarc=pass header.from=example.org";
    for (relays, believed) in [("", true), ("127.0.0.0/8", true), ("192.0.2.7/32", false)] {
        let change = |config: &mut Config| {
            config.inbound.authserv = vec!["mx.desk.example".to_owned()];
            config.inbound.relays = relays.parse().into_iter().collect();
        };
        each_where(change, async |world| {
            let listener = listen(&world).await;
            for (n, hello) in ["EHLO", "LHLO"].into_iter().enumerate() {
                let mut client = listener.client().await;
                assert!(
                    client
                        .tell(&format!("{hello} mx.desk.example"))
                        .await
                        .starts_with("250")
                );
                let mail = letter(INES, &format!("w{n}@x"), results, "Where is it?");
                let kept = client
                    .deliver("ines@example.org", &["help@desk.example"], &mail)
                    .await;
                assert!(kept.starts_with("250 2.6.0"), "{kept}");
            }
            let said = world
                .read(|tx| {
                    let row = tx.one(::store::sql!("SELECT COUNT(*) FROM vouched"), &[])?;
                    row.map_or(Ok(0), |row| row.get::<i64>(0))
                })
                .await;
            assert_eq!(said, if believed { 2 } else { 0 }, "{relays}");
            listener.stop().await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_letter_is_confirmed_when_it_stands_in_a_case() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        let hello = client.tell("EHLO mx.example.org").await;
        for extension in ["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 52428800"] {
            assert!(hello.contains(extension), "{hello}");
        }
        let mail = letter(
            "Ines Ebner <ines@example.org>",
            "a1@example.org",
            "",
            "Where is it?\r\n.\r\n..two",
        );
        assert_eq!(
            client
                .deliver("ines@example.org", &["help@desk.example"], &mail)
                .await,
            "250 2.6.0 We have it: 1."
        );
        assert_eq!(client.tell("QUIT").await, "221 2.0.0 Goodbye.");
        let arrivals = world
            .read(|tx| store::list(tx, Some("a1@example.org"), i64::MAX, 9))
            .await;
        assert_eq!((arrivals.len(), arrivals[0].case), (1, Some(1)));
        let raw = arrivals[0].raw.clone();
        assert_eq!(
            world.read(move |tx| tx.blob(&raw)).await.unwrap(),
            mail,
            "the bytes are kept as they came"
        );
        let messages = world.messages(Some(1)).await;
        assert_eq!(messages[0].words, "Where is it?\n.\n..two");
        assert_eq!(messages[0].author_name, "Ines Ebner");
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_not_ours_is_refused_with_a_sentence() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        assert_eq!(client.tell("RCPT TO:<help@desk.example>").await, "503 5.5.1 Who sends it? MAIL comes first.");
        client.tell("MAIL FROM:<>").await;
        let replies = [
            ("x@elsewhere.example", "550 5.7.1 We do not take letters for x@elsewhere.example: that domain is not ours."),
            ("nobody@desk.example", "550 5.1.1 There is no mailbox nobody@desk.example here."),
            ("Help@Desk.Example", "250 2.1.5 help@desk.example is here."),
            ("help+abc@desk.example", "250 2.1.5 help+abc@desk.example is here."),
            ("postmaster@desk.example", "250 2.1.5 postmaster@desk.example is here."),
            ("postmaster", "250 2.1.5 postmaster@desk.example is here."),
        ];
        for (address, expected) in replies {
            assert_eq!(client.tell(&format!("RCPT TO:<{address}>")).await, expected);
        }
        // A mailbox that was added a moment ago is known at once.
        add_mailbox(&world.desk, "new@other.example", None).await;
        assert!(client.tell("RCPT TO:<new@other.example>").await.starts_with("250"));
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn only_one_byte_sequence_ends_a_mail() {
    each(async |world| {
        let listener = listen(&world).await;
        let own = ["\n.\n", "\n.\r\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\n\0.\r\n"];
        let mut sequences: Vec<String> = own.iter().map(|s| (*s).to_owned()).collect();
        sequences.extend(shared("hostile/smtp.jsonl", "bytes"));
        for (n, sequence) in sequences.iter().enumerate() {
            // In one go, and split inside the sequence at every place.
            for split in 0..=sequence.len() {
                let mut client = listener.client().await;
                client.hello().await;
                client.tell("MAIL FROM:<ines@example.org>").await;
                client.tell("RCPT TO:<help@desk.example>").await;
                client.tell("DATA").await;
                let id = format!("smuggle-{n}-{split}@example.org");
                let head = format!("From: ines@example.org\r\nMessage-ID: <{id}>\r\nSubject: one\r\n\r\nfirst");
                let inner = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n\
                             From: ceo@example.org\r\nMessage-ID: <evil@example.org>\r\n\r\nsecond";
                client.send(format!("{head}{}", &sequence[..split])).await;
                if split < sequence.len() {
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
                client.send(format!("{}{inner}\r\n.\r\n", &sequence[split..])).await;
                let reply = client.reply().await;
                assert!(reply.starts_with("250 2.6.0"), "{sequence:?} at {split}: {reply}");
                assert_eq!(client.tell("QUIT").await, "221 2.0.0 Goodbye.", "{sequence:?} at {split}");
            }
        }
        let evil = world.read(|tx| store::list(tx, Some("evil@example.org"), i64::MAX, 9)).await;
        assert_eq!(evil.len(), 0, "nothing inside a mail is a mail");
        let ledger = world.check_ledger().await;
        let sent: usize = sequences.iter().map(|s| s.len() + 1).sum();
        assert_eq!(ledger.arrivals, i64::try_from(sent).unwrap());
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_command_that_does_not_end_in_cr_lf_is_not_obeyed() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        client.send("MAIL FROM:<a@example.org>\n").await;
        assert_eq!(client.reply().await, "500 5.5.2 A line ends in CR LF here.");
        assert_eq!(
            client.tell("RCPT TO:<help@desk.example>").await,
            "503 5.5.1 Who sends it? MAIL comes first."
        );
        assert_eq!(
            client.tell(&"x".repeat(1 << 20)).await,
            "500 5.5.2 That line is too long."
        );
        assert_eq!(
            client.tell("FLY").await,
            "500 5.5.1 That word is not spoken here."
        );
        assert_eq!(
            client.tell("AUTH PLAIN").await,
            "502 5.5.1 AUTH is not spoken here."
        );
        assert_eq!(
            client.tell("DATA").await,
            "503 5.5.1 MAIL and RCPT come first."
        );
        assert_eq!(client.tell("NOOP").await, "250 2.0.0 Yes.");
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn commands_sent_in_one_go_are_answered_in_order() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        client
            .send(
                "MAIL FROM:<a@example.org> SIZE=200 BODY=8BITMIME\r\nRCPT TO:<no@desk.example>\r\n\
                 RCPT TO:<help@desk.example>\r\nDATA\r\n",
            )
            .await;
        for expected in ["250 2.1.0", "550 5.1.1", "250 2.1.5", "354"] {
            let reply = client.reply().await;
            assert!(reply.starts_with(expected), "{reply}");
        }
        // The letter, the next one and the farewell in one go.
        client
            .send("From: a@example.org\r\n\r\nHi\r\n.\r\nMAIL FROM:<>\r\nRSET\r\nQUIT\r\n")
            .await;
        for expected in ["250 2.6.0", "250 2.1.0", "250 2.0.0", "221 2.0.0"] {
            let reply = client.reply().await;
            assert!(reply.starts_with(expected), "{reply}");
        }
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn lmtp_answers_for_each_recipient_and_the_case_is_one() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        assert!(client.tell("LHLO mx.example.org").await.starts_with("250-"));
        let mail = letter("ines@example.org", "two@example.org", "", "To both");
        let first = client
            .deliver(
                "ines@example.org",
                &["help@desk.example", "shop@desk.example"],
                &mail,
            )
            .await;
        assert!(first.starts_with("250 2.6.0"), "{first}");
        assert_eq!(client.reply().await, first);
        let arrivals = world
            .read(|tx| store::list(tx, Some("two@example.org"), i64::MAX, 9))
            .await;
        let shown: Vec<_> = arrivals
            .iter()
            .map(|a| (a.recipient.as_str(), a.ending.unwrap().word(), a.case))
            .collect();
        assert_eq!(
            shown,
            [
                ("shop@desk.example", "duplicate", Some(1)),
                ("help@desk.example", "case", Some(1))
            ]
        );
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_the_next_letter_is_taken() {
    each(async |mut world| {
        let mut config = crate::kit::config::Config::clone(&world.desk.config);
        config.limits.letter_in = 3 << 20;
        world.desk.config = Arc::new(config);
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        let sentence = "552 5.3.4 That letter is too large: we take up to 3 MiB.";
        assert_eq!(
            client.tell("MAIL FROM:<a@example.org> SIZE=3145729").await,
            sentence
        );
        let large = letter(
            "a@example.org",
            "big@example.org",
            "",
            &"a line of words\r\n".repeat(200_000),
        );
        assert_eq!(
            client
                .deliver("a@example.org", &["help@desk.example"], &large)
                .await,
            sentence
        );
        let small = letter("a@example.org", "small@example.org", "", "short");
        assert!(
            client
                .deliver("", &["help@desk.example"], &small)
                .await
                .starts_with("250")
        );
        assert_eq!(world.check_ledger().await.arrivals, 1);
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_empty_letter_is_kept_too() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        client.tell("MAIL FROM:<>").await;
        client.tell("RCPT TO:<help@desk.example>").await;
        client.tell("DATA").await;
        client.send(".\r\n").await;
        assert!(client.reply().await.starts_with("250 2.6.0"));
        assert_eq!(world.check_ledger().await.case, 1);
        listener.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_stop_lets_a_letter_under_way_finish() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut idle = listener.client().await;
        let mut busy = listener.client().await;
        busy.hello().await;
        busy.tell("MAIL FROM:<a@example.org>").await;
        busy.tell("RCPT TO:<help@desk.example>").await;
        busy.tell("DATA").await;
        busy.send("From: a@example.org\r\n\r\nhalf a ").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let stopping = tokio::spawn(listener.stop());
        assert_eq!(
            idle.reply().await,
            "421 4.3.2 We stop now. Please come again in a minute."
        );
        busy.send("letter\r\n.\r\n").await;
        assert!(busy.reply().await.starts_with("250 2.6.0"));
        assert!(busy.reply().await.starts_with("421"));
        stopping.await.unwrap();
        assert_eq!(world.messages(Some(1)).await[0].words, "half a letter");
    })
    .await;
}

#[tokio::test]
async fn without_a_database_nothing_is_confirmed() {
    each(async |world| {
        let listener = listen(&world).await;
        let mut client = listener.client().await;
        client.hello().await;
        client.tell("MAIL FROM:<a@example.org>").await;
        client.tell("RCPT TO:<help@desk.example>").await;
        client.tell("DATA").await;
        world.desk.db.close().await;
        client.send("From: a@example.org\r\n\r\nHi\r\n.\r\n").await;
        assert_eq!(
            client.reply().await,
            "451 4.3.0 We could not keep it now. Please come again."
        );
        listener.stop().await;
    })
    .await;
}
