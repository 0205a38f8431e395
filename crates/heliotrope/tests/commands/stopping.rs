//! What the service manager hears, and a stop in the middle of everything.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::folder::{Folder, Serving, letter};

#[test]
fn the_service_manager_hears_ready_then_signs_of_life_then_stopping() {
    let folder = Folder::new();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    let timeout = Some(Duration::from_secs(20));
    socket.set_read_timeout(timeout).expect("a timeout");
    let hear = || {
        let mut words = [0; 200];
        let n = socket.recv(&mut words).expect("a word in time");
        String::from_utf8_lossy(&words[..n]).trim().to_owned()
    };
    let path = path.display().to_string();
    let mut serving = folder.serve(&[
        ("NOTIFY_SOCKET", path.as_str()),
        ("WATCHDOG_USEC", "400000"),
    ]);
    assert_eq!(hear(), "READY=1");
    let began = Instant::now();
    for _ in 0..5 {
        assert_eq!(hear(), "WATCHDOG=1");
    }
    // The first at once, the others twice in the time that is granted.
    assert!(
        began.elapsed() > Duration::from_millis(600),
        "{:?}",
        began.elapsed()
    );
    serving.ask_to_stop();
    while hear() != "STOPPING=1" {}
    assert_eq!(serving.ended(), Some(0));
}

/// A letter that comes, a letter that leaves, a form that is being sent, an
/// open page and a crowd: whoever was heard is answered, within ten seconds,
/// and all that was answered is there afterwards.
#[test]
fn a_stop_under_load_finishes_what_is_under_way() {
    let folder = Folder::new();
    let slow = SlowServer::start();
    folder
        .run(&[
            "user",
            "add",
            "maya@example.org",
            "--name",
            "Maya",
            "--role",
            "admin",
        ])
        .ended(0);
    let smtp = format!("smtp://{}?tls=none", slow.address);
    folder
        .run(&["mailbox", "add", "help@example.org", "--smtp", &smtp])
        .ended(0);
    folder
        .run(&["mailbox", "add", "quiet@example.org"])
        .ended(0);
    let token = folder.run(&["token", "create", "--json"]).ended(0).json();
    let token = token["token"].as_str().expect("a token").to_owned();
    let mut serving = folder.serve(&[
        ("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0"),
        ("HELIOTROPE_WEB__NOTICE", "2s"),
        ("HELIOTROPE_WEB__PUBLIC_URL", "http://desk.example.org"),
    ]);
    let listens =
        std::fs::read_to_string(folder.path().join("heliotrope-data/heliotrope.db-serve"));
    let at = listens.expect("where it listens");

    let mut page = open_page(&folder, &at);
    let (mut coming, mut answers) = begin_letter(&serving);
    folder
        .run_with(&["receive"], &letter("goes", "help@example.org"))
        .ended(0);
    slow.heard
        .recv_timeout(Duration::from_secs(20))
        .expect("a receipt leaves");
    let body = json!({ "from": { "address": "ines@customers.example" }, "subject": "Half",
        "text": "x".repeat(50_000), "mailbox": "quiet@example.org" });
    let (begun, rest) = half_a_form(&at, &token, &body.to_string());
    let (over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));

    std::thread::scope(|threads| {
        for crowd in 0..4 {
            let (at, token, over, answered) = (&at, &token, &over, &answered);
            threads.spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::Relaxed) || !knock(at, token, crowd, n) {
                        return;
                    }
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while answered.load(Ordering::Relaxed) < 8 {
            std::thread::sleep(Duration::from_millis(20));
        }
        let asked = Instant::now();
        serving.ask_to_stop();
        std::thread::sleep(Duration::from_millis(500));
        let ready = get(&at, "/readyz");
        assert!(
            ready.starts_with("HTTP/1.0 503") && ready.ends_with("stopping\n"),
            "{ready}"
        );
        std::thread::sleep(Duration::from_millis(2500));

        let (mut form, mut reply) = (begun, String::new());
        form.write_all(rest.as_bytes()).expect("it still hears");
        form.read_to_string(&mut reply).expect("it still answers");
        assert!(reply.starts_with("HTTP/1.1 201"), "{reply}");
        coming
            .write_all(b"Where is it?\r\n.\r\n")
            .expect("it still hears");
        assert!(answers.next().expect("a line").starts_with("250 "));
        let mut rest_of_page = String::new();
        page.read_to_string(&mut rest_of_page)
            .expect("the page is closed");
        assert_eq!(serving.ended(), Some(0));
        assert!(
            asked.elapsed() < Duration::from_secs(10),
            "{:?}",
            asked.elapsed()
        );
        over.store(true, Ordering::Relaxed);
    });

    let report = folder.run(&["doctor", "--json"]).ended(0).json();
    let arrivals = report["ledger"]["arrivals"].as_u64().expect("a number");
    let known = answered.load(Ordering::Relaxed) as u64 + 3;
    // One more for each of the crowd may be kept whose answer was cut off.
    assert!(
        (known..=known + 4).contains(&arrivals),
        "{arrivals} kept, {known} answered"
    );
    assert_eq!(report["outbox"]["sent"], 1, "{}", report["outbox"]);
}

/// Another server that thinks for three seconds before it takes a letter.
struct SlowServer {
    address: String,
    /// Says when a letter is with it and not yet taken.
    heard: mpsc::Receiver<()>,
}

impl SlowServer {
    fn start() -> SlowServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number").to_string();
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let say = say.clone();
                std::thread::spawn(move || talk(stream, &say));
            }
        });
        SlowServer { address, heard }
    }
}

fn talk(stream: TcpStream, say: &mpsc::Sender<()>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    out.write_all(b"220 slow.example\r\n")?;
    let mut in_letter = false;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        match (in_letter, line.get(..4).unwrap_or(&line)) {
            (true, ".") => {
                in_letter = false;
                let _ = say.send(());
                std::thread::sleep(Duration::from_secs(3));
                out.write_all(b"250 2.0.0 Taken\r\n")?;
            }
            (true, _) => {}
            (false, "DATA") => {
                in_letter = true;
                out.write_all(b"354 Go on\r\n")?;
            }
            _ => out.write_all(b"250 2.0.0 Yes\r\n")?,
        }
    }
    Ok(())
}

/// Signs in by a link, and listens as an open page does.
fn open_page(folder: &Folder, at: &str) -> TcpStream {
    let link = folder
        .run(&["user", "link", "maya@example.org", "--json"])
        .ended(0)
        .json();
    let link = link["link"].as_str().expect("a link").to_owned();
    let path = &link[link.find("/sign-in").expect("a path")..];
    let mut stream = TcpStream::connect(at).expect("it listens");
    write!(
        stream,
        "POST {path} HTTP/1.0\r\nHost: {at}\r\nContent-Length: 0\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    .expect("it hears");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let cookie = answer
        .split("set-cookie: ")
        .nth(1)
        .unwrap_or_else(|| panic!("{answer}"));
    let cookie = cookie.split(';').next().expect("a cookie");
    let mut page = TcpStream::connect(at).expect("it listens");
    write!(
        page,
        "GET /live?parts=list HTTP/1.1\r\nHost: {at}\r\nCookie: {cookie}\r\n\r\n"
    )
    .expect("it hears");
    let mut first = [0; 12];
    page.read_exact(&mut first).expect("it answers");
    assert_eq!(&first, b"HTTP/1.1 200");
    page
}

/// Brings a letter as far as its last line.
fn begin_letter(serving: &Serving) -> (TcpStream, impl Iterator<Item = String> + use<>) {
    let address = serving.ready["smtp"].as_str().expect("an address");
    let mut stream = TcpStream::connect(address).expect("it listens");
    let mut answers = BufReader::new(stream.try_clone().expect("twice"))
        .lines()
        .map_while(Result::ok);
    for (say, expected) in [
        ("", "220 "),
        ("HELO customers.example\r\n", "250 "),
        ("MAIL FROM:<ines@customers.example>\r\n", "250 "),
        ("RCPT TO:<quiet@example.org>\r\n", "250 "),
        ("DATA\r\n", "354 "),
        (
            "Subject: Comes\r\nMessage-ID: <comes@customers.example>\r\n\r\n",
            "",
        ),
    ] {
        stream.write_all(say.as_bytes()).expect("it hears");
        if !expected.is_empty() {
            let line = answers.next().expect("a line");
            assert!(line.starts_with(expected), "{say:?}: {line}");
        }
    }
    (stream, answers)
}

/// Sends the head and half of the body; gives the other half.
fn half_a_form(at: &str, token: &str, body: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(at).expect("it listens");
    let (first, rest) = body.split_at(body.len() / 2);
    let length = body.len();
    write!(
        stream,
        "POST /api/v1/cases HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{first}"
    )
    .expect("it hears");
    (stream, rest.to_owned())
}

/// One of the crowd writes; whether that was confirmed.
fn knock(at: &str, token: &str, crowd: usize, n: usize) -> bool {
    let body = json!({ "from": { "address": format!("c{crowd}@customers.example") }, "subject": format!("{n}"),
        "text": "Where is it?", "mailbox": "quiet@example.org" });
    let body = body.to_string();
    let Ok(mut stream) = TcpStream::connect(at) else {
        return false;
    };
    let asked = write!(
        stream,
        "POST /api/v1/cases HTTP/1.0\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    if asked.is_err() || stream.read_to_string(&mut answer).is_err() || answer.is_empty() {
        return false;
    }
    assert!(answer.starts_with("HTTP/1.0 201"), "{answer}");
    true
}

fn get(at: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(at).expect("it still listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {at}\r\n\r\n").expect("it hears");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}
