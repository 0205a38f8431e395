//! The mail server at the other end: takes every letter on loopback and keeps
//! it as a file, so that it can be shown as its reader sees it.

use crate::intake::smtp::wire::{Line, Mail, Wire};
use crate::kit::{At, random};
use crate::web::Desk;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

const PATIENCE: Duration = Duration::from_secs(60);
const LARGEST: usize = 64 * 1024 * 1024;

/// Where the letters are: in the data folder, newest name last.
pub fn folder(desk: &Desk) -> PathBuf {
    desk.config.data.join("caught")
}

/// Takes letters until the task is dropped.
pub async fn catch(desk: Desk, listener: TcpListener) {
    let memory = Arc::new(Semaphore::new(512));
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (desk, memory) = (desk.clone(), Arc::clone(&memory));
                tokio::spawn(async move {
                    if let Err(error) = session(&desk, stream, &memory).await {
                        tracing::debug!("A connection to the catcher ended: {error}");
                    }
                });
            }
            Err(error) => {
                tracing::warn!("The catcher could not take a connection: {error}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn session(desk: &Desk, stream: TcpStream, memory: &Arc<Semaphore>) -> std::io::Result<()> {
    let mut wire = Wire::new(stream, PATIENCE);
    wire.say("220 catcher.brevik.example takes every letter and sends none on");
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        wire.flush().await?;
        let line = match wire.line().await? {
            Line::Whole(line) => String::from_utf8_lossy(&line).trim().to_owned(),
            Line::Gone => return Ok(()),
            Line::TooLong | Line::BareEnd => {
                wire.say("500 5.5.2 That line was not understood");
                continue;
            }
        };
        let word = line
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match word.as_str() {
            "EHLO" => wire.say(
                "250-catcher.brevik.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING",
            ),
            "HELO" | "NOOP" => wire.say("250 well"),
            "RSET" => {
                to.clear();
                wire.say("250 well");
            }
            "MAIL" => {
                from = path(&line);
                to.clear();
                wire.say("250 2.1.0 well");
            }
            "RCPT" => {
                to.push(path(&line));
                wire.say("250 2.1.5 well");
            }
            "DATA" if to.is_empty() => wire.say("503 5.5.1 Say first whom it is for"),
            "DATA" => {
                wire.say("354 go on, end with a dot on a line of its own");
                wire.flush().await?;
                match wire.mail(LARGEST, memory).await? {
                    Mail::Whole(bytes, _) => {
                        keep(desk, &from, &to, &bytes).await?;
                        wire.say("250 2.0.0 caught");
                    }
                    Mail::TooLarge | Mail::NoRoom => {
                        wire.say("552 5.3.4 too large for the catcher")
                    }
                    Mail::Gone => return Ok(()),
                }
            }
            "QUIT" => {
                wire.say("221 2.0.0 bye");
                return wire.shut().await;
            }
            _ => wire.say("502 5.5.1 That is not spoken here"),
        }
    }
}

/// What stands between the angle brackets of MAIL FROM or RCPT TO.
fn path(line: &str) -> String {
    let inside = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(path, _)| path.to_ascii_lowercase())
}

/// A caught letter with its envelope.
#[derive(Debug, Clone, Serialize)]
pub struct Caught {
    pub id: String,
    pub at: At,
    pub from: String,
    pub to: Vec<String>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// `<micros>-<random>.eml`, the envelope in two lines of our own before the letter.
async fn keep(desk: &Desk, from: &str, to: &[String], bytes: &[u8]) -> std::io::Result<()> {
    let folder = folder(desk);
    tokio::fs::create_dir_all(&folder).await?;
    let name = format!("{:020}-{}.eml", desk.now().0, &random::id()[..8]);
    let mut whole = format!("{from}\n{}\n", to.join(" ")).into_bytes();
    whole.extend_from_slice(bytes);
    // A half-written letter is never seen under its name.
    let half = folder.join(format!(".{name}"));
    tokio::fs::write(&half, &whole).await?;
    tokio::fs::rename(&half, folder.join(&name)).await
}

/// Names of the caught letters, newest first.
pub fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(id) = name.strip_suffix(".eml").filter(|n| !n.starts_with('.')) {
            names.push(id.to_owned());
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    Ok(names)
}

/// One caught letter; none when there is no such name.
pub fn open(folder: &Path, id: &str) -> std::io::Result<Option<Caught>> {
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Ok(None);
    }
    let whole = match std::fs::read(folder.join(format!("{id}.eml"))) {
        Ok(whole) => whole,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut lines = whole.splitn(3, |b| *b == b'\n');
    let text = |part: Option<&[u8]>| String::from_utf8_lossy(part.unwrap_or_default()).into_owned();
    let (from, to) = (text(lines.next()), text(lines.next()));
    let at = id
        .split('-')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    Ok(Some(Caught {
        id: id.to_owned(),
        at: At(at),
        from,
        to: to.split_whitespace().map(str::to_owned).collect(),
        bytes: lines.next().unwrap_or_default().to_vec(),
    }))
}
