//! The world outside: takes every letter, and remembers in which life of the
//! desk it came.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub struct Sink {
    pub address: SocketAddr,
    world: Arc<World>,
}

#[derive(Default)]
struct World {
    life: AtomicU64,
    taken: Mutex<Vec<Taken>>,
}

struct Taken {
    id: String,
    to: String,
    /// The life of the desk that opened the connection.
    life: u64,
}

impl Sink {
    pub fn start() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let world = Arc::new(World::default());
        let shared = world.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let world = shared.clone();
                let life = world.life.load(Ordering::SeqCst);
                std::thread::spawn(move || {
                    // The desk is killed while it talks to us: no letter then.
                    let _ = world.talk(stream, life);
                });
            }
        });
        Sink { address, world }
    }

    pub fn next_life(&self) {
        self.world.life.fetch_add(1, Ordering::SeqCst);
    }

    pub fn times(&self, id: &str) -> usize {
        self.world
            .taken
            .lock()
            .unwrap()
            .iter()
            .filter(|t| t.id == id)
            .count()
    }

    /// Different letters to this address.
    pub fn letters_to(&self, address: &str) -> usize {
        let taken = self.world.taken.lock().unwrap();
        let ids = taken.iter().filter(|t| t.to == address).map(|t| &t.id);
        ids.collect::<HashSet<_>>().len()
    }

    /// How many different letters left, and which of them more than once.
    /// Twice in one life is a fault: it knew.
    pub fn doubles(&self) -> (usize, Vec<String>) {
        let taken = self.world.taken.lock().unwrap();
        let mut lives: HashMap<(&str, &str), Vec<u64>> = HashMap::new();
        for t in taken.iter() {
            lives.entry((&t.id, &t.to)).or_default().push(t.life);
        }
        for (letter, lives) in &lives {
            let different = lives.iter().collect::<HashSet<_>>().len();
            assert_eq!(
                different,
                lives.len(),
                "{letter:?} left twice in one life: {lives:?}"
            );
        }
        let twice = lives.iter().filter(|(_, lives)| lives.len() > 1);
        let named = twice.map(|((id, to), lives)| format!("{id} to {to} in the lives {lives:?}"));
        (lives.len(), named.collect())
    }
}

impl World {
    fn talk(&self, stream: TcpStream, life: u64) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut out = stream.try_clone()?;
        out.write_all(b"220 outside.example\r\n")?;
        let mut lines = BufReader::new(stream);
        let mut to = String::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match command.as_str() {
                "EHLO" => {
                    out.write_all(b"250-outside.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n")?
                }
                "RCPT" => {
                    let inner = line
                        .split_once('<')
                        .and_then(|(_, rest)| rest.split_once('>'));
                    to = inner
                        .map(|(address, _)| address.to_owned())
                        .unwrap_or_default();
                    out.write_all(b"250 2.1.5 Yes\r\n")?;
                }
                "DATA" => {
                    out.write_all(b"354 Go on\r\n")?;
                    let id = letter(&mut lines)?;
                    // Ours from here on, whether or not the 250 is heard.
                    self.taken.lock().unwrap().push(Taken {
                        id,
                        to: to.clone(),
                        life,
                    });
                    out.write_all(b"250 2.0.0 Taken\r\n")?;
                }
                "QUIT" => return out.write_all(b"221 2.0.0 Goodbye\r\n"),
                _ => out.write_all(b"250 2.0.0 Yes\r\n")?,
            }
        }
    }
}

/// Reads one letter to its closing dot; gives its Message-ID.
fn letter(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut id = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            assert!(!id.is_empty(), "a letter left without a Message-ID");
            return Ok(id);
        }
        let lower = line.to_ascii_lowercase();
        if id.is_empty() && lower.starts_with("message-id:") {
            id = line[11..].trim().trim_matches(['<', '>']).to_owned();
        }
    }
}
