//! A new key for the kept passwords, on both engines. Whether a password can
//! still be opened is seen by using it: a server asks for it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use serde_json::json;
use store::testing::TestDb;

use crate::folder::{Folder, Ran};

const FIRST: &str = "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f901a2b3c4d5e";
const SECOND: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A server that takes one connection and gives what somebody signs in with.
fn asks_for_the_password(listener: &TcpListener) -> Option<String> {
    let (stream, _) = listener.accept().expect("somebody comes");
    let mut out = stream.try_clone().expect("the other half");
    let mut say = |line: &str| write!(out, "{line}\r\n").expect("it hears");
    say("220 here");
    for line in BufReader::new(stream).lines() {
        let line = line.expect("a line");
        match line.split_once(' ').map_or(line.as_str(), |(verb, _)| verb) {
            "EHLO" => say("250-here\r\n250 AUTH PLAIN"),
            "AUTH" => {
                let sent = line.rsplit(' ').next().expect("what it sends");
                let sent = data_encoding::BASE64
                    .decode(sent.as_bytes())
                    .expect("base64");
                let sent = String::from_utf8(sent).expect("text");
                say("535 enough seen");
                return sent.rsplit('\0').next().map(str::to_owned);
            }
            _ => say("250 fine"),
        }
    }
    None
}

struct Desk {
    folder: Folder,
    server: TcpListener,
    place: Vec<String>,
}

impl Desk {
    /// With a mailbox whose password is "hunter 2".
    fn new(place: Vec<String>, keys: Option<&str>) -> Desk {
        let server = TcpListener::bind("127.0.0.1:0").expect("a port");
        let smtp = format!(
            "smtp://desk@{}?tls=none",
            server.local_addr().expect("its port")
        );
        let desk = Desk {
            folder: Folder::new(),
            server,
            place,
        };
        let add = ["mailbox", "add", "help@example.org", "--smtp", &smtp];
        desk.run(&add, keys, b"hunter 2\n").ended(0);
        desk
    }

    fn run(&self, line: &[&str], keys: Option<&str>, input: &[u8]) -> Ran {
        let place = self.place.iter().map(String::as_str);
        let line: Vec<&str> = line.iter().copied().chain(place).collect();
        let environment = keys.map(|keys| ("HELIOTROPE_KEY", keys));
        self.folder.run_in(&line, environment.as_slice(), input)
    }

    /// The password, as a server hears it.
    fn password(&self, keys: Option<&str>) -> Option<String> {
        std::thread::scope(|threads| {
            let heard = threads.spawn(|| asks_for_the_password(&self.server));
            let test = ["mailbox", "test", "help@example.org"];
            self.run(&test, keys, b"").ended(1);
            heard.join().expect("the server")
        })
    }

    fn rotate(&self, keys: Option<&str>) -> Ran {
        self.run(&["key", "rotate", "--json"], keys, b"")
    }
}

#[test]
fn a_new_key_seals_every_password_and_the_old_one_opens_nothing_more() {
    let desk = Desk::new(Vec::new(), None);
    let file = desk.folder.path().join("heliotrope-data/key");
    let key = || fs::read_to_string(&file).expect("the key");
    let first = key();
    assert_eq!(desk.password(None).as_deref(), Some("hunter 2"));

    // Whoever serves has read the old key.
    let serving = desk.folder.serve(&[]);
    desk.rotate(None)
        .refused(1, "another serve already works on");
    assert_eq!(key(), first);
    assert_eq!(serving.stop().0, Some(0));

    let done = desk.rotate(None).ended(0).json();
    assert_eq!(done, json!({ "sealed": 1, "left": 0 }));
    let second = key();
    assert_ne!(second, first);
    assert_eq!(second.lines().count(), 1, "the old key is gone");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(desk.password(None).as_deref(), Some("hunter 2"));
    let again = desk.run(&["key", "rotate"], None, b"").ended(0).out;
    assert!(
        again.contains("1 secret is sealed with the newest key"),
        "{again}"
    );

    // Nothing is left that only the old key opens.
    let with_key = ["backup", "desk.tar.zst", "--with-key"];
    desk.run(&with_key, None, b"").ended(0);
    let restore = ["restore", "desk.tar.zst", "--data", "again", "--json"];
    let restored = desk.folder.run(&restore).ended(0).json();
    assert_eq!(restored["enter_again"], json!([]));

    // And the old key opens nothing more, which the doctor says.
    assert!(
        !desk
            .run(&["doctor"], None, b"")
            .out
            .contains("sealed with another key")
    );
    fs::write(&file, first).expect("written");
    let ill = desk.run(&["doctor"], None, b"").ended(1).out;
    assert!(
        ill.contains("the password of help@example.org was sealed with another key"),
        "{ill}"
    );
    let left = desk.rotate(None).ended(0).json();
    assert_eq!(left, json!({ "sealed": 0, "left": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_key_is_rotated_by_its_owner_on_both_engines() {
    let check = |place: Vec<String>| {
        let desk = Desk::new(place, Some(FIRST));
        desk.rotate(Some(FIRST)).refused(
            1,
            "put a new one (`openssl rand -hex 32`) on a line above the old one",
        );
        let both = format!("{SECOND}\n{FIRST}\n");
        let done = desk.rotate(Some(&both)).ended(0).json();
        assert_eq!(done, json!({ "sealed": 1, "left": 0 }));
        assert_eq!(desk.password(Some(SECOND)).as_deref(), Some("hunter 2"));
        assert!(!desk.folder.path().join("heliotrope-data/key").exists());
    };
    tokio::task::block_in_place(|| check(Vec::new()));
    let Some(postgres) = TestDb::postgres(&[]).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    postgres.db.close().await;
    let url = postgres.postgres_url().expect("its address");
    tokio::task::block_in_place(|| check(vec!["--database".to_owned(), url]));
}
