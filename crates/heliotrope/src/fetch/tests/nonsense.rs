//! Servers that speak something else, or nothing, or without end.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::kit::words::{Lang, Words};

/// Something at a port that says this to everybody, and then closes the
/// connection or says nothing any more.
async fn speaker(said: Vec<u8>, closes: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let said = said.clone();
            tokio::spawn(async move {
                // Whoever talks to us may have gone before all is said.
                let _ = stream.write_all(&said).await;
                if !closes {
                    let _ = stream.read_to_end(&mut Vec::new()).await;
                }
            });
        }
    });
    port
}

async fn said_to(said: Vec<u8>, closes: bool) -> Trouble {
    let source = Source {
        host: "127.0.0.1".to_owned(),
        port: speaker(said, closes).await,
        tls: Tls::None,
        user: "help".to_owned(),
        secret: Secret::Password("x".to_owned()),
    };
    let tried = tokio::time::timeout(Duration::from_secs(20), try_sign_in(&source)).await;
    tried.expect("an answer in time").unwrap_err()
}

#[tokio::test]
async fn nonsense_is_answered_in_words() {
    let smtp = said_to(b"220 mx.example ESMTP\r\n".to_vec(), false).await;
    assert_eq!(
        smtp.sentence(Words::of(Lang::En), "mail.example.test:25"),
        "mail.example.test:25 says something that is not IMAP. 220 mx.example ESMTP"
    );
    let web = said_to(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), true).await;
    assert_eq!(
        (web.code, web.said.as_str()),
        ("protocol", "HTTP/1.1 400 Bad Request")
    );
    let bye = said_to(b"* BYE Too many connections\r\n".to_vec(), true).await;
    assert_eq!(
        (bye.code, bye.said.as_str()),
        ("bye", "Too many connections")
    );
    let silent = said_to(Vec::new(), true).await;
    assert_eq!(silent.code, "cut");
    let noise = ::store::testing::noise(5_000, 7);
    let noise = said_to(noise, true).await;
    assert!(["protocol", "cut"].contains(&noise.code), "{noise}");
    // After the greeting, answers to nothing that was asked.
    for odd in [
        &b"* OK hello\r\nh1 OK\r\nh1 OK done\r\nh7 NO no\r\n"[..],
        b"* OK hello\r\n* CAPABILITY IMAP4rev1\r\nh1 OK done\r\n+ \r\n+ \r\n",
        b"* OK hello\r\nh1 BAD what\r\n",
        b"* OK hello\r\n* 1 FETCH (UID 4294967296)\r\n",
        b"* OK hello\r\n* 1 FETCH (BODY[] {99999999999999999999}\r\n",
        b"* OK \xff\xfe\r\n",
    ] {
        let trouble = said_to(odd.to_vec(), true).await;
        assert!(
            ["protocol", "cut", "no", "sign-in", "no-sign-in"].contains(&trouble.code),
            "{trouble}"
        );
    }
}

#[tokio::test]
async fn nobody_talks_without_end() {
    let line = [&b"* OK "[..], &vec![b'a'; 2 << 20]].concat();
    assert_eq!(said_to(line, false).await.code, "too-much");
    let lines = b"* OK still here\r\n".repeat(200_000);
    let lines = [&b"* OK hello\r\n"[..], &lines].concat();
    assert_eq!(said_to(lines, false).await.code, "too-much");
    let literal = [
        &b"* OK hello\r\n* 1 FETCH (BODY[] {400000000}\r\n"[..],
        &vec![b'a'; 3 << 20],
    ]
    .concat();
    assert_eq!(said_to(literal, false).await.code, "too-much");
}

#[tokio::test]
async fn deep_brackets_do_not_fell_the_desk() {
    let deep = [
        &b"* OK hello\r\n* 1 FETCH (BODYSTRUCTURE "[..],
        &vec![b'('; 300_000],
        b"\r\n",
    ]
    .concat();
    let trouble = said_to(deep, true).await;
    assert!(
        ["protocol", "cut", "too-much"].contains(&trouble.code),
        "{trouble}"
    );
}
