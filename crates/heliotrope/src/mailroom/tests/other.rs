//! The other side: a small SMTP server that does as it is told, over a real
//! socket. The real server of the real letters is Postfix (`real.rs`).

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::testing::PATIENCE;

/// What it does with the next letter to an address.
#[derive(Clone)]
pub enum Does {
    /// Says this at RCPT.
    Says(&'static str),
    /// Takes the whole letter, and hangs up without a word.
    Cuts,
    /// Thinks this long before it takes the letter.
    Thinks(Duration),
}

/// A letter it took.
#[derive(Clone)]
pub struct Got {
    pub from: String,
    pub to: String,
    pub raw: Vec<u8>,
}

impl Got {
    pub fn letter(&self) -> letters::Letter {
        letters::read(&self.raw).0
    }

    /// Everything of the letter, as text, with the parts decoded.
    pub fn parts(&self) -> (String, String) {
        let letter = self.letter();
        (
            letter.body_text.unwrap_or_default().replace("\r\n", "\n"),
            letter.html.unwrap_or_default(),
        )
    }
}

#[derive(Default)]
struct Known {
    script: HashMap<String, VecDeque<Does>>,
    greeting: Option<&'static str>,
    /// Letters answered with 250, in order.
    got: Vec<Got>,
    /// Letters that came whole, answered or not.
    came: Vec<Got>,
    over: bool,
}

#[derive(Clone)]
pub struct Other {
    pub port: u16,
    known: Arc<Mutex<Known>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.known.lock().unwrap().over = true;
        // Wakes the listener out of accept.
        let _ = TcpStream::connect(("127.0.0.1", self.0.port));
    }
}

/// Keeps the server listening.
pub struct Listening(Other);

impl Other {
    pub fn start() -> (Other, Listening) {
        Other::start_at(0)
    }

    pub fn start_at(port: u16) -> (Other, Listening) {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let other = Other {
            port: listener.local_addr().unwrap().port(),
            known: Arc::default(),
        };
        let serving = other.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.known.lock().unwrap().over {
                    return;
                }
                let serving = serving.clone();
                // How the client hung up says nothing.
                std::thread::spawn(move || stream.and_then(|stream| serving.talk(stream)));
            }
        });
        (other.clone(), Listening(other))
    }

    pub fn script(&self, to: &str, does: &[Does]) {
        self.known
            .lock()
            .unwrap()
            .script
            .entry(to.to_owned())
            .or_default()
            .extend(does.iter().cloned());
    }

    /// What it says to whoever connects, instead of a welcome.
    pub fn greet(&self, said: Option<&'static str>) {
        self.known.lock().unwrap().greeting = said;
    }

    pub fn got(&self) -> Vec<Got> {
        self.known.lock().unwrap().got.clone()
    }

    pub fn came(&self) -> Vec<Got> {
        self.known.lock().unwrap().came.clone()
    }

    pub async fn wait(&self, count: usize) -> Vec<Got> {
        let until = Instant::now() + PATIENCE;
        loop {
            let got = self.got();
            if got.len() >= count {
                return got;
            }
            assert!(
                Instant::now() < until,
                "{} of {count} letters after 20 s",
                got.len()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut out = stream.try_clone()?;
        let mut lines = BufReader::new(stream);
        let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes());
        if let Some(said) = self.known.lock().unwrap().greeting {
            return say(said);
        }
        say("220 other.example")?;
        let (mut from, mut to, mut does) = (String::new(), String::new(), None);
        loop {
            let mut line = Vec::new();
            if lines.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
                "EHLO" => say("250-other.example\r\n250-8BITMIME\r\n250 SMTPUTF8")?,
                "MAIL" => {
                    from = path(&line);
                    say("250 2.1.0 Ok")?;
                }
                "RCPT" => {
                    to = path(&line);
                    does = self
                        .known
                        .lock()
                        .unwrap()
                        .script
                        .get_mut(&to)
                        .and_then(VecDeque::pop_front);
                    match &does {
                        Some(Does::Says(said)) => say(said)?,
                        _ => say("250 2.1.5 Ok")?,
                    }
                }
                "DATA" => {
                    say("354 go on")?;
                    let raw = data(&mut lines)?;
                    let got = Got {
                        from: from.clone(),
                        to: to.clone(),
                        raw,
                    };
                    self.known.lock().unwrap().came.push(got.clone());
                    match &does {
                        Some(Does::Cuts) => return Ok(()),
                        Some(Does::Thinks(long)) => std::thread::sleep(*long),
                        _ => {}
                    }
                    self.known.lock().unwrap().got.push(got);
                    say("250 2.0.0 Ok: queued as 7A1")?;
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 Ok")?,
            }
        }
    }
}

fn path(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or("", |(path, _)| path)
        .to_owned()
}

fn data(lines: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
