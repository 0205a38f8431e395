//! The other side of our mail: a real foreign server, Debian's Postfix, in a
//! folder and on loopback ports of its own. The system's Postfix, its queue
//! and its configuration are never touched.
//!
//! - Letters to any address land in one Maildir, which the test reads.
//! - Letters to `*@desk.example` are relayed to the desk under test.
//! - `refused@customers.example` gets a 550 at RCPT, `later@customers.example`
//!   a 450 until the test says otherwise ([`Foreign::answer`]).
//! - `*@bounce.example` is accepted, and a real delivery status notification
//!   goes back to the envelope sender.
//!
//! Postfix switches between accounts, so the tests that use this must run as
//! root; they are marked `#[ignore]` and `./test mail` runs them.

// Shared by several test programs; none of them uses all of it.
#![allow(dead_code)]

mod answers;
mod config;
pub mod imap;
pub mod provider;
pub mod proxy;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lettre::address::{Address, Envelope};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

pub use answers::Answers;

/// Who may sign in on the ports that ask for it.
pub const USER: &str = "desk@foreign.example";
/// The password of [`USER`].
pub const PASSWORD: &str = "seven calm herons";

/// A running foreign mail server. It stops, and its folder goes, when this is
/// dropped, and also when the test process dies without a word.
pub struct Foreign {
    /// Takes letters from loopback for any address: no TLS, no sign-in.
    pub port: u16,
    /// STARTTLS, then AUTH as [`USER`]: a provider's submission port.
    pub tls_port: u16,
    /// TLS from the first byte, then AUTH as [`USER`].
    pub smtps_port: u16,
    /// AUTH in the open.
    pub open_port: u16,
    /// The self-signed certificate (PEM) of both TLS ports, for `localhost`
    /// and 127.0.0.1. Trusted by nobody unless the test says so.
    pub certificate: PathBuf,
    /// Where letters land, in `new/`, line ends as LF.
    pub maildir: PathBuf,
    dir: PathBuf,
    answers: Answers,
    guard: Child,
}

/// A letter that reached the foreign side.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope sender; empty for the null sender.
    pub from: String,
    /// The envelope recipient.
    pub to: String,
    /// The letter, below the trace headers that the server put on top.
    pub raw: Vec<u8>,
}

impl Received {
    /// The letter as text, for assertions.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

impl Foreign {
    /// Starts the server; it takes connections when this returns.
    ///
    /// # Panics
    /// With a sentence that says what is missing and how to get it.
    pub async fn start() -> Foreign {
        Foreign::start_asking(None).await
    }

    /// The same, but the Dovecot that answers on this port of loopback says who
    /// may sign in, and how.
    pub async fn start_asking(auth_port: Option<u16>) -> Foreign {
        tokio::task::spawn_blocking(move || Foreign::start_now(auth_port))
            .await
            .expect("starting Postfix")
    }

    fn start_now(auth_port: Option<u16>) -> Foreign {
        assert!(
            Path::new("/usr/sbin/postfix").exists(),
            "Postfix is not installed. `./test mail` installs and uses it."
        );
        let dir = tempfile::Builder::new()
            .prefix("heliotrope-foreign-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        let answers = Answers::start();
        let [port, tls_port, smtps_port, open_port] = free_ports();
        let ports = config::Ports {
            plain: port,
            starttls: tls_port,
            tls: smtps_port,
            open: open_port,
            auth: auth_port,
        };
        config::write(&dir, &ports, &answers);
        let guard = start_guarded(&dir);
        Foreign {
            port,
            tls_port,
            smtps_port,
            open_port,
            certificate: dir.join("etc/cert.pem"),
            maildir: dir.join("mail/all"),
            dir,
            answers,
            guard,
        }
    }

    /// From now on letters to `*@desk.example` go to this address. Until it is
    /// said, and while nobody listens there, they wait in the queue and are
    /// tried again every second.
    pub fn relay_to(&self, desk: SocketAddr) {
        self.answers.relay_to(desk);
    }

    /// What the server says at RCPT for this address from now on, such as
    /// `"450 4.2.1 Come back in a minute"` or `"550 5.1.1 No such person"`;
    /// `None` accepts it. The address `+` stands for all that have a plus.
    pub fn answer(&self, address: &str, said: Option<&str>) {
        self.answers.set(address, said);
    }

    /// How often this address was named at RCPT.
    pub fn attempts(&self, address: &str) -> usize {
        self.answers.attempts(address)
    }

    /// Every letter that reached this address, oldest first.
    pub async fn letters_for(&self, address: &str) -> Vec<Received> {
        let mut files: Vec<_> = std::fs::read_dir(self.maildir.join("new"))
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                Some((std::fs::metadata(&path).ok()?.modified().ok()?, path))
            })
            .collect();
        files.sort();
        files
            .into_iter()
            .map(|(_, path)| {
                received(&std::fs::read(path).expect("reading a letter in the Maildir"))
            })
            .filter(|letter| letter.to.eq_ignore_ascii_case(address))
            .collect()
    }

    /// The first letter to this address, as soon as it is there.
    ///
    /// # Panics
    /// When none came in time, with the end of the server's log.
    pub async fn wait_letter(&self, address: &str, timeout: Duration) -> Received {
        self.wait_letters(address, 1, timeout).await.swap_remove(0)
    }

    /// All letters to this address, as soon as there are `count` of them.
    ///
    /// # Panics
    /// When they did not come in time, with the end of the server's log.
    pub async fn wait_letters(
        &self,
        address: &str,
        count: usize,
        timeout: Duration,
    ) -> Vec<Received> {
        let until = Instant::now() + timeout;
        loop {
            let letters = self.letters_for(address).await;
            if letters.len() >= count {
                return letters;
            }
            assert!(
                Instant::now() < until,
                "{} of {count} letters for {address} after {timeout:?}. The server's log ends:\n{}",
                letters.len(),
                self.log_tail()
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Hands a letter to the server, as the mail program of somebody outside
    /// would. `from` may be empty: the null sender.
    ///
    /// # Errors
    /// The server's own refusal.
    pub async fn send(
        &self,
        raw: &[u8],
        from: &str,
        to: &[&str],
    ) -> Result<(), lettre::transport::smtp::Error> {
        let address = |text: &str| {
            text.parse::<Address>()
                .unwrap_or_else(|e| panic!("{text}: {e}"))
        };
        let from = (!from.is_empty()).then(|| address(from));
        let envelope =
            Envelope::new(from, to.iter().map(|to| address(to)).collect()).expect("a recipient");
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
            .port(self.port)
            .build()
            .send_raw(&envelope, raw)
            .await
            .map(drop)
    }

    /// The last lines of the server's log.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.answers.stop();
        drop(self.guard.stdin.take());
        // The guard ends Postfix and removes the folder; a test that starts
        // the next server should not find this one still going down.
        let _ = self.guard.wait();
    }
}

/// Starts Postfix under a shell that holds the other end of our pipe: however
/// this process ends, the pipe closes and the server goes.
fn start_guarded(dir: &Path) -> Child {
    const GUARD: &str = r#"
        trap '' INT TERM HUP PIPE
        if postfix -c "$1/etc" start >"$1/start.log" 2>&1; then echo ready; else cat "$1/start.log" "$1/log"; fi
        exec >/dev/null 2>&1
        read -r _
        postfix -c "$1/etc" abort
        rm -rf "$1"
    "#;
    let mut guard = Command::new("sh")
        .args(["-c", GUARD, "guard"])
        .arg(dir)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("starting a shell");
    let said = std::io::read_to_string(guard.stdout.take().expect("piped"))
        .expect("reading what Postfix says");
    assert!(said.starts_with("ready"), "Postfix did not start:\n{said}");
    guard
}

/// Splits what `virtual(8)` wrote: its trace headers on top, then the letter.
fn received(file: &[u8]) -> Received {
    let mut letter = Received {
        from: String::new(),
        to: String::new(),
        raw: Vec::new(),
    };
    let mut rest = file;
    while let Some(end) = rest.iter().position(|&b| b == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        match line.split_once(": ") {
            Some(("Return-Path", value)) => letter.from = value.trim_matches(['<', '>']).to_owned(),
            Some(("X-Original-To", value)) => letter.to = value.to_owned(),
            Some(("Delivered-To", _)) => {}
            _ => break,
        }
        rest = &rest[end + 1..];
    }
    letter.raw.write_all(rest).expect("writing to memory");
    letter
}

/// Ports that were free a moment ago. Held together, so that they differ.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let held: [TcpListener; N] =
        std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").expect("a free port on loopback"));
    held.map(|listener| listener.local_addr().expect("a bound port").port())
}
