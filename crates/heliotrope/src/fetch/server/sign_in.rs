//! Getting in: the connection, its encryption, the greeting and the sign-in.

use async_imap::imap_proto::{Capability, Response, Status};
use data_encoding::BASE64;

use super::super::rules;
use super::talk::{SILENT, Step, TALK, quoted, said, step};
use super::{Line, Secret, Source, Trouble, wire};
use crate::mailboxes::Tls;

impl Line {
    /// Connects, encrypts and signs in.
    pub async fn open(source: &Source) -> Result<Line, Trouble> {
        let mut wire = wire::connect(&source.host, source.port).await?;
        if source.tls == Tls::Tls {
            wire = wire::encrypt(wire, &source.host).await?;
        }
        let mut line = Line::over(wire);
        let let_in = line.greet().await?;
        if source.tls == Tls::Starttls {
            line = line.start_tls(&source.host).await?;
        }
        if !let_in {
            line.sign_in(source).await?;
        }
        // Some servers can more for those they know.
        line.ask_capabilities().await?;
        Ok(line)
    }

    /// Hears the greeting. True: it knows us already.
    async fn greet(&mut self) -> Result<bool, Trouble> {
        self.client.get_mut().expect(64 * 1024, SILENT);
        let greeting = match self.client.read_response().await {
            Ok(Some(greeting)) => greeting,
            Ok(None) => return Err(Trouble::new("cut", "")),
            Err(error) => {
                // Before the greeting nobody's letter can be quoted: what
                // speaks there instead is worth reading.
                let heard = rules::quoted(&error.to_string());
                let trouble = Trouble::of_io(&error);
                return Err(match heard {
                    Some(heard) => Trouble::new(trouble.code, heard),
                    None => trouble,
                });
            }
        };
        match greeting.parsed() {
            Response::Data { status, outcome } => {
                self.greeting = said(outcome);
                match status {
                    Status::Ok => Ok(false),
                    Status::PreAuth => Ok(true),
                    _ => Err(Trouble::new("bye", said(outcome))),
                }
            }
            _ => Err(Trouble::new("protocol", "")),
        }
    }

    async fn start_tls(mut self, host: &str) -> Result<Line, Trouble> {
        self.ask_capabilities().await?;
        if !self.can("STARTTLS") {
            return Err(Trouble::new("no-starttls", ""));
        }
        self.ask("STARTTLS", TALK, |_| {}).await?;
        // Whatever was said in the open before this is forgotten with its reader.
        let wire = wire::encrypt(self.client.into_inner(), host).await?;
        Ok(Line {
            greeting: self.greeting,
            ..Line::over(wire)
        })
    }

    async fn sign_in(&mut self, source: &Source) -> Result<(), Trouble> {
        self.ask_capabilities().await?;
        let user = &source.user;
        let done = match &source.secret {
            Secret::Bearer(token) => {
                let answer = format!("user={user}\x01auth=Bearer {token}\x01\x01");
                self.authenticate("XOAUTH2", &answer).await
            }
            Secret::Password(password) if self.can("AUTH=PLAIN") => {
                let answer = format!("\0{user}\0{password}");
                self.authenticate("PLAIN", &answer).await
            }
            Secret::Password(_) if self.can("LOGINDISABLED") => {
                return Err(Trouble::new("no-sign-in", ""));
            }
            Secret::Password(password) => {
                let (user, password) = (quoted(user)?, quoted(password)?);
                self.ask(&format!("LOGIN {user} {password}"), TALK, |_| {})
                    .await
            }
        };
        // What they say to a name and password is about them, whatever form it has.
        done.map_err(|trouble| match (trouble.code, &source.secret) {
            ("no", Secret::Password(_)) => Trouble::new("sign-in", trouble.said),
            ("no", Secret::Bearer(_)) => Trouble::new("token", trouble.said),
            _ => trouble,
        })
    }

    async fn authenticate(&mut self, way: &str, answer: &str) -> Result<(), Trouble> {
        let tag = self.say(&format!("AUTHENTICATE {way}"), TALK).await?;
        let mut answers = [BASE64.encode(answer.as_bytes())].into_iter();
        loop {
            match self.hear(|heard| step(&tag, heard)).await? {
                // Asked again after the answer: the reason of a refusal, which
                // an empty line takes note of.
                Step::GoOn => {
                    let answer = answers.next().unwrap_or_default();
                    self.write(&format!("{answer}\r\n")).await?;
                }
                Step::End(end) => return end,
                Step::Between => {}
            }
        }
    }

    async fn ask_capabilities(&mut self) -> Result<(), Trouble> {
        let mut found = Vec::new();
        self.ask("CAPABILITY", TALK, |heard| {
            if let Response::Capabilities(all) = heard {
                found.extend(all.iter().map(|c| match c {
                    Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                    Capability::Auth(way) => format!("AUTH={}", way.to_uppercase()),
                    Capability::Atom(word) => word.to_uppercase(),
                }));
            }
        })
        .await?;
        self.capabilities = found;
        Ok(())
    }
}
