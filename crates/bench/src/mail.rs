//! Letters of invented people, a client that hands them in, and a server that
//! takes what leaves.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// How many people write.
const PEOPLE: u64 = 30_000;
/// How many words they know.
const WORDS: u64 = 20_000;
/// Stands in every third letter.
pub const COMMON: &str = "parcel";
/// A case in so many has a word of its own.
pub const RARE_EACH: u64 = 100;

/// The word that only the first letter of this case holds.
pub fn rare(case: u64) -> String {
    format!("zq{case}x")
}

/// Who wrote, which of their letters it is; `run` tells runs apart.
#[derive(Clone, Copy)]
pub struct Letter {
    pub run: u64,
    pub case: u64,
    pub n: u64,
}

/// Without angle brackets.
pub fn letter_id(letter: Letter) -> String {
    format!(
        "{}.{}.{}@customers.example",
        letter.run, letter.case, letter.n
    )
}

impl Letter {
    pub fn sender(self) -> String {
        format!("person{}@customers.example", self.case % PEOPLE)
    }

    /// The letter as it goes over the wire, without the closing dot.
    pub fn bytes(self, mailbox: &str) -> Vec<u8> {
        let Letter { run, case, n } = self;
        let mut dice = Dice(run << 48 ^ case << 16 ^ n);
        let person = case % PEOPLE;
        let mut text = format!(
            "From: {} {} <{}>\r\nTo: {mailbox}\r\nSubject: {}{}\r\n\
             Date: Thu, 5 Mar 2026 11:00:00 +0100\r\nMessage-ID: <{}>\r\n",
            capital(&word(person % 900 + 40)),
            capital(&word(person % 7000 + 1000)),
            self.sender(),
            if n == 0 { "" } else { "Re: " },
            subject(run, case),
            letter_id(self),
        );
        if n > 0 {
            let first = letter_id(Letter { n: 0, ..self });
            let before = letter_id(Letter { n: n - 1, ..self });
            let _ = write!(text, "In-Reply-To: <{before}>\r\nReferences: <{first}>");
            if n > 1 {
                let _ = write!(text, " <{before}>");
            }
            text.push_str("\r\n");
        }
        text.push_str(
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n",
        );
        if (case + n) % 3 == 0 {
            let _ = write!(text, "my {COMMON} is still not here. ");
        }
        if n == 0 && case % RARE_EACH == 0 {
            let _ = write!(text, "The order is {}. ", rare(case));
        }
        for k in 0..20 + dice.below(60) {
            // The cube makes few words frequent and most of them rare.
            let part = dice.below(1000) as f64 / 1000.0;
            let index = (part.powi(3) * WORDS as f64) as u64;
            text.push_str(&word(index));
            text.push_str(if k % 12 == 11 { ".\r\n" } else { " " });
        }
        text.push_str("\r\n\r\nKind regards\r\n");
        text.push_str(&capital(&word(person % 900 + 40)));
        text.push_str("\r\n");
        text.into_bytes()
    }
}

fn subject(run: u64, case: u64) -> String {
    let mut dice = Dice(run << 40 ^ case);
    let words: Vec<String> = (0..4).map(|_| word(dice.below(WORDS))).collect();
    capital(&words.join(" "))
}

/// The words of an invented language, the frequent ones short.
fn word(index: u64) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "lo", "mi", "ren", "sta", "ku", "ve", "dor", "nal", "pi", "tes", "ga", "fro", "hul",
        "jen", "ski", "wa", "tri", "mon", "el", "bru", "cha", "ni", "os",
    ];
    let (mut rest, mut text) = (index, String::new());
    loop {
        text.push_str(SYLLABLES[(rest % 24) as usize]);
        rest /= 24;
        if rest == 0 {
            return text;
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// SplitMix64: the same letters in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// One SMTP connection, many letters.
pub struct Smtp {
    lines: BufReader<TcpStream>,
}

impl Smtp {
    pub fn connect(address: SocketAddr) -> Result<Smtp> {
        let stream = TcpStream::connect(address).context("connecting to the SMTP door")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut smtp = Smtp {
            lines: BufReader::new(stream),
        };
        smtp.hear("220")?;
        smtp.say(b"EHLO customers.example\r\n")?;
        smtp.hear("250")?;
        Ok(smtp)
    }

    /// Hands one letter in; well only when it was answered with 250. The
    /// commands before the letter go in one packet (RFC 2920).
    pub fn deliver(&mut self, letter: Letter, mailbox: &str) -> Result<usize> {
        let envelope = format!(
            "MAIL FROM:<{}>\r\nRCPT TO:<{mailbox}>\r\nDATA\r\n",
            letter.sender()
        );
        self.say(envelope.as_bytes())?;
        self.hear("250")?;
        self.hear("250")?;
        self.hear("354")?;
        // No line of these letters begins with a dot.
        let mut bytes = letter.bytes(mailbox);
        bytes.extend_from_slice(b".\r\n");
        self.say(&bytes)?;
        self.hear("250")?;
        Ok(bytes.len())
    }

    fn say(&mut self, bytes: &[u8]) -> Result<()> {
        self.lines
            .get_mut()
            .write_all(bytes)
            .context("talking to the SMTP door")
    }

    fn hear(&mut self, code: &str) -> Result<()> {
        loop {
            let mut line = String::new();
            self.lines
                .read_line(&mut line)
                .context("hearing the SMTP door")?;
            ensure!(
                line.starts_with(code),
                "the SMTP door said {line:?} instead of {code}"
            );
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

/// Takes every letter and counts it. Ends with this process.
pub struct Sink {
    pub address: SocketAddr,
    taken: Arc<AtomicU64>,
}

impl Sink {
    pub fn start() -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let taken = Arc::new(AtomicU64::new(0));
        let counter = taken.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counter = counter.clone();
                std::thread::spawn(move || {
                    // A client that goes away in the middle is no letter.
                    take(stream, |_| {
                        counter.fetch_add(1, Ordering::Relaxed);
                        Ok(())
                    })
                });
            }
        });
        Ok(Sink { address, taken })
    }

    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

/// Takes letters until the client goes; each is answered when `taken` has it.
pub fn take(
    stream: TcpStream,
    mut taken: impl FnMut(Vec<u8>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    out.write_all(b"220 sink.example\r\n")?;
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    let mut letter: Option<Vec<u8>> = None;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if let Some(mut bytes) = letter.take() {
            if line == b".\r\n" {
                taken(bytes)?;
                out.write_all(b"250 2.0.0 Taken\r\n")?;
            } else {
                bytes.extend_from_slice(&line);
                letter = Some(bytes);
            }
            continue;
        }
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match command.as_slice() {
            b"DATA" => {
                letter = Some(Vec::new());
                out.write_all(b"354 Go on\r\n")?;
            }
            b"EHLO" => out.write_all(b"250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n")?,
            b"QUIT" => return out.write_all(b"221 2.0.0 Goodbye\r\n"),
            _ => out.write_all(b"250 2.0.0 Yes\r\n")?,
        }
    }
}
