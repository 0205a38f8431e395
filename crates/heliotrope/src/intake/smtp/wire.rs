//! Lines and mails as they come over the wire, with an end to each.

use super::data::{Data, Sink};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// The longest command line, generously (RFC 5321, 4.5.3.1.4 and extensions).
const LONGEST_LINE: usize = 4096;
const PIECE: usize = 16 * 1024;
/// What a mail may use before it asks for its share of the memory.
const FREE: usize = 1 << 20;
/// More than a mail may have in nearly every house; where it may have more, its
/// room grows.
const LARGEST_ROOM: usize = 64 << 20;
/// Bytes a second below which a mail is no mail but somebody who holds a place.
const SLOWEST: f64 = 512.0;

/// What a client says in one line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// With its CR LF.
    Whole(Vec<u8>),
    TooLong,
    /// It ended in a bare LF. Nothing is done on such a word.
    BareEnd,
    /// The client is gone.
    Gone,
}

/// How a mail came in.
#[derive(Debug)]
pub enum Mail {
    /// Its bytes, and the memory they may use until they are dropped.
    Whole(Vec<u8>, Vec<OwnedSemaphorePermit>),
    TooLarge,
    /// No memory for it now.
    NoRoom,
    Gone,
}

pub struct Wire<S> {
    stream: S,
    input: Vec<u8>,
    /// Where the next unread byte stands in `input`.
    at: usize,
    output: Vec<u8>,
    /// How long to wait for a whole line, or for more of a mail.
    patience: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub fn new(stream: S, patience: Duration) -> Wire<S> {
        Wire {
            stream,
            input: Vec::with_capacity(PIECE),
            at: 0,
            output: Vec::new(),
            patience,
        }
    }

    /// Says one reply; it leaves with [`Wire::flush`].
    pub fn say(&mut self, reply: &str) {
        self.output.extend_from_slice(reply.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }

    pub async fn flush(&mut self) -> io::Result<()> {
        if !self.output.is_empty() {
            timeout(self.patience, self.stream.write_all(&self.output)).await??;
            self.output.clear();
            timeout(self.patience, self.stream.flush()).await??;
        }
        Ok(())
    }

    pub async fn shut(&mut self) -> io::Result<()> {
        self.flush().await?;
        self.stream.shutdown().await
    }

    /// Reads more bytes; false at the end of the connection. Nothing until
    /// `until`: the client is timed out, however busily it drips.
    async fn more(&mut self, until: Instant) -> io::Result<bool> {
        // A client that sends its commands in one go gets its replies in one.
        self.flush().await?;
        if self.at > 0 {
            self.input.drain(..self.at);
            self.at = 0;
        }
        self.input.reserve(PIECE);
        Ok(timeout_at(until, self.stream.read_buf(&mut self.input)).await?? > 0)
    }

    /// The next line. A line without an end is not kept in memory.
    pub async fn line(&mut self) -> io::Result<Line> {
        let mut too_long = false;
        let until = Instant::now() + self.patience;
        loop {
            let unread = &self.input[self.at..];
            if let Some(end) = unread.iter().position(|b| *b == b'\n') {
                let line = unread[..=end].to_vec();
                self.at += end + 1;
                return Ok(match line.as_slice() {
                    _ if too_long || line.len() > LONGEST_LINE => Line::TooLong,
                    [.., b'\r', b'\n'] => Line::Whole(line),
                    _ => Line::BareEnd,
                });
            }
            if unread.len() > LONGEST_LINE {
                too_long = true;
                self.at = self.input.len();
            }
            if !self.more(until).await? {
                return Ok(Line::Gone);
            }
        }
    }

    /// One mail to its end, however large; kept up to `most` bytes and as far
    /// as `memory` has room (permits are MiB).
    pub async fn mail(&mut self, most: usize, memory: &Arc<Semaphore>) -> io::Result<Mail> {
        let (began, mut came) = (Instant::now(), 0);
        let mut data = Data::new();
        let mut mail = Bounded {
            bytes: Vec::new(),
            most,
            over: false,
            memory,
            shares: Vec::new(),
            no_room: false,
        };
        loop {
            let (taken, ended) = data.take(&self.input[self.at..], &mut mail);
            self.at += taken;
            if ended {
                return Ok(match mail {
                    Bounded { over: true, .. } => Mail::TooLarge,
                    Bounded { no_room: true, .. } => Mail::NoRoom,
                    Bounded { bytes, shares, .. } => Mail::Whole(bytes, shares),
                });
            }
            came += taken;
            let earned = Duration::from_secs_f64(came as f64 / SLOWEST);
            let until = (began + self.patience + earned).min(Instant::now() + self.patience);
            if !self.more(until).await? {
                return Ok(Mail::Gone);
            }
        }
    }
}

/// A mail in memory, up to a size.
struct Bounded<'a> {
    bytes: Vec<u8>,
    most: usize,
    over: bool,
    memory: &'a Arc<Semaphore>,
    shares: Vec<OwnedSemaphorePermit>,
    no_room: bool,
}

impl Sink for Bounded<'_> {
    fn put(&mut self, bytes: &[u8]) {
        if self.over || self.no_room {
            return;
        }
        let size = self.bytes.len() + bytes.len();
        if size > self.most {
            self.over = true;
        } else if size > FREE + (self.shares.len() << 20) {
            match self.memory.clone().try_acquire_owned() {
                Ok(share) => self.shares.push(share),
                Err(_) => self.no_room = true,
            }
        }
        if self.over || self.no_room {
            self.bytes = Vec::new();
            self.shares.clear();
        } else {
            self.make_room(size);
            self.bytes.extend_from_slice(bytes);
        }
    }
}

impl Bounded<'_> {
    /// A large mail gets all its room at once: what nobody writes into costs
    /// nothing, while a buffer that doubles is there twice at each step.
    fn make_room(&mut self, size: usize) {
        if size > FREE && size > self.bytes.capacity() {
            let room = self
                .most
                .min(LARGEST_ROOM.max(2 * self.bytes.len()))
                .max(size);
            self.bytes.reserve_exact(room - self.bytes.len());
        }
    }
}
