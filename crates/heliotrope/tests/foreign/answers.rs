//! What Postfix asks us while it works: whether a recipient is welcome
//! (SMTPD_POLICY_README) and where a letter goes next (socketmap_table(5)).
//! Answering from the test process lets a test change its mind between two
//! letters without a reload that may or may not have happened yet.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The answers, and the two loopback listeners that give them.
pub struct Answers {
    pub policy_port: u16,
    pub route_port: u16,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    desk: Option<SocketAddr>,
    refusals: HashMap<String, String>,
    attempts: HashMap<String, usize>,
    over: bool,
}

impl Answers {
    pub fn start() -> Answers {
        let known = Arc::new(Mutex::new(Known::default()));
        let answers = Answers {
            policy_port: listen(&known, answer_policy),
            route_port: listen(&known, answer_route),
            known,
        };
        answers.set(
            "refused@customers.example",
            Some("550 5.7.1 This mailbox takes no letters from you"),
        );
        answers.set(
            "later@customers.example",
            Some("450 4.2.1 This mailbox is busy, please come back in a minute"),
        );
        answers
    }

    pub fn relay_to(&self, desk: SocketAddr) {
        self.known().desk = Some(desk);
    }

    pub fn set(&self, address: &str, said: Option<&str>) {
        let address = address.to_lowercase();
        match said {
            Some(said) => self.known().refusals.insert(address, said.to_owned()),
            None => self.known().refusals.remove(&address),
        };
    }

    pub fn attempts(&self, address: &str) -> usize {
        self.known()
            .attempts
            .get(&address.to_lowercase())
            .copied()
            .unwrap_or(0)
    }

    pub fn stop(&self) {
        self.known().over = true;
        // Wakes the listeners out of accept.
        for port in [self.policy_port, self.route_port] {
            let _ = TcpStream::connect(("127.0.0.1", port));
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().expect("answers")
    }
}

/// Threads, not tasks: a test that blocks its runtime must not stop the mail.
fn listen(
    known: &Arc<Mutex<Known>>,
    talk: fn(TcpStream, &Mutex<Known>) -> std::io::Result<()>,
) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
    let port = listener.local_addr().expect("a bound port").port();
    let known = Arc::clone(known);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if known.lock().expect("answers").over {
                return;
            }
            let known = Arc::clone(&known);
            // The talk ends when Postfix hangs up; how it hung up says nothing.
            std::thread::spawn(move || stream.and_then(|stream| talk(stream, &known)));
        }
    });
    port
}

/// `name=value` lines up to an empty one; then `action=...` and an empty one.
fn answer_policy(stream: TcpStream, known: &Mutex<Known>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut recipient = String::new();
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if let Some(address) = line.strip_prefix("recipient=") {
            recipient = address.to_lowercase();
        } else if line.is_empty() {
            let action = {
                let mut known = known.lock().expect("answers");
                *known.attempts.entry(recipient.clone()).or_default() += 1;
                let plus = recipient.contains('+').then_some("+");
                known
                    .refusals
                    .get(plus.unwrap_or(&recipient))
                    .cloned()
                    .unwrap_or_else(|| "DUNNO".to_owned())
            };
            write!(out, "action={action}\n\n")?;
        }
    }
    Ok(())
}

/// Netstrings: `<length>:<map> <key>,` in, `<length>:OK <transport>,` out.
fn answer_route(stream: TcpStream, known: &Mutex<Known>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    loop {
        let mut length = Vec::new();
        if input.read_until(b':', &mut length)? == 0 {
            return Ok(());
        }
        let length: usize = String::from_utf8_lossy(&length)
            .trim_end_matches(':')
            .parse()
            .unwrap_or(0);
        let mut request = vec![0; length + 1];
        input.read_exact(&mut request)?;
        let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
        let answer = route(
            request.trim_start_matches("route "),
            known.lock().expect("answers").desk,
        );
        write!(out, "{}:{answer},", answer.len())?;
    }
}

/// Postfix asks for the whole address first, then for its domain and `*`.
/// We know at the first question. (That smtpd accepts what error(8) will bounce
/// is `smtpd_reject_unlisted_recipient = no`.)
fn route(key: &str, desk: Option<SocketAddr>) -> String {
    if !key.contains('@') {
        "NOTFOUND ".to_owned()
    } else if key.ends_with("@desk.example") {
        match desk {
            Some(desk) => format!("OK smtp:[{}]:{}", desk.ip(), desk.port()),
            None => "OK retry:4.4.1 The desk has not been started yet".to_owned(),
        }
    } else if key.ends_with("@bounce.example") {
        "OK error:5.1.1 Nobody of this name lives here any more".to_owned()
    } else {
        "OK virtual:".to_owned()
    }
}
