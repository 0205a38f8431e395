//! A disk without room under a running desk: nobody hears "kept" for what is
//! not, words come back to who typed them, and when there is room again it goes
//! on without a restart.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::folder::{Folder, Serving, letter};

pub const MAILBOX: &str = "help@desk.example";

/// A disk of 24 MiB in memory. Only root can make one.
pub struct Disk(PathBuf);

impl Disk {
    pub fn at(path: PathBuf) -> Disk {
        std::fs::create_dir(&path).expect("a folder");
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&path)
            .status()
            .expect("mount");
        assert!(
            made.success(),
            "a small disk is made by root only: sudo ./test mail"
        );
        Disk(path)
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Until not one byte is left.
    pub fn fill(&self) {
        let mut filler = std::fs::File::create(self.filler()).expect("a file");
        for size in [1 << 20, 4096, 1] {
            let block = vec![0; size];
            while filler.write_all(&block).is_ok() {}
        }
    }

    pub fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("removed");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Letters and words that no compression makes small.
pub fn noise(size: usize, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::with_capacity(size);
    while text.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(&format!("{state:016x}"));
        text.push(if text.len() % 70 < 17 { '\n' } else { ' ' });
    }
    text
}

fn large(id: &str, size: usize) -> Vec<u8> {
    let mut bytes = letter(id, MAILBOX);
    let seed = id.bytes().fold(7, |n, b| n * 31 + u64::from(b));
    bytes.extend_from_slice(noise(size, seed).as_bytes());
    bytes.push(b'\n');
    bytes
}

/// The reply to a letter by SMTP: "250 2.6.0 We have it: 7."
pub fn deliver(serving: &Serving, letter: &[u8]) -> String {
    let address = serving.ready["smtp"].as_str().expect("an address");
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("set");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("set");
    let mut wire = BufReader::new(stream);
    let mut reply = String::new();
    let mut say = |words: &[u8]| {
        wire.get_mut().write_all(words).expect("heard");
        reply.clear();
        while reply.is_empty() || reply.lines().last().expect("a line").as_bytes()[3] == b'-' {
            assert!(wire.read_line(&mut reply).expect("a reply") > 0, "hung up");
        }
        reply.clone()
    };
    say(b"");
    say(b"LHLO outside.example\r\n");
    say(b"MAIL FROM:<ines@customers.example>\r\n");
    let rcpt = say(format!("RCPT TO:<{MAILBOX}>\r\n").as_bytes());
    assert!(rcpt.starts_with("250"), "{rcpt}");
    assert!(say(b"DATA\r\n").starts_with("354"));
    let mut data = String::from_utf8_lossy(letter)
        .replace('\n', "\r\n")
        .into_bytes();
    data.extend_from_slice(b".\r\n");
    say(&data).trim_end().to_owned()
}

/// Somebody of the team, signed in by a link.
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    cookie: String,
    form_token: String,
}

impl Browser {
    pub fn signed_in(folder: &Folder, data: &[&str], serving: &Serving) -> Browser {
        let line = [&["user", "link", "mara@desk.example", "--json"][..], data].concat();
        let link = folder.run(&line).ended(0).json();
        let link = link["link"].as_str().expect("a link").to_owned();
        let path = link.split_once("/sign-in/").expect("a path").1;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)));
        let base = serving.ready["url"]
            .as_str()
            .expect("a url")
            .trim_end_matches('/');
        let mut browser = Browser {
            agent: config.build().into(),
            base: base.to_owned(),
            cookie: String::new(),
            form_token: String::new(),
        };
        let pressed = browser
            .agent
            .post(format!("{base}/sign-in/{path}"))
            .header("sec-fetch-site", "same-origin")
            .send_form([("a", "b")])
            .expect("an answer");
        let cookie = pressed.headers().get("set-cookie").expect("a cookie");
        let cookie = cookie
            .to_str()
            .expect("text")
            .split(';')
            .next()
            .expect("a pair");
        browser.cookie = cookie.to_owned();
        let (_, page) = browser.get("/today");
        let token = page
            .split_once("name=\"form-token\" content=\"")
            .expect("a token")
            .1;
        browser.form_token = token.split('"').next().expect("a token").to_owned();
        browser
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        let asked = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("cookie", &self.cookie);
        let mut answer = asked.call().expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        (answer.status().as_u16(), text)
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let fields = [&[("form_token", self.form_token.as_str())], fields].concat();
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .send_form(fields)
            .expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        (answer.status().as_u16(), text)
    }
}

fn counted(folder: &Folder, data: &[&str], what: &str) -> u64 {
    let line = [&["doctor", "--json"][..], data].concat();
    let report = folder.run(&line).json();
    for check in report["checks"].as_array().expect("checks") {
        // Nobody takes the letters of this desk, and its disk is small.
        let may_be =
            ["sending", "outbox", "disk"].contains(&check["name"].as_str().unwrap_or_default());
        assert!(may_be || check["ok"] == true, "{report}");
    }
    report["counts"][what].as_u64().expect("a number")
}

fn files_below(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push(path),
        }
    }
    files
}

#[test]
#[ignore = "makes a small disk, which needs root: ./test mail"]
fn a_full_disk_loses_nothing_and_needs_no_restart() {
    let folder = Folder::new();
    let disk = Disk::at(folder.path().join("disk"));
    let data = ["--data", "disk/desk"];
    let run = |line: &[&str]| folder.run(&[line, &data[..]].concat()).ended(0);
    run(&[
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Mara",
        "--role",
        "admin",
    ]);
    run(&["mailbox", "add", MAILBOX]);
    let serving = folder.serve(&[
        ("HELIOTROPE_DATA", "disk/desk"),
        ("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0"),
        // Letters may wait for a server; nobody listens there.
        ("HELIOTROPE_SMTP__HOST", "127.0.0.1"),
        ("HELIOTROPE_SMTP__PORT", "1"),
        ("HELIOTROPE_SMTP__TLS", "none"),
    ]);
    let mara = Browser::signed_in(&folder, &data, &serving);
    assert!(deliver(&serving, &letter("first", MAILBOX)).starts_with("250"));

    disk.fill();
    // The log of the database may have room of its own for a few.
    let mut kept = 1;
    let refused = (0..200)
        .map(|n| large(&format!("n{n}"), 100_000))
        .find(|letter| match deliver(&serving, letter) {
            reply if reply.starts_with("250") => {
                kept += 1;
                false
            }
            reply => {
                assert_eq!(
                    reply,
                    "452 4.3.1 There is no room for it on our disk. Please come again later."
                );
                true
            }
        })
        .expect("the disk was full");
    // A blob of its own file, and the command beside the running desk.
    let huge = large("huge", 600_000);
    assert!(deliver(&serving, &huge).starts_with("452"));
    let line = [&["receive", "--mailbox", MAILBOX][..], &data].concat();
    let ran = folder.run_with(&line, &large("by command", 100_000));
    let said = ran.ended(75).err;
    assert_eq!(
        said.lines().last().expect("a sentence"),
        "heliotrope: the letter is not kept, bring it again: it could not be kept: database or disk is full. \
         What was confirmed before is safe. Make room, then try again."
    );

    // Reading goes on, and what is typed comes back.
    let (status, page) = mara.get("/cases/1");
    assert_eq!(status, 200, "{page}");
    let answer = format!("It is on its way.\n{}", noise(100_000, 3));
    let fields = [
        ("kind", "reply"),
        ("text", answer.as_str()),
        ("close", "true"),
    ];
    let (status, page) = mara.post("/cases/1/messages", &fields);
    assert!(status >= 500, "{status}");
    assert!(
        page.contains("It is on its way."),
        "the words came back: {page}"
    );
    assert!(
        page.contains(answer.lines().last().expect("a line")),
        "all of them"
    );

    disk.make_room();
    assert_eq!(
        counted(&folder, &data, "messages"),
        kept,
        "what was confirmed, and nothing else"
    );
    let blobs = files_below(&folder.path().join("disk/desk/blobs"));
    assert!(blobs.is_empty(), "left of the huge letter: {blobs:?}");
    for letter in [&refused, &huge] {
        let reply = deliver(&serving, letter);
        assert!(reply.starts_with("250"), "{reply}");
    }
    let (status, page) = mara.post("/cases/1/messages", &fields);
    assert_eq!(status, 303, "{page}");
    assert_eq!(counted(&folder, &data, "messages"), kept + 3);
    drop(serving);
}
