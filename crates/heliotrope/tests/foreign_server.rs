//! The foreign mail server of the tests, tested: what the other tests lean on
//! must stand by itself.

mod foreign;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use foreign::{Foreign, PASSWORD, USER};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

const SOON: Duration = Duration::from_secs(60);

fn letter(to: &str, subject: &str) -> Vec<u8> {
    format!("From: Ines <ines@customers.example>\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nWhere is my book?\r\n.\r\nInes\r\n")
        .into_bytes()
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn a_letter_arrives_once_for_each_recipient_as_it_was_sent() {
    let foreign = Foreign::start().await;
    let raw = letter("ines@customers.example", "hello");
    foreign
        .send(
            &raw,
            "help@desk.example",
            &["ines@customers.example", "Lena@elsewhere.example"],
        )
        .await
        .unwrap();

    let got = foreign.wait_letter("ines@customers.example", SOON).await;
    assert_eq!(
        (got.from.as_str(), got.to.as_str()),
        ("help@desk.example", "ines@customers.example")
    );
    assert!(
        got.text()
            .contains("Subject: hello\n\nWhere is my book?\n.\nInes\n"),
        "{}",
        got.text()
    );
    foreign.wait_letter("lena@elsewhere.example", SOON).await;
    assert_eq!(foreign.letters_for("ines@customers.example").await.len(), 1);
    assert_eq!(
        foreign.letters_for("nobody@customers.example").await.len(),
        0
    );
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn it_refuses_at_rcpt_with_a_sentence_and_changes_its_mind() {
    let foreign = Foreign::start().await;
    let raw = letter("refused@customers.example", "hello");
    let send = async |to: &str| foreign.send(&raw, "help@desk.example", &[to]).await;

    let refused = send("refused@customers.example").await.unwrap_err();
    assert!(refused.is_permanent());
    assert!(
        format!("{refused:?}").contains("This mailbox takes no letters from you"),
        "{refused:?}"
    );

    for to in ["later@customers.example", "Later@customers.example"] {
        let later = send(to).await.unwrap_err();
        assert!(later.is_transient(), "{later:?}");
    }
    assert_eq!(foreign.attempts("later@customers.example"), 2);
    foreign.answer("later@customers.example", None);
    send("later@customers.example").await.unwrap();
    foreign.wait_letter("later@customers.example", SOON).await;

    foreign.answer(
        "ines@customers.example",
        Some("552 5.2.2 This mailbox is full"),
    );
    let full = send("ines@customers.example").await.unwrap_err();
    assert!(
        format!("{full:?}").contains("This mailbox is full"),
        "{full:?}"
    );
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn an_accepted_letter_bounces_back_to_the_desk() {
    let foreign = Foreign::start().await;
    let (desk, arrivals) = tiny_desk();
    let raw = letter("gone@bounce.example", "a letter that comes back");
    foreign
        .send(&raw, "help@desk.example", &["gone@bounce.example"])
        .await
        .unwrap();
    // The desk comes up only now: what is for it has waited.
    foreign.relay_to(desk);

    let (from, to, bounce) = arrivals
        .recv_timeout(SOON)
        .unwrap_or_else(|_| panic!("no bounce:\n{}", foreign.log_tail()));
    assert_eq!((from.as_str(), to.as_str()), ("", "help@desk.example"));
    assert!(bounce.contains("multipart/report"), "{bounce}");
    assert!(
        bounce.contains("Final-Recipient: rfc822; gone@bounce.example"),
        "{bounce}"
    );
    assert!(bounce.contains("Status: 5.1.1"), "{bounce}");
    assert!(
        bounce.contains("Nobody of this name lives here any more"),
        "{bounce}"
    );
    assert!(bounce.contains("a letter that comes back"), "{bounce}");
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn a_customers_letter_reaches_the_desk() {
    let foreign = Foreign::start().await;
    let (desk, arrivals) = tiny_desk();
    foreign.relay_to(desk);
    let raw = letter("help@desk.example", "where is it");
    foreign
        .send(&raw, "ines@customers.example", &["help+case7@desk.example"])
        .await
        .unwrap();

    let (from, to, text) = arrivals
        .recv_timeout(SOON)
        .unwrap_or_else(|_| panic!("no letter:\n{}", foreign.log_tail()));
    assert_eq!(
        (from.as_str(), to.as_str()),
        ("ines@customers.example", "help+case7@desk.example")
    );
    assert!(text.contains("Where is my book?"), "{text}");
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn the_tls_ports_want_a_trusted_certificate_and_the_right_password() {
    let foreign = Foreign::start().await;
    let pem = std::fs::read(&foreign.certificate).unwrap();
    let send = async |trusted: bool, wrapped: bool, password: &str, to: &str| {
        let mut tls = TlsParameters::builder("localhost".to_owned());
        if trusted {
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).unwrap());
        }
        let tls = tls.build().unwrap();
        let (port, tls) = if wrapped {
            (foreign.smtps_port, Tls::Wrapper(tls))
        } else {
            (foreign.tls_port, Tls::Required(tls))
        };
        let envelope = lettre::address::Envelope::new(
            Some("help@desk.example".parse().unwrap()),
            vec![to.parse().unwrap()],
        );
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
            .port(port)
            .tls(tls)
            .credentials(Credentials::new(USER.to_owned(), password.to_owned()))
            .build()
            .send_raw(&envelope.unwrap(), &letter(to, "by TLS"))
            .await
    };

    for wrapped in [false, true] {
        let stranger = send(false, wrapped, PASSWORD, "ines@customers.example")
            .await
            .unwrap_err();
        assert!(
            format!("{stranger:?}").contains("UnknownIssuer"),
            "{stranger:?}"
        );
        let locked_out = send(true, wrapped, "wrong", "ines@customers.example")
            .await
            .unwrap_err();
        assert!(
            format!("{locked_out:?}").contains("authentication failed"),
            "{locked_out:?}\n{}",
            foreign.log_tail()
        );
    }
    send(true, false, PASSWORD, "starttls@customers.example")
        .await
        .unwrap();
    send(true, true, PASSWORD, "wrapped@customers.example")
        .await
        .unwrap();
    foreign
        .wait_letter("starttls@customers.example", SOON)
        .await;
    foreign.wait_letter("wrapped@customers.example", SOON).await;
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn nothing_of_it_is_left_behind() {
    let foreign = Foreign::start().await;
    let (port, folder) = (
        foreign.port,
        foreign.maildir.ancestors().nth(2).unwrap().to_owned(),
    );
    assert!(folder.exists());
    drop(foreign);
    assert!(!folder.exists(), "{} is still there", folder.display());
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "somebody still listens on {port}"
    );
}

/// Just enough of a mail server to be handed letters: sender, recipient, text.
fn tiny_desk() -> (SocketAddr, mpsc::Receiver<(String, String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, arrivals) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let tell = tell.clone();
            std::thread::spawn(move || talk(stream.unwrap(), &tell));
        }
    });
    (address, arrivals)
}

fn talk(stream: TcpStream, tell: &mpsc::Sender<(String, String, String)>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let path = |line: &str| {
        line.split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map_or("", |(p, _)| p)
            .to_owned()
    };
    let (mut from, mut to) = (String::new(), String::new());
    out.write_all(b"220 desk.example\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.get(..4).unwrap_or("").to_uppercase();
        match verb.as_str() {
            "MAIL" => from = path(&line),
            "RCPT" => to = path(&line),
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mut text = String::new();
                while let Some(line) = lines.next().transpose()? {
                    if line == "." {
                        break;
                    }
                    text += &line;
                    text.push('\n');
                }
                // The test may have gone; the answer is owed all the same.
                let _ = tell.send((from.clone(), to.clone(), text));
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => {}
        }
        out.write_all(b"250 ok\r\n")?;
    }
    Ok(())
}
