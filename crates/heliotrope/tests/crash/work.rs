//! Those who come to the desk. Each does one thing after the other, and comes
//! again with the same thing when no answer came.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;

use super::desk::{Desk, MAILBOX};

/// What was acknowledged, by us or by the server from which we fetch.
#[derive(Default)]
pub struct Shared {
    pub letters: Mutex<Vec<Letter>>,
    /// Case and text.
    pub replies: Mutex<Vec<(u64, String)>>,
    /// The `receive` that runs now; 0: none.
    receiving: AtomicU32,
}

impl Shared {
    /// How many answers of the desk came so far.
    pub fn answers(&self) -> usize {
        let letters = self.letters.lock().unwrap();
        let ours = letters.iter().filter(|l| l.door != Door::Fetch).count();
        ours + self.replies.lock().unwrap().len()
    }

    pub fn kill_receive(&self) {
        let pid = self.receiving.load(Ordering::SeqCst);
        if pid != 0 {
            // It may just have ended; it is waited for only after its number
            // here is gone, so no other program can have it.
            let _ = Command::new("kill")
                .args(["-KILL", &pid.to_string()])
                .stderr(std::process::Stdio::null())
                .status();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Smtp,
    Receive,
    Fetch,
}

#[derive(Clone)]
pub struct Letter {
    pub id: String,
    pub sender: String,
    /// The letter it answers.
    pub answers: Option<String>,
    pub door: Door,
    /// When it was written: what is days old gets no receipt when it is fetched.
    date: String,
}

impl Letter {
    fn text(&self) -> String {
        let Letter {
            id,
            sender,
            answers,
            date,
            ..
        } = self;
        let answers = answers
            .as_ref()
            .map_or(String::new(), |a| format!("In-Reply-To: <{a}>\r\n"));
        format!(
            "From: <{sender}>\r\nTo: {MAILBOX}\r\nSubject: Where is it\r\nMessage-ID: <{id}>\r\n{answers}\
             Date: {date}\r\n\r\nWhere is the parcel of {id}?\r\n"
        )
    }
}

pub trait Worker: Send {
    /// One thing. False: no answer came, the desk is gone.
    fn step(&mut self, desk: &Desk, shared: &Shared) -> bool;
    fn unanswered(&self) -> bool;
}

/// Writes the letters of one worker: a third of them answer earlier ones.
struct Pen {
    me: u64,
    count: u64,
    door: Door,
    under_way: Option<Letter>,
}

impl Pen {
    fn new(me: u64, door: Door) -> Pen {
        Pen {
            me,
            count: 0,
            door,
            under_way: None,
        }
    }

    /// The one without an answer, or a new one.
    fn letter(&mut self) -> Letter {
        let Pen {
            me, count, door, ..
        } = *self;
        self.under_way
            .get_or_insert_with(|| {
                let id = |n: u64| format!("{me}.{n}@customers.example");
                // 2 answers 0, 5 answers 3: the desk has acknowledged those.
                let first = if count % 3 == 2 { count - 2 } else { count };
                self.count += 1;
                Letter {
                    id: id(count),
                    sender: format!("person.{me}.{first}@customers.example"),
                    answers: (first != count).then(|| id(first)),
                    door,
                    date: jiff::Timestamp::now()
                        .strftime("%a, %d %b %Y %H:%M:%S +0000")
                        .to_string(),
                }
            })
            .clone()
    }

    fn acknowledged(&mut self, shared: &Shared) {
        let letter = self.under_way.take().expect("a letter was under way");
        shared.letters.lock().unwrap().push(letter);
    }
}

pub struct Smtp {
    pen: Pen,
    connection: Option<BufReader<TcpStream>>,
}

impl Smtp {
    pub fn new(me: u64) -> Smtp {
        Smtp {
            pen: Pen::new(me, Door::Smtp),
            connection: None,
        }
    }

    fn deliver(&mut self, desk: &Desk, letter: &Letter) -> std::io::Result<()> {
        if self.connection.is_none() {
            let stream = TcpStream::connect(desk.smtp())?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            let mut connection = BufReader::new(stream);
            hear(&mut connection, "220")?;
            say(&mut connection, "EHLO customers.example\r\n", "250")?;
            self.connection = Some(connection);
        }
        let connection = self.connection.as_mut().expect("connected");
        say(
            connection,
            &format!("MAIL FROM:<{}>\r\n", letter.sender),
            "250",
        )?;
        say(connection, &format!("RCPT TO:<{MAILBOX}>\r\n"), "250")?;
        say(connection, "DATA\r\n", "354")?;
        say(connection, &format!("{}.\r\n", letter.text()), "250")
    }
}

impl Worker for Smtp {
    fn step(&mut self, desk: &Desk, shared: &Shared) -> bool {
        let letter = self.pen.letter();
        let done = self.deliver(desk, &letter).is_ok();
        if done {
            self.pen.acknowledged(shared);
        } else {
            self.connection = None;
        }
        done
    }

    fn unanswered(&self) -> bool {
        self.pen.under_way.is_some()
    }
}

fn say(connection: &mut BufReader<TcpStream>, text: &str, code: &str) -> std::io::Result<()> {
    connection.get_mut().write_all(text.as_bytes())?;
    hear(connection, code)
}

fn hear(connection: &mut BufReader<TcpStream>, code: &str) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        // A line that the kill cut off acknowledges nothing.
        if !line.ends_with("\r\n") {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        assert!(
            line.starts_with(code),
            "the desk said {line:?} instead of {code}"
        );
        if line.as_bytes()[3] == b' ' {
            return Ok(());
        }
    }
}

pub struct Receive {
    pen: Pen,
}

impl Receive {
    pub fn new(me: u64) -> Receive {
        Receive {
            pen: Pen::new(me, Door::Receive),
        }
    }
}

impl Worker for Receive {
    /// Goes on without `serve`: the command opens the desk itself.
    fn step(&mut self, desk: &Desk, shared: &Shared) -> bool {
        let letter = self.pen.letter();
        let mut child = desk.receive(&letter.sender, &letter.text());
        shared.receiving.store(child.id(), Ordering::SeqCst);
        // Until it has closed its output it cannot be somebody else's number.
        let mut said = String::new();
        let out = child.stdout.take().expect("its output");
        let _ = std::io::Read::read_to_string(&mut BufReader::new(out), &mut said);
        shared.receiving.store(0, Ordering::SeqCst);
        let ended = child.wait().unwrap();
        match ended.code() {
            Some(0) => self.pen.acknowledged(shared),
            // Killed, or "come again".
            None | Some(75) => {}
            Some(code) => panic!("receive ended with {code}: {said}"),
        }
        true
    }

    fn unanswered(&self) -> bool {
        self.pen.under_way.is_some()
    }
}

/// Letters come to the server from which the desk fetches, also while it is dead.
pub struct Elsewhere {
    pen: Pen,
}

impl Elsewhere {
    pub fn new(me: u64) -> Elsewhere {
        Elsewhere {
            pen: Pen::new(me, Door::Fetch),
        }
    }
}

impl Worker for Elsewhere {
    fn step(&mut self, desk: &Desk, shared: &Shared) -> bool {
        let letter = self.pen.letter();
        let mut elsewhere = desk.elsewhere.lock().unwrap();
        elsewhere.put(letter.text().as_bytes());
        drop(elsewhere);
        self.pen.acknowledged(shared);
        std::thread::sleep(Duration::from_millis(20));
        true
    }

    fn unanswered(&self) -> bool {
        false
    }
}

/// An agent's program that answers cases by the API.
pub struct Reply {
    me: u64,
    count: u64,
    under_way: Option<(u64, String)>,
}

impl Reply {
    pub fn new(me: u64) -> Reply {
        Reply {
            me,
            count: 0,
            under_way: None,
        }
    }

    /// Some case that a letter has opened; `None` when no answer came.
    fn case(&self, desk: &Desk, shared: &Shared) -> Option<Option<u64>> {
        let letter = {
            let letters = shared.letters.lock().unwrap();
            let some = (self.count as usize * 7 + self.me as usize).checked_rem(letters.len());
            some.map(|k| letters[k].clone())
        };
        let Some(Letter { id, door, .. }) = letter else {
            return Some(None);
        };
        let (status, page) = desk.ask(&format!("/api/v1/arrivals?message_id={id}"), None)?;
        assert_eq!(status, 200, "{page}");
        let items = page["items"].as_array().expect("a list");
        let case = items
            .iter()
            .find(|a| a["verdict"] == "case")
            .map(|a| a["case"].as_u64().expect("a case"));
        assert!(
            case.is_some() || door == Door::Fetch,
            "{id} was acknowledged and is gone: {page}"
        );
        Some(case)
    }
}

impl Worker for Reply {
    fn step(&mut self, desk: &Desk, shared: &Shared) -> bool {
        if self.under_way.is_none() {
            let Some(case) = self.case(desk, shared) else {
                return false;
            };
            let Some(case) = case else { return true };
            self.count += 1;
            self.under_way = Some((case, format!("Answer {}.{}.", self.me, self.count)));
        }
        let (case, text) = self.under_way.clone().expect("a reply");
        let body = json!({ "kind": "reply", "text": text });
        let path = format!("/api/v1/cases/{case}/messages");
        // The same key each time: it must act once.
        let Some((status, answer)) = desk.ask(&path, Some((&text, &body))) else {
            return false;
        };
        assert_eq!(status, 201, "{answer}");
        shared.replies.lock().unwrap().push((case, text));
        self.under_way = None;
        true
    }

    fn unanswered(&self) -> bool {
        self.under_way.is_some()
    }
}
