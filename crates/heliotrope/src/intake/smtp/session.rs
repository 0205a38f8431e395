//! One client from its greeting to its leave.

use super::wire::{Line, Mail, Wire};
use super::{Door, shown, stopped};
use crate::intake::deeds::{self, Arrived, NotKept};
use crate::intake::rules;
use smtp_proto::{Error as Syntax, Request};
use std::borrow::Cow;
use std::io;
use std::net::IpAddr;
use tokio::net::TcpStream;

/// How many people one letter may be for in one go; the rest comes again.
const RECIPIENTS: usize = 100;
/// A client that does nothing but err is let go.
const ERRORS: usize = 20;
/// So is one that says this much between two letters.
const COMMANDS: usize = 1000;

struct Session<'a> {
    door: &'a Door,
    peer: IpAddr,
    wire: Wire<TcpStream>,
    greeted: bool,
    /// LHLO: one reply for each recipient after the letter.
    lmtp: bool,
    sender: Option<String>,
    recipients: Vec<String>,
    errors: usize,
    /// Since the last letter.
    commands: usize,
}

/// What to do after a command.
enum Next {
    Go,
    Leave,
}

pub async fn run(door: &Door, stream: TcpStream, peer: IpAddr) -> io::Result<()> {
    // Replies are small and waited for.
    stream.set_nodelay(true)?;
    let wire = Wire::new(stream, door.patience);
    let mut session = Session {
        door,
        peer,
        wire,
        greeted: false,
        lmtp: false,
        sender: None,
        recipients: Vec::new(),
        errors: 0,
        commands: 0,
    };
    session
        .wire
        .say("220 Heliotrope takes letters here (ESMTP, LMTP).");
    let mut stop = door.stop.clone();
    loop {
        let line = tokio::select! {
            biased;
            line = session.wire.line() => line,
            () = stopped(&mut stop) => {
                session.wire.say("421 4.3.2 We stop now. Please come again in a minute.");
                return session.wire.shut().await;
            }
        };
        let line = match line {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                session.wire.say("421 4.4.2 Nothing came for a long time.");
                return session.wire.shut().await;
            }
            line => line?,
        };
        match session.hear(line).await {
            Ok(Next::Go) => {}
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                session
                    .wire
                    .say("421 4.4.2 Your letter did not come to its end.");
                return session.wire.shut().await;
            }
            leave => {
                leave?;
                return session.wire.shut().await;
            }
        }
    }
}

impl Session<'_> {
    async fn hear(&mut self, line: Line) -> io::Result<Next> {
        self.commands += 1;
        if self.commands > COMMANDS {
            self.wire.say("421 4.7.0 Many words and no letter.");
            return Ok(Next::Leave);
        }
        match line {
            Line::Gone => return Ok(Next::Leave),
            Line::TooLong => self.err("500 5.5.2 That line is too long."),
            Line::BareEnd => self.err("500 5.5.2 A line ends in CR LF here."),
            Line::Whole(line) => match Request::parse(&mut line.iter()) {
                // The parser gives an address without a domain as an empty one.
                Ok(Request::Rcpt { .. }) if is_to_postmaster(&line) => {
                    let address = self.postmaster().await.unwrap_or_default();
                    self.rcpt(&address).await;
                    return Ok(Next::Go);
                }
                Ok(request) => return self.obey(request).await,
                Err(error) => self.err(&misread(&error)),
            },
        }
        if self.errors < ERRORS {
            return Ok(Next::Go);
        }
        self.wire
            .say("421 4.7.0 Too many words we do not understand.");
        Ok(Next::Leave)
    }

    fn err(&mut self, reply: &str) {
        self.errors += 1;
        self.wire.say(reply);
    }

    async fn obey(&mut self, request: Request<Cow<'_, str>>) -> io::Result<Next> {
        match request {
            Request::Ehlo { .. } => self.greet(false),
            Request::Lhlo { .. } => self.greet(true),
            Request::Helo { .. } => {
                self.reset();
                (self.greeted, self.lmtp) = (true, false);
                self.wire.say("250 Heliotrope");
            }
            Request::Mail { from } => self.mail(from),
            Request::Rcpt { to } => self.rcpt(&to.address).await,
            Request::Data => return self.data().await,
            Request::Rset => {
                self.reset();
                self.wire.say("250 2.0.0 Forgotten.");
            }
            Request::Noop { .. } => self.wire.say("250 2.0.0 Yes."),
            Request::Vrfy { .. } => self
                .wire
                .say("252 2.1.5 Send the letter; that shows whether it can be taken."),
            Request::Help { .. } => self
                .wire
                .say("214 2.0.0 EHLO LHLO MAIL RCPT DATA RSET NOOP VRFY QUIT"),
            Request::Quit => {
                self.wire.say("221 2.0.0 Goodbye.");
                return Ok(Next::Leave);
            }
            other => self.err(&format!("502 5.5.1 {} is not spoken here.", other.name())),
        }
        Ok(Next::Go)
    }

    fn greet(&mut self, lmtp: bool) {
        self.reset();
        (self.greeted, self.lmtp) = (true, lmtp);
        let size = self.door.desk.config.limits.letter_in;
        for line in [
            "Heliotrope",
            "PIPELINING",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
        ] {
            self.wire.say(&format!("250-{line}"));
        }
        self.wire.say(&format!("250 SIZE {size}"));
    }

    fn reset(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    fn mail(&mut self, from: smtp_proto::MailFrom<Cow<'_, str>>) {
        if !self.greeted {
            return self.err("503 5.5.1 Please greet first (EHLO or LHLO).");
        }
        if self.sender.is_some() {
            return self.err("503 5.5.1 There is a letter under way already.");
        }
        if from.size > self.door.desk.config.limits.letter_in {
            return self.wire.say(&self.too_large());
        }
        self.reset();
        self.sender = Some(from.address.to_lowercase());
        self.wire.say("250 2.1.0 Go on.");
    }

    async fn rcpt(&mut self, address: &str) {
        if self.sender.is_none() {
            return self.err("503 5.5.1 Who sends it? MAIL comes first.");
        }
        if self.recipients.len() >= RECIPIENTS {
            return self
                .wire
                .say("452 4.5.3 Enough recipients for one letter; send the others another.");
        }
        let address = address.to_lowercase();
        match self.door.welcome(&address).await {
            Ok(()) => {
                self.wire
                    .say(&format!("250 2.1.5 {} is here.", shown(&address)));
                self.recipients.push(address);
            }
            Err(refusal) => self.wire.say(&refusal),
        }
    }

    async fn postmaster(&self) -> Option<String> {
        let mailboxes = self.door.mailboxes().await.ok()?;
        let (_, domain) = mailboxes.first()?.address.rsplit_once('@')?;
        Some(format!("postmaster@{domain}"))
    }

    fn too_large(&self) -> String {
        let mib = self.door.desk.config.limits.letter_in >> 20;
        format!("552 5.3.4 That letter is too large: we take up to {mib} MiB.")
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.recipients.is_empty() {
            let reply = if self.sender.is_some() {
                "554 5.5.1 There is nobody this letter could be for."
            } else {
                "503 5.5.1 MAIL and RCPT come first."
            };
            self.err(reply);
            return Ok(Next::Go);
        }
        self.wire
            .say("354 Go on; end it with a dot on a line of its own.");
        let most = self.door.desk.config.limits.letter_in;
        let reply = match self.wire.mail(most, &self.door.memory).await? {
            Mail::Gone => return Ok(Next::Leave),
            Mail::TooLarge => self.too_large(),
            Mail::NoRoom => {
                "452 4.3.1 Too many large letters at once. Please come again in a minute."
                    .to_owned()
            }
            Mail::Whole(bytes, _memory) => self.keep(bytes).await,
        };
        self.commands = 0;
        let replies = if self.lmtp { self.recipients.len() } else { 1 };
        for _ in 0..replies {
            self.wire.say(&reply);
        }
        self.reset();
        Ok(Next::Go)
    }

    /// The reply after a letter: 250 only when it is on the disk.
    async fn keep(&mut self, bytes: Vec<u8>) -> String {
        let arrived = Arrived {
            peer: Some(self.peer),
            door: rules::Door::Smtp,
            bytes,
            sender: self.sender.clone().unwrap_or_default(),
            recipients: self.recipients.clone(),
        };
        match deeds::receive(&self.door.desk, arrived).await {
            Ok(verdict) => format!("250 2.6.0 We have it: {}.", verdict.arrival),
            Err(not_kept) => refusal(&not_kept),
        }
    }
}

fn refusal(not_kept: &NotKept) -> String {
    tracing::error!(error = %not_kept, "A letter was not taken");
    if not_kept.is_full() {
        "452 4.3.1 There is no room for it on our disk. Please come again later.".to_owned()
    } else {
        "451 4.3.0 We could not keep it now. Please come again.".to_owned()
    }
}

/// `<postmaster>` without a domain is ours to take (RFC 5321, 4.5.1).
fn is_to_postmaster(line: &[u8]) -> bool {
    line.to_ascii_lowercase()
        .windows(12)
        .any(|w| w == b"<postmaster>")
}

fn misread(error: &Syntax) -> String {
    match error {
        Syntax::UnknownCommand => "500 5.5.1 That word is not spoken here.".to_owned(),
        Syntax::InvalidSenderAddress => "501 5.1.7 That is no address of a sender.".to_owned(),
        Syntax::InvalidRecipientAddress => {
            "501 5.1.3 That is no address of a recipient.".to_owned()
        }
        Syntax::SyntaxError { syntax } => format!("501 5.5.2 It is written so: {syntax}"),
        Syntax::InvalidParameter { param } => format!("501 5.5.4 {param} is not written so."),
        Syntax::UnsupportedParameter { param } => {
            format!("555 5.5.4 {} is not known here.", shown(param))
        }
        _ => "500 5.5.2 We did not understand that.".to_owned(),
    }
}
